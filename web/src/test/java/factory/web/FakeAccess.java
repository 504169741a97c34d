package factory.web;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import factory.edge.v1.AccessGrpc;
import factory.edge.v1.CheckServicesRequest;
import factory.edge.v1.CheckServicesResponse;
import factory.edge.v1.CloseReportRequest;
import factory.edge.v1.CloseReportResponse;
import factory.edge.v1.CreateKeyRequest;
import factory.edge.v1.CreateKeyResponse;
import factory.edge.v1.DeleteKeyRequest;
import factory.edge.v1.DeleteKeyResponse;
import factory.edge.v1.DeleteSessionRequest;
import factory.edge.v1.DeleteSessionResponse;
import factory.edge.v1.ExplainAccessRequest;
import factory.edge.v1.ExplainAccessResponse;
import factory.edge.v1.GetGateRequest;
import factory.edge.v1.GetGateResponse;
import factory.edge.v1.GetInsightRequest;
import factory.edge.v1.GetInsightResponse;
import factory.edge.v1.GetRulesRequest;
import factory.edge.v1.GetRulesResponse;
import factory.edge.v1.Key;
import factory.edge.v1.LimitState;
import factory.edge.v1.ListChangesRequest;
import factory.edge.v1.ListChangesResponse;
import factory.edge.v1.ListKeysRequest;
import factory.edge.v1.ListKeysResponse;
import factory.edge.v1.ListReportsRequest;
import factory.edge.v1.ListReportsResponse;
import factory.edge.v1.ListServiceKeysRequest;
import factory.edge.v1.ListServiceKeysResponse;
import factory.edge.v1.ListSessionsRequest;
import factory.edge.v1.ListSessionsResponse;
import factory.edge.v1.ListWalletRulesRequest;
import factory.edge.v1.ListWalletRulesResponse;
import factory.edge.v1.PutBackServiceRequest;
import factory.edge.v1.PutBackServiceResponse;
import factory.edge.v1.Report;
import factory.edge.v1.ReportReason;
import factory.edge.v1.ReportServiceRequest;
import factory.edge.v1.ReportServiceResponse;
import factory.edge.v1.RotateKeyRequest;
import factory.edge.v1.RotateKeyResponse;
import factory.edge.v1.Rules;
import factory.edge.v1.ServiceCheck;
import factory.edge.v1.Session;
import factory.edge.v1.TakeDownServiceRequest;
import factory.edge.v1.TakeDownServiceResponse;
import factory.edge.v1.UpdateKeyRequest;
import factory.edge.v1.UpdateKeyResponse;
import factory.edge.v1.UsagePoint;
import factory.mesh.Fault;
import factory.mesh.Refused;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A gate that is ready, and says of services and wallets what it was told to say. */
class FakeAccess extends AccessGrpc.AccessImplBase {
  private final Map<String, ServiceCheck> checks = new ConcurrentHashMap<>();
  private final Map<String, ExplainAccessResponse> explanations = new ConcurrentHashMap<>();
  final AtomicInteger checksAsked = new AtomicInteger();
  volatile boolean walletHeader = true;
  volatile Rules rules = Rules.getDefaultInstance();

  /** Nothing is told to anybody while there is none. */
  volatile @Nullable GetInsightResponse insight;

  /** From now on this keeps everybody from a service. */
  void refuses(String serviceId, String reason, String detail) {
    checks.put(
        serviceId,
        ServiceCheck.newBuilder()
            .setServiceId(serviceId)
            .setReason(reason)
            .setDetail(detail)
            .build());
  }

  /** From now on a wallet is told this of every service. */
  void explains(String wallet, ExplainAccessResponse.Builder told) {
    explanations.put(wallet, told.build());
  }

  @Override
  public void getGate(GetGateRequest request, StreamObserver<GetGateResponse> observer) {
    observer.onNext(
        GetGateResponse.newBuilder()
            .setReady(true)
            .setRoutes(3)
            .setDevBypass(true)
            .setWalletHeader(walletHeader)
            .build());
    observer.onCompleted();
  }

  private final List<Key> keys = new CopyOnWriteArrayList<>();

  private static <T> void answer(StreamObserver<T> observer, T response) {
    observer.onNext(response);
    observer.onCompleted();
  }

  /** Nothing is said of any wallet, and so on: what the page of an owner asks. */
  @Override
  public void listWalletRules(
      ListWalletRulesRequest request, StreamObserver<ListWalletRulesResponse> observer) {
    answer(observer, ListWalletRulesResponse.getDefaultInstance());
  }

  @Override
  public void listServiceKeys(
      ListServiceKeysRequest request, StreamObserver<ListServiceKeysResponse> observer) {
    answer(observer, ListServiceKeysResponse.getDefaultInstance());
  }

  @Override
  public void listChanges(
      ListChangesRequest request, StreamObserver<ListChangesResponse> observer) {
    answer(observer, ListChangesResponse.getDefaultInstance());
  }

  @Override
  public void createKey(CreateKeyRequest request, StreamObserver<CreateKeyResponse> observer) {
    if (request.getName().isBlank()) {
      throw Refused.field("name", "must have 1 to 64 characters");
    }
    var key =
        Key.newBuilder()
            .setId(new UUID(7, keys.size()).toString())
            .setServiceId(request.getServiceId())
            .setName(request.getName())
            .setHint("mfk_AbC" + keys.size())
            .setScope(request.getScope())
            .setCreatedAt(Timestamp.newBuilder().setSeconds(1_795_370_000));
    if (request.hasLimit()) {
      key.setLimit(request.getLimit())
          .setLimitState(LimitState.newBuilder().setRemaining(request.getLimit().getQuota() - 1));
    }
    if (request.hasExpiresAt()) {
      key.setExpiresAt(request.getExpiresAt());
    }
    if (request.hasPublishable()) {
      key.setPublishable(request.getPublishable().toBuilder().setText("mfp_public"));
    }
    keys.add(key.build());
    answer(
        observer,
        CreateKeyResponse.newBuilder()
            .setSecret(request.hasPublishable() ? "" : "mfk_AbC" + (keys.size() - 1) + "-told-once")
            .setKey(key)
            .build());
  }

  @Override
  public void listKeys(ListKeysRequest request, StreamObserver<ListKeysResponse> observer) {
    answer(
        observer,
        ListKeysResponse.newBuilder()
            .addAllKeys(
                keys.stream().filter(k -> k.getServiceId().equals(request.getServiceId())).toList())
            .build());
  }

  private Key change(String id, UnaryOperator<Key.Builder> change) {
    keys.replaceAll(k -> k.getId().equals(id) ? change.apply(k.toBuilder()).build() : k);
    return keys.stream().filter(k -> k.getId().equals(id)).findFirst().orElseThrow();
  }

  @Override
  public void updateKey(UpdateKeyRequest request, StreamObserver<UpdateKeyResponse> observer) {
    var key =
        change(
            request.getKeyId(),
            k -> {
              if (request.hasPaused()) {
                return k.setPaused(request.getPaused());
              }
              k.setName(request.getName()).setScope(request.getScope());
              return request.getWithoutLimit() ? k.clearLimit() : k.setLimit(request.getLimit());
            });
    answer(observer, UpdateKeyResponse.newBuilder().setKey(key).build());
  }

  @Override
  public void rotateKey(RotateKeyRequest request, StreamObserver<RotateKeyResponse> observer) {
    var key =
        change(
            request.getKeyId(),
            k -> k.setPreviousUntil(Timestamp.newBuilder().setSeconds(1_795_456_400)));
    answer(
        observer, RotateKeyResponse.newBuilder().setSecret("mfk_another-one").setKey(key).build());
  }

  @Override
  public void deleteKey(DeleteKeyRequest request, StreamObserver<DeleteKeyResponse> observer) {
    keys.removeIf(k -> k.getId().equals(request.getKeyId()));
    answer(observer, DeleteKeyResponse.getDefaultInstance());
  }

  /** From now on it was called for a month, and a wallet is signed in at three places. */
  void use() {
    var today = System.currentTimeMillis() / 86_400_000 * 86_400;
    var told = GetInsightResponse.newBuilder();
    for (var day = 29; day >= 0; day--) {
      told.addPoints(
          UsagePoint.newBuilder()
              .setAt(Timestamps.fromSeconds(today - day * 86_400L))
              .setCalls(40 + day * 7 % 31)
              .setSuccessful(30 + day * 7 % 31)
              .setClientErrors(8)
              .setServerErrors(2)
              .setP50Ms(4)
              .setP95Ms(20)
              .setP99Ms(60 + day));
    }
    insight =
        told.setTotal(UsagePoint.newBuilder().setCalls(1_650).setCallers(4).setClientErrors(240))
            .build();
    sessions.clear();
    for (var number = 0; number < 3; number++) {
      sessions.add(
          Session.newBuilder()
              .setId(new UUID(9, number).toString())
              .setCreatedAt(Timestamps.fromSeconds(today - number * 90_000L))
              .setExpiresAt(Timestamps.fromSeconds(today + 604_800))
              .setCurrent(number == 0)
              .build());
    }
  }

  /** Where a wallet is signed in. */
  final List<Session> sessions = new CopyOnWriteArrayList<>();

  @Override
  public void listSessions(
      ListSessionsRequest request, StreamObserver<ListSessionsResponse> observer) {
    answer(observer, ListSessionsResponse.newBuilder().addAllSessions(sessions).build());
  }

  @Override
  public void deleteSession(
      DeleteSessionRequest request, StreamObserver<DeleteSessionResponse> observer) {
    sessions.removeIf(s -> s.getId().equals(request.getSessionId()));
    answer(observer, DeleteSessionResponse.getDefaultInstance());
  }

  /** What was told of services. */
  final List<ReportServiceRequest> reports = new CopyOnWriteArrayList<>();

  @Override
  public void reportService(
      ReportServiceRequest request, StreamObserver<ReportServiceResponse> observer) {
    reports.add(request);
    answer(observer, ReportServiceResponse.getDefaultInstance());
  }

  /** What is told to the operators; nothing to anybody while it is none of them who asks. */
  final List<Report> open = new CopyOnWriteArrayList<>();

  /** Two people reported a service, and one reported another that is gone. */
  void report(String serviceId) {
    var texts =
        List.of(
            "It asked for my seed phrase before it answered.",
            "Its list shows my address and my telephone number, which I never gave to it.",
            "Nothing answers.");
    for (var text : texts) {
      open.add(
          Report.newBuilder()
              .setId(new UUID(5, open.size()).toString())
              .setServiceId(open.size() == 1 ? new UUID(6, 6).toString() : serviceId)
              .setReason(ReportReason.forNumber(1 + 2 * open.size()))
              .setText(text)
              .setReporter(open.isEmpty() ? "0x70997970c51812dc3a010c7d01b50e0d17dc79c8" : "")
              .setCreatedAt(
                  Timestamps.fromMillis(System.currentTimeMillis() - open.size() * 5_000_000L))
              .build());
    }
  }

  volatile boolean operator = true;

  /** What an operator decided of services, in a word and a reason. */
  final List<String> decided = new CopyOnWriteArrayList<>();

  private void operatorsOnly() {
    if (!operator) {
      throw new Refused(
          new Fault.Plain(
              Status.Code.PERMISSION_DENIED, "NOT_AN_OPERATOR", "Only the operators may do this."));
    }
  }

  @Override
  public void listReports(
      ListReportsRequest request, StreamObserver<ListReportsResponse> observer) {
    operatorsOnly();
    answer(
        observer,
        ListReportsResponse.newBuilder()
            .addAllReports(
                open.stream()
                    .filter(
                        r ->
                            request.getServiceId().isEmpty()
                                || r.getServiceId().equals(request.getServiceId()))
                    .toList())
            .build());
  }

  @Override
  public void closeReport(
      CloseReportRequest request, StreamObserver<CloseReportResponse> observer) {
    operatorsOnly();
    open.removeIf(r -> r.getId().equals(request.getReportId()));
    answer(observer, CloseReportResponse.getDefaultInstance());
  }

  @Override
  public void takeDownService(
      TakeDownServiceRequest request, StreamObserver<TakeDownServiceResponse> observer) {
    operatorsOnly();
    if (request.getReason().isEmpty()) {
      throw Refused.field("reason", "must have 1 to 200 characters");
    }
    decided.add("down " + request.getServiceId() + " " + request.getReason());
    answer(observer, TakeDownServiceResponse.getDefaultInstance());
  }

  @Override
  public void putBackService(
      PutBackServiceRequest request, StreamObserver<PutBackServiceResponse> observer) {
    operatorsOnly();
    decided.add("back " + request.getServiceId());
    answer(observer, PutBackServiceResponse.getDefaultInstance());
  }

  @Override
  public void getRules(GetRulesRequest request, StreamObserver<GetRulesResponse> observer) {
    observer.onNext(GetRulesResponse.newBuilder().setRules(rules).build());
    observer.onCompleted();
  }

  @Override
  public void getInsight(GetInsightRequest request, StreamObserver<GetInsightResponse> observer) {
    var told = insight;
    if (told == null) {
      observer.onError(Status.UNAUTHENTICATED.asRuntimeException());
      return;
    }
    observer.onNext(told);
    observer.onCompleted();
  }

  @Override
  public void checkServices(
      CheckServicesRequest request, StreamObserver<CheckServicesResponse> observer) {
    checksAsked.incrementAndGet();
    var response = CheckServicesResponse.newBuilder();
    for (var id : request.getServiceIdsList()) {
      response.addChecks(
          checks.getOrDefault(
              id, ServiceCheck.newBuilder().setServiceId(id).setNeeded("1").build()));
    }
    observer.onNext(response.build());
    observer.onCompleted();
  }

  @Override
  public void explainAccess(
      ExplainAccessRequest request, StreamObserver<ExplainAccessResponse> observer) {
    observer.onNext(
        explanations.getOrDefault(
            request.getWallet(),
            ExplainAccessResponse.newBuilder().setAdmitted(true).setNeeded("1").build()));
    observer.onCompleted();
  }
}
