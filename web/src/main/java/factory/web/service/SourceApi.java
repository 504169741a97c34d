package factory.web.service;

import com.google.protobuf.ByteString;
import factory.pipeline.v1.GetSourceRequest;
import factory.pipeline.v1.PutSourceRequest;
import factory.pipeline.v1.SourceOf;
import factory.web.api.Json;
import factory.web.http.Call;
import factory.web.http.Media;
import factory.web.http.Problem;
import factory.web.http.Query;
import factory.web.http.Reply;
import factory.web.neighbour.Neighbours;
import factory.web.work.WorkApi;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** The source of a service that its owner edits, over REST. */
public final class SourceApi {
  /** The oldest time that a zip holds, so that equal files make equal archives. */
  private static final LocalDateTime TIME = LocalDateTime.of(1980, 2, 1, 0, 0);

  private final Neighbours neighbours;
  private final WorkApi work;

  /** Over these nodes. */
  public SourceApi(Neighbours neighbours, WorkApi work) {
    this.neighbours = neighbours;
    this.work = work;
  }

  /** {@code GET /services/{id}/source}. */
  public Reply get(Call call) {
    var source =
        neighbours
            .pipeline(neighbours.deadline())
            .getSource(
                GetSourceRequest.newBuilder()
                    .setServiceId(call.id())
                    .setOf(of(call.query("of")))
                    .build());
    var all = new TreeMap<>(source.getFilesMap());
    if (call.as() == Media.ZIP) {
      return Reply.zip(zip(all), "source-%d.zip".formatted(source.getNumber()));
    }
    var json =
        Json.object()
            .put("number", source.getNumber())
            .put("of", source.getOf() == SourceOf.SOURCE_OF_DRAFT ? "draft" : "version");
    var files = json.putObject("files");
    all.forEach(files::put);
    var conflicts = json.putArray("conflicts");
    source
        .getConflictsList()
        .forEach(
            conflict ->
                conflicts.add(
                    Json.object()
                        .put("path", conflict.getPath())
                        .put("line", conflict.getLine())
                        .put("yours", conflict.getYours())
                        .put("written", conflict.getWritten())));
    return Reply.json(200, json);
  }

  private static byte[] zip(SortedMap<String, String> files) {
    var bytes = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(bytes, StandardCharsets.UTF_8)) {
      for (var file : files.entrySet()) {
        var entry = new ZipEntry(file.getKey());
        entry.setTimeLocal(TIME);
        zip.putNextEntry(entry);
        zip.write(file.getValue().getBytes(StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** {@code PUT /services/{id}/source}. */
  public Reply put(Call call) {
    var query = call.query("from", "of", "reason", "auto");
    var request =
        PutSourceRequest.newBuilder().setRequestId(call.idempotencyKey()).setServiceId(call.id());
    if (call.isJson()) {
      var fields = call.json("files");
      request.putAllFiles(fields.strings("files"));
      if (request.getFilesMap().isEmpty()) {
        fields.wrong("files", "must be given: texts by their paths");
      }
      fields.check();
    } else {
      request.setArchive(ByteString.copyFrom(call.archive()));
    }
    if (query.text("from").isEmpty()) {
      throw Problem.field("from", "must be the number of the version that it was edited from");
    }
    request
        .setFrom(query.number("from", 1, 999_999_999, 0))
        .setOf(of(query))
        .setReason(query.value("reason").orElse(""))
        .setAuto(query.flag("auto"));
    return work.accepted(
        202, neighbours.pipeline(neighbours.deadline()).putSource(request.build()).getJob());
  }

  private static SourceOf of(Query query) {
    return switch (query.value("of").orElse("version")) {
      case "version" -> SourceOf.SOURCE_OF_VERSION;
      case "draft" -> SourceOf.SOURCE_OF_DRAFT;
      default -> throw Problem.field("of", "must be version or draft");
    };
  }
}
