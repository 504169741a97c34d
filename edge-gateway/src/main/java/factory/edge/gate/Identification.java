package factory.edge.gate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds out who calls from what a call shows: one credential, once. */
final class Identification {
  /** Names the caller's wallet. */
  static final String WALLET = "x-wallet-address";

  static final String AUTHORIZATION = "authorization";
  static final String API_KEY = "x-api-key";
  static final String COOKIE = "cookie";
  static final String SESSION_COOKIE = "__Host-factory";

  private static final String BEARER = "bearer ";

  private final Credentials credentials;
  private final boolean walletHeader;
  private final String origin;

  /**
   * @param walletHeader an unsigned wallet header is believed
   * @param origin of the platform's own pages, the only ones whose cookie counts
   */
  Identification(Credentials credentials, boolean walletHeader, String origin) {
    this.credentials = credentials;
    this.walletHeader = walletHeader;
    this.origin = origin;
  }

  /** What was found out. */
  sealed interface Result {
    /** The call shows nothing. */
    record Nobody() implements Result {}

    /** The call shows who calls. */
    record Somebody(Caller caller) implements Result {}

    /** What the call shows is refused. */
    record Bad(GateFault fault) implements Result {}
  }

  Result identify(Call call) {
    var authorization = call.header(AUTHORIZATION);
    var key = call.header(API_KEY);
    var wallet = call.header(WALLET);
    var cookies = cookies(call.header(COOKIE));
    var shown =
        (authorization.isPresent() ? 1 : 0)
            + (key.isPresent() ? 1 : 0)
            + (wallet.isPresent() ? 1 : 0)
            + (cookies.isEmpty() ? 0 : 1);
    if (shown == 0) {
      return new Result.Nobody();
    }
    if (shown > 1 || cookies.size() > 1) {
      return new Result.Bad(new GateFault.SeveralCredentials());
    }
    if (authorization.isPresent()) {
      return bearer(authorization.get());
    }
    if (key.isPresent()) {
      return key.get().indexOf(',') >= 0
          ? new Result.Bad(new GateFault.SeveralCredentials())
          : somebody(credentials.key(key.get()).map(Caller::of), new GateFault.KeyInvalid());
    }
    if (wallet.isPresent()) {
      return unsigned(wallet.get());
    }
    return cookie(cookies.getFirst(), call);
  }

  private Result bearer(String value) {
    if (value.indexOf(',') >= 0) {
      return new Result.Bad(new GateFault.SeveralCredentials());
    }
    if (!value.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      return new Result.Bad(new GateFault.AuthorizationMalformed());
    }
    return somebody(
        credentials.session(value.substring(BEARER.length()).strip()).map(Caller::of),
        new GateFault.SessionInvalid());
  }

  private Result unsigned(String value) {
    if (!walletHeader) {
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
    if (!reads && from.isPresent() && !from.get().equals(origin)) {
      return new Result.Bad(new GateFault.CookieFromElsewhere());
    }
    return somebody(credentials.session(secret).map(Caller::of), new GateFault.SessionInvalid());
  }

  private static Result somebody(Optional<Caller> caller, GateFault otherwise) {
    return caller.<Result>map(Result.Somebody::new).orElseGet(() -> new Result.Bad(otherwise));
  }

  /** The values of our cookie; more than one when it came more than once. */
  private static List<String> cookies(Optional<String> header) {
    if (header.isEmpty() || !header.get().contains(SESSION_COOKIE)) {
      return List.of();
    }
    List<String> values = new ArrayList<>();
    for (var cookie : header.get().split("[;,]")) {
      var pair = cookie.strip();
      if (pair.startsWith(SESSION_COOKIE + "=")) {
        values.add(pair.substring(SESSION_COOKIE.length() + 1));
      }
    }
    return values;
  }
}
