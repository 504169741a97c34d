package factory.edge.identity;

import static org.assertj.core.api.Assertions.assertThat;

import factory.edge.gate.EvmAddress;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretTest {
  private final SecureRandom random = new SecureRandom();

  @Test
  void isReadAgainAndShowsNothingOfItself() {
    var secret = Secret.make(Secret.KEY, random);
    assertThat(secret.text()).matches("mf_[0-9A-Za-z]{38}");
    assertThat(Secret.read(Secret.KEY, secret.text())).contains(secret);
    assertThat(secret.toString()).doesNotContain(secret.text().substring(8));
    assertThat(Secret.make(Secret.KEY, random)).isNotEqualTo(secret);
  }

  @Test
  void aMistypedOneOrOneOfAnotherKindIsNone() {
    var text = Secret.make(Secret.KEY, random).text();
    for (var i = 0; i < text.length(); i++) {
      var other = text.charAt(i) == 'a' ? 'b' : 'a';
      assertThat(Secret.read(Secret.KEY, text.substring(0, i) + other + text.substring(i + 1)))
          .isEmpty();
    }
    assertThat(Secret.read(Secret.SESSION, text)).isEmpty();
    assertThat(Secret.read(Secret.KEY, "")).isEmpty();
    assertThat(Secret.read(Secret.KEY, text + "0")).isEmpty();
  }

  /** The examples of EIP-55. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0x52908400098527886E0F7030069857D2E4169EE7",
        "0xde709f2102306220921060314715629080e2fb77",
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
        "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
        "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
        "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb"
      })
  void theCapitalsOfAnAddressAreThoseOfTheStandard(String address) {
    assertThat(Checksum.of(EvmAddress.parse(address).orElseThrow())).isEqualTo(address);
  }
}
