package factory.web;

import factory.registry.v1.GetStatisticsRequest;
import factory.registry.v1.GetStatisticsResponse;
import factory.registry.v1.ListServicesRequest;
import factory.registry.v1.ListServicesResponse;
import factory.registry.v1.RegistryGrpc;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;

/** A registry that takes calls and never answers. */
class SlowRegistry extends RegistryGrpc.RegistryImplBase {
  private int waiting;
  private int most;

  @Override
  public void listServices(
      ListServicesRequest request, StreamObserver<ListServicesResponse> observer) {
    keep(observer);
  }

  @Override
  public void getStatistics(
      GetStatisticsRequest request, StreamObserver<GetStatisticsResponse> observer) {
    keep(observer);
  }

  private synchronized void keep(StreamObserver<?> observer) {
    most = Math.max(most, ++waiting);
    ((ServerCallStreamObserver<?>) observer).setOnCancelHandler(this::givenUp);
  }

  private synchronized void givenUp() {
    waiting--;
  }

  /** How many calls waited at the same time, at most. */
  synchronized int most() {
    return most;
  }
}
