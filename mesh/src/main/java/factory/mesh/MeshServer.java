package factory.mesh;

import io.grpc.BindableService;
import io.grpc.ServerServiceDefinition;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import io.helidon.common.socket.SocketOptions;
import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.grpc.GrpcConfig;
import io.helidon.webserver.grpc.GrpcReflectionFeature;
import io.helidon.webserver.grpc.GrpcRouting;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http2.Http2Config;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A node's one listener: gRPC behind the mesh's guards, health and reflection, and whatever else
 * the node serves over HTTP. {@code GET /healthz} says whether the process turns: one that does not
 * is to be started again. {@code GET /readyz} says whether the node can do its own work, with what
 * is wrong; gRPC health says the same of each service. Both are for whoever reaches this port
 * itself: what a proxy hands on is not answered here.
 */
public final class MeshServer implements AutoCloseable {
  /** A message larger than this is refused with RESOURCE_EXHAUSTED; idea and metadata fit. */
  public static final int MAX_MESSAGE_BYTES = 1024 * 1024;

  /** The longest body that a node's HTTP side reads, in bytes. */
  public static final long MAX_HTTP_BODY_BYTES = 256 * 1024;

  private static final String OK = "{\"status\":\"ok\"}\n";

  /** Envoy adds it to each request that it hands on. */
  private static final HeaderName FORWARDED = HeaderNames.create("x-forwarded-proto");

  private final WebServer server;
  private final Guard guard;
  private final ScheduledExecutorService timer;
  private final HealthStatusManager statuses;
  private final Health health;
  private final Address address;

  private MeshServer(
      WebServer server,
      Guard guard,
      ScheduledExecutorService timer,
      HealthStatusManager statuses,
      Health health,
      Address address) {
    this.server = server;
    this.guard = guard;
    this.timer = timer;
    this.statuses = statuses;
    this.health = health;
    this.address = address;
  }

  /** A node's server that will listen there and believe what the node's trust verifies. */
  public static Builder at(Address address, Trust trust) {
    return new Builder(address, trust);
  }

  /** A server whose callers are all nobody: for tests. */
  public static Builder at(Address address) {
    return new Builder(address, null);
  }

  /**
   * The listener of a node that Envoy has no way to: it answers other nodes alone, each the methods
   * that it may call, and has nothing but its services.
   */
  public static InternalBuilder internalAt(Address address, Trust trust) {
    return new InternalBuilder(address, trust);
  }

  /** Where it listens: the real port when 0 was asked for. */
  public Address address() {
    return address;
  }

  /** Refuses new calls, ends streams, gives running calls half a second, ends. */
  @Override
  public void close() {
    health.close();
    statuses.enterTerminalState();
    guard.stop();
    server.stop();
    timer.shutdownNow();
    if (address instanceof Address.Unix(var path)) {
      try {
        Files.deleteIfExists(path);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** What a server serves. */
  public static final class Builder {
    private final Address address;
    private final @Nullable Trust trust;
    private final List<BindableService> services = new ArrayList<>();
    private @Nullable Consumer<HttpRouting.Builder> http;
    private @Nullable DirectHandler unroutable;
    private Health health = new Health();
    private int maxMessageBytes = MAX_MESSAGE_BYTES;

    private Builder(Address address, @Nullable Trust trust) {
      this.address = address;
      this.trust = trust;
    }

    /** Adds a gRPC service. */
    public Builder service(BindableService service) {
      services.add(service);
      return this;
    }

    /** Adds HTTP routes. */
    public Builder http(Consumer<HttpRouting.Builder> routes) {
      http = routes;
      return this;
    }

    /** Words the refusal of HTTP requests that never reach a route, such as too large bodies. */
    public Builder unroutable(DirectHandler handler) {
      unroutable = handler;
      return this;
    }

    /** What readiness and gRPC health follow; closed with the server. */
    public Builder health(Health how) {
      health = how;
      return this;
    }

    /** Refuses larger messages; {@link #MAX_MESSAGE_BYTES} unless told. */
    public Builder maxMessageBytes(int bytes) {
      maxMessageBytes = bytes;
      return this;
    }

    /** Starts it; returns once it listens. */
    public MeshServer start() {
      var timer = timer();
      var pulse = Pulse.on(timer);
      var statuses = new HealthStatusManager();
      List<String> names = new ArrayList<>();
      // The node as a whole.
      names.add(HealthStatusManager.SERVICE_NAME_ALL_SERVICES);
      var guard = new Guard(timer, maxMessageBytes);
      var grpc = GrpcRouting.builder().intercept(guard);
      if (trust != null) {
        grpc.intercept(AssertionInterceptors.reading(trust));
      }
      for (var service : services) {
        ServerServiceDefinition definition = ReadableMessages.noted(service.bindService());
        grpc.service((BindableService) () -> definition);
        names.add(definition.getServiceDescriptor().getName());
      }
      grpc.service(statuses.getHealthService());
      health.start(
          report ->
              names.forEach(
                  name ->
                      statuses.setStatus(
                          name,
                          report.ready() ? ServingStatus.SERVING : ServingStatus.NOT_SERVING)));
      var routes = HttpRouting.builder();
      TargetWall.before(routes);
      Answer live =
          () -> pulse.beats() ? new Told(true, OK) : new Told(false, "{\"status\":\"stuck\"}\n");
      Answer ready =
          () -> {
            var report = health.report();
            return new Told(report.ready(), Health.json(report));
          };
      routes.get("/healthz", ofThisPort(live)).head("/healthz", ofThisPort(live));
      routes.get("/readyz", ofThisPort(ready)).head("/readyz", ofThisPort(ready));
      if (http != null) {
        http.accept(routes);
      }
      var config =
          config(maxMessageBytes)
              .addFeature(GrpcReflectionFeature.create(c -> c.enabled(true)))
              .addRouting(routes)
              .addRouting(grpc);
      if (unroutable != null) {
        var handlers = DirectHandlers.builder();
        for (var event : DirectHandler.EventType.values()) {
          handlers.addHandler(event, unroutable);
        }
        config.directHandlers(handlers.build());
      }
      return listen(config, address, guard, timer, statuses, health);
    }

    private record Told(boolean well, String json) {}

    @FunctionalInterface
    private interface Answer {
      Told now();
    }

    /** Which nodes there are, and how they do, is not for those who come through a proxy. */
    private static Handler ofThisPort(Answer answer) {
      return (request, response) -> {
        if (request.headers().contains(FORWARDED)) {
          response.next();
          return;
        }
        var told = answer.now();
        response.status(told.well() ? Status.OK_200 : Status.SERVICE_UNAVAILABLE_503);
        response.header(HeaderValues.CONTENT_TYPE_JSON);
        var body = told.json().getBytes(StandardCharsets.UTF_8);
        if (request.prologue().method().equals(Method.HEAD)) {
          response.header(HeaderNames.CONTENT_LENGTH, Integer.toString(body.length));
          response.send();
        } else {
          response.send(body);
        }
      };
    }
  }

  /** What an internal listener serves. */
  public static final class InternalBuilder {
    private final Address address;
    private final Trust trust;
    private final List<BindableService> services = new ArrayList<>();
    private final Map<String, Set<String>> callers = new HashMap<>();

    private InternalBuilder(Address address, Trust trust) {
      this.address = address;
      this.trust = trust;
    }

    /**
     * Adds a gRPC service.
     *
     * @param callers the nodes that may call each method, by its bare name; every method is named
     */
    public InternalBuilder service(BindableService service, Map<String, Set<String>> callers) {
      var descriptor = service.bindService().getServiceDescriptor();
      Set<String> methods = new HashSet<>();
      for (var method : descriptor.getMethods()) {
        var name = String.valueOf(method.getBareMethodName());
        methods.add(name);
        this.callers.put(method.getFullMethodName(), callers.getOrDefault(name, Set.of()));
      }
      if (!methods.equals(callers.keySet())) {
        throw new IllegalArgumentException(
            descriptor.getName() + " has the methods " + methods + ", not " + callers.keySet());
      }
      services.add(service);
      return this;
    }

    /** Starts it; returns once it listens. */
    public MeshServer start() {
      var timer = timer();
      var guard = new Guard(timer, MAX_MESSAGE_BYTES);
      var grpc =
          GrpcRouting.builder()
              .intercept(guard)
              .intercept(AssertionInterceptors.admitting(trust, Map.copyOf(callers)));
      for (var service : services) {
        ServerServiceDefinition definition = ReadableMessages.noted(service.bindService());
        grpc.service((BindableService) () -> definition);
      }
      var routes = HttpRouting.builder();
      TargetWall.before(routes);
      var config = config(MAX_MESSAGE_BYTES).addRouting(routes).addRouting(grpc);
      return listen(config, address, guard, timer, new HealthStatusManager(), new Health());
    }
  }

  private static ScheduledExecutorService timer() {
    return Executors.newSingleThreadScheduledExecutor(
        Thread.ofPlatform().daemon().name("mesh-deadlines").factory());
  }

  private static WebServerConfig.Builder config(int maxMessageBytes) {
    return WebServer.builder()
        .shutdownHook(false)
        .shutdownGracePeriod(Duration.ofMillis(500))
        // Above the limit, so that a route reads the rest of a body that it refuses: cutting the
        // connection under a sender would lose the refusal on its way.
        .maxPayloadSize(64 * MAX_HTTP_BODY_BYTES)
        // Without it a call that follows another on its connection waits for a delayed ACK.
        .connectionOptions(SocketOptions.builder().tcpNoDelay(true).build())
        // Many callers share one connection, Envoy's: resets of all together are no attack.
        .addProtocol(Http2Config.builder().maxRapidResets(-1).build())
        .addProtocol(GrpcConfig.builder().maxReadBufferSize(maxMessageBytes).build());
  }

  private static MeshServer listen(
      WebServerConfig.Builder config,
      Address address,
      Guard guard,
      ScheduledExecutorService timer,
      HealthStatusManager statuses,
      Health health) {
    switch (address) {
      case Address.Tcp tcp -> config.host(tcp.host()).port(tcp.port());
      case Address.Unix(var path) -> {
        try {
          Files.createDirectories(path.getParent());
          Files.deleteIfExists(path);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
        // TCP options do not apply to a unix socket.
        config
            .bindAddress(address.socketAddress())
            .connectionOptions(SocketOptions.builder().socketKeepAlive(false).build());
      }
    }
    var server = config.build().start();
    var bound =
        address instanceof Address.Tcp(var host, var _)
            ? new Address.Tcp(host, server.port())
            : address;
    return new MeshServer(server, guard, timer, statuses, health, bound);
  }
}
