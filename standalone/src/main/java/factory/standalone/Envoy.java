package factory.standalone;

import factory.edge.EnvoyBootstrap;
import factory.mesh.Address;
import factory.mesh.Backoff;
import factory.mesh.Loop;
import factory.mesh.Pauses;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Envoy, configured by edge-gateway through its control plane. Once it is kept, it is started again
 * whenever it has ended, or no longer answers its own admin interface.
 */
final class Envoy implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger("factory.envoy");
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);
  private static final Duration PROBE = Duration.ofSeconds(2);

  /** Silence for so many looks, {@link #PROBE} each, is the end of it. */
  private static final int MOST_SILENT = 3;

  private static final Backoff PAUSES = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30));

  /** After so long a life the next end is the first one again. */
  private static final Duration WELL = Duration.ofMinutes(1);

  private final StandaloneConfig config;
  private final Path admin;
  private final Loop keeper;
  private volatile Child process;

  // Of the keeper alone.
  private final Pauses pauses = new Pauses(PAUSES);
  private long began = System.nanoTime();
  private int silent;

  private Envoy(StandaloneConfig config) {
    this.config = config;
    admin = config.runDir().resolve("envoy-admin.sock");
    keeper =
        Loop.named("envoy-keeper")
            .logger(LOG)
            .consequence("Envoy cannot be kept running")
            .onPlatformThread()
            .firstAfter(BETWEEN_LOOKS)
            .joinFor(Duration.ofSeconds(20))
            .every(BETWEEN_LOOKS, this::look);
    process = launch();
  }

  /** Starts it; whoever wants it kept calls {@link #keep}. */
  static Envoy start(StandaloneConfig config) {
    return new Envoy(config);
  }

  private Child launch() {
    var run = config.runDir();
    var bootstrap = run.resolve("envoy.json");
    EnvoyBootstrap.write(
        bootstrap,
        "standalone",
        new Address.Unix(run.resolve("xds.sock")),
        new Address.Unix(admin));
    return Child.start(
        "envoy",
        run,
        List.of(
            config.envoyBinary().toString(),
            "-c",
            bootstrap.toString(),
            "--disable-hot-restart",
            // Unique on this machine, as the public port is.
            "--base-id",
            Integer.toString(config.port()),
            "--concurrency",
            "2",
            "--log-level",
            "warning"),
        Map.of());
  }

  /** Fails when it has ended. */
  void requireAlive() {
    process.requireAlive();
  }

  /** From now on it is started again when it ends or hangs. */
  void keep() {
    keeper.start();
  }

  private void look() throws InterruptedException {
    var alive = process.isAlive();
    silent = !alive || answers() ? 0 : silent + 1;
    if (alive && silent < MOST_SILENT) {
      return;
    }
    if (System.nanoTime() - began > WELL.toNanos()) {
      pauses.reset();
    }
    var ended = alive ? "does not answer any more" : "ended by itself";
    var pause = pauses.next();
    LOG.warning(() -> "Envoy " + ended + "; starting it again in " + pause.toMillis() + " ms");
    process.kill();
    Thread.sleep(pause);
    began = System.nanoTime();
    silent = 0;
    relaunch();
  }

  private void relaunch() {
    try {
      process = launch();
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "Envoy cannot be started again yet", e);
    }
  }

  /** Whether its main thread turns: it answers {@code /ready}, be it with 200 or 503. */
  private boolean answers() {
    var until = System.nanoTime() + PROBE.toNanos();
    var request =
        ByteBuffer.wrap(
            "GET /ready HTTP/1.1\r\nhost: envoy\r\nconnection: close\r\n\r\n"
                .getBytes(StandardCharsets.US_ASCII));
    try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        var selector = Selector.open()) {
      channel.connect(UnixDomainSocketAddress.of(admin));
      channel.configureBlocking(false);
      channel.write(request);
      channel.register(selector, SelectionKey.OP_READ);
      var left = (until - System.nanoTime()) / 1_000_000;
      return left > 0 && selector.select(left) > 0 && channel.read(ByteBuffer.allocate(16)) > 0;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() {
    keeper.close();
    process.close();
  }
}
