package factory.web.page;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import factory.pipeline.v1.CancelJobRequest;
import factory.pipeline.v1.DeployServiceRequest;
import factory.pipeline.v1.GenerateServiceRequest;
import factory.pipeline.v1.TokeniseServiceRequest;
import factory.registry.v1.DeleteServiceRequest;
import factory.registry.v1.Service;
import factory.web.http.Call;
import factory.web.http.Query;
import factory.web.http.Reply;
import factory.web.http.Structs;
import factory.web.neighbour.Neighbours;
import java.util.LinkedHashMap;
import java.util.Map;

/** A service's page and what can be done there. */
public final class ServicePages {
  private static final int LONG = 400;
  private static final String FIRST_QUOTE = "0.01";

  private final Neighbours neighbours;
  private final Frame frame;
  private final ServiceParts parts;
  private final Shown shown;

  ServicePages(Neighbours neighbours, Frame frame, ServiceParts parts, Shown shown) {
    this.neighbours = neighbours;
    this.frame = frame;
    this.parts = parts;
    this.shown = shown;
  }

  /** {@code GET /services/{id}} for people. */
  public Reply page(Call call) {
    var query = call.query("eth", "notice");
    var service = parts.service(call.id());
    var id = service.getId();
    var wallet = Frame.wallet(call);
    Map<String, Object> views = new LinkedHashMap<>();
    views.put("shell", frame.shell(call, Shown.title(service.getIdea()), "/services/" + id));
    views.put("service", view(service));
    views.put("progress", parts.progress(service));
    views.put("token", parts.token(service, wallet));
    views.put(
        "quote",
        service.hasTokenAddress()
            ? parts.quote(id, query.given("eth").orElse(FIRST_QUOTE), wallet)
            : new Views.Quote(id, FIRST_QUOTE, "", "", "", ""));
    views.put(
        "notice",
        query.text("notice").equals("not-started")
            ? "The idea is recorded, but work on it could not be started. Start it below."
            : "");
    return frame.html().page(200, "service", views);
  }

  private Views.ServicePage view(Service service) {
    return new Views.ServicePage(
        service.getId(),
        Shown.title(service.getIdea()),
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
    return frame.html().live("progress", parts.progress(query.uuid("service_id")), query.text("v"));
  }

  /** {@code GET /fragments/token}. */
  public Reply tokenFragment(Call call) {
    var query = call.query("service_id", "v");
    return tokenFragment(call, query.uuid("service_id"), query.text("v"));
  }

  private Reply.Whole tokenFragment(Call call, String id, String seen) {
    var wallet = Frame.wallet(call);
    var service = parts.service(id);
    var view = parts.token(service, wallet);
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
                    "quote",
                    service.hasTokenAddress()
                        ? parts.quote(id, FIRST_QUOTE, wallet)
                        : new Views.Quote(id, FIRST_QUOTE, "", "", "", "")))
            // The quote's form is kept as somebody fills it; what it says is asked for anew.
            .with("HX-Trigger-After-Settle", "token-renewed");
  }

  /** {@code GET /fragments/quote}. */
  public Reply quoteFragment(Call call) {
    var query = call.query("service_id", "eth");
    var view = parts.quote(query.uuid("service_id"), query.text("eth"), Frame.wallet(call));
    return frame
        .html()
        .page(view.error().isEmpty() ? 200 : 422, "fragments/quote", Map.of("view", view))
        .with(Frame.FRAGMENT, "quote");
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

  private Reply progressed(Call call, String id) {
    return call.htmx()
        ? withoutNotice(
            frame
                .html()
                .page(200, "fragments/progress", Map.of("view", parts.progress(id)))
                .with("HX-Trigger", "token-changed"))
        : Reply.seeOther("/services/" + id);
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
    var form = call.form("service_id", "name");
    var id = form.uuid("service_id");
    var _ =
        neighbours
            .pipeline(neighbours.deadline())
            .tokeniseService(
                TokeniseServiceRequest.newBuilder().setServiceId(id).setName(name(form)).build());
    return call.htmx()
        ? withoutNotice(tokenFragment(call, id, "").with("HX-Trigger", "progress-changed"))
        : Reply.seeOther("/services/" + id + "#token");
  }

  private static String name(Query form) {
    return form.text("name").strip();
  }

  /** {@code GET /services/{id}/delete}: asks. */
  public Reply ask(Call call) {
    call.query();
    var service = parts.service(call.id());
    return frame
        .html()
        .page(
            200,
            "delete",
            Map.of(
                "shell",
                frame.shell(call, "Delete a service", "/services/" + service.getId()),
                "view",
                new Views.Deletion(
                    service.getId(), Shown.title(service.getIdea()), service.hasTokenAddress())));
  }

  /** {@code POST /services/{id}/delete}: does it. */
  public Reply delete(Call call) {
    call.form();
    var _ =
        neighbours
            .registry(neighbours.deadline())
            .deleteService(DeleteServiceRequest.newBuilder().setServiceId(call.id()).build());
    return Reply.seeOther("/services");
  }
}
