package factory.chain.key;

import factory.chain.evm.Account;
import java.math.BigInteger;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.web3j.crypto.ECDSASignature;
import org.web3j.crypto.Hash;
import org.web3j.crypto.Keys;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.Sign;
import org.web3j.crypto.TransactionEncoder;
import org.web3j.crypto.transaction.type.TransactionType;
import org.web3j.utils.Numeric;

/**
 * A key that signs the platform's transactions. It tells its address and signs; it never tells
 * itself: not in {@code toString}, not in an exception, not in a log.
 *
 * <p>A key management service implements the two methods without a body: its account is the last 20
 * bytes of the Keccak-256 of the public key that it tells, and its signature of a digest is what it
 * returns, taken out of its DER. Such a service knows neither Ethereum's {@code v} nor its rule
 * that {@code s} is the lower of two; both are worked out here, for every signer. Signing happens
 * while the nonces of the key are locked, so a service has to answer within seconds or throw; then
 * nothing is stored or sent.
 */
public interface Signer {
  /** Whose transactions it signs. */
  Account account();

  /**
   * An ECDSA signature on secp256k1, with either {@code s}.
   *
   * @param digest 32 bytes, signed as they are, not hashed again
   */
  ECDSASignature sign(byte[] digest);

  /**
   * A transaction with this key's signature.
   *
   * @throws IllegalStateException when the signature is another key's
   */
  default Signed sign(RawTransaction transaction, long chainId) {
    var legacy = transaction.getType() == TransactionType.LEGACY;
    var unsigned =
        legacy
            ? TransactionEncoder.encode(transaction, chainId)
            : TransactionEncoder.encode(transaction);
    var digest = Hash.sha3(unsigned);
    var signature = recoverable(sign(digest).toCanonicalised(), digest);
    var raw =
        TransactionEncoder.encode(
            transaction,
            legacy ? TransactionEncoder.createEip155SignatureData(signature, chainId) : signature);
    return new Signed(Numeric.toHexString(Hash.sha3(raw)), Numeric.toHexString(raw));
  }

  private Sign.SignatureData recoverable(ECDSASignature signature, byte[] digest) {
    for (int id = 0; id < 2; id++) {
      @Nullable BigInteger signer = Sign.recoverFromSignature(id, signature, digest);
      if (signer != null && account().equals(accountOf(signer))) {
        return new Sign.SignatureData(
            Sign.getVFromRecId(id),
            Numeric.toBytesPadded(signature.r, 32),
            Numeric.toBytesPadded(signature.s, 32));
      }
    }
    throw new IllegalStateException("the signature is not of the account that was told");
  }

  /** Whose key it is. */
  static Account accountOf(BigInteger publicKey) {
    return new Account("0x" + Keys.getAddress(publicKey).toLowerCase(Locale.ROOT));
  }
}
