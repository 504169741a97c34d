package factory.pipeline.deploy;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import factory.mesh.Address;
import factory.pipeline.build.SourceCompiler;
import factory.pipeline.sandbox.TestSandbox;
import factory.pipeline.source.SpecSource;
import factory.pipeline.source.english.EnglishSource;
import factory.pipeline.version.Trees;
import factory.pipeline.write.Writer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * What the sandbox costs a generated service: its start, its memory and its end, beside the same
 * without, interleaved. Printed, never asserted; {@code ./factory bench run} runs it.
 */
class DeployerBench {
  private static final int ROUNDS = Integer.getInteger("bench.rounds", 5);
  private static final int SERVICES = Integer.getInteger("bench.services", 4);

  private final Map<String, Map<String, List<Double>>> seen = new LinkedHashMap<>();

  private Path jar = Path.of("");
  private Path libs = Path.of("");

  @Test
  void sandboxedBesideUnsandboxed() throws Exception {
    var folder = Files.createTempDirectory("db");
    try {
      libs = Path.of("../service-runtime/target/libs").toAbsolutePath().normalize();
      jar = folder.resolve("service.jar");
      compile(folder.resolve("src"));
      var sandboxed = new Isolation.Sandboxed(TestSandbox.orSkip(folder.resolve("sandbox")));
      var unsandboxed = new Isolation.Unsandboxed("for comparison");
      for (var round = 0; round <= ROUNDS; round++) {
        // The first one warms the page cache up.
        measure("unsandboxed", folder.resolve("u"), unsandboxed, round > 0);
        measure("sandboxed", folder.resolve("s"), sandboxed, round > 0);
      }
      report(sandboxed.words());
      sandboxed.sandbox().close();
    } finally {
      Trees.delete(folder);
    }
  }

  private void compile(Path sources) throws Exception {
    var read =
        (SpecSource.Outcome.Understood)
            new EnglishSource().read("track books with title, author and a rating from 1 to 5");
    for (var file : new Writer().write(read.specification()).files().entrySet()) {
      var path = sources.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
    }
    new SourceCompiler(libs).compileToJar(sources, jar);
  }

  private void measure(String way, Path folder, Isolation isolation, boolean counted)
      throws Exception {
    var deployer =
        new LocalDeployer(
            new LocalDeployer.Place(
                folder,
                folder.resolve("run"),
                Path.of(System.getProperty("java.home")),
                libs,
                Duration.ofSeconds(60),
                1 << 20,
                1 << 30,
                true,
                false,
                DeployerContract.ASSERTIONS),
            isolation);
    deployer.takeOver(Set.of());
    List<Instance> instances = new ArrayList<>();
    for (var i = 0; i < SERVICES; i++) {
      var instance = DeployerContract.instance(UUID.randomUUID());
      instances.add(instance);
      var began = System.nanoTime();
      deployer.ensure(instance, jar);
      keep(counted, way, "start to the first 200, ms", (System.nanoTime() - began) / 1e6);
    }
    var running = new Processes(folder).running();
    for (var instance : instances) {
      var at = ((Address.Unix) deployer.find(instance).orElseThrow()).path();
      var resident = 0.0;
      var own = 0.0;
      for (var member : java.util.Objects.requireNonNull(running.get(at)).members()) {
        var mib = proportional(member.process().pid());
        own += mib;
        resident += member.program().equals("java") ? mib : 0;
      }
      keep(counted, way, "memory of Java, MiB (Pss)", resident);
      keep(counted, way, "memory with all around it, MiB (Pss)", own);
    }
    for (var instance : instances) {
      var began = System.nanoTime();
      deployer.retire(instance);
      keep(counted, way, "end, ms", (System.nanoTime() - began) / 1e6);
    }
    deployer.close();
  }

  /** What is shared counts in parts. */
  private static double proportional(long pid) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + pid + "/smaps_rollup")).stream()
        .filter(line -> line.startsWith("Pss:"))
        .mapToDouble(line -> Double.parseDouble(line.split("\\s+")[1]) / 1024)
        .sum();
  }

  private void keep(boolean counted, String way, String what, double value) {
    if (counted) {
      seen.computeIfAbsent(what, _ -> new LinkedHashMap<>())
          .computeIfAbsent(way, _ -> new ArrayList<>())
          .add(value);
    }
  }

  private void report(String words) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add(words);
    lines.add(
        "%d rounds of %d services each, medians; %-20s unsandboxed   sandboxed"
            .formatted(ROUNDS, SERVICES, ""));
    seen.forEach(
        (what, ways) -> {
          var without = median(ways.getOrDefault("unsandboxed", List.of()));
          var with = median(ways.getOrDefault("sandboxed", List.of()));
          lines.add("  %-55s %11.1f %11.1f  %5.2fx".formatted(what, without, with, with / without));
        });
    lines.forEach(System.out::println);
    var file = System.getProperty("bench.report");
    if (file != null) {
      Files.write(Path.of(file), lines, CREATE, APPEND);
    }
  }

  private static double median(List<Double> values) {
    return values.isEmpty() ? 0 : values.stream().sorted().toList().get(values.size() / 2);
  }
}
