package factory.pipeline.edit;

import factory.mesh.Fault;
import io.grpc.Status.Code;
import java.util.Map;
import java.util.UUID;

/** Each way in which a source is refused that somebody hands in, besides what is wrong with it. */
public sealed interface EditFault extends Fault.Tabled {
  /** What anybody writes runs in a sandbox, whatever the operator has accepted for the rest. */
  record NeedsSandbox() implements EditFault {}

  /** It was edited from a version that is not the newest one any more. */
  record Outdated(UUID service, int from, int newest) implements EditFault {}

  @Override
  default Plain told() {
    return switch (this) {
      case NeedsSandbox() ->
          new Plain(
              Code.FAILED_PRECONDITION,
              "SOURCE_NEEDS_SANDBOX",
              "A source that somebody hands in is compiled and run in a sandbox only, and there is none here; ask whoever runs the platform for one.",
              Map.of());
      case Outdated(var service, var from, var newest) ->
          new Plain(
              Code.FAILED_PRECONDITION,
              "SOURCE_OUTDATED",
              "The source was edited from a version that is not the newest any more; get the newest one's and make your changes to that.",
              Map.of(
                  "service_id",
                  service.toString(),
                  "from",
                  Integer.toString(from),
                  "newest",
                  Integer.toString(newest)));
    };
  }
}
