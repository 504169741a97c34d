package factory.chain.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import factory.chain.evm.Account;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BalancesTest {
  private static final BigInteger MOST =
      BigInteger.ONE.shiftLeft(Balances.AMOUNT_BITS).subtract(BigInteger.ONE);

  private static Account wallet(Random random, int wallets) {
    // Few wallets that differ in one place each, which is where packing would mix them up.
    var i = random.nextInt(wallets);
    var digits = "0".repeat(40).toCharArray();
    digits[i % 40] = Character.forDigit(1 + (i / 40) % 15, 16);
    return new Account("0x" + new String(digits));
  }

  private static BigInteger amount(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> BigInteger.ZERO;
      case 1 -> MOST;
      case 2 -> BigInteger.ONE.shiftLeft(random.nextInt(Balances.AMOUNT_BITS));
      default -> new BigInteger(Balances.AMOUNT_BITS, random);
    };
  }

  private static Map<Account, BigInteger> all(Balances.Frozen table) {
    Map<Account, BigInteger> all = new HashMap<>();
    for (int slot = 0; slot < table.capacity(); slot++) {
      if (!table.isEmpty(slot)) {
        assertThat(all.put(table.wallet(slot), table.amount(slot))).isNull();
      }
    }
    return all;
  }

  @Property(tries = 300)
  void isAMapOfWhoHoldsSomething(
      @ForAll Random random, @ForAll @IntRange(min = 1, max = 600) int wallets) {
    var balances = new Balances();
    Map<Account, BigInteger> expected = new HashMap<>();
    var frozen = balances.freeze();
    Map<Account, BigInteger> expectedFrozen = Map.of();
    for (int i = 0; i < 1_000; i++) {
      var wallet = wallet(random, wallets);
      var amount = amount(random);
      balances.set(wallet, amount);
      if (amount.signum() == 0) {
        expected.remove(wallet);
      } else {
        expected.put(wallet, amount);
      }
      var other = wallet(random, wallets);
      assertThat(balances.of(other)).isEqualTo(expected.getOrDefault(other, BigInteger.ZERO));
      if (random.nextInt(200) == 0) {
        assertThat(all(frozen)).isEqualTo(expectedFrozen);
        frozen = balances.freeze();
        expectedFrozen = Map.copyOf(expected);
      }
    }
    assertThat(all(frozen)).isEqualTo(expectedFrozen);
    assertThat(all(balances.freeze())).isEqualTo(expected);
    assertThat(balances.size()).isEqualTo(expected.size());
    assertThat(balances.total())
        .isEqualTo(expected.values().stream().reduce(BigInteger.ZERO, BigInteger::add));
  }

  @Test
  void refusesWhatDoesNotFit() {
    var balances = new Balances();
    for (var amount : List.of(MOST.add(BigInteger.ONE), BigInteger.ONE.negate())) {
      assertThatThrownBy(() -> balances.set(Account.NOBODY, amount))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
