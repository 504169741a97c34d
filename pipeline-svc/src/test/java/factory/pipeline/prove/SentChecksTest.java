package factory.pipeline.prove;

import static factory.pipeline.prove.Faults.sent;
import static org.assertj.core.api.Assertions.assertThat;

import factory.pipeline.prove.Client.Request;
import factory.pipeline.prove.Proof.Outcome;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Headers that say whose records there are, of a right service, and each hole in them is found. */
@Tag("slow")
final class SentChecksTest {
  private static final String TENANT = "X-Tenant-Id";

  @TempDir Path folder = Path.of("");

  private static Request with(Request request, String header, String value) {
    Map<String, String> headers = new TreeMap<>(request.headers());
    headers.put(header, value);
    return request.with(headers);
  }

  /** A service that takes every call of an operation for the first tenant's. */
  private static Hole anybodys(String method, String path, String check) {
    AtomicReference<String> first = new AtomicReference<>("");
    return Hole.of(
        method + " " + path + " is anybody's",
        check,
        (service, request) -> {
          first.compareAndSet("", request.headers().getOrDefault(TENANT, ""));
          var isIt = request.method().equals(method) && request.path().matches(path);
          return sent(
              service,
              isIt && request.headers().containsKey(TENANT)
                  ? with(request, TENANT, first.get())
                  : request);
        });
  }

  private static List<Hole> holes() {
    return List.of(
        anybodys("GET", "/tasks", "GET /tasks is about those of its X-Tenant-Id alone"),
        anybodys(
            "GET", "/tasks/[0-9]+", "GET /tasks/{taskId} is about those of its X-Tenant-Id alone"),
        anybodys(
            "PUT", "/tasks/[0-9]+", "PUT /tasks/{taskId} is about those of its X-Tenant-Id alone"),
        anybodys(
            "DELETE",
            "/tasks/[0-9]+",
            "DELETE /tasks/{taskId} is about those of its X-Tenant-Id alone"),
        anybodys("POST", "/tasks", "POST /tasks is about those of its X-Tenant-Id alone"),
        anybodys(
            "POST",
            "/tasks/[0-9]+/complete",
            "POST /tasks/{taskId}/complete is about one of its X-Tenant-Id alone"),
        Hole.of(
            "who says nothing is somebody",
            "GET /tasks needs its X-Tenant-Id",
            (service, request) ->
                sent(
                    service,
                    request.path().equals("/tasks") && !request.headers().containsKey(TENANT)
                        ? with(request, TENANT, "somebody")
                        : request)),
        Hole.of(
            "a cookie has a default",
            "POST /notes needs its team",
            (service, request) ->
                sent(
                    service,
                    request.path().equals("/notes") && !request.headers().containsKey("cookie")
                        ? with(request, "cookie", "team=blue")
                        : request)),
        Hole.of(
            "a default is another one",
            "GET /offers takes eu for its X-Region where there is none",
            (service, request) ->
                sent(
                    service,
                    request.path().equals("/offers") && !request.headers().containsKey("X-Region")
                        ? with(request, "X-Region", "us")
                        : request)));
  }

  @Test
  void whoseRecordsThereAreIsProven() throws Exception {
    MadeShapes.proven(
        folder,
        "tenants",
        right -> {
          assertThat(right.checks())
              .filteredOn(check -> check.outcome() == Outcome.FAILED)
              .isEmpty();
        },
        holes());
  }
}
