package factory.pipeline.prove;

import static org.assertj.core.api.Assertions.assertThat;

import factory.pipeline.document.DocumentReaders;
import factory.pipeline.prove.Client.Answer;
import factory.pipeline.prove.Client.Request;
import factory.pipeline.prove.Proof.Outcome;
import factory.pipeline.source.DocumentSource;
import factory.pipeline.source.SpecSource;
import factory.pipeline.spec.Checker;
import factory.pipeline.spec.ExactJson;
import factory.pipeline.spec.Specifications;
import factory.pipeline.write.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Redirects, links and pages of records: proven of a right service, and each hole is found. */
@Tag("slow")
final class ViewProbesTest {
  private final Path folder;

  ViewProbesTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private static Answer with(Answer answer, String header, String value) {
    Map<String, String> headers = new TreeMap<>(answer.headers());
    headers.put(header, value);
    return new Answer(answer.status(), headers, answer.body());
  }

  private static boolean isFollowed(Request request) {
    return request.path().startsWith("/r/");
  }

  private static List<Hole> holes() {
    return List.of(
        Hole.answers(
            "a redirect listens to its caller",
            "leads where its record says",
            (q, a) ->
                isFollowed(q) && q.path().contains("?url=")
                    ? with(a, "location", "https://zqplanted.example/")
                    : a),
        Hole.answers(
            "a redirect believes a header",
            "leads where its record says",
            (q, a) ->
                isFollowed(q) && q.headers().containsKey("x-forwarded-host")
                    ? with(a, "location", "https://" + q.headers().get("x-forwarded-host") + "/")
                    : a),
        Hole.answers(
            "an address that runs is kept",
            "Nothing but addresses of the web",
            (q, a) ->
                q.method().equals("POST") && q.body().contains("javascript:")
                    ? new Answer(201, a.headers(), "{\"id\":\"x\"}")
                    : a),
        Hole.answers(
            "a redirect leads elsewhere",
            "follow of a link does what it says",
            (q, a) -> isFollowed(q) ? with(a, "location", "https://elsewhere.example/") : a),
        Hole.answers(
            "a page has what was kept as it is",
            "A text that page shows",
            (q, a) ->
                q.path().matches("/p/[^/]+")
                    ? new Answer(
                        a.status(), a.headers(), a.body().replace("&lt;", "<").replace("&gt;", ">"))
                    : a),
        Hole.answers(
            "a page may run scripts",
            "No answer runs in a page",
            (q, a) -> with(a, "content-security-policy", "")),
        Hole.answers(
            "a table has a formula",
            "GET /links.csv answers each link once",
            (q, a) ->
                q.path().equals("/links.csv")
                    ? new Answer(a.status(), a.headers(), a.body().replace("'=", "="))
                    : a),
        Hole.answers(
            "a list runs what was kept",
            "GET /links.html answers each link once",
            (q, a) ->
                q.path().equals("/links.html")
                    ? new Answer(
                        a.status(), a.headers(), a.body().replace("&lt;", "<").replace("&gt;", ">"))
                    : a),
        Hole.answers(
            "a link forgets the gate",
            "short_url of a link is the address",
            (q, a) ->
                new Answer(
                    a.status(), a.headers(), a.body().replaceAll("/gateway/[0-9a-f-]+", ""))));
  }

  @Test
  void findsEachHoleAndNothingInWhatIsRight() throws Exception {
    String json;
    try (var in = Objects.requireNonNull(getClass().getResourceAsStream("viewed.json"))) {
      json = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    var specification = Specifications.parse(json);
    assertThat(Checker.check(specification)).isEmpty();
    var artifact = new Writer().write(specification);
    var document = ExactJson.MAPPER.readTree(artifact.openapi());
    List<String> missed = new ArrayList<>();
    new Proven(folder)
        .with(
            artifact.files(),
            artifact.openapi(),
            client -> {
              UnaryOperator<Client> none = UnaryOperator.identity();
              assertThat(failed(proven(specification, document, none.apply(client)))).isEmpty();
              for (var hole : holes()) {
                var failed = failed(proven(specification, document, hole.with().apply(client)));
                if (failed.stream().noneMatch(name -> name.contains(hole.check()))) {
                  missed.add(hole.name() + " was not found by " + hole.check() + ": " + failed);
                }
              }
              return true;
            });
    assertThat(missed).isEmpty();
  }

  /** All of a proof, and the beginning of a fuzz, of what documents of our own become. */
  @Test
  void documentsOfThatSortAreProvenAndStayUp() throws Exception {
    for (var name : List.of("links", "pastes")) {
      var text = Files.readString(Path.of("src/test/resources/documents-made", name + ".yaml"));
      var source =
          new DocumentSource(
              DocumentReaders.plain(folder),
              Checker::check,
              specification -> new Writer().write(specification).openapi());
      var draft = ((SpecSource.Outcome.Questions) source.read(text)).draft();
      var specification = draft.with(draft.leftOut(), List.of());
      var artifact = new Writer().write(specification);
      var openapi = artifact.openapi();
      var fuzz = new Budget(300, Duration.ofMinutes(2), 0);
      new Proven(folder)
          .with(
              artifact.files(),
              openapi,
              client -> {
                var proof = new Prover().prove(specification, openapi, client, Proven.BUDGET);
                assertThat(failed(proof)).as(name).isEmpty();
                var fuzzed =
                    new Prover().fuzz(specification, openapi, client, fuzz, 11, Yielding.NEVER);
                assertThat(fuzzed.words()).as(name).isEmpty();
                return true;
              });
    }
  }

  /** What is special here alone: actions, links and attacks. */
  private static Proof proven(
      factory.pipeline.spec.Specification specification,
      com.fasterxml.jackson.databind.JsonNode document,
      Client client) {
    var watch = new Watch(client, document.toString());
    var session = new Session(specification, new Document(document), watch, Proven.BUDGET, 7);
    var pages = new Pages(session);
    var world = new World(session, pages);
    var evaluator = new Evaluator(world);
    var maker = new Maker(session, evaluator);
    var views = new ViewProbes(session, new Supply(session, maker));
    specification.kinds().forEach(kind -> new SetFieldChecks(session, maker, evaluator).run(kind));
    specification.kinds().forEach(kind -> new TextListChecks(session, maker).run(kind));
    var actions = new ActionChecks(session, maker, world, evaluator);
    specification.actions().forEach(actions::run);
    specification.actions().forEach(views::run);
    watch.end(session);
    return session.end();
  }

  private static List<String> failed(Proof proof) {
    return proof.checks().stream()
        .filter(check -> check.outcome() == Outcome.FAILED)
        .map(check -> check.name() + " (" + check.evidence() + ")")
        .toList();
  }
}
