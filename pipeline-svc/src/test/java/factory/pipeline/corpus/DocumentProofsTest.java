package factory.pipeline.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import factory.mesh.Address;
import factory.mesh.Assertions;
import factory.mesh.Extent;
import factory.mesh.Settings;
import factory.pipeline.build.SourceCompiler;
import factory.pipeline.deploy.UpstreamClient;
import factory.pipeline.document.DocumentReaders;
import factory.pipeline.prove.Budget;
import factory.pipeline.prove.Client;
import factory.pipeline.prove.Fuzzed;
import factory.pipeline.prove.Proof;
import factory.pipeline.prove.Prover;
import factory.pipeline.source.DocumentSource;
import factory.pipeline.source.SpecSource;
import factory.pipeline.spec.Checker;
import factory.pipeline.spec.Specification;
import factory.pipeline.version.Trees;
import factory.pipeline.write.Artifact;
import factory.pipeline.write.Sources;
import factory.pipeline.write.Writer;
import factory.runtime.InProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Documents of others, and of our own: what is served of each when everything that is left out is
 * accepted proves itself, and stays up when it is tried for longer. None of those held back.
 */
@Tag("slow")
class DocumentProofsTest {
  private static final Path DOCUMENTS = Path.of("src/test/resources/documents");
  private static final Path MADE = Path.of("src/test/resources/documents-made");
  private static final Set<String> VARIED =
      Set.of("petstore.json", "users-drf.yaml", "blog.yaml", "board.yaml", "toolbox.yaml");

  private static final String ID = "0193b1f2-7a11-7000-8000-000000000001";
  private static final Assertions ASSERTIONS =
      Assertions.from(Settings.of(Map.of("factory.profile", "development")));

  /** Thousands of writes that are flushed one by one; on a disk they take minutes. */
  private static final Path MEMORY =
      Files.isDirectory(Path.of("/dev/shm"))
          ? Path.of("/dev/shm")
          : Path.of(System.getProperty("java.io.tmpdir"));

  /** As many calls as before a version is generated, and the time of a busy machine. */
  private static final Budget PROOF =
      new Budget(
          Budget.BEFORE_GENERATED.calls(), Duration.ofMinutes(4), Budget.BEFORE_GENERATED.fuzz());

  private static final Budget FUZZ = new Budget(200, Duration.ofMinutes(4), 0);

  /** Why something of them cannot be tried; that there was no time or no call left is no reason. */
  private static final Pattern REASONS =
      Pattern.compile(
          String.join(
              "|",
              // What is told to have no place.
              ".*: no field is a secret",
              ".*: no path ends in a key",
              ".*: no pattern can be asked",
              ".*: nothing takes a body",
              ".*: nobody is sent on, and nothing is shown but JSON",
              ".*: nothing keeps any text",
              ".*: nobody makes a record",
              ".*: every wallet may read everything",
              // What the document gives no way to ask or to see.
              "no route does this: .*",
              "no operation (does that|answers who is logged in)",
              "there is nothing that only who is logged in reads",
              "nothing says what the id of a [a-z_]+ is",
              "'.*' cannot be in a (path|header)",
              "what '.*' is to be is not known",
              "what its path leads through is of the same value",
              "no other value (for [A-Za-z0-9_-]+ )?was found",
              "no parameter of the list says how many",
              "it is on no record that several could reach for",
              "no two have the same [a-z_]+",
              "no list has all [a-z_]+, each with its id",
              "a wallet makes at most one [a-z_]+ for each [a-z_]+",
              "only actions make one(, and their inputs are what is asked)?",
              "/.* has a [a-z_]+, which is not known",
              "no [a-z_]+ that is another combination was found",
              "nothing asks for a part that has no records",
              "the list has no such parameter for [a-z_]+",
              "the list takes no such value for [a-z_]+",
              "(its|the) path says what [a-z_]+ is",
              "no route (changes what is given alone|replaces a .*)",
              "records do not show (it|their id|[a-z_]+)",
              "a client can set all that records show",
              "it always has all of its fields",
              "the list has more than it answers, and no parameter for the rest",
              "what makes one takes no JSON",
              "(its|the) body is no JSON",
              "a form has texts alone, which cannot say that",
              "its body is a (file|text), which cannot say that",
              "it (may have any bytes|changes nothing|cannot be changed at all)",
              "nobody can give any text that it shows",
              "so much is not sent for one check",
              "the default is computed",
              "who sees a record is not its maker alone",
              ".* answers no record, and (nothing says where it is|it cannot be read: .*)",
              "(a [a-z_]+|the [a-z_]+) cannot be (read|deleted|made|changed|listed)",
              "a replacement has a secret, which nobody can read",
              // What is not known here.
              "the prover does not (compute|know) .*",
              "it depends on a condition that nobody here fulfils",
              "no (record|situation) .* was found",
              "no request was found that makes a [a-z_]+",
              "no record was found that somebody may not see",
              "nothing that a caller makes refers to one",
              "an account (is seen by itself alone, and a proof makes many"
                  + "|may do that with itself alone)",
              // What a test has not.
              "its log cannot be read"));

  private Path folder = Path.of("");

  @BeforeEach
  void makeFolder() throws Exception {
    folder = Files.createTempDirectory("fp");
  }

  @AfterEach
  void deleteFolder() throws Exception {
    Trees.delete(folder);
  }

  /** Every document as it is; those of which most is served in all their variants. */
  static List<Arguments> documents() throws IOException {
    List<Arguments> all = new ArrayList<>();
    for (var document : files()) {
      for (var variant : Variant.values()) {
        if (variant == Variant.NONE || VARIED.contains(String.valueOf(document.getFileName()))) {
          all.add(Arguments.of(document, variant));
        }
      }
    }
    return Extent.of(all.stream().filter(DocumentProofsTest::isSample).toList(), all);
  }

  /** One that shows nothing, one whose records are hidden, and one with actions. */
  private static boolean isSample(Arguments arguments) {
    var document = String.valueOf(((Path) arguments.get()[0]).getFileName());
    return arguments.get()[1] == Variant.NONE
        && Set.of("pets-minimal.yaml", "blog.yaml", "board.yaml").contains(document);
  }

  private static List<Path> files() throws IOException {
    List<Path> all = new ArrayList<>();
    for (var place : List.of(DOCUMENTS, MADE)) {
      try (Stream<Path> files = Files.list(place)) {
        files.filter(file -> !file.toString().endsWith(".tests.yaml")).sorted().forEach(all::add);
      }
    }
    return all;
  }

  @ParameterizedTest
  @MethodSource("documents")
  void whatIsServedProvesItselfAndStaysUp(Path document, Variant variant) throws Exception {
    var specification = accepted(variant.of(Files.readString(document)));
    if (specification.isEmpty()) {
      return;
    }
    var artifact = new Writer().write(specification.get());
    var jar = folder.resolve("service.jar");
    Sources.write(artifact, folder.resolve("src"));
    new SourceCompiler(Sources.RUNTIME_LIBS).compileToJar(folder.resolve("src"), jar);
    var proof =
        with(
            artifact,
            jar,
            client -> new Prover().prove(specification.get(), artifact.openapi(), client, PROOF));
    System.out.printf("%s %s: %s%n", document.getFileName(), variant, proof.summary());
    var fuzzed =
        with(
            artifact,
            jar,
            client ->
                new Prover()
                    .fuzz(
                        specification.get(),
                        artifact.openapi(),
                        client,
                        FUZZ,
                        7,
                        () -> Duration.ZERO));
    assertThat(proof.checks()).filteredOn(c -> c.outcome() == Proof.Outcome.FAILED).isEmpty();
    assertThat(proof.count(Proof.Outcome.PASSED)).isGreaterThan(10);
    assertThat(proof.checks())
        .filteredOn(c -> c.outcome() == Proof.Outcome.NOT_TRIED)
        .extracting(Proof.Check::evidence)
        .allMatch(why -> Arrays.stream(why.split("; ")).allMatch(REASONS.asMatchPredicate()));
    assertThat(fuzzed.words()).isEmpty();
    assertThat(fuzzed.outcome()).isEqualTo(Fuzzed.Outcome.PASSED);
  }

  /** What a person gets who answers that the rest is worth having; empty when there is none. */
  private Optional<Specification> accepted(String document) {
    var source =
        new DocumentSource(
            DocumentReaders.plain(folder),
            Checker::check,
            specification -> new Writer().write(specification).openapi());
    var all =
        switch (source.read(document)) {
          case SpecSource.Outcome.Understood(var specification) -> specification;
          case SpecSource.Outcome.Questions(var draft) -> draft;
          case SpecSource.Outcome.Refused _ -> null;
        };
    return Optional.ofNullable(all)
        .map(one -> one.with(one.leftOut(), List.of()))
        .filter(one -> !one.kinds().isEmpty() || !one.functions().isEmpty());
  }

  private interface Asks<T> {
    T of(Client client);
  }

  private <T> T with(Artifact artifact, Path jar, Asks<T> asks) throws Exception {
    var data = Files.createTempDirectory(MEMORY, "proof-");
    try (var _ = InProcess.start(jar, folder, data, artifact.openapi(), ID, ASSERTIONS.key(ID));
        var client =
            new UpstreamClient(
                new Address.Unix(folder.resolve("s")),
                ID,
                ASSERTIONS.key(ID),
                () -> "",
                Optional.of(data))) {
      return asks.of(client);
    } finally {
      Trees.delete(data);
    }
  }
}
