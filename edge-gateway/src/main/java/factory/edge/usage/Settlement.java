package factory.edge.usage;

import io.envoyproxy.envoy.service.accesslog.v3.AccessLogServiceGrpc;
import io.envoyproxy.envoy.service.accesslog.v3.StreamAccessLogsResponse;
import io.grpc.BindableService;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/** Envoy's access log as it streams in: how admitted calls and streams ended. Never waits. */
public final class Settlement implements BindableService {
  private final Journal journal;
  private final Consumer<UUID> ended;

  /**
   * Settles calls of this journal.
   *
   * @param ended hears of every request that the log tells of, by its id
   */
  public Settlement(Journal journal, Consumer<UUID> ended) {
    this.journal = journal;
    this.ended = ended;
  }

  @Override
  public ServerServiceDefinition bindService() {
    var method = AccessLogServiceGrpc.getStreamAccessLogsMethod();
    return ServerServiceDefinition.builder(AccessLogServiceGrpc.SERVICE_NAME)
        .addMethod(
            method.toBuilder(new EndReader(), method.getResponseMarshaller()).build(),
            ServerCalls.asyncClientStreamingCall(this::streamAccessLogs))
        .build();
  }

  StreamObserver<List<EndReader.Told>> streamAccessLogs(
      StreamObserver<StreamAccessLogsResponse> observer) {
    return new StreamObserver<>() {
      @Override
      public void onNext(List<EndReader.Told> calls) {
        calls.forEach(Settlement.this::settle);
      }

      @Override
      public void onError(Throwable error) {
        // Envoy opens another stream; what it could not tell is never told.
      }

      @Override
      public void onCompleted() {
        observer.onNext(StreamAccessLogsResponse.getDefaultInstance());
        observer.onCompleted();
      }
    };
  }

  private void settle(EndReader.Told told) {
    UUID id;
    try {
      id = UUID.fromString(told.requestId());
    } catch (IllegalArgumentException e) {
      return;
    }
    ended.accept(id);
    journal.settle(id, told.end());
  }
}
