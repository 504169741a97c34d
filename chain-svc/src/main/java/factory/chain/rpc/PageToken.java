package factory.chain.rpc;

import factory.chain.evm.Account;
import factory.chain.evm.Hex;
import factory.chain.holder.Holder;
import factory.chain.index.Trade;
import factory.chain.token.ChainFault;
import factory.chain.token.Token;
import factory.mesh.Refused;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * Page tokens: the last place of a page, sealed with the listing that it is from, in base64url.
 * Whatever was not made here, was cut, or belongs to another listing is refused.
 */
final class PageToken {
  private static final int ADDRESS = 20;
  private static final int AMOUNT = 32;
  private static final int MOST_CHARACTERS = 200;

  private PageToken() {}

  /** Where a token stands among all of them. */
  record Place(long chainId, long blockNumber, Account address) {
    static Place of(long chainId, Token token) {
      return new Place(chainId, token.blockNumber(), token.address());
    }
  }

  /**
   * After a token, in the listing of one chain or of all.
   *
   * @param listing the chain's id; 0 for all
   */
  static String afterToken(long listing, Place last) {
    return seal(
        mark("tokens", listing, Account.NOBODY),
        ByteBuffer.allocate(2 * Long.BYTES + ADDRESS)
            .putLong(last.chainId())
            .putLong(last.blockNumber())
            .put(Hex.bytes(last.address().hex()))
            .array());
  }

  static Optional<Place> token(long listing, String text) {
    return open(mark("tokens", listing, Account.NOBODY), 2 * Long.BYTES + ADDRESS, text)
        .map(body -> new Place(body.getLong(), body.getLong(), account(body)));
  }

  /** After a holder of a token. */
  static String afterHolder(long chainId, Account token, Holder last) {
    var amount = last.amount().toByteArray();
    return seal(
        mark("holders", chainId, token),
        ByteBuffer.allocate(AMOUNT + ADDRESS)
            .position(AMOUNT - amount.length)
            .put(amount)
            .put(Hex.bytes(last.wallet().hex()))
            .array());
  }

  static Optional<Holder> holder(long chainId, Account token, String text) {
    return open(mark("holders", chainId, token), AMOUNT + ADDRESS, text)
        .map(
            body -> {
              var amount = new byte[AMOUNT];
              body.get(amount);
              return new Holder(account(body), new BigInteger(1, amount));
            });
  }

  /** After a trade of a token. */
  static String afterTrade(long chainId, Account token, Trade.Spot last) {
    return seal(
        mark("trades", chainId, token),
        ByteBuffer.allocate(2 * Long.BYTES)
            .putLong(last.blockNumber())
            .putLong(last.logIndex())
            .array());
  }

  static Optional<Trade.Spot> trade(long chainId, Account token, String text) {
    return open(mark("trades", chainId, token), 2 * Long.BYTES, text)
        .map(body -> new Trade.Spot(body.getLong(), body.getLong()));
  }

  private static Account account(ByteBuffer body) {
    var address = new byte[ADDRESS];
    body.get(address);
    return new Account(Hex.of(address));
  }

  private static int mark(String listing, long chainId, Account token) {
    return checksum((listing + " " + chainId + " " + token).getBytes(StandardCharsets.US_ASCII));
  }

  /** The body and a checksum of it and of the listing's mark. */
  private static String seal(int mark, byte[] body) {
    var sealed = ByteBuffer.wrap(Arrays.copyOf(body, body.length + Integer.BYTES));
    var bytes = sealed.putInt(body.length, mark).array();
    sealed.putInt(body.length, checksum(bytes));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static Optional<ByteBuffer> open(int mark, int length, String text) {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      if (text.length() <= MOST_CHARACTERS) {
        var body = Base64.getUrlDecoder().decode(text);
        if (body.length == length + Integer.BYTES
            // Whole: the decoder also takes padding and stray low bits.
            && seal(mark, Arrays.copyOf(body, length)).equals(text)) {
          return Optional.of(ByteBuffer.wrap(body, 0, length));
        }
      }
    } catch (IllegalArgumentException _) {
      // Below.
    }
    throw new Refused(new ChainFault.PageTokenNotReadable());
  }

  private static int checksum(byte[] bytes) {
    var crc = new CRC32();
    crc.update(bytes);
    return (int) crc.getValue();
  }
}
