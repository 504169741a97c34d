package factory.standalone;

import factory.mesh.Fatal;
import factory.mesh.Settings;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Runs a whole factory until it is told to stop. */
public final class Main {
  private Main() {}

  /**
   * Takes {@code --port= --chain-port= --data-dir= --tools-dir= --runtime-libs=}, and the keys of
   * nodes: {@code --factory.profile=production} is theirs too.
   */
  public static void main(String[] args) throws InterruptedException {
    Fatal.handleUncaught();
    try {
      var standalone =
          Standalone.of(Settings.load(args, Map.copyOf(System.getenv())), System.out::println);
      // Before anything is started, so that a Ctrl-C in the middle leaves nothing behind either.
      Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(standalone::close));
      standalone.start();
      System.out.println("ready: " + standalone.url());
    } catch (IllegalArgumentException | IllegalStateException e) {
      Logger.getLogger("factory.standalone").log(Level.SEVERE, "cannot start", e);
      System.out.println("failed: " + e.getMessage());
      System.exit(1);
    }
    new CountDownLatch(1).await();
  }
}
