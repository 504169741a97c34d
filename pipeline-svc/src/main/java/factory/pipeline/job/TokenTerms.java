package factory.pipeline.job;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What a token is asked to be.
 *
 * @param chainId EIP-155 chain id; the platform's default chain when null
 * @param accessThreshold base units that open the API; 1 when null
 * @param name 1 to 32 bytes of UTF-8; from the service's title when null
 */
public record TokenTerms(
    @Nullable Long chainId, @Nullable BigInteger accessThreshold, @Nullable String name) {
  /** Most bytes of a token's name. */
  public static final int MAX_NAME_BYTES = 32;

  /** Nothing asked: the defaults. */
  public static final TokenTerms DEFAULTS = new TokenTerms(null, null, null);

  /** These terms, and the other's where these leave something open. */
  public TokenTerms orElse(TokenTerms other) {
    return new TokenTerms(
        chainId != null ? chainId : other.chainId,
        accessThreshold != null ? accessThreshold : other.accessThreshold,
        name != null ? name : other.name);
  }

  /** The longest beginning of a text that fits a token's name, on one line, never half a letter. */
  public static String nameFrom(String title) {
    var line = title.strip().replaceAll("[\\s\\p{Cc}]+", " ");
    var name = new StringBuilder();
    var bytes = 0;
    for (var codePoint : line.codePoints().toArray()) {
      var letter = Character.toString(codePoint);
      bytes += letter.getBytes(StandardCharsets.UTF_8).length;
      if (bytes > MAX_NAME_BYTES) {
        break;
      }
      name.append(letter);
    }
    var cut = name.toString().strip();
    return cut.isEmpty() ? "Service" : cut;
  }
}
