package factory.edge;

import factory.edge.gate.AuthorizationRpc;
import factory.mesh.Address;
import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.unix.DomainSocketAddress;
import io.grpc.netty.shaded.io.netty.util.ResourceLeakDetector;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * A grpc-java server for Envoy alone, on its event loop: whatever it serves never waits. A decision
 * costs about 10 microseconds here and three times that on a thread of its own.
 */
final class LocalGrpcServer implements AutoCloseable {
  private static final String LEAKS = "io.grpc.netty.shaded.io.netty.leakDetection.level";

  /** A whole megabyte of requests that were sent and not read, on each connection and stream. */
  private static final int FLOW_WINDOW = 1 << 20;

  static {
    // Takes a stack's trace for one of 128 buffers: a fifteenth of a decision. A property turns it
    // on again.
    if (System.getProperty(LEAKS) == null) {
      ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
    }
  }

  private final Server server;
  private final Address address;
  private final List<MultiThreadIoEventLoopGroup> loops;

  private LocalGrpcServer(Server server, Address address, List<MultiThreadIoEventLoopGroup> loops) {
    this.server = server;
    this.address = address;
    this.loops = loops;
  }

  static LocalGrpcServer start(
      Address address, List<BindableService> services, ServerInterceptor... interceptors) {
    List<MultiThreadIoEventLoopGroup> loops = new ArrayList<>();
    NettyServerBuilder builder;
    switch (address) {
      case Address.Unix(var path) -> {
        prepare(path);
        var boss = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        var workers =
            new MultiThreadIoEventLoopGroup(
                Math.max(2, Runtime.getRuntime().availableProcessors()),
                EpollIoHandler.newFactory());
        loops.add(boss);
        loops.add(workers);
        builder =
            NettyServerBuilder.forAddress(new DomainSocketAddress(path.toFile()))
                .channelType(EpollServerDomainSocketChannel.class)
                .bossEventLoopGroup(boss)
                .workerEventLoopGroup(workers);
      }
      case Address.Tcp(var host, var port) ->
          builder = NettyServerBuilder.forAddress(new InetSocketAddress(host, port));
    }
    builder
        .directExecutor()
        // Without one, the server pings whenever data comes, to find out how much could be on its
        // way.
        .flowControlWindow(FLOW_WINDOW)
        // An Envoy that looks after its connection often is no attack.
        .permitKeepAliveTime(5, TimeUnit.SECONDS)
        .permitKeepAliveWithoutCalls(true);
    var guards = new ArrayList<ServerInterceptor>(List.of(interceptors));
    // Outermost.
    guards.add(new ErrorsEndCalls());
    for (var service : services) {
      // Decisions answer by themselves whatever happens, and each costs as little as can be.
      builder.addService(
          service instanceof AuthorizationRpc
              ? service.bindService()
              : ServerInterceptors.intercept(service, guards));
    }
    try {
      var server = builder.build().start();
      var bound =
          address instanceof Address.Tcp(var host, var _)
              ? new Address.Tcp(host, server.getPort())
              : address;
      return new LocalGrpcServer(server, bound, loops);
    } catch (IOException e) {
      loops.forEach(LocalGrpcServer::end);
      throw new UncheckedIOException("cannot listen on " + address + ": " + e.getMessage(), e);
    }
  }

  /**
   * Whoever owns the socket's folder decides who passes the gate: we do, or the machine's owner.
   */
  private static void prepare(Path path) {
    var folder = Objects.requireNonNull(path.getParent(), "a socket has a folder");
    try {
      if (!Files.isDirectory(folder)) {
        Files.createDirectories(
            folder,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
      var owner = Files.getAttribute(folder, "unix:uid");
      var us = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
      if (!owner.equals(us) && !owner.equals(0)) {
        throw new IllegalArgumentException(
            folder + " belongs to another user, who could take the socket's place");
      }
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Address address() {
    return address;
  }

  private static void end(MultiThreadIoEventLoopGroup loop) {
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2_000);
  }

  @Override
  public void close() {
    server.shutdownNow();
    try {
      server.awaitTermination(2, TimeUnit.SECONDS);
      loops.forEach(LocalGrpcServer::end);
      if (address instanceof Address.Unix(var path)) {
        Files.deleteIfExists(path);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
