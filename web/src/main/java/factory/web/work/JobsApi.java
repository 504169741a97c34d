package factory.web.work;

import factory.pipeline.v1.JobKind;
import factory.pipeline.v1.JobState;
import factory.pipeline.v1.ListJobsRequest;
import factory.web.api.Json;
import factory.web.http.Call;
import factory.web.http.Problem;
import factory.web.http.Query;
import factory.web.http.Reply;
import factory.web.neighbour.Neighbours;
import factory.web.neighbour.Words;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Lists of jobs over REST. */
public final class JobsApi {
  private final Neighbours neighbours;

  /** Over these nodes. */
  public JobsApi(Neighbours neighbours) {
    this.neighbours = neighbours;
  }

  /** {@code GET /jobs}. */
  public Reply list(Call call) {
    var query = call.query("state", "kind", "service_id", "owner", "page_size", "page_token");
    var request =
        ListJobsRequest.newBuilder()
            .setPageSize(query.pageSize())
            .setPageToken(query.text("page_token"));
    query.value("owner").ifPresent(request::setOwner);
    query.value("service_id").ifPresent(id -> request.setServiceId(Query.uuid("service_id", id)));
    one(query, "state", states(), Words::state).ifPresent(request::setState);
    one(query, "kind", kinds(), Words::kind).ifPresent(request::setKind);
    var page = neighbours.pipeline(neighbours.deadline()).listJobs(request.build());
    var json = Json.object();
    var jobs = json.putArray("jobs");
    page.getJobsList().forEach(job -> jobs.add(Json.job(job)));
    return Reply.json(200, json.put("next_page_token", Json.orNull(page.getNextPageToken())));
  }

  private static List<JobState> states() {
    return Arrays.stream(JobState.values())
        .filter(s -> s != JobState.UNRECOGNIZED && s != JobState.JOB_STATE_UNSPECIFIED)
        .toList();
  }

  private static List<JobKind> kinds() {
    return Arrays.stream(JobKind.values())
        .filter(k -> k != JobKind.UNRECOGNIZED && k != JobKind.JOB_KIND_UNSPECIFIED)
        .toList();
  }

  private static <T> Optional<T> one(
      Query query, String name, List<T> all, Function<T, String> word) {
    return query
        .value(name)
        .map(
            text ->
                all.stream()
                    .filter(value -> word.apply(value).equals(text))
                    .findFirst()
                    .orElseThrow(
                        () ->
                            Problem.field(
                                name,
                                "must be one of "
                                    + String.join(", ", all.stream().map(word).toList()))));
  }
}
