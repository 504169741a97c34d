package factory.mesh;

import factory.mesh.Settings.Profile;
import io.grpc.Status;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * How a node shows others who it is, and whom it believes: a key for each pair of nodes, of which
 * it holds its own and no others. Every call between nodes carries an assertion signed with the key
 * of the two, a JWT: {@code iss} the calling node, {@code aud} the called one, {@code sub}, {@code
 * sid} and {@code adr} the wallet, session and network address of whom it calls for, {@code iat}
 * and {@code exp} seconds. What the gate says of callers from outside is of the issuer {@link
 * #GATE}, which is no node. Any number of threads.
 */
public final class Trust {
  /** Issues what the gate asserts of callers from outside. */
  public static final String GATE = Assertions.ISSUER;

  private static final Logger LOG = Logger.getLogger(Trust.class.getName());
  private static final int LEAST_BYTES = 32;

  /** How far two nodes' clocks may be apart. */
  private static final long LEEWAY_SECONDS = 5;

  /** Who calls for others; of the rest a caller is not believed. */
  private static final Set<String> CALL_FOR_OTHERS = Set.of(GATE, "web");

  /** The one form in which we write claims, so that none is read in two ways. */
  private static final Pattern CLAIMS =
      Pattern.compile(
          "\\{\"iss\":\"([a-z-]{1,32})\",\"aud\":\"([a-z-]{1,32})\""
              + "(?:,\"sub\":\"(0x[0-9a-f]{40})\")?"
              + "(?:,\"sid\":\"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\")?"
              + "(?:,\"adr\":\"([0-9A-Za-z:.%-]{1,64})\")?"
              + ",\"iat\":([0-9]{1,12}),\"exp\":([0-9]{1,12})\\}");

  private static final Pattern ADDRESS = Pattern.compile("[0-9A-Za-z:.%-]{1,64}");

  private final String self;
  private final InstantSource clock;

  /** What another says to this node is signed with, by who says it. */
  private final Map<String, SecretKey> believed = new HashMap<>();

  private final Map<String, SecretKey> pairs;

  private Trust(String self, Map<String, SecretKey> peers, InstantSource clock) {
    this.self = self;
    this.clock = clock;
    pairs = new HashMap<>(peers);
    // What this process says to itself, nobody else needs to be able to say.
    pairs.put(self, key(RootSecret.random()));
    believed.putAll(pairs);
    var gate = pairs.get("edge");
    if (gate != null) {
      believed.put(GATE, ofGate(gate));
    }
  }

  /**
   * Reads {@code mesh.keys.PEER} for each node that this one talks with: at least 32 bytes in hex
   * or base64, the same at both ends. The development profile does without.
   *
   * @param self this node's name, such as {@code registry}
   * @throws IllegalArgumentException for a key that is missing, known to everybody or short
   */
  public static Trust from(Settings settings, String self) {
    return from(settings, self, InstantSource.system());
  }

  static Trust from(Settings settings, String self, InstantSource clock) {
    var development = settings.profile() == Profile.DEVELOPMENT;
    Map<String, SecretKey> keys = new HashMap<>();
    List<String> missing = new ArrayList<>();
    List<String> wrong = new ArrayList<>();
    for (var peer : new TreeSet<>(RootSecret.peersOf(self))) {
      var name = "mesh.keys." + peer;
      var known = RootSecret.DEVELOPMENT.pair(self, peer);
      var given = settings.text(name);
      if (given.isEmpty()) {
        missing.add(name);
      }
      try {
        var key = key(given.orElse(known));
        keys.put(peer, key);
        if (!development && given.isPresent() && key.equals(key(known))) {
          wrong.add(name + " is the development one, which everybody knows");
        }
      } catch (IllegalArgumentException e) {
        wrong.add(name + " " + e.getMessage());
        keys.put(peer, key(known));
      }
    }
    if (!missing.isEmpty() && !development) {
      missing.forEach(
          name -> wrong.add(name + " is not set; it has no default in the production profile"));
    }
    wrong.forEach(what -> settings.refuse(what + "; make each node's keys: ./factory keys"));
    if (!missing.isEmpty()) {
      LOG.warning(
          () ->
              String.join(", ", missing)
                  + " not set: calls between nodes are signed with keys that everybody knows; development only");
    }
    return new Trust(self, keys, clock);
  }

  private static SecretKey key(String text) {
    byte[] bytes;
    try {
      bytes =
          text.matches("(?:[0-9a-fA-F]{2})+")
              ? HexFormat.of().parseHex(text)
              : Base64.getDecoder().decode(text.replace('-', '+').replace('_', '/'));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("is neither hex nor base64", e);
    }
    if (bytes.length < LEAST_BYTES) {
      throw new IllegalArgumentException("is shorter than 32 bytes");
    }
    return new SecretKeySpec(bytes, Jwt.ALGORITHM);
  }

  /** The gate's voice has a key of its own, from that of edge-gateway and the node. */
  private static SecretKey ofGate(SecretKey edge) {
    return RootSecret.derive(edge, "the gate of callers from outside");
  }

  /** Signs calls of this node to another, or to itself, on nobody's behalf. */
  public Signer to(String node) {
    return new Signer(this, self, node, pair(node), false);
  }

  /** Signs calls of this node to another on behalf of {@link Caller#current()}. */
  public Signer onBehalfTo(String node) {
    return new Signer(this, self, node, pair(node), true);
  }

  /** Signs what edge-gateway, the gate, lets in from outside. */
  public Signer gateTo(String node) {
    return new Signer(this, GATE, node, ofGate(pair(node)), true);
  }

  private SecretKey pair(String node) {
    var key = pairs.get(node);
    if (key == null) {
      throw new IllegalArgumentException(self + " has no key for " + node);
    }
    return key;
  }

  /** Signs one node's calls to another: a signed assertion is used again for half of its life. */
  public static final class Signer {
    private static final long REUSED_SECONDS = Assertions.LIFE_SECONDS / 2;
    private static final int REMEMBERED = 1 << 10;

    private final Trust trust;
    private final String issuer;
    private final String audience;
    private final SecretKey key;
    private final boolean onBehalf;
    private final AtomicReferenceArray<@Nullable Signed> signed;

    private Signer(Trust trust, String issuer, String audience, SecretKey key, boolean onBehalf) {
      this.trust = trust;
      this.issuer = issuer;
      this.audience = audience;
      this.key = key;
      this.onBehalf = onBehalf;
      signed = new AtomicReferenceArray<>(onBehalf ? REMEMBERED : 1);
    }

    private record Signed(Caller caller, String assertion, long at) {}

    /** An assertion for a call that starts now in this context. */
    String current() {
      return sign(onBehalf ? Caller.current() : Caller.NOBODY);
    }

    /** An assertion of who calls. */
    public String sign(Caller caller) {
      var now = trust.clock.millis() / 1_000;
      var place = ((caller.hashCode() * 0x9E3779B9) >>> 16) % signed.length();
      var last = signed.get(place);
      // A clock that was set back makes an assertion one of the future.
      if (last != null
          && now >= last.at()
          && now - last.at() < REUSED_SECONDS
          && last.caller().equals(caller)) {
        return last.assertion();
      }
      var assertion = Jwt.sign(key, claims(issuer, audience, caller, now));
      signed.set(place, new Signed(caller, assertion, now));
      return assertion;
    }
  }

  static String claims(String issuer, String audience, Caller caller, long now) {
    return "{\"iss\":\""
        + issuer
        + "\",\"aud\":\""
        + audience
        + '"'
        + caller.wallet().map(w -> ",\"sub\":\"" + w + '"').orElse("")
        + caller.session().map(s -> ",\"sid\":\"" + s + '"').orElse("")
        + caller
            .client()
            .filter(a -> ADDRESS.matcher(a).matches())
            .map(a -> ",\"adr\":\"" + a + '"')
            .orElse("")
        + ",\"iat\":"
        + now
        + ",\"exp\":"
        + (now + Assertions.LIFE_SECONDS)
        + '}';
  }

  /**
   * What an assertion says once it was verified.
   *
   * @param issuer the node that calls, or {@link #GATE}
   * @param caller on whose behalf
   */
  public record Asserted(String issuer, Caller caller) {}

  /**
   * Verifies the assertions of a call.
   *
   * @param headers every value of {@link Assertions#HEADER} that came
   * @return empty when none came: nothing else says who calls
   * @throws Refused UNAUTHENTICATED {@code ASSERTION_INVALID} for any that does not hold here and
   *     now
   */
  public Optional<Asserted> verify(List<String> headers) {
    if (headers.isEmpty()) {
      return Optional.empty();
    }
    if (headers.size() > 1) {
      throw new Refused(invalid("The call carries more than one assertion."));
    }
    Jwt.Unverified token;
    try {
      token = Jwt.parse(headers.getFirst());
    } catch (IllegalArgumentException e) {
      throw new Refused(invalid("The assertion cannot be read."));
    }
    var claims = CLAIMS.matcher(token.claims());
    if (!claims.matches()) {
      throw new Refused(invalid("The assertion cannot be read."));
    }
    var issuer = claims.group(1);
    var key = believed.get(issuer);
    if (key == null || !token.isSignedWith(key)) {
      throw new Refused(invalid("The assertion is not signed by a node that is known here."));
    }
    if (!claims.group(2).equals(self)) {
      throw new Refused(invalid("The assertion is for another node."));
    }
    var now = clock.millis() / 1_000;
    var issued = Long.parseLong(claims.group(6));
    var expires = Long.parseLong(claims.group(7));
    if (issued > now + LEEWAY_SECONDS
        || expires < now - LEEWAY_SECONDS
        || expires - issued > Assertions.LIFE_SECONDS) {
      throw new Refused(
          invalid("The assertion is not of this moment; are the clocks of the nodes right?"));
    }
    var caller =
        new Caller(
            Optional.ofNullable(claims.group(3)),
            Optional.ofNullable(claims.group(4)).map(UUID::fromString),
            Optional.ofNullable(claims.group(5)));
    if (!caller.equals(Caller.NOBODY) && !CALL_FOR_OTHERS.contains(issuer)) {
      throw new Refused(invalid("The assertion is of a node that calls for nobody else."));
    }
    return Optional.of(new Asserted(issuer, caller));
  }

  private static Fault invalid(String message) {
    return new Fault.Plain(Status.Code.UNAUTHENTICATED, "ASSERTION_INVALID", message);
  }

  @Override
  public String toString() {
    return "Trust[" + self + "]";
  }
}
