package factory.web.api;

import factory.chain.v1.ListChainsRequest;
import factory.pipeline.v1.GenerateServiceRequest;
import factory.registry.v1.CreateServiceRequest;
import factory.registry.v1.DeleteServiceRequest;
import factory.registry.v1.GetServiceRequest;
import factory.registry.v1.GetStatisticsRequest;
import factory.registry.v1.ListServiceEventsRequest;
import factory.registry.v1.ListServicesRequest;
import factory.registry.v1.Service;
import factory.registry.v1.UpdateServiceRequest;
import factory.web.http.Call;
import factory.web.http.Problem;
import factory.web.http.Rejected;
import factory.web.http.Reply;
import factory.web.neighbour.Neighbours;
import factory.web.neighbour.Words;
import io.grpc.StatusRuntimeException;

/** Services, their events and statistics over REST. */
public final class ServicesApi {
  private final Neighbours neighbours;

  /** Over these nodes. */
  public ServicesApi(Neighbours neighbours) {
    this.neighbours = neighbours;
  }

  /** {@code POST /ideas}. */
  public Reply create(Call call) {
    call.query();
    var key = call.idempotencyKey();
    var fields = call.json("idea", "requester_id", "metadata", "auto", "chain_id");
    var request =
        CreateServiceRequest.newBuilder().setRequestId(key).setIdea(fields.required("idea"));
    fields.text("requester_id").ifPresent(request::setRequesterId);
    fields.object("metadata").ifPresent(request::setMetadata);
    var auto = fields.flag("auto");
    var chain = WorkApi.chain(fields, auto);
    fields.check();
    // Before anything is recorded; the pipeline would only refuse what is recorded already.
    chain.ifPresent(this::requireChain);
    var service =
        neighbours.registry(neighbours.deadline()).createService(request.build()).getService();
    var location = "/services/" + service.getId();
    if (auto) {
      try {
        var generate =
            GenerateServiceRequest.newBuilder()
                .setRequestId(key)
                .setServiceId(service.getId())
                .setAuto(true);
        chain.ifPresent(generate::setChainId);
        neighbours.pipeline(neighbours.deadline()).generateService(generate.build());
      } catch (StatusRuntimeException e) {
        // A 201 would say that it goes on by itself.
        throw new Rejected(
            Problem.of(e)
                .withDetail(
                    "The idea is recorded, but work on it could not be started; send the request"
                        + " again with the same Idempotency-Key, or POST /generate.")
                .with("service_id", service.getId())
                .withHeader("Location", location));
      }
      service = get(service.getId());
    }
    return Reply.json(201, Json.service(service)).with("Location", location);
  }

  private void requireChain(long chainId) {
    if (neighbours
        .chain(neighbours.deadline())
        .listChains(ListChainsRequest.getDefaultInstance())
        .getChainsList()
        .stream()
        .noneMatch(chain -> chain.getChainId() == chainId)) {
      throw Problem.field("chain_id", "must be a chain that the platform follows");
    }
  }

  /** {@code GET /services}. */
  public Reply list(Call call) {
    var query = call.query("status", "q", "page_size", "page_token");
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
    var page = neighbours.registry(neighbours.deadline()).listServices(request.build());
    var json = Json.object();
    var services = json.putArray("services");
    page.getServicesList().forEach(s -> services.add(Json.service(s)));
    return Reply.json(200, json.put("next_page_token", Json.orNull(page.getNextPageToken())));
  }

  /** {@code GET /services/{id}}. */
  public Reply get(Call call) {
    call.query();
    return Reply.json(200, Json.service(get(call.id())));
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
    var fields = call.json("idea", "requester_id", "metadata");
    fields.refuseNull("idea", "requester_id", "metadata");
    var request = UpdateServiceRequest.newBuilder().setServiceId(id);
    fields.text("idea").ifPresent(request::setIdea);
    fields.text("requester_id").ifPresent(request::setRequesterId);
    fields.object("metadata").ifPresent(request::setMetadata);
    fields.check();
    if (fields.isEmpty()) {
      throw new Rejected(
          new Problem(
              400,
              "INVALID_ARGUMENT",
              "Nothing to change; give at least one of idea, requester_id and metadata."));
    }
    return Reply.json(
        200,
        Json.service(
            neighbours
                .registry(neighbours.deadline())
                .updateService(request.build())
                .getService()));
  }

  /** {@code DELETE /services/{id}}. */
  public Reply delete(Call call) {
    call.query();
    call.withoutBody();
    neighbours
        .registry(neighbours.deadline())
        .deleteService(DeleteServiceRequest.newBuilder().setServiceId(call.id()).build());
    return Reply.empty(204);
  }

  /** {@code GET /services/{id}/events} as pages. */
  public Reply events(Call call) {
    var query = call.query("page_size", "page_token");
    // Of a stream only, but never read in silence.
    var _ = call.lastEventId();
    var page =
        neighbours
            .registry(neighbours.deadline())
            .listServiceEvents(
                ListServiceEventsRequest.newBuilder()
                    .setServiceId(call.id())
                    .setPageSize(query.pageSize())
                    .setPageToken(query.text("page_token"))
                    .build());
    var json = Json.object();
    var events = json.putArray("events");
    page.getEventsList().forEach(e -> events.add(Json.event(e)));
    return Reply.json(200, json.put("next_page_token", Json.orNull(page.getNextPageToken())));
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
