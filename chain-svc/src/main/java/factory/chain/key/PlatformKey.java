package factory.chain.key;

import factory.chain.evm.Account;
import java.math.BigInteger;
import java.util.Set;
import java.util.regex.Pattern;
import org.web3j.crypto.ECDSASignature;
import org.web3j.crypto.ECKeyPair;
import org.web3j.crypto.Sign;

/** A key that is in this process' memory. */
public final class PlatformKey implements Signer {
  private static final Pattern SHAPE = Pattern.compile("(0x)?[0-9a-fA-F]{64}");

  /** Keys below this are guessed before anything else. */
  private static final BigInteger LEAST_UNGUESSABLE = BigInteger.TWO.pow(128);

  /**
   * Whose keys everybody knows: the accounts of anvil and Hardhat.
   *
   * <p>Source: the mnemonic "test test test test test test test test test test test junk",
   * m/44'/60'/0'/0/0 to 19.
   */
  private static final Set<String> KNOWN =
      Set.of(
          "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266",
          "0x70997970c51812dc3a010c7d01b50e0d17dc79c8",
          "0x3c44cdddb6a900fa2b585dd299e03d12fa4293bc",
          "0x90f79bf6eb2c4f870365e785982e1f101e93b906",
          "0x15d34aaf54267db7d7c367839aaf71a00a2c6a65",
          "0x9965507d1a55bcc2695c58ba16fb37d819b0a4dc",
          "0x976ea74026e726554db657fa54763abd0c3a0aa9",
          "0x14dc79964da2c08b23698b3d3cc7ca32193d9955",
          "0x23618e81e3f5cdf7f54c3d65f7fbc0abf5b21e8f",
          "0xa0ee7a142d267c1f36714e4a8f75612f20a79720",
          "0xbcd4042de499d14e55001ccbb24a551f3b954096",
          "0x71be63f3384f5fb98995898a86b02fb2426c5788",
          "0xfabb0ac9d68b0b445fb7357272ff202c5651694a",
          "0x1cbd3b2770909d4e10f157cabc84c7264073c9ec",
          "0xdf3e18d64bc6a983f673ab319ccae4f1a57c7097",
          "0xcd3b766ccdd6ae721141f452c550ca635964ce71",
          "0x2546bcd3c84621e976d8185a91a922ae77ecec30",
          "0xbda5747bfd65f08deb54cb465eb87d40e51b197e",
          "0xdd2fd4581271e230360230f9337d5c0430bf44c0",
          "0x8626f6940e2eb28930efb4cef49b2d1f2c9c1199");

  private final ECKeyPair pair;
  private final Account account;

  private PlatformKey(BigInteger key) {
    pair = ECKeyPair.create(key);
    account = Signer.accountOf(pair.getPublicKey());
  }

  /**
   * Reads 64 hex digits.
   *
   * @throws IllegalArgumentException whose message and cause tell nothing of the text
   */
  public static PlatformKey parse(String text) {
    return of(
        SHAPE.matcher(text).matches()
            ? new BigInteger(text.startsWith("0x") ? text.substring(2) : text, 16)
            : BigInteger.ZERO);
  }

  static PlatformKey of(BigInteger key) {
    if (key.signum() <= 0 || key.compareTo(Sign.CURVE_PARAMS.getN()) >= 0) {
      throw new IllegalArgumentException("is not a private key of 64 hex digits");
    }
    return new PlatformKey(key);
  }

  @Override
  public Account account() {
    return account;
  }

  @Override
  public ECDSASignature sign(byte[] digest) {
    return pair.sign(digest);
  }

  /** Whether others have it too: a test key that is published, or a very small number. */
  public boolean guessable() {
    var key = pair.getPrivateKey();
    return KNOWN.contains(account.hex())
        || key.compareTo(LEAST_UNGUESSABLE) < 0
        || Sign.CURVE_PARAMS.getN().subtract(key).compareTo(LEAST_UNGUESSABLE) < 0;
  }

  @Override
  public String toString() {
    return "PlatformKey[" + account + "]";
  }
}
