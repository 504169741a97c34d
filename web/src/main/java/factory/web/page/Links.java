package factory.web.page;

import factory.web.neighbour.Wallet;
import java.math.BigInteger;
import java.util.Optional;

/** Addresses and commands for people to follow and copy. */
final class Links {
  private Links() {}

  /** The address when a browser may follow it; empty when it is of another kind. */
  static String http(String url) {
    return url.matches("https?://[A-Za-z0-9.:\\[\\]_-]+(/[A-Za-z0-9._~/-]*)?") ? url : "";
  }

  /** How to call a service. */
  static String call(String base, Optional<Wallet> wallet) {
    return "curl -H 'X-Wallet-Address: "
        + wallet.map(Wallet::address).orElse("0xYOUR_WALLET")
        + "' "
        + base
        + "/PATH";
  }

  /** How to buy: at least 99 of 100 of the quoted tokens, within ten minutes. */
  static String buy(String token, BigInteger wei, BigInteger tokens, Optional<Wallet> wallet) {
    if (!token.matches("0x[0-9a-fA-F]{40}")) {
      return "";
    }
    var least = tokens.multiply(BigInteger.valueOf(99)).divide(BigInteger.valueOf(100));
    return "cast send "
        + token
        + " 'buy(address,uint256,uint256)' "
        + wallet.map(Wallet::address).orElse("0xYOUR_WALLET")
        + " "
        + least
        + " $(($(date +%s) + 600)) --value "
        + wei
        + " --rpc-url \"$ETH_RPC_URL\" --private-key \"$PRIVATE_KEY\"";
  }
}
