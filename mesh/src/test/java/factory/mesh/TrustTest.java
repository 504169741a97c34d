package factory.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** Who is believed, and that nobody can be another. */
class TrustTest {
  private static final RootSecret ROOT = RootSecret.of("a root secret that nobody else knows");
  private static final Caller SOMEBODY =
      new Caller(
          Optional.of("0x" + "0a".repeat(20)),
          Optional.of(UUID.fromString("2d1c9a52-0000-4000-8000-00000000beef")),
          Optional.of("2001:db8::7"));

  private final AtomicLong now = new AtomicLong(1_800_000_000);

  private Trust of(String node) {
    return of(node, ROOT.settingsOf(node));
  }

  private Trust of(String node, Map<String, String> settings) {
    return Trust.from(Settings.of(settings), node, () -> Instant.ofEpochSecond(now.get()));
  }

  private static SecretKey key(Map<String, String> settings, String peer) {
    return new SecretKeySpec(
        HexFormat.of().parseHex(settings.get("mesh.keys." + peer)), "HmacSHA256");
  }

  private String claims(String issuer, String audience, Caller caller) {
    return Trust.claims(issuer, audience, caller, now.get());
  }

  private static boolean isRefused(Trust trust, String... assertions) {
    try {
      return trust.verify(List.of(assertions)).isEmpty();
    } catch (Refused e) {
      assertThat(e.fault().reason()).isEqualTo("ASSERTION_INVALID");
      assertThat(e.fault().code()).isEqualTo(io.grpc.Status.Code.UNAUTHENTICATED);
      return true;
    }
  }

  @Test
  void everyNodeBelievesItsPeersAndTheGateAndHearsForWhomTheyCall() {
    for (var node : RootSecret.nodes()) {
      for (var peer : RootSecret.peersOf(node)) {
        assertThat(of(node).verify(List.of(of(peer).to(node).current())))
            .contains(new Trust.Asserted(peer, Caller.NOBODY));
      }
      if (!node.equals("edge")) {
        assertThat(of(node).verify(List.of(of("edge").gateTo(node).sign(SOMEBODY))))
            .contains(new Trust.Asserted(Trust.GATE, SOMEBODY));
      }
    }
    var edge = of("edge");
    assertThat(edge.verify(List.of(edge.gateTo("edge").sign(SOMEBODY))))
        .contains(new Trust.Asserted(Trust.GATE, SOMEBODY));
    assertThat(
            SOMEBODY.ask(
                () -> of("registry").verify(List.of(of("web").onBehalfTo("registry").current()))))
        .contains(new Trust.Asserted("web", SOMEBODY));
    assertThat(of("web").verify(List.of())).isEmpty();
  }

  /**
   * The property that all stands on: with every key that a node is given, as any issuer and for any
   * audience, nothing is signed that another node takes for a third one's or the gate's.
   */
  @Test
  void noNodeCanBeAnother() {
    for (var thief : RootSecret.nodes()) {
      var given = ROOT.settingsOf(thief);
      List<SecretKey> stolen = new ArrayList<>();
      for (var peer : RootSecret.peersOf(thief)) {
        stolen.add(key(given, peer));
        stolen.add(RootSecret.derive(key(given, peer), "the gate of callers from outside"));
      }
      for (var victim : RootSecret.nodes()) {
        if (victim.equals(thief)) {
          continue;
        }
        var trust = of(victim);
        for (var key : stolen) {
          for (var audience : List.of(victim, thief, "web", "registry")) {
            for (var issuer : issuers()) {
              var itself =
                  issuer.equals(thief) || (thief.equals("edge") && issuer.equals(Trust.GATE));
              if (!itself) {
                assertThat(isRefused(trust, Jwt.sign(key, claims(issuer, audience, SOMEBODY))))
                    .as("%s as %s at %s for %s", thief, issuer, victim, audience)
                    .isTrue();
              }
            }
          }
        }
      }
    }
  }

  private static List<String> issuers() {
    var issuers = new ArrayList<>(RootSecret.nodes());
    issuers.add(Trust.GATE);
    issuers.add("factory");
    return issuers;
  }

  @Test
  void whatDoesNotHoldHereAndNowIsRefused() {
    var web = of("web");
    var key = key(ROOT.settingsOf("web"), "registry");
    var good = claims("registry", "web", Caller.NOBODY);
    var signed = Jwt.sign(key, good);
    assertThat(isRefused(web, signed)).isFalse();

    Map<String, String> bad = new LinkedHashMap<>();
    bad.put("empty", "");
    bad.put("no token", "x.y.z");
    bad.put("cut", signed.substring(0, signed.length() - 1));
    bad.put("unsigned", signed.substring(0, signed.lastIndexOf('.') + 1));
    bad.put("two in one", signed + ", " + signed);
    bad.put("another algorithm", none(good));
    bad.put("another's key", Jwt.sign(key(ROOT.settingsOf("web"), "chain"), good));
    bad.put("another audience", Jwt.sign(key, claims("registry", "pipeline", Caller.NOBODY)));
    bad.put("back to its sender", of("web").to("registry").current());
    bad.put(
        "for somebody, of who calls for nobody",
        Jwt.sign(key, claims("registry", "web", SOMEBODY)));
    bad.put("one claim more", Jwt.sign(key, good.replace("}", ",\"x\":1}")));
    bad.put("a claim twice", Jwt.sign(key, good.replace(",\"iat\"", ",\"aud\":\"web\",\"iat\"")));
    bad.put("without a claim", Jwt.sign(key, good.replaceAll(",\"exp\":[0-9]+", "")));
    bad.put("a longer life", Jwt.sign(key, good.replace(":1800000030", ":1800000031")));
    bad.put(
        "expired", Jwt.sign(key, Trust.claims("registry", "web", Caller.NOBODY, now.get() - 36)));
    bad.put("future", Jwt.sign(key, Trust.claims("registry", "web", Caller.NOBODY, now.get() + 6)));
    bad.forEach((name, token) -> assertThat(isRefused(web, token)).as(name).isTrue());
    assertThat(isRefused(web, signed, signed)).as("twice").isTrue();
    // Every character counts.
    for (var i = 0; i < signed.length(); i++) {
      var other = signed.charAt(i) == 'A' ? 'B' : 'A';
      var changed = signed.substring(0, i) + other + signed.substring(i + 1);
      assertThat(isRefused(web, changed)).as(changed).isTrue();
    }

    for (var apart : new long[] {-5, 35}) {
      now.addAndGet(apart);
      assertThat(isRefused(web, signed)).as("clocks apart by %d s", apart).isFalse();
      now.addAndGet(-apart);
    }
  }

  private static String none(String claims) {
    var base64 = Base64.getUrlEncoder().withoutPadding();
    return base64.encodeToString(
            "{\"alg\":\"none\",\"typ\":\"JWT\"}".getBytes(StandardCharsets.US_ASCII))
        + "."
        + base64.encodeToString(claims.getBytes(StandardCharsets.US_ASCII))
        + ".";
  }

  @Test
  void anAssertionIsSignedOnceForHalfOfItsLifeAndNeverUsedForAnother() {
    var signer = of("edge").gateTo("web");
    var first = signer.sign(SOMEBODY);
    now.addAndGet(14);
    assertThat(signer.sign(SOMEBODY)).isSameAs(first);
    for (var i = 0; i < 5_000; i++) {
      var caller =
          new Caller(
              Optional.empty(), Optional.empty(), Optional.of("10.0." + i / 256 + "." + i % 256));
      assertThat(of("web").verify(List.of(signer.sign(caller))).orElseThrow().caller())
          .isEqualTo(caller);
    }
    now.addAndGet(1);
    assertThat(signer.sign(SOMEBODY)).isNotEqualTo(first);
    now.addAndGet(-3_600);
    assertThat(isRefused(of("web"), signer.sign(SOMEBODY))).isFalse();
  }

  @Test
  void anAddressThatCouldBreakOutOfTheClaimsIsLeftOut() {
    for (var address : List.of("1.2.3.4\",\"sub\":\"0x\"", "a b", "", "x".repeat(65))) {
      var caller = new Caller(Optional.empty(), Optional.empty(), Optional.of(address));
      var asserted = of("web").verify(List.of(of("edge").gateTo("web").sign(caller)));
      assertThat(asserted.orElseThrow().caller()).isEqualTo(Caller.NOBODY);
    }
  }

  @Test
  void productionNamesEveryKeyThatIsMissingShortOrKnownToEverybody() {
    assertThatThrownBy(() -> read(Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(
            "mesh.keys.edge is not set",
            "mesh.keys.pipeline is not set",
            "mesh.keys.web is not set",
            "./factory keys");
    var wrong = new HashMap<>(ROOT.settingsOf("registry"));
    wrong.put("mesh.keys.edge", "c0ffee");
    wrong.put("mesh.keys.pipeline", "hush hush");
    wrong.put("mesh.keys.web", RootSecret.DEVELOPMENT.pair("registry", "web"));
    assertThatThrownBy(() -> read(wrong))
        .hasMessageContainingAll(
            "mesh.keys.edge is shorter",
            "mesh.keys.pipeline is neither",
            "mesh.keys.web is the dev")
        .hasMessageNotContainingAny("c0ffee", "hush", wrong.get("mesh.keys.web"));
    assertThat(of("registry", Map.of("factory.profile", "development")).toString())
        .isEqualTo("Trust[registry]");
    assertThatThrownBy(() -> RootSecret.of("short")).hasMessageContaining("32 bytes");
  }

  private static Trust read(Map<String, String> settings) {
    return Settings.of(settings).readAll(all -> Trust.from(all, "registry"));
  }

  /** {@code ./factory keys} derives the same: its test holds these two as well. */
  @Test
  void theDerivationIsTheDocumentedOne() {
    assertThat(ROOT.settingsOf("web"))
        .containsEntry(
            "mesh.keys.registry",
            "cc8ca0489d132ccb0ee00c5144791a2047afb7a73444ad027747ad6b9df27362");
    assertThat(ROOT.settingsOf("edge"))
        .containsEntry(
            "assertion.secret", "7c6c88b71acf1d477d38b4df41e0a7eccc878ee3988ae38ea8b8b63a1104f379");
  }

  @Test
  void aKeyMayBeBase64() {
    var settings = new HashMap<>(ROOT.settingsOf("web"));
    settings.replaceAll(
        (name, hex) -> Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex)));
    assertThat(isRefused(of("web", settings), of("registry").to("web").current())).isFalse();
  }

  @Test
  void theInternalListenerIsBesideTheOther() {
    assertThat(Address.parse("127.0.0.1:7001").internal()).hasToString("127.0.0.1:7101");
    assertThat(Address.parse("[::1]:0").internal()).hasToString("[::1]:0");
    assertThat(Address.parse("unix:/run/x/registry.sock").internal())
        .hasToString("unix:/run/x/registry-internal.sock");
  }
}
