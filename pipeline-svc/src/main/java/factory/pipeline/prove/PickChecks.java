package factory.pipeline.prove;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import factory.pipeline.prove.Proof.Area;
import factory.pipeline.prove.World.Entry;
import factory.pipeline.spec.Access;
import factory.pipeline.spec.ExactJson;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Http;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Kind.Operation;
import factory.pipeline.spec.Origin;
import factory.pipeline.spec.Route;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Lists and reads that are about some of the records: those alone, all of those, and in their
 * order. What is to come is computed here from the list of all.
 */
final class PickChecks {
  private final Session session;
  private final Maker maker;
  private final World world;
  private final Evaluator evaluator;
  private final Pages pages;

  /** The ids of what the check at work made, in the order of making. */
  private final List<String> made = new ArrayList<>();

  PickChecks(Session session, Maker maker, World world, Evaluator evaluator, Pages pages) {
    this.session = session;
    this.maker = maker;
    this.world = world;
    this.evaluator = evaluator;
    this.pages = pages;
  }

  void run(Kind kind) {
    for (var route : kind.http().map(Http::routes).orElse(List.of())) {
      if (route.mine().isPresent() || route.isText()) {
        continue;
      }
      if (route.operation() == Operation.LIST && isOfSome(kind, route)) {
        session.check(
            Area.LISTS,
            "%s has those of the %s alone that it is about%s"
                .formatted(
                    Routes.named(route),
                    kind.plural().replace('_', ' '),
                    route.pick().order().map(order -> ", by " + order).orElse("")),
            () -> lists(kind, route));
      } else if (route.operation() == Operation.READ && route.pick().isOne()) {
        session.check(
            Area.LISTS,
            "%s answers %s"
                .formatted(
                    Routes.named(route),
                    route.pick().random()
                        ? "any of those that are there"
                        : "the first by " + route.pick().order().orElseThrow()),
            () -> reads(kind, route));
      }
    }
  }

  /** Lists by a parent are asked for by other checks. */
  private static boolean isOfSome(Kind kind, Route route) {
    return !route.isWhole()
        || route.placed().stream()
            .flatMap(of -> kind.field(of).stream())
            .anyMatch(field -> !(field.type() instanceof FieldType.Reference));
  }

  /** Makes records of which some are meant, and some are not. */
  private void varied(Kind kind, Route route) throws Ended {
    made.clear();
    if (!Maker.hasCreate(kind)) {
      return;
    }
    made.addAll(
        Varied.make(
            session,
            maker,
            kind,
            field ->
                route
                    .pick()
                    .where()
                    .filter(cel -> cel.contains("record." + field.name()))
                    .isPresent()));
    var order = route.pick().order().map(name -> name.replaceFirst("^-", ""));
    if (order.flatMap(kind::field).map(Field::origin).orElse(null)
        instanceof Origin.Aggregated figure) {
      var child = world.kind(figure.kind());
      if (Maker.hasCreate(child)) {
        var most = maker.make(kind, Wallet.A);
        var less = maker.make(kind, Wallet.A);
        for (var target : List.of(less, most, most)) {
          maker.makeWith(child, Wallet.A, figure.by(), target.path("id"));
        }
        maker.make(kind, Wallet.A);
      }
    }
  }

  /** All records that the wallet which asks may read. */
  private List<Entry> seen(Kind kind) throws Ended {
    if (kind.access().read() instanceof Access.Anyone) {
      return world.all(kind);
    }
    List<Entry> seen = new ArrayList<>();
    for (var record : pages.list(kind, Wallet.A, "")) {
      seen.add(new Entry(kind, record));
    }
    return seen;
  }

  /** Those of all records that a route is about. */
  private List<Entry> meant(Kind kind, Route route, JsonNode values) throws Ended {
    List<Entry> meant = new ArrayList<>();
    for (var entry : seen(kind)) {
      var scope = maker.scope(Wallet.A).with("record", entry).with("now", Instant.now()).overRows();
      if (hasKeys(kind, route, values, entry.json())
          && (route.pick().where().isEmpty()
              || evaluator.holds(route.pick().where().get(), scope))) {
        meant.add(entry);
      }
    }
    return meant;
  }

  private static boolean hasKeys(Kind kind, Route route, JsonNode values, JsonNode record)
      throws Ended {
    for (var of : route.placed()) {
      if (!Routes.shows(kind, of)) {
        throw Ended.notTried("records do not show " + of);
      }
      var wanted = values.path(of);
      var is = record.path(of);
      var fits =
          wanted.isArray() ? is.valueStream().anyMatch(wanted.path(0)::equals) : is.equals(wanted);
      if (!fits) {
        return false;
      }
    }
    return true;
  }

  /** A record that has what the route's path asks for. */
  private JsonNode values(Kind kind, Route route) throws Ended {
    var record = maker.make(kind, Wallet.A);
    for (var of : route.placed()) {
      if (record.path(of).isNull() || record.path(of).isMissingNode()) {
        var value =
            kind.field(of).isEmpty()
                ? Optional.<JsonNode>empty()
                : maker.value(kind, kind.field(of).get(), Wallet.A, maker.next(), 0);
        if (value.isPresent()) {
          record = maker.makeWith(kind, Wallet.A, of, value.get());
        }
      }
    }
    return record;
  }

  private void lists(Kind kind, Route route) throws Ended {
    varied(kind, route);
    var values = values(kind, route);
    var wanted = meant(kind, route, values);
    var paging = ((Route.Answer.Rows) route.answer()).paging();
    var usual = listed(kind, route, values, "");
    if (usual.size() != Math.min(wanted.size(), paging.usualLimit())) {
      throw Ended.failed(
          "GET %s lists %d of %d records that it is about, and at most %d are told"
              .formatted(route.path(), usual.size(), wanted.size(), paging.usualLimit()));
    }
    var most =
        paging.limit().isEmpty()
            ? usual
            : listed(kind, route, values, paging.limit().get() + "=" + paging.mostLimit());
    right(kind, route, usual, wanted);
    right(kind, route, most, wanted);
  }

  private void right(Kind kind, Route route, List<JsonNode> listed, List<Entry> wanted)
      throws Ended {
    Set<String> ids = new HashSet<>();
    wanted.forEach(entry -> ids.add(entry.id()));
    Set<String> seen = new LinkedHashSet<>();
    for (var record : listed) {
      var id = record.path("id").asText();
      if (!ids.contains(id) || !seen.add(id)) {
        throw Ended.failed(
            "GET %s lists %s%s"
                .formatted(
                    route.path(),
                    Exchange.shortened(record.toString()),
                    ids.contains(id) ? " twice" : ", which it is not about"));
      }
    }
    if (route.pick().order().isEmpty() || listed.isEmpty()) {
      return;
    }
    var order = route.pick().order().get();
    if (order.endsWith("created_at") && !Routes.shows(kind, "created_at")) {
      made.retainAll(ids);
      var known = route.operation() == Operation.READ ? seen : made;
      var down = order.startsWith("-");
      var right = new ArrayList<>(down ? made.reversed() : made);
      var told = new ArrayList<>(seen);
      told.retainAll(known);
      // Of those that this check did not make, nobody knows when they were made; but not since.
      if (down
          ? !right.subList(0, Math.min(told.size(), right.size())).equals(told)
          : !inMaking(told, right)) {
        throw Ended.failed(
            "GET %s has %s, which were made as %s".formatted(route.path(), told, made));
      }
      return;
    }
    for (var i = 1; i < listed.size(); i++) {
      inOrder(kind, route, order, listed.get(i - 1), listed.get(i));
    }
    for (var entry : wanted) {
      if (!seen.contains(entry.id())) {
        inOrder(kind, route, order, listed.getLast(), entry.json());
      }
    }
  }

  /** Whether what is told of those that were made is in their order. */
  private static boolean inMaking(List<String> told, List<String> right) {
    var both = new ArrayList<>(right);
    both.retainAll(told);
    var known = new ArrayList<>(told);
    known.retainAll(right);
    return both.equals(known);
  }

  private static void inOrder(Kind kind, Route route, String order, JsonNode before, JsonNode after)
      throws Ended {
    var down = order.startsWith("-");
    var name = down ? order.substring(1) : order;
    if (!Routes.shows(kind, name)) {
      return;
    }
    var one = before.path(name);
    var other = after.path(name);
    var isOnlyOne =
        (one.isNull() || one.isMissingNode()) != (other.isNull() || other.isMissingNode());
    if (one.isNull() || one.isMissingNode() || isOnlyOne) {
      // What has no value is at the low end.
      if (isOnlyOne && (one.isNull() || one.isMissingNode()) == down) {
        throw Ended.failed(
            "GET %s has %s before %s, by %s".formatted(route.path(), one, other, order));
      }
      return;
    }
    var type = kind.field(name).map(Field::type).orElse(new FieldType.Instant());
    var compared = ListChecks.compare(type, one, other);
    if (down ? compared < 0 : compared > 0) {
      throw Ended.failed(
          "GET %s has %s before %s, by %s".formatted(route.path(), one, other, order));
    }
  }

  private List<JsonNode> listed(Kind kind, Route route, JsonNode values, String query)
      throws Ended {
    var asked = session.translation().over(kind, route, Wallet.A, values, Optional.empty(), query);
    var answer = session.ask(asked);
    if (answer.is(404) && ((Route.Answer.Rows) route.answer()).emptyNotFound()) {
      return List.of();
    }
    List<JsonNode> items = new ArrayList<>();
    answer.expect(200).json().path(kind.plural()).forEach(items::add);
    return items;
  }

  private void reads(Kind kind, Route route) throws Ended {
    varied(kind, route);
    var values = route.placed().isEmpty() ? none() : values(kind, route);
    var wanted = meant(kind, route, values);
    var asked = session.translation().over(kind, route, Wallet.A, values, Optional.empty(), "");
    var answer = session.ask(asked);
    if (wanted.isEmpty()) {
      answer.expect(404);
      return;
    }
    var record = answer.expect(200).json();
    right(kind, route, List.of(record), wanted);
  }

  private static ObjectNode none() {
    return ExactJson.MAPPER.createObjectNode();
  }
}
