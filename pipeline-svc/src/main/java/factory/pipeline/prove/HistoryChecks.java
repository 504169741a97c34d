package factory.pipeline.prove;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import factory.pipeline.prove.Proof.Area;
import factory.pipeline.spec.Access;
import factory.pipeline.spec.Action;
import factory.pipeline.spec.Action.Effect;
import factory.pipeline.spec.ExactJson;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Http;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Kind.Operation;
import factory.pipeline.spec.Origin;
import factory.pipeline.spec.Route.Answer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Lists of what became of a record: each call of an action that keeps an entry makes one, of what
 * it was and what it is, by who has called, and of no other record; what is refused makes none.
 */
final class HistoryChecks {
  private final Session session;
  private final Maker maker;

  HistoryChecks(Session session, Maker maker) {
    this.session = session;
    this.maker = maker;
  }

  /**
   * Whether records are listed beside one alone, and made by actions alone, as often as these are
   * done.
   */
  static boolean isOfEntries(Kind kind) {
    var routes = kind.http().map(Http::routes).orElse(List.of());
    return kind.operations().equals(Set.of(Operation.LIST))
        && kind.unique().isEmpty()
        && !routes.isEmpty()
        && routes.stream().noneMatch(route -> route.placed().isEmpty());
  }

  void run() {
    for (var action : session.specification().actions()) {
      for (var effect : action.effects()) {
        if (action.onRecord()
            && effect instanceof Effect.Insert(var name, var values, _)
            && saysWhatWas(values)
            && isOfEntries(maker.kind(name))) {
          var entries = maker.kind(name);
          session.check(
              Area.ACTIONS,
              "Each %s of a %s is one of its %s, and what is refused is none"
                  .formatted(action.name(), action.kind(), entries.plural()),
              () -> keeps(action, entries, values));
        }
      }
    }
  }

  /** An entry is of what the record was, and of nothing that somebody sends. */
  private static boolean saysWhatWas(Map<String, String> values) {
    return values.values().stream().anyMatch(value -> value.startsWith("record."))
        && values.values().stream().noneMatch(value -> value.startsWith("input."));
  }

  private void keeps(Action action, Kind entries, Map<String, String> values) throws Ended {
    var target = maker.kind(action.kind());
    var record = maker.make(target, Wallet.A);
    var other = maker.make(target, Wallet.A);
    var reference =
        entries.fields().stream()
            .filter(
                field ->
                    field.type() instanceof FieldType.Reference(var to, _)
                        && to.equals(target.name())
                        && values.containsKey(field.name()))
            .findFirst()
            .orElseThrow(() -> Ended.notTried("nothing says of which record they are"));
    var before = list(entries, reference, record);
    var inputs = maker.freshInputs(action, record, Wallet.A);
    if (action.access() instanceof Access.Account) {
      session
          .call(Wallet.NOBODY, "POST", Maker.path(action, target, record), inputs)
          .expect(401, 403);
      same(entries, before, list(entries, reference, record));
    }
    var answer = session.call(Wallet.A, "POST", Maker.path(action, target, record), inputs);
    if (answer.status() >= 300) {
      throw Ended.notTried("a new record cannot be " + action.name());
    }
    var after = list(entries, reference, record);
    if (after.size() != before.size() + 1) {
      throw answer.contradicts(
          "and the record has %d %s where it had %d"
              .formatted(after.size(), entries.plural(), before.size()));
    }
    var entry = newest(entries, after);
    is(entries, values, entry, record, read(target, record));
    by(entries, entry);
    same(entries, List.of(), list(entries, reference, other));
    var again = session.call(Wallet.A, "POST", Maker.path(action, target, record), inputs);
    var size = list(entries, reference, record).size();
    if (size != after.size() + (again.status() < 300 ? 1 : 0)) {
      throw again.contradicts(
          "and the record has %d %s where it had %d"
              .formatted(size, entries.plural(), after.size()));
    }
  }

  /** One as it is answered, and in the house's terms. */
  private record Entry(JsonNode house, JsonNode wire) {}

  private List<Entry> list(Kind entries, Field reference, JsonNode record) throws Ended {
    var route = Routes.of(entries, Operation.LIST).getFirst();
    if (!(route.answer() instanceof Answer.Rows rows)) {
      throw Ended.notTried("nothing lists them");
    }
    var path = ExactJson.MAPPER.createObjectNode();
    path.set(reference.name(), record.path("id"));
    var answer =
        session
            .ask(session.translation().over(entries, route, Wallet.A, path, Optional.empty(), ""))
            .expect(200);
    var house = answer.json().path(entries.plural()).valueStream().toList();
    var wire = rows.within().map(answer.body()::path).orElse(answer.body()).valueStream().toList();
    if (house.size() != wire.size()) {
      throw answer.contradicts("without a list");
    }
    return IntStream.range(0, house.size())
        .mapToObj(at -> new Entry(house.get(at), wire.get(at)))
        .toList();
  }

  private static void same(Kind entries, List<Entry> wanted, List<Entry> found) throws Ended {
    if (!wanted.equals(found)) {
      throw Ended.failed(
          "there are %d %s where there were %d"
              .formatted(found.size(), entries.plural(), wanted.size()));
    }
  }

  private static Entry newest(Kind entries, List<Entry> all) {
    return entries.listing().defaultOrder().startsWith("-") ? all.getFirst() : all.getLast();
  }

  private JsonNode read(Kind target, JsonNode record) throws Ended {
    if (!target.operations().contains(Operation.READ)) {
      throw Ended.notTried("no route reads a " + target.name());
    }
    return session.call(Wallet.A, "GET", Maker.path(target, record)).expect(200).json();
  }

  /** What an entry says of the record's own fields is what they were; of others what they are. */
  private static void is(
      Kind entries, Map<String, String> values, Entry entry, JsonNode was, JsonNode is)
      throws Ended {
    for (var value : values.entrySet()) {
      var shown = entry.house().path(value.getKey());
      var from = value.getValue().startsWith("record.") ? value.getValue().substring(7) : "";
      if (shown.isMissingNode() || value.getValue().equals("record")) {
        continue;
      }
      var wanted = was.has(from) ? was.path(from) : wordOf(is, shown);
      if (!shown.equals(wanted)) {
        throw Ended.failed(
            "%s of one of the %s is %s and not %s"
                .formatted(value.getKey(), entries.plural(), shown, wanted));
      }
    }
  }

  /** The value of the record that an entry is to have come to; missing where it has no such one. */
  private static JsonNode wordOf(JsonNode record, JsonNode shown) {
    return record.valueStream().filter(shown::equals).findFirst().orElse(MissingNode.getInstance());
  }

  /** Whoever has called is told as he is. */
  private void by(Kind entries, Entry entry) throws Ended {
    var maker =
        entries.fields().stream()
            .filter(field -> field.origin() instanceof Origin.Account)
            .findFirst();
    if (maker.isEmpty() || session.members().isEmpty()) {
      return;
    }
    var account = session.members().get().require(Wallet.A).record();
    var id = entry.house().path(maker.get().name());
    var showsId = Routes.showsId(session.members().get().kind());
    if (showsId && !id.isMissingNode() && !id.equals(account.path("id"))) {
      throw Ended.failed("one of the %s is by %s".formatted(entries.plural(), id));
    }
    for (var object : entries.http().orElseThrow().objects().entrySet()) {
      for (var member : object.getValue().members().entrySet()) {
        var wanted = account.path(member.getValue());
        var shown = entry.wire().path(object.getKey()).path(member.getKey());
        if (object.getValue().of().equals(maker.get().name())
            && (showsId || !member.getValue().equals("id"))
            && wanted.isValueNode()
            && !wanted.isNull()
            && !shown.equals(wanted)) {
          throw Ended.failed(
              "%s of one of the %s is by %s and not %s"
                  .formatted(object.getKey(), entries.plural(), shown, wanted));
        }
      }
    }
  }
}
