package factory.pipeline.prove;

import factory.mesh.Address;
import factory.mesh.Assertions;
import factory.mesh.Settings;
import factory.pipeline.build.SourceCompiler;
import factory.pipeline.deploy.UpstreamClient;
import factory.pipeline.version.Trees;
import factory.runtime.InProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Sources that are compiled, started and proven, in this JVM. */
final class Proven {
  private static final Path RUNTIME_LIBS = Path.of("../service-runtime/target/libs");
  private static final String ID = "0193b1f2-7a11-7000-8000-000000000001";
  private static final Assertions ASSERTIONS =
      Assertions.from(Settings.of(Map.of("factory.profile", "development")));
  private static final AtomicInteger NUMBER = new AtomicInteger();

  /** Thousands of writes that are flushed one by one; on a disk they take minutes. */
  private static final Path MEMORY =
      Files.isDirectory(Path.of("/dev/shm"))
          ? Path.of("/dev/shm")
          : Path.of(System.getProperty("java.io.tmpdir"));

  /** More time than on an idle machine. */
  static final Budget BUDGET =
      new Budget(20_000, Duration.ofMinutes(4), Budget.BEFORE_GENERATED.fuzz());

  private final Path folder;
  private final @Nullable Path tools;

  Proven(Path folder) {
    this(folder, null);
  }

  /**
   * With tools.
   *
   * @param tools the socket of them; null without
   */
  Proven(Path folder, @Nullable Path tools) {
    this.folder = folder;
    this.tools = tools;
  }

  private static void write(Path path, String text) {
    try {
      Files.createDirectories(path.getParent());
      Files.writeString(path, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Proves what these files are when they run.
   *
   * @param between stands between the prover and the service
   */
  Proof of(
      factory.pipeline.spec.Specification specification,
      Map<String, String> files,
      String openapi,
      UnaryOperator<Client> between)
      throws Exception {
    return with(
        files,
        openapi,
        client -> new Prover().prove(specification, openapi, between.apply(client), BUDGET));
  }

  /** The names of those that failed. */
  static List<String> failed(List<Proof.Check> checks) {
    return checks.stream()
        .filter(check -> check.outcome() == Proof.Outcome.FAILED)
        .map(Proof.Check::name)
        .toList();
  }

  /** What somebody gets who asks these files when they run. */
  <T> T with(Map<String, String> files, String openapi, Function<Client, T> asks) throws Exception {
    return with(files, openapi, true, asks);
  }

  /**
   * The same.
   *
   * @param trial whether they run as one that is tried out, or else as one that serves
   */
  <T> T with(Map<String, String> files, String openapi, boolean trial, Function<Client, T> asks)
      throws Exception {
    var place = folder.resolve("p" + NUMBER.getAndIncrement());
    var sources = place.resolve("sources");
    for (var file : files.entrySet()) {
      var path = sources.resolve(file.getKey());
      write(path, file.getValue());
    }
    var jar = place.resolve("service.jar");
    new SourceCompiler(RUNTIME_LIBS).compileToJar(sources, jar);
    var data = Files.createTempDirectory(MEMORY, "proven-");
    try (var _ = InProcess.start(jar, place, data, openapi, ID, ASSERTIONS.key(ID), trial, tools);
        var client =
            new UpstreamClient(
                new Address.Unix(place.resolve("s")),
                ID,
                ASSERTIONS.key(ID),
                () -> "",
                Optional.of(data))) {
      return asks.apply(client);
    } finally {
      Trees.delete(data);
    }
  }
}
