package factory.chain.evm;

import org.web3j.crypto.Hash;

/**
 * A block's filter over the addresses and topics of its logs. What it does not hold is not in the
 * block; what it holds probably is.
 *
 * <p>Source: Ethereum yellow paper, 4.3.1.
 */
public final class Bloom {
  private static final int BYTES = 256;

  private final byte[] bits;

  private Bloom(byte[] bits) {
    this.bits = bits;
  }

  static Bloom parse(String text) {
    return new Bloom(Hex.bytes(text, BYTES));
  }

  /** Where an address or topic leaves its marks. */
  public record Mark(int first, int second, int third) {
    /** Of 20 or 32 bytes in hex. */
    public static Mark of(String hex) {
      var hash = Hash.sha3(Hex.bytes(hex));
      return new Mark(bit(hash, 0), bit(hash, 2), bit(hash, 4));
    }

    private static int bit(byte[] hash, int at) {
      return ((hash[at] & 0xff) << 8 | (hash[at + 1] & 0xff)) & (BYTES * 8 - 1);
    }
  }

  /** Whether the block may have a log with it. */
  public boolean mayHold(Mark mark) {
    return isSet(mark.first()) && isSet(mark.second()) && isSet(mark.third());
  }

  private boolean isSet(int bit) {
    return (bits[BYTES - 1 - bit / 8] & 1 << bit % 8) != 0;
  }
}
