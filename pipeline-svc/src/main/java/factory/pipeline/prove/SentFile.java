package factory.pipeline.prove;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import factory.pipeline.spec.FieldType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A file as checks give it: in a body of the house's terms it is an object, of which a form or a
 * body of bytes is made before it is sent.
 *
 * @param content a character for each byte
 */
record SentFile(String name, String type, String content) {
  private static final String MARK = "$file";

  /** What bytes of a type begin with, so that they are of it whatever somebody says. */
  private static final Map<String, String> BEGINNINGS =
      Map.ofEntries(
          Map.entry("image/gif", "GIF89a"),
          Map.entry("image/png", "\u0089PNG\r\n\u001a\n"),
          Map.entry("image/jpeg", "\u00ff\u00d8\u00ff\u00e0"),
          Map.entry("image/webp", "RIFF....WEBPVP8 "),
          Map.entry("application/pdf", "%PDF-1.7\n"),
          Map.entry("audio/mpeg", "ID3\u0004"),
          Map.entry("audio/ogg", "OggS\0"),
          Map.entry("audio/wav", "RIFF....WAVEfmt "),
          Map.entry("video/mp4", "....ftypisom"),
          Map.entry("video/webm", "\u001aE\u00df\u00a3"),
          Map.entry("application/zip", "PK\u0003\u0004"),
          Map.entry("application/gzip", "\u001f\u008b\b"),
          Map.entry("text/plain", "plain text "),
          Map.entry("text/csv", "a,b\n1,2\n"),
          Map.entry("application/json", "{\"a\": 1}"),
          Map.entry("application/octet-stream", "\u0001\u0002\u0003"));

  /** One of a type that a field takes; empty where none is known here. */
  static Optional<SentFile> of(FieldType.File file, int n) {
    return type(file)
        .map(
            type -> {
              var begin = BEGINNINGS.getOrDefault(type, "");
              var body = type.equals("application/json") ? "" : "number " + n;
              var all = begin + body;
              return new SentFile(
                  "file" + n + ".bin",
                  type,
                  all.substring(
                      0, Math.min(all.length(), Math.max(begin.length(), file.maxBytes()))));
            })
        .filter(sent -> sent.content().length() <= file.maxBytes());
  }

  private static Optional<String> type(FieldType.File file) {
    if (file.types().isEmpty() || file.types().contains("*/*")) {
      return Optional.of("application/octet-stream");
    }
    return file.types().stream()
        .flatMap(
            range ->
                BEGINNINGS.keySet().stream().filter(type -> isIn(type, range)).sorted().limit(1))
        .findFirst();
  }

  /** Whether a field takes a type. */
  static boolean takes(FieldType.File file, String type) {
    return file.types().isEmpty() || file.types().stream().anyMatch(range -> isIn(type, range));
  }

  /** Whether a type is one of a range such as {@code image/*}. */
  static boolean isIn(String type, String range) {
    return range.equals("*/*")
        || range.equals(type)
        || (range.endsWith("/*") && type.startsWith(range.substring(0, range.length() - 1)));
  }

  ObjectNode json() {
    var node = JsonNodeFactory.instance.objectNode();
    return node.put(MARK, content).put("name", name).put("type", type);
  }

  static Optional<SentFile> read(JsonNode value) {
    return value.has(MARK)
        ? Optional.of(
            new SentFile(
                value.path("name").asText(),
                value.path("type").asText(),
                value.path(MARK).asText()))
        : Optional.empty();
  }

  /** Whether a body has some. */
  static boolean isIn(ObjectNode body) {
    return body.valueStream().anyMatch(value -> value.has(MARK));
  }

  /** A body without what JSON cannot have. */
  static ObjectNode without(ObjectNode body, List<String> files) {
    var less = body.deepCopy();
    body.properties().stream()
        .filter(member -> member.getValue().has(MARK) || isShownFile(member, files))
        .forEach(member -> less.remove(member.getKey()));
    return less;
  }

  private static boolean isShownFile(Map.Entry<String, JsonNode> member, List<String> files) {
    return files.contains(member.getKey()) && member.getValue().isObject();
  }

  /** A text as the characters that its bytes in UTF-8 are. */
  static String latin(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }
}
