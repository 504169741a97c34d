package factory.pipeline.prove;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import factory.pipeline.prove.Client.Request;
import factory.pipeline.prove.Proof.Area;
import factory.pipeline.spec.Access;
import factory.pipeline.spec.Action;
import factory.pipeline.spec.AggregateFunction;
import factory.pipeline.spec.ExactJson;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Http;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Origin;
import factory.pipeline.spec.Route;
import factory.pipeline.spec.Route.Answer;
import factory.pipeline.spec.Route.By;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What answers show of other records, whoever asks, and lists that ask by what another one is
 * called.
 */
final class OtherRecordChecks {
  private static final String NOBODYS = "nobody-is-called-so";

  private final Session session;
  private final Maker maker;

  OtherRecordChecks(Session session, Maker maker) {
    this.session = session;
    this.maker = maker;
  }

  void run() {
    for (var kind : session.specification().kinds()) {
      kind.http().ifPresent(http -> run(kind, http));
    }
  }

  private void run(Kind kind, Http http) {
    for (var object : http.objects().entrySet()) {
      session.check(
          Area.ROUTES,
          "A %s shows as %s what its %s is, whoever asks"
              .formatted(kind.name(), object.getKey(), object.getValue().of()),
          () -> shows(kind, object.getKey(), object.getValue()));
      mine(kind, object.getValue())
          .forEach(
              (member, figure) ->
                  session.check(
                      Area.ROUTES,
                      "%s in %s of a %s is about who asks"
                          .formatted(member, object.getKey(), kind.name()),
                      () -> follows(kind, object.getKey(), object.getValue(), member, figure)));
    }
    for (var route : http.routes()) {
      if (route.answer() instanceof Answer.Rows rows) {
        for (var parameter : rows.parameters()) {
          if (parameter.by() == By.CALLED || parameter.by() == By.DONE) {
            session.check(
                Area.LISTS,
                "%s has by %s what that one %s alone"
                    .formatted(
                        Routes.named(route),
                        parameter.name(),
                        parameter.by() == By.CALLED ? "is referred to by" : "has done it with"),
                () -> lists(kind, route, rows, parameter));
          }
        }
      }
    }
  }

  /** What is shown of who calls, by member. */
  private Map<String, Origin.Aggregated> mine(Kind kind, Http.Excerpt object) {
    var other = target(kind, object.of());
    Map<String, Origin.Aggregated> mine = new LinkedHashMap<>();
    object
        .members()
        .forEach(
            (member, of) ->
                other
                    .flatMap(target -> target.field(of))
                    .ifPresent(
                        field -> {
                          if (field.origin() instanceof Origin.Aggregated figure
                              && figure.function() == AggregateFunction.MINE) {
                            mine.put(member, figure);
                          }
                        }));
    return mine;
  }

  private Optional<Kind> target(Kind kind, String reference) {
    return kind.field(reference)
        .flatMap(
            field ->
                field.type() instanceof FieldType.Reference(var to, _)
                    ? session.specification().kind(to)
                    : Optional.empty());
  }

  private void shows(Kind kind, String name, Http.Excerpt object) throws Ended {
    for (var by : List.of(Wallet.A, Wallet.B)) {
      var record = maker.make(kind, by);
      if (record.path(object.of()).isNull()) {
        throw Ended.notTried("a %s that is made refers to none".formatted(kind.name()));
      }
      var other = other(kind, object.of(), record, by);
      for (var wallet : readers(kind, by)) {
        var read = read(kind, record, wallet);
        for (var member : object.members().entrySet()) {
          var wanted = other.path(member.getValue());
          if (isKept(kind, object.of(), member.getValue())
              && !wanted.isMissingNode()
              && !read.wire().path(name).path(member.getKey()).equals(wanted)
              && !(wanted.isNull()
                  && read.wire().path(name).path(member.getKey()).isMissingNode())) {
            throw read.answer()
                .contradicts("where %s of its %s is %s".formatted(member, name, wanted));
          }
        }
      }
    }
  }

  /** Whether a field of the other one is the same for whoever asks, and as it was given. */
  private boolean isKept(Kind kind, String reference, String field) {
    return field.equals("id")
        ? target(kind, reference).filter(Routes::showsId).isPresent()
        : target(kind, reference)
            .flatMap(other -> other.field(field))
            .filter(of -> of.origin() instanceof Origin.Given)
            .isPresent();
  }

  private List<Wallet> readers(Kind kind, Wallet by) {
    return kind.access().read() instanceof Access.Anyone
        ? List.of(Wallet.A, Wallet.B, Wallet.NOBODY)
        : List.of(by);
  }

  /** A record as it is answered. */
  private record Read(Exchange answer, JsonNode wire) {}

  private Read read(Kind kind, JsonNode record, Wallet as) throws Ended {
    if (kind.operations().contains(Kind.Operation.READ)) {
      var answer =
          session.ask(new Request(as, "GET", Maker.path(kind, record), Map.of(), "")).expect(200);
      var within =
          answer
              .reading()
              .route()
              .flatMap(
                  route ->
                      route.answer() instanceof Answer.Row(var member) ? member : Optional.empty());
      return new Read(answer, within.map(answer.body()::path).orElse(answer.body()));
    }
    var id = kind.http().flatMap(http -> http.name("id"));
    var route =
        Routes.of(kind, Kind.Operation.LIST).stream()
            .filter(one -> one.answer() instanceof Answer.Rows)
            .findFirst();
    if (id.isEmpty() || route.isEmpty() || !(route.get().answer() instanceof Answer.Rows rows)) {
      throw Ended.notTried("no route reads a " + kind.name());
    }
    var answer =
        session
            .ask(session.translation().over(kind, route.get(), as, record, Optional.empty(), ""))
            .expect(200);
    for (var item : rows.within().map(answer.body()::path).orElse(answer.body())) {
      if (item.path(id.get()).equals(record.path("id"))) {
        return new Read(answer, item);
      }
    }
    throw Ended.notTried("the list has more than it answers");
  }

  /** The record that a reference is to. */
  private JsonNode other(Kind kind, String reference, JsonNode record, Wallet as) throws Ended {
    var target = target(kind, reference).orElseThrow();
    var members = session.members().filter(all -> all.kind().name().equals(target.name()));
    if (members.isPresent()) {
      return members.get().require(as).record();
    }
    var id = record.path(reference);
    if (id.isMissingNode() || !target.operations().contains(Kind.Operation.READ)) {
      throw Ended.notTried("what its %s is cannot be read".formatted(reference));
    }
    var key = ExactJson.MAPPER.createObjectNode();
    key.set("id", id);
    return session.call(as, "GET", Maker.path(target, key)).expect(200).json();
  }

  /** Who has done it is told so, and nobody else. */
  private void follows(
      Kind kind, String name, Http.Excerpt object, String member, Origin.Aggregated figure)
      throws Ended {
    var target = target(kind, object.of()).orElseThrow();
    var action = doing(target, figure.kind());
    var record = maker.make(kind, Wallet.A);
    var other = other(kind, object.of(), record, Wallet.A);
    var before = read(kind, record, Wallet.A).wire().path(name).path(member);
    done(session.call(Wallet.B, "POST", Maker.path(action, target, other), nothing()));
    is(kind, record, Wallet.B, name, member, true);
    is(kind, record, Wallet.A, name, member, before.asBoolean());
    is(kind, record, Wallet.NOBODY, name, member, false);
  }

  private static ObjectNode nothing() {
    return ExactJson.MAPPER.createObjectNode();
  }

  /** It may have been done before, which may be refused. */
  private static void done(Exchange answer) throws Ended {
    if (answer.status() >= 300 && !answer.is(409)) {
      answer.expect(200);
    }
  }

  private void is(Kind kind, JsonNode record, Wallet as, String name, String member, boolean wanted)
      throws Ended {
    if (as == Wallet.NOBODY && !(kind.access().read() instanceof Access.Anyone)) {
      return;
    }
    var read = read(kind, record, as);
    var value = read.wire().path(name).path(member);
    if (!value.isBoolean() || value.asBoolean() != wanted) {
      throw read.answer()
          .contradicts(
              "where %s of its %s is %s for %s".formatted(member, name, wanted, as.word()));
    }
  }

  /** The action that keeps one of a kind, with nothing more to say. */
  private Action doing(Kind target, String kept) throws Ended {
    return session.specification().actions().stream()
        .filter(action -> action.onRecord() && action.kind().equals(target.name()))
        .filter(action -> action.inputs().isEmpty())
        .filter(
            action ->
                action.effects().stream()
                    .anyMatch(
                        effect ->
                            effect instanceof Action.Effect.Insert(var kind, _, _)
                                && kind.equals(kept)))
        .findFirst()
        .orElseThrow(() -> Ended.notTried("no action does it"));
  }

  private void lists(Kind kind, Route route, Answer.Rows rows, Route.Parameter parameter)
      throws Ended {
    var mine = maker.make(kind, Wallet.A);
    var theirs = maker.make(kind, Wallet.B);
    var called = parameter.called().orElseThrow();
    JsonNode name;
    JsonNode there;
    JsonNode notThere;
    if (parameter.by() == By.CALLED) {
      var reference = parameter.field().orElseThrow();
      name = other(kind, reference, theirs, Wallet.B).path(called);
      there = theirs;
      notThere = mine;
      if (name.equals(other(kind, reference, mine, Wallet.A).path(called))) {
        throw Ended.notTried("two records refer to the same one");
      }
    } else {
      var done = parameter.done().orElseThrow();
      var action = doing(kind, done.kind().orElseThrow());
      done(session.call(Wallet.B, "POST", Maker.path(action, kind, mine), nothing()));
      name =
          session
              .members()
              .orElseThrow(() -> Ended.notTried("nobody has an account"))
              .require(Wallet.B)
              .record()
              .path(called);
      there = mine;
      notThere = theirs;
    }
    if (!name.isTextual()) {
      throw Ended.notTried("nothing shows what it is called");
    }
    var ids = ids(kind, route, rows, mine, parameter, name.asText());
    if (ids.contains(notThere.path("id")) || ids.stream().distinct().count() < ids.size()) {
      throw Ended.failed(
          "%s with %s=%s has what is another one's"
              .formatted(Routes.named(route), parameter.name(), name.asText()));
    }
    if (ids.size() < rows.paging().usualLimit() && !ids.contains(there.path("id"))) {
      throw Ended.failed(
          "%s with %s=%s lacks %s"
              .formatted(Routes.named(route), parameter.name(), name.asText(), there));
    }
    if (!rows.emptyNotFound() && !ids(kind, route, rows, mine, parameter, NOBODYS).isEmpty()) {
      throw Ended.failed(
          "%s with %s of nobody has records".formatted(Routes.named(route), parameter.name()));
    }
  }

  private List<JsonNode> ids(
      Kind kind,
      Route route,
      Answer.Rows rows,
      JsonNode path,
      Route.Parameter parameter,
      String name)
      throws Ended {
    if (!Routes.showsId(kind)) {
      throw Ended.notTried("records do not show their ids");
    }
    var limit =
        rows.paging().limit().map(of -> "&" + of + "=" + rows.paging().usualLimit()).orElse("");
    var query = parameter.name() + "=" + Pages.encoded(name) + limit;
    return session
        .ask(session.translation().over(kind, route, Wallet.A, path, Optional.empty(), query))
        .expect(200)
        .json()
        .path(kind.plural())
        .valueStream()
        .map(one -> one.path("id"))
        .toList();
  }
}
