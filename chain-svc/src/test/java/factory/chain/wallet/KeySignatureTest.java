package factory.chain.wallet;

import static org.assertj.core.api.Assertions.assertThat;

import factory.chain.evm.Account;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.web3j.crypto.Credentials;
import org.web3j.crypto.ECKeyPair;
import org.web3j.crypto.Sign;

class KeySignatureTest {
  private static final BigInteger N = Sign.CURVE_PARAMS.getN();

  /** The key, messages and signatures of EIP-2098. */
  private static final Credentials KEY =
      Credentials.create("1234567890123456789012345678901234567890123456789012345678901234");

  private static final String R =
      "68a020a209d3d56c46f38cc50a33f704f4a9a10a59377f8dd762ac66910e9b90";
  private static final String S =
      "7e865ad05c4035ab5792787d4a0297a43617ae897930a6fe4d822b8faea52064";
  private static final String OTHER_R =
      "9328da16089fcba9bececa81663203989f2df5fe1faa6291a45381c81bd17f76";
  private static final String OTHER_S =
      "139c6d6b623b42da56557e5e734a43dc83345ddfadec52cbe24d0cc64f550793";

  private static Optional<Account> signer(String message, String signature) {
    var hash = Sign.getEthereumMessageHash(message.getBytes(StandardCharsets.UTF_8));
    return KeySignature.parse(HexFormat.of().parseHex(signature))
        .flatMap(read -> read.signer(hash));
  }

  private static Optional<Account> account(Credentials credentials) {
    return Account.parse(credentials.getAddress().toLowerCase(Locale.ROOT));
  }

  @Test
  void isReadInEachOfItsForms() {
    var hello = "Hello World";
    var small = "It's a small(er) world";

    for (var v : new String[] {"00", "1b"}) {
      assertThat(signer(hello, R + S + v)).isEqualTo(account(KEY));
    }
    for (var v : new String[] {"01", "1c"}) {
      assertThat(signer(small, OTHER_R + OTHER_S + v)).isEqualTo(account(KEY));
    }
    assertThat(signer(hello, R + S)).isEqualTo(account(KEY));
    // The top bit of s is the parity.
    assertThat(signer(small, OTHER_R + "9" + OTHER_S.substring(1))).isEqualTo(account(KEY));
  }

  @Test
  void isAnothersWhenAnythingDiffers() {
    assertThat(signer("Hello world", R + S + "1b")).isNotEqualTo(account(KEY));
    assertThat(signer("Hello World", R + S + "1c")).isNotEqualTo(account(KEY));
    assertThat(signer("Hello World", R + S.replace('7', '6') + "1b")).isNotEqualTo(account(KEY));
  }

  @Test
  void isNoneWhenItsNumbersAreOutOfBounds() {
    var highS = hex(N.subtract(new BigInteger(S, 16)));
    // Its other half: without the rule it would be the same wallet's second signature.
    assertThat(signer("Hello World", R + highS + "1c")).isEmpty();
    assertThat(signer("Hello World", R + "0".repeat(64) + "1b")).isEmpty();
    assertThat(signer("Hello World", "0".repeat(64) + S + "1b")).isEmpty();
    assertThat(signer("Hello World", hex(N) + S + "1b")).isEmpty();
    assertThat(signer("Hello World", "f".repeat(64) + S + "1b")).isEmpty();
    for (var v : new String[] {"02", "1a", "1d", "25", "ff"}) {
      assertThat(signer("Hello World", R + S + v)).isEmpty();
    }
    for (var length : new int[] {0, 1, 63, 66, 130}) {
      assertThat(signer("Hello World", "1b".repeat(length))).isEmpty();
    }
  }

  @Test
  void isNobodysWhereTheCurveHasNoPoint() {
    // 5^3 + 7 is no square, so no point has 5 as its x.
    assertThat(signer("Hello World", hex(BigInteger.valueOf(5)) + S + "1b")).isEmpty();
  }

  @Test
  void ofRandomKeysIsTheirs() {
    var random = new Random(4);
    for (int i = 0; i < 25; i++) {
      var key =
          Credentials.create(ECKeyPair.create(new BigInteger(250, random).add(BigInteger.ONE)));
      var message = new byte[random.nextInt(300) + 1];
      random.nextBytes(message);
      var signed = Sign.signPrefixedMessage(message, key.getEcKeyPair());
      var bytes = new byte[65];
      System.arraycopy(signed.getR(), 0, bytes, 0, 32);
      System.arraycopy(signed.getS(), 0, bytes, 32, 32);
      bytes[64] = signed.getV()[0];
      var compact = Arrays.copyOf(bytes, 64);
      if (bytes[64] == 28) {
        compact[32] |= (byte) 0x80;
      }

      var hash = Sign.getEthereumMessageHash(message);
      assertThat(KeySignature.parse(bytes).orElseThrow().signer(hash)).isEqualTo(account(key));
      assertThat(KeySignature.parse(compact)).isEqualTo(KeySignature.parse(bytes));
    }
  }

  private static String hex(BigInteger number) {
    var text = number.toString(16);
    return "0".repeat(64 - text.length()) + text;
  }
}
