package factory.pipeline.corpus;

import com.fasterxml.jackson.databind.JsonNode;
import factory.pipeline.build.SourceCompiler;
import factory.pipeline.document.ApiDocument;
import factory.pipeline.document.DocumentReader;
import factory.pipeline.document.DocumentReaders;
import factory.pipeline.document.Reading;
import factory.pipeline.prove.Client;
import factory.pipeline.source.DocumentSource;
import factory.pipeline.source.SpecSource;
import factory.pipeline.spec.Checker;
import factory.pipeline.spec.Specification;
import factory.pipeline.spec.Specifications;
import factory.pipeline.write.Sources;
import factory.pipeline.write.Writer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Serves documents as far as they can be, and asks what comes out by their tests. */
final class Promises {
  private static final Pattern PARAMETER = Pattern.compile("\\{[^}/]+\\}");

  private final Path folder;
  private final DocumentReader reader;
  private int number;

  /**
   * Works in a folder.
   *
   * @param folder with a short path, since sockets lie in it
   */
  Promises(Path folder) {
    this.folder = folder;
    var real = DocumentReaders.plain(folder);
    Map<String, Reading> read = new HashMap<>();
    // Each text is asked for twice, here and by the source.
    this.reader = text -> read.computeIfAbsent(text, real::read);
  }

  /**
   * What became of a document.
   *
   * @param operations how many it has
   * @param served those of them that are
   * @param leftOut the others, with the reason
   * @param about how many tests ask for nothing but what is served; the others are not asked
   * @param failed tests of those, with what was answered otherwise
   */
  record Result(
      OthersDocument document,
      int operations,
      Set<String> served,
      Map<String, String> leftOut,
      int about,
      Map<String, String> failed,
      Duration took) {
    int tests() {
      return document.tests().path("tests").size();
    }

    int passed() {
      return about - failed.size();
    }
  }

  /** Reads, writes, compiles, and follows each test of what is served on an empty service. */
  Result run(OthersDocument document) throws Exception {
    var began = System.nanoTime();
    if (!(reader.read(document.text()) instanceof Reading.Understood(var api))) {
      throw new AssertionError(document.name() + " is not read: " + reader.read(document.text()));
    }
    var specification = specification(document);
    Set<String> served = new LinkedHashSet<>();
    specification.kinds().stream()
        .flatMap(kind -> kind.http().stream())
        .flatMap(http -> http.routes().stream())
        .forEach(route -> served.add(route.method() + " " + route.path()));
    specification.functions().stream()
        .flatMap(function -> function.http().stream())
        .forEach(endpoint -> served.add(endpoint.named()));
    specification.actions().stream()
        .flatMap(action -> action.http().stream())
        .forEach(endpoint -> served.add(endpoint.named()));
    specification.accounts().stream()
        .flatMap(accounts -> accounts.operations().stream())
        .forEach(one -> served.add(one.method() + " " + one.path()));
    Map<String, String> leftOut = new LinkedHashMap<>();
    api.operations().stream()
        .map(ApiDocument.Operation::name)
        .filter(name -> !served.contains(name))
        .forEach(name -> leftOut.put(name, reason(specification, name)));
    var kept = System.getProperty("bench.specifications", "");
    if (!kept.isEmpty() && !served.isEmpty()) {
      Files.writeString(
          Path.of(kept, document.name() + ".json"), Specifications.write(specification));
    }
    List<JsonNode> about = new ArrayList<>();
    for (var test : document.tests().path("tests")) {
      if (served.containsAll(asked(api, test))) {
        about.add(test);
      }
    }
    return new Result(
        document,
        api.operations().size(),
        served,
        leftOut,
        about.size(),
        about.isEmpty() ? Map.of() : failed(document, api, specification, about),
        Duration.ofNanos(System.nanoTime() - began));
  }

  private Map<String, String> failed(
      OthersDocument document, ApiDocument api, Specification specification, List<JsonNode> tests)
      throws Exception {
    var place = folder.resolve("d" + number++);
    var jar = place.resolve("service.jar");
    var artifact = new Writer().write(specification);
    Sources.write(artifact, place.resolve("src"));
    new SourceCompiler(Sources.RUNTIME_LIBS).compileToJar(place.resolve("src"), jar);
    Map<String, String> failed = new LinkedHashMap<>();
    for (var test : tests) {
      try (var started = Started.start(jar, artifact.openapi(), place.resolve("t" + number++))) {
        new Promise(new Gated(api, started.client()), document.tests().path("headers"))
            .broken(test)
            .ifPresent(why -> failed.put(test.path("name").asText(), why));
      }
    }
    return failed;
  }

  /** A service behind a gate that wants credentials where its document does, as the real one. */
  private record Gated(ApiDocument api, Client service) implements Client {
    @Override
    public Answer send(Request request) throws IOException {
      var path = request.path().replaceFirst("\\?.*", "");
      var isOpen =
          api.operations().stream()
              .filter(one -> one.method().equals(request.method()))
              .filter(one -> path.matches(pattern(one.path())))
              .allMatch(
                  one ->
                      one.security().isEmpty() || one.security().stream().anyMatch(List::isEmpty));
      var hasCredentials =
          request.headers().keySet().stream()
              .anyMatch(
                  name ->
                      name.equalsIgnoreCase("Authorization") || name.equalsIgnoreCase("X-API-Key"));
      return isOpen || hasCredentials ? service.send(request) : new Answer(401, Map.of(), "");
    }

    @Override
    public String lastWords() {
      return service.lastWords();
    }

    @Override
    public Optional<Path> data() {
      return service.data();
    }
  }

  /** What a person gets who answers that the rest is worth having. */
  private Specification specification(OthersDocument document) {
    var source =
        new DocumentSource(
            reader, Checker::check, specification -> new Writer().write(specification).openapi());
    var all =
        switch (source.read(document.text())) {
          case SpecSource.Outcome.Understood understood -> understood.specification();
          case SpecSource.Outcome.Questions questions -> questions.draft();
          case SpecSource.Outcome.Refused refused -> throw new AssertionError(refused.toString());
        };
    return all.with(all.leftOut(), List.of());
  }

  private static String reason(Specification specification, String operation) {
    return specification.leftOut().stream()
        .filter(left -> left.text().startsWith(operation + " (line "))
        .map(Specification.LeftOut::reason)
        .findFirst()
        .orElse("no reason is told");
  }

  /** The operations of the document that a test asks for. */
  private static Set<String> asked(ApiDocument api, JsonNode test) {
    Set<String> asked = new LinkedHashSet<>();
    for (var exchange : test.path("do")) {
      var method = Promise.method(exchange);
      var path = exchange.path(method).asText().replaceFirst("\\?.*", "");
      operation(api, method, path).ifPresent(asked::add);
    }
    return asked;
  }

  /** Fixed segments win over parameters. */
  private static Optional<String> operation(ApiDocument api, String method, String path) {
    return api.operations().stream()
        .filter(one -> one.method().equals(method))
        .filter(one -> path.matches(pattern(one.path())))
        .max(Comparator.comparingInt(one -> PARAMETER.matcher(one.path()).replaceAll("").length()))
        .map(ApiDocument.Operation::name);
  }

  private static String pattern(String template) {
    var text = new StringBuilder();
    var at = 0;
    var parameter = PARAMETER.matcher(template);
    while (parameter.find()) {
      text.append(Pattern.quote(template.substring(at, parameter.start()))).append("[^/]+");
      at = parameter.end();
    }
    return text.append(Pattern.quote(template.substring(at))).toString();
  }
}
