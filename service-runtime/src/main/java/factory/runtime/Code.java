package factory.runtime;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.math.BigDecimal;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs Java that a specification brings along: on a thread of its own, for two seconds at most. It
 * is compiled so that each loop and each method of it asks {@link #tick} whether it may go on; what
 * goes on all the same is ended with the process, which is started again.
 */
public final class Code {
  private static final Logger LOG = System.getLogger(Code.class.getName());
  private static final long MILLISECONDS = 2_000;

  /** How often the time is looked at. */
  private static final int TICKS = 1_024;

  private static final Semaphore AT_ONCE = new Semaphore(4);

  private Code() {}

  /**
   * What a computation gives.
   *
   * @param name of the computation, for people
   * @throws ArithmeticException when it takes too long, nests too deep, gives nothing or fails;
   *     with the words of an {@code IllegalArgumentException} if it says why
   */
  public static <T> T compute(String name, Supplier<? extends @Nullable T> body) {
    var started = false;
    try {
      if (!AT_ONCE.tryAcquire(MILLISECONDS, TimeUnit.MILLISECONDS)) {
        throw Problem.computing();
      }
      started = true;
      var task = new FutureTask<@Nullable T>(body::get);
      var worker = new Worker(task, "code " + name);
      worker.start();
      var value = task.get(2 * MILLISECONDS, TimeUnit.MILLISECONDS);
      if (value == null) {
        throw Uncomputable.of("'%s' gives nothing for this".formatted(name));
      }
      return value;
    } catch (ExecutionException e) {
      throw refused(name, e.getCause());
    } catch (TimeoutException e) {
      // Only what calls something of Java's own that takes for ever comes here.
      LOG.log(Level.ERROR, "the computation '" + name + "' does not end; the process ends");
      Runtime.getRuntime().halt(Fatal.EXIT_CODE);
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Problem.computing();
    } finally {
      if (started) {
        AT_ONCE.release();
      }
    }
  }

  private static RuntimeException refused(String name, @Nullable Throwable failure) {
    return switch (failure) {
      case TookTooLong _ ->
          Uncomputable.of("'%s' takes longer than two seconds for this".formatted(name));
      case StackOverflowError _ -> Uncomputable.of("'%s' goes too deep for this".formatted(name));
      case ArithmeticException e -> e;
      case IllegalArgumentException e when e.getMessage() != null && !e.getMessage().isBlank() ->
          Uncomputable.of(sentence(e.getMessage()));
      case RuntimeException e -> {
        // Not its message, which may have what came in.
        LOG.log(Level.WARNING, "the computation '" + name + "' failed: " + at(e));
        yield Uncomputable.of("'%s' cannot be computed of this".formatted(name));
      }
      case Error e -> {
        Fatal.endIfFatal(e);
        LOG.log(Level.WARNING, "the computation '" + name + "' failed: " + at(e));
        yield Uncomputable.of("'%s' cannot be computed of this".formatted(name));
      }
      case null, default -> new IllegalStateException(failure);
    };
  }

  private static String at(Throwable e) {
    var trace = e.getStackTrace();
    return e.getClass().getName() + (trace.length == 0 ? "" : " at " + trace[0]);
  }

  private static String sentence(String words) {
    var shown = words.strip();
    shown = shown.substring(0, shown.offsetByCodePoints(0, Math.min(200, length(shown))));
    return shown.endsWith(".") ? shown.substring(0, shown.length() - 1) : shown;
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  /** Asked by each loop and method of what is run: whether it may go on. */
  public static void tick() {
    if (Thread.currentThread() instanceof Worker worker && ++worker.ticks % TICKS == 0) {
      worker.requireTime();
    }
  }

  /** Asked where something was caught, which may be that the time is over. */
  public static void caught() {
    if (Thread.currentThread() instanceof Worker worker) {
      worker.requireTime();
    }
  }

  /** The parts of a text between separators, which are no pattern; empty ones too. */
  public static List<String> split(String text, String separator) {
    return Texts.split(text, separator);
  }

  /** JSON that was given, as maps, lists, texts, numbers, truths and null. */
  public static @Nullable Object given(String json) {
    return AnyJson.value(json);
  }

  /** What was made, as JSON; null is none. */
  public static @Nullable String made(@Nullable Object value) {
    return value == null ? null : AnyJson.text(value);
  }

  /** A list of texts, numbers or truths that was made, none of which is null. */
  public static <T> @Nullable List<T> made(@Nullable List<? extends T> values) {
    return values == null ? null : List.copyOf(values);
  }

  /** A number that was made, not as large as to keep whoever computes with it for ever. */
  public static @Nullable BigDecimal made(@Nullable BigDecimal number) {
    if (number != null && (number.precision() > 1_000 || Math.abs(number.scale()) > 1_000)) {
      throw Uncomputable.outOfRange("A number becomes too large");
    }
    return number;
  }

  private static final class Worker extends Thread {
    private final long deadline = System.nanoTime() + MILLISECONDS * 1_000_000;
    private int ticks;

    Worker(Runnable task, String name) {
      super(null, task, name, 1 << 20);
      setDaemon(true);
    }

    private void requireTime() {
      if (System.nanoTime() > deadline) {
        throw new TookTooLong();
      }
    }
  }

  /** No exception, which the code that it ends could take for one of its own. */
  private static final class TookTooLong extends Error {
    private static final long serialVersionUID = 1;
  }
}
