package factory.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(20)
class LoopTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

  /** One of each kind that a JVM survives. */
  static Stream<Throwable> survivable() {
    return Stream.of(
        new IllegalStateException("a bug"),
        new IOException("checked"),
        new Refused(new Fault.Plain(io.grpc.Status.Code.UNAVAILABLE, "STORE_UNAVAILABLE", "away")),
        new AssertionError("an assertion"),
        new StackOverflowError(),
        new NoClassDefFoundError("gone"),
        new ExceptionInInitializerError("static"),
        new LinkageError("linked wrongly"),
        new ServiceConfigurationErrorOfATest(),
        new InterruptedException("of somebody else"),
        new OddThrowable());
  }

  /** What it does not. */
  static Stream<Throwable> fatal() {
    return Stream.of(
        new OutOfMemoryError("heap"),
        new InternalError("jvm"),
        new UnknownError("jvm"),
        new IllegalStateException(new OutOfMemoryError("wrapped")));
  }

  private static final class ServiceConfigurationErrorOfATest extends Error {
    private static final long serialVersionUID = 1;
  }

  private static final class OddThrowable extends Throwable {
    private static final long serialVersionUID = 1;
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> Duration sneak(Throwable error) throws T {
    throw (T) error;
  }

  @ParameterizedTest
  @MethodSource("survivable")
  void goesOnAfterWhateverARunThrows(Throwable error) throws Exception {
    var runs = new AtomicInteger();
    var again = new CountDownLatch(3);
    try (var loop =
        Loop.named("test")
            .clock(CLOCK)
            .waiting((_, _, _) -> {})
            .build(
                () -> {
                  again.countDown();
                  return runs.incrementAndGet() == 1
                      ? LoopTest.<RuntimeException>sneak(error)
                      : Duration.ofMillis(1);
                })) {
      loop.start();
      assertThat(again.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(loop.failure()).isEmpty();
      assertThat(loop.failures()).isEqualTo(1);
      assertThat(loop.isAlive()).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("fatal")
  void endsTheProcessWhereAJvmCannotGoOn(Throwable error) throws Exception {
    var ended = new CountDownLatch(1);
    var codes = new CopyOnWriteArrayList<Integer>();
    try (var _ =
            Fatal.instead(
                code -> {
                  codes.add(code);
                  ended.countDown();
                });
        var loop = Loop.named("test").build(() -> LoopTest.<RuntimeException>sneak(error))) {
      loop.start();
      assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(codes).contains(Fatal.EXIT_CODE).containsOnly(Fatal.EXIT_CODE);
  }

  @Test
  void whatNoThreadCaughtEndsTheProcessOnlyWhereItIsFatal() throws Exception {
    var before = Thread.getDefaultUncaughtExceptionHandler();
    var codes = new CopyOnWriteArrayList<Integer>();
    try (var _ = Fatal.instead(codes::add)) {
      Fatal.handleUncaught();
      Thread.startVirtualThread(() -> LoopTest.<RuntimeException>sneak(new AssertionError()))
          .join();
      assertThat(codes).isEmpty();
      Thread.startVirtualThread(() -> LoopTest.<RuntimeException>sneak(new InternalError())).join();
      assertThat(codes).containsExactly(Fatal.EXIT_CODE);
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
  }

  @Test
  void backsOffUpToABoundAndBeginsAnewAfterASuccess() throws Exception {
    var backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1));
    List<Duration> waited = new CopyOnWriteArrayList<>();
    var runs = new AtomicInteger();
    var done = new CountDownLatch(12);
    try (var loop =
        Loop.named("test")
            .backoff(backoff)
            .waiting((_, _, time) -> waited.add(time))
            .build(
                () -> {
                  done.countDown();
                  var run = runs.incrementAndGet();
                  if (run == 9) {
                    waited.clear();
                    return Duration.ofHours(1);
                  }
                  if (run > 12) {
                    Thread.sleep(Duration.ofHours(1));
                  }
                  throw new IllegalStateException();
                })) {
      loop.start();
      assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
      // The hour after the success, then each pause in its two parts.
      assertThat(waited).first().isEqualTo(Duration.ofHours(1));
      var after = new ArrayList<>(waited.subList(1, 4));
      assertThat(after.getFirst()).isBetween(Duration.ofMillis(50), Duration.ofMillis(100));
      assertThat(loop.failures()).isGreaterThanOrEqualTo(8);
    }
    var random = new java.util.Random(1);
    for (var failures = 1; failures < 100; failures++) {
      var most = backoff.most(failures);
      assertThat(most).isLessThanOrEqualTo(Duration.ofSeconds(1));
      for (var i = 0; i < 50; i++) {
        assertThat(backoff.after(failures, random)).isBetween(most.dividedBy(2), most);
      }
    }
    assertThat(Stream.of(1, 2, 3, 4, 5, 6).map(backoff::most).map(Duration::toMillis))
        .containsExactly(100L, 200L, 400L, 800L, 1000L, 1000L);
  }

  @Test
  void tellsSinceWhenItFailsHowOftenAndWithoutAnybodysMessage() throws Exception {
    var runs = new CountDownLatch(3);
    try (var loop =
        Loop.named("test")
            .clock(CLOCK)
            .waiting((_, _, _) -> {})
            .build(
                () -> {
                  runs.countDown();
                  if (runs.getCount() == 0) {
                    Thread.sleep(Duration.ofHours(1));
                  }
                  throw new IllegalStateException("https://node.example/key-of-ours");
                })) {
      loop.start();
      assertThat(runs.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(loop.failure()).contains(new Loop.Failure(NOW, 2, "IllegalStateException"));
    }
  }

  @Test
  void logsEachKindOfFailureOnceAndItsEnd() throws Exception {
    var lines = new CopyOnWriteArrayList<String>();
    var handler =
        new Handler() {
          @Override
          public void publish(LogRecord line) {
            if (line.getMessage().startsWith("logged:")) {
              lines.add(line.getMessage());
            }
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    var logger = Logger.getLogger(Loop.class.getName());
    logger.addHandler(handler);
    var runs = new AtomicInteger();
    var done = new CountDownLatch(1);
    try (var loop =
        Loop.named("logged")
            .consequence("nothing is seen")
            .waiting((_, _, _) -> {})
            .build(
                () -> {
                  var run = runs.incrementAndGet();
                  if (run > 41) {
                    done.countDown();
                    Thread.sleep(Duration.ofHours(1));
                  }
                  if (run == 41) {
                    return Duration.ZERO;
                  }
                  if (run % 2 == 0) {
                    throw new IllegalStateException("even");
                  }
                  throw new AssertionError("odd");
                })) {
      loop.start();
      assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
    } finally {
      logger.removeHandler(handler);
    }
    assertThat(lines)
        .containsExactly(
            "logged: failed, tried on; nothing is seen",
            "logged: failed, tried on; nothing is seen",
            "logged: works again, after 40 failures");
  }

  @Test
  void neverRunsTwiceAtOnceHoweverOftenItIsWoken() throws Exception {
    var running = new AtomicInteger();
    var twice = new AtomicBoolean();
    var runs = new CountDownLatch(200);
    try (var loop =
        Loop.named("test")
            .build(
                () -> {
                  twice.compareAndSet(false, running.incrementAndGet() != 1);
                  Thread.onSpinWait();
                  running.decrementAndGet();
                  runs.countDown();
                  return Duration.ofHours(1);
                })) {
      loop.start();
      while (!runs.await(1, TimeUnit.MILLISECONDS)) {
        for (var i = 0; i < 4; i++) {
          Thread.startVirtualThread(loop::wake);
        }
      }
      assertThat(twice).isFalse();
    }
  }

  @Test
  void closingEndsAWaitARunAndOneThatNeverBegan() throws Exception {
    var ran = new CountDownLatch(1);
    var waiting = Loop.named("waiting").every(Duration.ofHours(1), ran::countDown).start();
    assertThat(ran.await(10, TimeUnit.SECONDS)).isTrue();
    waiting.close();
    assertThat(waiting.isAlive()).isFalse();

    var began = new CountDownLatch(1);
    var busy =
        Loop.named("busy")
            .onPlatformThread()
            .every(
                Duration.ZERO,
                () -> {
                  began.countDown();
                  Thread.sleep(Duration.ofHours(1));
                })
            .start();
    assertThat(began.await(10, TimeUnit.SECONDS)).isTrue();
    busy.close();
    assertThat(busy.isAlive()).isFalse();
    assertThat(busy.failure()).isEmpty();

    Loop.named("never").every(Duration.ZERO, () -> {}).close();
  }

  @Test
  void anInterruptOfSomebodyElseDoesNotEndIt() throws Exception {
    var thread = new java.util.concurrent.atomic.AtomicReference<Thread>();
    var runs = new AtomicInteger();
    var again = new CountDownLatch(3);
    try (var loop =
        Loop.named("test")
            .every(
                Duration.ofMillis(1),
                () -> {
                  thread.set(Thread.currentThread());
                  if (runs.incrementAndGet() == 1) {
                    // As code does that swallows an interrupt and puts the flag back.
                    Thread.currentThread().interrupt();
                  }
                  again.countDown();
                })) {
      loop.start();
      assertThat(again.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(loop.isAlive()).isTrue();
    }
  }
}
