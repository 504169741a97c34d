package factory.edge.gate;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What a caller reads whose credentials say too little or too much. */
final class CredentialWords {
  private CredentialWords() {}

  /**
   * To a call of nobody.
   *
   * @param walletHeader an unsigned wallet header would be believed
   * @param others what it shows of the service's own, as {@link PlatformCredentials} counts it
   */
  static String missing(boolean walletHeader, int others) {
    var authorization = (others & PlatformCredentials.AUTHORIZATION) != 0;
    var key = (others & PlatformCredentials.API_KEY) != 0;
    List<String> ways = new ArrayList<>();
    if (!authorization) {
      ways.add("Authorization: Bearer with a session (mfs_...)");
    } else {
      ways.add("X-Session with a session (mfs_...)");
    }
    if (!key) {
      ways.add("X-API-Key with a key of the service (mf_...)");
    }
    if (walletHeader) {
      ways.add("in development only, X-Wallet-Address: 0x and 40 hex digits");
    }
    var send = String.join(", or ", ways);
    return others == 0
        ? "The call does not say whose wallet calls; send %s. POST /auth/nonce, then POST /auth/session, give a session."
            .formatted(send)
        : "The call does not say whose wallet calls: its %s is not of the platform's form and is the service's own; send besides %s."
            .formatted(ofService(others), send);
  }

  private static String ofService(int others) {
    List<String> names = new ArrayList<>();
    if ((others & PlatformCredentials.AUTHORIZATION) != 0) {
      names.add("Authorization");
    }
    if ((others & PlatformCredentials.API_KEY) != 0) {
      names.add("X-API-Key");
    }
    if ((others & PlatformCredentials.X_SESSION) != 0) {
      names.add("X-Session");
    }
    return String.join(" and ", names);
  }

  /**
   * To a call with more than one identity.
   *
   * @param shown names, each as often as it came
   */
  static String several(List<String> shown) {
    var names = shown.stream().distinct().toList();
    return names.size() == 1
        ? "The call shows %s more than once; send it once.".formatted(names.getFirst())
        : "The call shows more than one identity of the platform: %s; send one of them. A service's own credentials, of another form than ours, may come besides."
            .formatted(String.join(" and ", names));
  }

  /** The same as a list for programs. */
  static String listed(List<String> shown) {
    return shown.stream().distinct().collect(Collectors.joining(", "));
  }
}
