package factory.web.page;

import com.google.protobuf.ByteString;
import factory.web.http.Call;
import factory.web.http.Problem;
import factory.web.http.Reply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/**
 * The files that pages need, from this node alone. Their addresses carry the hash of what is in
 * them, so browsers may keep them for ever.
 */
public final class Assets {
  private static final String HTMX = "/META-INF/resources/webjars/htmx.org/2.0.10/dist/htmx.min.js";

  private final Map<String, Asset> byName;

  private record Asset(String contentType, ByteString bytes, String hash) {}

  /** Addresses. */
  public record Urls(
      String style, String htmx, String script, String icon, String tryIt, String trade) {}

  private Assets(Map<String, Asset> byName) {
    this.byName = byName;
  }

  /** Reads them all. */
  public static Assets load() {
    return new Assets(
        Map.of(
            "style.css", load("text/css; charset=utf-8", "/factory/web/static/style.css"),
            // One file, which browsers run in pages and as the worker that all tabs share.
            "page.js",
                load(
                    "text/javascript; charset=utf-8",
                    "/factory/web/static/live.js",
                    "/factory/web/static/page.js"),
            "trade.js", load("text/javascript; charset=utf-8", "/factory/web/static/trade.js"),
            "try.js", load("text/javascript; charset=utf-8", "/factory/web/static/try.js"),
            "htmx.js", load("text/javascript; charset=utf-8", HTMX),
            "icon.svg", load("image/svg+xml", "/factory/web/static/icon.svg")));
  }

  private static Asset load(String contentType, String... resources) {
    try {
      var content = new ByteArrayOutputStream();
      for (var resource : resources) {
        try (var in = Assets.class.getResourceAsStream(resource)) {
          if (in == null) {
            throw new IllegalStateException(resource + " is not on the class path");
          }
          in.transferTo(content);
        }
      }
      var bytes = content.toByteArray();
      var digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return new Asset(
          contentType, ByteString.copyFrom(bytes), HexFormat.of().formatHex(digest, 0, 8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  Urls urls() {
    return new Urls(
        url("style.css"),
        url("htmx.js"),
        url("page.js"),
        url("icon.svg"),
        url("try.js"),
        url("trade.js"));
  }

  private String url(String name) {
    return "/static/" + asset(name).hash() + "/" + name;
  }

  private Asset asset(String name) {
    var asset = byName.get(name);
    if (asset == null) {
      throw Problem.noSuchPath();
    }
    return asset;
  }

  /** {@code GET /static/{hash}/{name}}. */
  public Reply get(Call call) {
    var asset = asset(call.pathPart("name"));
    if (!asset.hash().equals(call.pathPart("hash"))) {
      throw Problem.noSuchPath();
    }
    return new Reply.Whole(
        200,
        Map.of("Cache-Control", "public, max-age=31536000, immutable"),
        asset.contentType(),
        asset.bytes());
  }
}
