package factory.edge.balances;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import factory.edge.gate.EvmAddress;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** The compact table does what a map does. */
class HolderTableProperties {
  private static final List<BigInteger> AMOUNTS =
      List.of(
          BigInteger.ZERO,
          BigInteger.ONE,
          BigInteger.valueOf(Long.MAX_VALUE),
          BigInteger.ONE.shiftLeft(63),
          BigInteger.ONE.shiftLeft(64),
          BigInteger.TEN.pow(24).add(BigInteger.valueOf(123_456_789)),
          BigInteger.ONE.shiftLeft(96).subtract(BigInteger.ONE));

  /** Wallets that differ in one part only, each part from all zeros to all ones. */
  private static EvmAddress wallet(int n) {
    return switch (n % 3) {
      case 0 -> new EvmAddress(-n - 1L, 0, 0);
      case 1 -> new EvmAddress(0, (long) n << 40, 0);
      default -> new EvmAddress(0, 0, -n);
    };
  }

  @Property
  void isAMap(@ForAll @Size(max = 600) List<@IntRange(max = 1_406) Integer> puts) {
    var table = new HolderTable();
    Map<EvmAddress, BigInteger> map = new HashMap<>();
    for (var put : puts) {
      var wallet = wallet(1 + put / 7);
      var amount = AMOUNTS.get(put % 7);
      table.put(wallet, amount);
      map.put(wallet, amount);
    }
    for (var n = 1; n <= 202; n++) {
      assertThat(table.get(wallet(n))).isEqualTo(map.getOrDefault(wallet(n), BigInteger.ZERO));
    }
    assertThat(table.holders())
        .isEqualTo((int) map.values().stream().filter(a -> a.signum() > 0).count());
  }

  @Example
  void manyHoldersComeAndGo() {
    var table = new HolderTable();
    for (var round = 0; round < 3; round++) {
      for (var n = 1; n <= 50_000; n++) {
        table.put(wallet(n), BigInteger.valueOf(n));
      }
      assertThat(table.holders()).isEqualTo(50_000);
      for (var n = 1; n <= 50_000; n++) {
        assertThat(table.get(wallet(n))).isEqualTo(BigInteger.valueOf(n));
        table.put(wallet(n), BigInteger.ZERO);
      }
      assertThat(table.holders()).isZero();
    }
  }

  @Example
  void refusesWhatDoesNotFit() {
    for (var amount : List.of(BigInteger.ONE.negate(), BigInteger.ONE.shiftLeft(96))) {
      assertThatThrownBy(() -> new HolderTable().put(wallet(1), amount))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
