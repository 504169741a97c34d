package factory.web.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.ServerRequestHeaders;
import java.net.URI;
import java.util.Locale;

/**
 * Refuses writes that another site makes a browser send. Browsers say where a request comes from:
 * {@code Sec-Fetch-Site} where they may, {@code Origin} on every POST; a page cannot change either.
 * So nothing has to be kept or signed, and every replica decides alike. Programs, which send
 * neither, may write JSON, which no page can send elsewhere without being asked first; a form
 * without either header is refused.
 */
final class CrossOrigin {
  private final URI publicUrl;

  CrossOrigin(URI publicUrl) {
    this.publicUrl = publicUrl;
  }

  void check(ServerRequestHeaders headers, boolean form) {
    var site = headers.first(HeaderNames.create("Sec-Fetch-Site")).orElse("");
    if (!site.isEmpty()) {
      if (!site.equals("same-origin") && !site.equals("none")) {
        throw refused();
      }
      return;
    }
    var origin = headers.first(HeaderNames.ORIGIN).orElse("");
    if (origin.isEmpty()) {
      if (form) {
        throw refused();
      }
      return;
    }
    if (!isOurs(origin, headers.first(HeaderNames.HOST).orElse(""))) {
      throw refused();
    }
  }

  private boolean isOurs(String origin, String host) {
    try {
      var from = URI.create(origin);
      var authority = from.getAuthority();
      if (authority == null) {
        return false;
      }
      return authority.equalsIgnoreCase(host)
          || (from.getScheme().toLowerCase(Locale.ROOT).equals(publicUrl.getScheme())
              && authority.equalsIgnoreCase(publicUrl.getAuthority()));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static Rejected refused() {
    return new Rejected(
        new Problem(
            403,
            "CROSS_ORIGIN",
            "A write must come from a page of this site, or be a program's JSON without an Origin."));
  }
}
