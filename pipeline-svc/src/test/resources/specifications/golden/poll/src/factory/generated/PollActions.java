package factory.generated;

import factory.runtime.Action;
import factory.runtime.Call;
import factory.runtime.Condition;
import factory.runtime.Field;
import factory.runtime.Outcome;
import factory.runtime.Values;

/** What can be done with polls. */
final class PollActions {
  static final Action VOTE =
      Action.onRecord("polls", "vote", PollActions::vote)
          .input(Field.reference("option", "options").required());

  static final Action CLOSE = Action.onRecord("polls", "close", PollActions::close);

  private PollActions() {}

  /** Votes for an option of the poll, once. */
  private static Outcome vote(Call call) {
    var poll = call.record();
    var input = call.input();
    call.require(poll.text("state").equals("open"), 409, "POLL_CLOSED", "The poll is closed.");
    call.require(
        call.find("options", input.reference("option")).reference("poll").equals(poll.key()),
        422,
        "ANOTHER_POLL",
        "The option is of another poll.");
    var vote =
        call.insert(
            "votes", Values.of("option", input.reference("option")).and("poll", poll.key()));
    return Outcome.created(vote);
  }

  private static Outcome close(Call call) {
    var poll = call.record();
    call.require(
        call.exists(
            "polls",
            Condition.equal("id", poll.key()).and(Condition.equal("_owner", call.caller()))),
        403,
        "NOT_ALLOWED",
        "You are not allowed to do this.");
    call.require(poll.text("state").equals("open"), 409, "POLL_CLOSED", "The poll is closed.");
    poll = call.set(poll, Values.of("state", "closed"));
    return Outcome.changed(poll);
  }
}
