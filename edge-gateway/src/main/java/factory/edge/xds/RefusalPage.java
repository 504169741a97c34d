package factory.edge.xds;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * What a person's browser shows when Envoy itself answers: constant text without anything of the
 * call.
 */
final class RefusalPage {
  /** The media type. */
  static final String MEDIA_TYPE = "text/html; charset=utf-8";

  private static final String STYLE =
      ":root{color-scheme:light dark}"
          + "body{font:1rem/1.5 system-ui,sans-serif;max-width:38rem;margin:3rem auto;padding:0 1.25rem}"
          + "h1{font-size:1.4rem;line-height:1.25}";

  private RefusalPage() {}

  /** As a format of Envoy's, in which a percent sign begins a command. */
  static String format(String status, String title, String detail, String reason) {
    return """
        <!DOCTYPE html>
        <html lang="en">
        <head>
          <meta charset="utf-8">
          <meta name="viewport" content="width=device-width, initial-scale=1">
          <title>%1$s · Microservices Factory</title>
          <style>%2$s</style>
        </head>
        <body>
          <h1>%1$s</h1>
          <p>%3$s</p>
          <p>If you had sent something, it did not arrive: go back, and what you typed is still there.</p>
          <p><a href="/">The first page</a></p>
          <p><small>%4$s %5$s</small></p>
        </body>
        </html>
        """
        .formatted(title.replaceAll("\\.$", ""), STYLE, detail, status, reason);
  }

  /** Nothing but the page's own style. */
  static String contentSecurityPolicy() {
    try {
      var hash =
          Base64.getEncoder()
              .encodeToString(
                  MessageDigest.getInstance("SHA-256")
                      .digest(STYLE.getBytes(StandardCharsets.UTF_8)));
      return "default-src 'none'; style-src 'sha256-"
          + hash
          + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
