package factory.pipeline.prove;

import static org.assertj.core.api.Assertions.assertThat;

import factory.mesh.Extent;
import factory.pipeline.prove.Proof.Area;
import factory.pipeline.prove.Proof.Outcome;
import factory.pipeline.sandbox.Sandbox;
import factory.pipeline.sandbox.TestSandbox;
import factory.pipeline.spec.Checker;
import factory.pipeline.spec.Specifications;
import factory.pipeline.tool.ToolBroker;
import factory.pipeline.tool.ToolList;
import factory.pipeline.tool.Toolbox;
import factory.pipeline.write.Writer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tools of a running service are proven, and what a tool must not do is found. */
@Tag("slow")
class ToolChecksTest {
  private static final String SPECIFICATION =
      """
      {"format": 1, "title": "Workshop", "tools": [
        {"name": "pack", "tool": "gzip", "answer": {"type": "application/gzip"}},
        {"name": "unpack", "tool": "gunzip", "given": {"types": ["application/gzip"]}},
        {"name": "bundle", "tool": "tar", "given": {"from": "part", "name": "files", "many": true}, "answer": {"type": "application/x-tar"}},
        {"name": "first", "tool": "lines", "given": {"from": "input", "name": "text"},
         "inputs": [
           {"name": "text", "type": "text", "required": true, "multiline": true, "max_length": 1000},
           {"name": "lines", "type": "integer", "min": 1, "max": 9}],
         "answer": {"as": "object", "members": [{"name": "ok", "says": "success"}, {"name": "out", "says": "output"}]}},
        {"name": "top", "tool": "lines", "given": {"from": "part", "name": "file", "types": ["text/plain"]},
         "inputs": [{"name": "lines", "type": "integer", "required": true, "min": 1, "max": 9}],
         "answer": {"as": "text"},
         "http": {"method": "POST", "path": "/top", "status": 200, "inputs": {"lines": {"in": "body", "name": "n"}}}}]}
      """;

  private static final String LINES =
      """
      {"name": "lines", "program": "/usr/bin/head", "arguments": [["-n", "{lines}"], "{in}"], "takes": ["text/plain"],
       "gives": "text/plain", "options": {"lines": {"min": 1, "max": 9}}}
      """;

  private static final String BOMB = ToolSamples.bomb().body();

  private static Path folder = Path.of("");
  private static Sandbox sandbox;
  private @Nullable ToolBroker broker;

  @BeforeAll
  static void find(@TempDir Path temporary) {
    folder = temporary;
    sandbox = TestSandbox.orSkip(folder.resolve("sandbox"));
  }

  @AfterEach
  void close() {
    if (broker != null) {
      broker.close();
    }
  }

  /** What is proven when the platform has these tools besides the usual ones. */
  private Proof proof(String tools) throws Exception {
    return proof(tools, UnaryOperator.identity());
  }

  private Proof proof(String tools, UnaryOperator<Client> between) throws Exception {
    var opened =
        new ToolBroker(
            folder.resolve("tools"),
            Toolbox.of(ToolList.parse("{\"tools\": [" + tools + "]}")),
            Optional.of(sandbox));
    var socket = folder.resolve("broker/sock");
    broker = opened;
    opened.open(socket, Set.of("gzip", "gunzip", "tar", "lines"), Optional.empty());
    var specification = Specifications.parse(SPECIFICATION);
    assertThat(Checker.check(specification)).isEmpty();
    var artifact = new Writer().write(specification);
    return new Proven(folder, socket)
        .of(specification, artifact.files(), artifact.openapi(), between);
  }

  private static List<String> failed(Proof proof) {
    return proof.checks().stream()
        .filter(check -> check.outcome() == Outcome.FAILED)
        .map(check -> check.name() + ": " + check.evidence())
        .toList();
  }

  @Test
  void whatIsRightIsProven() throws Exception {
    var proof = proof(LINES);

    assertThat(failed(proof)).isEmpty();
    assertThat(proof.checks())
        .filteredOn(check -> check.area() == Area.FUNCTIONS)
        .hasSize(7)
        .allMatch(check -> check.outcome() == Outcome.PASSED);
  }

  /** Each is another proof: the whole of them in the long suite. */
  static List<String> holes() {
    var some =
        List.of("tar | head | -c 100000 /etc/passwd {in:list} | application/x-tar | has it read");
    return Extent.of(
        some,
        List.of(
            some.getFirst(),
            "gzip | cat | {in} | application/gzip | does its work",
            "gunzip | cat | {in} | application/octet-stream | does its work",
            "gunzip | cat | {in} | application/octet-stream | are refused"));
  }

  @ParameterizedTest
  @MethodSource("holes")
  void whatAToolMustNotDoIsFound(String hole) throws Exception {
    var parts = hole.split(" \\| ");
    var planted =
        """
        {"name": "%s", "program": "/usr/bin/%s", "arguments": ["%s"], "files": ["/etc/passwd"], "gives": "%s"}
        """
            .formatted(parts[0], parts[1], parts[2].replace(" ", "\", \""), parts[3]);

    assertThat(failed(proof(LINES + "," + planted))).anyMatch(told -> told.contains(parts[4]));
  }

  /** Each is another proof, too. */
  static List<Hole> services() {
    var all =
        List.of(
            Hole.of(
                "an option is part of a command",
                "are arguments, files or commands",
                (service, request) ->
                    Faults.sent(service, withBody(request, request.body().replace("$(id)", "1")))),
            Hole.of(
                "a file's name is an argument",
                "does its work",
                (service, request) ->
                    request.body().contains("filename=\"-")
                        ? new Client.Answer(422, Map.of(), "")
                        : Faults.sent(service, request)),
            Hole.of(
                "a service unpacks what it is sent",
                "or never end",
                (service, request) -> {
                  if (request.body().contains(BOMB)) {
                    throw new UncheckedIOException(new IOException("the connection was closed"));
                  }
                  return Faults.sent(service, request);
                }));
    return Extent.of(List.of(all.getFirst()), all);
  }

  private static Client.Request withBody(Client.Request request, String body) {
    return new Client.Request(
        request.as(), request.method(), request.path(), request.headers(), body, request.charset());
  }

  @ParameterizedTest
  @MethodSource("services")
  void whatAServiceMustNotDoWithItIsFound(Hole hole) throws Exception {
    assertThat(failed(proof(LINES, hole.with()))).anyMatch(told -> told.contains(hole.check()));
  }
}
