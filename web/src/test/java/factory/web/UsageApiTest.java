package factory.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import factory.edge.v1.CallStatus;
import factory.edge.v1.ListUsageRequest;
import factory.edge.v1.ListUsageResponse;
import factory.edge.v1.Usage;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Usage over REST, as it is asked of the gate and told. */
@Timeout(60)
class UsageApiTest {
  private static final String ID = "0193b1f2-7a11-7000-8000-00000000abcd";
  private static final String KEY_ID = "0193b1f2-7a11-7000-8000-00000000abce";
  private static final String PATH = "/services/" + ID + "/usage";

  private final List<ListUsageRequest> asked = new CopyOnWriteArrayList<>();
  private Neighbourhood web;

  /** Has two lines of usage. */
  private final class Gate extends FakeAccess {
    @Override
    public void listUsage(ListUsageRequest request, StreamObserver<ListUsageResponse> observer) {
      asked.add(request);
      var hour = Timestamp.newBuilder().setSeconds(1_764_158_400);
      observer.onNext(
          ListUsageResponse.newBuilder()
              .addUsage(
                  Usage.newBuilder()
                      .setHour(hour)
                      .setServiceId(ID)
                      .setWallet(Neighbourhood.WALLET)
                      .setKeyId(KEY_ID)
                      .setStatus(CallStatus.CALL_STATUS_ANSWERED)
                      .setHttpStatus(404)
                      .setCalls(3)
                      .setRequestBytes(5)
                      .setResponseBytes(70)
                      .setDurationMs(900))
              .addUsage(
                  Usage.newBuilder()
                      .setHour(hour)
                      .setServiceId(ID)
                      .setStatus(CallStatus.CALL_STATUS_UNKNOWN)
                      .setCalls(1))
              .setNextPageToken("more")
              .build());
      observer.onCompleted();
    }
  }

  @BeforeEach
  void start() {
    web = new Neighbourhood(Map.of("edge", new Gate()), Neighbourhood.CLOCK, "127.0.0.1:0");
  }

  @AfterEach
  void stop() {
    web.close();
  }

  @Test
  void linesHaveAllOfTheirFields() {
    var answer = web.json("GET", PATH, "");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body().strip())
        .isEqualTo(
            "{\"usage\":[{\"hour\":\"2025-11-26T12:00:00Z\",\"wallet\":\""
                + Neighbourhood.WALLET
                + "\",\"key_id\":\""
                + KEY_ID
                + "\",\"status\":404,\"calls\":3,\"request_bytes\":5,\"response_bytes\":70,"
                + "\"duration_ms\":900},{\"hour\":\"2025-11-26T12:00:00Z\",\"wallet\":null,"
                + "\"key_id\":null,\"status\":\"unknown\",\"calls\":1,\"request_bytes\":0,"
                + "\"response_bytes\":0,\"duration_ms\":0}],\"next_page_token\":\"more\"}");
    assertThat(asked)
        .containsExactly(ListUsageRequest.newBuilder().setServiceId(ID).setPageSize(100).build());
  }

  @Test
  void whatIsAskedForIsHandedOn() {
    var answer =
        web.json(
            "GET",
            PATH
                + "?since=2026-11-22T17:00:00Z&until=2026-11-22T19:00:00%2B01:00&wallet="
                + Neighbourhood.WALLET
                + "&page_size=1000&page_token=t",
            "");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(asked)
        .containsExactly(
            ListUsageRequest.newBuilder()
                .setServiceId(ID)
                .setSince(Timestamp.newBuilder().setSeconds(1_795_366_800))
                .setUntil(Timestamp.newBuilder().setSeconds(1_795_370_400))
                .setWallet(Neighbourhood.WALLET)
                .setPageSize(1000)
                .setPageToken("t")
                .build());
  }

  @ParameterizedTest
  @CsvSource({
    "since=yesterday, since",
    "until=2026, until",
    "page_size=0, page_size",
    "page_size=1001, page_size",
    "hours=1, hours"
  })
  void whatCannotBeIsNamed(String query, String field) {
    var answer = web.json("GET", PATH + "?" + query, "");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("\"field\":\"" + field + "\"");
    assertThat(asked).isEmpty();
  }
}
