package factory.edge.limits;

import factory.edge.gate.Allowance;
import factory.edge.gate.Block;
import factory.edge.gate.EvmAddress;
import factory.store.Rows;
import io.helidon.dbclient.DbExecute;
import io.helidon.dbclient.DbRow;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The SQL of what owners say of single wallets. */
final class WalletRuleStore {
  /** A row that says nothing, and for so long that every node knows. */
  private static final Duration KEPT = Duration.ofDays(1);

  private static final String SAYS = "(blocked_reason IS NOT NULL OR quota IS NOT NULL)";

  /**
   * What is said of a wallet.
   *
   * @param revision the number of the change that made it
   */
  record Change(
      String serviceId, EvmAddress wallet, WalletRules rules, Instant changedAt, long revision) {}

  /** Something is said of so many. */
  long count(DbExecute sql, UUID serviceId) {
    return sql.createGet("SELECT count(*) FROM wallet_rule WHERE service_id = :service AND " + SAYS)
        .addParam("service", serviceId)
        .execute()
        .map(row -> row.column(1).get(Long.class))
        .orElseThrow();
  }

  Optional<Change> find(DbExecute sql, UUID serviceId, EvmAddress wallet) {
    return sql.createGet(
            "SELECT * FROM wallet_rule WHERE service_id = :service AND wallet = :wallet")
        .addParam("service", serviceId)
        .addParam("wallet", wallet.toString())
        .execute()
        .map(WalletRuleStore::change);
  }

  void save(DbExecute sql, Change change) {
    var block = change.rules().block();
    var limit = change.rules().limit();
    sql.dml(
        """
        INSERT INTO wallet_rule VALUES (CAST(? AS UUID), ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT ON CONSTRAINT wallet_rule_pk DO UPDATE SET
          blocked_reason = excluded.blocked_reason, blocked_until = excluded.blocked_until,
          quota = excluded.quota, window_seconds = excluded.window_seconds,
          changed_at = excluded.changed_at, revision = excluded.revision
        """,
        change.serviceId(),
        change.wallet().toString(),
        block.map(Block::reason),
        block.flatMap(Block::until),
        limit.map(Allowance::quota),
        limit.map(l -> l.window().toSeconds()),
        change.changedAt(),
        change.revision());
    sql.dml(
        "DELETE FROM wallet_rule WHERE service_id = CAST(? AS UUID) AND changed_at < ? AND NOT "
            + SAYS,
        change.serviceId(),
        change.changedAt().minus(KEPT));
  }

  /** By wallet. */
  List<Change> list(DbExecute sql, UUID serviceId) {
    return sql.createQuery(
            "SELECT * FROM wallet_rule WHERE service_id = :service AND "
                + SAYS
                + " ORDER BY wallet")
        .addParam("service", serviceId)
        .execute()
        .map(row -> change(row))
        .toList();
  }

  /** What changed after a number, by number. */
  List<Change> after(DbExecute sql, long revision) {
    return sql.createQuery("SELECT * FROM wallet_rule WHERE revision > :revision ORDER BY revision")
        .addParam("revision", revision)
        .execute()
        .map(row -> change(row))
        .toList();
  }

  private static Change change(DbRow row) {
    return new Change(
        Rows.uuid(row, "service_id").toString(),
        EvmAddress.parse(Rows.text(row, "wallet")).orElseThrow(),
        new WalletRules(
            Rows.optionalText(row, "blocked_reason")
                .map(reason -> new Block(reason, Rows.optionalInstant(row, "blocked_until"))),
            Rows.optionalNumber(row, "quota")
                .map(
                    quota ->
                        new Allowance(
                            quota, Duration.ofSeconds(Rows.number(row, "window_seconds"))))),
        Rows.instant(row, "changed_at"),
        Rows.number(row, "revision"));
  }
}
