package factory.web.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Timestamp;
import factory.mesh.Moments;
import factory.mesh.ServiceHosts;
import factory.pipeline.v1.Deployer;
import factory.pipeline.v1.Job;
import factory.pipeline.v1.MakePlanResponse;
import factory.pipeline.v1.ProofProgress;
import factory.pipeline.v1.Step;
import factory.pipeline.v1.Template;
import factory.pipeline.v1.Version;
import factory.registry.v1.GetStatisticsResponse;
import factory.registry.v1.LeftOut;
import factory.registry.v1.Question;
import factory.registry.v1.Service;
import factory.registry.v1.ServiceEvent;
import factory.registry.v1.ServiceTakedown;
import factory.registry.v1.Serving;
import factory.web.http.Structs;
import factory.web.neighbour.Words;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Records as JSON. Every record always has all of its fields: what is not there is {@code null}, so
 * that a reader sees the whole shape in every answer.
 */
public final class Json {
  private static final ObjectReader DOCUMENTS =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build()
          .readerFor(JsonNode.class);

  private Json() {}

  public static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /**
   * A service.
   *
   * @param hosts where services have origins of their own
   */
  public static ObjectNode service(Service service, Optional<ServiceHosts> hosts) {
    var json =
        object()
            .put("id", service.getId())
            .put("name", service.getName())
            .put("slug", service.getSlug())
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
        .put("api_base_url", service.hasApiBaseUrl() ? service.getApiBaseUrl() : null)
        .put(
            "origin",
            hosts
                .filter(_ -> service.hasApiBaseUrl())
                .map(h -> h.origin(service.getId()))
                .orElse(null));
    json.set("serving", serving(service.getServing()));
    json.set("takedown", service.hasTakedown() ? takedown(service.getTakedown()) : null);
    json.set("questions", questions(service.getPlan().getQuestionsList()));
    json.set("left_out", leftOut(service.getPlan().getLeftOutList()));
    var actions = json.putArray("allowed_actions");
    service.getAllowedActionsList().forEach(action -> actions.add(Words.action(action)));
    return json.put("created_at", time(service.getCreatedAt()))
        .put("updated_at", time(service.getUpdatedAt()));
  }

  static ArrayNode questions(List<Question> questions) {
    var json = JsonNodeFactory.instance.arrayNode();
    for (var question : questions) {
      var one =
          json.addObject()
              .put("id", question.getId())
              .put("text", question.getText())
              .put("path", question.getPath());
      var choices = one.putArray("choices");
      question
          .getChoicesList()
          .forEach(
              choice ->
                  choices
                      .addObject()
                      .put("value", choice.getValue())
                      .put("label", choice.getLabel()));
    }
    return json;
  }

  static ArrayNode leftOut(List<LeftOut> parts) {
    var json = JsonNodeFactory.instance.arrayNode();
    parts.forEach(
        part -> json.addObject().put("text", part.getText()).put("reason", part.getReason()));
    return json;
  }

  /** A document of another node, with its keys in their order and its numbers as they are. */
  public static JsonNode document(String text) {
    if (text.isEmpty()) {
      return JsonNodeFactory.instance.nullNode();
    }
    try {
      return DOCUMENTS.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a document of another node is not JSON", e);
    }
  }

  public static ObjectNode plan(MakePlanResponse plan) {
    var json = object();
    json.set("specification", document(plan.getSpecification()));
    json.set("openapi", document(plan.getOpenapi()));
    json.set("left_out", leftOut(plan.getLeftOutList()));
    var assumptions = json.putArray("assumptions");
    plan.getAssumptionsList().forEach(assumptions::add);
    json.set("questions", questions(plan.getQuestionsList()));
    var problems = json.putArray("problems");
    plan.getProblemsList()
        .forEach(
            problem ->
                problems
                    .addObject()
                    .put("pointer", problem.getPointer())
                    .put("message", problem.getMessage()));
    return json;
  }

  public static ObjectNode template(Template template) {
    var json =
        object()
            .put("name", template.getName())
            .put("title", template.getTitle())
            .put("description", template.getDescription())
            .put("example", template.getExample());
    var parameters = json.putArray("parameters");
    template
        .getParametersList()
        .forEach(
            parameter ->
                parameters
                    .addObject()
                    .put("name", parameter.getName())
                    .put("description", parameter.getDescription())
                    .put("default", parameter.getFallback())
                    .put("pattern", parameter.getPattern()));
    json.set("specification", document(template.getSpecification()));
    return json;
  }

  public static ObjectNode version(Version version) {
    var json =
        object()
            .put("id", version.getId())
            .put("service_id", version.getServiceId())
            .put("number", version.getNumber())
            .put("title", version.getTitle())
            .put("content_hash", version.getContentHash())
            .put("author", orNull(version.getAuthor()))
            .put("reason", orNull(version.getReason()))
            .put("published", version.getPublished())
            .put("source", version.getEdited() ? "edited" : "written")
            .put("edited_by", orNull(version.getEditedBy()));
    if (version.getParent() > 0) {
      json.put("parent", version.getParent());
    } else {
      json.putNull("parent");
    }
    return json.put("created_at", time(version.getCreatedAt()));
  }

  private static ObjectNode serving(Serving serving) {
    return object()
        .put("state", Words.serving(serving.getState()))
        .put("version", orNull(serving.getVersion()))
        .put("reason", orNull(serving.getReason()));
  }

  private static ObjectNode takedown(ServiceTakedown takedown) {
    return object().put("reason", takedown.getReason()).put("at", time(takedown.getAt()));
  }

  public static ObjectNode event(ServiceEvent event) {
    return object()
        .put("sequence", event.getSequence())
        .put("service_id", event.getServiceId())
        .put("status", Words.status(event.getStatus()))
        .put("message", event.hasMessage() ? event.getMessage() : null)
        .put("created_at", time(event.getCreatedAt()));
  }

  public static ObjectNode job(Job job) {
    var json =
        object()
            .put("id", job.getId())
            .put("service_id", job.getServiceId())
            .put("kind", Words.kind(job.getKind()))
            .put("state", Words.state(job.getState()))
            .put("message", orNull(job.getMessage()))
            .put("auto", job.getAuto())
            .put("model_cost_usd", job.hasModelCostUsd() ? job.getModelCostUsd() : null);
    var steps = json.putArray("steps");
    job.getStepsList().forEach(step -> steps.add(step(step)));
    return json.put("created_at", time(job.getCreatedAt()))
        .put("updated_at", time(job.getUpdatedAt()));
  }

  private static ObjectNode step(Step step) {
    var json =
        object()
            .put("name", step.getName())
            .put("state", Words.state(step.getState()))
            .put("message", orNull(step.getMessage()))
            .put("started_at", step.hasStartedAt() ? time(step.getStartedAt()) : null)
            .put("finished_at", step.hasFinishedAt() ? time(step.getFinishedAt()) : null)
            .put("attempts", step.getAttempts());
    json.set("proof", step.hasProof() ? proof(step.getProof()) : null);
    return json;
  }

  private static ObjectNode proof(ProofProgress proof) {
    var json =
        object()
            .put("passed", proof.getPassed())
            .put("failed", proof.getFailed())
            .put("not_tried", proof.getNotTried());
    var areas = json.putArray("areas");
    proof
        .getAreasList()
        .forEach(
            area ->
                areas
                    .addObject()
                    .put("area", area.getArea())
                    .put("passed", area.getPassed())
                    .put("failed", area.getFailed())
                    .put("not_tried", area.getNotTried()));
    var newest = json.putArray("newest");
    proof
        .getNewestList()
        .forEach(
            check ->
                newest
                    .addObject()
                    .put("area", check.getArea())
                    .put("name", check.getName())
                    .put("outcome", check.getOutcome()));
    return json;
  }

  public static ObjectNode statistics(GetStatisticsResponse statistics) {
    var json = object().put("total", statistics.getTotal());
    var byStatus = json.putObject("by_status");
    statistics
        .getByStatusList()
        .forEach(count -> byStatus.put(Words.status(count.getStatus()), count.getCount()));
    return json.put("tokenised", statistics.getTokenised())
        .put("serving", statistics.getServing())
        .put("created_last_day", statistics.getCreatedLastDay());
  }

  public static ObjectNode deployer(Deployer deployer) {
    return object()
        .put("kind", deployer.getKind())
        .put("isolation", Words.isolation(deployer.getIsolation()))
        .put("detail", deployer.getDetail())
        .put("services", deployer.getServices())
        .put("max_services", deployer.getMaxServices())
        .put("max_services_per_owner", deployer.getMaxServicesPerOwner())
        .put("memory_bytes", deployer.getMemoryBytes());
  }

  public static String time(Timestamp time) {
    return Moments.of(time).toString();
  }

  public static @Nullable String orNull(String text) {
    return text.isEmpty() ? null : text;
  }
}
