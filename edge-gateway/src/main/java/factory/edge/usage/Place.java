package factory.edge.usage;

import factory.edge.gate.Admission;
import java.util.Optional;

/** Where a call is written down. */
record Place(Filling filling, int record) {
  void admit(Admission admission) {
    filling.segment.admit(record, admission);
  }

  void settle(End end) {
    filling.segment.settle(record, end);
  }

  Optional<Admission> admission() {
    return filling.segment.admission(record);
  }

  Optional<End> end() {
    return filling.segment.end(record);
  }

  /** Its call has another place, so that here nothing is left to tell. */
  void leave() {
    filling.segment.leave(record);
    filling.counted.incrementAndGet();
  }
}
