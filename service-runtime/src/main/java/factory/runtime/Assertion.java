package factory.runtime;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.SecretKey;

/**
 * What the gate asserts about a call: a JWT, signed with HS256 and this service's own key. Nothing
 * that reaches the socket is believed without one.
 */
final class Assertion {
  /** The header that carries it. */
  static final String HEADER = "x-factory-assertion";

  private static final String ALGORITHM = "HmacSHA256";
  private static final int MOST_CHARACTERS = 1024;
  private static final long LEEWAY_SECONDS = 5;
  private static final long LONGEST_LIFE_SECONDS = 30;

  /** The only header there is: a JWT that names another algorithm is never looked at. */
  private static final String JOSE =
      Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(
              "{\"alg\":\"HS256\",\"typ\":\"JWT\"}".getBytes(StandardCharsets.US_ASCII));

  private static final JsonFactory JSON = new JsonFactory();
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,15}");

  private final String audience;
  private final InstantSource clock;

  /** Never used itself: to look for who computes it takes longer than to copy one. */
  private final Mac mac;

  /**
   * @param audience this service's id
   * @param key of this service, 32 bytes
   */
  Assertion(String audience, SecretKey key, InstantSource clock) {
    this.audience = audience;
    this.clock = clock;
    try {
      mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Checks an assertion.
   *
   * @param text as it came; several are one with a comma, which is none
   * @param wallet what else names the wallet; empty when nothing does
   * @return the wallet of who calls, in lower case; empty when the gate asserts none
   */
  String check(String text, String wallet) {
    if (text.isEmpty()) {
      throw refused("This service answers calls that come through the gateway only.");
    }
    var parts = text.split("\\.", -1);
    if (text.length() > MOST_CHARACTERS || parts.length != 3 || !parts[0].equals(JOSE)) {
      throw refused("The gateway's assertion cannot be read.");
    }
    if (!MessageDigest.isEqual(
        mac(parts[0] + "." + parts[1]), parts[2].getBytes(StandardCharsets.ISO_8859_1))) {
      throw refused("The gateway's assertion is not signed for this service.");
    }
    var claims = claims(parts[1]);
    var now = clock.millis() / 1_000;
    var expires = number(claims, "exp");
    if (!audience.equals(claims.get("aud")) || !"factory-edge".equals(claims.get("iss"))) {
      throw refused("The gateway's assertion is for another service.");
    }
    if (expires < now - LEEWAY_SECONDS || expires > now + LONGEST_LIFE_SECONDS + LEEWAY_SECONDS) {
      throw refused("The gateway's assertion is not of this moment.");
    }
    if (!wallet.isEmpty() && !wallet.equals(claims.get("sub"))) {
      throw refused("The gateway's assertion names another wallet than the call.");
    }
    return claims.getOrDefault("sub", "").toLowerCase(Locale.ROOT);
  }

  /** As it is written in an assertion, so that a signature has one form. */
  private byte[] mac(String text) {
    try {
      var bytes = ((Mac) mac.clone()).doFinal(text.getBytes(StandardCharsets.ISO_8859_1));
      return Base64.getUrlEncoder().withoutPadding().encode(bytes);
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Map<String, String> claims(String part) {
    Map<String, String> claims = new HashMap<>();
    try (var json = JSON.createParser(Base64.getUrlDecoder().decode(part))) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw refused("The gateway's assertion cannot be read.");
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        var name = json.currentName();
        json.nextToken();
        claims.put(name, json.getText());
      }
    } catch (IOException | IllegalArgumentException e) {
      throw refused("The gateway's assertion cannot be read.");
    }
    return claims;
  }

  private static long number(Map<String, String> claims, String name) {
    var text = claims.getOrDefault(name, "");
    return NUMBER.matcher(text).matches() ? Long.parseLong(text) : -1;
  }

  private static Problem refused(String detail) {
    return Problem.unasserted(detail);
  }
}
