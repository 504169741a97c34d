package factory.mesh;

import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;

/** A running part of the mesh. */
public interface Node extends AutoCloseable {
  /** Where it listens. */
  Address address();

  @Override
  void close();

  /**
   * Runs a node as a process of its own until it is told to stop: settings from the command line
   * and the environment, one line when it is ready, one line and exit code 1 when it cannot start.
   */
  static void run(String name, String[] args, Function<Settings, Node> start) {
    Logging.toConsole();
    Fatal.handleUncaught();
    var log = Logger.getLogger("factory." + name);
    Node node;
    try {
      var settings = Settings.load(args, Map.copyOf(System.getenv()));
      node = start.apply(settings);
      log.info(() -> "settings: " + settings.effective());
    } catch (IllegalArgumentException e) {
      System.err.println(name + ": " + e.getMessage());
      System.exit(1);
      return;
    } catch (Throwable e) {
      // Errors too: threads that were started would keep a process without a node alive.
      Fatal.endIfFatal(e);
      log.log(Level.SEVERE, e, () -> name + " cannot start");
      System.err.println(name + ": cannot start: " + e.getMessage());
      System.exit(1);
      return;
    }
    var stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .unstarted(
                    () -> {
                      node.close();
                      log.info(() -> name + " stopped");
                      stopped.countDown();
                    }));
    System.out.println(name + " ready on " + node.address());
    try {
      stopped.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
