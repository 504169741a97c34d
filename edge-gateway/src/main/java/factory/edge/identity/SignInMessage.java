package factory.edge.identity;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * A Sign-In with Ethereum message (EIP-4361, version 1), as it is shown to whoever signs it.
 *
 * @param scheme of the origin that asks; often left out
 * @param domain authority of the origin that asks (RFC 3986)
 * @param address of the wallet, with the capitals of EIP-55
 * @param statement what the person agrees to, one line
 * @param uri what the sign-in is for (RFC 3986)
 * @param chainId EIP-155
 * @param nonce at least 8 letters and digits
 */
record SignInMessage(
    Optional<String> scheme,
    String domain,
    String address,
    Optional<String> statement,
    String uri,
    long chainId,
    String nonce,
    Instant issuedAt,
    Optional<Instant> expirationTime,
    Optional<Instant> notBefore,
    Optional<String> requestId,
    List<String> resources) {

  /** The line after the domain. */
  static final String ASKS = " wants you to sign in with your Ethereum account:";

  /**
   * Reads a message by the grammar of EIP-4361.
   *
   * @throws IllegalArgumentException with the line and what was expected there
   */
  static SignInMessage parse(String text) {
    return new SignInParser(text).message();
  }

  /** The message as it is signed; {@link #parse} reads the same again. */
  String text() {
    var text = new StringBuilder();
    scheme.ifPresent(s -> text.append(s).append("://"));
    text.append(domain).append(ASKS).append('\n').append(address).append("\n\n");
    statement.ifPresent(s -> text.append(s).append('\n'));
    text.append("\nURI: ").append(uri);
    text.append("\nVersion: 1");
    text.append("\nChain ID: ").append(Long.toUnsignedString(chainId));
    text.append("\nNonce: ").append(nonce);
    text.append("\nIssued At: ").append(issuedAt.truncatedTo(ChronoUnit.MILLIS));
    expirationTime.ifPresent(
        t -> text.append("\nExpiration Time: ").append(t.truncatedTo(ChronoUnit.MILLIS)));
    notBefore.ifPresent(
        t -> text.append("\nNot Before: ").append(t.truncatedTo(ChronoUnit.MILLIS)));
    requestId.ifPresent(r -> text.append("\nRequest ID: ").append(r));
    if (!resources.isEmpty()) {
      text.append("\nResources:");
      resources.forEach(r -> text.append("\n- ").append(r));
    }
    return text.toString();
  }
}
