package factory.web.page;

import factory.edge.v1.CreateKeyRequest;
import factory.edge.v1.DeleteKeyRequest;
import factory.edge.v1.Key;
import factory.edge.v1.ListKeysRequest;
import factory.edge.v1.Publishable;
import factory.mesh.Caller;
import factory.registry.v1.Service;
import factory.web.http.Call;
import factory.web.http.Problem;
import factory.web.http.Query;
import factory.web.http.Rejected;
import factory.web.http.Reply;
import factory.web.neighbour.Neighbours;
import factory.web.page.ServiceOperations.Operation;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** A wallet's keys of a service, where publishable ones are made. */
public final class KeyPages {
  private static final Pattern OPERATION = Pattern.compile("operation\\.[0-9]{1,3}");
  private static final KeyViews.Form EMPTY = new KeyViews.Form("", "", List.of(), "", "30", "600");

  private final Neighbours neighbours;
  private final Frame frame;
  private final ServiceParts parts;
  private final ServiceOperations operations;
  private final Shown shown;

  KeyPages(Neighbours neighbours, Frame frame, ServiceParts parts, Shown shown) {
    this.neighbours = neighbours;
    this.frame = frame;
    this.parts = parts;
    this.shown = shown;
    operations = new ServiceOperations(neighbours);
  }

  /** {@code GET /services/{id}/keys} for people. */
  public Reply page(Call call) {
    call.query();
    return page(call, parts.service(call.id()), EMPTY, "", _ -> false);
  }

  /** {@code POST /services/{id}/keys} of a form: makes a publishable one. */
  public Reply publish(Call call) {
    var form = call.form(OPERATION, "name", "origins", "operations", "each", "all");
    var service = parts.service(call.id());
    List<String> chosen =
        form.values().entrySet().stream()
            .filter(e -> OPERATION.matcher(e.getKey()).matches())
            .map(Map.Entry::getValue)
            .toList();
    try {
      var publishable =
          Publishable.newBuilder()
              .addAllOrigins(lines(form.text("origins")))
              .addAllOperations(chosen)
              .addAllOperations(lines(form.text("operations")))
              .setCallsPerMinute(form.number("all", 1, 6_000, 0))
              .setCallsPerMinutePerAddress(form.number("each", 1, 600, 0));
      var _ =
          neighbours
              .gate(neighbours.deadline())
              .createKey(
                  CreateKeyRequest.newBuilder()
                      .setServiceId(call.id())
                      .setName(form.text("name"))
                      .setPublishable(publishable)
                      .build());
    } catch (StatusRuntimeException e) {
      return again(call, service, form, chosen, Problem.of(e));
    } catch (Rejected e) {
      return again(call, service, form, chosen, e.problem());
    }
    return Reply.seeOther(Links.service(call.id()) + "/keys");
  }

  private static List<String> lines(String text) {
    return text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
  }

  private Reply again(
      Call call, Service service, Query form, List<String> chosen, Problem problem) {
    var typed =
        new KeyViews.Form(
            form.text("name"),
            form.text("origins"),
            List.of(),
            form.text("operations"),
            form.text("each"),
            form.text("all"));
    var error =
        problem.errors().isEmpty()
            ? problem.detail()
            : String.join(
                " ",
                problem.errors().stream()
                    .map(v -> label(v.field()) + " " + v.message() + ".")
                    .toList());
    return page(call, service, typed, error, chosen::contains);
  }

  private static String label(String field) {
    return switch (field) {
      case "name" -> "The name";
      case "publishable.origins" -> "Origins";
      case "publishable.operations" -> "Operations";
      case "publishable.calls_per_minute", "all" -> "Calls a minute of everybody";
      case "publishable.calls_per_minute_per_address", "each" -> "Calls a minute of one address";
      default -> field;
    };
  }

  private Reply page(
      Call call, Service service, KeyViews.Form typed, String error, Predicate<String> chosen) {
    var known = operations.of(service);
    var id = service.getId();
    var refusal =
        Caller.current().session().isEmpty()
            ? "Keys are a signed-in wallet's: sign in at the top of this page, or over the API."
            : "";
    List<KeyViews.Choice> choices = new ArrayList<>();
    for (var operation : known) {
      choices.add(
          new KeyViews.Choice(
              "operation." + choices.size(),
              operation.operation(),
              chosen.test(operation.operation())));
    }
    var form =
        new KeyViews.Form(
            typed.name(), typed.origins(), choices, typed.others(), typed.each(), typed.all());
    var view =
        new KeyViews.KeyPage(
            id,
            service.getName(),
            refusal,
            error,
            refusal.isEmpty() ? keys(service, known) : List.of(),
            form);
    return frame
        .html()
        .page(
            error.isEmpty() ? 200 : 422,
            "keys",
            Map.of("shell", frame.shell(call, "Keys", Links.service(id) + "/keys"), "view", view));
  }

  private List<KeyViews.Made> keys(Service service, List<Operation> known) {
    return neighbours
        .gate(neighbours.pageDeadline())
        .listKeys(ListKeysRequest.newBuilder().setServiceId(service.getId()).build())
        .getKeysList()
        .stream()
        .map(key -> made(service, key, known))
        .toList();
  }

  private KeyViews.Made made(Service service, Key key, List<Operation> known) {
    var publishable = key.getPublishable();
    var base = service.hasApiBaseUrl() ? Links.http(service.getApiBaseUrl()) : "";
    return new KeyViews.Made(
        key.getId(),
        key.getName(),
        publishable.getText(),
        key.getHint() + "\u2026",
        key.hasPublishable() ? publishable.getOperationsList() : opens(key),
        publishable.getOriginsList(),
        key.hasPublishable()
            ? publishable.getCallsPerMinutePerAddress()
                + " calls a minute of one network address, "
                + publishable.getCallsPerMinute()
                + " of everybody together"
            : "",
        times(key),
        key.hasPublishable() && !base.isEmpty()
            ? KeySnippet.of(base, publishable.getText(), publishable.getOperationsList(), known)
            : "");
  }

  private static List<String> opens(Key key) {
    var scope = key.getScope();
    var methods = scope.getMethodsList().isEmpty() ? List.of("any method") : scope.getMethodsList();
    var paths = scope.getPathsList().isEmpty() ? List.of("any path") : scope.getPathsList();
    return List.of(String.join(", ", methods) + " at " + String.join(", ", paths));
  }

  private String times(Key key) {
    var made = "made " + shown.moment(key.getCreatedAt()).relative();
    var used =
        key.hasLastUsedAt()
            ? "last used " + shown.moment(key.getLastUsedAt()).relative()
            : "not used yet";
    return key.hasExpiresAt()
        ? made + ", " + used + ", until " + shown.moment(key.getExpiresAt()).full()
        : made + ", " + used;
  }

  /** {@code POST /services/{id}/keys/{key_id}/delete}: ends one. */
  public Reply end(Call call) {
    call.form();
    var _ =
        neighbours
            .gate(neighbours.deadline())
            .deleteKey(
                DeleteKeyRequest.newBuilder()
                    .setServiceId(call.id())
                    .setKeyId(Query.uuid("key_id", call.pathPart("key_id")))
                    .build());
    return Reply.seeOther(Links.service(call.id()) + "/keys");
  }
}
