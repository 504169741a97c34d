package factory.web.page;

import com.google.protobuf.Struct;
import factory.pipeline.v1.SubmitIdeaRequest;
import factory.registry.v1.Service;
import factory.web.http.Call;
import factory.web.http.Fields;
import factory.web.http.Problem;
import factory.web.http.Query;
import factory.web.http.Rejected;
import factory.web.http.Reply;
import factory.web.neighbour.Neighbours;
import factory.web.neighbour.Wallet;
import io.grpc.StatusRuntimeException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/** The first page, the list of services, and the form for ideas. */
public final class DashboardPages {
  private static final String LIST = "/services";

  private final Neighbours neighbours;
  private final Frame frame;
  private final Parts parts;
  private final ChainParts chains;

  DashboardPages(Neighbours neighbours, Frame frame, Parts parts, ChainParts chains) {
    this.neighbours = neighbours;
    this.frame = frame;
    this.parts = parts;
    this.chains = chains;
  }

  /** {@code GET /}. */
  public Reply home(Call call) {
    var query = call.query("status", "q", "page_token", "from");
    var idea = query.given("from").map(_ -> parts.idea(query.uuid("from"))).orElse("");
    return home(200, call, asked("/", query), freshForm(call, idea, ""));
  }

  private Reply home(int status, Call call, Parts.Asked asked, Views.IdeaForm form) {
    var services = parts.begin(() -> parts.services(asked));
    var statistics = parts.begin(parts::statistics);
    var health = parts.begin(parts::status);
    Map<String, Object> views = new LinkedHashMap<>();
    views.put("shell", frame.shell(call, "Microservices Factory", "/"));
    views.put("idea", form);
    views.put("statistics", statistics.join());
    views.put("status", health.join());
    views.put("dashboard", new Views.Dashboard(parts.filter(asked), services.join()));
    return frame.html().page(status, "home", views);
  }

  /** {@code GET /services} for people. */
  public Reply list(Call call) {
    var query = call.query("status", "q", "page_token", "deleted");
    var asked = asked(LIST, query);
    return frame
        .html()
        .page(
            200,
            "list",
            Map.of(
                "shell",
                frame.shell(call, "Services", LIST),
                // Asked for, not believed: the address of a page is anybody's to write.
                "deleted",
                query.given("deleted").isPresent() && parts.isGone(query.uuid("deleted"))
                    ? query.text("deleted")
                    : "",
                "dashboard",
                new Views.Dashboard(parts.filter(asked), parts.services(asked))));
  }

  /** {@code GET /status}. */
  public Reply status(Call call) {
    call.query();
    var status = parts.begin(parts::status);
    var models = parts.begin(parts::models);
    var followed = parts.begin(chains::chains);
    return frame
        .html()
        .page(
            200,
            "status",
            Map.of(
                "shell",
                frame.shell(call, "Status", "/status"),
                "status",
                status.join(),
                "models",
                models.join(),
                "chains",
                followed.join()));
  }

  /** {@code GET /fragments/chains}. */
  public Reply chainsFragment(Call call) {
    return frame.html().live("chains", chains.chains(), call.query("v").text("v"));
  }

  private static Parts.Asked asked(String page, Query query) {
    return new Parts.Asked(
        page, query.text("status"), query.text("q").strip(), query.text("page_token"));
  }

  /** {@code GET /fragments/services}. */
  public Reply servicesFragment(Call call) {
    var query = call.query("page", "status", "q", "page_token", "v");
    var page = query.text("page").equals("/") ? "/" : LIST;
    return frame.html().live("services", parts.services(asked(page, query)), query.text("v"));
  }

  /** {@code GET /fragments/statistics}. */
  public Reply statisticsFragment(Call call) {
    return frame.html().live("statistics", parts.statistics(), call.query("v").text("v"));
  }

  /** {@code GET /fragments/status}. */
  public Reply statusFragment(Call call) {
    return frame.html().live("status", parts.status(), call.query("v").text("v"));
  }

  private Views.IdeaForm freshForm(Call call, String idea, String recordedId) {
    return new Views.IdeaForm(
        idea,
        "",
        "",
        "",
        "",
        true,
        chains.choices(),
        UUID.randomUUID().toString(),
        Frame.wallet(call).map(Wallet::shortened).orElse(""),
        recordedId);
  }

  /** {@code POST /ideas} of a form. */
  public Reply submit(Call call) {
    var form = call.form("idea", "metadata", "auto", "chain_id", "nonce");
    var request =
        SubmitIdeaRequest.newBuilder()
            .setRequestId(
                FormRequestId.of(
                    "form",
                    Stream.of("nonce", "idea", "metadata", "auto", "chain_id")
                        .map(form::text)
                        .toList()))
            .setIdea(form.text("idea").strip())
            .setAuto(form.text("auto").equals("on"));
    // A form names a chain whether or not it is to get that far.
    form.given("chain_id")
        .map(Query::chainId)
        .filter(_ -> request.getAuto())
        .ifPresent(request::setChainId);
    Frame.wallet(call).ifPresent(wallet -> request.setRequesterId(wallet.address()));
    if (form.text("idea").isBlank()) {
      return again(call, 422, form, Map.of("idea", "Write what the service should do."));
    }
    if (form.given("metadata").filter(m -> !m.isBlank()).isPresent()) {
      try {
        request.setMetadata(metadata(form));
      } catch (Rejected e) {
        return again(call, 422, form, errors(e.problem()));
      }
    }
    Service service;
    try {
      service = neighbours.pipeline(neighbours.deadline()).submitIdea(request.build()).getService();
    } catch (StatusRuntimeException e) {
      return notGoneOn(call, form, e);
    }
    var id = service.getId();
    if (service.getPlan().getQuestionsCount() > 0) {
      // Not all of it is understood: its plan asks what is missing.
      var page = "/plans?service=" + id;
      return call.htmx() ? Reply.empty(204).with("HX-Redirect", page) : Reply.seeOther(page);
    }
    return call.htmx()
        ? frame
            .html()
            .page(200, "fragments/idea", Map.of("view", freshForm(call, "", id)))
            .with("HX-Trigger", "services-changed")
        : Reply.seeOther("/services/" + id);
  }

  private Reply notGoneOn(Call call, Query form, StatusRuntimeException error) {
    var problem = Problem.of(error);
    var recorded = problem.metadata().getOrDefault("service_id", "");
    if (!recorded.isEmpty() && problem.status() != 404) {
      // Recorded all the same: its page shows that no work has begun, and the button for it.
      var page = "/services/" + recorded + "?notice=not-started";
      return call.htmx() ? Reply.empty(204).with("HX-Redirect", page) : Reply.seeOther(page);
    }
    return again(
        call,
        problem.status() == 400 ? 422 : problem.status(),
        form,
        problem.errors().isEmpty()
            ? Map.of(
                "",
                Parts.trouble("A part of the platform", error) + " Your text is kept; try again.")
            : errors(problem));
  }

  private static Struct metadata(Query form) {
    return Fields.object("metadata", form.text("metadata"));
  }

  private static Map<String, String> errors(Problem problem) {
    Map<String, String> errors = new LinkedHashMap<>();
    for (var error : problem.errors()) {
      var known = error.field().equals("idea") || error.field().equals("metadata");
      errors.merge(
          known ? error.field() : "",
          (known ? "It " : error.field() + " ") + error.message() + ".",
          (a, b) -> a + " " + b);
    }
    return errors;
  }

  private Reply again(Call call, int status, Query form, Map<String, String> errors) {
    var view =
        new Views.IdeaForm(
            form.text("idea"),
            errors.getOrDefault("idea", ""),
            form.text("metadata"),
            errors.getOrDefault("metadata", ""),
            errors.getOrDefault("", ""),
            form.text("auto").equals("on"),
            chains.choices().stream().map(c -> c.chosenBy(form.given("chain_id"))).toList(),
            form.text("nonce"),
            Frame.wallet(call).map(Wallet::shortened).orElse(""),
            "");
    return call.htmx()
        ? frame
            .html()
            .page(status, "fragments/idea", Map.of("view", view))
            .with(Frame.FRAGMENT, "idea")
        : home(status, call, new Parts.Asked("/", "", "", ""), view);
  }
}
