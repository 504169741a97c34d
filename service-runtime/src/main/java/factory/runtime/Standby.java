package factory.runtime;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.StandardProtocolFamily;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Properties;

/**
 * A process that has served and called something like a service before it is told which one it is,
 * so that the first calls of that one find everything loaded and compiled. For versions that are
 * tried out: a service that serves is started as itself.
 *
 * <p>It listens on {@value #ORDERS} beside the service's socket and takes one order, as the text of
 * {@link Properties}: {@code jar}, {@code arguments} (of the service's main method, a line each),
 * and the environment's {@code FACTORY_SERVICE} and {@code FACTORY_ASSERTION_KEY}.
 */
public final class Standby {
  /** The name of the socket that takes the order; no longer than the service's own. */
  private static final String ORDERS = "next";

  /** After these a call takes a fifth of what it took in the first; more gain little. */
  private static final int ROUNDS = 3;

  /** What a service would find in the environment; empty in a process that was started as one. */
  private static volatile Map<String, String> told = Map.of();

  private Standby() {}

  /** The environment that a service of this process reads. */
  static Map<String, String> environment() {
    var order = told;
    return order.isEmpty() ? System.getenv() : order;
  }

  /**
   * Warms up, waits for an order, and becomes that service.
   *
   * @param args {@code --socket=/p --data=/dir}, as the service will have them
   */
  public static void main(String[] args) throws Exception {
    var socket = Path.of(args[0].substring("--socket=".length()));
    var data = Path.of(args[1].substring("--data=".length()));
    warmUp(data.resolve("standby"));
    var order = order(socket.resolveSibling(ORDERS));
    told =
        Map.of(
            "FACTORY_SERVICE", required(order, "FACTORY_SERVICE"),
            "FACTORY_ASSERTION_KEY", required(order, "FACTORY_ASSERTION_KEY"));
    become(Path.of(required(order, "jar")), required(order, "arguments").split("\n"));
  }

  private static void warmUp(Path folder) throws Exception {
    for (var round = 0; round < ROUNDS; round++) {
      Files.createDirectories(folder);
      Training.main(new String[] {folder.toString()});
      try (var files = Files.walk(folder)) {
        for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private static Properties order(Path socket) throws IOException {
    var order = new Properties();
    try (var listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      listening.bind(UnixDomainSocketAddress.of(socket));
      try (var channel = listening.accept()) {
        order.load(Channels.newReader(channel, StandardCharsets.UTF_8));
      }
    } finally {
      Files.deleteIfExists(socket);
    }
    return order;
  }

  private static String required(Properties order, String name) {
    var value = order.getProperty(name, "");
    if (value.isEmpty()) {
      throw new IllegalArgumentException("the order has no " + name);
    }
    return value;
  }

  private static void become(Path jar, String[] arguments)
      throws IOException, ReflectiveOperationException {
    // Never closed: the service's classes and documents come from it for as long as it runs.
    var loader =
        new URLClassLoader(new URL[] {jar.toUri().toURL()}, Standby.class.getClassLoader());
    Thread.currentThread().setContextClassLoader(loader);
    try {
      Class.forName("factory.generated.Main", true, loader)
          .getMethod("main", String[].class)
          .invoke(null, (Object) arguments);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException("the service cannot start", e.getCause());
    }
  }
}
