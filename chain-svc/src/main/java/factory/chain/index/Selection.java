package factory.chain.index;

import factory.chain.evm.Account;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import java.util.TreeSet;

/** Which tokens a watcher hears of. */
public final class Selection {
  /** Every token, also those to come. */
  public static final Selection ALL = new Selection(Set.of());

  private final Set<Account> tokens;
  private final String digest;

  private Selection(Set<Account> tokens) {
    this.tokens = tokens;
    digest = digest(tokens);
  }

  /** These tokens; all when there is none. */
  public static Selection of(Set<Account> tokens) {
    return tokens.isEmpty() ? ALL : new Selection(Set.copyOf(tokens));
  }

  /** Whether it is every token. */
  public boolean isAll() {
    return tokens.isEmpty();
  }

  boolean has(Account token) {
    return tokens.isEmpty() || tokens.contains(token);
  }

  /** The same for the same tokens, whatever their order. */
  String digest() {
    return digest;
  }

  private static String digest(Set<Account> tokens) {
    try {
      var sha = MessageDigest.getInstance("SHA-256");
      for (var hex : new TreeSet<>(tokens.stream().map(Account::hex).toList())) {
        sha.update(hex.getBytes(StandardCharsets.US_ASCII));
      }
      return HexFormat.of().formatHex(sha.digest(), 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
