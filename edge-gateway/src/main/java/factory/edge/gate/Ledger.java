package factory.edge.gate;

/** Where admitted calls are written down before they go on. Never waits. */
public interface Ledger {
  /** Writes a call down; false when there is no room, and then the call must not go on. */
  boolean admit(Admission admission);
}
