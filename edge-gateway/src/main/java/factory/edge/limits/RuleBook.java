package factory.edge.limits;

import factory.mesh.Loop;
import factory.store.Database;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The rules of every service, in memory for the gate. A change made here is in force here when it
 * returns; one that another node made, within {@link #POLL}. Any number of threads; reading never
 * waits.
 */
public final class RuleBook implements AutoCloseable {
  /** How long another node's change may stay unseen. */
  static final Duration POLL = Duration.ofSeconds(1);

  private static final Kept NONE = new Kept(0, Rules.NONE, new RateLimitFields(List.of()));

  private final RuleStore store = new RuleStore();
  private final Database database;
  private final Map<String, Kept> byService = new ConcurrentHashMap<>();
  private final Loop loop;
  private long seen;

  private RuleBook(Database database) {
    this.database = database;
    loop =
        Loop.named("edge-rules")
            .consequence("changes of rules cannot be seen; the known ones stay")
            .firstAfter(POLL)
            .joinFor(Duration.ofSeconds(2))
            .every(POLL, this::look);
  }

  /**
   * Rules that are in force.
   *
   * @param fields what is written of their limits
   */
  record Kept(long revision, Rules rules, RateLimitFields fields) {}

  /** Reads all rules, then follows their changes. */
  public static RuleBook open(Database database) {
    var book = new RuleBook(database);
    book.look();
    book.loop.start();
    return book;
  }

  /** A service's rules; {@link Rules#NONE} when its owner set none. */
  public Rules rules(String serviceId) {
    return kept(serviceId).rules();
  }

  Kept kept(String serviceId) {
    return byService.getOrDefault(serviceId, NONE);
  }

  /**
   * Sets a service's rules, all of them; in force here once it returns.
   *
   * @throws factory.mesh.Refused UNAVAILABLE when the store cannot be reached
   */
  public Rules update(UUID serviceId, Rules rules) {
    var revision = database.inTransaction(sql -> store.save(sql, serviceId, rules));
    keep(new RuleStore.Change(serviceId.toString(), rules, revision));
    return rules(serviceId.toString());
  }

  /** The one of the higher number stays, whoever comes first. */
  private void keep(RuleStore.Change change) {
    byService.merge(
        change.serviceId(),
        new Kept(change.revision(), change.rules(), new RateLimitFields(change.rules().limits())),
        (before, after) -> after.revision() > before.revision() ? after : before);
  }

  private void look() {
    for (var change : database.inTransaction(sql -> store.after(sql, seen))) {
      keep(change);
      seen = change.revision();
    }
  }

  /** What keeps it going. */
  public Loop loop() {
    return loop;
  }

  /** Stops following. */
  @Override
  public void close() {
    loop.close();
  }
}
