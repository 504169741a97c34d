package factory.web.work;

import com.google.protobuf.Struct;
import factory.mesh.Fault;
import factory.pipeline.v1.GetSpecificationRequest;
import factory.pipeline.v1.MakePlanRequest;
import factory.pipeline.v1.MakePlanResponse;
import factory.pipeline.v1.TemplateUse;
import factory.registry.v1.Question;
import factory.web.http.Call;
import factory.web.http.Fields;
import factory.web.http.Problem;
import factory.web.http.Query;
import factory.web.http.Rejected;
import factory.web.http.Reply;
import factory.web.neighbour.Neighbours;
import factory.web.page.ChainParts;
import factory.web.page.Frame;
import factory.web.page.ServiceParts;
import io.grpc.StatusRuntimeException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** The page on which a plan is seen and changed before anything is built. */
public final class PlanPages {
  private static final String UNANSWERED = "needs your answer before it can be built";

  private final Neighbours neighbours;
  private final Frame frame;
  private final ServiceParts services;
  private final PlanPageParts parts;
  private final PlanBuilds builds;
  private final TemplatePages templates;

  public PlanPages(
      Neighbours neighbours,
      Frame frame,
      ServiceParts services,
      ChainParts chains,
      TemplatePages templates) {
    this.templates = templates;
    this.neighbours = neighbours;
    this.frame = frame;
    this.services = services;
    parts = new PlanPageParts(neighbours, services, chains);
    builds = new PlanBuilds(neighbours);
  }

  /** {@code GET /new}. */
  public Reply page(Call call) {
    var query = call.query(TemplatePages.PARAMETER, "service", "template", "from");
    if (query.given("service").isPresent()) {
      var service = services.service(query.uuid("service"));
      var found =
          neighbours
              .pipeline(neighbours.deadline())
              .getSpecification(
                  GetSpecificationRequest.newBuilder().setServiceId(service.getId()).build());
      var state = found.getDraft().isEmpty() ? found.getSpecification() : found.getDraft();
      var desk = new PlanDesk(Optional.of(service), service.getIdea(), state);
      return shown(call, desk, state.isEmpty() ? ofIdea(service.getIdea()) : of(state, Map.of()));
    }
    if (query.given("template").isPresent()) {
      return ofTemplate(call, query.text("template"), TemplatePages.chosen(query));
    }
    var idea =
        query.given("from").map(_ -> services.service(query.uuid("from")).getIdea()).orElse("");
    return page(
        200,
        call,
        new PlanDesk(Optional.empty(), idea, ""),
        MakePlanResponse.getDefaultInstance(),
        PlanWrong.NOTHING);
  }

  /** Its plan; what is wrong with what was chosen is said where it is chosen. */
  private Reply ofTemplate(Call call, String name, Map<String, String> chosen) {
    var request =
        MakePlanRequest.newBuilder()
            .addTemplates(TemplateUse.newBuilder().setName(name).putAllParameters(chosen))
            .build();
    var desk = new PlanDesk(Optional.empty(), "", "");
    try {
      return page(200, call, desk, ask(request), PlanWrong.NOTHING);
    } catch (StatusRuntimeException e) {
      var problem = Problem.of(e);
      return problem.errors().stream().anyMatch(v -> v.field().startsWith("parameters."))
          ? templates.again(call, name, chosen, problem)
          : failed(call, desk, problem);
    }
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

  /** {@code POST /new}: each button changes the plan, and the page shows it anew. */
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
            "kind_plural",
            "chain_id",
            "metadata");
    var service = form.given("service_id").map(_ -> services.service(form.uuid("service_id")));
    var desk =
        new PlanDesk(
            service,
            form.given("nonce").orElseGet(() -> UUID.randomUUID().toString()),
            form.text("idea").strip(),
            form.text("specification"),
            Map.of(),
            form.given("chain_id"),
            form.text("metadata"),
            form.text("do"));
    if (desk.button().equals("model") && !desk.idea().isEmpty()) {
      return done(call, desk, () -> builds.readByModel(form, Frame.wallet(call), desk));
    }
    if (desk.button().equals("read") || (desk.state().isEmpty() && !desk.button().equals("json"))) {
      return desk.idea().isEmpty()
          ? page(
              422,
              call,
              desk,
              MakePlanResponse.newBuilder().setSpecification(desk.state()).build(),
              new PlanWrong("", Map.of(), "Write what the API should do.", ""))
          : shown(call, desk, ofIdea(desk.idea()));
    }
    return edited(call, form, desk);
  }

  private Reply edited(Call call, Query form, PlanDesk desk) {
    var text = desk.button().equals("json") ? form.text("json") : desk.state();
    var specification = PlanParts.object(text);
    if (specification.isEmpty()) {
      return page(
          422,
          call,
          desk,
          MakePlanResponse.newBuilder().setSpecification(text).build(),
          PlanWrong.of("The specification is no JSON object."));
    }
    var edits = new PlanEdits(specification.get(), form);
    Map<String, String> answers = Map.of();
    if (!desk.button().equals("json")) {
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
    return switch (desk.button()) {
      case "build" -> wanted(call, form, changed, plan);
      case "save" ->
          plan.getProblemsCount() == 0
              ? saved(call, changed, plan)
              : page(422, call, changed, plan, PlanWrong.NOTHING);
      default -> page(200, call, changed, plan, PlanWrong.NOTHING);
    };
  }

  /** Built when it is ready; else the page says what is missing, and where. */
  private Reply wanted(Call call, Query form, PlanDesk desk, MakePlanResponse plan) {
    if (plan.getProblemsCount() > 0 || plan.getQuestionsCount() > 0) {
      Map<String, String> wrong = new LinkedHashMap<>();
      plan.getQuestionsList().stream()
          .map(Question::getId)
          .forEach(question -> wrong.put(question, UNANSWERED));
      return page(422, call, desk, plan, new PlanWrong("", wrong, "", ""));
    }
    if (desk.metadata().isBlank()) {
      return built(call, form, desk, plan, Struct.newBuilder());
    }
    try {
      return built(call, form, desk, plan, Fields.object("metadata", desk.metadata()).toBuilder());
    } catch (Rejected e) {
      return page(
          422,
          call,
          desk,
          plan,
          new PlanWrong("", Map.of(), "", words(e.problem().errors(), "It ")));
    }
  }

  /** Answers that cannot be read stand beside their questions; all else is as it was. */
  private Reply withAnswers(
      Call call, PlanDesk desk, Map<String, String> answers, StatusRuntimeException error) {
    var problem = Problem.of(error);
    Map<String, String> wrong = new LinkedHashMap<>();
    for (var violation : problem.errors()) {
      if (violation.field().startsWith("answers.")) {
        wrong.put(violation.field().substring("answers.".length()), violation.message());
      }
    }
    return wrong.isEmpty()
        ? failed(call, desk, problem)
        : page(
            422,
            call,
            desk.answered(answers),
            ask(of(desk.state(), Map.of())),
            new PlanWrong("", wrong, "", ""));
  }

  private Reply shown(Call call, PlanDesk desk, MakePlanRequest request) {
    try {
      return page(200, call, desk, ask(request), PlanWrong.NOTHING);
    } catch (StatusRuntimeException e) {
      return failed(call, desk, Problem.of(e));
    }
  }

  private Reply failed(Call call, PlanDesk desk, Problem problem) {
    var ofIdea = problem.errors().stream().allMatch(error -> error.field().equals("idea"));
    var words =
        problem.errors().isEmpty()
            ? problem.detail() + " What you wrote is still here; try again."
            : words(problem.errors(), "");
    return page(
        problem.status() == 400 ? 422 : problem.status(),
        call,
        desk,
        MakePlanResponse.newBuilder().setSpecification(desk.state()).build(),
        ofIdea && !problem.errors().isEmpty()
            ? new PlanWrong("", Map.of(), words(problem.errors(), "It "), "")
            : PlanWrong.of(words));
  }

  /**
   * @param own what stands in place of the name of a field that is there to be seen
   */
  private static String words(List<Fault.FieldViolation> violations, String own) {
    return violations.stream()
        .map(
            violation ->
                (own.isEmpty() ? violation.field() + " " : own)
                    + violation.message()
                    + (violation.message().endsWith(".") ? "" : "."))
        .reduce((a, b) -> a + " " + b)
        .orElse("");
  }

  private MakePlanResponse ask(MakePlanRequest request) {
    return neighbours.pipeline(neighbours.deadline()).makePlan(request);
  }

  private Reply built(
      Call call, Query form, PlanDesk desk, MakePlanResponse plan, Struct.Builder metadata) {
    return done(
        call,
        desk.with(plan.getSpecification()),
        () -> builds.built(form, Frame.wallet(call), desk, plan, metadata));
  }

  private Reply saved(Call call, PlanDesk desk, MakePlanResponse plan) {
    return desk.service().isEmpty()
        ? page(200, call, desk, plan, PlanWrong.NOTHING)
        : done(
            call,
            desk.with(plan.getSpecification()),
            () -> builds.saved(desk.service().get(), plan));
  }

  /** Goes on at the page that an act leads to; what is refused is said on this one. */
  private Reply done(Call call, PlanDesk desk, Supplier<String> act) {
    try {
      return Reply.seeOther(act.get());
    } catch (StatusRuntimeException e) {
      return failed(call, desk, Problem.of(e));
    }
  }

  private Reply page(int status, Call call, PlanDesk desk, MakePlanResponse plan, PlanWrong wrong) {
    var view = parts.view(desk, plan, wrong);
    var title = view.said().title().isEmpty() ? "New" : "Plan: " + view.said().title();
    return frame
        .html()
        .page(status, "plan", Map.of("shell", frame.shell(call, title, "/new"), "view", view));
  }
}
