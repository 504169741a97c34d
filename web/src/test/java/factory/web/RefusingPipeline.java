package factory.web;

import factory.mesh.Fault;
import factory.mesh.Refused;
import factory.pipeline.v1.GenerateServiceRequest;
import factory.pipeline.v1.GenerateServiceResponse;
import factory.pipeline.v1.PipelineGrpc;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Map;

/** A pipeline that refuses whatever it is asked, in one way. */
class RefusingPipeline extends PipelineGrpc.PipelineImplBase {
  private final Status.Code code;

  RefusingPipeline(Status.Code code) {
    this.code = code;
  }

  @Override
  public void generateService(
      GenerateServiceRequest request, StreamObserver<GenerateServiceResponse> observer) {
    throw new Refused(
        new Fault.Plain(
            code, DescribedApi.INVENTED, "It is refused.", Map.of("key", "value"), List.of()));
  }
}
