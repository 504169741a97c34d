package factory.chain.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import org.junit.jupiter.api.Test;

class PlatformKeyTest {
  private static final String ANVILS =
      "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
  private static final String SOME =
      "4f3edf983ac636a65a842ce7c78d9aa706d3b113bce9c46f30d7d21715b23b1d";

  @Test
  void tellsItsAddressAndNeverItself() {
    var key = PlatformKey.parse(SOME);

    assertThat(key.account().hex()).isEqualTo("0x90f8bf6a479f320ead074411a4b0e7944ea8c9c1");
    assertThat(key).hasToString("PlatformKey[0x90f8bf6a479f320ead074411a4b0e7944ea8c9c1]");
    assertThat(key.guessable()).isFalse();
  }

  @Test
  void knowsKeysThatOthersHave() {
    assertThat(PlatformKey.parse(ANVILS).guessable()).isTrue();
    assertThat(PlatformKey.parse("0".repeat(63) + "1").guessable()).isTrue();
  }

  @Test
  void refusesWhatIsNoKeyWithoutRepeatingIt() {
    for (var text :
        new String[] {
          SOME + "aa", SOME.substring(2), "z".repeat(64), "0".repeat(64), "f".repeat(64)
        }) {
      var error = catchThrowable(() -> PlatformKey.parse(text));

      assertThat(error).isInstanceOf(IllegalArgumentException.class).hasNoCause();
      assertThat(error.getMessage()).doesNotContain(text.substring(0, 8));
    }
  }
}
