package factory.mesh;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.ServiceDescriptor;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollDomainSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import io.grpc.netty.shaded.io.netty.channel.unix.DomainSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * A channel to another node, whose calls say who makes them. Every unary call has a deadline,
 * {@link #DEADLINE} unless the stub sets its own; reads are retried by themselves while the node is
 * unavailable, writes never.
 */
public final class MeshChannel implements AutoCloseable {
  /** What a unary call may take. */
  public static final Duration DEADLINE = Duration.ofSeconds(10);

  private static final int MAX_MESSAGE_BYTES = 16 * 1024 * 1024;

  private final Connection calls;
  private final Connection streams;

  private final Channel channel;

  private MeshChannel(
      Address address, ServiceDescriptor[] services, ClientInterceptor... interceptors) {
    calls = Connection.to(address, retries(services));
    streams = Connection.to(address, Map.of());
    channel = ClientInterceptors.intercept(byKind(), interceptors);
  }

  /**
   * Opens a channel to a node; connects on the first call.
   *
   * @param signer shows the node who calls
   * @param services the called services: their safe methods are the ones that are retried
   */
  public static MeshChannel open(
      Address address, Trust.Signer signer, ServiceDescriptor... services) {
    return new MeshChannel(address, services, AssertionInterceptors.signing(signer));
  }

  /** Opens a channel of somebody outside, who asserts nothing: for Envoy's port, and tests. */
  public static MeshChannel open(Address address, ServiceDescriptor... services) {
    return new MeshChannel(address, services);
  }

  /** For stubs. */
  public Channel channel() {
    return channel;
  }

  private Channel byKind() {
    return new Channel() {
      @Override
      public <Q, R> ClientCall<Q, R> newCall(MethodDescriptor<Q, R> method, CallOptions options) {
        return method.getType() == MethodDescriptor.MethodType.UNARY
            ? calls.channel().newCall(method, withDeadline(options))
            : streams.channel().newCall(method, options);
      }

      @Override
      public String authority() {
        return calls.channel().authority();
      }
    };
  }

  /** Connects at once where the pause after a failure goes on, which may be minutes long. */
  void connectNow() {
    calls.channel().resetConnectBackoff();
    streams.channel().resetConnectBackoff();
  }

  private static CallOptions withDeadline(CallOptions options) {
    return options.getDeadline() == null
        ? options.withDeadlineAfter(DEADLINE.toMillis(), TimeUnit.MILLISECONDS)
        : options;
  }

  /** Ends every call. */
  @Override
  public void close() {
    calls.close();
    streams.close();
  }

  /** One connection, and what it runs on. */
  private record Connection(ManagedChannel channel, List<AutoCloseable> owned)
      implements AutoCloseable {
    static Connection to(Address address, Map<String, ?> serviceConfig) {
      NettyChannelBuilder builder;
      List<AutoCloseable> owned = new ArrayList<>();
      switch (address) {
        case Address.Tcp tcp ->
            builder =
                NettyChannelBuilder.forTarget("dns:///" + tcp)
                    .withOption(ChannelOption.TCP_NODELAY, true);
        case Address.Unix(var path) -> {
          var loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
          owned.add(
              () -> loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2_000));
          builder =
              NettyChannelBuilder.forAddress(new DomainSocketAddress(path.toFile()))
                  .eventLoopGroup(loop)
                  .channelType(EpollDomainSocketChannel.class)
                  .withOption(ChannelOption.SO_KEEPALIVE, null)
                  .overrideAuthority("localhost");
        }
      }
      var executor = Executors.newVirtualThreadPerTaskExecutor();
      owned.add(executor::shutdownNow);
      return new Connection(
          builder
              .usePlaintext()
              .executor(executor)
              .maxInboundMessageSize(MAX_MESSAGE_BYTES)
              .keepAliveTime(30, TimeUnit.SECONDS)
              .keepAliveTimeout(10, TimeUnit.SECONDS)
              .defaultServiceConfig(serviceConfig)
              .enableRetry()
              .build(),
          owned);
    }

    @Override
    public void close() {
      channel.shutdownNow();
      try {
        channel.awaitTermination(2, TimeUnit.SECONDS);
        for (var resource : owned) {
          resource.close();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static Map<String, ?> retries(ServiceDescriptor... services) {
    List<Map<String, ?>> names = new ArrayList<>();
    for (var service : services) {
      for (var method : service.getMethods()) {
        if (method.isSafe() && method.getType() == MethodDescriptor.MethodType.UNARY) {
          names.add(
              Map.of(
                  "service",
                  service.getName(),
                  "method",
                  java.util.Objects.requireNonNull(method.getBareMethodName())));
        }
      }
    }
    if (names.isEmpty()) {
      return Map.of();
    }
    return Map.of(
        "methodConfig",
        List.of(
            Map.of(
                "name",
                names,
                "retryPolicy",
                Map.of(
                    "maxAttempts",
                    4.0,
                    "initialBackoff",
                    "0.1s",
                    "maxBackoff",
                    "1s",
                    "backoffMultiplier",
                    2.0,
                    "retryableStatusCodes",
                    List.of("UNAVAILABLE")))));
  }
}
