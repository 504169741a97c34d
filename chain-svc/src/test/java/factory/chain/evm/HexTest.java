package factory.chain.evm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HexTest {
  @Test
  void readsNumbersBytesAndHashes() {
    assertThat(Hex.number("0x1F")).isEqualTo(31);
    assertThat(Hex.quantity("0x" + "f".repeat(64)).bitLength()).isEqualTo(256);
    assertThat(Hex.bytes("0x")).isEmpty();
    assertThat(Hex.bytes("0x00ff")).containsExactly(0, 0xff);
    assertThat(Hex.of(Hex.bytes("0x00ff"))).isEqualTo("0x00ff");
    assertThat(Hex.of(31)).isEqualTo("0x1f");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0x", "1", "-0x1", "0xg", "0x 1", "0x8000000000000000"})
  void refusesABlockNumberThatIsNone(String text) {
    assertThatThrownBy(() -> Hex.number(text)).isInstanceOf(EndpointDown.class);
  }

  @Test
  void refusesBytesOfAnotherLength() {
    assertThatThrownBy(() -> Hex.bytes("0x000", 1)).isInstanceOf(EndpointDown.class);
    assertThatThrownBy(() -> Hex.bytes("0x000")).isInstanceOf(EndpointDown.class);
    assertThatThrownBy(() -> Hex.bytes("0x0000", 1)).isInstanceOf(EndpointDown.class);
    assertThatThrownBy(() -> Hex.hash("0x00")).isInstanceOf(EndpointDown.class);
    assertThatThrownBy(() -> Account.ofWord("0x01" + "00".repeat(31)))
        .isInstanceOf(EndpointDown.class);
  }

  @Test
  void aFilterHoldsWhatWasPutInAndAnEmptyOneNothing() {
    var mark = Bloom.Mark.of(Contracts.TRANSFER);
    var bits = new byte[256];

    assertThat(Bloom.parse(Hex.of(bits)).mayHold(mark)).isFalse();
    for (var bit : new int[] {mark.first(), mark.second(), mark.third()}) {
      bits[255 - bit / 8] |= (byte) (1 << bit % 8);
    }
    assertThat(Bloom.parse(Hex.of(bits)).mayHold(mark)).isTrue();
    assertThat(Bloom.parse(Hex.of(bits)).mayHold(Bloom.Mark.of(Contracts.TOKEN_CREATED))).isFalse();
  }
}
