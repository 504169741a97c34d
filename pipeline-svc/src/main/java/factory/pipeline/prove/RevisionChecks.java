package factory.pipeline.prove;

import com.fasterxml.jackson.databind.JsonNode;
import factory.pipeline.prove.Client.Request;
import factory.pipeline.prove.Proof.Area;
import factory.pipeline.spec.Access;
import factory.pipeline.spec.ExactJson;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Kind.Operation;
import java.util.Map;

/** Entity tags: read, matched, and refused when a record has changed since; repeated requests. */
final class RevisionChecks {
  private final Session session;
  private final Maker maker;

  RevisionChecks(Session session, Maker maker) {
    this.session = session;
    this.maker = maker;
  }

  void run(Kind kind) {
    var promised = promises(kind);
    var name =
        "A change of a " + kind.name() + " with If-Match meets the record that was read, or 412";
    if (!kind.operations().contains(Operation.READ)
        || !Maker.hasUpdate(kind)
        || kind.access().update() instanceof Access.When) {
      return;
    }
    if (promised) {
      session.check(Area.REVISIONS, name, () -> matches(kind));
    } else {
      session.notTried(Area.REVISIONS, name, "the document does not promise it");
    }
    if (Maker.hasCreate(kind)
        && kind.access().create() instanceof Access.Anyone
        && making(kind).toString().contains("Idempotency-Key")) {
      session.check(
          Area.REVISIONS,
          "A " + kind.name() + " is made once for one Idempotency-Key",
          () -> once(kind));
    }
  }

  private boolean promises(Kind kind) {
    if (kind.http().isEmpty()) {
      return session.document().at("PATCH", item(kind)).path("responses").has("412");
    }
    return Routes.of(kind, Operation.UPDATE).stream()
        .allMatch(
            route ->
                session
                    .document()
                    .at(route.method(), route.path())
                    .path("responses")
                    .has(Integer.toString(route.status(412))));
  }

  private JsonNode making(Kind kind) {
    return Routes.of(kind, Operation.CREATE).stream()
        .findFirst()
        .map(route -> session.document().at(route.method(), route.path()))
        .orElseGet(() -> session.document().at("POST", Maker.path(kind)));
  }

  private String item(Kind kind) {
    for (var path : session.document().root().path("paths").properties()) {
      if (path.getKey().matches("/" + kind.plural() + "/\\{[^}]*\\}")) {
        return path.getKey();
      }
    }
    return Maker.path(kind) + "/{id}";
  }

  private void matches(Kind kind) throws Ended {
    var record = maker.make(kind, Wallet.A);
    var path = Maker.path(kind, record);
    var read = session.call(Wallet.A, "GET", path).expect(200);
    var tag = read.answer().headers().getOrDefault("etag", "");
    if (!tag.matches("\"[^\"]+\"")) {
      throw read.contradicts("without a strong ETag: '" + tag + "'");
    }
    session.ask(new Request(Wallet.A, "GET", path, Map.of("if-none-match", tag), "")).expect(304);
    var empty = ExactJson.MAPPER.createObjectNode();
    var changed = session.call(Wallet.A, "PATCH", path, empty, Map.of("if-match", tag)).expect(200);
    var stale =
        session.call(Wallet.A, "PATCH", path, empty, Map.of("if-match", "\"no-such-revision\""));
    stale.expect(412, "REVISION_MISMATCH");
    var next = changed.answer().headers().getOrDefault("etag", tag);
    if (!next.equals(tag)) {
      session
          .call(Wallet.A, "PATCH", path, empty, Map.of("if-match", tag))
          .expect(412, "REVISION_MISMATCH");
    }
    if (Maker.hasDelete(kind)) {
      session
          .ask(
              new Request(Wallet.A, "DELETE", path, Map.of("if-match", "\"no-such-revision\""), ""))
          .expect(412, "REVISION_MISMATCH");
      session.call(Wallet.A, "GET", path).expect(200);
    }
  }

  private void once(Kind kind) throws Ended {
    var body = maker.body(kind, Wallet.A, true);
    if (!kind.rules().isEmpty()) {
      throw Ended.notTried("rules between its fields");
    }
    var key = Map.of("idempotency-key", "proof-" + maker.next());
    var first = session.call(Wallet.A, "POST", Maker.path(kind), body, key).expect(201);
    var again = session.call(Wallet.A, "POST", Maker.path(kind), body, key).expect(201);
    if (!first.json().path("id").equals(again.json().path("id"))) {
      throw again.contradicts("which is another one than the first: " + first.json().path("id"));
    }
    session
        .call(Wallet.A, "POST", Maker.path(kind), maker.body(kind, Wallet.A, true), key)
        .expect(409, "IDEMPOTENCY_KEY_REUSED");
  }
}
