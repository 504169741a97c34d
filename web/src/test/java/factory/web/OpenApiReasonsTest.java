package factory.web;

import static org.assertj.core.api.Assertions.assertThat;

import factory.mesh.Fault;
import factory.web.http.Problem;
import io.grpc.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Each reason that callers over HTTP may meet is in the document, with its status, and no other.
 */
class OpenApiReasonsTest {
  private static final List<String> NODES =
      List.of("registry-svc", "pipeline-svc", "chain-svc", "edge-gateway", "mesh", "web");

  /** The gate's golden lines: its own statuses, and Envoy's. */
  private static final Pattern GATE =
      Pattern.compile("^(?<code>\\d{3}|any) (?<reason>[A-Z_]+)", Pattern.MULTILINE);

  private static final Pattern GOLDEN =
      Pattern.compile("^(?<reason>[A-Z_]+) (?<code>[A-Z_]+)", Pattern.MULTILINE);

  private static final Pattern FAULT =
      Pattern.compile("\\bCode\\.(?<code>[A-Z_]+),\\s*\"(?<reason>[A-Z][A-Z_]+)\"");

  private static final Pattern PROBLEM =
      Pattern.compile("new Problem\\(\\s*(?<code>\\d{3}),\\s*\"(?<reason>[A-Z][A-Z_]+)\"");

  /** What has its reason from elsewhere than a constant of a constructor. */
  private static final Map<String, Integer> OTHERS =
      Map.of(
          "MALFORMED_REQUEST", 400,
          "UNAVAILABLE", 503,
          "DEADLINE_EXCEEDED", 503,
          "STORE_UNAVAILABLE", 503,
          "STORE_IN_DOUBT", 503);

  /** What no caller over HTTP meets, and why. */
  private static final Map<String, String> ELSEWHERE =
      Map.of(
          "GATEWAY_UNAVAILABLE", "a job waits for it, and tells it in its message",
          "CURSOR_NOT_READABLE", "feeds are over gRPC only",
          "SERVICE_AT_WORK", "a job of the platform waits for it",
          "MESSAGE_UNREADABLE", "web's own messages are of the right type",
          "METADATA_UNREADABLE", "web's own metadata can be read",
          "NODE_NOT_ALLOWED", "web calls no internal method",
          "HANDOVER_UNKNOWN", "told at a service's own origin, which has a document of its own");

  @Test
  void hasEveryReasonWithItsStatus() {
    assertThat(described())
        .as(
            "Each node's reasons are in refusals.yaml with their status, and in the x-refusals of some operation, unless no caller over HTTP meets them (ELSEWHERE)")
        .isEqualTo(told());
    var listed = new TreeSet<String>();
    DescribedApi.INSTANCE
        .document()
        .at("/components/schemas/Reason/enum")
        .forEach(r -> listed.add(r.asText()));
    assertThat(listed).isEqualTo(described().keySet());
  }

  private static SortedMap<String, Integer> told() {
    var told = new TreeMap<String, Integer>(OTHERS);
    // What the gate says over HTTP comes first; elsewhere the code decides.
    files("src/test/resources", "reasons.txt").forEach(text -> collect(GATE, text, told));
    files("src/test/resources", "reasons.txt").forEach(text -> collect(GOLDEN, text, told));
    files("src/main/java", ".java").forEach(text -> collect(FAULT, text, told));
    files("src/main/java", ".java").forEach(text -> collect(PROBLEM, text, told));
    told.keySet().removeAll(ELSEWHERE.keySet());
    return told;
  }

  private static SortedMap<String, Integer> described() {
    var described = new TreeMap<String, Integer>();
    // Of what is no operation.
    described.put("PATH_NOT_FOUND", 404);
    described.put("METHOD_NOT_ALLOWED", 405);
    var api = DescribedApi.INSTANCE;
    for (var operation : api.operations()) {
      for (var response : operation.node().get("responses").properties()) {
        api.resolved(response.getValue())
            .at("/content/application~1problem+json/schema/properties/reason/enum")
            .forEach(r -> described.put(r.asText(), Integer.parseInt(response.getKey())));
      }
    }
    return described;
  }

  private static void collect(Pattern pattern, String text, SortedMap<String, Integer> into) {
    var matcher = pattern.matcher(text);
    while (matcher.find()) {
      var reason = matcher.group("reason");
      into.putIfAbsent(reason, status(matcher.group("code"), reason));
    }
  }

  private static int status(String code, String reason) {
    if (code.equals("any")) {
      return 503; // Envoy's own way out, of which this is the likeliest.
    }
    return code.matches("\\d+")
        ? Integer.parseInt(code)
        : Problem.of(new Fault.Plain(Status.Code.valueOf(code), reason, "any")).status();
  }

  private static List<String> files(String folder, String ending) {
    return NODES.stream()
        .map(node -> Path.of("..", node).resolve(folder))
        .filter(Files::isDirectory)
        .flatMap(path -> texts(path, ending))
        .toList();
  }

  private static Stream<String> texts(Path folder, String ending) {
    try (var found = Files.walk(folder)) {
      List<String> texts = new ArrayList<>();
      for (var file : found.filter(f -> f.toString().endsWith(ending)).toList()) {
        texts.add(Files.readString(file));
      }
      return texts.stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
