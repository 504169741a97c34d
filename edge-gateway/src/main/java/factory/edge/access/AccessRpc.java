package factory.edge.access;

import com.google.protobuf.util.Durations;
import factory.edge.v1.AccessGrpc;
import factory.edge.v1.GetGateRequest;
import factory.edge.v1.GetGateResponse;
import factory.edge.v1.ReplicaStatus;
import io.grpc.stub.StreamObserver;
import java.util.function.Supplier;

/** Tells how the gate is. */
public final class AccessRpc extends AccessGrpc.AccessImplBase {
  private final Supplier<GateStatus> status;

  /** Asks for the status at each call. */
  public AccessRpc(Supplier<GateStatus> status) {
    this.status = status;
  }

  @Override
  public void getGate(GetGateRequest request, StreamObserver<GetGateResponse> observer) {
    var now = status.get();
    var response =
        GetGateResponse.newBuilder()
            .setReady(now.problem().isEmpty())
            .setProblem(now.problem())
            .setRoutes(now.routes())
            .setDevBypass(now.devBypass());
    for (var replica : now.replicas()) {
      response.addReplicas(
          ReplicaStatus.newBuilder()
              .setChainId(replica.chainId())
              .setComplete(replica.complete())
              .setHolders(replica.holders())
              .setHeadNumber(replica.headNumber())
              .setHeadAge(Durations.fromNanos(replica.headAge().toNanos())));
    }
    observer.onNext(response.build());
    observer.onCompleted();
  }
}
