package factory.pipeline.prove;

import static factory.pipeline.prove.Faults.sent;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import factory.mesh.Extent;
import factory.pipeline.prove.Client.Answer;
import factory.pipeline.prove.Client.Request;
import factory.pipeline.prove.Proof.Outcome;
import factory.pipeline.spec.Checker;
import factory.pipeline.spec.ExactJson;
import factory.pipeline.spec.Specification;
import factory.pipeline.spec.Specifications;
import factory.pipeline.write.Writer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of a right service are found right, and each hole in what is done with them is found. */
@Tag("slow")
final class FileChecksTest {
  private final Path folder;

  FileChecksTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private static boolean isFile(Request request) {
    return request.path().matches("/photos/.*/(image|paper)|/files/.*/content");
  }

  private static Answer with(Answer answer, String name, String value) {
    Map<String, String> headers = new TreeMap<>(answer.headers());
    headers.put(name, value);
    return new Answer(answer.status(), headers, answer.body());
  }

  private static Hole header(String name, String check, String header, String value) {
    return Hole.answers(
        name,
        check,
        (request, answer) ->
            isFile(request) && answer.status() < 300 ? with(answer, header, value) : answer);
  }

  private static Request with(Request request, String body) {
    return new Request(
        request.as(), request.method(), request.path(), request.headers(), body, request.charset());
  }

  /** Puts a file where a service keeps its data. */
  private static void placed(Client service, String name) {
    try {
      Files.writeString(service.data().orElseThrow().resolve(name), "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Hole> holes() {
    return List.of(
        header("no nosniff", "byte for byte", "x-content-type-options", ""),
        header("pages in their place", "never shown", "content-disposition", "inline"),
        header("a name as it came", "data and no path", "content-disposition", "a=\"../x\""),
        Hole.of(
            "other bytes",
            "byte for byte",
            (service, request) ->
                sent(service, with(request, request.body().replace("number 7", "number 9")))),
        Hole.of(
            "no parts",
            "in parts",
            (service, request) -> {
              Map<String, String> headers = new TreeMap<>(request.headers());
              headers.remove("Range");
              return sent(
                  service,
                  new Request(
                      request.as(),
                      request.method(),
                      request.path(),
                      headers,
                      request.body(),
                      request.charset()));
            }),
        Hole.of(
            "any type",
            "one of its types",
            (service, request) ->
                sent(service, with(request, request.body().replace("<html><script>", "GIF89a")))),
        Hole.of(
            "any size",
            "20000 bytes",
            (service, request) ->
                sent(service, with(request, request.body().replaceAll("x{9000,}", "x")))),
        Hole.of(
            "another's file",
            "does not see the record",
            (service, request) ->
                sent(
                    service,
                    isFile(request) && request.as() == Wallet.B
                        ? new Request(
                            Wallet.A, request.method(), request.path(), request.headers(), "")
                        : request)),
        Hole.answers(
            "none given",
            "must be there",
            (request, answer) ->
                request.path().equals("/photos") && answer.status() == 422
                    ? new Answer(201, answer.headers(), "{}")
                    : answer),
        Hole.answers(
            "links are followed",
            "leads nowhere",
            (request, answer) ->
                isFile(request) && answer.status() == 404 && request.as() == Wallet.A
                    ? new Answer(200, answer.headers(), "behind a link")
                    : answer),
        Hole.of(
            "a folder of the caller's names",
            "data and no path",
            (service, request) -> {
              if (request.body().contains(FileChecks.EVIL + ".txt\"")) {
                placed(service, FileChecks.EVIL + ".txt");
              }
              return sent(service, request);
            }),
        Hole.of(
            "what was replaced stays",
            "is replaced",
            (service, request) -> {
              if (isFile(request) && request.method().equals("PUT")) {
                placed(service, "files/" + System.nanoTime());
              }
              return sent(service, request);
            }));
  }

  private static Proof asked(Specification specification, JsonNode document, Client client) {
    var watch = new Watch(client, document.toString());
    var session = new Session(specification, new Document(document), watch, Proven.BUDGET, 7);
    var maker = new Maker(session, new Evaluator(new World(session, new Pages(session))));
    var files = new FileChecks(session, maker);
    specification.kinds().forEach(files::run);
    watch.end(session);
    return session.end();
  }

  private static List<String> failed(Proof proof) {
    return proof.checks().stream()
        .filter(check -> check.outcome() == Outcome.FAILED)
        .map(check -> check.name() + " (" + check.evidence() + ")")
        .toList();
  }

  @Test
  void findsEachHoleAndNothingInWhatIsRight() throws Exception {
    var specification =
        Specifications.parse(Files.readString(Path.of("src/test/resources/spec/files.json")));
    assertThat(Checker.check(specification)).isEmpty();
    var artifact = new Writer().write(specification);
    var document = ExactJson.MAPPER.readTree(artifact.openapi());
    List<String> missed = new ArrayList<>();
    new Proven(folder)
        .with(
            artifact.files(),
            artifact.openapi(),
            client -> {
              var right = asked(specification, document, client);
              assertThat(failed(right)).isEmpty();
              assertThat(right.checks())
                  .filteredOn(check -> check.outcome() == Outcome.NOT_TRIED)
                  .as(right.words())
                  .hasSizeLessThan(6);
              assertThat(
                      failed(
                          new Prover()
                              .prove(specification, artifact.openapi(), client, Proven.BUDGET)))
                  .isEmpty();
              var fuzzed =
                  new Prover()
                      .fuzz(
                          specification,
                          artifact.openapi(),
                          client,
                          new Budget(250, Duration.ofMinutes(2), 0),
                          7,
                          Yielding.NEVER);
              assertThat(fuzzed.words()).isEmpty();
              assertThat(fuzzed.outcome()).isEqualTo(Fuzzed.Outcome.PASSED);
              for (var hole : Extent.sample(4, holes())) {
                var found = failed(asked(specification, document, hole.with().apply(client)));
                if (found.stream().noneMatch(check -> check.contains(hole.check()))) {
                  missed.add(hole.name() + ": " + found);
                }
              }
              return true;
            });
    assertThat(missed).isEmpty();
  }
}
