package factory.edge.limits;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The SQL of rules. */
final class RuleStore {
  /** A service's rules and the number of the change that made them. */
  record Change(String serviceId, Rules rules, long revision) {}

  /** Sets a service's rules; the number of the change. Commit soon: others wait for the number. */
  long save(Handle handle, UUID serviceId, Rules rules) {
    return handle
        .createQuery(
            """
            WITH drawn AS (UPDATE rule_feed SET head = head + 1 RETURNING head)
            INSERT INTO service_rule (service_id, rules, revision)
            SELECT :serviceId, CAST(:rules AS JSONB), head FROM drawn
            ON CONFLICT ON CONSTRAINT service_rule_pk
            DO UPDATE SET rules = EXCLUDED.rules, revision = EXCLUDED.revision
            RETURNING revision
            """)
        .bind("serviceId", serviceId)
        .bind("rules", json(rules))
        .mapTo(Long.class)
        .one();
  }

  /** Rules that changed after a number, by number. */
  List<Change> after(Handle handle, long revision) {
    return handle
        .createQuery(
            """
            SELECT service_id, rules::text AS rules, revision FROM service_rule
            WHERE revision > :revision ORDER BY revision
            """)
        .bind("revision", revision)
        .map(
            (row, context) ->
                new Change(
                    row.getObject("service_id", UUID.class).toString(),
                    rules(row.getString("rules")),
                    row.getLong("revision")))
        .list();
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
