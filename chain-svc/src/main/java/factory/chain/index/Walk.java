package factory.chain.index;

import factory.chain.evm.Account;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Who holds a token now, from two tables that no longer change.
 *
 * @param changed where the balance now is not the one at the final block
 */
record Walk(Account token, Balances.Frozen atFinal, Map<Account, BigInteger> changed) {
  List<Holding> all() {
    List<Holding> holdings = new ArrayList<>();
    for (int slot = 0; slot < atFinal.capacity(); slot++) {
      if (!atFinal.isEmpty(slot)) {
        var wallet = atFinal.wallet(slot);
        if (!changed.containsKey(wallet)) {
          holdings.add(new Holding(token, wallet, atFinal.amount(slot)));
        }
      }
    }
    changed.forEach(
        (wallet, amount) -> {
          if (amount.signum() > 0) {
            holdings.add(new Holding(token, wallet, amount));
          }
        });
    return holdings;
  }
}
