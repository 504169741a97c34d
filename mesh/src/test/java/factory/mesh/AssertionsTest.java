package factory.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AssertionsTest {
  private static final String SECRET = "a secret of at least 32 bytes that nobody knows";

  private static Assertions of(String... pairs) {
    var values = new java.util.HashMap<String, String>();
    for (var i = 0; i < pairs.length; i += 2) {
      values.put(pairs[i], pairs[i + 1]);
    }
    return Assertions.from(Settings.of(values));
  }

  @Test
  void eachServiceAndEachSecretHasAKeyOfItsOwn() {
    var one = of("assertion.secret", SECRET);
    assertThat(one.key("a").getEncoded()).hasSize(32).isEqualTo(one.key("a").getEncoded());
    assertThat(one.key("a").getEncoded()).isNotEqualTo(one.key("b").getEncoded());
    var other = of("assertion.secret", SECRET + "!");
    assertThat(other.key("a").getEncoded()).isNotEqualTo(one.key("a").getEncoded());
    assertThat(other.name()).isNotEqualTo(one.name());
    assertThat(one.toString()).doesNotContain(SECRET);
  }

  @Test
  void anAssertionIsAJwtOfThirtySeconds() {
    var key = of("assertion.secret", SECRET).key("a");
    var parts = Assertions.sign(key, "a", Optional.of("0x01"), 1_000).split("\\.");
    assertThat(parts).hasSize(3);
    var claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.US_ASCII);
    assertThat(claims)
        .isEqualTo(
            "{\"iss\":\"factory-edge\",\"aud\":\"a\",\"sub\":\"0x01\",\"iat\":1000,\"exp\":1030}");
    assertThat(Assertions.sign(key, "a", Optional.empty(), 1_000))
        .isNotEqualTo(String.join(".", parts));
  }

  @Test
  void productionRefusesAMissingAShortAndAKnownSecretByItsName() {
    assertThatThrownBy(AssertionsTest::of).hasMessageContaining("assertion.secret is not set");
    assertThatThrownBy(() -> of("assertion.secret", "short"))
        .hasMessageContaining("assertion.secret is shorter")
        .hasMessageNotContaining("short;");
    assertThatThrownBy(
            () -> of("assertion.secret", "a development secret that everybody knows, so no secret"))
        .hasMessageContaining("assertion.secret is the development one");
    assertThat(of("factory.profile", "development").name()).isNotEmpty();
  }
}
