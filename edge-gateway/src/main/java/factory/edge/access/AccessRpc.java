package factory.edge.access;

import com.google.protobuf.util.Durations;
import factory.edge.gate.EvmAddress;
import factory.edge.gate.Gate;
import factory.edge.gate.GatedService;
import factory.edge.gate.Services;
import factory.edge.gate.WaysIn;
import factory.edge.identity.Handovers;
import factory.edge.identity.Keys;
import factory.edge.identity.SignIn;
import factory.edge.limits.OwnerTerms;
import factory.edge.limits.RuleBook;
import factory.edge.reports.Reports;
import factory.edge.usage.InsightRpc;
import factory.edge.usage.UsageRpc;
import factory.edge.v1.AccessGrpc;
import factory.edge.v1.CheckServicesRequest;
import factory.edge.v1.CheckServicesResponse;
import factory.edge.v1.CloseReportRequest;
import factory.edge.v1.CloseReportResponse;
import factory.edge.v1.CreateHandoverRequest;
import factory.edge.v1.CreateHandoverResponse;
import factory.edge.v1.CreateKeyRequest;
import factory.edge.v1.CreateKeyResponse;
import factory.edge.v1.CreateNonceRequest;
import factory.edge.v1.CreateNonceResponse;
import factory.edge.v1.CreateSessionRequest;
import factory.edge.v1.CreateSessionResponse;
import factory.edge.v1.DeleteKeyRequest;
import factory.edge.v1.DeleteKeyResponse;
import factory.edge.v1.DeleteServiceKeyRequest;
import factory.edge.v1.DeleteServiceKeyResponse;
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
import factory.edge.v1.GetTakedownRequest;
import factory.edge.v1.GetTakedownResponse;
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
import factory.edge.v1.ListUsageRequest;
import factory.edge.v1.ListUsageResponse;
import factory.edge.v1.ListWalletRulesRequest;
import factory.edge.v1.ListWalletRulesResponse;
import factory.edge.v1.PutBackServiceRequest;
import factory.edge.v1.PutBackServiceResponse;
import factory.edge.v1.RedeemHandoverRequest;
import factory.edge.v1.RedeemHandoverResponse;
import factory.edge.v1.ReplicaStatus;
import factory.edge.v1.ReportServiceRequest;
import factory.edge.v1.ReportServiceResponse;
import factory.edge.v1.RevocationTimes;
import factory.edge.v1.RotateKeyRequest;
import factory.edge.v1.RotateKeyResponse;
import factory.edge.v1.TakeDownServiceRequest;
import factory.edge.v1.TakeDownServiceResponse;
import factory.edge.v1.UpdateKeyRequest;
import factory.edge.v1.UpdateKeyResponse;
import factory.edge.v1.UpdateRulesRequest;
import factory.edge.v1.UpdateRulesResponse;
import factory.edge.v1.UpdateServiceKeyRequest;
import factory.edge.v1.UpdateServiceKeyResponse;
import factory.edge.v1.UpdateWalletRulesRequest;
import factory.edge.v1.UpdateWalletRulesResponse;
import factory.mesh.Caller;
import factory.mesh.Owners;
import factory.store.Database;
import io.grpc.Channel;
import io.grpc.stub.StreamObserver;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** The gate's own service: how it is, sign-ins, keys, rules, explanations. */
public final class AccessRpc extends AccessGrpc.AccessImplBase {
  private final Supplier<GateStatus> status;
  private final SignInRpc signIn;
  private final HandoverRpc handovers;
  private final KeysRpc keys;
  private final RulesRpc rules;
  private final OwnerRpc owner;
  private final AuditRpc audit;
  private final ReportsRpc reports;
  private final ExplainRpc explain;
  private final UsageRpc usage;
  private final InsightRpc insight;
  private final KnownServices services;

  /**
   * What it answers from.
   *
   * @param origins whether services have origins of their own
   */
  public record Parts(
      Supplier<GateStatus> status,
      SignIn signIn,
      Handovers handovers,
      boolean origins,
      Keys keys,
      Services services,
      RuleBook rules,
      OwnerTerms terms,
      Gate gate,
      WaysIn waysIn,
      UsageRpc usage,
      InsightRpc insight,
      Database database,
      Channel chain,
      Owners owners,
      Clock clock) {}

  /** Asks for the status at each call. */
  public AccessRpc(Parts parts) {
    var services = new KnownServices(parts.services(), parts.owners());
    status = parts.status();
    signIn = new SignInRpc(parts.signIn());
    handovers = new HandoverRpc(parts.handovers(), services, parts.origins());
    keys = new KeysRpc(parts.keys(), parts.terms(), parts.signIn(), services, parts.clock());
    owner = new OwnerRpc(parts.rules(), parts.keys(), services, parts.clock());
    audit = new AuditRpc(parts.database(), services);
    reports =
        new ReportsRpc(
            new Reports(parts.database(), parts.clock(), System::nanoTime),
            parts.rules(),
            services);
    rules = new RulesRpc(parts.rules(), services);
    usage = parts.usage();
    insight = parts.insight();
    this.services = services;
    explain = new ExplainRpc(parts.gate(), parts.terms(), parts.waysIn(), parts.chain());
  }

  @Override
  public void getGate(GetGateRequest request, StreamObserver<GetGateResponse> observer) {
    var now = status.get();
    var response =
        GetGateResponse.newBuilder()
            .setReady(now.problem().isEmpty())
            .setProblem(now.problem())
            .setRoutes(now.routes())
            .setDevBypass(now.devBypass())
            .setWalletHeader(now.walletHeader());
    for (var replica : now.replicas()) {
      response.addReplicas(
          ReplicaStatus.newBuilder()
              .setChainId(replica.chainId())
              .setComplete(replica.complete())
              .setHolders(replica.holders())
              .setHeadNumber(replica.headNumber())
              .setHeadAge(Durations.fromNanos(replica.headAge().toNanos()))
              .setAccessRevocation(
                  RevocationTimes.newBuilder()
                      .setCount(replica.times().count())
                      .setMedian(Durations.fromNanos(replica.times().quantile(0.5).toNanos()))
                      .setP99(Durations.fromNanos(replica.times().quantile(0.99).toNanos()))));
    }
    reply(observer, response.build());
  }

  @Override
  public void createNonce(
      CreateNonceRequest request, StreamObserver<CreateNonceResponse> observer) {
    reply(observer, signIn.createNonce(request));
  }

  @Override
  public void createSession(
      CreateSessionRequest request, StreamObserver<CreateSessionResponse> observer) {
    reply(observer, signIn.createSession(request));
  }

  @Override
  public void listSessions(
      ListSessionsRequest request, StreamObserver<ListSessionsResponse> observer) {
    reply(observer, signIn.listSessions());
  }

  @Override
  public void deleteSession(
      DeleteSessionRequest request, StreamObserver<DeleteSessionResponse> observer) {
    reply(observer, signIn.deleteSession(request));
  }

  @Override
  public void createHandover(
      CreateHandoverRequest request, StreamObserver<CreateHandoverResponse> observer) {
    reply(observer, handovers.create(request));
  }

  @Override
  public void redeemHandover(
      RedeemHandoverRequest request, StreamObserver<RedeemHandoverResponse> observer) {
    reply(observer, handovers.redeem(request));
  }

  @Override
  public void createKey(CreateKeyRequest request, StreamObserver<CreateKeyResponse> observer) {
    reply(observer, keys.createKey(request));
  }

  @Override
  public void listKeys(ListKeysRequest request, StreamObserver<ListKeysResponse> observer) {
    reply(observer, keys.listKeys(request));
  }

  @Override
  public void updateKey(UpdateKeyRequest request, StreamObserver<UpdateKeyResponse> observer) {
    reply(observer, keys.updateKey(request));
  }

  @Override
  public void rotateKey(RotateKeyRequest request, StreamObserver<RotateKeyResponse> observer) {
    reply(observer, keys.rotateKey(request));
  }

  @Override
  public void deleteKey(DeleteKeyRequest request, StreamObserver<DeleteKeyResponse> observer) {
    reply(observer, keys.deleteKey(request));
  }

  @Override
  public void getRules(GetRulesRequest request, StreamObserver<GetRulesResponse> observer) {
    reply(observer, rules.getRules(request));
  }

  @Override
  public void updateRules(
      UpdateRulesRequest request, StreamObserver<UpdateRulesResponse> observer) {
    reply(observer, rules.updateRules(request));
  }

  @Override
  public void listWalletRules(
      ListWalletRulesRequest request, StreamObserver<ListWalletRulesResponse> observer) {
    reply(observer, owner.listWalletRules(request));
  }

  @Override
  public void updateWalletRules(
      UpdateWalletRulesRequest request, StreamObserver<UpdateWalletRulesResponse> observer) {
    reply(observer, owner.updateWalletRules(request));
  }

  @Override
  public void listServiceKeys(
      ListServiceKeysRequest request, StreamObserver<ListServiceKeysResponse> observer) {
    reply(observer, owner.listServiceKeys(request));
  }

  @Override
  public void updateServiceKey(
      UpdateServiceKeyRequest request, StreamObserver<UpdateServiceKeyResponse> observer) {
    reply(observer, owner.updateServiceKey(request));
  }

  @Override
  public void deleteServiceKey(
      DeleteServiceKeyRequest request, StreamObserver<DeleteServiceKeyResponse> observer) {
    reply(observer, owner.deleteServiceKey(request));
  }

  @Override
  public void listChanges(
      ListChangesRequest request, StreamObserver<ListChangesResponse> observer) {
    reply(observer, audit.listChanges(request));
  }

  @Override
  public void explainAccess(
      ExplainAccessRequest request, StreamObserver<ExplainAccessResponse> observer) {
    reply(observer, explain.explainAccess(request));
  }

  @Override
  public void checkServices(
      CheckServicesRequest request, StreamObserver<CheckServicesResponse> observer) {
    reply(observer, explain.checkServices(request, status.get().envoyProblem()));
  }

  @Override
  public void listUsage(ListUsageRequest request, StreamObserver<ListUsageResponse> observer) {
    var service = services.known(request.getServiceId());
    var wallet = seen(service, request.getWallet());
    reply(observer, usage.list(UUID.fromString(service.id()), wallet, request));
  }

  @Override
  public void reportService(
      ReportServiceRequest request, StreamObserver<ReportServiceResponse> observer) {
    reply(observer, reports.reportService(request));
  }

  @Override
  public void listReports(
      ListReportsRequest request, StreamObserver<ListReportsResponse> observer) {
    reply(observer, reports.listReports(request));
  }

  @Override
  public void closeReport(
      CloseReportRequest request, StreamObserver<CloseReportResponse> observer) {
    reply(observer, reports.closeReport(request));
  }

  @Override
  public void getTakedown(
      GetTakedownRequest request, StreamObserver<GetTakedownResponse> observer) {
    reply(observer, reports.getTakedown(request));
  }

  @Override
  public void takeDownService(
      TakeDownServiceRequest request, StreamObserver<TakeDownServiceResponse> observer) {
    reply(observer, reports.takeDownService(request));
  }

  @Override
  public void putBackService(
      PutBackServiceRequest request, StreamObserver<PutBackServiceResponse> observer) {
    reply(observer, reports.putBackService(request));
  }

  @Override
  public void getInsight(GetInsightRequest request, StreamObserver<GetInsightResponse> observer) {
    var service = services.known(request.getServiceId());
    var key =
        request.getKeyId().isEmpty()
            ? Optional.<UUID>empty()
            : Optional.of(Requests.id("key_id", request.getKeyId()));
    var wallet = seen(service, request.getWallet());
    var response = insight.insight(UUID.fromString(service.id()), wallet, key, request);
    wallet
        .or(() -> Caller.current().wallet().flatMap(EvmAddress::parse))
        .ifPresent(
            of ->
                response.setLimitsOf(of.toString()).addAllLimits(explain.limits(service.id(), of)));
    reply(observer, response.build());
  }

  /** Others see their own calls, whoever's they ask for; empty for everybody's. */
  private Optional<EvmAddress> seen(GatedService service, String wallet) {
    var asked =
        wallet.isEmpty()
            ? Optional.<EvmAddress>empty()
            : Optional.of(Requests.wallet("wallet", wallet));
    return services.seesAll(service) ? asked : Optional.of(Requests.signedIn());
  }

  private static <T> void reply(StreamObserver<T> observer, T response) {
    observer.onNext(response);
    observer.onCompleted();
  }
}
