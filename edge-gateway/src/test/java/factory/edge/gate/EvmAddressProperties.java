package factory.edge.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class EvmAddressProperties {
  @Property
  void everyAddressReadsBackInEitherCase(@ForAll long high, @ForAll long middle, @ForAll int low) {
    var address = new EvmAddress(high, middle, low);
    var text = address.toString();
    assertThat(text).matches("0x[0-9a-f]{40}");
    assertThat(EvmAddress.parse(text)).contains(address);
    assertThat(EvmAddress.parse("0x" + text.substring(2).toUpperCase(Locale.ROOT)))
        .contains(address);
  }

  @Property
  void anythingThatIsReadIsAnAddress(@ForAll String text) {
    assertThat(EvmAddress.parse(text).isPresent()).isEqualTo(text.matches("0x[0-9a-fA-F]{40}"));
  }
}
