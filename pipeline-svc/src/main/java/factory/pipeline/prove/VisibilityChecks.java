package factory.pipeline.prove;

import com.fasterxml.jackson.databind.JsonNode;
import factory.pipeline.prove.Proof.Area;
import factory.pipeline.prove.World.Entry;
import factory.pipeline.spec.Access;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Kind.Operation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Who sees and changes what, from several wallets; and secrets, which nobody sees. */
final class VisibilityChecks {

  private static final int LOOKED_AT = 4;
  private static final List<Wallet> WALLETS = List.of(Wallet.A, Wallet.B, Wallet.C);

  private final Session session;
  private final Maker maker;
  private final Pages pages;
  private final World world;
  private final Evaluator evaluator;
  private final NamedChecks named;

  VisibilityChecks(Session session, Maker maker, Pages pages, World world, Evaluator evaluator) {
    this.session = session;
    this.maker = maker;
    this.pages = pages;
    this.world = world;
    this.evaluator = evaluator;
    this.named = new NamedChecks(session, maker, this);
  }

  void run(Kind kind) {
    var name = kind.name();
    var access = kind.access();
    switch (access.read()) {
      case Access.Owner() ->
          session.check(
              Area.VISIBILITY,
              "A " + name + " is seen by the wallet that made it alone",
              () -> hidden(kind));
      case Access.Anyone() -> {
        if (kind.operations().contains(Operation.READ)) {
          session.check(
              Area.VISIBILITY,
              "A " + name + " is seen by every wallet",
              () -> {
                var record = maker.make(kind, Wallet.A);
                session.call(Wallet.B, "GET", Maker.path(kind, record)).expect(200);
              });
        }
      }
      case Access.Account() -> {
        if (kind.operations().contains(Operation.READ)) {
          session.check(
              Area.VISIBILITY,
              "A " + name + " is seen by every account",
              () -> {
                var record = maker.make(kind, Wallet.A);
                session.call(Wallet.B, "GET", Maker.path(kind, record)).expect(200);
              });
        }
      }
      case Access.Nobody() -> {
        if (kind.operations().contains(Operation.READ)) {
          session.check(
              Area.VISIBILITY,
              "A " + name + " is seen by nobody",
              () -> {
                var record = maker.make(kind, Wallet.A);
                session.call(Wallet.A, "GET", Maker.path(kind, record)).expect(404, 403, 405);
              });
        }
      }
      case Access.When(var condition) ->
          session.check(
              Area.VISIBILITY,
              "A " + name + " is seen when " + condition + ", and else not",
              () -> conditional(kind, condition));
    }
    changes(kind, "PATCH", access.update(), Operation.UPDATE, "changed");
    changes(kind, "DELETE", access.delete(), Operation.DELETE, "deleted");
    if (kind.operations().contains(Operation.CREATE)) {
      switch (access.create()) {
        case Access.Nobody() ->
            session.check(
                Area.VISIBILITY,
                "A " + name + " is made by actions alone",
                () ->
                    session
                        .call(Wallet.A, "POST", Maker.path(kind), maker.body(kind, Wallet.A, true))
                        .expect(403, 404, 405));
        case Access.Owner() ->
            session.check(
                Area.VISIBILITY,
                "Nobody without a wallet makes a " + name,
                () ->
                    session
                        .call(
                            Wallet.NOBODY,
                            "POST",
                            Maker.path(kind),
                            maker.body(kind, Wallet.A, true))
                        .expect(401, "CALLER_REQUIRED"));
        case Access.When(var condition) ->
            session.check(
                Area.VISIBILITY,
                "A " + name + " is made when " + condition + ", and else not",
                () -> makes(kind, condition));
        // Who is not logged in is refused by the checks of accounts.
        case Access.Anyone(), Access.Account() -> {}
      }
    }
    named.run(kind);
    secrets(kind);
  }

  /** Whether a condition over a stored record holds for a wallet. */
  boolean holds(String condition, Kind kind, JsonNode record, Wallet as) throws Ended {
    return evaluator.holds(
        condition, maker.scope(as).with("record", new Entry(kind, record)).overRows());
  }

  private List<JsonNode> some(Kind kind) throws Ended {
    List<JsonNode> some = new ArrayList<>();
    for (var wallet : WALLETS) {
      try {
        some.add(maker.make(kind, wallet));
      } catch (Ended e) {
        if (e.outcome() == Proof.Outcome.FAILED) {
          throw e;
        }
      }
    }
    world.all(kind).stream().limit(LOOKED_AT).forEach(entry -> some.add(entry.json()));
    if (some.isEmpty()) {
      throw Ended.notTried("no " + kind.name() + " could be made");
    }
    return some;
  }

  private void conditional(Kind kind, String condition) throws Ended {
    for (var record : some(kind)) {
      for (var wallet : WALLETS) {
        var seen = holds(condition, kind, record, wallet);
        if (kind.operations().contains(Operation.READ)) {
          session.call(wallet, "GET", Maker.path(kind, record)).expect(seen ? 200 : 404);
        }
        if (kind.operations().contains(Operation.LIST) && isListedFor(kind)) {
          var listed =
              pages.list(kind, wallet, record).stream()
                  .anyMatch(r -> r.path("id").equals(record.path("id")));
          if (listed != seen) {
            throw Ended.failed(
                "the list of %s %s %s".formatted(wallet.word(), listed ? "has" : "lacks", record));
          }
        }
      }
    }
  }

  /** Whether everybody who may see a record may see the list that has it. */
  private boolean isListedFor(Kind kind) {
    return Routes.showsId(kind)
        && Routes.parentsOfLists(kind).stream()
            .allMatch(
                parent ->
                    !(kind.field(parent).orElseThrow().type()
                            instanceof FieldType.Reference(var target, _))
                        || maker.kind(target).access().read() instanceof Access.Anyone);
  }

  private void makes(Kind kind, String condition) throws Ended {
    for (var wallet : WALLETS) {
      var body = maker.body(kind, wallet, true);
      var allowed = mayMake(condition, kind, body, wallet);
      var answer = session.call(wallet, "POST", Maker.path(kind), body);
      if (!answer.is(422)) {
        answer.expect(allowed ? 201 : 403);
      }
    }
  }

  /** Whether a wallet may make what a body says, by what there was before it. */
  boolean mayMake(String condition, Kind kind, JsonNode body, Wallet as) throws Ended {
    return holds(condition, kind, evaluator.about(kind, body, as).json(), as);
  }

  boolean sees(Kind kind, JsonNode record, Wallet as) throws Ended {
    return switch (kind.access().read()) {
      case Access.Anyone(), Access.Account() -> true;
      case Access.When(var condition) -> holds(condition, kind, record, as);
      case Access.Owner(), Access.Nobody() ->
          session.call(as, "GET", Maker.path(kind, record)).is(200);
    };
  }

  private void changes(Kind kind, String method, String condition) throws Ended {
    for (var record : some(kind)) {
      for (var wallet : WALLETS) {
        if (world.find(kind, record.path("id").asText()).isEmpty()) {
          break;
        }
        var seen = sees(kind, record, wallet);
        var allowed = seen && holds(condition, kind, record, wallet);
        var answer = change(wallet, method, Maker.path(kind, record));
        if (allowed) {
          // What still refers to it may stop a deletion.
          answer.expect(200, 204, 409, 422);
          if (method.equals("DELETE")) {
            maker.deleted(kind, record);
          }
        } else {
          answer.expect(seen ? 403 : 404);
        }
      }
    }
  }

  private void hidden(Kind kind) throws Ended {
    var mine = maker.make(kind, Wallet.A);
    var theirs = maker.make(kind, Wallet.B);
    if (kind.operations().contains(Operation.READ)) {
      session.call(Wallet.A, "GET", Maker.path(kind, mine)).expect(200);
      session.call(Wallet.B, "GET", Maker.path(kind, mine)).expect(404);
      session.call(Wallet.C, "GET", Maker.path(kind, theirs)).expect(404);
      session.call(Wallet.B, "GET", Maker.path(kind, theirs)).expect(200);
      session.call(Wallet.NOBODY, "GET", Maker.path(kind, mine)).expect(401, 404);
    }
    if (kind.operations().contains(Operation.LIST) && Routes.showsId(kind)) {
      lists(kind, Wallet.A, mine, theirs);
      lists(kind, Wallet.B, theirs, mine);
    }
    if (Maker.hasUpdate(kind)) {
      session.call(Wallet.B, "PATCH", Maker.path(kind, mine), "{}").expect(404);
    }
    if (Maker.hasDelete(kind)) {
      session.call(Wallet.B, "DELETE", Maker.path(kind, mine)).expect(404);
    }
    for (var action : session.specification().actions()) {
      if (action.onRecord() && action.kind().equals(kind.name())) {
        session.call(Wallet.B, "POST", Maker.path(action, kind, mine), "{}").expect(404, 422);
      }
    }
    if (kind.operations().contains(Operation.READ)) {
      session.call(Wallet.A, "GET", Maker.path(kind, mine)).expect(200);
    }
  }

  private void lists(Kind kind, Wallet as, JsonNode seen, JsonNode hidden) throws Ended {
    var ids = pages.list(kind, as, seen).stream().map(r -> r.path("id").asText()).toList();
    if (!ids.contains(seen.path("id").asText())) {
      throw Ended.failed("the list of " + as.word() + " lacks its own " + seen);
    }
    if (ids.contains(hidden.path("id").asText())) {
      throw Ended.failed("the list of " + as.word() + " has what another wallet made: " + hidden);
    }
  }

  private void changes(Kind kind, String method, Access access, Operation operation, String done) {
    if (!kind.operations().contains(operation)) {
      return;
    }
    switch (access) {
      case Access.Owner() ->
          session.check(
              Area.VISIBILITY,
              "A " + kind.name() + " is " + done + " by the wallet that made it alone",
              () -> {
                var record = maker.make(kind, Wallet.A);
                var path = Maker.path(kind, record);
                var seen = kind.access().read() instanceof Access.Anyone;
                change(Wallet.B, method, path).expect(seen ? 403 : 404, 404);
                if (seen) {
                  change(Wallet.NOBODY, method, path).expect(401, 403);
                }
                if (kind.operations().contains(Operation.READ)) {
                  var read = session.call(Wallet.A, "GET", path).expect(200);
                  if (!read.json().equals(Shown.later(kind, record))) {
                    throw read.contradicts("which is not as before the refusal: " + record);
                  }
                }
                change(Wallet.A, method, path).expect(200, 204);
              });
      case Access.Nobody() ->
          session.check(
              Area.VISIBILITY,
              "A " + kind.name() + " is " + done + " by actions alone",
              () -> {
                var record = maker.make(kind, Wallet.A);
                change(Wallet.A, method, Maker.path(kind, record)).expect(403, 404, 405);
              });
      case Access.When(var condition) ->
          session.check(
              Area.VISIBILITY,
              "A " + kind.name() + " is " + done + " when " + condition + ", and else not",
              () -> changes(kind, method, condition));
      case Access.Anyone(), Access.Account() -> {}
    }
  }

  private Exchange change(Wallet as, String method, String path) throws Ended {
    return method.equals("DELETE")
        ? session.call(as, method, path)
        : session.call(as, method, path, "{}");
  }

  /** That secrets are nowhere to be read. */
  void secrets(Kind kind) {
    for (var field : kind.fields()) {
      if (field.type() instanceof FieldType.Secret && !field.isIssued() && Maker.hasCreate(kind)) {
        session.check(
            Area.SECRETS,
            field.name()
                + " of a "
                + kind.name()
                + " is nowhere to be read, not even in the data folder",
            () -> {
              var body = maker.body(kind, Wallet.A, true);
              var secret = body.path(field.name()).asText();
              var made = session.call(Wallet.A, "POST", Maker.path(kind), body).expect(201);
              unseen(made, secret);
              if (kind.operations().contains(Operation.READ)) {
                unseen(session.call(Wallet.A, "GET", Maker.path(kind, made.json())), secret);
              }
              if (kind.operations().contains(Operation.LIST)) {
                unseen(session.call(Wallet.A, "GET", Maker.path(kind)), secret);
              }
              if (session.client().data().isPresent()) {
                notKept(session.client().data().get(), secret);
              }
            });
      }
    }
  }

  private static void unseen(Exchange exchange, String secret) throws Ended {
    if (exchange.answer().body().contains(secret)) {
      throw Ended.failed(
          exchange.request().method()
              + " "
              + exchange.request().path()
              + " shows the secret in its answer");
    }
  }

  static void notKept(Path folder, String secret) throws Ended {
    try {
      KeptFiles.<Ended>each(
          folder,
          (file, text) -> {
            if (text.contains(secret)) {
              throw Ended.failed(
                  "the file " + file.getFileName() + " of the data folder has it as it is");
            }
          });
    } catch (IOException | UncheckedIOException e) {
      throw Ended.notTried("the data folder cannot be read: " + e.getMessage());
    }
  }
}
