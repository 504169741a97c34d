package factory.generated;

import factory.runtime.Action;
import factory.runtime.Call;
import factory.runtime.Condition;
import factory.runtime.Outcome;
import factory.runtime.Values;

/** What can be done with users. */
final class UserActions {
  static final Action PROMOTE = Action.onRecord("users", "promote", UserActions::promote);

  private UserActions() {}

  /** The wallet 0xaaaa... says who is an editor. */
  private static Outcome promote(Call call) {
    var user = call.record();
    call.require(
        call.exists(
            "users",
            Condition.equal("id", user.key())
                .and(
                    Condition.of(
                        call.caller().equals("0xaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")))),
        403,
        "NOT_ALLOWED",
        "You are not allowed to do this.");
    user = call.set(user, Values.of("role", "editor"));
    return Outcome.changed(user);
  }
}
