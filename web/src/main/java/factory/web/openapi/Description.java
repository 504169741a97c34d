package factory.web.openapi;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.google.protobuf.ByteString;
import factory.web.http.Call;
import factory.web.http.Media;
import factory.web.http.Reply;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/** Serves the document, and tells where it is. Any site may read both. */
public final class Description {
  private static final Map<String, String> OPEN =
      Map.of(
          "Cache-Control",
          "public, max-age=300",
          "Access-Control-Allow-Origin",
          "*",
          "Access-Control-Expose-Headers",
          "ETag",
          "Cross-Origin-Resource-Policy",
          "cross-origin");

  private final URI publicUrl;

  /** Made when it is first asked for, since most starts are of nodes that nobody asks. */
  private static final class Made {
    static final ByteString BYTES =
        ByteString.copyFromUtf8(OpenApiDocument.assemble().toString() + "\n");

    // Weak: the edge compresses it, and keeps weak ones.
    static final String ETAG = "W/\"" + hash(BYTES) + "\"";
  }

  /**
   * Of the platform at this address.
   *
   * @param publicUrl where callers reach it
   */
  public Description(URI publicUrl) {
    this.publicUrl = publicUrl;
  }

  private static String hash(ByteString bytes) {
    try {
      var digest = MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray());
      return HexFormat.of().formatHex(digest, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** {@code GET /openapi.json}. */
  public Reply document(Call call) {
    call.query();
    var headers = new LinkedHashMap<>(OPEN);
    headers.put("ETag", Made.ETAG);
    return call.ifNoneMatch(Made.ETAG)
        ? new Reply.Whole(200, headers, Media.JSON.header(), Made.BYTES)
        : new Reply.Whole(304, headers, "", ByteString.EMPTY);
  }

  /** {@code GET /.well-known/api-catalog} (RFC 9727). */
  public Reply catalog(Call call) {
    call.query();
    var json = JsonNodeFactory.instance.objectNode();
    var api = json.putArray("linkset").addObject().put("anchor", at("/"));
    link(api.putArray("service-desc").addObject(), "/openapi.json");
    link(api.putArray("status").addObject(), "/healthz");
    return new Reply.Whole(
        200,
        OPEN,
        Media.LINKSET.header(),
        ByteString.copyFrom((json + "\n").getBytes(StandardCharsets.UTF_8)));
  }

  private void link(com.fasterxml.jackson.databind.node.ObjectNode link, String path) {
    link.put("href", at(path)).put("type", "application/json");
  }

  private String at(String path) {
    return publicUrl.resolve(path).toString();
  }
}
