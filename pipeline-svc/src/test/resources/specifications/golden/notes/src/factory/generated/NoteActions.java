package factory.generated;

import factory.runtime.Access;
import factory.runtime.Action;
import factory.runtime.Call;
import factory.runtime.Condition;
import factory.runtime.Outcome;
import factory.runtime.Values;

/** What can be done with notes. */
final class NoteActions {
  static final Action PUBLISH =
      Action.onRecord("notes", "publish", NoteActions::publish).allowed(Access.account());

  private NoteActions() {}

  private static Outcome publish(Call call) {
    var note = call.record();
    call.require(
        call.exists(
            "notes",
            Condition.equal("id", note.key()).and(Condition.equal("author", call.account().key()))),
        403,
        "NOT_ALLOWED",
        "You are not allowed to do this.");
    call.require(
        note.reference("author").equals(call.account().key()),
        403,
        "NOT_YOURS",
        "Only its author publishes a note.");
    call.require(!note.truth("published"), 409, "PUBLISHED", "It is published already.");
    note = call.set(note, Values.of("published", true));
    return Outcome.changed(note);
  }
}
