package factory.web.work;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import factory.pipeline.v1.ChangeSpecificationRequest;
import factory.pipeline.v1.GenerateServiceRequest;
import factory.pipeline.v1.MakePlanResponse;
import factory.pipeline.v1.ReadServiceRequest;
import factory.pipeline.v1.SubmitIdeaRequest;
import factory.registry.v1.Service;
import factory.web.http.Problem;
import factory.web.http.Query;
import factory.web.neighbour.Neighbours;
import factory.web.neighbour.Wallet;
import factory.web.page.FormRequestId;
import factory.web.page.Links;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.Optional;

/**
 * What becomes of a plan that somebody is content with. Each returns the page to go on at, and
 * throws what the nodes refuse.
 */
final class PlanBuilds {
  private final Neighbours neighbours;

  PlanBuilds(Neighbours neighbours) {
    this.neighbours = neighbours;
  }

  /** The platform's model reads what was not understood without one, and it goes on by itself. */
  String readByModel(Query form, Optional<Wallet> wallet, PlanDesk desk) {
    if (desk.service().isEmpty()) {
      return submitted(
          submission(form, wallet, desk, List.of("model", desk.idea())).setIdea(desk.idea()));
    }
    var id = desk.service().get().getId();
    var _ =
        neighbours
            .pipeline(neighbours.deadline())
            .readService(ReadServiceRequest.newBuilder().setServiceId(id).setAuto(true).build());
    return Links.build(id);
  }

  /** It is built, opened and given a token. */
  String built(
      Query form,
      Optional<Wallet> wallet,
      PlanDesk desk,
      MakePlanResponse plan,
      Struct.Builder metadata) {
    if (desk.service().isPresent()) {
      var id = kept(desk.service().get(), plan);
      var _ =
          neighbours
              .pipeline(neighbours.deadline())
              .generateService(
                  GenerateServiceRequest.newBuilder().setServiceId(id).setAuto(true).build());
      return Links.build(id);
    }
    var request =
        submission(
                form,
                wallet,
                desk,
                List.of("plan", desk.idea(), plan.getSpecification(), desk.metadata()))
            .setSpecification(plan.getSpecification());
    if (ReadBack.isDocument(desk.idea())) {
      // It is kept as the contract that it is, and the specification says what it is about.
      metadata.putFields("openapi", Value.newBuilder().setStringValue(desk.idea()).build());
    } else {
      request.setIdea(desk.idea());
    }
    if (metadata.getFieldsCount() > 0) {
      request.setMetadata(metadata);
    }
    return submitted(request);
  }

  /** Of a service: its next version is to be so. */
  String saved(Service service, MakePlanResponse plan) {
    return Links.service(kept(service, plan));
  }

  private String kept(Service service, MakePlanResponse plan) {
    var _ =
        neighbours
            .pipeline(neighbours.deadline())
            .changeSpecification(
                ChangeSpecificationRequest.newBuilder()
                    .setServiceId(service.getId())
                    .setSpecification(plan.getSpecification())
                    .build());
    return service.getId();
  }

  /**
   * @param parts what makes it another request; the same one has one effect, however often a button
   *     is pressed
   */
  private static SubmitIdeaRequest.Builder submission(
      Query form, Optional<Wallet> wallet, PlanDesk desk, List<String> parts) {
    var request =
        SubmitIdeaRequest.newBuilder()
            .setRequestId(
                FormRequestId.of(
                    desk.nonce() + desk.chain().map(chain -> "@" + chain).orElse(""), parts))
            .setAuto(true);
    form.given("chain_id").map(Query::chainId).ifPresent(request::setChainId);
    wallet.ifPresent(w -> request.setRequesterId(w.address()));
    return request;
  }

  private String submitted(SubmitIdeaRequest.Builder request) {
    try {
      return Links.build(
          neighbours
              .pipeline(neighbours.deadline())
              .submitIdea(request.build())
              .getService()
              .getId());
    } catch (StatusRuntimeException e) {
      var problem = Problem.of(e);
      var recorded = problem.metadata().getOrDefault("service_id", "");
      if (recorded.isEmpty() || problem.status() == 404) {
        throw e;
      }
      // Recorded all the same: its page shows that no work has begun, and the button for it.
      return Links.build(recorded);
    }
  }
}
