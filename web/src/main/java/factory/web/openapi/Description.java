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
import java.util.concurrent.CompletableFuture;

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

  /**
   * The bytes and their tag.
   *
   * @param etag weak: the edge compresses the document, and keeps weak ones
   */
  private record Made(ByteString bytes, String etag) {
    static Made now() {
      var bytes = ByteString.copyFromUtf8(OpenApiDocument.assemble() + "\n");
      return new Made(bytes, "W/\"" + hash(bytes) + "\"");
    }
  }

  /**
   * Begins when the document is first asked for, since most starts are of nodes that nobody asks,
   * and on a thread of its own: it computes, and a virtual one that does so stops others.
   */
  private static final class Making {
    static final CompletableFuture<Made> MADE = CompletableFuture.supplyAsync(Made::now);
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
    var made = Making.MADE.join();
    headers.put("ETag", made.etag());
    return call.ifNoneMatch(made.etag())
        ? new Reply.Whole(200, headers, Media.JSON.header(), made.bytes())
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
