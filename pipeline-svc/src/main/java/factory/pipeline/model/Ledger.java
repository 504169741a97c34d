package factory.pipeline.model;

import factory.store.Database;
import java.time.Clock;

/** What models were asked and said, and what that cost. Safe for many threads. */
public final class Ledger {
  private final LedgerStore store;
  private final LedgerSumStore sums;

  /** The one in a database. */
  public Ledger(Database database, Clock clock) {
    store = new LedgerStore(database, clock);
    sums = new LedgerSumStore(database);
  }

  LedgerStore store() {
    return store;
  }

  LedgerSumStore sums() {
    return sums;
  }
}
