package factory.pipeline.prove;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import factory.pipeline.prove.Client.Request;
import factory.pipeline.prove.Proof.Area;
import factory.pipeline.spec.Access;
import factory.pipeline.spec.ExactJson;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Kind.Operation;
import factory.pipeline.spec.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Texts that are code to a database, a page, a shell, a header or a log: as values of fields, as
 * parameters of lists and as keys. What they do elsewhere, {@link Watch} sees.
 */
final class TextProbes {
  /** What says the order of a list. */
  private static final Set<Route.By> ORDERED =
      Set.of(Route.By.ORDER, Route.By.ORDERS, Route.By.DIRECTION);

  private static final JsonNode NOTHING = MissingNode.getInstance();

  private final Session session;
  private final Supply supply;
  private final Pages pages;

  TextProbes(Session session, Supply supply, Pages pages) {
    this.session = session;
    this.supply = supply;
    this.pages = pages;
  }

  /** A parameter of a list that takes a text, by its name on the wire. */
  private record Parameter(String name, Route.By by) {}

  void run(Kind kind) {
    var name = kind.plural().replace('_', ' ');
    if (!Hostile.places(kind).isEmpty() && Maker.hasCreate(kind)) {
      session.check(
          Area.ATTACKS,
          "Texts of " + name + " with SQL, HTML, commands and line breaks stay as they are",
          () -> keeps(kind));
    }
    if (kind.operations().contains(Operation.LIST) && Routes.showsId(kind)) {
      session.check(
          Area.ATTACKS,
          "SQL in the parameters of the list of " + name + " finds and changes nothing",
          () -> parameters(kind, false));
    }
    if (hasKeys(kind)) {
      session.check(
          Area.ATTACKS,
          "SQL in the key of a " + kind.name().replace('_', ' ') + " finds and changes nothing",
          () -> keys(kind, Maker.hasCreate(kind) ? supply.anchor(kind, Wallet.A) : NOTHING));
    }
  }

  /** Whether something is asked of one record by its key. */
  static boolean hasKeys(Kind kind) {
    return kind.operations().contains(Operation.READ)
        || Maker.hasUpdate(kind)
        || Maker.hasDelete(kind);
  }

  /**
   * A body with as much of it in every text as fits; empty where rules forbid that.
   *
   * @param way in which the first of them is written, the second in the next
   */
  private Optional<ObjectNode> body(Kind kind, int way) throws Ended {
    var places = Hostile.places(kind);
    var body = supply.body(kind, Wallet.A);
    for (var i = 0; i < places.size(); i++) {
      var place = places.get(i);
      var text = Hostile.within((FieldType.Text) place.type(), way + i, supply.next());
      if (text.isEmpty()) {
        continue;
      }
      if (kind.rules().isEmpty()) {
        body.put(place.name(), text.get());
        continue;
      }
      var value = ExactJson.MAPPER.getNodeFactory().textNode(text.get());
      var lawful = supply.bodyWith(kind, Wallet.A, place.name(), value);
      if (lawful.isPresent()) {
        return lawful;
      }
    }
    return kind.rules().isEmpty() ? Optional.of(body) : Optional.empty();
  }

  private void keeps(Kind kind) throws Ended {
    // What has a secret takes long to be made.
    var ways = Probes.hasSecret(kind) ? 1 : Hostile.WAYS;
    for (var way = 0; way < ways; way += Hostile.places(kind).size()) {
      keeps(kind, way);
    }
  }

  /** What is taken is what is read later; to refuse such a text is another way to do no harm. */
  void keeps(Kind kind, int way) throws Ended {
    var body =
        body(kind, way)
            .orElseThrow(() -> Ended.notTried("the rules between its fields take no such text"));
    var made = session.call(Wallet.A, "POST", Maker.path(kind), body);
    if (!made.is(201)) {
      throw Ended.notTried("such a text is not taken: " + made.told());
    }
    same(kind, body, made, made.json());
    if (kind.operations().contains(Operation.READ) && made.json().has("id")) {
      var read = session.call(Wallet.A, "GET", Maker.path(kind, made.json()));
      if (read.is(200)) {
        same(kind, body, read, read.json());
      }
    }
  }

  private static void same(Kind kind, JsonNode sent, Exchange answer, JsonNode got) throws Ended {
    for (var place : Hostile.places(kind)) {
      var text = sent.path(place.name());
      if (text.asText().contains("'") && !Values.same(place.type(), text, got.path(place.name()))) {
        throw answer.contradicts("with another " + place.name() + ": " + got.path(place.name()));
      }
    }
  }

  private List<String> ids(Kind kind) throws Ended {
    return pages.list(kind, Wallet.A, "").stream()
        .map(record -> record.path("id").asText())
        .sorted()
        .toList();
  }

  /**
   * Asks for lists.
   *
   * @param alone whether nothing is compared with what was there before
   */
  void parameters(Kind kind, boolean alone) throws Ended {
    if (Maker.hasCreate(kind) && !alone) {
      // So that there is something to find.
      var _ = supply.anchor(kind, Wallet.A);
    }
    var isWhole = Routes.parentsOfLists(kind).isEmpty();
    if (!isWhole && session.translation().parents(kind, Wallet.A).isEmpty()) {
      throw Ended.notTried("no list has all " + kind.plural());
    }
    var compares = isWhole && !alone;
    var before = compares ? ids(kind) : List.<String>of();
    for (var parameter : parameters(kind)) {
      for (var text : texts(parameter.by())) {
        var answer = list(kind, parameter.name() + "=" + Pages.encoded(text));
        if (answer.status() >= 400 && answer.status() < 500) {
          continue;
        }
        answer.expect(200);
        if (ORDERED.contains(parameter.by())) {
          // Where unknown orders are nothing to speak of, the list is the usual one.
          continue;
        }
        for (var one : answer.json().path(kind.plural())) {
          if (!has(one, text)) {
            throw answer.contradicts("with what has no such text: " + one);
          }
        }
      }
    }
    if (compares && !ids(kind).equals(before)) {
      throw Ended.failed(
          "GET %s has other records than before SQL was in its parameters"
              .formatted(Maker.path(kind)));
    }
  }

  private static List<String> texts(Route.By by) {
    return switch (by) {
      case SEARCH -> List.of("%", Hostile.ALWAYS);
      case ORDER, ORDERS -> List.of("(SELECT 1);DROP TABLE x;--");
      default -> List.of(Hostile.ALWAYS);
    };
  }

  private static boolean has(JsonNode record, String text) {
    var wanted = text.toLowerCase(Locale.ROOT);
    for (var member : record.properties()) {
      if (member.getValue().asText().toLowerCase(Locale.ROOT).contains(wanted)) {
        return true;
      }
    }
    return false;
  }

  /** As texts may be anything, what lies in a range of texts says nothing. */
  private static List<Parameter> parameters(Kind kind) {
    List<Parameter> all = new ArrayList<>();
    if (kind.http().isPresent()) {
      for (var route : Routes.of(kind, Operation.LIST).stream().limit(1).toList()) {
        if (route.answer() instanceof Route.Answer.Rows rows) {
          for (var one : rows.parameters()) {
            var text = one.field().flatMap(kind::field).filter(f -> isText(f.type())).isPresent();
            if (!text || (one.by() != Route.By.FROM && one.by() != Route.By.TO)) {
              all.add(new Parameter(one.name(), one.by()));
            }
          }
        }
      }
      return all;
    }
    for (var filter : kind.listing().filters()) {
      var text = kind.field(filter.field()).filter(f -> isText(f.type())).isPresent();
      for (var way : filter.ways().stream().sorted().toList()) {
        switch (way) {
          case EQUAL -> all.add(new Parameter(filter.field(), Route.By.EQUAL));
          case PREFIX -> all.add(new Parameter(filter.field() + "_prefix", Route.By.PREFIX));
          case ANY_OF -> all.add(new Parameter(filter.field() + "_in", Route.By.ANY_OF));
          case HAS -> all.add(new Parameter(filter.field() + "_has", Route.By.HAS));
          case RANGE -> {
            if (!text) {
              all.add(new Parameter(filter.field() + "_from", Route.By.FROM));
            }
          }
        }
      }
    }
    if (!kind.listing().search().isEmpty()) {
      all.add(new Parameter("q", Route.By.SEARCH));
    }
    all.add(new Parameter("order", Route.By.ORDER));
    return all;
  }

  private static boolean isText(FieldType type) {
    return switch (type) {
      case FieldType.Text _, FieldType.Email _, FieldType.Url _ -> true;
      default -> false;
    };
  }

  private Exchange list(Kind kind, String query) throws Ended {
    if (kind.http().isEmpty()) {
      return session.call(Wallet.A, "GET", Maker.path(kind) + "?" + query);
    }
    return session.ask(
        session
            .translation()
            .over(
                kind,
                Routes.of(kind, Operation.LIST).getFirst(),
                Wallet.A,
                session.translation().parents(kind, Wallet.A),
                Optional.empty(),
                query));
  }

  /** Of a record that is there, or of none. */
  void keys(Kind kind, JsonNode record) throws Ended {
    var path =
        Maker.path(kind)
            + "/"
            + (kind.http().isPresent()
                ? Hostile.ALWAYS
                : Pages.encoded(Hostile.ALWAYS).replace("+", "%20"));
    if (kind.operations().contains(Operation.READ)) {
      session.call(Wallet.A, "GET", path).expect(404, 400);
    }
    if (Maker.hasUpdate(kind) && Routes.making(kind).isEmpty() && Routes.hasPartial(kind)) {
      session.call(Wallet.A, "PATCH", path, "{}").expect(404, 400);
    }
    if (Maker.hasDelete(kind)) {
      session.ask(new Request(Wallet.A, "DELETE", path, Map.of(), "")).expect(404, 400);
    }
    if (record.has("id")
        && kind.operations().contains(Operation.READ)
        && !(kind.access().read() instanceof Access.When)
        && !(kind.access().read() instanceof Access.Nobody)) {
      RecordChecks.same(
          kind, record, session.call(Wallet.A, "GET", Maker.path(kind, record)).expect(200));
    }
  }
}
