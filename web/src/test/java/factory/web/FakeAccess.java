package factory.web;

import factory.edge.v1.AccessGrpc;
import factory.edge.v1.CheckServicesRequest;
import factory.edge.v1.CheckServicesResponse;
import factory.edge.v1.ExplainAccessRequest;
import factory.edge.v1.ExplainAccessResponse;
import factory.edge.v1.GetGateRequest;
import factory.edge.v1.GetGateResponse;
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
