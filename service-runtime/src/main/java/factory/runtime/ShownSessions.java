package factory.runtime;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** How callers show their sessions, and how browsers get theirs. */
final class ShownSessions {
  private static final List<String> PREFIXES = List.of("bearer ", "token ");
  private static final Set<String> OWN_PAGES = Set.of("", "same-origin", "none");

  private final Accounts accounts;

  ShownSessions(Accounts accounts) {
    this.accounts = accounts;
  }

  /** How a caller is asked to show who he is: the value of {@code WWW-Authenticate}. */
  String challenge() {
    return switch (accounts.scheme()) {
      case BEARER -> "Bearer realm=\"accounts\"";
      case COOKIE -> "Cookie realm=\"accounts\", cookie-name=\"" + accounts.name() + "\"";
      case HEADER -> "ApiKey realm=\"accounts\", header=\"" + accounts.name() + "\"";
    };
  }

  /** Gives a browser its cookie, where sessions are cookies. */
  void give(ServerRequest request, ServerResponse response, String token) {
    cookie(request, response, token, accounts.sessionSeconds());
  }

  /** Takes it away. */
  void take(ServerRequest request, ServerResponse response) {
    cookie(request, response, "", 0);
  }

  /** The browser keeps it for this host alone, and shows it to no script. */
  private void cookie(ServerRequest request, ServerResponse response, String value, long seconds) {
    if (accounts.scheme() != Accounts.Scheme.COOKIE) {
      return;
    }
    response.header(
        HeaderNames.SET_COOKIE,
        "%s=%s; Path=/; Max-Age=%d; HttpOnly; SameSite=Lax%s"
            .formatted(accounts.name(), value, seconds, isLocal(request) ? "" : "; Secure"));
  }

  /** Everywhere else the gate is reached over https only, though not always by itself. */
  private static boolean isLocal(ServerRequest request) {
    var host = request.requestedUri().host().toLowerCase(Locale.ROOT);
    var https = Http.header(request, "X-Forwarded-Proto").equalsIgnoreCase("https");
    return !https
        && (host.equals("localhost")
            || host.endsWith(".localhost")
            || host.equals("127.0.0.1")
            || host.equals("::1")
            || host.equals("[::1]"));
  }

  /** What a caller shows; empty for nothing. */
  String token(ServerRequest request) {
    return switch (accounts.scheme()) {
      case BEARER -> bare(Http.header(request, "Authorization"), List.of("bearer "));
      case HEADER -> {
        var value = Http.header(request, accounts.name()).strip();
        var prefixes = accounts.name().equalsIgnoreCase("Authorization") ? PREFIXES : List.of("");
        yield bare(value, prefixes);
      }
      case COOKIE -> cookie(request);
    };
  }

  private static String bare(String value, List<String> prefixes) {
    for (var prefix : prefixes) {
      if (value.regionMatches(true, 0, prefix, 0, prefix.length())) {
        return value.substring(prefix.length()).strip();
      }
    }
    return "";
  }

  /** A browser adds it to whatever another site's page asks for too: such a one shows nothing. */
  private String cookie(ServerRequest request) {
    var method = Http.method(request);
    if (!method.equals("GET")
        && !method.equals("HEAD")
        && !OWN_PAGES.contains(Http.header(request, "Sec-Fetch-Site"))) {
      return "";
    }
    var shown = SentKey.cookies(request, accounts.name());
    return shown.isEmpty() ? "" : shown.getFirst();
  }
}
