package factory.pipeline.prove;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import factory.pipeline.prove.Proof.Area;
import factory.pipeline.spec.Accounts.Invitations;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Kind.Operation;
import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** That nobody registers without an invitation that is good, but the first of all. */
final class InvitationChecks {
  private static final Instant OVER = Instant.parse("2001-01-01T00:00:00Z");
  private static final Instant LATE = Instant.parse("2200-01-01T00:00:00Z");

  private final Session session;
  private final Maker maker;
  private final Members members;
  private final Invitations invitations;
  private final Invited invited;

  InvitationChecks(Session session, Maker maker, Members members, Invitations invitations) {
    this.session = session;
    this.maker = maker;
    this.members = members;
    this.invitations = invitations;
    invited = new Invited(session, maker, invitations);
  }

  void run() {
    session.check(
        Area.ACCOUNTS, "Nobody registers without an invitation, or with what is none", this::none);
    session.check(
        Area.ACCOUNTS,
        "Of many who register at once with one invitation, as many do as it is good for",
        this::race);
    if (invitations.ends().filter(invited::isGiven).isPresent()) {
      session.check(Area.ACCOUNTS, "Nobody registers with an invitation that is over", this::over);
    }
  }

  private void none() throws Ended {
    var body = maker.body(members.kind(), Wallet.C, true);
    if (!members.kind().field(invitations.field()).orElseThrow().required()) {
      body.remove(invitations.field());
      members.ask(Wallet.C, body).expect(403);
    }
    var right = invited.code();
    for (var wrong :
        new String[] {"0", "none-of-those", changed(right.orElseThrow(Members::nobody))}) {
      body.put(invitations.field(), wrong);
      members.ask(Wallet.C, body).expect(403);
    }
    members.ask(Wallet.C, body.set(invitations.field(), right.get())).expect(201);
  }

  private static String changed(JsonNode code) {
    var text = code.asText();
    return (text.charAt(0) == 'A' ? "B" : "A") + text.substring(1);
  }

  private void race() throws Ended {
    var most = invitations.most().filter(invited::isGiven).isPresent() ? 2 : 1;
    var host = invited.host().orElseThrow(Members::nobody);
    var invitation = invited.make(host, most, LATE);
    Queue<com.fasterxml.jackson.databind.node.ObjectNode> bodies = new ConcurrentLinkedQueue<>();
    for (var i = 0; i < Session.RACERS; i++) {
      var body = maker.body(members.kind(), Wallet.C, true);
      bodies.add(body.set(invitations.field(), invited.code(invitation)));
    }
    var answers = session.race(() -> members.ask(Wallet.C, bodies.remove()));
    for (var answer : answers) {
      answer.expect(201, 403);
    }
    var made = answers.stream().filter(answer -> answer.is(201)).count();
    if (made != most) {
      throw answers
          .getFirst()
          .contradicts(
              "and of %d at once %d registered, not %d".formatted(answers.size(), made, most));
    }
    shows(invited.kind(), host, invitation, most);
  }

  /** What an invitation shows of its use. */
  private void shows(Kind kind, Wallet host, JsonNode invitation, int most) throws Ended {
    if (!kind.operations().contains(Operation.READ) || !Routes.shows(kind, invitations.uses())) {
      return;
    }
    var read = session.call(host, "GET", Maker.path(kind, invitation)).expect(200);
    if (read.json().path(invitations.uses()).asInt() != most) {
      throw read.contradicts("though it was used %d times".formatted(most));
    }
  }

  private void over() throws Ended {
    var host = invited.host().orElseThrow(Members::nobody);
    var code = invited.code(invited.make(host, 1, OVER));
    var body = maker.body(members.kind(), Wallet.C, true);
    members.ask(Wallet.C, body.set(invitations.field(), new TextNode(code.asText()))).expect(403);
  }
}
