package factory.web.service;

import factory.mesh.Caller;
import factory.registry.v1.Service;
import factory.web.http.Call;
import factory.web.http.Problem;
import factory.web.http.Reply;
import factory.web.neighbour.Wallet;
import factory.web.page.ApiDocument;
import factory.web.page.Frame;
import factory.web.page.ServiceParts;
import factory.web.page.Tab;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The page of a service's API: every operation as its document has it, and a way to try it. */
public final class ApiPages {
  /** What programs send to be careful; nobody fills it in by hand. */
  private static final Set<String> CAREFUL = Set.of("if-match", "if-none-match", "idempotency-key");

  private final Frame frame;
  private final ServiceParts services;
  private final RoomParts rooms;
  private final Versions versions;
  private final CallExample calls;

  public ApiPages(
      Frame frame, ServiceParts services, RoomParts rooms, Versions versions, CallExample calls) {
    this.frame = frame;
    this.services = services;
    this.rooms = rooms;
    this.versions = versions;
    this.calls = calls;
  }

  /** {@code GET /s/{slug}/api}. */
  public Reply page(Call call) {
    var chosen = call.query("call").text("call");
    var slug = call.pathPart("slug");
    var service = services.named(slug);
    if (!service.getSlug().equals(slug)) {
      return Reply.seeOther(Tab.API.of(service) + call.rawQuery());
    }
    var version = versions.served(service);
    var operations = ApiDocument.operations(version.getOpenapi());
    var shown = operations.stream().filter(o -> key(o).equals(chosen)).findFirst();
    if (shown.isEmpty() && !chosen.isEmpty()) {
      throw Problem.field("call", "must name an operation of this service");
    }
    var base = CallExample.base(service);
    var view =
        new ApiViews.Api(
            rooms.room(service, version, rooms.state(service), Tab.API),
            base,
            base.isEmpty() ? "" : base + "/openapi.json",
            Tab.ACCESS.of(service),
            Tab.TOKEN.of(service),
            groups(Tab.API.of(service), operations, chosen),
            shown.map(o -> operation(service, o, Frame.wallet(call))));
    return frame
        .html()
        .page(
            200,
            "api",
            Map.of(
                "shell",
                frame.shell(
                    call,
                    shown.map(o -> o.summary() + " · ").orElse("") + service.getName() + " API",
                    Tab.API.of(service)),
                "view",
                view));
  }

  /** What stands for an operation in an address, such as {@code get-books-id}. */
  public static String key(ApiDocument.Operation operation) {
    return (operation.method() + operation.path())
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^a-z0-9]+", "-")
        .replaceAll("-$", "");
  }

  /**
   * By their tags.
   *
   * @param at the page that they are on
   */
  public static List<ApiViews.Group> groups(
      String at, List<ApiDocument.Operation> operations, String chosen) {
    Map<String, List<ApiViews.Entry>> groups = new LinkedHashMap<>();
    for (var operation : operations) {
      groups
          .computeIfAbsent(operation.tag(), _ -> new ArrayList<>())
          .add(
              new ApiViews.Entry(
                  operation.method(),
                  operation.path(),
                  operation.summary(),
                  at + "?call=" + key(operation),
                  key(operation).equals(chosen)));
    }
    return groups.entrySet().stream()
        .map(group -> new ApiViews.Group(group.getKey(), group.getValue()))
        .toList();
  }

  private ApiViews.Operation operation(
      Service service, ApiDocument.Operation operation, Optional<Wallet> wallet) {
    var credential = calls.credential(wallet);
    var base = CallExample.base(service);
    return operation(
        operation,
        base.isEmpty()
            ? List.of()
            : Snippets.of(
                "call",
                new Snippets.Request(
                    operation.method(),
                    base + operation.filled(),
                    credential,
                    operation.body().example())),
        operation.answers().stream().map(a -> new ApiViews.Answer(a.status(), a.words())).toList(),
        form(service, operation, wallet, credential));
  }

  /** All of an operation, with a call of it. */
  public static ApiViews.Operation operation(
      ApiDocument.Operation operation,
      List<RoomViews.Snippet> example,
      List<ApiViews.Answer> answers,
      ApiViews.Form form) {
    return new ApiViews.Operation(
        operation.method(),
        operation.path(),
        operation.summary(),
        operation.description(),
        operation.parameters().stream().map(ApiPages::row).toList(),
        operation.body().fields().stream().map(ApiPages::row).toList(),
        example,
        operation.answer(),
        answers,
        form);
  }

  private static ApiViews.Row row(ApiDocument.Parameter parameter) {
    return new ApiViews.Row(
        parameter.name(),
        parameter.in().equals("body") ? "" : parameter.in(),
        parameter.required(),
        parameter.type(),
        parameter.words());
  }

  private static ApiViews.Form form(
      Service service,
      ApiDocument.Operation operation,
      Optional<Wallet> wallet,
      Snippets.Credential credential) {
    List<ApiViews.Input> inputs = new ArrayList<>();
    for (var parameter : operation.parameters()) {
      if (!CAREFUL.contains(parameter.name().toLowerCase(Locale.ROOT))
          && !parameter.in().equals("cookie")) {
        inputs.add(
            new ApiViews.Input(
                "in-" + inputs.size(),
                parameter.name(),
                parameter.in(),
                parameter.required(),
                parameter.type(),
                parameter.required() ? parameter.example() : ""));
      }
    }
    var signedIn = Caller.current().session().isPresent();
    var believed = credential.variable().isEmpty() && !signedIn;
    return new ApiViews.Form(
        "/gateway/" + service.getId() + operation.path(),
        believed ? wallet.map(Wallet::address).orElse("") : "",
        wallet.filter(_ -> signedIn || believed).map(Wallet::shortened).orElse(""),
        inputs,
        operation.body().media(),
        operation.body().example());
  }
}
