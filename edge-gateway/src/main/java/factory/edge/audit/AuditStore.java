package factory.edge.audit;

import factory.edge.audit.Audited.What;
import factory.store.Rows;
import io.helidon.dbclient.DbExecute;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** The SQL of the audit log: it is added to, read, and forgotten a year later. */
public final class AuditStore {
  /** A day longer than what the store itself lets nobody remove. */
  private static final Duration KEPT = Duration.ofDays(366);

  private static final int PRUNED_AT_ONCE = 10_000;

  /** A change as it was written down. */
  public record Entry(long id, Instant at, Actor actor, Audited audited) {}

  /**
   * Which changes are asked for.
   *
   * @param service of one service
   * @param wallet about this wallet
   * @param party made by this wallet, or about it
   */
  public record Query(Optional<UUID> service, Optional<String> wallet, Optional<String> party) {}

  /** Writes a change down, in the transaction that makes it. */
  public void add(DbExecute sql, Actor actor, Audited audited, Instant at) {
    sql.dml(
        """
        INSERT INTO audit (at, actor, role, service_id, what, wallet, key_id, before, after)
        VALUES (?, ?, ?, ?, ?, ?, ?, CAST(? AS JSONB), CAST(? AS JSONB))
        """,
        at,
        actor.wallet().orElse(""),
        actor.role().name().toLowerCase(Locale.ROOT),
        audited.service(),
        audited.what().name(),
        audited.wallet().orElse(""),
        audited.key(),
        audited.before(),
        audited.after());
  }

  /**
   * Newest first.
   *
   * @param before only those of a lower number
   */
  public List<Entry> list(DbExecute sql, Query query, long before, int limit) {
    List<String> where = new ArrayList<>(List.of("id < :before"));
    query.service().ifPresent(_ -> where.add("service_id = :service"));
    query.wallet().ifPresent(_ -> where.add("wallet = :wallet"));
    query.party().ifPresent(_ -> where.add("(wallet = :party OR actor = :party)"));
    var select =
        sql.createQuery(
            "SELECT id, at, actor, role, service_id, what, wallet, key_id,"
                + " CAST(before AS text) AS before, CAST(after AS text) AS after FROM audit WHERE "
                + String.join(" AND ", where)
                + " ORDER BY id DESC LIMIT :limit");
    select.addParam("before", before).addParam("limit", limit);
    query.service().ifPresent(id -> select.addParam("service", id));
    query.wallet().ifPresent(wallet -> select.addParam("wallet", wallet));
    query.party().ifPresent(wallet -> select.addParam("party", wallet));
    return select
        .execute()
        .map(
            row ->
                new Entry(
                    Rows.number(row, "id"),
                    Rows.instant(row, "at"),
                    new Actor(
                        Optional.of(Rows.text(row, "actor")).filter(w -> !w.isEmpty()),
                        Actor.Role.valueOf(Rows.text(row, "role").toUpperCase(Locale.ROOT))),
                    new Audited(
                        Rows.uuid(row, "service_id"),
                        What.valueOf(Rows.text(row, "what")),
                        Optional.of(Rows.text(row, "wallet")).filter(w -> !w.isEmpty()),
                        Rows.optionalUuid(row, "key_id"),
                        Rows.optionalText(row, "before"),
                        Rows.optionalText(row, "after"))))
        .toList();
  }

  /** Forgets some of what is old; how many. */
  public long prune(DbExecute sql, Instant now) {
    return sql.dml(
        "DELETE FROM audit WHERE id = ANY (ARRAY(SELECT id FROM audit WHERE at < ? ORDER BY at LIMIT "
            + PRUNED_AT_ONCE
            + "))",
        now.minus(KEPT));
  }
}
