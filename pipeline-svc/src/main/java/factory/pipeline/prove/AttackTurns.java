package factory.pipeline.prove;

import com.fasterxml.jackson.databind.node.MissingNode;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Kind.Operation;
import java.util.ArrayList;
import java.util.List;

/** What {@link Probes} try at one place, at every place: turns of a fuzz, one probe each. */
final class AttackTurns {
  private final Session session;
  private final Supply supply;
  private final TextProbes texts;
  private final RequestProbes requests;
  private final ForeignProbes foreign;
  private final AssignmentProbes assignments;

  /** Once is enough of what costs so much. */
  private boolean tooLargeTried;

  /** One use of a service. */
  interface Turn {
    void run() throws Ended;
  }

  AttackTurns(
      Session session,
      Supply supply,
      TextProbes texts,
      RequestProbes requests,
      ForeignProbes foreign,
      AssignmentProbes assignments) {
    this.session = session;
    this.supply = supply;
    this.texts = texts;
    this.requests = requests;
    this.foreign = foreign;
    this.assignments = assignments;
  }

  List<Turn> turns() {
    List<Turn> turns = new ArrayList<>();
    for (var kind : session.specification().kinds()) {
      of(kind, turns);
    }
    for (var action : session.specification().actions()) {
      turns.add(() -> assignments.acts(action));
      if (Probes.hasBody(action.http(), action.inputs())) {
        turns.add(() -> body(Target.of(session, supply, action)));
      }
    }
    for (var function : session.specification().functions()) {
      if (Probes.hasBody(function.http(), function.inputs())) {
        turns.add(() -> body(Target.of(session, supply, function)));
      }
    }
    return turns;
  }

  private void of(Kind kind, List<Turn> turns) {
    if (Maker.hasCreate(kind)) {
      if (!Hostile.places(kind).isEmpty()) {
        turns.add(() -> texts.keeps(kind, session.random().nextInt(Hostile.WAYS)));
      }
      turns.add(() -> assignments.makes(kind));
      turns.add(() -> body(Target.of(session, supply, kind)));
    }
    if (Maker.hasUpdate(kind)) {
      turns.add(() -> assignments.changes(kind, supply.record(kind, Wallet.A)));
    }
    if (kind.operations().contains(Operation.LIST) && Routes.showsId(kind)) {
      turns.add(() -> texts.parameters(kind, true));
    }
    if (TextProbes.hasKeys(kind)) {
      turns.add(
          () ->
              texts.keys(
                  kind,
                  Maker.hasCreate(kind)
                      ? supply.record(kind, Wallet.A)
                      : MissingNode.getInstance()));
    }
    RequestProbes.before(kind).ifPresent(before -> turns.add(() -> requests.path(before)));
    if (ForeignProbes.isPlace(kind)) {
      turns.add(() -> foreign.unseen(kind, foreign.hidden(kind)));
      turns.add(() -> foreign.unlisted(kind, foreign.hidden(kind)));
      turns.add(() -> foreign.unreferred(kind, foreign.hidden(kind)));
    }
  }

  private void body(Target target) throws Ended {
    switch (session.random().nextInt(4)) {
      case 0 -> requests.deep(target);
      case 1 -> requests.compressed(target);
      case 2 -> requests.twice(target);
      default -> {
        if (!tooLargeTried) {
          tooLargeTried = true;
          requests.tooLarge(target);
        }
      }
    }
  }
}
