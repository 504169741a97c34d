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

  /** Sets a service's rules; the number of the change. Commit soon: others wait for the number. */
  long save(DbExecute sql, UUID serviceId, Rules rules) {
    return sql.createGet(
            """
            WITH drawn AS (UPDATE rule_feed SET head = head + 1 RETURNING head)
            INSERT INTO service_rule (service_id, rules, revision)
            SELECT :serviceId, CAST(:rules AS JSONB), head FROM drawn
            ON CONFLICT ON CONSTRAINT service_rule_pk
            DO UPDATE SET rules = EXCLUDED.rules, revision = EXCLUDED.revision
            RETURNING revision
            """)
        .addParam("serviceId", serviceId)
        .addParam("rules", json(rules))
        .execute()
        .map(row -> row.column(1).get(Long.class))
        .orElseThrow();
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

  private static String json(Rules rules) {
    try {
      return JsonFormat.printer().print(RuleMessages.message(rules));
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
