package factory.web.page;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;

import factory.chain.v1.ListChainsRequest;
import factory.edge.v1.GetGateRequest;
import factory.pipeline.v1.GetDeployerRequest;
import factory.pipeline.v1.GetModelRequest;
import factory.pipeline.v1.GetModelStatisticsRequest;
import factory.pipeline.v1.Isolation;
import factory.pipeline.v1.ModelStatistics;
import factory.registry.v1.GetServiceRequest;
import factory.registry.v1.GetStatisticsRequest;
import factory.registry.v1.ListServicesRequest;
import factory.registry.v1.ListServicesResponse;
import factory.registry.v1.Service;
import factory.registry.v1.ServiceOrder;
import factory.web.http.Problem;
import factory.web.neighbour.Holdings;
import factory.web.neighbour.Neighbours;
import factory.web.neighbour.Wallet;
import factory.web.neighbour.Words;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The parts of the dashboard. Each says by itself when what it needs cannot be reached. */
public final class Parts {
  private static final String LIST = "/services";
  private static final int ROWS = 20;
  private static final int REASON = 120;

  private final Neighbours neighbours;
  private final GateParts gate;
  private final ExecutorService threads;
  private final Shown shown;

  public Parts(Neighbours neighbours, GateParts gate, ExecutorService threads, Shown shown) {
    this.neighbours = neighbours;
    this.gate = gate;
    this.threads = threads;
    this.shown = shown;
  }

  public <T> CompletableFuture<T> begin(Supplier<T> part) {
    return CompletableFuture.supplyAsync(part, threads);
  }

  /** What a page says in place of a part that could not be made. */
  public static String trouble(String node, StatusRuntimeException error) {
    return switch (error.getStatus().getCode()) {
      case UNAVAILABLE -> node + " cannot be reached now.";
      case DEADLINE_EXCEEDED -> node + " does not answer in time.";
      default -> {
        var problem = Problem.of(error);
        var words = new StringBuilder(problem.detail());
        problem
            .errors()
            .forEach(
                e ->
                    words
                        .append(' ')
                        .append(e.field())
                        .append(' ')
                        .append(e.message())
                        .append('.'));
        yield words.toString();
      }
    };
  }

  // ---- services

  /**
   * What is asked of the list.
   *
   * @param order name, or empty for the newest first
   * @param whose mine, held, or empty for everybody's
   * @param wallet of whoever asks
   * @param token of a page; empty for the first
   */
  public record Asked(
      String status, String q, String order, String whose, Optional<Wallet> wallet, String token) {
    private boolean isFiltered() {
      return !q.isEmpty() || !status.isEmpty() || !whose.isEmpty();
    }

    private Asked at(String page) {
      return new Asked(status, q, order, whose, wallet, page);
    }

    private String query() {
      var query = new StringBuilder();
      append(query, "status", status);
      append(query, "q", q);
      append(query, "order", order);
      append(query, "whose", whose);
      append(query, "page_token", token);
      return query.toString();
    }

    private static void append(StringBuilder query, String name, String value) {
      if (!value.isEmpty()) {
        query
            .append(query.isEmpty() ? "" : "&")
            .append(name)
            .append('=')
            .append(URLEncoder.encode(value, StandardCharsets.UTF_8));
      }
    }

    private String url() {
      return query().isEmpty() ? LIST : LIST + "?" + query();
    }
  }

  public Views.Filter filter(Asked asked) {
    List<Views.Choice> statuses = new ArrayList<>();
    statuses.add(new Views.Choice("", "any", asked.status().isEmpty()));
    for (var status : Words.statuses()) {
      var word = Words.status(status);
      statuses.add(new Views.Choice(word, Shown.work(status), word.equals(asked.status())));
    }
    return new Views.Filter(
        asked.q(),
        statuses,
        List.of(
            new Views.Choice("", "newest first", asked.order().isEmpty()),
            new Views.Choice("name", "by name", asked.order().equals("name"))),
        // Of nobody there is nothing to tell apart.
        asked.wallet().isEmpty()
            ? List.of()
            : List.of(
                new Views.Choice("", "everybody's", asked.whose().isEmpty()),
                new Views.Choice("mine", "mine", asked.whose().equals("mine")),
                new Views.Choice("held", "whose token I hold", asked.whose().equals("held"))),
        asked.isFiltered());
  }

  public Views.Services services(Asked asked) {
    var poll = "/fragments/services?" + (asked.query().isEmpty() ? "q=" : asked.query());
    var request =
        ListServicesRequest.newBuilder()
            .setQuery(asked.q())
            .setPageSize(ROWS)
            .setWithTotal(true)
            .setPageToken(asked.token());
    var problem = ask(asked, request);
    if (!problem.isEmpty()) {
      return trouble(poll, problem);
    }
    try {
      if (asked.whose().equals("held")) {
        var held =
            Holdings.of(neighbours.chain(neighbours.pageDeadline()), asked.wallet().orElseThrow());
        if (held.isEmpty()) {
          return trouble(
              poll, "The wallet holds more than " + Holdings.MOST + " tokens: too many to list.");
        }
        request.setTokens(held.get());
      }
      var page = neighbours.registry(neighbours.pageDeadline()).listServices(request.build());
      var serving = gate.serving(page.getServicesList());
      return new Views.Services(
          poll,
          "",
          count(page),
          asked.isFiltered()
              ? "No service matches."
              : asked.token().isEmpty() ? "No service yet." : "Nothing more.",
          asked.isFiltered() ? LIST : asked.token().isEmpty() ? "/" : "",
          asked.isFiltered() ? "Show all" : asked.token().isEmpty() ? "Write the first idea" : "",
          page.getServicesList().stream().map(s -> row(s, serving)).toList(),
          asked.order().isEmpty() ? "Newest" : "First",
          asked.token().isEmpty() ? "" : asked.at("").url(),
          asked.order().isEmpty() ? "Older" : "Next",
          page.getNextPageToken().isEmpty() ? "" : asked.at(page.getNextPageToken()).url());
    } catch (StatusRuntimeException e) {
      return trouble(poll, trouble(asked.whose().equals("held") ? "The chain" : "The registry", e));
    }
  }

  private static Views.Services trouble(String poll, String problem) {
    return new Views.Services(poll, problem, "", "", "", "", List.of(), "", "", "", "");
  }

  /** Asks for what is in the address; what is wrong with it, or nothing. */
  private static String ask(Asked asked, ListServicesRequest.Builder request) {
    if (!asked.status().isEmpty()) {
      var status = Words.status(asked.status());
      if (status.isEmpty()) {
        return "There is no status '" + asked.status() + "'.";
      }
      request.setStatus(status.get());
    }
    switch (asked.order()) {
      case "" -> {}
      case "name" -> request.setOrder(ServiceOrder.SERVICE_ORDER_NAME);
      default -> {
        return "There is no order '" + asked.order() + "'.";
      }
    }
    switch (asked.whose()) {
      case "" -> {}
      case "mine", "held" -> {
        if (asked.wallet().isEmpty()) {
          return "Whose? Sign in, or say which wallet is yours, at the top of the page.";
        }
        if (asked.whose().equals("mine")) {
          request.setRequesterId(asked.wallet().get().address());
        }
      }
      default -> {
        return "There are no services '" + asked.whose() + "'.";
      }
    }
    return "";
  }

  private static String count(ListServicesResponse page) {
    return page.getTotal() == 1 && !page.getTotalIsLeast()
        ? "1 service"
        : "%s%,d services".formatted(page.getTotalIsLeast() ? "more than " : "", page.getTotal());
  }

  private Views.ServiceRow row(Service service, Map<String, Views.Serving> serving) {
    return new Views.ServiceRow(
        service.getId(),
        Links.page(service),
        service.getName(),
        shortened(States.of(service, Objects.requireNonNull(serving.get(service.getId())))),
        service.hasTokenAddress() ? shortAddress(service.getTokenAddress()) : "",
        shown.moment(service.getCreatedAt()));
  }

  private static Views.State shortened(Views.State state) {
    return new Views.State(state.badge(), Shown.cut(state.why(), REASON));
  }

  /** The idea of a service, to be written anew; empty when it cannot be read. */
  String idea(String id) {
    try {
      return get(id).getIdea();
    } catch (StatusRuntimeException e) {
      return "";
    }
  }

  /** Whether the registry says that there is no such service. */
  public boolean isGone(String id) {
    try {
      return get(id).getId().isEmpty();
    } catch (StatusRuntimeException e) {
      return Problem.isNotFound(e);
    }
  }

  private Service get(String id) {
    return neighbours
        .registry(neighbours.pageDeadline())
        .getService(GetServiceRequest.newBuilder().setServiceId(id).build())
        .getService();
  }

  public static String shortAddress(String address) {
    return address.length() < 12
        ? address
        : address.substring(0, 6) + "\u2026" + address.substring(address.length() - 4);
  }

  // ---- statistics

  public Views.Statistics statistics() {
    try {
      var counts =
          neighbours
              .registry(neighbours.pageDeadline())
              .getStatistics(GetStatisticsRequest.getDefaultInstance());
      List<Views.Figure> figures = new ArrayList<>();
      figures.add(figure("services", counts.getTotal()));
      counts
          .getByStatusList()
          .forEach(c -> figures.add(figure(Shown.work(c.getStatus()), c.getCount())));
      figures.add(figure("with a token", counts.getTokenised()));
      figures.add(figure("running", counts.getServing()));
      figures.add(figure("new in 24 hours", counts.getCreatedLastDay()));
      return new Views.Statistics("", figures);
    } catch (StatusRuntimeException e) {
      return new Views.Statistics(trouble("The registry", e), List.of());
    }
  }

  private static Views.Figure figure(String label, long value) {
    return new Views.Figure(label, Long.toUnsignedString(value));
  }

  public Views.Models models() {
    try {
      return new Views.Models(
          "",
          neighbours
              .pipeline(neighbours.pageDeadline())
              .getModelStatistics(GetModelStatisticsRequest.newBuilder().setHours(24).build())
              .getModelsList()
              .stream()
              .map(Parts::row)
              .toList());
    } catch (StatusRuntimeException e) {
      return new Views.Models(trouble("The pipeline", e), List.of());
    }
  }

  private static Views.ModelRow row(ModelStatistics sum) {
    return new Views.ModelRow(
        sum.getModel(),
        sum.getOutcome().replace('_', ' '),
        Long.toString(sum.getCalls()),
        Long.toString(sum.getTokensIn()),
        Long.toString(sum.getTokensOut()),
        Shown.took(Duration.ofMillis(sum.getDurationMs())),
        sum.getCostUsd());
  }

  // ---- how the platform is

  public Views.Status status() {
    var registry = begin(this::registryStatus);
    var pipeline = begin(this::pipelineStatus);
    var chain = begin(this::chainStatus);
    var gate = begin(this::gateStatus);
    var parts = List.of(registry.join(), pipeline.join(), chain.join(), gate.join());
    return new Views.Status(summary(parts), worst(parts), parts);
  }

  /** How many parts are in each state that is not well, in the states' own words. */
  private static String summary(List<Views.Part> parts) {
    var ill =
        parts.stream()
            .map(Views.Part::badge)
            .filter(badge -> !badge.tone().equals("good"))
            .collect(groupingBy(Views.Badge::word, LinkedHashMap::new, counting()));
    return ill.isEmpty()
        ? "Everything works"
        : "Of "
            + parts.size()
            + " parts "
            + ill.entrySet().stream()
                .map(e -> e.getValue() + (e.getValue() == 1 ? " is " : " are ") + e.getKey())
                .collect(joining(", "));
  }

  private static String worst(List<Views.Part> parts) {
    return Stream.of("bad", "work", "wait")
        .filter(tone -> parts.stream().anyMatch(part -> part.badge().tone().equals(tone)))
        .findFirst()
        .orElse("good");
  }

  private Views.Part registryStatus() {
    return part(
        "Registry",
        () -> {
          var _ =
              neighbours
                  .registry(neighbours.pageDeadline())
                  .getStatistics(GetStatisticsRequest.getDefaultInstance());
          return up("Registry", "Ideas, services and events");
        });
  }

  private Views.Part pipelineStatus() {
    return part(
        "Pipeline",
        () -> {
          var deployer =
              neighbours
                  .pipeline(neighbours.pageDeadline())
                  .getDeployer(GetDeployerRequest.getDefaultInstance())
                  .getDeployer();
          return deployer.getIsolation() == Isolation.ISOLATION_REFUSED
              ? new Views.Part(
                  "Pipeline", new Views.Badge("no sandbox", "bad"), deployer.getDetail())
              : up("Pipeline", "Generates and deploys; " + deployer.getDetail() + modelWords());
        });
  }

  /** Which model reads ideas; empty where none does. */
  private String modelWords() {
    var response =
        neighbours
            .pipeline(neighbours.pageDeadline())
            .getModel(GetModelRequest.getDefaultInstance());
    var model = response.getModel();
    return response.hasModel()
        ? "; %s at %s reads ideas that are not understood without a model, %s of %s US dollars spent within 24 hours"
            .formatted(model.getName(), model.getHost(), model.getSpentUsd(), model.getPerDayUsd())
        : "";
  }

  private Views.Part chainStatus() {
    return part(
        "Chain",
        () -> {
          var chains =
              neighbours
                  .chain(neighbours.pageDeadline())
                  .listChains(ListChainsRequest.getDefaultInstance())
                  .getChainsList();
          List<String> lines = new ArrayList<>();
          var healthy = !chains.isEmpty();
          for (var chain : chains) {
            healthy &= chain.getHealthy();
            lines.add(
                chain.getName()
                    + " ("
                    + Long.toUnsignedString(chain.getChainId())
                    + ")"
                    + (chain.getHealthy()
                        ? ", block " + Long.toUnsignedString(chain.getLatest().getNumber())
                        : ": " + chain.getProblem()));
          }
          var detail = chains.isEmpty() ? "No chain is followed" : String.join("; ", lines);
          return healthy
              ? up("Chain", detail)
              : new Views.Part(
                  "Chain",
                  chains.stream().anyMatch(c -> c.getHealthy())
                      ? new Views.Badge("degraded", "work")
                      : new Views.Badge("unhealthy", "bad"),
                  detail);
        });
  }

  private Views.Part gateStatus() {
    return part(
        "Gate",
        () -> {
          var gate =
              neighbours
                  .gate(neighbours.pageDeadline())
                  .getGate(GetGateRequest.getDefaultInstance());
          var routes = gate.getRoutes() == 1 ? "1 route" : gate.getRoutes() + " routes";
          return gate.getReady()
              ? up("Gate", routes + (gate.getDevBypass() ? ", development bypass on" : ""))
              : new Views.Part("Gate", new Views.Badge("not ready", "bad"), gate.getProblem());
        });
  }

  private static Views.Part up(String name, String detail) {
    return new Views.Part(name, new Views.Badge("up", "good"), detail);
  }

  private static Views.Part part(String name, Supplier<Views.Part> ask) {
    try {
      return ask.get();
    } catch (StatusRuntimeException e) {
      // Whoever does not answer in time may work all the same.
      var badge =
          e.getStatus().getCode() == Status.Code.DEADLINE_EXCEEDED
              ? new Views.Badge("unknown", "wait")
              : new Views.Badge("down", "bad");
      return new Views.Part(name, badge, trouble("It", e));
    }
  }
}
