package factory.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who is believed on a service's socket. */
class AssertionTest {
  private static final String JOSE = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";
  private static final String WALLET = "0x" + "0f".repeat(20);

  private static String claims(String iss, String aud, long exp) {
    return "{\"iss\":\"%s\",\"aud\":\"%s\",\"sub\":\"%s\",\"iat\":1,\"exp\":%d}"
        .formatted(iss, aud, WALLET, exp);
  }

  @Test
  void onlyWhatTheGateSignsForThisServiceNowIsBelieved(@TempDir Path folder) throws Exception {
    var options =
        new Options(folder.resolve("s"), folder.resolve("data"), "v1", Caller.SERVICE, Caller.KEY);
    var things = Resource.of("thing", "things", Field.text("name"));
    try (var _ =
        Service.start(
            options,
            List.of(things),
            "{}".getBytes(StandardCharsets.US_ASCII),
            Clock.systemUTC())) {
      var caller = new Caller(options.socket());
      var now = System.currentTimeMillis() / 1_000;
      var good = claims("factory-edge", Caller.SERVICE, now + 30);
      var signed = Caller.signed(Caller.KEY, JOSE, good);
      var other =
          new SecretKeySpec(
              "another service's key, 32 bytes.".getBytes(StandardCharsets.US_ASCII), "HmacSHA256");
      var none = Caller.signed(Caller.KEY, "{\"alg\":\"none\",\"typ\":\"JWT\"}", good);

      Map<String, String> forged = new LinkedHashMap<>();
      forged.put("missing", "");
      forged.put("empty", "x-factory-assertion: \r\n");
      forged.put("of another service's key", header(Caller.signed(other, JOSE, good)));
      forged.put("alg none", header(none));
      forged.put("alg none, unsigned", header(none.substring(0, none.lastIndexOf('.') + 1)));
      forged.put(
          "for another service",
          header(Caller.signed(Caller.KEY, JOSE, claims("factory-edge", "other", now + 30))));
      forged.put(
          "of another issuer",
          header(Caller.signed(Caller.KEY, JOSE, claims("me", Caller.SERVICE, now + 30))));
      forged.put(
          "expired",
          header(
              Caller.signed(Caller.KEY, JOSE, claims("factory-edge", Caller.SERVICE, now - 60))));
      forged.put(
          "too long alive",
          header(
              Caller.signed(Caller.KEY, JOSE, claims("factory-edge", Caller.SERVICE, now + 600))));
      forged.put(
          "alg HS512", header(Caller.signed(Caller.KEY, JOSE.replace("HS256", "HS512"), good)));
      forged.put(
          "with more in its header",
          header(Caller.signed(Caller.KEY, JOSE.replace("}", ",\"kid\":\"1\"}"), good)));
      forged.put(
          "for nobody in particular",
          header(Caller.signed(Caller.KEY, JOSE, good.replace("\"aud\"", "\"x\""))));
      forged.put(
          "without an end",
          header(Caller.signed(Caller.KEY, JOSE, good.replace("\"exp\"", "\"x\""))));
      forged.put(
          "for nobody, of a wallet",
          header(Caller.signed(Caller.KEY, JOSE, good.replace("\"sub\"", "\"x\"")))
              + "x-factory-wallet: "
              + WALLET
              + "\r\n");
      forged.put(
          "oversized, though signed",
          header(
              Caller.signed(
                  Caller.KEY, JOSE, good.replace("}", ",\"x\":\"" + "x".repeat(900) + "\"}"))));
      forged.put("as a bearer", header("Bearer " + signed));
      forged.put("without its signature", header(signed.substring(0, signed.lastIndexOf('.'))));
      forged.put("without claims", header(Caller.signed(Caller.KEY, JOSE, "{}")));
      forged.put("no JSON", header(Caller.signed(Caller.KEY, JOSE, "x")));
      forged.put("cut", header(signed.substring(0, signed.length() - 1)));
      forged.put("longer", header(signed + "A"));
      forged.put("with other claims", header(signed.replaceFirst("\\.[^.]{4}", ".abcd")));
      forged.put("huge", header(signed + "A".repeat(2000)));
      forged.put("twice", header(signed) + header(signed));
      forged.put(
          "of another wallet", header(signed) + "x-factory-wallet: 0x" + "99".repeat(20) + "\r\n");

      forged.forEach(
          (what, headers) -> {
            for (var path : List.of("/", "/things", "/things/x", "/nothing", "/HEALTH")) {
              assertThat(get(caller, path, headers).status())
                  .as("%s, %s", what, path)
                  .isEqualTo(401);
            }
            assertThat(get(caller, "/things", headers).body())
                .contains("ASSERTION_INVALID", "\"title\":\"Unauthorized\"");
            assertThat(send(caller, "POST", "/health", headers).status()).as(what).isEqualTo(401);
            assertThat(get(caller, "/health", headers).status()).as(what).isEqualTo(200);
            assertThat(get(caller, "/openapi.json", headers).status()).as(what).isEqualTo(200);
          });

      assertThat(get(caller, "/things", header(signed)).status()).isEqualTo(200);
      assertThat(
              get(caller, "/things", header(signed) + "x-factory-wallet: " + WALLET + "\r\n")
                  .status())
          .isEqualTo(200);
    }
  }

  @ParameterizedTest
  @CsvSource({"30, 200", "1, 200", "-5, 200", "-6, 401", "35, 200", "36, 401"})
  void anAssertionCountsUntilItsEndAndALittleLonger(int left, int status, @TempDir Path folder)
      throws Exception {
    var options =
        new Options(folder.resolve("s"), folder.resolve("data"), "v1", Caller.SERVICE, Caller.KEY);
    var now = Instant.ofEpochSecond(1_000_000);
    try (var _ =
        Service.start(
            options,
            List.of(),
            "{}".getBytes(StandardCharsets.US_ASCII),
            Clock.fixed(now, ZoneOffset.UTC))) {
      var claims = claims("factory-edge", Caller.SERVICE, now.getEpochSecond() + left);
      var headers = header(Caller.signed(Caller.KEY, JOSE, claims));
      assertThat(get(new Caller(options.socket()), "/", headers).status()).isEqualTo(status);
    }
  }

  private static String header(String assertion) {
    return "x-factory-assertion: " + assertion + "\r\n";
  }

  private static Caller.Answer get(Caller caller, String path, String headers) {
    return send(caller, "GET", path, headers);
  }

  private static Caller.Answer send(Caller caller, String method, String path, String headers) {
    try {
      return caller.unasserted(
          method + " " + path + " HTTP/1.1\r\nHost: service\r\n" + headers + "\r\n");
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
