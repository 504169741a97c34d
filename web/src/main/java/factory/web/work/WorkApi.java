package factory.web.work;

import com.fasterxml.jackson.databind.node.ObjectNode;
import factory.mesh.ServiceHosts;
import factory.pipeline.v1.CancelJobRequest;
import factory.pipeline.v1.DeployServiceRequest;
import factory.pipeline.v1.GenerateServiceRequest;
import factory.pipeline.v1.GetDeployerRequest;
import factory.pipeline.v1.GetJobRequest;
import factory.pipeline.v1.Job;
import factory.pipeline.v1.JobState;
import factory.pipeline.v1.RetryJobRequest;
import factory.pipeline.v1.TokeniseServiceRequest;
import factory.registry.v1.GetServiceRequest;
import factory.web.api.Json;
import factory.web.http.Call;
import factory.web.http.Fields;
import factory.web.http.Reply;
import factory.web.neighbour.Neighbours;
import java.util.Optional;

/** Work on services, and its jobs, over REST. */
public final class WorkApi {
  private final Neighbours neighbours;
  private final Optional<ServiceHosts> hosts;

  /**
   * Over these nodes.
   *
   * @param hosts where services have origins of their own
   */
  public WorkApi(Neighbours neighbours, Optional<ServiceHosts> hosts) {
    this.neighbours = neighbours;
    this.hosts = hosts;
  }

  /** {@code POST /generate}. */
  public Reply generate(Call call) {
    call.query();
    var fields = call.json("service_id", "auto", "chain_id", "reason");
    var request =
        GenerateServiceRequest.newBuilder()
            .setRequestId(call.idempotencyKey())
            .setServiceId(fields.uuid("service_id"))
            .setAuto(fields.flag("auto"));
    chain(fields, request.getAuto()).ifPresent(request::setChainId);
    fields.text("reason").ifPresent(request::setReason);
    fields.check();
    return accepted(
        202, neighbours.pipeline(neighbours.deadline()).generateService(request.build()).getJob());
  }

  /** The chain of the token that {@code auto} goes on to. */
  public static Optional<Long> chain(Fields fields, boolean auto) {
    var chain = fields.count("chain_id");
    if (chain.isPresent() && !auto) {
      fields.wrong("chain_id", "must not be given without auto, which makes the token");
    }
    return chain;
  }

  /** {@code POST /deploy}. */
  public Reply deploy(Call call) {
    call.query();
    var fields = call.json("service_id");
    var request =
        DeployServiceRequest.newBuilder()
            .setRequestId(call.idempotencyKey())
            .setServiceId(fields.uuid("service_id"));
    fields.check();
    return accepted(
        202, neighbours.pipeline(neighbours.deadline()).deployService(request.build()).getJob());
  }

  /** {@code POST /token}. */
  public Reply tokenise(Call call) {
    call.query();
    var fields = call.json("service_id", "chain_id", "access_threshold", "name");
    var request =
        TokeniseServiceRequest.newBuilder()
            .setRequestId(call.idempotencyKey())
            .setServiceId(fields.uuid("service_id"));
    fields.count("chain_id").ifPresent(request::setChainId);
    fields.amount("access_threshold").ifPresent(request::setAccessThreshold);
    fields.text("name").ifPresent(request::setName);
    fields.check();
    var job = neighbours.pipeline(neighbours.deadline()).tokeniseService(request.build()).getJob();
    return accepted(job.getState() == JobState.JOB_STATE_SUCCEEDED ? 200 : 202, job);
  }

  public Reply accepted(int status, Job job) {
    var service =
        neighbours
            .registry(neighbours.deadline())
            .getService(GetServiceRequest.newBuilder().setServiceId(job.getServiceId()).build())
            .getService();
    var json = Json.object().put("job_id", job.getId());
    json.set("service", Json.service(service, hosts));
    return Reply.json(status, json).with("Location", "/jobs/" + job.getId());
  }

  /** {@code GET /jobs/{id}}. */
  public Reply job(Call call) {
    call.query();
    return Reply.json(
        200,
        Json.job(
            neighbours
                .pipeline(neighbours.deadline())
                .getJob(GetJobRequest.newBuilder().setJobId(call.id()).build())
                .getJob()));
  }

  /** {@code POST /jobs/{id}/cancel}. */
  public Reply cancel(Call call) {
    call.query();
    call.withoutBody();
    return Reply.json(
        200,
        Json.job(
            neighbours
                .pipeline(neighbours.deadline())
                .cancelJob(CancelJobRequest.newBuilder().setJobId(call.id()).build())
                .getJob()));
  }

  /** {@code POST /jobs/{id}/retry}. */
  public Reply retry(Call call) {
    call.query();
    call.withoutBody();
    var job =
        neighbours
            .pipeline(neighbours.deadline())
            .retryJob(RetryJobRequest.newBuilder().setJobId(call.id()).build())
            .getJob();
    return Reply.json(202, Json.job(job)).with("Location", "/jobs/" + job.getId());
  }

  /** Where services run and how they are kept apart. */
  ObjectNode deployer() {
    return Json.deployer(
        neighbours
            .pipeline(neighbours.deadline())
            .getDeployer(GetDeployerRequest.getDefaultInstance())
            .getDeployer());
  }
}
