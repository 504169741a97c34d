package factory.pipeline.deploy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a service answered.
 *
 * @param headers by their names in lower case
 * @param keepsConnection whether another request may follow on the same connection
 */
record UpstreamAnswer(
    int status, Map<String, String> headers, String body, boolean keepsConnection) {

  private static final Pattern BYTES =
      Pattern.compile(
          "(?:image|audio|video)/.*|application/(?:octet-stream|pdf|zip|gzip|x-tar)(?:;.*)?");

  /**
   * The answer that these bytes are, or null while more of it must come.
   *
   * @param bodiless whether it was asked for the headers alone
   * @param atEnd whether nothing more comes
   */
  static @Nullable UpstreamAnswer parse(byte[] all, boolean bodiless, boolean atEnd)
      throws IOException {
    var text = new String(all, StandardCharsets.ISO_8859_1);
    var end = text.indexOf("\r\n\r\n");
    if (end < 0) {
      return null;
    }
    var lines = text.substring(0, end).split("\r\n");
    var status = lines[0].split(" ");
    if (status.length < 2 || !status[0].startsWith("HTTP/1.") || !status[1].matches("[0-9]{3}")) {
      throw new IOException("not an HTTP answer");
    }
    var code = Integer.parseInt(status[1]);
    Map<String, String> headers = new TreeMap<>();
    for (var i = 1; i < lines.length; i++) {
      var colon = lines[i].indexOf(':');
      if (colon > 0) {
        headers.put(
            lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
            lines[i].substring(colon + 1).strip());
      }
    }
    var keeps =
        status[0].equals("HTTP/1.1")
            && !headers.getOrDefault("connection", "").toLowerCase(Locale.ROOT).contains("close");
    var body = text.substring(end + 4);
    if (bodiless || code == 204 || code == 304) {
      return new UpstreamAnswer(code, headers, "", keeps && body.isEmpty());
    }
    if (headers
        .getOrDefault("transfer-encoding", "")
        .toLowerCase(Locale.ROOT)
        .contains("chunked")) {
      return unchunk(code, headers, body, keeps);
    }
    var told = headers.get("content-length");
    if (told == null) {
      return atEnd ? new UpstreamAnswer(code, headers, text(headers, body), false) : null;
    }
    if (!told.matches("[0-9]{1,9}")) {
      throw new IOException("the answer's length is no number");
    }
    var length = Integer.parseInt(told);
    return body.length() < length
        ? null
        : new UpstreamAnswer(
            code,
            headers,
            text(headers, body.substring(0, length)),
            keeps && body.length() == length);
  }

  private static @Nullable UpstreamAnswer unchunk(
      int code, Map<String, String> headers, String body, boolean keeps) throws IOException {
    var whole = new StringBuilder();
    var at = 0;
    while (true) {
      var line = body.indexOf("\r\n", at);
      if (line < 0) {
        return null;
      }
      int size;
      try {
        size = Integer.parseInt(body.substring(at, line).split(";")[0].strip(), 16);
      } catch (NumberFormatException e) {
        throw new IOException("a chunk of the answer has no length", e);
      }
      if (size == 0) {
        // What may stand between is of no interest, and would be another answer's to whoever reads
        // on.
        var end = body.indexOf("\r\n\r\n", line);
        return end < 0
            ? null
            : new UpstreamAnswer(
                code, headers, text(headers, whole.toString()), keeps && end + 4 == body.length());
      }
      if (body.length() < line + 2 + size + 2) {
        return null;
      }
      whole.append(body, line + 2, line + 2 + size);
      at = line + 2 + size + 2;
    }
  }

  /** A text; bytes that are none stay as they are, a character each. */
  private static String text(Map<String, String> headers, String latin) {
    var type = headers.getOrDefault("content-type", "");
    if (BYTES.matcher(type).matches()) {
      return latin;
    }
    return new String(latin.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }
}
