package factory.chain.wallet;

import factory.chain.evm.Account;
import factory.chain.evm.Contracts;
import factory.chain.evm.EndpointDown;
import factory.chain.evm.Hex;
import java.math.BigInteger;
import java.util.HexFormat;

/**
 * Asks a contract wallet for a signature by ERC-1271 in such a way that its answer is never mixed
 * up with the endpoint's: a few instructions, run by {@code eth_call} as if they created a
 * contract, call the wallet with a bounded amount of gas and answer a single word. A wallet that
 * reverts, runs out of gas or answers too much or too little is a {@link Answer}; only the endpoint
 * can fail the call. Nothing that the wallet answers is copied.
 *
 * @param code what is run
 * @param gas for all of it
 */
record WalletCheck(String code, BigInteger gas) {
  /** For the wallet alone: enough for a passkey that is checked without a precompile. */
  static final long WALLET_GAS = 500_000;

  /** 64/63 of it have to be there at the call, and something for the call itself. */
  private static final long GAS_AT_CALL = WALLET_GAS + WALLET_GAS / 63 + 10_000;

  /** A creation costs 53,000, copying and storing the answer some thousands. */
  private static final long GAS_AROUND = 53_000 + 50_000;

  /** 40 for a byte of call data (EIP-7623), the rest for copying it. */
  private static final long GAS_FOR_BYTE = 44;

  private static final int HAS_CODE = 0x21;
  private static final int FAIL = 0x6f;
  private static final int LENGTH = 0x73;

  /** What came of it. */
  enum Answer {
    /** The wallet vouches for the signature. */
    SIGNED,
    /** It does not. */
    NOT_SIGNED,
    /** There is no contract. */
    NO_CONTRACT
  }

  static WalletCheck of(Account wallet, byte[] hash, byte[] signature) {
    var call = Contracts.isValidSignature(hash, signature).substring(2);
    var size = call.length() / 2;
    var address = wallet.hex().substring(2);
    var program =
        // Without code there is nobody to ask: answer 3. Precompiles have none either.
        push(address)
            + "3b" // EXTCODESIZE
            + push(HAS_CODE)
            + "57" // JUMPI
            + answer("6003")
            + "5b" // HAS_CODE:
            // The call's data, which stands behind this program, to memory at 0.
            + push2(size)
            + push(LENGTH)
            + "5f39" // PUSH0 CODECOPY
            // With less gas than this the wallet's would be cut short: the endpoint's fault, not
            // its.
            + push4(GAS_AT_CALL)
            + "5a10" // GAS LT
            + push(FAIL)
            + "57" // JUMPI
            // STATICCALL; at most the answer's first word to memory at 0.
            + "60205f"
            + push2(size)
            + "5f"
            + push(address)
            + push4(WALLET_GAS)
            + "fa"
            // It succeeded, with exactly one word, which is the agreed one: 1, else 0.
            + "3d60201416" // RETURNDATASIZE PUSH1 32 EQ AND
            + "5f51631626ba7e60e01b1416" // MLOAD PUSH4 agreed SHL(224) EQ AND
            // Answer 2 less that: 1 when it signed, 2 when not.
            + "600203"
            + "5f5260205ff3" // MSTORE RETURN
            + "5b5f5ffd"; // FAIL: REVERT
    return new WalletCheck(
        "0x" + program + call,
        BigInteger.valueOf(GAS_AT_CALL + GAS_AROUND + GAS_FOR_BYTE * (LENGTH + size)));
  }

  /** Reads the answer; anything else than one of the three is the endpoint's own invention. */
  static Answer read(String word) {
    var number = new BigInteger(1, Hex.bytes(word, 32));
    return switch (number.bitLength() < 8 ? number.intValue() : 0) {
      case 1 -> Answer.SIGNED;
      case 2 -> Answer.NOT_SIGNED;
      case 3 -> Answer.NO_CONTRACT;
      default -> throw new EndpointDown("the endpoint answered a call with what it cannot answer");
    };
  }

  private static String answer(String push) {
    return push + "5f5260205ff3"; // MSTORE RETURN
  }

  private static String push(String address) {
    return "73" + address; // PUSH20
  }

  private static String push(int position) {
    return "60" + HexFormat.of().toHexDigits((byte) position); // PUSH1
  }

  private static String push2(int size) {
    return "61" + HexFormat.of().toHexDigits((short) size);
  }

  private static String push4(long gas) {
    return "63" + HexFormat.of().toHexDigits((int) gas);
  }
}
