package factory.web.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Timestamp;
import factory.pipeline.v1.Deployer;
import factory.pipeline.v1.Job;
import factory.pipeline.v1.Step;
import factory.registry.v1.GetStatisticsResponse;
import factory.registry.v1.Service;
import factory.registry.v1.ServiceEvent;
import factory.registry.v1.Serving;
import factory.web.http.Structs;
import factory.web.neighbour.Words;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Records as JSON. Every record always has all of its fields: what is not there is {@code null}, so
 * that a reader sees the whole shape in every answer.
 */
final class Json {
  private Json() {}

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  static ObjectNode service(Service service) {
    var json =
        object()
            .put("id", service.getId())
            .put("idea", service.getIdea())
            .put("requester_id", service.hasRequesterId() ? service.getRequesterId() : null);
    json.set("metadata", service.hasMetadata() ? Structs.json(service.getMetadata()) : null);
    json.put("status", Words.status(service.getStatus()));
    if (service.hasChainId()) {
      json.put("chain_id", service.getChainId());
    } else {
      json.putNull("chain_id");
    }
    json.put("token_address", service.hasTokenAddress() ? service.getTokenAddress() : null)
        .put("api_base_url", service.hasApiBaseUrl() ? service.getApiBaseUrl() : null);
    json.set("serving", serving(service.getServing()));
    var actions = json.putArray("allowed_actions");
    service.getAllowedActionsList().forEach(action -> actions.add(Words.action(action)));
    return json.put("created_at", time(service.getCreatedAt()))
        .put("updated_at", time(service.getUpdatedAt()));
  }

  private static ObjectNode serving(Serving serving) {
    return object()
        .put("state", Words.serving(serving.getState()))
        .put("version", orNull(serving.getVersion()))
        .put("reason", orNull(serving.getReason()));
  }

  static ObjectNode event(ServiceEvent event) {
    return object()
        .put("sequence", event.getSequence())
        .put("service_id", event.getServiceId())
        .put("status", Words.status(event.getStatus()))
        .put("message", event.hasMessage() ? event.getMessage() : null)
        .put("created_at", time(event.getCreatedAt()));
  }

  static ObjectNode job(Job job) {
    var json =
        object()
            .put("id", job.getId())
            .put("service_id", job.getServiceId())
            .put("kind", Words.kind(job.getKind()))
            .put("state", Words.state(job.getState()))
            .put("message", orNull(job.getMessage()))
            .put("auto", job.getAuto());
    var steps = json.putArray("steps");
    job.getStepsList().forEach(step -> steps.add(step(step)));
    return json.put("created_at", time(job.getCreatedAt()))
        .put("updated_at", time(job.getUpdatedAt()));
  }

  private static ObjectNode step(Step step) {
    return object()
        .put("name", step.getName())
        .put("state", Words.state(step.getState()))
        .put("message", orNull(step.getMessage()))
        .put("started_at", step.hasStartedAt() ? time(step.getStartedAt()) : null)
        .put("finished_at", step.hasFinishedAt() ? time(step.getFinishedAt()) : null)
        .put("attempts", step.getAttempts());
  }

  static ObjectNode statistics(GetStatisticsResponse statistics) {
    var json = object().put("total", statistics.getTotal());
    var byStatus = json.putObject("by_status");
    statistics
        .getByStatusList()
        .forEach(count -> byStatus.put(Words.status(count.getStatus()), count.getCount()));
    return json.put("tokenised", statistics.getTokenised())
        .put("serving", statistics.getServing())
        .put("created_last_day", statistics.getCreatedLastDay());
  }

  static ObjectNode deployer(Deployer deployer) {
    return object()
        .put("kind", deployer.getKind())
        .put("isolation", Words.isolation(deployer.getIsolation()))
        .put("detail", deployer.getDetail())
        .put("services", deployer.getServices())
        .put("max_services", deployer.getMaxServices())
        .put("max_services_per_owner", deployer.getMaxServicesPerOwner())
        .put("memory_bytes", deployer.getMemoryBytes());
  }

  static String time(Timestamp time) {
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos()).toString();
  }

  static @Nullable String orNull(String text) {
    return text.isEmpty() ? null : text;
  }
}
