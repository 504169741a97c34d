package factory.web.http;

import com.google.protobuf.ByteString;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A document that any site may read and keep for five minutes.
 *
 * @param etag weak: the edge compresses the document, and keeps weak ones
 */
public record Published(ByteString bytes, String etag) {
  /** What goes with each of them. */
  public static final Map<String, String> HEADERS =
      Map.of(
          "Cache-Control",
          "public, max-age=300",
          "Access-Control-Allow-Origin",
          "*",
          "Access-Control-Expose-Headers",
          "ETag",
          "Cross-Origin-Resource-Policy",
          "cross-origin");

  /** A document of this text. */
  public static Published of(String text) {
    var bytes = ByteString.copyFromUtf8(text);
    return new Published(bytes, "W/\"" + hash(bytes) + "\"");
  }

  private static String hash(ByteString bytes) {
    try {
      var digest = MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray());
      return HexFormat.of().formatHex(digest, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** It, or 304 for whoever has it already. */
  public Reply reply(Call call, Media media) {
    var headers = new LinkedHashMap<>(HEADERS);
    headers.put("ETag", etag);
    return call.ifNoneMatch(etag)
        ? new Reply.Whole(200, headers, media.header(), bytes)
        : new Reply.Whole(304, headers, "", ByteString.EMPTY);
  }
}
