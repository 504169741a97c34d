package factory.mesh;

import io.grpc.BindableService;
import io.grpc.ServerServiceDefinition;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import io.helidon.common.socket.SocketOptions;
import io.helidon.http.DirectHandler;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.grpc.GrpcConfig;
import io.helidon.webserver.grpc.GrpcReflectionFeature;
import io.helidon.webserver.grpc.GrpcRouting;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http2.Http2Config;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A node's one listener: gRPC behind the mesh's guards, health and reflection, {@code GET
 * /healthz}, and whatever else the node serves over HTTP.
 */
public final class MeshServer implements AutoCloseable {
  /** A message larger than this is refused with RESOURCE_EXHAUSTED; idea and metadata fit. */
  public static final int MAX_MESSAGE_BYTES = 1024 * 1024;

  /** The longest body that a node's HTTP side reads, in bytes. */
  public static final long MAX_HTTP_BODY_BYTES = 256 * 1024;

  private final WebServer server;
  private final ScheduledExecutorService timer;
  private final HealthStatusManager health;
  private final Address address;

  private MeshServer(
      WebServer server,
      ScheduledExecutorService timer,
      HealthStatusManager health,
      Address address) {
    this.server = server;
    this.timer = timer;
    this.health = health;
    this.address = address;
  }

  /** A server that will listen there. */
  public static Builder at(Address address) {
    return new Builder(address);
  }

  /** Where it listens: the real port when 0 was asked for. */
  public Address address() {
    return address;
  }

  /** Refuses new calls, gives running ones half a second, ends. */
  @Override
  public void close() {
    health.enterTerminalState();
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
    private final List<BindableService> services = new ArrayList<>();
    private @Nullable Consumer<HttpRouting.Builder> http;
    private @Nullable DirectHandler unroutable;
    private int maxMessageBytes = MAX_MESSAGE_BYTES;

    private Builder(Address address) {
      this.address = address;
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

    /** Refuses larger messages; {@link #MAX_MESSAGE_BYTES} unless told. */
    public Builder maxMessageBytes(int bytes) {
      maxMessageBytes = bytes;
      return this;
    }

    /** Starts it; returns once it listens. */
    public MeshServer start() {
      var timer =
          Executors.newSingleThreadScheduledExecutor(
              Thread.ofPlatform().daemon().name("mesh-deadlines").factory());
      var health = new HealthStatusManager();
      var grpc =
          GrpcRouting.builder()
              .intercept(new Guard(timer, maxMessageBytes))
              .intercept(Caller.reading());
      for (var service : services) {
        ServerServiceDefinition definition = ReadableMessages.noted(service.bindService());
        grpc.service((BindableService) () -> definition);
        health.setStatus(definition.getServiceDescriptor().getName(), ServingStatus.SERVING);
      }
      grpc.service(health.getHealthService());
      var routes = HttpRouting.builder();
      TargetWall.before(routes);
      routes.get("/healthz", (request, response) -> response.send("ok\n"));
      if (http != null) {
        http.accept(routes);
      }
      var config =
          WebServer.builder()
              .shutdownHook(false)
              .shutdownGracePeriod(Duration.ofMillis(500))
              // Above the limit, so that a route reads the rest of a body that it refuses: cutting
              // the
              // connection under a sender would lose the refusal on its way.
              .maxPayloadSize(64 * MAX_HTTP_BODY_BYTES)
              // Without it a call that follows another on its connection waits for a delayed ACK.
              .connectionOptions(SocketOptions.builder().tcpNoDelay(true).build())
              // Many callers share one connection, Envoy's: resets of all together are no attack.
              .addProtocol(Http2Config.builder().maxRapidResets(-1).build())
              .addProtocol(GrpcConfig.builder().maxReadBufferSize(maxMessageBytes).build())
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
      return new MeshServer(server, timer, health, bound);
    }
  }
}
