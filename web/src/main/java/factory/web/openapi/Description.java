package factory.web.openapi;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import factory.web.http.Call;
import factory.web.http.Media;
import factory.web.http.Published;
import factory.web.http.Reply;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/** Serves the document, and tells where it is. Any site may read both. */
public final class Description {
  private final URI publicUrl;

  /**
   * Begins when the document is first asked for, since most starts are of nodes that nobody asks,
   * and on a thread of its own: it computes, and a virtual one that does so stops others.
   */
  private static final class Making {
    static final CompletableFuture<Published> MADE =
        CompletableFuture.supplyAsync(() -> Published.of(OpenApiDocument.assemble() + "\n"));
  }

  /**
   * Of the platform at this address.
   *
   * @param publicUrl where callers reach it
   */
  public Description(URI publicUrl) {
    this.publicUrl = publicUrl;
  }

  /** {@code GET /openapi.json}. */
  public Reply document(Call call) {
    call.query();
    return Making.MADE.join().reply(call, Media.JSON);
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
        Published.HEADERS,
        Media.LINKSET.header(),
        ByteString.copyFrom((json + "\n").getBytes(StandardCharsets.UTF_8)));
  }

  private void link(ObjectNode link, String path) {
    link.put("href", at(path)).put("type", "application/json");
  }

  private String at(String path) {
    return publicUrl.resolve(path).toString();
  }
}
