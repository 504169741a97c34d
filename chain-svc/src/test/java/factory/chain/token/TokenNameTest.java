package factory.chain.token;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TokenNameTest {
  @Test
  void isItsBytesPaddedWithZeros() {
    var name = TokenName.parse("Bücher").orElseThrow();

    assertThat(name.hex()).isEqualTo("0x42c3bc63686572" + "00".repeat(25));
    assertThat(name.text()).isEqualTo("Bücher");
    assertThat(name.symbol()).isEqualTo("BCHER");
  }

  @Test
  void hasASymbolEvenWithoutALetter() {
    assertThat(TokenName.parse("鯨").orElseThrow().symbol()).isEqualTo("TOKEN");
  }

  @Test
  void mayUseAllOfItsBytesAndNoMore() {
    assertThat(TokenName.parse("x".repeat(32)).orElseThrow().text()).hasSize(32);
    assertThat(TokenName.parse("x".repeat(33))).isEmpty();
    assertThat(TokenName.parse("ä".repeat(17))).isEmpty();
  }

  @Test
  void showsWhatIsNotUtf8WithoutFailing() {
    var name = new TokenName("0xff41" + "00".repeat(30));

    assertThat(name.text()).isEqualTo("\ufffdA");
  }
}
