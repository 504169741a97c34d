package factory.pipeline.prove;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Questions that change nothing, asked two at a time: while a service answers one of them, the
 * other is written or read. What is asked is made before, so that the same is asked each time.
 */
final class Pairs {
  private Pairs() {}

  /** A question. */
  interface Asking<T> {
    T ask() throws Ended;
  }

  /**
   * The answers in the order of the questions.
   *
   * @throws Ended what ended the first of those that ended
   */
  static <T> List<T> of(List<? extends Asking<T>> all) throws Ended {
    var next = new AtomicInteger();
    var answers = new ConcurrentSkipListMap<Integer, T>();
    var ended = new ConcurrentSkipListMap<Integer, Ended>();
    try (var two = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var done :
          two.invokeAll(
              List.of(
                  () -> one(all, next, answers, ended), () -> one(all, next, answers, ended)))) {
        done.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Ended.notTried("the proof was interrupted");
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
    if (!ended.isEmpty()) {
      throw ended.firstEntry().getValue();
    }
    return new ArrayList<>(answers.values());
  }

  private static <T> boolean one(
      List<? extends Asking<T>> all,
      AtomicInteger next,
      ConcurrentSkipListMap<Integer, T> answers,
      ConcurrentSkipListMap<Integer, Ended> ended) {
    for (var i = next.getAndIncrement();
        i < all.size() && ended.isEmpty();
        i = next.getAndIncrement()) {
      try {
        answers.put(i, all.get(i).ask());
      } catch (Ended e) {
        ended.put(i, e);
      }
    }
    return true;
  }
}
