package factory.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Durations;
import factory.edge.v1.GetInsightRequest;
import factory.edge.v1.GetInsightResponse;
import factory.edge.v1.InsightPeriod;
import factory.edge.v1.LimitState;
import factory.edge.v1.UsagePoint;
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

/** Usage summed up over REST, as it is asked of the gate and told. */
@Timeout(60)
class InsightApiTest {
  private static final String ID = "0193b1f2-7a11-7000-8000-00000000abcd";
  private static final String KEY_ID = "0193b1f2-7a11-7000-8000-00000000abce";
  private static final String PATH = "/services/" + ID + "/insight";

  private final List<GetInsightRequest> asked = new CopyOnWriteArrayList<>();
  private Neighbourhood web;

  /** Has two hours, of one of which no time is known. */
  private final class Gate extends FakeAccess {
    @Override
    public void getInsight(GetInsightRequest request, StreamObserver<GetInsightResponse> observer) {
      asked.add(request);
      var hour = Timestamp.newBuilder().setSeconds(1_764_158_400);
      var point =
          UsagePoint.newBuilder()
              .setAt(hour)
              .setKeyId(KEY_ID)
              .setCalls(6)
              .setCallers(2)
              .setSuccessful(3)
              .setClientErrors(2)
              .setServerErrors(1)
              .setResponseBytes(70)
              .setP50Ms(0)
              .setP95Ms(9)
              .setP99Ms(31);
      var old = UsagePoint.newBuilder().setAt(hour).setCalls(1).setUnknown(1);
      observer.onNext(
          GetInsightResponse.newBuilder()
              .addPoints(point)
              .addPoints(old)
              .setTotal(point.clone().clearAt().setCalls(7))
              .setLimitsOf(Neighbourhood.WALLET)
              .addLimits(
                  LimitState.newBuilder()
                      .setName("burst")
                      .setQuota(5)
                      .setRemaining(4)
                      .setResetAfter(Durations.fromSeconds(1)))
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
  void pointsHaveAllOfTheirFields() {
    assertThat(web.get(PATH).body())
        .contains(
            "{\"at\":\"2025-11-26T12:00:00Z\",\"key_id\":\""
                + KEY_ID
                + "\",\"calls\":6,\"callers\":2,\"errors\":3,\"statuses\":{\"1xx\":0,\"2xx\":3,"
                + "\"3xx\":0,\"4xx\":2,\"5xx\":1,\"unknown\":0},\"request_bytes\":0,"
                + "\"response_bytes\":70,\"p50_ms\":0,\"p95_ms\":9,\"p99_ms\":31}",
            "\"p50_ms\":null,\"p95_ms\":null,\"p99_ms\":null}]",
            "\"total\":{\"calls\":7,",
            "\"limits_of\":\"" + Neighbourhood.WALLET + "\"",
            "\"limits\":[{\"name\":\"burst\",\"quota\":5,\"remaining\":4,\"reset_after_seconds\":1}]");
    assertThat(asked)
        .containsExactly(
            GetInsightRequest.newBuilder()
                .setServiceId(ID)
                .setPeriod(InsightPeriod.INSIGHT_PERIOD_HOUR)
                .build());
  }

  @Test
  void aTableIsToldToWhoeverAcceptsOneOrFollowsALink() {
    for (var answer : List.of(web.get(PATH, "Accept", "text/csv"), web.get(PATH + "?format=csv"))) {
      assertThat(answer.headers().firstValue("content-type")).hasValue("text/csv; charset=utf-8");
      assertThat(answer.headers().firstValue("content-disposition"))
          .hasValue("attachment; filename=\"usage-" + ID + ".csv\"");
      assertThat(answer.body().split("\r\n"))
          .containsExactly(
              "at,key_id,calls,callers,errors,status_1xx,status_2xx,status_3xx,status_4xx,"
                  + "status_5xx,status_unknown,request_bytes,response_bytes,p50_ms,p95_ms,p99_ms",
              "2025-11-26T12:00:00Z," + KEY_ID + ",6,2,3,0,3,0,2,1,0,0,70,0,9,31",
              "2025-11-26T12:00:00Z,,1,0,0,0,0,0,0,0,1,0,0,,,");
    }
  }

  @Test
  void whatIsAskedForIsHandedOn() {
    var query =
        "?by=day&split=key&since=2026-11-22T17:00:00Z&until=2026-11-23T17:00:00Z&key_id="
            + KEY_ID
            + "&wallet="
            + Neighbourhood.WALLET;
    assertThat(web.get(PATH + query).statusCode()).isEqualTo(200);
    assertThat(asked)
        .containsExactly(
            GetInsightRequest.newBuilder()
                .setServiceId(ID)
                .setPeriod(InsightPeriod.INSIGHT_PERIOD_DAY)
                .setByKey(true)
                .setSince(Timestamp.newBuilder().setSeconds(1_795_366_800))
                .setUntil(Timestamp.newBuilder().setSeconds(1_795_453_200))
                .setKeyId(KEY_ID)
                .setWallet(Neighbourhood.WALLET)
                .build());
  }

  @ParameterizedTest
  @CsvSource({
    "by=week, by",
    "split=wallet, split",
    "format=xml, format",
    "key_id=1, key_id",
    "since=yesterday, since",
    "hours=1, hours"
  })
  void whatCannotBeIsNamed(String query, String field) {
    var answer = web.get(PATH + "?" + query);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("\"field\":\"" + field + "\"");
    assertThat(asked).isEmpty();
  }
}
