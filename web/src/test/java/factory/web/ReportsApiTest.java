package factory.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import factory.edge.v1.CloseReportRequest;
import factory.edge.v1.CloseReportResponse;
import factory.edge.v1.GetTakedownRequest;
import factory.edge.v1.GetTakedownResponse;
import factory.edge.v1.ListReportsRequest;
import factory.edge.v1.ListReportsResponse;
import factory.edge.v1.PutBackServiceRequest;
import factory.edge.v1.PutBackServiceResponse;
import factory.edge.v1.Report;
import factory.edge.v1.ReportReason;
import factory.edge.v1.ReportServiceRequest;
import factory.edge.v1.ReportServiceResponse;
import factory.edge.v1.TakeDownServiceRequest;
import factory.edge.v1.TakeDownServiceResponse;
import factory.edge.v1.Takedown;
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

/** Reports and takedowns over REST, as they are asked of the gate and told. */
@Timeout(60)
class ReportsApiTest {
  private static final String ID = "0193b1f2-7a11-7000-8000-00000000abcd";
  private static final String REPORT_ID = "0193b1f2-7a11-7000-8000-00000000abce";
  private static final String REPORTS = "/services/" + ID + "/reports";
  private static final String TAKEDOWN = "/services/" + ID + "/takedown";
  private static final Timestamp TIME = Timestamp.newBuilder().setSeconds(1_893_456_000).build();

  private final List<Message> asked = new CopyOnWriteArrayList<>();
  private Neighbourhood web;

  /** Knows one report, and of no takedown but the one that is asked for. */
  private final class Gate extends FakeAccess {
    private <T> void answer(Message request, T response, StreamObserver<T> observer) {
      asked.add(request);
      observer.onNext(response);
      observer.onCompleted();
    }

    @Override
    public void reportService(
        ReportServiceRequest request, StreamObserver<ReportServiceResponse> observer) {
      answer(
          request,
          ReportServiceResponse.newBuilder()
              .setReport(known().setReason(request.getReason()).setText(request.getText()))
              .build(),
          observer);
    }

    @Override
    public void listReports(
        ListReportsRequest request, StreamObserver<ListReportsResponse> observer) {
      answer(request, ListReportsResponse.newBuilder().addReports(known()).build(), observer);
    }

    @Override
    public void closeReport(
        CloseReportRequest request, StreamObserver<CloseReportResponse> observer) {
      answer(request, CloseReportResponse.getDefaultInstance(), observer);
    }

    @Override
    public void getTakedown(
        GetTakedownRequest request, StreamObserver<GetTakedownResponse> observer) {
      answer(request, GetTakedownResponse.getDefaultInstance(), observer);
    }

    @Override
    public void takeDownService(
        TakeDownServiceRequest request, StreamObserver<TakeDownServiceResponse> observer) {
      answer(
          request,
          TakeDownServiceResponse.newBuilder()
              .setTakedown(Takedown.newBuilder().setReason(request.getReason()).setAt(TIME))
              .build(),
          observer);
    }

    @Override
    public void putBackService(
        PutBackServiceRequest request, StreamObserver<PutBackServiceResponse> observer) {
      answer(request, PutBackServiceResponse.getDefaultInstance(), observer);
    }
  }

  private static Report.Builder known() {
    return Report.newBuilder()
        .setId(REPORT_ID)
        .setServiceId(ID)
        .setReason(ReportReason.REPORT_REASON_PRIVACY)
        .setCreatedAt(TIME);
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
  void aReportIsKeptListedAndClosed() {
    var made = web.json("POST", REPORTS, "{\"reason\": \"fraud\", \"text\": \"It lies.\"}");
    assertThat(made.statusCode()).isEqualTo(201);
    assertThat(made.body())
        .contains("\"reporter\":null,\"reason\":\"fraud\",\"text\":\"It lies.\"");
    assertThat(web.get("/reports?page_size=5&service_id=" + ID).body())
        .contains("\"reason\":\"privacy\"", "\"next_page_token\":null");
    assertThat(web.call("DELETE", "/reports/" + REPORT_ID, "").statusCode()).isEqualTo(204);
    assertThat(asked)
        .containsExactly(
            ReportServiceRequest.newBuilder()
                .setServiceId(ID)
                .setReason(ReportReason.REPORT_REASON_FRAUD)
                .setText("It lies.")
                .build(),
            ListReportsRequest.newBuilder().setServiceId(ID).setPageSize(5).build(),
            CloseReportRequest.newBuilder().setReportId(REPORT_ID).build());
  }

  @Test
  void aServiceIsTakenDownAndPutBack() {
    assertThat(web.json("PUT", TAKEDOWN, "{\"reason\": \"deceives people\"}").body())
        .contains(
            "\"taken_down\":true,\"reason\":\"deceives people\",\"at\":\"2030-01-01T00:00:00Z\"");
    assertThat(web.call("DELETE", TAKEDOWN, "").statusCode()).isEqualTo(204);
    assertThat(web.get(TAKEDOWN).body())
        .contains("\"taken_down\":false,\"reason\":null,\"at\":null");
    assertThat(asked).hasSize(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "POST | reports | {\"text\": \"x\"} | reason",
        "POST | reports | {\"reason\": \"bad\", \"text\": \"x\"} | reason",
        "POST | reports | {\"reason\": \"fraud\"} | text",
        "PUT | takedown | {} | reason",
        "PUT | takedown | {\"reason\": \"x\", \"until\": null} | until",
      })
  void whatCannotBeIsNamed(String method, String path, String body, String field) {
    var answer = web.json(method, "/services/" + ID + "/" + path, body);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("\"field\":\"" + field + "\"");
    assertThat(asked).isEmpty();
  }
}
