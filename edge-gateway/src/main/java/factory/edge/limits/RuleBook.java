package factory.edge.limits;

import factory.edge.audit.Actor;
import factory.edge.audit.AuditStore;
import factory.edge.audit.Audited;
import factory.edge.gate.EvmAddress;
import factory.mesh.Loop;
import factory.mesh.Refused;
import factory.store.Database;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/**
 * The rules of every service, for everybody and for single wallets, in memory for the gate. A
 * change made here is in force here when it returns; one that another node made, within {@link
 * #POLL}. Any number of threads; reading never waits.
 */
public final class RuleBook implements AutoCloseable {
  /** How long another node's change may stay unseen. */
  static final Duration POLL = Duration.ofSeconds(1);

  /** Of how many wallets something may be said, for each service. */
  static final int MOST_WALLETS = 1_000;

  private final RuleStore store = new RuleStore();
  private final WalletRuleStore wallets = new WalletRuleStore();
  private final TakedownStore takedowns = new TakedownStore();
  private final AuditStore audit = new AuditStore();
  private final Database database;
  private final Clock clock;
  private final Map<String, InForce> byService = new ConcurrentHashMap<>();
  private final Loop loop;
  private volatile Runnable onTakedown = () -> {};
  private long seen;

  private RuleBook(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
    loop =
        Loop.named("edge-rules")
            .consequence("changes of rules cannot be seen; the known ones stay")
            .firstAfter(POLL)
            .joinFor(Duration.ofSeconds(2))
            .every(POLL, this::look);
  }

  /** What is said of a wallet, and since when. */
  public record Said(EvmAddress wallet, WalletRules rules, Instant changedAt) {}

  /** Reads all rules, then follows their changes. */
  public static RuleBook open(Database database, Clock clock) {
    var book = new RuleBook(database, clock);
    book.look();
    book.loop.start();
    return book;
  }

  /** A service's rules; {@link Rules#NONE} when its owner set none. */
  public Rules rules(String serviceId) {
    return inForce(serviceId).rules();
  }

  InForce inForce(String serviceId) {
    return byService.getOrDefault(serviceId, InForce.NONE);
  }

  /**
   * Sets a service's rules, all of them; in force here once it returns.
   *
   * @throws factory.mesh.Refused UNAVAILABLE when the store cannot be reached
   */
  public Rules update(UUID serviceId, Rules rules, Actor actor) {
    var change =
        database.inTransaction(
            sql -> {
              // First, so that nobody changes them between the look and the change.
              var revision = RuleStore.draw(sql);
              var before = store.find(sql, serviceId);
              var made = new RuleStore.Change(serviceId.toString(), rules, revision);
              store.save(sql, made);
              if (!before.equals(rules)) {
                audit.add(
                    sql,
                    actor,
                    Audited.ofService(
                        serviceId,
                        Audited.What.RULES_CHANGED,
                        RuleStore.json(before),
                        RuleStore.json(rules)),
                    clock.instant());
              }
              return made;
            });
    keep(change);
    return rules(serviceId.toString());
  }

  /**
   * Sets what is said of a wallet, all of it; in force here once it returns.
   *
   * @throws factory.mesh.Refused when something is said of as many wallets as may be
   */
  public Said update(UUID serviceId, EvmAddress wallet, WalletRules rules, Actor actor) {
    var change =
        database.inTransaction(
            sql -> {
              var revision = RuleStore.draw(sql);
              var before = wallets.find(sql, serviceId, wallet).map(WalletRuleStore.Change::rules);
              if (before.orElse(WalletRules.NONE).equals(WalletRules.NONE)
                  && !rules.equals(WalletRules.NONE)
                  && wallets.count(sql, serviceId) >= MOST_WALLETS) {
                throw new Refused(new RuleFault.TooManyWallets(MOST_WALLETS));
              }
              var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
              var made =
                  new WalletRuleStore.Change(serviceId.toString(), wallet, rules, now, revision);
              wallets.save(sql, made);
              if (!before.orElse(WalletRules.NONE).equals(rules)) {
                audit.add(sql, actor, audited(serviceId, wallet, before, rules), now);
              }
              return made;
            });
    keep(change);
    return new Said(wallet, change.rules(), change.changedAt());
  }

  private static Audited audited(
      UUID serviceId, EvmAddress wallet, Optional<WalletRules> before, WalletRules after) {
    return new Audited(
        serviceId,
        Audited.What.WALLET_RULES_CHANGED,
        Optional.of(wallet.toString()),
        Optional.empty(),
        before.filter(b -> !b.equals(WalletRules.NONE)).map(WalletRuleMessages::json),
        Optional.of(after).filter(a -> !a.equals(WalletRules.NONE)).map(WalletRuleMessages::json));
  }

  /** That a service was taken down, and when. */
  public record Takedown(String reason, Instant at) {}

  /** What keeps everybody from a service. */
  public Optional<Takedown> takedown(String serviceId) {
    return inForce(serviceId)
        .takedown()
        .flatMap(t -> t.reason().map(reason -> new Takedown(reason, t.changedAt())));
  }

  /**
   * Takes a service down, or puts it back; in force here once it returns.
   *
   * @param reason empty to put it back
   */
  public void takeDown(UUID serviceId, Optional<String> reason, Actor operator) {
    var change =
        database.inTransaction(
            sql -> {
              var revision = RuleStore.draw(sql);
              var before = takedowns.find(sql, serviceId).flatMap(TakedownStore.Change::reason);
              var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
              var made = new TakedownStore.Change(serviceId.toString(), reason, now, revision);
              takedowns.save(sql, made);
              if (!before.equals(reason)) {
                audit.add(
                    sql,
                    operator,
                    new Audited(
                        serviceId,
                        reason.isPresent() ? Audited.What.TAKEN_DOWN : Audited.What.PUT_BACK,
                        Optional.empty(),
                        Optional.empty(),
                        before.map(WalletRuleMessages::reason),
                        reason.map(WalletRuleMessages::reason)),
                    now);
              }
              return made;
            });
    keep(change);
    onTakedown.run();
  }

  /** What is done after each takedown and each return that this node makes. */
  public void onTakedown(Runnable then) {
    onTakedown = then;
  }

  private void keep(String serviceId, UnaryOperator<InForce> change) {
    byService.compute(
        serviceId, (_, before) -> change.apply(before == null ? InForce.NONE : before));
  }

  private void keep(TakedownStore.Change change) {
    keep(change.serviceId(), before -> before.with(change));
  }

  /** Of whom something is said, by wallet. */
  public List<Said> wallets(UUID serviceId) {
    return database.inTransaction(sql -> wallets.list(sql, serviceId)).stream()
        .map(c -> new Said(c.wallet(), c.rules(), c.changedAt()))
        .toList();
  }

  private void keep(RuleStore.Change change) {
    keep(change.serviceId(), before -> before.with(change));
  }

  private void keep(WalletRuleStore.Change change) {
    keep(change.serviceId(), before -> before.with(change));
  }

  private void look() {
    record News(
        long head,
        List<RuleStore.Change> rules,
        List<WalletRuleStore.Change> wallets,
        List<TakedownStore.Change> takedowns) {}
    // The head first: whatever it counts is committed, and what comes meanwhile comes again.
    var news =
        database.inTransaction(
            sql -> {
              var head = RuleStore.head(sql);
              return head == seen
                  ? new News(head, List.of(), List.of(), List.of())
                  : new News(
                      head,
                      store.after(sql, seen),
                      wallets.after(sql, seen),
                      takedowns.after(sql, seen));
            });
    news.rules().forEach(this::keep);
    news.wallets().forEach(this::keep);
    news.takedowns().forEach(this::keep);
    seen = news.head();
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
