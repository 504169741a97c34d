package factory.edge.limits;

import static org.assertj.core.api.Assertions.assertThat;

import factory.edge.Await;
import factory.edge.audit.Actor;
import factory.edge.gate.AccessToken;
import factory.edge.gate.EvmAddress;
import factory.edge.gate.Finality;
import factory.edge.gate.Terms;
import factory.mesh.Caller;
import factory.store.Database;
import factory.store.TestDatabase;
import java.math.BigInteger;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RuleBookTest {
  private static final UUID SERVICE = UUID.fromString("0193b1f2-7a11-7000-8000-00000000abcd");
  private static final String ID = SERVICE.toString();
  private static final Actor BY = Actor.caller(Caller.NOBODY);
  private static final EvmAddress ANN = new EvmAddress(9, 9, 9);
  private static final Rules RULES =
      new Rules(
          Optional.of(BigInteger.TEN.pow(24)),
          new Finality.Confirmations(12),
          List.of(
              new Limit("burst", 2, Duration.ofSeconds(10), 3),
              new Limit("month", 1_000_000_000_000L, Duration.ofDays(30), 1)));

  private final Database.Place place = TestDatabase.fresh("edge");
  private final List<AutoCloseable> opened = new ArrayList<>();
  private RuleBook book;

  @BeforeEach
  void open() {
    book = book();
  }

  private RuleBook book() {
    var database = Database.open(place);
    opened.add(database);
    var made = RuleBook.open(database, Clock.systemUTC());
    opened.add(made);
    return made;
  }

  @AfterEach
  void closeEverything() throws Exception {
    for (var resource : opened.reversed()) {
      resource.close();
    }
  }

  @Test
  void aChangeIsInForceAtOnceAndStaysAfterARestart() {
    assertThat(book.rules(ID)).isEqualTo(Rules.NONE);
    assertThat(book.update(SERVICE, RULES, BY)).isEqualTo(RULES);
    assertThat(book.rules(ID)).isEqualTo(RULES);
    assertThat(book.rules("0193b1f2-7a11-7000-8000-00000000abce")).isEqualTo(Rules.NONE);
    assertThat(book().rules(ID)).isEqualTo(RULES);
  }

  @Test
  void anotherNodeSeesAChangeAndThatItWasTakenBack() {
    var other = book();
    book.update(SERVICE, RULES, BY);
    Await.until("the other node follows", () -> other.rules(ID).equals(RULES));

    other.update(SERVICE, Rules.NONE, BY);
    Await.until("and this one", () -> book.rules(ID).equals(Rules.NONE));
  }

  @Test
  void allNodesEndWithTheSameRulesHoweverTheyAreChanged() throws Exception {
    var books = List.of(book, book());
    var services = List.of(SERVICE, UUID.randomUUID(), UUID.randomUUID());
    try (var threads = Executors.newFixedThreadPool(4)) {
      var start = new CountDownLatch(1);
      for (var t = 0; t < 4; t++) {
        var mine = t;
        var _ =
            threads.submit(
                () -> {
                  start.await();
                  for (var i = 1; i <= 60; i++) {
                    books
                        .get(mine % 2)
                        .update(services.get(i % 3), numbered(1_000L * mine + i), BY);
                  }
                  return 0;
                });
      }
      start.countDown();
    }
    var stored = book();
    for (var service : services) {
      var last = stored.rules(service.toString());
      assertThat(last).isNotEqualTo(Rules.NONE);
      for (var one : books) {
        Await.until("the last change", () -> one.rules(service.toString()).equals(last));
      }
    }
  }

  private static Rules numbered(long n) {
    return new Rules(Optional.of(BigInteger.valueOf(n)), new Finality.Latest(), List.of());
  }

  private static final AccessToken TOKEN =
      new AccessToken(1, new EvmAddress(1, 1, 1), BigInteger.valueOf(100));

  private Terms terms(Instant now) {
    return new OwnerTerms(book, new Limits(1), Clock.fixed(now, ZoneOffset.UTC));
  }

  @Test
  void whereNothingIsAskedTheTokensOwnThresholdAtTheNewestBlockIsEnough() {
    var of = terms(Instant.EPOCH).of(ID);
    assertThat(of.threshold(TOKEN)).isEqualTo(100);
    assertThat(of.finality()).isEqualTo(new Finality.Latest());
    assertThat(of.take(ANN, BigInteger.TEN, BigInteger.TEN))
        .isInstanceOfSatisfying(Terms.Quota.Granted.class, g -> assertThat(g.headers()).isEmpty());
  }

  @Test
  void theGateIsToldTheHeadersOfWhatItTakes() {
    book.update(SERVICE, RULES, BY);
    var terms = terms(Instant.EPOCH.plusSeconds(1_000));
    var of = terms.of(ID);
    var threshold = of.threshold(TOKEN);
    assertThat(threshold).isEqualTo(BigInteger.TEN.pow(24));
    assertThat(of.finality()).isEqualTo(new Finality.Confirmations(12));

    var twice = threshold.multiply(BigInteger.TWO);
    var policy = "\"burst\";q=4;w=10, \"month\";q=1000000000000;w=2592000";
    for (var left : List.of(3, 2, 1, 0)) {
      assertThat(of.take(ANN, twice, threshold))
          .isInstanceOfSatisfying(
              Terms.Quota.Granted.class,
              g ->
                  assertThat(g.headers())
                      .contains(
                          new Terms.RateLimit(
                              policy,
                              "\"burst\";r=%d;t=10, \"month\";r=%d;t=2592000"
                                  .formatted(left, 999_999_999_996L + left))));
    }
    assertThat(of.take(ANN, twice, threshold))
        .isEqualTo(
            new Terms.Quota.Exceeded(
                new Terms.RateLimit(policy, "\"burst\";r=0;t=10"), 10, List.of("burst")));
    // There is room for one wallet here.
    assertThat(of.take(new EvmAddress(8, 8, 8), twice, threshold))
        .isEqualTo(new Terms.Quota.NoRoom());
  }

  @Test
  void whatTheGateGivesBackMayBeTakenAgain() {
    book.update(SERVICE, RULES, BY);
    var of = terms(Instant.EPOCH).of(ID);
    for (var i = 0; i < 20; i++) {
      assertThat(of.take(ANN, BigInteger.ONE, BigInteger.ONE))
          .isInstanceOfSatisfying(Terms.Quota.Granted.class, g -> g.giveBack().run());
    }
  }
}
