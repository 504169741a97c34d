package factory.pipeline.job;

import factory.mesh.Refused;
import factory.pipeline.edit.Edits;
import factory.pipeline.v1.GetSourceRequest;
import factory.pipeline.v1.GetSourceResponse;
import factory.pipeline.v1.PutSourceRequest;
import factory.pipeline.v1.SourceConflict;
import factory.pipeline.v1.SourceOf;
import java.util.UUID;

/** The part of the Pipeline service that is about people's own sources: parse, call, render. */
public final class SourceRpc {
  private final Edits edits;

  /** Serves the use cases. */
  public SourceRpc(Edits edits) {
    this.edits = edits;
  }

  /** GetSource. */
  GetSourceResponse get(UUID service, GetSourceRequest request) {
    var source = edits.source(service, onto(request.getOf()));
    return GetSourceResponse.newBuilder()
        .setNumber(source.number())
        .setOf(
            switch (source.onto()) {
              case VERSION -> SourceOf.SOURCE_OF_VERSION;
              case DRAFT -> SourceOf.SOURCE_OF_DRAFT;
            })
        .putAllFiles(source.files())
        .addAllConflicts(
            source.conflicts().stream()
                .map(
                    conflict ->
                        SourceConflict.newBuilder()
                            .setPath(conflict.path())
                            .setLine(conflict.line())
                            .setYours(conflict.yours())
                            .setWritten(conflict.written())
                            .build())
                .toList())
        .build();
  }

  /** What a request hands in. */
  static Edits.Given given(PutSourceRequest request) {
    if (request.getArchive().isEmpty() == request.getFilesMap().isEmpty()) {
      throw Refused.field("source", "must be an archive, or else files");
    }
    if (request.getFrom() < 1) {
      throw Refused.field(
          "from", "must be the number of the version that it was edited from, such as 1");
    }
    return new Edits.Given(
        request.getArchive(), request.getFilesMap(), request.getFrom(), onto(request.getOf()));
  }

  private static Edits.Onto onto(SourceOf of) {
    return switch (of) {
      case SOURCE_OF_UNSPECIFIED, SOURCE_OF_VERSION -> Edits.Onto.VERSION;
      case SOURCE_OF_DRAFT -> Edits.Onto.DRAFT;
      case UNRECOGNIZED -> throw Refused.field("of", "must be 'version' or 'draft'");
    };
  }
}
