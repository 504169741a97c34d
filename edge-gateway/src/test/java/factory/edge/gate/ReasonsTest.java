package factory.edge.gate;

import static org.assertj.core.api.Assertions.assertThat;

import factory.edge.xds.EnvoyReasons;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every reason that a caller may read, with its status: renaming one is an API change. Written anew
 * with {@code -Dgolden.rewrite=true}; review the difference.
 */
class ReasonsTest {
  private static final Path GOLDEN = Path.of("src/test/resources/reasons.txt");

  private static final List<GateFault> FAULTS =
      List.of(
          new GateFault.RoutesNotLoaded(),
          new GateFault.ServiceNotFound(),
          new GateFault.ServiceNotServing("id", GatedService.State.DOWN),
          new GateFault.ServiceTakenDown("deceives people"),
          new GateFault.TokenNotCreated("id"),
          new GateFault.WalletMissing(true, 0),
          new GateFault.WalletNotAccepted(),
          new GateFault.SeveralCredentials(List.of("Authorization", "X-API-Key")),
          new GateFault.AuthorizationMalformed(),
          new GateFault.SessionInvalid(),
          new GateFault.KeyInvalid(),
          new GateFault.KeyOfAnotherService(),
          new GateFault.KeyScopeExceeded(),
          new GateFault.KeyPaused(Credentials.Pause.OWNER),
          new GateFault.WalletBlocked(
              new Block("too many calls", Optional.of(Instant.EPOCH.plusSeconds(1)))),
          new GateFault.OriginNotAllowed("https://else.example"),
          new GateFault.KeyNotCovered(),
          new GateFault.KeyRateExceeded(GateFault.KeyRateExceeded.By.ADDRESS, 30, 1),
          new GateFault.KeyNotForPlatform(),
          new GateFault.WalletOfAnotherChain(1),
          new GateFault.CookieFromElsewhere(),
          new GateFault.WalletMalformed(),
          new GateFault.WalletRepeated(),
          new GateFault.BalancesNotLoaded(1),
          new GateFault.BalancesStale(1),
          new GateFault.BalanceTooLow(
              new AccessToken(1, new EvmAddress(1, 1, 1), BigInteger.ONE),
              new EvmAddress(1, 1, 1),
              BigInteger.ZERO,
              BigInteger.ZERO,
              BigInteger.ONE,
              1),
          new GateFault.LimitExceeded(
              new Terms.Quota.Exceeded(new Terms.RateLimit("p", "l"), 1, List.of("burst"))),
          new GateFault.LimitsNotCountable(),
          new GateFault.CallsAtOnceExceeded(32),
          new GateFault.StreamsExceeded(32),
          new GateFault.BudgetExceeded(1),
          new GateFault.UsageNotRecordable(),
          new GateFault.PathAmbiguous(),
          new GateFault.BodyTooLarge(),
          new GateFault.GateFailed("id"));

  @Test
  void theReasonsAreTheReviewedOnes() throws IOException {
    List<String> lines = new ArrayList<>();
    FAULTS.forEach(
        f ->
            lines.add(
                f.status()
                    + " "
                    + f.reason()
                    + " "
                    + f.code()
                    + " "
                    + f.metadata().keySet().stream().sorted().toList()));
    EnvoyReasons.all().forEach(r -> lines.add(r + " (Envoy)"));
    lines.sort(String::compareTo);
    var text = String.join("\n", lines) + "\n";
    if (Boolean.getBoolean("golden.rewrite")) {
      Files.createDirectories(Path.of("src/test/resources"));
      Files.writeString(GOLDEN, text);
    }
    assertThat(text).isEqualTo(Files.readString(GOLDEN));
  }

  @Test
  void everyFaultIsListedHere() {
    assertThat(FAULTS.stream().map(Object::getClass).distinct().count())
        .isEqualTo(leaves(GateFault.class).count());
  }

  @Test
  void everyMessageIsOneAsciiLine() {
    assertThat(FAULTS)
        .allMatch(f -> f.message().matches("[ -$&-~]+") && f.detail().matches("[ -~]+"));
  }

  private static Stream<Class<?>> leaves(Class<?> type) {
    return type.isSealed()
        ? Arrays.stream(type.getPermittedSubclasses()).flatMap(ReasonsTest::leaves)
        : Stream.of(type);
  }
}
