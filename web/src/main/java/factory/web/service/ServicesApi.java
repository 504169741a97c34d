package factory.web.service;

import factory.mesh.ServiceHosts;
import factory.pipeline.v1.SubmitIdeaRequest;
import factory.registry.v1.DeleteServiceRequest;
import factory.registry.v1.GetServiceRequest;
import factory.registry.v1.GetStatisticsRequest;
import factory.registry.v1.ListServiceEventsRequest;
import factory.registry.v1.ListServicesRequest;
import factory.registry.v1.Service;
import factory.registry.v1.ServiceOrder;
import factory.registry.v1.ServiceTokens;
import factory.registry.v1.UpdateServiceRequest;
import factory.web.api.EventStream;
import factory.web.api.Json;
import factory.web.http.Call;
import factory.web.http.Problem;
import factory.web.http.Query;
import factory.web.http.Rejected;
import factory.web.http.Reply;
import factory.web.neighbour.Holdings;
import factory.web.neighbour.Neighbours;
import factory.web.neighbour.Wallet;
import factory.web.neighbour.Words;
import factory.web.work.PlansApi;
import factory.web.work.WorkApi;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Services, their events and statistics over REST. */
public final class ServicesApi {
  private final Neighbours neighbours;
  private final PlansApi plans;
  private final Optional<ServiceHosts> hosts;

  /**
   * Over these nodes.
   *
   * @param hosts where services have origins of their own
   */
  public ServicesApi(Neighbours neighbours, PlansApi plans, Optional<ServiceHosts> hosts) {
    this.neighbours = neighbours;
    this.plans = plans;
    this.hosts = hosts;
  }

  /** {@code POST /ideas}. */
  public Reply create(Call call) {
    call.query();
    var key = call.idempotencyKey();
    var fields =
        call.json(
            "idea",
            "requester_id",
            "metadata",
            "auto",
            "chain_id",
            "specification",
            "template",
            "parameters",
            "templates",
            "answers",
            "without_model");
    var request = SubmitIdeaRequest.newBuilder().setRequestId(key);
    fields.object("metadata").ifPresent(request::setMetadata);
    if (fields.has("specification")
        || fields.has("template")
        || fields.has("templates")
        || request.getMetadata().containsFields("openapi")) {
      fields.text("idea").ifPresent(request::setIdea);
    } else {
      request.setIdea(fields.required("idea"));
    }
    request.setAuto(fields.flag("auto")).setWithoutModel(fields.flag("without_model"));
    fields.json("specification").ifPresent(request::setSpecification);
    request.addAllTemplates(PlansApi.templates(fields)).putAllAnswers(fields.strings("answers"));
    fields.text("requester_id").ifPresent(request::setRequesterId);
    WorkApi.chain(fields, request.getAuto()).ifPresent(request::setChainId);
    fields.check();
    try {
      var service =
          neighbours.pipeline(neighbours.deadline()).submitIdea(request.build()).getService();
      return shown(201, service).with("Location", "/services/" + service.getId());
    } catch (StatusRuntimeException e) {
      var problem = Problem.of(e);
      var recorded = problem.metadata().get("service_id");
      if (recorded == null || problem.status() == 404) {
        throw e;
      }
      // A 201 would say that it goes on by itself.
      throw new Rejected(
          problem
              .withDetail(
                  "The idea is recorded, but work on it could not be started; send the request"
                      + " again with the same Idempotency-Key, or POST /generate.")
              .withHeader("Location", "/services/" + recorded));
    }
  }

  /** With the tag of what a client may edit; what jobs change does not change it. */
  private Reply.Whole shown(int status, Service service) {
    return Reply.json(status, Json.service(service, hosts)).with("ETag", '"' + tag(service) + '"');
  }

  private static String tag(Service service) {
    return Long.toUnsignedString(service.getRevision());
  }

  /** The revisions that {@code If-Match} names; none when any will do. */
  private static List<Long> expected(Call call) {
    if (call.ifNoneMatch().isPresent()) {
      throw Problem.field("If-None-Match", "is for GET; a change takes If-Match");
    }
    var match = call.ifMatch();
    if (match.isEmpty() || match.get().any()) {
      return List.of();
    }
    var revisions =
        match.get().tags().stream()
            .filter(tag -> tag.matches("[1-9][0-9]{0,17}"))
            .map(Long::valueOf)
            .toList();
    // No service is ever at revision 0.
    return revisions.isEmpty() ? List.of(0L) : revisions;
  }

  /** {@code GET /services}. */
  public Reply list(Call call) {
    var query =
        call.query(
            "status", "q", "order", "owner", "held_by", "with_total", "page_size", "page_token");
    var request =
        ListServicesRequest.newBuilder()
            .setQuery(query.text("q"))
            .setPageSize(query.pageSize())
            .setPageToken(query.text("page_token"));
    query
        .value("status")
        .ifPresent(
            word ->
                request.setStatus(
                    Words.status(word)
                        .orElseThrow(
                            () ->
                                Problem.field(
                                    "status",
                                    "must be one of "
                                        + String.join(
                                            ", ",
                                            Words.statuses().stream()
                                                .map(Words::status)
                                                .toList())))));
    query.value("order").map(ServicesApi::order).ifPresent(request::setOrder);
    query.value("owner").ifPresent(request::setRequesterId);
    request.setWithTotal(query.flag("with_total"));
    query.value("held_by").map(this::held).ifPresent(request::setTokens);
    var page = neighbours.registry(neighbours.deadline()).listServices(request.build());
    var json = Json.object();
    json.put("total", page.hasTotal() ? page.getTotal() : null)
        .put("total_is_least", page.getTotalIsLeast());
    var services = json.putArray("services");
    page.getServicesList().forEach(s -> services.add(Json.service(s, hosts)));
    return Reply.json(200, json.put("next_page_token", Json.orNull(page.getNextPageToken())));
  }

  private static ServiceOrder order(String word) {
    return switch (word) {
      case "newest" -> ServiceOrder.SERVICE_ORDER_NEWEST;
      case "name" -> ServiceOrder.SERVICE_ORDER_NAME;
      default -> throw Problem.field("order", "must be newest or name");
    };
  }

  private ServiceTokens held(String text) {
    var wallet = Wallet.parse(text).orElseThrow(() -> Problem.field("held_by", Wallet.RULE));
    return Holdings.of(neighbours.chain(neighbours.deadline()), wallet)
        .orElseThrow(
            () ->
                Problem.field(
                    "held_by", "must be a wallet that holds at most " + Holdings.MOST + " tokens"));
  }

  /** {@code GET /services/{id}}. */
  public Reply get(Call call) {
    call.query();
    var service = get(call.id());
    if (call.ifMatch().filter(match -> !match.match(tag(service))).isPresent()) {
      throw new Rejected(
          new Problem(
                  412, "REVISION_MISMATCH", "The service is not at a revision that If-Match names.")
              .with("revision", tag(service))
              .with("service_id", service.getId()));
    }
    if (call.ifNoneMatch().filter(match -> match.match(tag(service))).isPresent()) {
      return Reply.empty(304).with("ETag", '"' + tag(service) + '"');
    }
    return shown(200, service);
  }

  /** {@code GET /s/{slug}}. */
  public Reply named(Call call) {
    call.query();
    var request = GetServiceRequest.newBuilder().setSlug(call.pathPart("slug")).build();
    var service = neighbours.registry(neighbours.deadline()).getService(request).getService();
    return shown(200, service).with("Content-Location", "/services/" + service.getId());
  }

  private Service get(String id) {
    return neighbours
        .registry(neighbours.deadline())
        .getService(GetServiceRequest.newBuilder().setServiceId(id).build())
        .getService();
  }

  /** {@code PATCH /services/{id}}. */
  public Reply update(Call call) {
    call.query();
    var id = call.id();
    var fields =
        call.json("name", "slug", "idea", "requester_id", "metadata", "specification", "answers");
    fields.refuseNull(
        "name", "slug", "idea", "requester_id", "metadata", "specification", "answers");
    if (fields.has("specification") || fields.has("answers")) {
      if (Stream.of("name", "slug", "idea", "requester_id", "metadata").anyMatch(fields::has)) {
        fields.wrong(
            fields.has("specification") ? "specification" : "answers",
            "must be changed in a request of its own");
      }
      return shown(200, plans.change(id, fields, expected(call)));
    }
    var request =
        UpdateServiceRequest.newBuilder().setServiceId(id).addAllExpectedRevisions(expected(call));
    fields.text("name").ifPresent(request::setName);
    fields.text("slug").ifPresent(request::setSlug);
    fields.text("idea").ifPresent(request::setIdea);
    fields.text("requester_id").ifPresent(request::setRequesterId);
    fields.object("metadata").ifPresent(request::setMetadata);
    fields.check();
    if (fields.isEmpty()) {
      throw new Rejected(
          new Problem(
              400,
              "INVALID_ARGUMENT",
              "Nothing to change; give at least one of name, slug, idea, requester_id, metadata, specification and answers."));
    }
    return shown(
        200,
        neighbours.registry(neighbours.deadline()).updateService(request.build()).getService());
  }

  /** {@code DELETE /services/{id}}. */
  public Reply delete(Call call) {
    call.query();
    call.withoutBody();
    neighbours
        .registry(neighbours.deadline())
        .deleteService(
            DeleteServiceRequest.newBuilder()
                .setServiceId(call.id())
                .addAllExpectedRevisions(expected(call))
                .build());
    return Reply.empty(204);
  }

  /** {@code GET /services/{id}/events} as pages. */
  public Reply events(Call call) {
    var query = call.query("order", "page_size", "page_token");
    // Of a stream only, but never read in silence.
    var _ = call.lastEventId();
    var page =
        neighbours
            .registry(neighbours.deadline())
            .listServiceEvents(
                ListServiceEventsRequest.newBuilder()
                    .setServiceId(call.id())
                    .setNewestFirst(newestFirst(query))
                    .setPageSize(query.pageSize())
                    .setPageToken(query.text("page_token"))
                    .build());
    var json = Json.object();
    var events = json.putArray("events");
    page.getEventsList().forEach(e -> events.add(Json.event(e)));
    return Reply.json(200, json.put("next_page_token", Json.orNull(page.getNextPageToken())));
  }

  private static boolean newestFirst(Query query) {
    return switch (query.value("order").orElse("asc")) {
      case "asc" -> false;
      case "desc" -> true;
      default ->
          throw Problem.field("order", "must be asc, which is oldest first, or desc, newest first");
    };
  }

  /** {@code GET /services/{id}/events} as a stream of server-sent events. */
  public Reply follow(Call call) {
    call.query();
    var id = call.id();
    var after = call.lastEventId();
    // An unknown service is a 404 rather than a stream that ends.
    get(id);
    return new EventStream(neighbours.feeds(), id, after).reply();
  }

  /** {@code GET /stats}. */
  public Reply statistics(Call call) {
    call.query();
    return Reply.json(
        200,
        Json.statistics(
            neighbours
                .registry(neighbours.deadline())
                .getStatistics(GetStatisticsRequest.getDefaultInstance())));
  }
}
