package factory.web.page;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Waits for what another thread was asked to do. */
public final class Calls {
  private Calls() {}

  /** The result, or the very exception that the work threw. */
  public static <T> T join(CompletableFuture<T> work) {
    try {
      return work.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error cause) {
        throw cause;
      }
      throw e;
    }
  }
}
