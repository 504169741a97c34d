package factory.standalone;

import factory.mesh.Settings;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Runs a whole factory until it is told to stop. */
public final class Main {
  private Main() {}

  /** Takes {@code --port= --chain-port= --data-dir= --tools-dir= --runtime-libs=}. */
  public static void main(String[] args) {
    Standalone standalone;
    try {
      standalone =
          Standalone.start(Settings.load(args, Map.copyOf(System.getenv())), System.out::println);
    } catch (IllegalArgumentException | IllegalStateException e) {
      Logger.getLogger("factory.standalone").log(Level.SEVERE, "cannot start", e);
      System.out.println("failed: " + e.getMessage());
      System.exit(1);
      return;
    }
    var stop = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .unstarted(
                    () -> {
                      standalone.close();
                      System.out.println("stopped");
                      stop.countDown();
                    }));
    System.out.println("ready: " + standalone.url());
    try {
      stop.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
