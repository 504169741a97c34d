package factory.web.page;

import factory.mesh.Fault;
import factory.pipeline.v1.ChangeSpecificationRequest;
import factory.pipeline.v1.GenerateServiceRequest;
import factory.pipeline.v1.GetSpecificationRequest;
import factory.pipeline.v1.ListTemplatesRequest;
import factory.pipeline.v1.MakePlanRequest;
import factory.pipeline.v1.MakePlanResponse;
import factory.pipeline.v1.SubmitIdeaRequest;
import factory.pipeline.v1.TemplateUse;
import factory.registry.v1.Service;
import factory.web.http.Call;
import factory.web.http.Problem;
import factory.web.http.Query;
import factory.web.http.Reply;
import factory.web.neighbour.Neighbours;
import io.grpc.StatusRuntimeException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The page on which a plan is seen and changed before anything is built. */
public final class PlanPages {
  private final Neighbours neighbours;
  private final Frame frame;
  private final ServiceParts services;

  PlanPages(Neighbours neighbours, Frame frame, ServiceParts services) {
    this.neighbours = neighbours;
    this.frame = frame;
    this.services = services;
  }

  /**
   * Where somebody is with a plan.
   *
   * @param service whose next version it is
   * @param state the specification as JSON; empty while there is none
   * @param answers that could not be put to use
   */
  private record Desk(
      Optional<Service> service,
      String nonce,
      String idea,
      String state,
      Map<String, String> answers) {
    Desk with(String newState) {
      return new Desk(service, nonce, idea, newState, answers);
    }
  }

  /** {@code GET /plans}. */
  public Reply page(Call call) {
    var query = call.query("service", "template");
    var nonce = UUID.randomUUID().toString();
    if (query.given("service").isPresent()) {
      var service = services.service(query.uuid("service"));
      var found =
          neighbours
              .pipeline(neighbours.deadline())
              .getSpecification(
                  GetSpecificationRequest.newBuilder().setServiceId(service.getId()).build());
      var state = found.getDraft().isEmpty() ? found.getSpecification() : found.getDraft();
      var desk = new Desk(Optional.of(service), nonce, service.getIdea(), state, Map.of());
      return shown(call, desk, state.isEmpty() ? ofIdea(service.getIdea()) : of(state, Map.of()));
    }
    var desk = new Desk(Optional.empty(), nonce, "", "", Map.of());
    if (query.given("template").isEmpty()) {
      return page(200, call, desk, MakePlanResponse.getDefaultInstance(), "", Map.of());
    }
    return shown(
        call,
        desk,
        MakePlanRequest.newBuilder()
            .addTemplates(TemplateUse.newBuilder().setName(query.text("template")))
            .build());
  }

  private static MakePlanRequest ofIdea(String idea) {
    return MakePlanRequest.newBuilder().setIdea(idea).build();
  }

  private static MakePlanRequest of(String specification, Map<String, String> answers) {
    return MakePlanRequest.newBuilder()
        .setSpecification(specification)
        .putAllAnswers(answers)
        .build();
  }

  /** {@code POST /plans} of a form: each button changes the plan, and the page shows it anew. */
  public Reply change(Call call) {
    var form =
        call.form(
            PlanEdits.INPUT,
            "do",
            "nonce",
            "service_id",
            "idea",
            "title",
            "specification",
            "json",
            "kind_name",
            "kind_plural");
    var service = form.given("service_id").map(_ -> services.service(form.uuid("service_id")));
    var desk =
        new Desk(
            service,
            form.given("nonce").orElseGet(() -> UUID.randomUUID().toString()),
            form.text("idea").strip(),
            form.text("specification"),
            Map.of());
    if (form.text("do").equals("read")
        || (desk.state().isEmpty() && !form.text("do").equals("json"))) {
      return desk.idea().isEmpty()
          ? page(
              422,
              call,
              desk,
              MakePlanResponse.getDefaultInstance(),
              "Write what the service should do.",
              Map.of())
          : shown(call, desk, ofIdea(desk.idea()));
    }
    return edited(call, form, desk);
  }

  private Reply edited(Call call, Query form, Desk desk) {
    var text = form.text("do").equals("json") ? form.text("json") : desk.state();
    var specification = PlanParts.object(text);
    if (specification.isEmpty()) {
      return page(
          422,
          call,
          desk,
          MakePlanResponse.newBuilder().setSpecification(text).build(),
          "The specification is no JSON object.",
          Map.of());
    }
    var edits = new PlanEdits(specification.get(), form);
    Map<String, String> answers = Map.of();
    if (!form.text("do").equals("json")) {
      edits.apply();
      answers = edits.answers();
    }
    var changed = desk.with(specification.get().toString());
    MakePlanResponse plan;
    try {
      plan = ask(of(changed.state(), answers));
    } catch (StatusRuntimeException e) {
      return withAnswers(call, changed, answers, e);
    }
    var ready = plan.getProblemsCount() == 0 && plan.getQuestionsCount() == 0;
    if (form.text("do").equals("build") && ready) {
      return built(call, changed, plan);
    }
    return form.text("do").equals("save") && plan.getProblemsCount() == 0
        ? saved(call, changed, plan)
        : page(200, call, changed, plan, "", Map.of());
  }

  /** Answers that cannot be read stand beside their questions; all else is as it was. */
  private Reply withAnswers(
      Call call, Desk desk, Map<String, String> answers, StatusRuntimeException error) {
    var problem = Problem.of(error);
    Map<String, String> wrong = new LinkedHashMap<>();
    for (var violation : problem.errors()) {
      if (violation.field().startsWith("answers.")) {
        wrong.put(violation.field().substring("answers.".length()), violation.message());
      }
    }
    if (wrong.isEmpty()) {
      return failed(call, desk, problem);
    }
    return page(
        422,
        call,
        new Desk(desk.service(), desk.nonce(), desk.idea(), desk.state(), answers),
        ask(of(desk.state(), Map.of())),
        "",
        wrong);
  }

  private Reply shown(Call call, Desk desk, MakePlanRequest request) {
    try {
      return page(200, call, desk, ask(request), "", Map.of());
    } catch (StatusRuntimeException e) {
      return failed(call, desk, Problem.of(e));
    }
  }

  private Reply failed(Call call, Desk desk, Problem problem) {
    var words =
        problem.errors().isEmpty()
            ? problem.detail()
            : problem.errors().stream()
                .map(PlanPages::words)
                .reduce((a, b) -> a + " " + b)
                .orElse("");
    return page(
        problem.status() == 400 ? 422 : problem.status(),
        call,
        desk,
        MakePlanResponse.newBuilder().setSpecification(desk.state()).build(),
        words,
        Map.of());
  }

  private static String words(Fault.FieldViolation violation) {
    var words =
        violation.field().equals("idea")
            ? violation.message()
            : violation.field() + " " + violation.message();
    return words.endsWith(".") ? words : words + ".";
  }

  private MakePlanResponse ask(MakePlanRequest request) {
    return neighbours.pipeline(neighbours.deadline()).makePlan(request);
  }

  private Reply built(Call call, Desk desk, MakePlanResponse plan) {
    try {
      if (desk.service().isPresent()) {
        var id = desk.service().get().getId();
        store(id, plan);
        var _ =
            neighbours
                .pipeline(neighbours.deadline())
                .generateService(
                    GenerateServiceRequest.newBuilder().setServiceId(id).setAuto(true).build());
        return Reply.seeOther("/services/" + id);
      }
      var request =
          SubmitIdeaRequest.newBuilder()
              // The same plan is built once, however often the button is pressed.
              .setRequestId(
                  FormRequestId.of(
                      "plan", List.of(desk.nonce(), desk.idea(), plan.getSpecification())))
              .setIdea(desk.idea())
              .setSpecification(plan.getSpecification())
              .setAuto(true);
      Frame.wallet(call).ifPresent(wallet -> request.setRequesterId(wallet.address()));
      return Reply.seeOther(
          "/services/"
              + neighbours
                  .pipeline(neighbours.deadline())
                  .submitIdea(request.build())
                  .getService()
                  .getId());
    } catch (StatusRuntimeException e) {
      return failed(call, desk.with(plan.getSpecification()), Problem.of(e));
    }
  }

  private Reply saved(Call call, Desk desk, MakePlanResponse plan) {
    try {
      if (desk.service().isPresent()) {
        store(desk.service().get().getId(), plan);
        return Reply.seeOther("/services/" + desk.service().get().getId());
      }
      return page(200, call, desk, plan, "", Map.of());
    } catch (StatusRuntimeException e) {
      return failed(call, desk.with(plan.getSpecification()), Problem.of(e));
    }
  }

  private void store(String service, MakePlanResponse plan) {
    var _ =
        neighbours
            .pipeline(neighbours.deadline())
            .changeSpecification(
                ChangeSpecificationRequest.newBuilder()
                    .setServiceId(service)
                    .setSpecification(plan.getSpecification())
                    .build());
  }

  private Reply page(
      int status,
      Call call,
      Desk desk,
      MakePlanResponse plan,
      String error,
      Map<String, String> wrong) {
    var may = desk.service().map(services::may);
    var there = !plan.getSpecification().isEmpty();
    var view =
        new PlanViews.PlanPage(
            desk.service().map(Service::getId).orElse(""),
            desk.nonce(),
            desk.idea(),
            error,
            PlanParts.pretty(plan.getSpecification()),
            there ? List.of() : templates(),
            PlanParts.said(plan.getSpecification(), plan.getProblemsList()),
            PlanParts.questions(plan, desk.answers(), wrong),
            PlanParts.problems(plan.getProblemsList()),
            there && plan.getProblemsCount() == 0 && plan.getQuestionsCount() == 0,
            may.filter(m -> !m.change()).map(Actions.May::words).orElse(""));
    return frame
        .html()
        .page(status, "plan", Map.of("shell", frame.shell(call, "Plan", "/plans"), "view", view));
  }

  private List<PlanViews.TemplateChoice> templates() {
    return neighbours
        .pipeline(neighbours.deadline())
        .listTemplates(ListTemplatesRequest.getDefaultInstance())
        .getTemplatesList()
        .stream()
        .map(
            template ->
                new PlanViews.TemplateChoice(
                    template.getName(),
                    template.getTitle(),
                    template.getDescription(),
                    template.getExample()))
        .toList();
  }
}
