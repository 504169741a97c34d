package factory.chain.issue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import factory.chain.Anvil;
import factory.chain.Meddler;
import factory.chain.Until;
import factory.chain.evm.Account;
import factory.chain.evm.EndpointDown;
import factory.chain.evm.Endpoints;
import factory.chain.index.Finality;
import factory.chain.key.PlatformKey;
import factory.chain.key.Signer;
import factory.chain.token.ChainFault;
import factory.mesh.Refused;
import factory.store.Database;
import factory.store.TestDatabase;
import java.math.BigInteger;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.web3j.crypto.ECDSASignature;

/** Nonces, fees and what becomes of a transaction, against real chains. */
@Timeout(90)
@Tag("slow")
class SenderTest {
  private static final Duration SOON = Duration.ofSeconds(40);
  private static final long GWEI = 1_000_000_000;
  private static final Optional<Account> SOMEBODY =
      Optional.of(new Account("0x" + "12".repeat(20)));
  private static final PlatformKey RICH =
      PlatformKey.parse("0x2a871d0798f97d79848a013d4936a73bf4cc922c825d33c1cf7073dff6d409c6");
  private static final PlatformKey POOR = PlatformKey.parse("1".repeat(64));

  private final Deque<AutoCloseable> closing = new ArrayDeque<>();
  private final Database.Place place = TestDatabase.fresh("chain");

  private <T extends AutoCloseable> T later(T thing) {
    closing.push(thing);
    return thing;
  }

  @AfterEach
  void stop() throws Exception {
    while (!closing.isEmpty()) {
      closing.pop().close();
    }
  }

  /** A sender as one process has it, with everything of its own. */
  private final class Running implements AutoCloseable {
    final Endpoints endpoints;
    final Database database;
    final SentStore store;
    final Sender sender;

    Running(URI endpoint, Signer signer, long capGwei, Duration replaceAfter, boolean disposable) {
      endpoints = new Endpoints(31337, List.of(endpoint), Duration.ofSeconds(3), Clock.systemUTC());
      database = Database.open(place);
      store = new SentStore(database, 31337, signer.account());
      sender =
          Sender.start(
              new Sender.Target(
                  31337,
                  new Finality.Confirmations(5),
                  disposable,
                  new FeePolicy(BigInteger.valueOf(capGwei * GWEI), replaceAfter)),
              endpoints,
              signer,
              store,
              Clock.systemUTC());
    }

    Sent send(String purpose) {
      return sender.send(purpose, SOMEBODY, "0x");
    }

    Sender.End.Mined mined(Sent sent) {
      return (Sender.End.Mined) sender.await(sent, () -> true);
    }

    long used() {
      return endpoints.ask(endpoint -> endpoint.transactionCount(sender.account(), "latest"));
    }

    Sent at(long nonce) {
      return store.at(nonce).orElseThrow();
    }

    @Override
    public void close() {
      sender.close();
      endpoints.close();
      database.close();
    }
  }

  private Running running(Anvil anvil) {
    return later(new Running(anvil.uri(), RICH, 500, Duration.ofMillis(300), true));
  }

  private static void mine(Anvil anvil) {
    anvil.rpc("anvil_mine", "[\"0x1\"]");
  }

  private static void baseFee(Anvil anvil, long gwei) {
    anvil.rpc("anvil_setNextBlockBaseFeePerGas", "[\"0x" + Long.toHexString(gwei * GWEI) + "\"]");
  }

  @Test
  void twoProcessesNeverGiveOneNonceTwiceNorSendOnePurposeTwice() throws Exception {
    var anvil = later(Anvil.start());
    var nodes = List.of(running(anvil), running(anvil));
    var go = new CountDownLatch(1);
    List<Future<Map.Entry<String, Long>>> sent = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 120; i++) {
        var node = nodes.get(i % 2);
        var purpose = "purpose " + (i / 4);
        sent.add(
            threads.submit(
                () -> {
                  go.await();
                  var one = node.send(purpose);
                  node.mined(one);
                  return Map.entry(purpose, one.nonce());
                }));
      }
      go.countDown();
      Map<String, Long> nonces = new HashMap<>();
      for (var future : sent) {
        var one = future.get();
        assertThat(nonces.merge(one.getKey(), one.getValue(), (a, _) -> a))
            .as("one nonce for " + one.getKey())
            .isEqualTo(one.getValue());
      }

      assertThat(nonces.values())
          .containsExactlyInAnyOrderElementsOf(LongStream.range(0, 30).boxed().toList());
    }
    assertThat(nodes.getFirst().used()).isEqualTo(30);
  }

  @Test
  void aStuckTransactionIsReplacedForHigherFeesUntilOneIsMined() {
    var anvil = later(Anvil.start("--no-mining"));
    var node = running(anvil);
    var sent = node.send("one");
    var first = Fees.of(sent.newest());

    // A block that it offers too little for.
    baseFee(anvil, 20);
    mine(anvil);
    assertThat(node.used()).isZero();
    Until.holds(
        "a replacement offers enough",
        SOON,
        () -> Fees.of(node.at(0).newest()).maxWei().longValue() > 20 * GWEI);
    Until.holds(
        "one of them is mined",
        SOON,
        () -> {
          mine(anvil);
          return node.used() == 1;
        });

    var mined = node.mined(sent);
    var attempts = node.at(0).attempts();
    assertThat(attempts.size()).isGreaterThan(1);
    assertThat(attempts.stream().map(Sent.Attempt::hash)).contains(mined.hash());
    assertThat(mined.hash()).isNotEqualTo(sent.newest().hash());
    assertThat(node.used()).isEqualTo(1);
    var before = first;
    for (var attempt : attempts.subList(1, attempts.size())) {
      var now = Fees.of(attempt);
      assertThat(now.maxWei().multiply(BigInteger.valueOf(8)))
          .isGreaterThanOrEqualTo(before.maxWei().multiply(BigInteger.valueOf(9)));
      before = now;
    }
    assertThat(node.send("two").nonce()).isEqualTo(1);
  }

  @Test
  void aStuckTransactionOfAProcessThatEndedIsReplacedByTheNextWithoutBeingAskedFor() {
    var anvil = later(Anvil.start("--no-mining"));
    var slow = later(new Running(anvil.uri(), RICH, 500, Duration.ofHours(1), true));
    var sent = slow.send("one");
    slow.close();
    baseFee(anvil, 20);
    mine(anvil);

    var next = running(anvil);

    Until.holds(
        "a replacement is mined",
        SOON,
        () -> {
          baseFee(anvil, 20);
          mine(anvil);
          return next.used() == 1;
        });
    assertThat(next.mined(sent).hash()).isNotEqualTo(sent.newest().hash());
  }

  @Test
  void atTheCapItWaitsSaysSoAndIsMinedOnceFeesFall() {
    var anvil = later(Anvil.start("--no-mining"));
    baseFee(anvil, 20);
    mine(anvil);
    var node = later(new Running(anvil.uri(), RICH, 5, Duration.ofMillis(300), true));

    var sent = node.send("one");

    var waiting = (Sender.End.Waiting) node.sender.await(sent, () -> false);
    assertThat(waiting).isEqualTo(new Sender.End.Waiting(sent.newest().hash(), "fee_cap"));
    assertThat(Fees.of(sent.newest()).maxWei()).isEqualTo(BigInteger.valueOf(5 * GWEI));
    baseFee(anvil, 1);
    mine(anvil);
    Until.holds(
        "it is mined",
        SOON,
        () -> {
          mine(anvil);
          return node.used() == 1;
        });
    assertThat(node.mined(sent).hash()).isEqualTo(sent.newest().hash());
    assertThat(node.at(0).attempts()).hasSize(1);
  }

  @Test
  void whileItsFeeIsEnoughItWaitsForABlock() {
    var anvil = later(Anvil.start("--no-mining"));
    var node = later(new Running(anvil.uri(), RICH, 500, Duration.ofHours(1), true));

    var sent = node.send("one");

    assertThat(node.sender.await(sent, () -> false))
        .isEqualTo(new Sender.End.Waiting(sent.newest().hash(), "block"));
    assertThat(node.send("one")).isEqualTo(sent);
  }

  @Test
  void whileAChainStandsStillNoHigherFeeIsOffered() {
    var anvil = later(Anvil.start("--no-mining"));
    var meddler = later(new Meddler(anvil.uri()));
    var node = later(new Running(meddler.uri(), RICH, 500, Duration.ofMillis(200), true));

    node.send("one");

    Until.holds("it was offered many times", SOON, () -> meddler.transactions() > 6);
    assertThat(node.at(0).attempts()).hasSize(1);
  }

  @Test
  void whatAReorganisationTakesBackIsSentAgainAsItWas() {
    var anvil = later(Anvil.start());
    var node = running(anvil);
    mine(anvil);
    var first = node.mined(node.send("one"));
    var second = node.mined(node.send("two"));

    anvil.rpc("anvil_reorg", "[2,[]]");

    Until.holds("both are on the chain again", SOON, () -> node.used() == 2);
    assertThat(node.mined(node.at(0)).hash()).isEqualTo(first.hash());
    assertThat(node.mined(node.at(1)).hash()).isEqualTo(second.hash());
    assertThat(node.store.open()).allMatch(sent -> sent.attempts().size() == 1);
    assertThat(node.send("one").nonce()).isZero();
  }

  @Test
  void whatWasFinalIsSentAgainWhenADevChainIsRolledBack() {
    var anvil = later(Anvil.start());
    var snapshot = anvil.rpc("evm_snapshot", "[]");
    var node = running(anvil);
    var mined = node.mined(node.send("one"));
    anvil.rpc("anvil_mine", "[\"0x20\"]");
    Until.holds("it is final", SOON, () -> node.at(0).state() == Sent.State.FINAL);

    anvil.rpc("evm_revert", "[" + snapshot + "]");
    node.sender.recheck();

    Until.holds("it is on the chain again", SOON, () -> node.used() == 1);
    assertThat(node.mined(node.at(0)).hash()).isEqualTo(mined.hash());
  }

  @Test
  void whatAnEndpointForgotIsBroadcastAgain() {
    var anvil = later(Anvil.start("--no-mining"));
    var node = later(new Running(anvil.uri(), RICH, 3, Duration.ofMillis(300), true));
    var sent = node.send("one");

    anvil.rpc("anvil_dropTransaction", "[\"" + sent.newest().hash() + "\"]");

    Until.holds(
        "it is mined",
        SOON,
        () -> {
          mine(anvil);
          return node.used() == 1;
        });
  }

  @Test
  void aNonceThatSomebodyElseTookIsNotWaitedForForEver() {
    var anvil = later(Anvil.start("--no-mining"));
    var node = later(new Running(anvil.uri(), RICH, 500, Duration.ofHours(1), true));
    var sent = node.send("one");
    var foreign =
        RICH.sign(
            new Fees(BigInteger.valueOf(90 * GWEI), Optional.of(BigInteger.valueOf(9 * GWEI)))
                .transaction(31337, 0, BigInteger.valueOf(21_000), "0x" + "34".repeat(20), "0x"),
            31337);
    node.endpoints.tellAll(endpoint -> endpoint.broadcast(foreign.raw()));
    mine(anvil);

    assertThat(node.sender.await(sent, () -> true)).isEqualTo(new Sender.End.Lost());

    var again = node.send("one");
    assertThat(again.nonce()).isEqualTo(1);
    mine(anvil);
    node.mined(again);
  }

  @Test
  void whatAKeyWithoutMoneyCannotSendIsSentOnceItHasSome() {
    var anvil = later(Anvil.start());
    var node = later(new Running(anvil.uri(), POOR, 500, Duration.ofMillis(300), true));

    for (int i = 0; i < 3; i++) {
      var purpose = "purpose " + i;
      assertThat(catchThrowable(() -> node.send(purpose)))
          .isInstanceOfSatisfying(
              Refused.class,
              refused ->
                  assertThat(refused.fault()).isInstanceOf(ChainFault.TransactionRefused.class));
    }
    // One is stored; behind it no more is piled up.
    assertThat(node.store.open()).hasSize(1);
    assertThat(node.sender.await(node.at(0), () -> true)).isInstanceOf(Sender.End.Declined.class);

    anvil.rpc("anvil_setBalance", "[\"" + POOR.account() + "\",\"0xde0b6b3a7640000\"]");

    Until.holds("it is mined without being asked for", SOON, () -> node.used() == 1);
    node.mined(node.send("purpose 1"));
  }

  @Test
  void whatIsStoredAndWasNeverBroadcastIsFoundByTheNextProcess() {
    var anvil = later(Anvil.start());
    var meddler = later(new Meddler(anvil.uri()));
    meddler.now(Meddler.Mode.TRANSACTIONS_LOST);
    var first = later(new Running(meddler.uri(), RICH, 500, Duration.ofSeconds(1), true));
    assertThatThrownBy(() -> first.send("one")).isInstanceOf(EndpointDown.class);
    first.close();

    var next = running(anvil);

    Until.holds("it is mined", SOON, () -> next.used() == 1);
    assertThat(next.mined(next.send("one")).receipt().succeeded()).isTrue();
    assertThat(next.used()).isEqualTo(1);
  }

  @Test
  void whatWasSentToOneChainIsNotSentToAnotherWithItsId() {
    var anvil = later(Anvil.start("--no-mining"));
    var first = later(new Running(anvil.uri(), RICH, 500, Duration.ofHours(1), false));
    first.send("one");
    first.close();
    var another = later(Anvil.start("--gas-limit", "40000000"));

    var lasting = later(new Running(another.uri(), RICH, 500, Duration.ofMillis(300), false));
    assertThatThrownBy(() -> lasting.send("two"))
        .isInstanceOf(EndpointDown.class)
        .hasMessageContaining("another block");
    assertThat(lasting.store.open()).hasSize(1);
    lasting.close();
    assertThat(another.rpc("eth_blockNumber", "[]")).isEqualTo("\"0x0\"");

    var disposable = running(another);
    Until.holds("it is forgotten", SOON, () -> disposable.store.open().isEmpty());
    assertThat(disposable.send("two").nonce()).isZero();
  }

  /** Signs like another key, and hangs when told to. */
  private static final class Hanging implements Signer {
    final AtomicBoolean hangs = new AtomicBoolean();
    final CountDownLatch inside = new CountDownLatch(1);
    final CountDownLatch end = new CountDownLatch(1);

    @Override
    public Account account() {
      return RICH.account();
    }

    @Override
    public ECDSASignature sign(byte[] digest) {
      if (hangs.get()) {
        inside.countDown();
        try {
          end.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
      return RICH.sign(digest);
    }
  }

  @Test
  void aProcessThatHangsWithTheNoncesInItsHandsLosesThem() throws Exception {
    var anvil = later(Anvil.start());
    var hanging = new Hanging();
    var stuck = later(new Running(anvil.uri(), hanging, 500, Duration.ofSeconds(1), true));
    var other = running(anvil);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      hanging.hangs.set(true);
      var lost = threads.submit(() -> catchThrowable(() -> stuck.send("one")));
      hanging.inside.await();

      // Waits until Postgres ends the hanging process' session.
      other.mined(other.send("two"));

      hanging.hangs.set(false);
      hanging.end.countDown();
      assertThat(lost.get()).isInstanceOf(Refused.class);
    }
    assertThat(other.at(0).purpose()).isEqualTo("two");
    assertThat(other.store.of("one")).isEmpty();
    other.mined(stuck.send("one"));
    assertThat(IntStream.range(0, 2).mapToObj(nonce -> other.at(nonce).purpose()))
        .containsExactly("two", "one");
  }
}
