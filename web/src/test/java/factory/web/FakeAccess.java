package factory.web;

import factory.edge.v1.AccessGrpc;
import factory.edge.v1.CheckServicesRequest;
import factory.edge.v1.CheckServicesResponse;
import factory.edge.v1.ExplainAccessRequest;
import factory.edge.v1.ExplainAccessResponse;
import factory.edge.v1.GetGateRequest;
import factory.edge.v1.GetGateResponse;
import factory.edge.v1.GetInsightRequest;
import factory.edge.v1.GetInsightResponse;
import factory.edge.v1.GetRulesRequest;
import factory.edge.v1.GetRulesResponse;
import factory.edge.v1.ListChangesRequest;
import factory.edge.v1.ListChangesResponse;
import factory.edge.v1.ListServiceKeysRequest;
import factory.edge.v1.ListServiceKeysResponse;
import factory.edge.v1.ListWalletRulesRequest;
import factory.edge.v1.ListWalletRulesResponse;
import factory.edge.v1.ServiceCheck;
import io.grpc.stub.StreamObserver;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A gate that is ready, and says of services and wallets what it was told to say. */
class FakeAccess extends AccessGrpc.AccessImplBase {
  private final Map<String, ServiceCheck> checks = new ConcurrentHashMap<>();
  private final Map<String, ExplainAccessResponse> explanations = new ConcurrentHashMap<>();
  final AtomicInteger checksAsked = new AtomicInteger();
  volatile boolean walletHeader = true;

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

  /** Nothing is said of any wallet, and so on: what the page of an owner asks. */
  @Override
  public void listWalletRules(
      ListWalletRulesRequest request, StreamObserver<ListWalletRulesResponse> observer) {
    observer.onNext(ListWalletRulesResponse.getDefaultInstance());
    observer.onCompleted();
  }

  @Override
  public void listServiceKeys(
      ListServiceKeysRequest request, StreamObserver<ListServiceKeysResponse> observer) {
    observer.onNext(ListServiceKeysResponse.getDefaultInstance());
    observer.onCompleted();
  }

  @Override
  public void getRules(GetRulesRequest request, StreamObserver<GetRulesResponse> observer) {
    observer.onNext(GetRulesResponse.getDefaultInstance());
    observer.onCompleted();
  }

  @Override
  public void getInsight(GetInsightRequest request, StreamObserver<GetInsightResponse> observer) {
    observer.onNext(GetInsightResponse.getDefaultInstance());
    observer.onCompleted();
  }

  @Override
  public void listChanges(
      ListChangesRequest request, StreamObserver<ListChangesResponse> observer) {
    observer.onNext(ListChangesResponse.getDefaultInstance());
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
