package factory.pipeline.admission;

import factory.mesh.Fault;
import io.grpc.Status.Code;
import java.util.Map;

/** Each way in which a service gets no place to run. */
public sealed interface AdmissionFault extends Fault.Tabled {
  /** As many services run as the node's memory takes. */
  record NodeFull(long services, long memoryBytes) implements AdmissionFault {}

  /** The owner has as many as one may. */
  record OwnerFull(long services) implements AdmissionFault {}

  /** Nothing runs here: there is no sandbox, and doing without is not accepted. */
  record NoSandbox(String why) implements AdmissionFault {}

  @Override
  default Plain told() {
    return switch (this) {
      case NodeFull(var services, var memoryBytes) ->
          new Plain(
              Code.RESOURCE_EXHAUSTED,
              "NODE_FULL",
              "As many services run here as there is memory for; delete one that is not needed, or"
                  + " ask whoever runs the platform for more.",
              Map.of(
                  "services",
                  Long.toString(services),
                  "memory_bytes",
                  Long.toString(memoryBytes),
                  "setting",
                  "pipeline.memory"));
      case OwnerFull(var services) ->
          new Plain(
              Code.RESOURCE_EXHAUSTED,
              "SERVICES_PER_OWNER_EXCEEDED",
              "You have as many services as one owner may have here; delete one that is not needed.",
              Map.of(
                  "services", Long.toString(services), "setting", "pipeline.services-per-owner"));
      case NoSandbox(var why) ->
          new Plain(
              Code.FAILED_PRECONDITION,
              "SANDBOX_MISSING",
              "Services run in a sandbox only, and there is none here; whoever runs the platform can"
                  + " install one, or accept services without.",
              Map.of("why", why, "setting", "pipeline.unsandboxed"));
    };
  }
}
