package factory.edge.identity;

import factory.edge.gate.EvmAddress;
import java.nio.charset.StandardCharsets;
import org.bouncycastle.crypto.digests.KeccakDigest;

/** An address with the capitals of EIP-55, which show a mistyped one. */
final class Checksum {
  private static final int HASH_BITS = 256;

  private Checksum() {}

  /** {@code 0x} and 40 hex digits, some of them capitals. */
  static String of(EvmAddress address) {
    var digits = address.toString().substring(2);
    var keccak = new KeccakDigest(HASH_BITS);
    var ascii = digits.getBytes(StandardCharsets.US_ASCII);
    keccak.update(ascii, 0, ascii.length);
    var hash = new byte[HASH_BITS / 8];
    keccak.doFinal(hash, 0);
    var text = new StringBuilder("0x");
    for (var i = 0; i < digits.length(); i++) {
      var nibble = i % 2 == 0 ? hash[i / 2] >> 4 : hash[i / 2];
      var digit = digits.charAt(i);
      text.append((nibble & 8) != 0 ? Character.toUpperCase(digit) : digit);
    }
    return text.toString();
  }
}
