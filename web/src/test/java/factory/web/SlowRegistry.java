package factory.web;

import factory.registry.v1.GetStatisticsRequest;
import factory.registry.v1.GetStatisticsResponse;
import factory.registry.v1.ListServicesRequest;
import factory.registry.v1.ListServicesResponse;
import factory.registry.v1.RegistryGrpc;
import io.grpc.stub.StreamObserver;

/** A registry that takes calls and never answers. */
class SlowRegistry extends RegistryGrpc.RegistryImplBase {
  @Override
  public void listServices(
      ListServicesRequest request, StreamObserver<ListServicesResponse> observer) {}

  @Override
  public void getStatistics(
      GetStatisticsRequest request, StreamObserver<GetStatisticsResponse> observer) {}
}
