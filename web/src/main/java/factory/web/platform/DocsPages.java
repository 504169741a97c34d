package factory.web.platform;

import factory.registry.v1.ListServicesRequest;
import factory.registry.v1.Service;
import factory.web.http.Call;
import factory.web.http.Problem;
import factory.web.http.Reply;
import factory.web.neighbour.Neighbours;
import factory.web.neighbour.Wallet;
import factory.web.page.ApiDocument;
import factory.web.page.Frame;
import factory.web.page.Links;
import factory.web.page.Tab;
import factory.web.service.ApiPages;
import factory.web.service.ApiViews;
import factory.web.service.CallExample;
import factory.web.service.RunningParts;
import factory.web.service.Snippets;
import factory.web.service.Versions;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How to begin, what every refusal means, and the platform's own API, for people. */
public final class DocsPages {
  private static final String DOCS = "/docs";
  private static final String API = DOCS + "/api";
  private static final int LOOKED_AT = 10;

  private final Neighbours neighbours;
  private final Frame frame;
  private final RunningParts running;
  private final Versions versions;
  private final CallExample calls;
  private final PlatformDocument document = new PlatformDocument();

  public DocsPages(
      Neighbours neighbours,
      Frame frame,
      RunningParts running,
      Versions versions,
      CallExample calls) {
    this.neighbours = neighbours;
    this.frame = frame;
    this.running = running;
    this.versions = versions;
    this.calls = calls;
  }

  /** {@code GET /docs}. */
  public Reply start(Call call) {
    call.query();
    var view =
        new DocsViews.Start(
            frame.publicUrl(), example(Frame.wallet(call)), PlatformDocument.refusal());
    return page(call, "docs", "How to begin", DOCS, view);
  }

  private Reply page(Call call, String template, String title, String here, Object view) {
    return frame
        .html()
        .page(200, template, Map.of("shell", frame.shell(call, title, here), "view", view));
  }

  /** A service of the visitor's, else one that answers now. */
  private Optional<DocsViews.Example> example(Optional<Wallet> wallet) {
    var mine = wallet.flatMap(this::newestOf);
    return mine.or(running::newest).map(service -> example(service, mine.isPresent(), wallet));
  }

  private Optional<Service> newestOf(Wallet wallet) {
    try {
      return neighbours
          .registry(neighbours.pageDeadline())
          .listServices(
              ListServicesRequest.newBuilder()
                  .setRequesterId(wallet.address())
                  .setPageSize(LOOKED_AT)
                  .build())
          .getServicesList()
          .stream()
          .filter(service -> !CallExample.base(service).isEmpty())
          .findFirst();
    } catch (StatusRuntimeException e) {
      return Optional.empty();
    }
  }

  private DocsViews.Example example(Service service, boolean mine, Optional<Wallet> wallet) {
    return new DocsViews.Example(
        service.getId(),
        service.getName(),
        mine,
        Links.page(service),
        Tab.TOKEN.of(service),
        Tab.ACCESS.of(service),
        Tab.API.of(service),
        calls.of(
            "docs",
            service,
            ApiDocument.operations(versions.served(service).getOpenapi()),
            wallet));
  }

  /** {@code GET /docs/errors}. */
  public Reply errors(Call call) {
    call.query();
    return page(
        call, "docserrors", "What refusals mean", DOCS, new DocsViews.Errors(document.errors()));
  }

  /** {@code GET /docs/api}. */
  public Reply api(Call call) {
    var chosen = call.query("call").text("call");
    var shown =
        document.operations().stream().filter(o -> ApiPages.key(o).equals(chosen)).findFirst();
    if (shown.isEmpty() && !chosen.isEmpty()) {
      throw Problem.field("call", "must name an operation of the platform");
    }
    return page(
        call,
        "docsapi",
        shown.map(o -> o.summary() + " · ").orElse("") + "The platform's API",
        DOCS,
        new DocsViews.Api(
            ApiPages.groups(API, document.operations(), chosen), shown.map(this::operation)));
  }

  private ApiViews.Operation operation(ApiDocument.Operation operation) {
    return ApiPages.operation(
        operation,
        Snippets.of(
            "call",
            new Snippets.Request(
                operation.method(),
                frame.publicUrl() + operation.filled(),
                // What a browser shows by itself, a program has to.
                Snippets.Credential.session(),
                operation.body().example())),
        operation.answers().stream().map(DocsPages::answer).toList(),
        new ApiViews.Form("", "", "", List.of(), "", ""));
  }

  /** Of refusals their reasons alone: what each means stands at one place. */
  private static ApiViews.Answer answer(ApiDocument.Answer answer) {
    var words = answer.words();
    var end = words.indexOf("\n\n");
    var reasons = PlatformDocument.reasons(words);
    return new ApiViews.Answer(
        answer.status(),
        end < 0 || reasons.isEmpty()
            ? words
            : words.substring(0, end) + " " + String.join(", ", reasons) + ".");
  }
}
