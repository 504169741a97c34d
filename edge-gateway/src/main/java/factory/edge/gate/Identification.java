package factory.edge.gate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds out who calls from what a call shows: one credential of the platform, once. What a call of
 * a service shows besides is the service's own, where it is not of our form.
 */
final class Identification {
  /** Names the caller's wallet. */
  static final String WALLET = "x-wallet-address";

  static final String AUTHORIZATION = "authorization";
  static final String API_KEY = "x-api-key";

  /** A session, where {@code Authorization} is the service's. */
  static final String X_SESSION = "x-session";

  static final String COOKIE = "cookie";
  static final String SESSION_COOKIE = "__Host-factory";

  /** Of a session on a service's own origin. */
  static final String ORIGIN_COOKIE = "__Host-factory-origin";

  private static final String BEARER = "bearer ";

  private final Credentials credentials;
  private final Gate.Policy policy;

  /** As the policy allows. */
  Identification(Credentials credentials, Gate.Policy policy) {
    this.credentials = credentials;
    this.policy = policy;
  }

  /** What was found out. */
  sealed interface Result {
    /**
     * The call shows nothing of the platform's.
     *
     * @param ofService what it shows of the service's own, as {@link PlatformCredentials} counts it
     */
    record Nobody(int ofService) implements Result {}

    /** The call shows who calls. */
    record Somebody(Caller caller) implements Result {}

    /** The call shows a page's key, and not who calls. */
    record Guest(Credentials.PublishableKey key) implements Result {}

    /** What the call shows is refused. */
    record Bad(GateFault fault) implements Result {}
  }

  /** Who calls the platform itself: every credential there is meant for it. */
  Result ofPlatform(Call call) {
    return identify(call, "", 0);
  }

  /** Who calls a service, which may have credentials of its own. */
  Result ofService(Call call, String serviceId) {
    return identify(call, serviceId, PlatformCredentials.ofService(call.headers()));
  }

  private Result identify(Call call, String serviceId, int others) {
    var headers = call.headers();
    var authorization =
        (others & PlatformCredentials.AUTHORIZATION) == 0 ? headers.get(AUTHORIZATION) : null;
    var key = (others & PlatformCredentials.API_KEY) == 0 ? headers.get(API_KEY) : null;
    var session = (others & PlatformCredentials.X_SESSION) == 0 ? headers.get(X_SESSION) : null;
    var wallet = headers.get(WALLET);
    var isOrigin = call.kind() == Call.Kind.ORIGIN;
    var cookies = cookies(headers.get(COOKIE), isOrigin ? ORIGIN_COOKIE : SESSION_COOKIE);
    var named =
        (authorization != null ? 1 : 0)
            + (key != null ? 1 : 0)
            + (session != null ? 1 : 0)
            + (wallet != null ? 1 : 0);
    if (key != null && named == 1 && key.startsWith(PlatformCredentials.PUBLISHABLE)) {
      // A page asks for nobody; that a browser sends our cookie besides is none of its doing.
      return guest(key);
    }
    var shown = named + cookies.size();
    if (shown == 0) {
      return new Result.Nobody(others);
    }
    if (shown > 1) {
      List<String> names = new ArrayList<>();
      add(names, "Authorization", authorization);
      add(names, "X-API-Key", key);
      add(names, "X-Session", session);
      add(names, "X-Wallet-Address", wallet);
      cookies.forEach(_ -> names.add("the session cookie"));
      return new Result.Bad(new GateFault.SeveralCredentials(names));
    }
    if (authorization != null) {
      return bearer(authorization);
    }
    if (key != null) {
      return key.indexOf(',') >= 0
          ? twice("X-API-Key")
          : somebody(credentials.key(key).map(Caller::of), new GateFault.KeyInvalid());
    }
    if (session != null) {
      return session.indexOf(',') >= 0
          ? twice("X-Session")
          : somebody(credentials.session(session).map(Caller::of), new GateFault.SessionInvalid());
    }
    if (wallet != null) {
      return unsigned(wallet);
    }
    return isOrigin
        ? originCookie(cookies.getFirst(), call, serviceId)
        : cookie(cookies.getFirst(), call);
  }

  private Result guest(String key) {
    return key.indexOf(',') >= 0
        ? twice("X-API-Key")
        : credentials
            .publishableKey(key)
            .<Result>map(Result.Guest::new)
            .orElseGet(() -> new Result.Bad(new GateFault.KeyInvalid()));
  }

  private static void add(List<String> names, String name, @Nullable String value) {
    if (value != null) {
      names.add(name);
    }
  }

  private static Result twice(String name) {
    return new Result.Bad(new GateFault.SeveralCredentials(List.of(name, name)));
  }

  private Result bearer(String value) {
    if (value.indexOf(',') >= 0) {
      return twice("Authorization");
    }
    if (!value.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      return new Result.Bad(new GateFault.AuthorizationMalformed());
    }
    var secret = value.substring(BEARER.length()).strip();
    return secret.startsWith(PlatformCredentials.KEY)
            || secret.startsWith(PlatformCredentials.PUBLISHABLE)
        ? new Result.Bad(new GateFault.AuthorizationMalformed())
        : somebody(credentials.session(secret).map(Caller::of), new GateFault.SessionInvalid());
  }

  private Result unsigned(String value) {
    if (!policy.walletHeader()) {
      return new Result.Bad(new GateFault.WalletNotAccepted());
    }
    if (value.indexOf(',') >= 0) {
      return new Result.Bad(new GateFault.WalletRepeated());
    }
    return somebody(EvmAddress.parse(value).map(Caller::unsigned), new GateFault.WalletMalformed());
  }

  /** Browsers send cookies by themselves: not for what another site's page has asked for. */
  private Result cookie(String secret, Call call) {
    var reads = call.method().equals("GET") || call.method().equals("HEAD");
    var from = call.header("origin");
    if (!reads && from.isPresent() && !from.get().equals(policy.origin())) {
      return new Result.Bad(new GateFault.CookieFromElsewhere());
    }
    return somebody(credentials.session(secret).map(Caller::of), new GateFault.SessionInvalid());
  }

  /**
   * For the service's own pages, and for whoever follows a link to one. Services may be same-site
   * with each other, so that {@code SameSite} alone keeps none of them out; a browser says itself
   * where a request comes from, and no page can change that.
   */
  private Result originCookie(String secret, Call call, String serviceId) {
    return isFromItself(call, serviceId) || isOpenedByAPerson(call)
        ? somebody(
            credentials.originSession(secret, serviceId).map(Caller::of),
            new GateFault.SessionInvalid())
        : new Result.Bad(new GateFault.CookieFromElsewhere());
  }

  private boolean isFromItself(Call call, String serviceId) {
    var site = call.header("sec-fetch-site");
    return site.isPresent()
        ? site.get().equals("same-origin") || site.get().equals("none")
        : call.header("origin").isPresent()
            && call.header("origin")
                .equals(policy.serviceHosts().map(hosts -> hosts.origin(serviceId)));
  }

  private static boolean isOpenedByAPerson(Call call) {
    return (call.method().equals("GET") || call.method().equals("HEAD"))
        && call.header("sec-fetch-mode").filter("navigate"::equals).isPresent()
        && call.header("sec-fetch-dest").filter("document"::equals).isPresent();
  }

  private static Result somebody(Optional<Caller> caller, GateFault otherwise) {
    return caller.<Result>map(Result.Somebody::new).orElseGet(() -> new Result.Bad(otherwise));
  }

  /** The values of our cookie; more than one when it came more than once. */
  private static List<String> cookies(@Nullable String header, String name) {
    if (header == null || !header.contains(name)) {
      return List.of();
    }
    List<String> values = new ArrayList<>();
    for (var cookie : header.split("[;,]")) {
      var pair = cookie.strip();
      if (pair.startsWith(name) && pair.startsWith("=", name.length())) {
        values.add(pair.substring(name.length() + 1));
      }
    }
    return values;
  }
}
