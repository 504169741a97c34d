package factory.edge.gate;

import factory.mesh.Fault;
import factory.mesh.RequestTarget;
import io.grpc.Status.Code;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Each way in which the gate refuses a call: first what each one knows, then, in one table, what
 * each one answers. One that is new does not compile until it is in both.
 */
public sealed interface GateFault extends Fault.Tabled {
  /** The registry was never reached since the start. */
  record RoutesNotLoaded() implements GateFault {}

  /** No service has this id. */
  record ServiceNotFound() implements GateFault {}

  /** The service is known and nothing answers for it. */
  record ServiceNotServing(String serviceId, GatedService.State state) implements GateFault {}

  /** The operators let no call of the service through. */
  record ServiceTakenDown(String why) implements GateFault {}

  /** The service answers and has no token, so nobody can hold it. */
  record TokenNotCreated(String serviceId) implements GateFault {}

  /**
   * The call does not say who calls.
   *
   * @param others what it shows of the service's own, as {@link PlatformCredentials} counts it
   */
  record WalletMissing(boolean walletHeader, int others) implements GateFault {}

  /** Nothing but a name is shown, and that is not enough here. */
  record WalletNotAccepted() implements GateFault {}

  /**
   * More than one credential of the platform is shown, or one of them more than once.
   *
   * @param shown their names, each as often as it came
   */
  record SeveralCredentials(List<String> shown) implements GateFault {
    /** Copies. */
    public SeveralCredentials {
      shown = List.copyOf(shown);
    }
  }

  /** The authorization header is not one that the gate knows. */
  record AuthorizationMalformed() implements GateFault {}

  /** The session is unknown, over or ended. */
  record SessionInvalid() implements GateFault {}

  /** The key is unknown, over or ended. */
  record KeyInvalid() implements GateFault {}

  /** The key is another service's. */
  record KeyOfAnotherService() implements GateFault {}

  /** The key may not be used for this method or path. */
  record KeyScopeExceeded() implements GateFault {}

  /**
   * The key opens nothing for now.
   *
   * @param by who says so
   */
  record KeyPaused(Credentials.Pause by) implements GateFault {}

  /** The service's owner does not let the wallet call. */
  record WalletBlocked(Block block) implements GateFault {}

  /**
   * The key is a page's, and the call comes from no page of an origin that the key names.
   *
   * @param origin where it says that it comes from; empty when it does not say
   */
  record OriginNotAllowed(String origin) implements GateFault {}

  /** The wallet that made a publishable key does not hold enough to open anything with it now. */
  record KeyNotCovered() implements GateFault {}

  /**
   * A key is used as much as it may be.
   *
   * @param by whose use it is
   * @param most calls that may be
   * @param seconds until one may help, at least 1
   */
  record KeyRateExceeded(By by, long most, long seconds) implements GateFault {
    /** Whose use is too much. */
    public enum By {
      /** Calls a minute of one network address. */
      ADDRESS,
      /** Calls a minute of everybody. */
      KEY,
      /** Calls at once of one network address. */
      ADDRESS_AT_ONCE,
      /** Calls at once of everybody. */
      KEY_AT_ONCE,
      /** What the service's limits let the wallet do that made the key. */
      OWNER,
      /** The limit that a program's key has of its own. */
      OWN_LIMIT
    }

    /** Whether the call of somebody else must only end. */
    boolean isForAMoment() {
      return by == By.ADDRESS_AT_ONCE || by == By.KEY_AT_ONCE;
    }
  }

  /** Keys are for services. */
  record KeyNotForPlatform() implements GateFault {}

  /** The session is of a contract wallet, which counts on its own chain alone. */
  record WalletOfAnotherChain(long chainId) implements GateFault {}

  /** Another site's page wants to change something with a cookie of ours. */
  record CookieFromElsewhere() implements GateFault {}

  /** The wallet header is no address. */
  record WalletMalformed() implements GateFault {}

  /** The wallet header came more than once. */
  record WalletRepeated() implements GateFault {}

  /** The balances of the token's chain are not all here. */
  record BalancesNotLoaded(long chainId) implements GateFault {}

  /** The balances of the token's chain are too old to decide on. */
  record BalancesStale(long chainId) implements GateFault {}

  /**
   * The wallet does not hold enough.
   *
   * @param held base units that count at the service's finality
   * @param latest base units at the newest block
   * @param blockNumber the newest block
   */
  record BalanceTooLow(
      AccessToken token,
      EvmAddress wallet,
      BigInteger held,
      BigInteger latest,
      BigInteger needed,
      long blockNumber)
      implements GateFault {}

  /** The wallet has called as often as it may. */
  record LimitExceeded(Terms.Quota.Exceeded quota) implements GateFault {}

  /** More wallets call than can be counted. */
  record LimitsNotCountable() implements GateFault {}

  /**
   * The wallet has as many calls open as it may.
   *
   * @param most at once
   */
  record CallsAtOnceExceeded(int most) implements GateFault {}

  /**
   * The caller's network has as many streams open as it may.
   *
   * @param most at once
   */
  record StreamsExceeded(int most) implements GateFault {}

  /** The caller's network has made as much work as it may. */
  record BudgetExceeded(long seconds) implements GateFault {}

  /** There is no room to write the call down. */
  record UsageNotRecordable() implements GateFault {}

  /** The path can be read in more than one way. */
  record PathAmbiguous() implements GateFault {}

  /** The body says that it is longer than the gate lets through. */
  record BodyTooLarge() implements GateFault {}

  /** A bug of the gate; never a way in. */
  record GateFailed(String errorId) implements GateFault {}

  /**
   * What a refused caller is answered.
   *
   * @param status the HTTP status
   * @param detail what happened to this call and what to do next; may vary
   */
  record Answer(int status, Plain told, String detail) {
    private Answer(int status, Plain told) {
      this(status, told, told.message());
    }
  }

  /** The HTTP status. */
  default int status() {
    return answer().status();
  }

  /** What happened to this call and what to do next; may vary. */
  default String detail() {
    return answer().detail();
  }

  /** After how many seconds trying again may help, where that is known. */
  default OptionalLong retryAfterSeconds() {
    return metadata().containsKey("retry_after_seconds")
        ? OptionalLong.of(Long.parseLong(metadata().get("retry_after_seconds")))
        : maySucceedLater() ? OptionalLong.of(1) : OptionalLong.empty();
  }

  /** Whether the call cannot be decided or served now, and trying again later may help. */
  default boolean maySucceedLater() {
    return code() == Code.UNAVAILABLE;
  }

  @Override
  default Plain told() {
    return answer().told();
  }

  /** What this one answers. */
  default Answer answer() {
    return switch (this) {
      case RoutesNotLoaded() ->
          new Answer(
              503,
              new Plain(
                  Code.UNAVAILABLE,
                  "ROUTES_NOT_LOADED",
                  "The gate does not know yet which services there are; try again."));
      case ServiceNotFound() ->
          new Answer(
              404,
              new Plain(Code.NOT_FOUND, "SERVICE_NOT_FOUND", "There is no such service."),
              "There is no such service; it is called at /gateway/{service_id}/ or at its own origin, and GET /services lists them.");
      case ServiceNotServing(var serviceId, var state) ->
          new Answer(
              503,
              new Plain(
                  Code.UNAVAILABLE,
                  "SERVICE_NOT_SERVING",
                  "The service does not answer calls now.",
                  Map.of("service_id", serviceId)),
              switch (state) {
                case NONE ->
                    "No version of the service was deployed yet; GET /services/{id} shows how far it is.";
                case UP -> "The service is being connected; try again.";
                case ASLEEP -> "The service is asleep; try again.";
                case DOWN ->
                    "The service's process does not answer; it is started again by itself.";
              });
      case ServiceTakenDown(var why) ->
          new Answer(
              403,
              new Plain(
                  Code.PERMISSION_DENIED,
                  "SERVICE_TAKEN_DOWN",
                  "The operators of the platform have taken the service down.",
                  Map.of("takedown_reason", why)),
              "The operators of the platform have taken the service down: %s".formatted(why));
      case TokenNotCreated(var serviceId) ->
          new Answer(
              403,
              new Plain(
                  Code.FAILED_PRECONDITION,
                  "TOKEN_NOT_CREATED",
                  "The service has no token yet, so that nobody can hold it.",
                  Map.of("service_id", serviceId)),
              "The service has no token yet, so that nobody can hold it; POST /token with its service_id creates one.");
      case WalletMissing(var walletHeader, var others) ->
          new Answer(
              401,
              new Plain(
                  Code.UNAUTHENTICATED,
                  "WALLET_MISSING",
                  "The call does not say whose wallet calls."),
              CredentialWords.missing(walletHeader, others));
      case WalletNotAccepted() ->
          new Answer(
              401,
              new Plain(
                  Code.UNAUTHENTICATED,
                  "WALLET_NOT_ACCEPTED",
                  "X-Wallet-Address proves nothing and is not taken here; sign in, or use a key."));
      case SeveralCredentials(var shown) ->
          new Answer(
              400,
              new Plain(
                  Code.INVALID_ARGUMENT,
                  "SEVERAL_CREDENTIALS",
                  "The call shows more than one identity of the platform; send one of Authorization: Bearer mfs_..., X-API-Key: mf_..., X-Session: mfs_..., X-Wallet-Address and the session cookie, once.",
                  Map.of("credentials", CredentialWords.listed(shown))),
              CredentialWords.several(shown));
      case AuthorizationMalformed() ->
          new Answer(
              400,
              new Plain(
                  Code.INVALID_ARGUMENT,
                  "AUTHORIZATION_MALFORMED",
                  "Authorization must be Bearer and the secret of a session (mfs_...); a key (mf_...) goes into X-API-Key."));
      case SessionInvalid() ->
          new Answer(
              401,
              new Plain(
                  Code.UNAUTHENTICATED,
                  "SESSION_INVALID",
                  "The session is unknown, over or ended; sign in again."));
      case KeyInvalid() ->
          new Answer(
              401,
              new Plain(
                  Code.UNAUTHENTICATED,
                  "KEY_INVALID",
                  "The key is unknown, over or ended; make another one."));
      case KeyOfAnotherService() ->
          new Answer(
              403,
              new Plain(
                  Code.PERMISSION_DENIED,
                  "KEY_OF_ANOTHER_SERVICE",
                  "The key is for another service; each service has keys of its own."));
      case KeyScopeExceeded() ->
          new Answer(
              403,
              new Plain(
                  Code.PERMISSION_DENIED,
                  "KEY_SCOPE_EXCEEDED",
                  "The key's scope leaves this method or path out; take a key with a wider one."));
      case KeyPaused(var by) ->
          new Answer(
              403,
              new Plain(
                  Code.PERMISSION_DENIED,
                  "KEY_PAUSED",
                  "The key is paused and opens nothing now.",
                  Map.of("by", by == Credentials.Pause.OWNER ? "service_owner" : "key_holder")),
              by == Credentials.Pause.OWNER
                  ? "The service's owner lets this key open nothing now; ask them, or take another key."
                  : "The key is paused by the wallet whose key it is; it goes on when that wallet says so.");
      case WalletBlocked(var block) ->
          new Answer(
              403,
              new Plain(
                  Code.PERMISSION_DENIED,
                  "WALLET_BLOCKED",
                  "The service's owner does not let this wallet call.",
                  block
                      .until()
                      .map(
                          until ->
                              Map.of("blocked_reason", block.reason(), "until", until.toString()))
                      .orElse(Map.of("blocked_reason", block.reason()))),
              "The service's owner does not let this wallet call%s: %s"
                  .formatted(
                      block.until().map(until -> " until " + until).orElse(""), block.reason()));
      case OriginNotAllowed(var origin) ->
          new Answer(
              403,
              new Plain(
                  Code.PERMISSION_DENIED,
                  "ORIGIN_NOT_ALLOWED",
                  "The key is for pages of other origins than this call comes from."),
              GuestWords.notAllowed(origin));
      case KeyNotCovered() ->
          new Answer(
              403,
              new Plain(
                  Code.PERMISSION_DENIED,
                  "KEY_NOT_COVERED",
                  "The wallet that made this key does not hold enough of the service's token now; whoever made the key buys more, and it opens again."));
      case KeyRateExceeded(var by, var most, var seconds) ->
          new Answer(
              429,
              new Plain(
                  Code.RESOURCE_EXHAUSTED,
                  "KEY_RATE_EXCEEDED",
                  "The key is used as much as it may be.",
                  Map.of(
                      "by", by.name().toLowerCase(Locale.ROOT),
                      "retry_after_seconds", Long.toString(seconds))),
              GuestWords.exceeded(by, most, seconds));
      case KeyNotForPlatform() ->
          new Answer(
              400,
              new Plain(
                  Code.INVALID_ARGUMENT,
                  "KEY_NOT_FOR_PLATFORM",
                  "A key opens its service below /gateway/ only; sign in for the platform itself."));
      case WalletOfAnotherChain(var chainId) ->
          new Answer(
              403,
              new Plain(
                  Code.PERMISSION_DENIED,
                  "WALLET_OF_ANOTHER_CHAIN",
                  "The session is of a contract wallet on another chain than the token's; sign in on the token's chain.",
                  Map.of("chain_id", Long.toUnsignedString(chainId))));
      case CookieFromElsewhere() ->
          new Answer(
              403,
              new Plain(
                  Code.PERMISSION_DENIED,
                  "COOKIE_FROM_ELSEWHERE",
                  "A session cookie counts for the pages of its own origin only; send Authorization or X-API-Key."));
      case WalletMalformed() ->
          new Answer(
              400,
              new Plain(
                  Code.INVALID_ARGUMENT,
                  "WALLET_MALFORMED",
                  "X-Wallet-Address is not an address: 0x and 40 hex digits."));
      case WalletRepeated() ->
          new Answer(
              400,
              new Plain(
                  Code.INVALID_ARGUMENT,
                  "WALLET_REPEATED",
                  "X-Wallet-Address came more than once; send it once."));
      case BalancesNotLoaded(var chainId) ->
          new Answer(
              503,
              new Plain(
                  Code.UNAVAILABLE,
                  "BALANCES_NOT_LOADED",
                  "The gate does not know the token's balances yet; try again.",
                  Map.of("chain_id", Long.toUnsignedString(chainId))));
      case BalancesStale(var chainId) ->
          new Answer(
              503,
              new Plain(
                  Code.UNAVAILABLE,
                  "BALANCES_STALE",
                  "The gate cannot rely on what it knows of the token's chain now; try again.",
                  Map.of("chain_id", Long.toUnsignedString(chainId))));
      case BalanceTooLow(var token, var wallet, var held, var latest, var needed, var block) ->
          new Answer(
              403,
              new Plain(
                  Code.PERMISSION_DENIED,
                  "BALANCE_TOO_LOW",
                  "The wallet does not hold enough of the service's token.",
                  Map.of(
                      "chain_id", Long.toUnsignedString(token.chainId()),
                      "token_address", token.address().toString(),
                      "wallet", wallet.toString(),
                      "needed", needed.toString(),
                      "held", held.toString(),
                      "held_latest", latest.toString(),
                      "block_number", Long.toUnsignedString(block))),
              latest.compareTo(needed) >= 0
                  ? "The wallet holds %s base units of token %s at block %s, and only %s of them are final enough for this service, which needs %s; wait for more blocks."
                      .formatted(
                          latest, token.address(), Long.toUnsignedString(block), held, needed)
                  : "The wallet holds %s base units of token %s on chain %s at block %s, and %s are needed; call buy(address to, uint256 minTokens, uint256 deadline) on the token with ETH to get them."
                      .formatted(
                          held,
                          token.address(),
                          Long.toUnsignedString(token.chainId()),
                          Long.toUnsignedString(block),
                          needed));
      case LimitExceeded(var quota) ->
          new Answer(
              429,
              new Plain(
                  Code.RESOURCE_EXHAUSTED,
                  "LIMIT_EXCEEDED",
                  "The wallet has called as often as the service's limits allow.",
                  Map.of(
                      "limits", String.join(",", quota.limits()),
                      "retry_after_seconds", Long.toString(quota.retryAfterSeconds()))),
              "The wallet has called as often as the service's limit %s allows; this call was not counted; try again in %d s."
                  .formatted(String.join(" and ", quota.limits()), quota.retryAfterSeconds()));
      case LimitsNotCountable() ->
          new Answer(
              503,
              new Plain(
                  Code.UNAVAILABLE,
                  "LIMITS_NOT_COUNTABLE",
                  "More wallets call than the gate can count; try again."));
      case CallsAtOnceExceeded(var most) ->
          new Answer(
              429,
              new Plain(
                  Code.RESOURCE_EXHAUSTED,
                  "CALLS_AT_ONCE_EXCEEDED",
                  "The wallet has as many calls of the service open as it may.",
                  Map.of("calls_at_once", Integer.toString(most), "retry_after_seconds", "1")),
              "The wallet has %d calls of the service open, as many as it may; let one of them end and try again."
                  .formatted(most));
      case StreamsExceeded(var most) ->
          new Answer(
              429,
              new Plain(
                  Code.RESOURCE_EXHAUSTED,
                  "STREAMS_EXCEEDED",
                  "As many streams are open from this network address as may be.",
                  Map.of("streams", Integer.toString(most), "retry_after_seconds", "5")),
              "%d streams are open from this network address, as many as may be; close one, or read the same without a stream."
                  .formatted(most));
      case BudgetExceeded(var seconds) ->
          new Answer(
              429,
              new Plain(
                  Code.RESOURCE_EXHAUSTED,
                  "BUDGET_EXCEEDED",
                  "This network address has asked for as much work as it may.",
                  Map.of("retry_after_seconds", Long.toString(seconds))),
              "This network address has asked for as much work as it may; try again in %d s, and read as often as you like."
                  .formatted(seconds));
      case UsageNotRecordable() ->
          new Answer(
              503,
              new Plain(
                  Code.UNAVAILABLE,
                  "USAGE_NOT_RECORDABLE",
                  "The gate has no room to write the call down, and none passes uncounted; try again."));
      case PathAmbiguous() -> new Answer(400, RequestTarget.AMBIGUOUS);
      case BodyTooLarge() ->
          new Answer(
              413,
              new Plain(
                  Code.RESOURCE_EXHAUSTED,
                  "BODY_TOO_LARGE",
                  "The body is longer than the 10 MiB that pass the gate.",
                  Map.of("limit_bytes", Long.toString(Gate.MAX_BODY_BYTES))));
      case GateFailed(var errorId) ->
          new Answer(
              503,
              new Plain(
                  Code.UNAVAILABLE,
                  "GATE_FAILED",
                  "The gate failed; its log has the details under the error id.",
                  Map.of("error_id", errorId)));
    };
  }
}
