package factory.edge.limits;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import factory.store.Rows;
import io.helidon.dbclient.DbExecute;
import java.util.List;
import java.util.UUID;

/** The SQL of rules. */
final class RuleStore {
  /** A service's rules and the number of the change that made them. */
  record Change(String serviceId, Rules rules, long revision) {}

  /** Draws the number of a change. Commit soon: others wait for it. */
  static long draw(DbExecute sql) {
    return sql.createGet("UPDATE rule_feed SET head = head + 1 RETURNING head")
        .execute()
        .map(row -> row.column(1).get(Long.class))
        .orElseThrow();
  }

  /** The number of the last committed change. */
  static long head(DbExecute sql) {
    return sql.createGet("SELECT head FROM rule_feed")
        .execute()
        .map(row -> row.column(1).get(Long.class))
        .orElseThrow();
  }

  /** A service's rules; none where nobody ever set some. */
  Rules find(DbExecute sql, UUID serviceId) {
    return sql.createGet(
            "SELECT CAST(rules AS text) AS rules FROM service_rule WHERE service_id = :serviceId")
        .addParam("serviceId", serviceId)
        .execute()
        .map(row -> rules(Rows.text(row, "rules")))
        .orElse(Rules.NONE);
  }

  /** Sets a service's rules. */
  void save(DbExecute sql, Change change) {
    sql.dml(
        """
        INSERT INTO service_rule (service_id, rules, revision)
        VALUES (CAST(? AS UUID), CAST(? AS JSONB), ?)
        ON CONFLICT ON CONSTRAINT service_rule_pk
        DO UPDATE SET rules = EXCLUDED.rules, revision = EXCLUDED.revision
        """,
        change.serviceId(),
        json(change.rules()),
        change.revision());
  }

  /** Rules that changed after a number, by number. */
  List<Change> after(DbExecute sql, long revision) {
    return sql.createQuery(
            """
            SELECT service_id, CAST(rules AS text) AS rules, revision FROM service_rule
            WHERE revision > :revision ORDER BY revision
            """)
        .addParam("revision", revision)
        .execute()
        .map(
            row ->
                new Change(
                    Rows.uuid(row, "service_id").toString(),
                    rules(Rows.text(row, "rules")),
                    Rows.number(row, "revision")))
        .toList();
  }

  /** As the API writes them. */
  static String json(Rules rules) {
    try {
      return JsonFormat.printer()
          .omittingInsignificantWhitespace()
          .preservingProtoFieldNames()
          .print(RuleMessages.message(rules));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Rules rules(String json) {
    var message = factory.edge.v1.Rules.newBuilder();
    try {
      JsonFormat.parser().merge(json, message);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("stored rules that cannot be read", e);
    }
    return RuleMessages.parse(message.build());
  }
}
