package factory.mesh;

import factory.mesh.Settings.Profile;
import io.grpc.Status.Code;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who may change what somebody has asked for: whoever asked for it, and the operators. The one
 * check of every node.
 *
 * @param operators wallets, lower case
 * @param openChanges whether a caller who is not signed in may do what an operator may: how a first
 *     try works without a wallet; development only
 */
public record Owners(Set<String> operators, boolean openChanges) {
  /**
   * Reads {@code operators} (wallets, separated by commas) and {@code open-changes} (true in the
   * development profile, and refused in production).
   *
   * @throws IllegalArgumentException naming the key that is wrong
   */
  public static Owners from(Settings settings) {
    var development = settings.profile() == Profile.DEVELOPMENT;
    var open = settings.flag("open-changes", development);
    if (open && !development) {
      settings.refuse(
          "open-changes is true in the production profile: everybody could change every service; set it to false, or factory.profile to development");
    }
    return new Owners(settings.parsed("operators", Set.of(), Owners::wallets), open);
  }

  private static Set<String> wallets(String text) {
    return Arrays.stream(text.split(","))
        .map(String::strip)
        .map(w -> w.toLowerCase(Locale.ROOT))
        .peek(
            w -> {
              if (!w.matches("0x[0-9a-f]{40}")) {
                throw new IllegalArgumentException(
                    "'" + w + "' is no wallet: 0x and 40 hex digits");
              }
            })
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Whether the caller may change everything. */
  public boolean isOperator(Caller caller) {
    return caller.wallet().map(operators::contains).orElse(openChanges);
  }

  /** Whether the caller may change what this requester has asked for. */
  public boolean mayChange(Optional<String> requester, Caller caller) {
    return isOperator(caller)
        || (requester.isPresent()
            && caller.wallet().filter(w -> w.equalsIgnoreCase(requester.get())).isPresent());
  }

  /**
   * Refuses a caller who may not change what this requester has asked for.
   *
   * @param requester empty for what belongs to the operators
   * @throws Refused UNAUTHENTICATED or PERMISSION_DENIED
   */
  public void requireChange(Optional<String> requester, Caller caller) {
    if (!mayChange(requester, caller)) {
      throw new Refused(caller.wallet().isEmpty() ? signInRequired() : notTheOwner(caller));
    }
  }

  /**
   * Whom a new service belongs to.
   *
   * @param given what the caller says
   * @return the signed-in wallet; where changes are open, what is given as it is
   * @throws Refused when nobody is signed in, or when somebody gives another's name
   */
  public Optional<String> requester(Optional<String> given, Caller caller) {
    if (openChanges) {
      return given.or(caller::wallet);
    }
    var wallet = caller.wallet().orElseThrow(() -> new Refused(signInRequired()));
    if (given.isPresent() && !given.get().equalsIgnoreCase(wallet) && !isOperator(caller)) {
      throw Refused.field(
          "requester_id", "must be left out, or be the wallet that is signed in: " + wallet);
    }
    return given.or(caller::wallet);
  }

  private static Fault signInRequired() {
    return new Fault.Plain(
        Code.UNAUTHENTICATED,
        "SIGN_IN_REQUIRED",
        "This is for a signed-in wallet; sign in first: POST /auth/nonce, then POST /auth/session.");
  }

  private static Fault notTheOwner(Caller caller) {
    return new Fault.Plain(
        Code.PERMISSION_DENIED,
        "NOT_THE_OWNER",
        "Only the wallet that has asked for the service, and the operators, may do this; sign in as one of them.",
        Map.of("wallet", caller.wallet().orElse("")));
  }
}
