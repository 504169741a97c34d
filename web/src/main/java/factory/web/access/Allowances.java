package factory.web.access;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.util.Durations;
import factory.edge.v1.Allowance;
import factory.web.api.Json;
import factory.web.http.Fields;
import java.util.Optional;

/** Calls in a window of time, over REST. */
final class Allowances {
  private static final int LONGEST_WINDOW = 366 * 24 * 3600;

  private Allowances() {}

  /** The one that is given. */
  static Optional<Allowance> read(Fields fields, String field) {
    return fields
        .part(field, "quota", "window_seconds")
        .map(
            limit ->
                Allowance.newBuilder()
                    .setQuota(limit.requiredCount("quota"))
                    .setWindow(
                        Durations.fromSeconds(
                            limit.requiredNumber("window_seconds", 1, LONGEST_WINDOW)))
                    .build());
  }

  static ObjectNode json(Allowance limit) {
    return Json.object()
        .put("quota", limit.getQuota())
        .put("window_seconds", limit.getWindow().getSeconds());
  }
}
