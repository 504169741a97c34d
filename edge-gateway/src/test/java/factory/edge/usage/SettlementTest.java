package factory.edge.usage;

import static factory.edge.usage.Calls.SERVICE;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.UInt32Value;
import com.google.protobuf.util.Durations;
import factory.edge.Served;
import factory.edge.gate.Admission;
import io.envoyproxy.envoy.data.accesslog.v3.AccessLogCommon;
import io.envoyproxy.envoy.data.accesslog.v3.HTTPAccessLogEntry;
import io.envoyproxy.envoy.data.accesslog.v3.HTTPRequestProperties;
import io.envoyproxy.envoy.data.accesslog.v3.HTTPResponseProperties;
import io.envoyproxy.envoy.service.accesslog.v3.AccessLogServiceGrpc;
import io.envoyproxy.envoy.service.accesslog.v3.StreamAccessLogsMessage;
import io.envoyproxy.envoy.service.accesslog.v3.StreamAccessLogsResponse;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Envoy's access log through a real stub. */
@Timeout(30)
class SettlementTest {
  private final Journal journal;
  private final Served served;

  SettlementTest(@TempDir Path folder) throws IOException {
    journal = Journal.open(folder, 2, 16);
    served = new Served(new Settlement(journal, _ -> {}));
  }

  @AfterEach
  void close() {
    served.close();
    journal.close();
  }

  private UUID admit() {
    var id = UUID.randomUUID();
    assertThat(journal.admit(new Admission(id, SERVICE, Optional.empty(), Optional.empty(), 1_000)))
        .isTrue();
    return id;
  }

  private static HTTPAccessLogEntry entry(String requestId, int status, AccessLogCommon common) {
    return HTTPAccessLogEntry.newBuilder()
        .setCommonProperties(common)
        .setRequest(
            HTTPRequestProperties.newBuilder()
                .setRequestId(requestId)
                .setRequestHeadersBytes(500)
                .setRequestBodyBytes(7))
        .setResponse(
            HTTPResponseProperties.newBuilder()
                .setResponseCode(UInt32Value.of(status))
                .setResponseHeadersBytes(600)
                .setResponseBodyBytes(70))
        .build();
  }

  private static AccessLogCommon took(long millis) {
    return AccessLogCommon.newBuilder()
        .setTimeToLastDownstreamTxByte(Durations.fromMillis(millis))
        .setDuration(Durations.fromMillis(millis + 1))
        .build();
  }

  private void tell(HTTPAccessLogEntry... entries) throws Exception {
    var over = new CompletableFuture<Void>();
    var log =
        AccessLogServiceGrpc.newStub(served.channel())
            .streamAccessLogs(
                new StreamObserver<StreamAccessLogsResponse>() {
                  @Override
                  public void onNext(StreamAccessLogsResponse value) {}

                  @Override
                  public void onError(Throwable error) {
                    over.completeExceptionally(error);
                  }

                  @Override
                  public void onCompleted() {
                    over.complete(null);
                  }
                });
    for (var entry : entries) {
      log.onNext(
          StreamAccessLogsMessage.newBuilder()
              .setHttpLogs(
                  StreamAccessLogsMessage.HTTPAccessLogEntries.newBuilder().addLogEntry(entry))
              .build());
    }
    log.onCompleted();
    over.get(10, TimeUnit.SECONDS);
  }

  @Test
  void aCallEndsAsItsCallerSawIt() throws Exception {
    var id = admit();
    tell(entry(id.toString(), 404, took(30)));
    assertThat(journal.take(10))
        .singleElement()
        .satisfies(
            c -> {
              assertThat(c.admission().requestId()).isEqualTo(id);
              assertThat(c.end()).isEqualTo(new End(404, 7, 70, 30));
            });
  }

  @Test
  void whatNobodyAdmittedIsIgnoredAndTheNextIsHeard() throws Exception {
    var id = admit();
    tell(
        entry("", 200, took(1)),
        entry("not-an-id", 200, took(1)),
        entry(UUID.randomUUID().toString(), 200, took(1)),
        entry(id.toString(), 200, took(1)),
        entry(id.toString(), 500, took(1)));
    assertThat(journal.take(10)).singleElement().matches(c -> c.end().status() == 200);
  }

  @Test
  void aCallerWhoLeftBeforeTheAnswerTookAsLongAsTheyStayed() throws Exception {
    var id = admit();
    tell(
        entry(
            id.toString(),
            0,
            AccessLogCommon.newBuilder().setDuration(Durations.fromMillis(1_234)).build()));
    assertThat(journal.take(10)).singleElement().matches(c -> c.end().durationMs() == 1_234);
  }
}
