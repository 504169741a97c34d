package factory.pipeline.tool;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** What bytes are, by how they begin; and what a file of each media type is called. */
final class ToolTypes {
  private static final int HEAD = 512;
  private static final String TEXT = "text/plain";
  private static final String UNKNOWN = "application/octet-stream";

  private static final Map<String, String> ENDINGS =
      Map.ofEntries(
          Map.entry("image/png", "png"),
          Map.entry("image/jpeg", "jpeg"),
          Map.entry("image/gif", "gif"),
          Map.entry("image/webp", "webp"),
          Map.entry("application/pdf", "pdf"),
          Map.entry("application/zip", "zip"),
          Map.entry("application/gzip", "gz"),
          Map.entry("application/x-tar", "tar"),
          Map.entry("text/plain", "txt"),
          Map.entry("text/markdown", "md"),
          Map.entry("text/html", "html"),
          Map.entry("text/csv", "csv"),
          Map.entry("text/x-c", "c"));

  private ToolTypes() {}

  /** How a file of a type ends, which is the type's short name too. */
  static String ending(String type) {
    return ENDINGS.getOrDefault(type, "bin");
  }

  /** The media type of a file: what its bytes are, whatever anybody says. */
  static String of(Path file) throws IOException {
    byte[] head;
    try (InputStream in = Files.newInputStream(file)) {
      head = in.readNBytes(HEAD);
    }
    if (begins(head, 0, "\u0089PNG\r\n\u001a\n")) {
      return "image/png";
    }
    if (begins(head, 0, "\u00ff\u00d8\u00ff")) {
      return "image/jpeg";
    }
    if (begins(head, 0, "GIF87a") || begins(head, 0, "GIF89a")) {
      return "image/gif";
    }
    if (begins(head, 0, "RIFF") && begins(head, 8, "WEBP")) {
      return "image/webp";
    }
    if (begins(head, 0, "%PDF-")) {
      return "application/pdf";
    }
    if (begins(head, 0, "PK\u0003\u0004") || begins(head, 0, "PK\u0005\u0006")) {
      return "application/zip";
    }
    if (begins(head, 0, "\u001f\u008b")) {
      return "application/gzip";
    }
    if (begins(head, 257, "ustar")) {
      return "application/x-tar";
    }
    return isText(Files.readAllBytes(file)) ? TEXT : UNKNOWN;
  }

  /**
   * What a tool is to take some bytes for; empty when it takes no such thing. What nobody can tell
   * from bytes, such as which language a text is in, is what is said, or the one thing that the
   * tool takes.
   *
   * @param sniffed what they are
   * @param said what they are said to be; empty where nobody says
   */
  static Optional<String> meant(Tool tool, String sniffed, String said) {
    if (tool.takes().isEmpty()) {
      return Optional.of(sniffed);
    }
    if (tool.takes(sniffed)) {
      return said.isEmpty() || fits(sniffed, said) ? Optional.of(sniffed) : Optional.empty();
    }
    if (tool.takes(said)) {
      return fits(sniffed, said) ? Optional.of(said) : Optional.empty();
    }
    if (!said.isEmpty() && !said.equals(TEXT)) {
      return Optional.empty();
    }
    var possible = tool.takes().stream().filter(type -> fits(sniffed, type)).toList();
    return possible.size() == 1 ? Optional.of(possible.getFirst()) : Optional.empty();
  }

  /** Whether bytes may be of a type, as far as they tell. */
  private static boolean fits(String sniffed, String said) {
    return sniffed.equals(said)
        || (sniffed.equals(TEXT) && said.startsWith("text/"))
        || (sniffed.equals(UNKNOWN) && !ENDINGS.containsKey(said) && !said.startsWith("text/"));
  }

  private static boolean isText(byte[] bytes) {
    for (var one : bytes) {
      if (one == 0) {
        return false;
      }
    }
    try {
      var _ = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  private static boolean begins(byte[] bytes, int at, String with) {
    var wanted = with.getBytes(StandardCharsets.ISO_8859_1);
    if (bytes.length < at + wanted.length) {
      return false;
    }
    for (var i = 0; i < wanted.length; i++) {
      if (bytes[at + i] != wanted[i]) {
        return false;
      }
    }
    return true;
  }
}
