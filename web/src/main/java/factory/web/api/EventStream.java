package factory.web.api;

import factory.mesh.Subscription;
import factory.registry.v1.RegistryGrpc;
import factory.registry.v1.ServiceEvent;
import factory.registry.v1.WatchServiceEventsRequest;
import factory.registry.v1.WatchServiceEventsResponse;
import factory.web.http.Media;
import factory.web.http.Reply;
import io.grpc.Context;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A service's events as server-sent events: the id of each is its sequence, so that a browser which
 * reconnects goes on after the last one it saw. The registry's heartbeats become comments. The
 * stream ends when the registry's does; a reader then connects again by itself.
 */
public final class EventStream {
  private static final int MAX_WAITING = 64;

  private final RegistryGrpc.RegistryStub registry;
  private final String serviceId;
  private final long after;

  public EventStream(RegistryGrpc.RegistryStub registry, String serviceId, long after) {
    this.registry = registry;
    this.serviceId = serviceId;
    this.after = after;
  }

  public Reply reply() {
    return new Reply.Streamed(Media.EVENTS, this::write);
  }

  private void write(OutputStream out) throws IOException, InterruptedException {
    // Empty: the feed has ended. A slow reader blocks the feed's thread, not the memory.
    var waiting = new ArrayBlockingQueue<Optional<WatchServiceEventsResponse>>(MAX_WAITING);
    var context = Context.ROOT.withCancellation();
    try {
      context.run(
          () ->
              registry.watchServiceEvents(
                  WatchServiceEventsRequest.newBuilder()
                      .setServiceId(serviceId)
                      .setAfterSequence(after)
                      .build(),
                  into(waiting)));
      send(out, "retry: 1000\n\n");
      while (true) {
        var next = waiting.poll(Subscription.SILENCE.toMillis(), TimeUnit.MILLISECONDS);
        if (next == null || next.isEmpty()) {
          return;
        }
        var events = next.get().getEventsList();
        if (events.isEmpty()) {
          send(out, ": still here\n\n");
        } else {
          var text = new StringBuilder();
          events.forEach(event -> text.append(text(event)));
          send(out, text.toString());
        }
      }
    } finally {
      context.cancel(null);
    }
  }

  private static String text(ServiceEvent event) {
    // JSON text has no line end of its own, so one data line is enough.
    return "id: " + event.getSequence() + "\ndata: " + Json.event(event) + "\n\n";
  }

  private static void send(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  private static StreamObserver<WatchServiceEventsResponse> into(
      BlockingQueue<Optional<WatchServiceEventsResponse>> waiting) {
    return new StreamObserver<>() {
      @Override
      public void onNext(WatchServiceEventsResponse response) {
        put(Optional.of(response));
      }

      @Override
      public void onError(Throwable error) {
        put(Optional.empty());
      }

      @Override
      public void onCompleted() {
        put(Optional.empty());
      }

      private void put(Optional<WatchServiceEventsResponse> item) {
        try {
          // The writer has gone when nobody takes it for so long.
          var _ = waiting.offer(item, 30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
    };
  }
}
