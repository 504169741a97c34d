package factory.pipeline.document;

import factory.mesh.Fault;
import io.grpc.Status.Code;
import java.util.Map;
import java.util.UUID;

/** Each way in which nothing is done with a document. */
public sealed interface DocumentFault extends Fault.Tabled {
  /** This node has no reader. */
  record NoReader() implements DocumentFault {}

  /** Others are being read, and one has waited long enough. */
  record Busy() implements DocumentFault {}

  /** The service was not made from a document. */
  record NoDocument(UUID service) implements DocumentFault {}

  @Override
  default Plain told() {
    return switch (this) {
      case NoReader() ->
          new Plain(
              Code.FAILED_PRECONDITION,
              "DOCUMENTS_NOT_READ",
              "OpenAPI documents are not read here; whoever runs the platform can set where their"
                  + " reader is.",
              Map.of("setting", "pipeline.document-libs"));
      case Busy() ->
          new Plain(
              Code.UNAVAILABLE,
              "DOCUMENT_READERS_BUSY",
              "As many documents are read now as can be at once; try again in a moment.");
      case NoDocument(var service) ->
          new Plain(
              Code.NOT_FOUND,
              "DOCUMENT_NOT_FOUND",
              "The service was not made from an OpenAPI document.",
              Map.of("service_id", service.toString()));
    };
  }
}
