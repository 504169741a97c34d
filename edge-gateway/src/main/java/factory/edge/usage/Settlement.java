package factory.edge.usage;

import com.google.protobuf.Duration;
import com.google.protobuf.util.Durations;
import io.envoyproxy.envoy.data.accesslog.v3.AccessLogCommon;
import io.envoyproxy.envoy.data.accesslog.v3.HTTPAccessLogEntry;
import io.envoyproxy.envoy.service.accesslog.v3.AccessLogServiceGrpc;
import io.envoyproxy.envoy.service.accesslog.v3.StreamAccessLogsMessage;
import io.envoyproxy.envoy.service.accesslog.v3.StreamAccessLogsResponse;
import io.grpc.stub.StreamObserver;
import java.util.UUID;

/** Envoy's access log as it streams in: how admitted calls ended. Never waits. */
public final class Settlement extends AccessLogServiceGrpc.AccessLogServiceImplBase {
  private final Journal journal;

  /** Settles calls of this journal. */
  public Settlement(Journal journal) {
    this.journal = journal;
  }

  @Override
  public StreamObserver<StreamAccessLogsMessage> streamAccessLogs(
      StreamObserver<StreamAccessLogsResponse> observer) {
    return new StreamObserver<>() {
      @Override
      public void onNext(StreamAccessLogsMessage message) {
        message.getHttpLogs().getLogEntryList().forEach(Settlement.this::settle);
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

  private void settle(HTTPAccessLogEntry entry) {
    UUID id;
    try {
      id = UUID.fromString(entry.getRequest().getRequestId());
    } catch (IllegalArgumentException e) {
      return;
    }
    journal.settle(
        id,
        new End(
            entry.getResponse().getResponseCode().getValue(),
            entry.getRequest().getRequestBodyBytes(),
            entry.getResponse().getResponseBodyBytes(),
            Durations.toMillis(duration(entry.getCommonProperties()))));
  }

  /** To the last byte that the caller was sent, or to the end of a call that was sent none. */
  private static Duration duration(AccessLogCommon call) {
    return call.hasTimeToLastDownstreamTxByte()
        ? call.getTimeToLastDownstreamTxByte()
        : call.getDuration();
  }
}
