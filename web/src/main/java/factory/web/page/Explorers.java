package factory.web.page;

import java.util.Map;

/** Where people look at what is on a public chain. */
public final class Explorers {
  /** By EIP-155 id. Source: the explorers that chainlist.org names for each. */
  private static final Map<Long, String> KNOWN =
      Map.of(
          1L, "https://etherscan.io",
          10L, "https://optimistic.etherscan.io",
          137L, "https://polygonscan.com",
          8453L, "https://basescan.org",
          42161L, "https://arbiscan.io",
          84532L, "https://sepolia.basescan.org",
          11155111L, "https://sepolia.etherscan.io");

  private Explorers() {}

  /** Of a contract or wallet; empty when no explorer of the chain is known here. */
  public static String address(long chainId, String address) {
    var explorer = KNOWN.get(chainId);
    return explorer == null || !address.matches("0x[0-9a-f]{40}")
        ? ""
        : explorer + "/address/" + address;
  }

  /** Of a transaction; empty when no explorer of the chain is known here. */
  static String transactions(long chainId) {
    var explorer = KNOWN.get(chainId);
    return explorer == null ? "" : explorer + "/tx/";
  }
}
