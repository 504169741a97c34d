package factory.web.access;

import factory.edge.v1.CreateKeyRequest;
import factory.edge.v1.DeleteKeyRequest;
import factory.edge.v1.KeyScope;
import factory.edge.v1.RotateKeyRequest;
import factory.edge.v1.UpdateKeyRequest;
import factory.mesh.Caller;
import factory.registry.v1.Service;
import factory.web.http.Call;
import factory.web.http.Problem;
import factory.web.http.Query;
import factory.web.http.Rejected;
import factory.web.http.Reply;
import factory.web.neighbour.Neighbours;
import factory.web.page.ApiDocument;
import factory.web.page.FormErrors;
import factory.web.page.Frame;
import factory.web.page.ServiceParts;
import factory.web.page.Tab;
import factory.web.service.CallExample;
import factory.web.service.ServiceOperations;
import factory.web.service.Versions;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The page of whoever calls a service: whether they may, their keys, and the first call. */
public final class AccessPages {
  private final Neighbours neighbours;
  private final Frame frame;
  private final ServiceParts services;
  private final AccessParts parts;
  private final KeyParts keys;
  private final Versions versions;
  private final CallExample calls;
  private final CallerUsage usage;

  public AccessPages(
      Neighbours neighbours,
      Frame frame,
      ServiceParts services,
      AccessParts parts,
      KeyParts keys,
      Versions versions,
      CallExample calls,
      CallerUsage usage) {
    this.neighbours = neighbours;
    this.frame = frame;
    this.services = services;
    this.parts = parts;
    this.keys = keys;
    this.versions = versions;
    this.calls = calls;
    this.usage = usage;
  }

  /** {@code GET /services/{id}/keys} for people: it leads to the page. */
  public Reply byId(Call call) {
    call.query();
    return Reply.seeOther(Tab.ACCESS.of(services.service(call.id())) + "#keys");
  }

  /** {@code GET /s/{slug}/access}. */
  public Reply page(Call call) {
    call.query();
    var slug = call.pathPart("slug");
    var service = services.named(slug);
    return service.getSlug().equals(slug)
        ? page(call, service, 200, _ -> KeyParts.Typed.NOTHING)
        : Reply.seeOther(Tab.ACCESS.of(service));
  }

  /** {@code GET /fragments/access}. */
  public Reply fragment(Call call) {
    var query = call.query("service_id", "v");
    return services.ofService(
        frame,
        call,
        query.uuid("service_id"),
        service ->
            frame
                .html()
                .live(
                    "access",
                    parts.access(service, versions.served(service), Frame.wallet(call)),
                    query.text("v")));
  }

  private Reply page(
      Call call,
      Service service,
      int status,
      Function<List<ServiceOperations.Operation>, KeyParts.Typed> typed) {
    var wallet = Frame.wallet(call);
    var version = versions.served(service);
    var operations = ApiDocument.operations(version.getOpenapi());
    var known = ServiceOperations.of(operations);
    var view =
        new AccessViews.Page(
            parts.access(service, version, wallet),
            calls.of("first", service, operations, wallet),
            calls.credential(wallet).variable().isEmpty()
                ? "In development the gate believes this header; elsewhere it takes a key."
                : "Put a key of yours into FACTORY_KEY first.",
            wallet
                .filter(_ -> Caller.current().session().isPresent())
                .map(mine -> usage.ofMine(mine, List.of(service))),
            keys.keys(service, known, typed.apply(known)));
    return frame
        .html()
        .page(
            status,
            "access",
            Map.of(
                "shell",
                frame.shell(call, "Access to " + service.getName(), Tab.ACCESS.of(service)),
                "view",
                view));
  }

  /** {@code POST /services/{id}/keys} of a form: makes a key for programs, or one for pages. */
  public Reply make(Call call) {
    var form =
        call.form(
            KeyForms.OPERATION,
            "for",
            "name",
            "origins",
            "operations",
            "each",
            "all",
            "reads",
            "until",
            "calls",
            "window");
    return form.text("for").equals("programs") ? makeForPrograms(call, form) : publish(call, form);
  }

  private Reply makeForPrograms(Call call, Query form) {
    var service = services.service(call.id());
    try {
      var request =
          CreateKeyRequest.newBuilder().setServiceId(call.id()).setName(form.text("name"));
      if (form.text("reads").equals("on")) {
        request.setScope(KeyForms.reading());
      }
      KeyForms.until(form).ifPresent(request::setExpiresAt);
      KeyForms.limit(form).ifPresent(request::setLimit);
      var made = neighbours.gate(neighbours.deadline()).createKey(request.build());
      return fresh(call, service, made.getKey().getName(), made.getSecret(), Optional.empty());
    } catch (StatusRuntimeException e) {
      return again(call, service, form, Problem.of(e));
    } catch (Rejected e) {
      return again(call, service, form, e.problem());
    }
  }

  private Reply again(Call call, Service service, Query form, Problem problem) {
    return page(
        call,
        service,
        422,
        _ ->
            new KeyParts.Typed(
                Optional.of(KeyForms.program(form, FormErrors.of(problem))),
                Optional.empty(),
                Optional.empty()));
  }

  /** The one page that has the secret; nothing keeps it. */
  private Reply fresh(
      Call call, Service service, String name, String secret, Optional<String> until) {
    return page(
        call,
        service,
        200,
        _ ->
            new KeyParts.Typed(
                Optional.empty(),
                Optional.empty(),
                Optional.of(new AccessViews.Fresh(name, secret, until))));
  }

  private Reply publish(Call call, Query form) {
    var service = services.service(call.id());
    try {
      var _ =
          neighbours
              .gate(neighbours.deadline())
              .createKey(
                  CreateKeyRequest.newBuilder()
                      .setServiceId(call.id())
                      .setName(form.text("name"))
                      .setPublishable(KeyForms.publishable(form))
                      .build());
      return back(service);
    } catch (StatusRuntimeException e) {
      return publishAgain(call, service, form, Problem.of(e));
    } catch (Rejected e) {
      return publishAgain(call, service, form, e.problem());
    }
  }

  private Reply publishAgain(Call call, Service service, Query form, Problem problem) {
    return page(
        call,
        service,
        422,
        known ->
            new KeyParts.Typed(
                Optional.empty(),
                Optional.of(KeyForms.publish(known, form, FormErrors.of(problem))),
                Optional.empty()));
  }

  private static Reply back(Service service) {
    return Reply.seeOther(Tab.ACCESS.of(service) + "#keys");
  }

  /** {@code POST /services/{id}/keys/{key_id}/change} of a form: one of its buttons. */
  public Reply change(Call call) {
    var form = call.form("do", "name", "reads", "until", "calls", "window");
    var service = services.service(call.id());
    var gate = neighbours.gate(neighbours.deadline());
    var request = UpdateKeyRequest.newBuilder().setServiceId(call.id()).setKeyId(keyId(call));
    switch (form.text("do")) {
      case "pause" -> gate.updateKey(request.setPaused(true).build());
      case "resume" -> gate.updateKey(request.setPaused(false).build());
      case "replace" -> {
        var told =
            gate.rotateKey(
                RotateKeyRequest.newBuilder()
                    .setServiceId(call.id())
                    .setKeyId(keyId(call))
                    .build());
        return fresh(
            call,
            service,
            told.getKey().getName(),
            told.getSecret(),
            told.getKey().hasPreviousUntil()
                ? Optional.of(keys.until(told.getKey().getPreviousUntil()))
                : Optional.empty());
      }
      case "edit" -> gate.updateKey(edited(request, form));
      default -> throw Problem.field("do", "must be pause, resume, replace or edit");
    }
    return back(service);
  }

  private static UpdateKeyRequest edited(UpdateKeyRequest.Builder request, Query form) {
    request.setName(form.text("name"));
    request.setScope(
        form.text("reads").equals("on") ? KeyForms.reading() : KeyScope.getDefaultInstance());
    KeyForms.until(form)
        .ifPresentOrElse(request::setExpiresAt, () -> request.setNeverExpires(true));
    KeyForms.limit(form).ifPresentOrElse(request::setLimit, () -> request.setWithoutLimit(true));
    return request.build();
  }

  private static String keyId(Call call) {
    return Query.uuid("key_id", call.pathPart("key_id"));
  }

  /** {@code POST /services/{id}/keys/{key_id}/delete}: ends one. */
  public Reply end(Call call) {
    call.form("do");
    var _ =
        neighbours
            .gate(neighbours.deadline())
            .deleteKey(
                DeleteKeyRequest.newBuilder()
                    .setServiceId(call.id())
                    .setKeyId(keyId(call))
                    .build());
    return back(services.service(call.id()));
  }
}
