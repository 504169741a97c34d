package factory.runtime;

import io.helidon.common.socket.SocketOptions;
import io.helidon.http.DirectHandler;
import io.helidon.http.DirectHandler.EventType;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.HttpRouting;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A running service. It ends with status 2 when its arguments are wrong, 1 when it cannot start, 3
 * or {@link Fatal#EXIT_CODE} when it has no memory left, and 143 after SIGTERM, once the calls
 * under way were answered and the store is closed.
 */
public final class Service implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Service.class.getName());
  private static final Duration GRACE = Duration.ofSeconds(2);

  private final WebServer server;
  private final Store store;
  private final Path socket;
  private final Object socketFile;

  private Service(WebServer server, Store store, Path socket, Object socketFile) {
    this.server = server;
    this.store = store;
    this.socket = socket;
    this.socketFile = socketFile;
  }

  /**
   * Serves these parts until the process is told to end.
   *
   * @param args {@code --socket=/p --data=/dir --version=ID}
   */
  public static void run(String[] args, Part... parts) {
    try {
      var options = Options.parse(Standby.environment(), args);
      var service = start(options, List.of(parts), openapi(), Clock.systemUTC());
      Runtime.getRuntime().addShutdownHook(new Thread(service::close, "shutdown"));
      System.out.println("ready: version " + options.version() + " on " + options.socket());
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(2);
    } catch (IOException | SQLException | RuntimeException e) {
      LOG.log(Level.ERROR, "the service cannot start", e);
      // Last, where whoever keeps this process looks for the reason.
      System.err.println("the service cannot start: " + e.getMessage());
      System.exit(1);
    }
  }

  static Service start(Options options, List<? extends Part> parts, byte[] openapi, Clock clock)
      throws IOException, SQLException {
    var resources =
        parts.stream().filter(Resource.class::isInstance).map(Resource.class::cast).toList();
    clear(options.socket());
    Trial.keepApart(options.data(), options.trial());
    var store =
        Store.open(
            options.data(),
            new Model(resources, new KeyedHash(options.key())),
            clock,
            !options.trial());
    @Nullable WebServer server = null;
    try {
      var assertion = new Assertion(options.service(), options.key(), clock);
      var api =
          new Api(
              options.version(),
              openapi,
              store,
              new Routes(parts, store.model()),
              only(ErrorShape.class, parts, "refusals have two shapes"),
              only(Accounts.class, parts, "there are two kinds of accounts"),
              assertion,
              new SecretHashing(clock, options.trial()),
              new ToolClient(options.tools()),
              clock);
      api.fit();
      var routing = HttpRouting.builder();
      api.route(routing);
      server =
          WebServer.builder()
              .shutdownHook(false)
              .shutdownGracePeriod(GRACE)
              .bindAddress(UnixDomainSocketAddress.of(options.socket()))
              // TCP options do not apply to a unix socket.
              .connectionOptions(SocketOptions.builder().socketKeepAlive(false).build())
              .maxPayloadSize(Bodies.MAX_BYTES)
              .directHandlers(refusals(api))
              .addRouting(routing)
              .build()
              .start();
      return new Service(server, store, options.socket(), fileKey(options.socket()));
    } catch (IOException | RuntimeException e) {
      if (server != null) {
        server.stop();
      }
      store.close();
      throw e;
    }
  }

  /** Answers the calls under way, then closes everything. */
  @Override
  public void close() {
    server.stop();
    try {
      store.close();
      // Somebody else may listen at the same path by now; that file is not ours.
      if (Files.exists(socket) && fileKey(socket).equals(socketFile)) {
        Files.deleteIfExists(socket);
      }
    } catch (IOException | SQLException e) {
      LOG.log(Level.WARNING, "not closed cleanly", e);
    }
  }

  /** Removes the socket file that a killed process left; refuses to push a living one aside. */
  private static void clear(Path socket) throws IOException {
    var folder = socket.getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    if (!Files.exists(socket)) {
      return;
    }
    try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
    } catch (IOException nobodyListens) {
      Files.delete(socket);
      return;
    }
    throw new IOException("another process listens on " + socket);
  }

  private static Object fileKey(Path socket) throws IOException {
    return Files.readAttributes(socket, BasicFileAttributes.class).fileKey();
  }

  /** The only one of them; null when there is none. */
  private static <T extends Part> @Nullable T only(
      Class<T> type, List<? extends Part> parts, String otherwise) {
    var found = parts.stream().filter(type::isInstance).map(type::cast).toList();
    if (found.size() > 1) {
      throw new IllegalArgumentException(otherwise);
    }
    return found.isEmpty() ? null : found.getFirst();
  }

  private static byte[] openapi() throws IOException {
    // The service's own jar is not always the application's: see Standby.
    try (var document =
        Thread.currentThread().getContextClassLoader().getResourceAsStream("openapi.json")) {
      if (document == null) {
        throw new IOException("openapi.json is not on the class path");
      }
      return document.readAllBytes();
    }
  }

  /** What the server refuses by itself looks like what the API refuses. */
  private static DirectHandlers refusals(Api api) {
    var handlers = DirectHandlers.builder();
    for (var type : EventType.values()) {
      handlers.addHandler(
          type,
          (request, _, status, headers, _) -> {
            var problem = refusal(request, status);
            headers.set(HeaderNames.CONTENT_TYPE, api.problemType(problem.status()));
            headers.set(Http.NOSNIFF);
            return DirectHandler.TransportResponse.builder()
                .status(Status.create(problem.status(), problem.title()))
                .headers(headers)
                .keepAlive(false)
                .entity(api.problem(problem))
                .build();
          });
    }
    return handlers.build();
  }

  private static Problem refusal(DirectHandler.TransportRequest request, Status status) {
    if (status.code() == Status.REQUEST_ENTITY_TOO_LARGE_413.code()) {
      return Problem.tooLarge();
    }
    // No encoding is known here, so that the server refuses whatever names one.
    return status.code() == Status.BAD_REQUEST_400.code()
            && request.headers().contains(HeaderNames.CONTENT_ENCODING)
        ? Problem.encoded()
        : Problem.unreadable(status.code(), "The request could not be read.");
  }
}
