package factory.registry.rpc;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import factory.mesh.Refused;
import factory.registry.service.Service;
import factory.registry.service.Text;
import factory.registry.v1.Plan;
import java.util.Optional;

/** Plans to and from JSON. */
final class Plans {
  static final int MAX_BYTES = 512 * 1024;

  private static final int MAX_TITLE_BYTES = 4 * 1024;

  private Plans() {}

  /** Refuses what cannot be kept. */
  static Service.Plan toRecord(Plan plan) {
    if (!plan.getSpecificationHash().matches("[0-9a-f]{64}")) {
      throw Refused.field("plan.specification_hash", "must be 64 hex digits in lower case");
    }
    String json;
    try {
      json = JsonFormat.printer().omittingInsignificantWhitespace().print(plan);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
    if (Text.bytes(json) > MAX_BYTES) {
      throw Refused.field("plan", "must have at most 524288 bytes as JSON");
    }
    return new Service.Plan(json, plan.getOfIdea());
  }

  /** What a plan calls the service. */
  static Optional<String> title(Plan plan) {
    if (Text.bytes(plan.getTitle()) > MAX_TITLE_BYTES
        || Text.hasControlsBesidesLines(plan.getTitle())) {
      throw Refused.field("plan.title", "must have at most 4096 bytes, without control characters");
    }
    return Optional.of(plan.getTitle()).filter(title -> !title.isBlank());
  }

  /** Reads what the store has kept. */
  static Plan fromRecord(Service.Plan plan) {
    var read = Plan.newBuilder();
    try {
      JsonFormat.parser().ignoringUnknownFields().merge(plan.json(), read);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a stored plan cannot be read", e);
    }
    return read.build();
  }
}
