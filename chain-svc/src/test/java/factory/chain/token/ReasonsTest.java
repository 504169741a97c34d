package factory.chain.token;

import static org.assertj.core.api.Assertions.assertThat;

import factory.chain.evm.Account;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Every reason on the wire. Renaming one is an API change; {@code -Dgolden.write} rewrites. */
class ReasonsTest {
  private static final Path GOLDEN = Path.of("src/test/resources/reasons.txt");

  private static final List<ChainFault> ALL =
      List.of(
          new ChainFault.UnknownChain(1),
          new ChainFault.Unavailable(1, "problem"),
          new ChainFault.NoToken(new UUID(0, 1)),
          new ChainFault.NotOurs(1, Account.NOBODY),
          new ChainFault.Exists(1, new UUID(0, 1), Account.NOBODY),
          new ChainFault.Pending(1, "0x1", "block"),
          new ChainFault.TransactionRefused(1, "problem"),
          new ChainFault.PastCap(BigInteger.ONE),
          new ChainFault.AboveSupply(BigInteger.ONE),
          new ChainFault.NotVerified(1, "problem"),
          new ChainFault.BuysNothing(BigInteger.ONE),
          new ChainFault.CannotPay(1, Account.NOBODY, BigInteger.ONE, BigInteger.TWO),
          new ChainFault.HoldsLess(
              1, Account.NOBODY, Account.NOBODY, BigInteger.ONE, BigInteger.TWO),
          new ChainFault.TradeReverts(1, "PayoutRefused"),
          new ChainFault.NoTransaction(1, "0x1"),
          new ChainFault.PageTokenNotReadable());

  @Test
  void areThoseOfTheGoldenFile() throws IOException {
    var text =
        ALL.stream()
            .map(
                fault ->
                    fault.reason()
                        + " "
                        + fault.code()
                        + " "
                        + fault.metadata().keySet().stream()
                            .sorted()
                            .collect(Collectors.joining(","))
                        + "\n")
            .sorted()
            .collect(Collectors.joining());
    if (System.getProperty("golden.write") != null) {
      Files.writeString(GOLDEN, text);
    }

    assertThat(text).isEqualTo(Files.readString(GOLDEN));
  }

  @Test
  void noneIsLeftOut() {
    assertThat(ALL.stream().map(Object::getClass).distinct().count())
        .isEqualTo(ChainFault.class.getPermittedSubclasses().length);
  }

  @Test
  void messagesAreOnePlainLine() {
    assertThat(ALL).allSatisfy(fault -> assertThat(fault.message()).matches("[ -$&-~]+"));
  }
}
