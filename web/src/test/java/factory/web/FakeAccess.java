package factory.web;

import factory.edge.v1.AccessGrpc;
import factory.edge.v1.GetGateRequest;
import factory.edge.v1.GetGateResponse;
import io.grpc.stub.StreamObserver;

/** A gate that is ready. */
class FakeAccess extends AccessGrpc.AccessImplBase {
  @Override
  public void getGate(GetGateRequest request, StreamObserver<GetGateResponse> observer) {
    observer.onNext(
        GetGateResponse.newBuilder().setReady(true).setRoutes(3).setDevBypass(true).build());
    observer.onCompleted();
  }
}
