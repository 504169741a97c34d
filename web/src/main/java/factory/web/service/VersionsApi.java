package factory.web.service;

import factory.pipeline.v1.GetVersionRequest;
import factory.pipeline.v1.GetVersionSourceRequest;
import factory.pipeline.v1.ListVersionsRequest;
import factory.pipeline.v1.PublishVersionRequest;
import factory.pipeline.v1.Version;
import factory.web.api.Json;
import factory.web.http.Call;
import factory.web.http.Problem;
import factory.web.http.Reply;
import factory.web.neighbour.Neighbours;
import java.util.TreeMap;

/** Versions over REST. */
public final class VersionsApi {
  private final Neighbours neighbours;

  /** Over these nodes. */
  public VersionsApi(Neighbours neighbours) {
    this.neighbours = neighbours;
  }

  /** {@code GET /services/{id}/versions}. */
  public Reply list(Call call) {
    var query = call.query("page_size", "page_token");
    var page =
        neighbours
            .pipeline(neighbours.deadline())
            .listVersions(
                ListVersionsRequest.newBuilder()
                    .setServiceId(call.id())
                    .setPageSize(query.pageSize())
                    .setPageToken(query.text("page_token"))
                    .build());
    var json = Json.object();
    var versions = json.putArray("versions");
    page.getVersionsList().forEach(version -> versions.add(Json.version(version)));
    return Reply.json(200, json.put("next_page_token", Json.orNull(page.getNextPageToken())));
  }

  /** {@code GET /services/{id}/versions/{number}}. */
  public Reply get(Call call) {
    call.query();
    var version = version(call, true, false);
    var json = Json.version(version);
    json.set("specification", Json.document(version.getSpecification()));
    json.set("openapi", Json.document(version.getOpenapi()));
    return Reply.json(200, json);
  }

  /** {@code PATCH /services/{id}/versions/{number}}. */
  public Reply publish(Call call) {
    call.query();
    var fields = call.json("published");
    if (!fields.has("published") || fields.isNull("published")) {
      fields.wrong("published", "must be given");
    }
    var request =
        PublishVersionRequest.newBuilder()
            .setServiceId(call.id())
            .setNumber(number(call))
            .setPublished(fields.flag("published"));
    fields.check();
    return Reply.json(
        200,
        Json.version(
            neighbours
                .pipeline(neighbours.deadline())
                .publishVersion(request.build())
                .getVersion()));
  }

  /** {@code GET /services/{id}/versions/{number}/proof}. */
  public Reply proof(Call call) {
    call.query();
    var version = version(call, false, true);
    var json = Json.object().put("number", version.getNumber());
    json.set("proof", Json.document(version.getProof()));
    return Reply.json(200, json);
  }

  /** {@code GET /services/{id}/versions/{number}/source}. */
  public Reply source(Call call) {
    call.query();
    var number = number(call);
    var source =
        neighbours
            .pipeline(neighbours.deadline())
            .getVersionSource(
                GetVersionSourceRequest.newBuilder()
                    .setServiceId(call.id())
                    .setNumber(number)
                    .build());
    var json = Json.object().put("number", number);
    var files = json.putObject("files");
    new TreeMap<>(source.getFilesMap()).forEach(files::put);
    return Reply.json(200, json);
  }

  private Version version(Call call, boolean documents, boolean proof) {
    return neighbours
        .pipeline(neighbours.deadline())
        .getVersion(
            GetVersionRequest.newBuilder()
                .setServiceId(call.id())
                .setNumber(number(call))
                .setWithOpenapi(documents)
                .setWithSpecification(documents)
                .setWithProof(proof)
                .build())
        .getVersion();
  }

  private static int number(Call call) {
    var text = call.pathPart("number");
    if (!text.matches("[1-9][0-9]{0,8}")) {
      throw Problem.field("number", "must be the number of a version, such as 1");
    }
    return Integer.parseInt(text);
  }
}
