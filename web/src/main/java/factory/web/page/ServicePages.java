package factory.web.page;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import factory.pipeline.v1.CancelJobRequest;
import factory.pipeline.v1.DeployServiceRequest;
import factory.pipeline.v1.GenerateServiceRequest;
import factory.pipeline.v1.RetryJobRequest;
import factory.pipeline.v1.TokeniseServiceRequest;
import factory.registry.v1.DeleteServiceRequest;
import factory.registry.v1.Service;
import factory.registry.v1.ServiceStatus;
import factory.web.http.Call;
import factory.web.http.Problem;
import factory.web.http.Query;
import factory.web.http.Reply;
import factory.web.http.Structs;
import factory.web.neighbour.Neighbours;
import factory.web.neighbour.Wallet;
import factory.web.page.TradeParts.Side;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A service's page and what can be done there. */
public final class ServicePages {
  private static final int LONG = 400;
  private static final String FIRST_PURCHASE = "0.01";

  private final Neighbours neighbours;
  private final Frame frame;
  private final ServiceParts parts;
  private final TokenParts tokens;
  private final TradeParts trades;
  private final VersionParts versions;
  private final Shown shown;

  ServicePages(
      Neighbours neighbours,
      Frame frame,
      ServiceParts parts,
      TokenParts tokens,
      TradeParts trades,
      VersionParts versions,
      Shown shown) {
    this.versions = versions;
    this.neighbours = neighbours;
    this.frame = frame;
    this.parts = parts;
    this.tokens = tokens;
    this.trades = trades;
    this.shown = shown;
  }

  /** {@code GET /services/{id}} for people: it leads to the service's page. */
  public Reply byId(Call call) {
    return Reply.seeOther(Links.page(parts.service(call.id())) + call.rawQuery());
  }

  /** {@code GET /s/{slug}} for people. */
  public Reply page(Call call) {
    var query = call.query("buy", "sell", "prepare", "notice");
    var slug = call.pathPart("slug");
    var service = parts.named(slug);
    if (!service.getSlug().equals(slug)) {
      return Reply.seeOther(Links.page(service) + call.rawQuery());
    }
    var id = service.getId();
    var wallet = Frame.wallet(call);
    var prepare = query.given("prepare").isPresent();
    Map<String, Object> views = new LinkedHashMap<>();
    views.put("shell", frame.shell(call, service.getName(), Links.page(service)));
    views.put("service", view(service));
    var ability = parts.ability(service);
    var progress = parts.begin(() -> parts.progress(service, ability));
    var plan = parts.begin(() -> versions.plan(service, ability.may().change()));
    views.put("token", token(service, Optional.of(ability), wallet));
    views.put(
        "buy",
        service.hasTokenAddress()
            ? trades.trade(
                Side.BUY,
                id,
                query.given("buy").orElse(FIRST_PURCHASE),
                prepare && query.given("buy").isPresent(),
                wallet)
            : TradeParts.empty(Side.BUY, id));
    views.put(
        "sell",
        service.hasTokenAddress() && query.given("sell").isPresent()
            ? trades.trade(Side.SELL, id, query.text("sell"), prepare, wallet)
            : TradeParts.empty(Side.SELL, id));
    views.put("progress", progress.join());
    views.put("plan", plan.join());
    views.put("deletable", ability.may().change());
    views.put(
        "notice",
        query.text("notice").equals("not-started")
                && service.getStatus() == ServiceStatus.SERVICE_STATUS_QUEUED
                && ability.jobs().isEmpty()
            ? "The idea is recorded, but work on it could not be started. Start it below."
            : "");
    return frame.html().page(200, "service", views);
  }

  private Views.ServicePage view(Service service) {
    return new Views.ServicePage(
        service.getId(),
        service.getName(),
        service.getIdea(),
        service.getIdea().length() > LONG,
        service.getRequesterId(),
        service.hasMetadata() && service.getMetadata().getFieldsCount() > 0 ? pretty(service) : "",
        shown.moment(service.getCreatedAt()));
  }

  private static String pretty(Service service) {
    try {
      return new ObjectMapper()
          .writerWithDefaultPrettyPrinter()
          .writeValueAsString(Structs.json(service.getMetadata()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** {@code GET /fragments/progress}. */
  public Reply progressFragment(Call call) {
    var query = call.query("service_id", "v");
    return parts.ofService(
        frame,
        call,
        query.uuid("service_id"),
        service ->
            frame
                .html()
                .live(
                    "progress", parts.progress(service, parts.ability(service)), query.text("v")));
  }

  /** {@code GET /fragments/token}. */
  public Reply tokenFragment(Call call) {
    var query = call.query("service_id", "v");
    return parts.ofService(
        frame,
        call,
        query.uuid("service_id"),
        service -> tokenFragment(call, service, query.text("v")));
  }

  private Reply.Whole tokenFragment(Call call, Service service, String seen) {
    var wallet = Frame.wallet(call);
    var id = service.getId();
    var view =
        token(
            service,
            service.hasTokenAddress() ? Optional.empty() : Optional.of(parts.ability(service)),
            wallet);
    return seen.equals(Html.version(view))
        ? Reply.empty(204)
        : frame
            .html()
            .page(
                200,
                "fragments/token",
                Map.of(
                    "view",
                    view,
                    "buy",
                    service.hasTokenAddress()
                        ? trades.trade(Side.BUY, id, FIRST_PURCHASE, false, wallet)
                        : TradeParts.empty(Side.BUY, id),
                    "sell",
                    TradeParts.empty(Side.SELL, id)));
  }

  private Views.Token token(
      Service service, Optional<ServiceParts.Ability> ability, Optional<Wallet> wallet) {
    return tokens.token(
        service, ability.map(a -> ServiceParts.noToken(service, a)).orElse(""), wallet);
  }

  /** {@code GET /fragments/buy}. */
  public Reply buyFragment(Call call) {
    return tradeFragment(call, Side.BUY);
  }

  /** {@code GET /fragments/sell}. */
  public Reply sellFragment(Call call) {
    return tradeFragment(call, Side.SELL);
  }

  private Reply tradeFragment(Call call, Side side) {
    var query = call.query("service_id", side.word(), "prepare");
    var id = query.uuid("service_id");
    var prepare = query.given("prepare").isPresent();
    var view =
        prepare || query.given(side.word()).isPresent()
            ? trades.trade(side, id, query.text(side.word()), prepare, Frame.wallet(call))
            : TradeParts.empty(side, id);
    return frame
        .html()
        .page(view.error().isEmpty() ? 200 : 422, "fragments/trade", Map.of("view", view))
        .with(Frame.FRAGMENT, side.word());
  }

  /** {@code GET /fragments/quote}. */
  public Reply quoteFragment(Call call) {
    var query = call.query("service_id", "side", "amount", "least", "until", "v");
    var side = query.text("side").equals("sell") ? Side.SELL : Side.BUY;
    var amount =
        Shown.base(query.text("amount"))
            .orElseThrow(() -> Problem.field("amount", "must be a number above 0"));
    var until = query.text("until");
    var promise =
        until.matches("[0-9]{1,18}")
            ? new TradeParts.Promise(TokenParts.number(query.text("least")), Long.parseLong(until))
            : TradeParts.Promise.NONE;
    return frame
        .html()
        .live(
            "quote",
            trades.quote(side, query.uuid("service_id"), amount, promise),
            query.text("v"));
  }

  /** {@code POST /generate} of a form. */
  public Reply generate(Call call) {
    var form = call.form("service_id", "auto");
    var id = form.uuid("service_id");
    var _ =
        neighbours
            .pipeline(neighbours.deadline())
            .generateService(
                GenerateServiceRequest.newBuilder()
                    .setServiceId(id)
                    .setAuto(form.text("auto").equals("on"))
                    .build());
    return progressed(call, id);
  }

  /** {@code POST /deploy} of a form. */
  public Reply deploy(Call call) {
    var id = call.form("service_id").uuid("service_id");
    var _ =
        neighbours
            .pipeline(neighbours.deadline())
            .deployService(DeployServiceRequest.newBuilder().setServiceId(id).build());
    return progressed(call, id);
  }

  /** {@code POST /jobs/{id}/cancel} of a form. */
  public Reply cancel(Call call) {
    call.form("service_id");
    var job =
        neighbours
            .pipeline(neighbours.deadline())
            .cancelJob(CancelJobRequest.newBuilder().setJobId(call.id()).build())
            .getJob();
    return progressed(call, job.getServiceId());
  }

  /** {@code POST /jobs/{id}/retry} of a form. */
  public Reply retry(Call call) {
    call.form("service_id");
    var job =
        neighbours
            .pipeline(neighbours.deadline())
            .retryJob(RetryJobRequest.newBuilder().setJobId(call.id()).build())
            .getJob();
    return progressed(call, job.getServiceId());
  }

  private Views.Progress progress(String id) {
    var service = parts.service(id);
    return parts.progress(service, parts.ability(service));
  }

  private Reply progressed(Call call, String id) {
    return call.htmx()
        ? withoutNotice(
            frame
                .html()
                .page(200, "fragments/progress", Map.of("view", progress(id)))
                .with("HX-Trigger", "token-changed"))
        : Reply.seeOther(Links.build(id));
  }

  /** A notice of an earlier failure goes with the next success. */
  private static Reply.Whole withoutNotice(Reply.Whole reply) {
    return new Reply.Whole(
        reply.status(),
        reply.headers(),
        reply.contentType(),
        reply
            .body()
            .concat(ByteString.copyFromUtf8("<div id=\"notice\" hx-swap-oob=\"true\"></div>\n")));
  }

  /** {@code POST /token} of a form. */
  public Reply tokenise(Call call) {
    var form = call.form("service_id", "name", "chain_id");
    var id = form.uuid("service_id");
    var request = TokeniseServiceRequest.newBuilder().setServiceId(id).setName(name(form));
    form.given("chain_id").map(Query::chainId).ifPresent(request::setChainId);
    var _ = neighbours.pipeline(neighbours.deadline()).tokeniseService(request.build());
    return call.htmx()
        ? withoutNotice(
            tokenFragment(call, parts.service(id), "").with("HX-Trigger", "progress-changed"))
        : Reply.seeOther(Links.service(id) + "#token");
  }

  private static String name(Query form) {
    return form.text("name").strip();
  }

  /** {@code GET /services/{id}/delete}: asks. */
  public Reply ask(Call call) {
    call.query();
    var service = parts.service(call.id());
    var may = parts.may(service);
    return frame
        .html()
        .page(
            200,
            "delete",
            Map.of(
                "shell",
                frame.shell(call, "Delete a service", Links.page(service)),
                "view",
                new Views.Deletion(
                    service.getId(),
                    service.getName(),
                    service.hasTokenAddress(),
                    may.change() ? "" : may.words())));
  }

  /** {@code POST /services/{id}/delete}: does it. */
  public Reply delete(Call call) {
    call.form();
    var _ =
        neighbours
            .registry(neighbours.deadline())
            .deleteService(DeleteServiceRequest.newBuilder().setServiceId(call.id()).build());
    return Reply.seeOther("/services?deleted=" + call.id());
  }
}
