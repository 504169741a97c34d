package factory.pipeline.tool;

import static org.assertj.core.api.Assertions.assertThat;

import factory.pipeline.sandbox.Sandbox;
import factory.pipeline.sandbox.TestSandbox;
import factory.runtime.ToolCaller;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tools as a service asks for them: each does its work on bytes, and nothing else. */
@Tag("slow")
class ToolBrokerTest {
  private static final byte[] HELLO = "hello\n".getBytes(StandardCharsets.US_ASCII);

  /** Programs that do what no tool may, and one that shows a file since its list gives it that. */
  private static final String LIST =
      """
      {"tools": [
        {"name": "hang", "program": "/usr/bin/tail", "arguments": ["-f", "{in}"], "gives": "text/plain", "seconds": 1},
        {"name": "busy", "program": "/usr/bin/yes", "arguments": ["{in}"], "gives": "text/plain", "output_mib": 64, "seconds": 1},
        {"name": "endless", "program": "/usr/bin/yes", "arguments": ["{in}"], "gives": "text/plain", "output_mib": 1},
        {"name": "hungry", "program": "/usr/bin/tail", "arguments": ["-c", "999999999", "/dev/zero", "{in}"], "gives": "text/plain", "memory_mib": 32},
        {"name": "passwd", "program": "/usr/bin/cat", "arguments": ["/etc/passwd", "{in}"], "gives": "text/plain"},
        {"name": "planted", "program": "/usr/bin/cat", "arguments": ["/etc/passwd", "{in}"], "files": ["/etc/passwd"], "gives": "text/plain"},
        {"name": "root", "program": "/usr/bin/ls", "arguments": ["-a", "/", "/job", "/etc", "{in}"], "gives": "text/plain", "exits": [0, 2]},
        {"name": "environment", "program": "/usr/bin/cat", "arguments": ["/proc/self/environ", "{in}"], "gives": "text/plain"},
        {"name": "writes", "program": "/usr/bin/cp", "arguments": ["{in}", "/usr/lib/x"], "gives": "text/plain"},
        {"name": "lines", "program": "/usr/bin/head", "arguments": [["-n", "{lines}"], "{in}"], "gives": "text/plain", "options": {"lines": {"min": 1, "max": 9}}},
        {"name": "nowhere", "program": "/usr/bin/there-is-no-such-program", "arguments": ["{in}"], "gives": "text/plain"}
      ]}
      """;

  private static Path folder = Path.of("");
  private static @Nullable ToolBroker broker;
  private static ToolCaller service;
  private static ToolCaller other;

  @BeforeAll
  static void open(@TempDir Path temporary) {
    folder = temporary;
    Sandbox sandbox = TestSandbox.orSkip(folder.resolve("sandbox"));
    var opened =
        new ToolBroker(
            folder.resolve("tools"), Toolbox.of(ToolList.parse(LIST)), Optional.of(sandbox));
    broker = opened;
    var all = opened.tools().all().stream().map(Tool::name).collect(Collectors.toSet());
    opened.open(folder.resolve("one/sock"), all, Optional.empty());
    opened.open(folder.resolve("two/sock"), Set.of("gzip"), Optional.empty());
    service = new ToolCaller(folder.resolve("one/sock"));
    other = new ToolCaller(folder.resolve("two/sock"));
  }

  @AfterAll
  static void close() throws IOException {
    if (broker != null) {
      broker.close();
      try (var left = Files.list(folder.resolve("tools"))) {
        assertThat(left).as("what runs leave").isEmpty();
      }
    }
  }

  private static String call(String tool, byte[]... inputs) throws IOException {
    Assumptions.assumeTrue(
        Objects.requireNonNull(broker).tools().find(tool).isPresent(), tool + " is not installed");
    return service.call(tool, Map.of(), inputs);
  }

  private static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  @Test
  void packsAndUnpacks() throws IOException {
    var packed = call("gzip", HELLO);

    assertThat(call("gunzip", latin(packed))).isEqualTo("hello\n");
    assertThat(call("gunzip", HELLO)).isEqualTo("415 UNSUPPORTED_MEDIA_TYPE");
    assertThat(call("gunzip", latin(packed.substring(0, 12)))).isEqualTo("422 TOOL_FAILED");
  }

  @Test
  void namesWhatItIsGivenItself() throws IOException {
    var zip = call("zip", HELLO, HELLO);
    try (var in = new ZipInputStream(new ByteArrayInputStream(latin(zip)))) {
      assertThat(in.getNextEntry().getName()).isEqualTo("in-1.txt");
      assertThat(in.readAllBytes()).isEqualTo(HELLO);
      assertThat(in.getNextEntry().getName()).isEqualTo("in-2.txt");
    }
    assertThat(call("zip-list", latin(zip))).isEqualTo("in-1.txt\nin-2.txt\n");
    assertThat(call("tar-list", latin(call("tar", HELLO)))).isEqualTo("in-1.txt\n");
  }

  @Test
  void compilesAndReadsNothingElse() throws IOException {
    assertThat(call("c-compile", latin("#include <stdio.h>\nint main(void) { return 0; }\n")))
        .isEmpty();
    assertThat(call("c-compile", latin("#include \"/etc/passwd\"\n"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "hang, 422 TOOL_LIMIT",
    "busy, 422 TOOL_LIMIT",
    "endless, 422 TOOL_LIMIT",
    "writes, 422 TOOL_FAILED",
    "passwd, 422 TOOL_FAILED",
    "nowhere, 503 TOOL_UNAVAILABLE",
  })
  void isBounded(String tool, String refusal) throws IOException {
    assertThat(service.call(tool, Map.of(), HELLO)).isEqualTo(refusal);
  }

  @Test
  void hasOnlySoMuchMemory() throws IOException {
    assertThat(call("hungry", HELLO)).isIn("422 TOOL_LIMIT", "422 TOOL_FAILED");
  }

  @Test
  void seesNothingOfTheMachine() throws IOException {
    assertThat(call("root", HELLO)).doesNotContain("passwd", "home", "root", folder.toString());
    assertThat(call("environment", HELLO)).doesNotContain("FACTORY", "JAVA_HOME");
    // The same look finds what is there to be seen.
    assertThat(call("planted", HELLO)).contains("root:");
  }

  @Test
  void takesNoOptionsButItsOwn() throws IOException {
    assertThat(service.call("lines", Map.of("lines", "1"), latin("a\nb\n"))).isEqualTo("a\n");
    assertThat(service.call("lines", Map.of(), latin("a\nb\n"))).isEqualTo("a\nb\n");
    for (var value : new String[] {"0", "10", "-1", "1 /etc/passwd", "--help", "+1", "01", ""}) {
      assertThat(service.call("lines", Map.of("lines", value), HELLO))
          .as(value)
          .isEqualTo("422 TOOL_FAILED");
    }
    assertThat(service.call("gzip", Map.of("output", "x"), HELLO)).isEqualTo("422 TOOL_FAILED");
    assertThat(service.call("gzip", Map.of(), HELLO, HELLO)).isEqualTo("422 TOOL_FAILED");
  }

  @Test
  void isForThoseWhoseSpecificationNamesIt() throws IOException {
    assertThat(other.call("gzip", Map.of(), HELLO)).startsWith("\u001f\u008b");
    assertThat(other.call("zip", Map.of(), HELLO)).isEqualTo("503 TOOL_UNAVAILABLE");
    assertThat(service.call("sh", Map.of(), HELLO)).isEqualTo("503 TOOL_UNAVAILABLE");
  }

  @Test
  void takesOnlySoMuch() throws IOException {
    assertThat(other.call("gzip", Map.of(), new byte[(10 << 20) + 1]))
        .isEqualTo("413 BODY_TOO_LARGE");
  }
}
