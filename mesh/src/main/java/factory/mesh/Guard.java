package factory.mesh;

import io.grpc.Context;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What Helidon's gRPC server does not do by itself: a handler that throws ends its call, a caller's
 * deadline ends it, a message that cannot be read is refused at once, and writes of several threads
 * do not mix. A server that stops tells those who watch.
 */
final class Guard implements ServerInterceptor {
  private static final Metadata.Key<String> TIMEOUT =
      Metadata.Key.of("grpc-timeout", Metadata.ASCII_STRING_MARSHALLER);

  /** Eight digits of hours are more nanoseconds than a long holds. */
  private static final Duration LONGEST = Duration.ofDays(365);

  private final ScheduledExecutorService timer;
  private final Fault tooLarge;
  private final Set<GuardedCall<?, ?>> watched = ConcurrentHashMap.newKeySet();
  private volatile boolean stopping;

  Guard(ScheduledExecutorService timer, int maxMessageBytes) {
    this.timer = timer;
    tooLarge =
        new Fault.Plain(
            Status.Code.RESOURCE_EXHAUSTED,
            "MESSAGE_REFUSED",
            "The message is larger than the limit, or its frame is not readable; send less in one message.",
            java.util.Map.of("limit_bytes", Integer.toString(maxMessageBytes)));
  }

  /** Ends every stream, those too that begin from now on. Does not wait for slow readers. */
  void stop() {
    stopping = true;
    watched.forEach(GuardedCall::stop);
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> raw, Metadata headers, ServerCallHandler<Q, R> next) {
    var context = Context.current().withCancellation();
    var call = new GuardedCall<>(raw, context);
    ServerCall.Listener<Q> inner;
    try {
      call.begin();
      call.expireAfter(timeout(headers));
      inner = context.wrap(() -> next.startCall(call, headers)).call();
    } catch (Throwable e) {
      call.fail(e);
      return new ServerCall.Listener<>() {};
    }
    return new GuardedListener<>(inner, call);
  }

  /** What the caller allows, at most {@link #LONGEST}; null when it says nothing readable. */
  static @Nullable Duration timeout(Metadata headers) {
    var text = headers.get(TIMEOUT);
    if (text == null || !text.matches("[0-9]{1,8}[HMSmun]")) {
      return null;
    }
    var amount = Long.parseLong(text.substring(0, text.length() - 1));
    var asked =
        switch (text.charAt(text.length() - 1)) {
          case 'H' -> Duration.ofHours(amount);
          case 'M' -> Duration.ofMinutes(amount);
          case 'S' -> Duration.ofSeconds(amount);
          case 'm' -> Duration.ofMillis(amount);
          case 'u' -> Duration.ofNanos(amount * 1_000);
          default -> Duration.ofNanos(amount);
        };
    return asked.compareTo(LONGEST) < 0 ? asked : LONGEST;
  }

  private final class GuardedCall<Q, R> extends SimpleForwardingServerCall<Q, R> {
    private final ReentrantLock writing = new ReentrantLock();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Context.CancellableContext context;
    private volatile @Nullable ScheduledFuture<?> expiry;

    GuardedCall(ServerCall<Q, R> call, Context.CancellableContext context) {
      super(call);
      this.context = context;
    }

    void begin() {
      if (getMethodDescriptor().getType() == MethodType.SERVER_STREAMING) {
        watched.add(this);
        if (stopping) {
          stop();
        }
      }
    }

    /** The close writes to a socket: not on the one timer thread, nor on one that stops a node. */
    private void closeAside(Status status) {
      Thread.startVirtualThread(() -> close(status, new Metadata()));
    }

    void stop() {
      closeAside(Status.UNAVAILABLE.withDescription("the node stops"));
    }

    void expireAfter(@Nullable Duration timeout) {
      if (timeout != null) {
        expiry =
            timer.schedule(
                () -> closeAside(Status.DEADLINE_EXCEEDED.withDescription("deadline exceeded")),
                timeout.toNanos(),
                TimeUnit.NANOSECONDS);
      }
    }

    void fail(Throwable error) {
      var method = getMethodDescriptor().getFullMethodName();
      close(Faults.toGrpc(Faults.ofThrown(error, method, !isCancelled())));
    }

    private void close(StatusRuntimeException error) {
      var trailers = error.getTrailers();
      close(error.getStatus(), trailers == null ? new Metadata() : trailers);
    }

    @Override
    public void sendHeaders(Metadata headers) {
      writing.lock();
      try {
        if (!closed.get()) {
          super.sendHeaders(headers);
        }
      } finally {
        writing.unlock();
      }
    }

    @Override
    public void sendMessage(R message) {
      writing.lock();
      try {
        if (closed.get()) {
          throw Status.CANCELLED.withDescription("the call has ended").asRuntimeException();
        }
        super.sendMessage(message);
      } finally {
        writing.unlock();
      }
    }

    @Override
    public void close(Status status, Metadata trailers) {
      if (!closed.compareAndSet(false, true)) {
        return;
      }
      finished();
      writing.lock();
      try {
        super.close(plain(status), trailers);
      } finally {
        writing.unlock();
        // After the status went out: what the handler still does is for nobody.
        context.cancel(status.isOk() ? null : status.asRuntimeException());
      }
    }

    void finished() {
      watched.remove(this);
      var timer = expiry;
      if (timer != null) {
        timer.cancel(false);
      }
    }

    private Status plain(Status status) {
      var text = status.getDescription();
      return text == null ? status : status.withDescription(Faults.ascii(text));
    }

    @Override
    public boolean isCancelled() {
      return closed.get() || super.isCancelled();
    }

    boolean peerIsGone() {
      return super.isCancelled();
    }

    void end() {
      closed.set(true);
      finished();
      context.cancel(null);
    }
  }

  private final class GuardedListener<Q, R> extends SimpleForwardingServerCallListener<Q> {
    private final GuardedCall<Q, R> call;

    GuardedListener(ServerCall.Listener<Q> inner, GuardedCall<Q, R> call) {
      super(inner);
      this.call = call;
    }

    private void guarded(Runnable callback) {
      try {
        call.context.run(callback);
      } catch (Throwable e) {
        // An Error is a handler's as any other: nobody else would end the call.
        call.fail(e);
      }
    }

    @Override
    public void onMessage(Q message) {
      guarded(() -> super.onMessage(message));
    }

    @Override
    public void onHalfClose() {
      if (!call.closed.get()) {
        guarded(super::onHalfClose);
      }
    }

    @Override
    public void onReady() {
      guarded(super::onReady);
    }

    @Override
    public void onCancel() {
      if (!call.peerIsGone() && !call.closed.get()) {
        // Helidon reports a message that it could not read as a cancellation and tells the caller
        // nothing.
        call.fail(new Refused(ReadableMessages.failedHere().orElse(tooLarge)));
      }
      call.end();
      guarded(super::onCancel);
    }

    @Override
    public void onComplete() {
      call.finished();
      guarded(super::onComplete);
    }
  }
}
