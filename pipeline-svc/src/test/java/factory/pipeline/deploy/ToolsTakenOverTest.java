package factory.pipeline.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import factory.mesh.Address;
import factory.pipeline.build.SourceCompiler;
import factory.pipeline.sandbox.Sandbox;
import factory.pipeline.sandbox.TestSandbox;
import factory.pipeline.spec.Specifications;
import factory.pipeline.tool.ToolBroker;
import factory.pipeline.tool.ToolList;
import factory.pipeline.tool.Toolbox;
import factory.pipeline.version.Trees;
import factory.pipeline.write.Writer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A service that has tools outlives the node that runs them, and has them again from the next. */
@Tag("slow")
@Timeout(120)
class ToolsTakenOverTest {
  private static final Path LIBS =
      Path.of("../service-runtime/target/libs").toAbsolutePath().normalize();

  private static final String SPECIFICATION =
      """
      {"format": 1, "title": "Heads", "tools": [
        {"name": "first", "tool": "lines", "given": {"from": "input", "name": "text"},
         "inputs": [{"name": "text", "type": "text", "required": true, "multiline": true, "max_length": 1000}],
         "answer": {"as": "object", "members": [{"name": "out", "says": "output"}]}}]}
      """;

  private static final String LINES =
      """
      {"tools": [{"name": "lines", "program": "/usr/bin/head", "arguments": ["-n", "1", "{in}"],
        "takes": ["text/plain"], "gives": "text/plain"}]}
      """;

  private static ToolBroker broker(Path folder, Sandbox sandbox) {
    return new ToolBroker(
        folder.resolve("tools"), Toolbox.of(ToolList.parse(LINES)), Optional.of(sandbox));
  }

  private static LocalDeployer deployer(Path folder, Sandbox sandbox, ToolBroker broker) {
    return new LocalDeployer(
        DeployerContract.place(folder, LIBS, false), new Isolation.Sandboxed(sandbox), broker);
  }

  private static UpstreamHttp.Answer first(Instance instance, Address at) throws IOException {
    var assertion =
        new Probe.Called(at, instance.service().toString(), DeployerContract.ASSERTIONS)
            .assertion();
    return UpstreamHttp.post(
        at, "/first", "{\"text\":\"one\\ntwo\\n\"}", assertion, Duration.ofSeconds(20));
  }

  @Test
  void aNodeThatComesBackServesTheToolsOfWhatRuns(@TempDir Path made) throws Exception {
    for (var file : new Writer().write(Specifications.parse(SPECIFICATION)).files().entrySet()) {
      var path = made.resolve("src").resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
    }
    var jar = made.resolve("service.jar");
    new SourceCompiler(LIBS).compileToJar(made.resolve("src"), jar);
    // A socket's path has no room for a test's usual folder.
    var folder = Files.createTempDirectory("tt");
    var sandbox = TestSandbox.orSkip(folder.resolve("sandbox"));
    var instance = DeployerContract.instance(UUID.randomUUID());
    var process = Optional.<ProcessHandle>empty();
    try {
      var killed = broker(folder, sandbox);
      var before = deployer(folder, sandbox, killed);
      before.takeOver(Set.of());
      var at = before.ensure(instance, jar);
      assertThat(first(instance, at).body()).contains("\"one\\n\"");

      // What a kill leaves: the service, and a socket where nobody listens.
      killed.close();
      var without = first(instance, at);
      assertThat(without.status()).as(without.body()).isEqualTo(503);

      try (var broker = broker(folder, sandbox);
          var next = deployer(folder, sandbox, broker)) {
        next.takeOver(Set.of(instance.id()));
        process = Optional.of(ProcessHandle.of(pid(folder)).orElseThrow());
        assertThat(next.ensure(instance, jar)).isEqualTo(at);
        assertThat(ProcessHandle.of(pid(folder))).as("the process that ran").isEqualTo(process);
        assertThat(first(instance, at).body()).contains("\"one\\n\"");
        next.retire(instance);
      }
    } finally {
      process.ifPresent(ProcessGroup::kill);
      Trees.delete(folder);
    }
  }

  private static long pid(Path folder) {
    return new Processes(folder).running().values().iterator().next().root().pid();
  }
}
