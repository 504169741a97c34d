package factory.pipeline.tool;

import factory.mesh.Loop;
import factory.pipeline.sandbox.Sandbox;
import factory.pipeline.version.Trees;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Runs tools for services. Each service that may use some has a socket of its own, in a folder that
 * is this node's and that its sandbox sees: who asks is who has the socket, and which tools that
 * one may use was said when it was opened. One request to a connection; see {@link ToolWire}.
 */
public final class ToolBroker implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(ToolBroker.class.getName());

  /** Runs of one service at once; of all of them, so many. */
  private static final int OF_A_SERVICE = 2;

  private static final int AT_ONCE = Math.max(2, Runtime.getRuntime().availableProcessors());
  private static final int CONNECTIONS = 16;
  private static final int WAIT_SECONDS = 5;

  /** How long a service may take to say what it wants, and to read what it gets. */
  private static final int SLOWEST_SECONDS = 60;

  private final Path folder;
  private final Toolbox tools;
  private final Optional<ToolRun> runs;
  private final Semaphore places = new Semaphore(AT_ONCE, true);
  private final Map<Path, Listener> listeners = new ConcurrentHashMap<>();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("tool-clock").factory());

  /**
   * A broker that nobody can reach yet.
   *
   * @param folder of its own, for inputs and outputs of runs; emptied
   * @param sandbox without one nothing is run, whatever the operator accepts of services
   */
  public ToolBroker(Path folder, Toolbox tools, Optional<Sandbox> sandbox) {
    this.folder = folder.toAbsolutePath();
    this.tools = sandbox.isPresent() ? tools : Toolbox.EMPTY;
    runs = sandbox.map(ToolRun::new);
    // What a killed node left: its tools have ended with it.
    Trees.delete(this.folder);
  }

  /** What can be run here. */
  public Toolbox tools() {
    return tools;
  }

  /**
   * Listens for a service; does nothing where that is so already.
   *
   * @param socket in a folder that is made, and is this node's
   * @param allowed the names of the tools that it may use
   * @param user whose socket it is, where each service has a user of its own
   */
  public void open(Path socket, Set<String> allowed, Optional<Integer> user) {
    listeners.compute(
        socket,
        (_, present) ->
            present != null && present.isOpen() ? present : new Listener(socket, allowed, user));
  }

  /** Listens no longer. */
  public void close(Path socket) {
    var listener = listeners.remove(socket);
    if (listener != null) {
      listener.close();
    }
  }

  @Override
  public void close() {
    listeners.keySet().forEach(this::close);
    clock.shutdownNow();
  }

  private final class Listener {
    private final ServerSocketChannel server;
    private final Set<String> allowed;
    private final Path socket;
    private final Semaphore own = new Semaphore(OF_A_SERVICE, true);
    private final Semaphore connections = new Semaphore(CONNECTIONS);
    private final Loop listening;

    Listener(Path socket, Set<String> allowed, Optional<Integer> user) {
      this.allowed = Set.copyOf(allowed);
      this.socket = socket;
      try {
        Files.createDirectories(Objects.requireNonNull(socket.getParent()));
        Files.deleteIfExists(socket);
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
        // Nobody but this node writes its folder: the name is still what was bound.
        Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
        if (user.isPresent()) {
          Files.setAttribute(socket, "unix:uid", user.get(), LinkOption.NOFOLLOW_LINKS);
        }
      } catch (IOException e) {
        throw new UncheckedIOException("the tools of a service cannot be reached", e);
      }
      listening =
          Loop.named("tools-of-a-service")
              .consequence("the tools of a service may not answer")
              .logger(LOG)
              .build(this::listen)
              .start();
    }

    boolean isOpen() {
      return server.isOpen();
    }

    void close() {
      listening.close();
      try {
        server.close();
        Files.deleteIfExists(socket);
      } catch (IOException e) {
        LOG.log(Level.FINE, "a socket of tools did not close", e);
      }
    }

    /** Takes one request. */
    private Duration listen() throws IOException, InterruptedException {
      try {
        var asking = server.accept();
        if (connections.tryAcquire()) {
          Thread.ofVirtual().name("tool-request").start(() -> answer(asking));
        } else {
          asking.close();
        }
        return Duration.ZERO;
      } catch (ClosedChannelException e) {
        throw new InterruptedException("nobody asks any longer");
      }
    }

    private void answer(SocketChannel asking) {
      try (asking) {
        answered(asking);
      } catch (IOException e) {
        LOG.log(Level.FINE, "a request for a tool broke off", e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (RuntimeException e) {
        LOG.log(Level.WARNING, "a request for a tool failed", e);
      } finally {
        connections.release();
      }
    }

    private void answered(SocketChannel asking) throws IOException, InterruptedException {
      var in = new DataInputStream(new BufferedInputStream(Channels.newInputStream(asking)));
      var out = new DataOutputStream(Channels.newOutputStream(asking));
      var slow = late(asking);
      var request = ToolWire.request(in);
      slow.cancel(false);
      var refusal = refusal(request);
      if (refusal.isPresent()) {
        ToolWire.refuse(out, refusal.get());
        return;
      }
      if (!own.tryAcquire(WAIT_SECONDS, TimeUnit.SECONDS)) {
        ToolWire.refuse(out, ToolFault.BUSY);
        return;
      }
      try (var job = ToolJob.in(folder)) {
        ToolWire.goOn(out);
        // Before it takes one of the places that are for all: whoever is slow is it for himself.
        slow = late(asking);
        job.take(request, in);
        slow.cancel(false);
        var ended = run(job, request);
        slow = late(asking);
        ToolWire.answer(out, tools.find(request.tool()).orElseThrow(), ended, job.output());
        slow.cancel(false);
      } catch (ToolJob.Full e) {
        LOG.log(Level.WARNING, "a tool's inputs or outputs cannot be kept", e);
        ToolWire.refuse(out, ToolFault.UNAVAILABLE);
      } finally {
        own.release();
      }
    }

    private ToolRun.Ended run(ToolJob job, ToolWire.Request request)
        throws IOException, InterruptedException {
      if (!places.tryAcquire(WAIT_SECONDS, TimeUnit.SECONDS)) {
        return new ToolRun.Ended.Stopped(ToolFault.BUSY);
      }
      try {
        var tool = tools.find(request.tool()).orElseThrow();
        return job.run(runs.orElseThrow(), tool, request.options());
      } finally {
        places.release();
      }
    }

    private Future<?> late(SocketChannel asking) {
      return clock.schedule(
          () -> {
            try {
              asking.close();
            } catch (IOException e) {
              LOG.log(Level.FINE, "a connection did not close", e);
            }
          },
          SLOWEST_SECONDS,
          TimeUnit.SECONDS);
    }

    private Optional<ToolFault> refusal(ToolWire.Request request) {
      if (!allowed.contains(request.tool())) {
        return Optional.of(ToolFault.NOT_ALLOWED);
      }
      var tool = tools.find(request.tool());
      if (tool.isEmpty()) {
        return Optional.of(ToolFault.UNAVAILABLE);
      }
      if (request.lengths().isEmpty()
          || (request.lengths().size() > 1 && !tool.get().many())
          || tool.get().wrong(request.options()).isPresent()) {
        return Optional.of(ToolFault.INVALID);
      }
      return request.bytes() > tool.get().limits().inputBytes()
          ? Optional.of(ToolFault.TOO_LARGE)
          : Optional.empty();
    }
  }
}
