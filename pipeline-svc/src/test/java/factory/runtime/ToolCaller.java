package factory.runtime;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/** What a service says to the broker of tools. */
public final class ToolCaller {
  private final ToolClient client;

  /** Of the broker at a socket. */
  public ToolCaller(Path socket) {
    client = new ToolClient(socket);
  }

  /** What a tool gives, a character to a byte; or a refusal, such as {@code 422 TOOL_FAILED}. */
  public String call(String tool, Map<String, String> options, byte[]... inputs)
      throws IOException {
    try {
      return client.run(
          tool,
          options,
          Arrays.stream(inputs).map(bytes -> new ToolClient.Given("", bytes)).toList(),
          done -> new String(done.output().readNBytes(done.length()), StandardCharsets.ISO_8859_1));
    } catch (Problem problem) {
      return problem.status() + " " + problem.reason();
    }
  }
}
