package factory.web.service;

import com.google.protobuf.util.Timestamps;
import factory.edge.v1.GetInsightRequest;
import factory.edge.v1.InsightPeriod;
import factory.mesh.Caller;
import factory.mesh.ServiceHosts;
import factory.pipeline.v1.Version;
import factory.registry.v1.Service;
import factory.registry.v1.ServingState;
import factory.web.http.Structs;
import factory.web.neighbour.Neighbours;
import factory.web.neighbour.ServiceTokens;
import factory.web.neighbour.Wallet;
import factory.web.page.Actions;
import factory.web.page.ApiDocument;
import factory.web.page.Calls;
import factory.web.page.ChainParts;
import factory.web.page.Explorers;
import factory.web.page.Links;
import factory.web.page.ServiceParts;
import factory.web.page.Shown;
import factory.web.page.Tab;
import factory.web.page.Views;
import factory.web.work.ProofSummary;
import io.grpc.StatusRuntimeException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The page that says what a service is, to somebody who might call it. */
public final class OverviewParts {
  private static final int CALLS = 6;
  private static final Duration WEEK = Duration.ofDays(7);

  private final Neighbours neighbours;
  private final ServiceParts services;
  private final RoomParts rooms;
  private final OfferParts offers;
  private final VersionParts plans;
  private final Versions versions;
  private final ChainParts chains;
  private final CallExample calls;
  private final Optional<ServiceHosts> hosts;
  private final Clock clock;
  private final Shown shown;
  private final ServiceTokens tokens;

  public OverviewParts(
      Neighbours neighbours,
      ServiceParts services,
      RoomParts rooms,
      OfferParts offers,
      VersionParts plans,
      Versions versions,
      ChainParts chains,
      CallExample calls,
      Optional<ServiceHosts> hosts,
      Clock clock) {
    this.neighbours = neighbours;
    this.services = services;
    this.rooms = rooms;
    this.offers = offers;
    this.plans = plans;
    this.versions = versions;
    this.chains = chains;
    this.calls = calls;
    this.hosts = hosts;
    this.clock = clock;
    shown = new Shown(clock);
    tokens = new ServiceTokens(neighbours, neighbours.pageDeadline());
  }

  /** All of it, for a visitor; to be called where it is known who asks. */
  RoomViews.Overview overview(Service service, Optional<Wallet> wallet) {
    var id = service.getId();
    var ability = services.ability(service);
    var change = ability.may().change();
    var asked = services.begin(() -> rooms.state(service));
    var served = services.begin(() -> versions.served(service));
    var figured = services.begin(() -> tokenFigures(service));
    var offer = services.begin(() -> offers.offer(service, wallet, Tab.ACCESS.of(service), change));
    var plan =
        services.begin(() -> plans.plan(service, Calls.join(served).getSpecification(), change));
    var figures = new ArrayList<RoomViews.Figure>();
    var usage = usage(service, change);
    var work = services.progress(service, ability);
    var version = Calls.join(served);
    var operations = ApiDocument.operations(version.getOpenapi());
    figures.addAll(Calls.join(figured));
    figures.addAll(usage);
    var room = rooms.room(service, version, why(service, Calls.join(asked), work), Tab.SERVICE);
    return new RoomViews.Overview(
        room,
        "/fragments/service?service_id=" + id,
        work.busy() ? "1s" : "10s",
        figures,
        proof(version),
        does(service, operations, wallet),
        Calls.join(plan),
        Calls.join(offer),
        facts(service, version, ability.may()),
        work,
        List.of(room.title(), room.lead()).contains(service.getIdea().strip())
            ? ""
            : service.getIdea(),
        change && service.hasMetadata() && service.getMetadata().getFieldsCount() > 0
            ? Structs.json(service.getMetadata()).toPrettyString()
            : "");
  }

  /** With what happened last, where that says why nothing answers. */
  private static Views.State why(Service service, Views.State state, Views.Progress work) {
    return service.getServing().getState() == ServingState.SERVING_STATE_UP
            || !service.getServing().getReason().isEmpty()
            || work.events().isEmpty()
            || work.events().getFirst().message().isEmpty()
        ? state
        : new Views.State(state.badge(), work.events().getFirst().message());
  }

  private List<RoomViews.Figure> tokenFigures(Service service) {
    if (!service.hasTokenAddress()) {
      return List.of();
    }
    try {
      var token = tokens.of(service);
      return List.of(
          new RoomViews.Figure(
              "Next token costs", Shown.shortUnits(token.getPriceWei()), "ETH", ""),
          new RoomViews.Figure("Holders", Shown.grouped(token.getHolders()), "", ""));
    } catch (StatusRuntimeException e) {
      return List.of();
    }
  }

  /** As much as the caller may see; nothing where nobody says. */
  private List<RoomViews.Figure> usage(Service service, boolean all) {
    try {
      var total =
          neighbours
              .gate(neighbours.pageDeadline())
              .getInsight(
                  GetInsightRequest.newBuilder()
                      .setServiceId(service.getId())
                      .setPeriod(InsightPeriod.INSIGHT_PERIOD_DAY)
                      .setSince(Timestamps.fromMillis(clock.instant().minus(WEEK).toEpochMilli()))
                      .build())
              .getTotal();
      List<RoomViews.Figure> figures = new ArrayList<>();
      figures.add(
          new RoomViews.Figure(
              all ? "Calls this week" : "Your calls this week",
              Shown.grouped(total.getCalls()),
              "",
              total.getCalls() == 0 ? "" : Shown.grouped(total.getServerErrors()) + " failed"));
      if (total.hasP50Ms()) {
        figures.add(
            new RoomViews.Figure(
                "Answers in", Shown.grouped(total.getP50Ms()), "ms", "half of all calls"));
      }
      return figures;
    } catch (StatusRuntimeException e) {
      return List.of();
    }
  }

  private RoomViews.Proof proof(Version version) {
    var when =
        version.getNumber() == 0
            ? ""
            : "Version "
                + version.getNumber()
                + (version.hasCreatedAt()
                    ? ", tried before it opened, " + shown.moment(version.getCreatedAt()).full()
                    : "");
    return ProofSummary.of(version.getProof())
        .map(
            proof ->
                new RoomViews.Proof(
                    proof.words(), proof.failed() == 0, when, proof.soFar().groups(), proof.told()))
        .orElse(new RoomViews.Proof("", false, when, List.of(), List.of()));
  }

  private RoomViews.Does does(
      Service service, List<ApiDocument.Operation> operations, Optional<Wallet> wallet) {
    return new RoomViews.Does(
        operations.stream()
            .limit(CALLS)
            .map(o -> new Views.Operation(o.method(), o.path(), o.summary()))
            .toList(),
        operations.size() > CALLS ? "All " + operations.size() + " operations" : "",
        Tab.API.of(service),
        calls.of("example", service, operations, wallet));
  }

  private RoomViews.Facts facts(Service service, Version version, Actions.May may) {
    var base = CallExample.base(service);
    return new RoomViews.Facts(
        base,
        base.isEmpty() ? "" : base + "/openapi.json",
        base.isEmpty() ? "" : hosts.map(h -> h.origin(service.getId())).orElse(""),
        Caller.current().session().isPresent() ? Links.service(service.getId()) + "/handover" : "",
        service.getTokenAddress(),
        service.hasTokenAddress()
            ? Explorers.address(service.getChainId(), service.getTokenAddress())
            : "",
        service.hasTokenAddress() ? chains.name(service.getChainId()) : "",
        service.getRequesterId(),
        version.getNumber() == 0 ? "" : Integer.toString(version.getNumber()),
        shown.moment(service.getCreatedAt()),
        may.words(),
        ReportPages.of(service));
  }
}
