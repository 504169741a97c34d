package factory.chain.wallet;

import factory.chain.evm.Account;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.web3j.crypto.ECDSASignature;
import org.web3j.crypto.Keys;
import org.web3j.crypto.Sign;

/**
 * What a key leaves under a message (secp256k1).
 *
 * @param parity of the point that r is from: 0 or 1
 * @param r 1 to n-1
 * @param s 1 to n/2: the upper half would be a second signature for the same message
 */
record KeySignature(int parity, BigInteger r, BigInteger s) {
  private static final int WORD = 32;
  private static final BigInteger N = Sign.CURVE_PARAMS.getN();
  private static final BigInteger HALF_N = N.shiftRight(1);

  /**
   * Reads r, s and v (0, 1, 27 or 28), or r and an s whose top bit is the parity.
   *
   * <p>Source: the yellow paper's appendix F, EIP-2, EIP-2098.
   */
  static Optional<KeySignature> parse(byte[] bytes) {
    return switch (bytes.length) {
      case 2 * WORD -> {
        var s = Arrays.copyOfRange(bytes, WORD, 2 * WORD);
        var parity = (s[0] & 0x80) >>> 7;
        s[0] &= 0x7f;
        yield of(parity, word(bytes, 0), new BigInteger(1, s));
      }
      case 2 * WORD + 1 ->
          switch (bytes[2 * WORD]) {
            case 0, 27 -> of(0, word(bytes, 0), word(bytes, WORD));
            case 1, 28 -> of(1, word(bytes, 0), word(bytes, WORD));
            default -> Optional.empty();
          };
      default -> Optional.empty();
    };
  }

  private static BigInteger word(byte[] bytes, int from) {
    return new BigInteger(1, bytes, from, WORD);
  }

  private static Optional<KeySignature> of(int parity, BigInteger r, BigInteger s) {
    return r.signum() > 0 && r.compareTo(N) < 0 && s.signum() > 0 && s.compareTo(HALF_N) <= 0
        ? Optional.of(new KeySignature(parity, r, s))
        : Optional.empty();
  }

  /** Whose key it is from; empty when no key left it. Costs a millisecond of CPU. */
  Optional<Account> signer(byte[] hash) {
    try {
      var key = Sign.recoverFromSignature(parity, new ECDSASignature(r, s), hash);
      return key == null
          ? Optional.empty()
          : Account.parse("0x" + Keys.getAddress(key).toLowerCase(Locale.ROOT));
    } catch (IllegalArgumentException _) {
      // There is no point of the curve at r.
      return Optional.empty();
    }
  }
}
