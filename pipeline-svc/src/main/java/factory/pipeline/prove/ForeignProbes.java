package factory.pipeline.prove;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import factory.pipeline.prove.Client.Request;
import factory.pipeline.prove.Proof.Area;
import factory.pipeline.prove.Proof.Outcome;
import factory.pipeline.spec.Access;
import factory.pipeline.spec.Action;
import factory.pipeline.spec.ExactJson;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Kind.Operation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Records that a wallet may not see: whatever another wallet asks about one, it is answered as if
 * there were none. What tells of them by its nature (that a unique value is taken) is not asked.
 */
final class ForeignProbes {
  private static final int MOST_OF_OTHERS = 2;
  private static final double BITS = 64;

  private final Session session;
  private final Supply supply;
  private final Map<String, Hidden> known = new HashMap<>();

  ForeignProbes(Session session, Supply supply) {
    this.session = session;
    this.supply = supply;
  }

  /** Whether records of a kind can be hidden from somebody. */
  static boolean isPlace(Kind kind) {
    return !(kind.access().read() instanceof Access.Anyone)
        && kind.operations().contains(Operation.READ);
  }

  void run(Kind kind) {
    var name = kind.name().replace('_', ' ');
    session.check(
        Area.ATTACKS,
        "What another wallet asks about a hidden " + name + " is answered as if there were none",
        () -> unseen(kind, known(kind)));
    session.check(
        Area.ATTACKS,
        "No list that another wallet asks for tells of a hidden " + name,
        () -> unlisted(kind, known(kind)));
    session.check(
        Area.ATTACKS,
        "Nothing can refer to a " + name + " that its maker may not see",
        () -> unreferred(kind, known(kind)));
    if (isUnguessable(kind)) {
      session.check(
          Area.ATTACKS, "Ids of a " + name + " cannot be guessed", () -> unguessable(kind));
    }
  }

  /** The same one for all checks, as long as none makes room for another. */
  private Hidden known(Kind kind) throws Ended {
    var before = known.get(kind.name());
    if (before != null && !Maker.isOnePerWallet(kind)) {
      return before;
    }
    var found = hidden(kind);
    known.put(kind.name(), found);
    return found;
  }

  /** A new one. */
  Hidden hidden(Kind kind) throws Ended {
    return Hidden.of(session, supply, kind);
  }

  private interface Asking {
    Exchange of(String id) throws Ended;
  }

  void unseen(Kind kind, Hidden hidden) throws Ended {
    var as = hidden.from();
    var absent = hidden.absent(session, supply);
    List<Asking> all = new ArrayList<>();
    all.add(id -> session.call(as, "GET", path(kind, id)));
    all.add(id -> conditional(as, "GET", path(kind, id), "if-none-match", "*", ""));
    if (Maker.hasUpdate(kind) && Routes.hasPartial(kind)) {
      all.add(id -> session.call(as, "PATCH", path(kind, id), "{}"));
      all.add(id -> conditional(as, "PATCH", path(kind, id), "if-match", "\"0-0\"", "{}"));
    }
    if (Maker.hasDelete(kind)) {
      all.add(id -> conditional(as, "DELETE", path(kind, id), "if-match", "\"0-0\"", ""));
      all.add(id -> session.call(as, "DELETE", path(kind, id)));
    }
    session.specification().actions().stream()
        .filter(action -> action.onRecord() && action.kind().equals(kind.name()))
        .limit(MOST_OF_OTHERS)
        .forEach(action -> all.add(acting(kind, action, as)));
    for (var asking : all) {
      try {
        alike(asking.of(hidden.id()), hidden.id(), asking.of(absent), absent);
      } catch (Ended e) {
        // What no route asks is left out; something is asked always.
        if (e.outcome() == Outcome.FAILED) {
          throw e;
        }
      }
    }
    var read = session.call(Wallet.A, "GET", Maker.path(kind, hidden.record()));
    if (kind.access().read() instanceof Access.Owner) {
      RecordChecks.same(kind, hidden.record(), read.expect(200));
    }
  }

  /** With the same inputs each time. */
  private Asking acting(Kind kind, Action action, Wallet as) {
    var inputs = new ArrayList<ObjectNode>();
    return id -> {
      if (inputs.isEmpty()) {
        inputs.add(supply.inputs(action.inputs(), as));
      }
      var path = path(kind, id) + "/" + action.name().replace('_', '-');
      return session.call(as, "POST", path, inputs.getFirst());
    };
  }

  private static String path(Kind kind, String id) {
    return Maker.path(kind, id);
  }

  private Exchange conditional(
      Wallet as, String method, String path, String header, String value, String body)
      throws Ended {
    return session.ask(
        new Request(
            as,
            method,
            path,
            body.isEmpty()
                ? Map.of(header, value)
                : Map.of("content-type", "application/json", header, value),
            body));
  }

  /** Two answers that differ in nothing but the ids that were asked for. */
  private static void alike(Exchange hidden, String id, Exchange absent, String other)
      throws Ended {
    if (hidden.status() < 400) {
      throw hidden.contradicts("though that wallet may not see it");
    }
    // Small numbers are in many answers by chance, such as 2 in 422; what nobody has is in none.
    if (hidden.status() != absent.status()
        || !hidden.answer().body().equals(absent.answer().body().replace(other, id))
        || !names(hidden).equals(names(absent))) {
      throw hidden.contradicts("and for one that is not there it is otherwise: " + absent.told());
    }
  }

  private static Set<String> names(Exchange exchange) {
    var names = new TreeSet<>(exchange.answer().headers().keySet());
    names.remove("date");
    return names;
  }

  void unlisted(Kind kind, Hidden hidden) throws Ended {
    if (!kind.operations().contains(Operation.LIST)) {
      throw Ended.notTried("there is no list");
    }
    List<String> queries = new ArrayList<>(List.of("page_size=100"));
    for (var filter : kind.listing().filters()) {
      var value = asked(hidden.record().path(filter.field()));
      if (value.isValueNode() && !value.isNull() && !value.asText().isEmpty()) {
        for (var way : filter.ways().stream().sorted().toList()) {
          queries.add(query(filter.field(), way, value.asText()));
        }
      }
    }
    kind.listing().search().stream()
        .map(field -> hidden.record().path(field).asText())
        .filter(text -> !text.isBlank() && text.length() <= 100)
        .findFirst()
        .ifPresent(text -> queries.add("q=" + Pages.encoded(text)));
    var asked = false;
    for (var query : queries) {
      try {
        var answer = session.call(hidden.from(), "GET", Maker.path(kind) + "?" + query);
        asked = true;
        for (var one : answer.json().path(kind.plural())) {
          if (one.path("id").asText().equals(hidden.id())) {
            throw answer.contradicts("with what that wallet may not see");
          }
        }
      } catch (Ended e) {
        if (e.outcome() == Outcome.FAILED) {
          throw e;
        }
      }
    }
    if (!asked) {
      throw Ended.notTried("no route asks for a list that it could be in");
    }
  }

  /** Of a list one of its values. */
  private static JsonNode asked(JsonNode value) {
    return value.isArray() && !value.isEmpty() ? value.get(0) : value;
  }

  private static String query(String field, Kind.Filter.Way way, String value) {
    var name =
        switch (way) {
          case EQUAL -> field;
          case RANGE -> field + "_from";
          case PREFIX -> field + "_prefix";
          case ANY_OF -> field + "_in";
          case HAS -> field + "_has";
        };
    return name + "=" + Pages.encoded(value);
  }

  void unreferred(Kind kind, Hidden hidden) throws Ended {
    var asked = false;
    var absent = hidden.absent(session, supply);
    for (var other : session.specification().kinds()) {
      var field = reference(other, kind);
      if (field.isEmpty() || !Maker.hasCreate(other)) {
        continue;
      }
      ObjectNode body;
      try {
        body = supply.body(other, hidden.from());
      } catch (Ended e) {
        // There may be another kind that refers to it.
        continue;
      }
      var asks =
          (Asking)
              id -> {
                var named = body.deepCopy();
                named.set(field.get().name(), key(kind, id));
                return session.call(hidden.from(), "POST", Maker.path(other), named);
              };
      alike(asks.of(hidden.id()), hidden.id(), asks.of(absent), absent);
      asked = true;
    }
    if (!asked) {
      throw Ended.notTried("nothing that a caller makes refers to one");
    }
  }

  private static JsonNode key(Kind kind, String id) {
    var nodes = ExactJson.MAPPER.getNodeFactory();
    return kind.key() instanceof Kind.Key.Sequence
        ? nodes.numberNode(Long.parseLong(id))
        : nodes.textNode(id);
  }

  private static Optional<Field> reference(Kind other, Kind to) {
    return Maker.given(other).stream()
        .filter(
            field ->
                field.type() instanceof FieldType.Reference(var target, _)
                    && target.equals(to.name()))
        .findFirst();
  }

  /**
   * A number or a word of somebody's may be guessed, and tells nothing; the other check says so.
   */
  private static boolean isUnguessable(Kind kind) {
    return switch (kind.key()) {
      case Kind.Key.Uuid() -> true;
      case Kind.Key.Code(var alphabet, var length) ->
          length * Math.log(alphabet.length()) / Math.log(2) >= BITS;
      case Kind.Key.Sequence _, Kind.Key.Slug _, Kind.Key.Natural _ -> false;
    };
  }

  /** Two made one after the other share nothing, and the halves of none are alike. */
  private void unguessable(Kind kind) throws Ended {
    var one = hidden(kind).id();
    var other = supply.record(kind, Wallet.A).path("id").asText();
    var differing = 0;
    for (var i = 0; i < Math.min(one.length(), other.length()); i++) {
      differing += one.charAt(i) == other.charAt(i) ? 0 : 1;
    }
    // Random hexadecimal digits differ in 15 of 16 places; a dash and a version never do.
    if (one.length() != other.length() || differing < one.length() / 3) {
      throw Ended.failed(
          "two that were made one after the other have the ids %s and %s".formatted(one, other));
    }
  }
}
