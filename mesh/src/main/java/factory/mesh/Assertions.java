package factory.mesh;

import factory.mesh.Settings.Profile;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.logging.Logger;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * What the gate asserts to a generated service about a call, and the keys that it is signed with:
 * one for each service, derived from the platform's secret, so that a service can check what it is
 * told and assert nothing to another. What nodes assert to each other is {@link Trust}'s.
 *
 * <p>An assertion is a JWT (RFC 7519), signed with HS256: {@code iss} is {@value #ISSUER}, {@code
 * aud} the service's id, {@code sub} the caller's wallet (absent where none was recognised), {@code
 * iat} and {@code exp} seconds.
 */
public final class Assertions {
  /** The header that carries it. */
  public static final String HEADER = "x-factory-assertion";

  /** Who asserts. */
  public static final String ISSUER = "factory-edge";

  /** How long one may be believed, in seconds. */
  public static final long LIFE_SECONDS = 30;

  private static final Logger LOG = Logger.getLogger(Assertions.class.getName());
  private static final int LEAST_BYTES = 32;

  /** Known to everybody: signs nothing that production believes. */
  private static final String DEVELOPMENT =
      "a development secret that everybody knows, so no secret";

  private final byte[] secret;

  private Assertions(byte[] secret) {
    this.secret = secret;
  }

  /**
   * Reads {@code assertion.secret}: at least 32 bytes that nobody else knows, the same for
   * pipeline-svc and edge-gateway. The development profile does without.
   *
   * @throws IllegalArgumentException when it is missing in production, known to everybody or short
   */
  public static Assertions from(Settings settings) {
    var given = settings.text("assertion.secret");
    var development = settings.profile() == Profile.DEVELOPMENT;
    if (given.isEmpty() && development) {
      LOG.warning(
          "assertion.secret is not set: assertions to services are signed with a secret that everybody knows; development only");
    }
    if (!development && given.filter(DEVELOPMENT::equals).isPresent()) {
      settings.refuse(
          "assertion.secret is the development one in the production profile; make one: openssl rand -hex 32");
    }
    var secret = given.or(() -> development ? Optional.of(DEVELOPMENT) : Optional.empty());
    if (secret.isEmpty()) {
      settings.refuse(
          "assertion.secret is not set; it has no default in the production profile; make one: openssl rand -hex 32");
    }
    var bytes = secret.orElse("").getBytes(StandardCharsets.UTF_8);
    if (bytes.length < LEAST_BYTES) {
      settings.refuse("assertion.secret is shorter than 32 bytes; make one: openssl rand -hex 32");
    }
    return new Assertions(bytes);
  }

  /** The key of a service: HMAC-SHA256, 32 bytes. */
  public SecretKey key(String serviceId) {
    return RootSecret.derive(
        new SecretKeySpec(secret, Jwt.ALGORITHM), "factory assertion " + serviceId);
  }

  /** Names the secret without telling it: another secret has another name. */
  public String name() {
    return HexFormat.of().formatHex(Jwt.mac(key("the name of the secret"), "name"), 0, 4);
  }

  /**
   * An assertion.
   *
   * @param wallet 0x and 40 hex digits, lower case; empty where nobody was recognised
   * @param now seconds since 1970
   */
  public static String sign(SecretKey key, String serviceId, Optional<String> wallet, long now) {
    var claims =
        "{\"iss\":\""
            + ISSUER
            + "\",\"aud\":\""
            + serviceId
            + "\""
            + wallet.map(w -> ",\"sub\":\"" + w + "\"").orElse("")
            + ",\"iat\":"
            + now
            + ",\"exp\":"
            + (now + LIFE_SECONDS)
            + "}";
    return Jwt.sign(key, claims);
  }

  @Override
  public String toString() {
    return "Assertions[" + name() + "]";
  }
}
