package factory.runtime;

import java.io.IOException;
import java.sql.SQLException;

/** Serves a call with something bound for as long as that takes, on its thread. */
final class Scoped {
  private Scoped() {}

  /** What is served. */
  interface Work {
    void run() throws SQLException, IOException;
  }

  static <T> void run(ScopedValue<T> what, T value, Work work) throws SQLException, IOException {
    try {
      ScopedValue.where(what, value)
          .<T, Exception>call(
              () -> {
                work.run();
                return value;
              });
    } catch (SQLException | IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
