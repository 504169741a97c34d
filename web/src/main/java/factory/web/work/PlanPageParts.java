package factory.web.work;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import factory.pipeline.v1.GetModelRequest;
import factory.pipeline.v1.ListTemplatesRequest;
import factory.pipeline.v1.MakePlanResponse;
import factory.registry.v1.Service;
import factory.web.neighbour.Neighbours;
import factory.web.page.Actions;
import factory.web.page.ChainParts;
import factory.web.page.ServiceParts;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What the page of a plan shows. */
final class PlanPageParts {
  private static final Pattern EDITED = Pattern.compile("(remove|show)\\.k([0-9]{1,2})(\\..*)?");

  private final Neighbours neighbours;
  private final ServiceParts services;
  private final ChainParts chains;

  PlanPageParts(Neighbours neighbours, ServiceParts services, ChainParts chains) {
    this.neighbours = neighbours;
    this.services = services;
    this.chains = chains;
  }

  /** The page of a plan, with what is wrong with what was sent. */
  PlanViews.PlanPage view(PlanDesk desk, MakePlanResponse plan, PlanWrong wrong) {
    var may = desk.service().map(services::may);
    var there = !plan.getSpecification().isEmpty();
    var said = PlanParts.said(plan.getSpecification(), plan.getProblemsList());
    var questions = PlanParts.questions(plan, desk.answers(), wrong.answers());
    return new PlanViews.PlanPage(
        desk.service().map(Service::getId).orElse(""),
        desk.nonce(),
        desk.idea(),
        ReadBack.isDocument(desk.idea()),
        wrong.all(),
        plan.getSpecification(),
        PlanParts.pretty(plan.getSpecification()),
        there ? List.of() : templates(),
        said,
        ReadBack.of(desk.idea(), said, specification(plan.getSpecification())),
        questions,
        PlanParts.problems(plan.getProblemsList()),
        focus(desk, wrong, said, questions),
        editing(desk),
        there && plan.getProblemsCount() == 0 && plan.getQuestionsCount() == 0,
        may.filter(m -> !m.change()).map(Actions.May::words).orElse(""),
        questions.isEmpty() || desk.idea().isEmpty() ? "" : model(),
        chains.byDefault(),
        desk.service().isPresent()
            ? List.of()
            : chains.choices().stream().map(c -> c.chosenBy(desk.chain())).toList(),
        desk.metadata(),
        wrong.metadata(),
        wrong.idea());
  }

  /** The first control that is wrong. */
  private static String focus(
      PlanDesk desk, PlanWrong wrong, PlanViews.Said said, List<PlanViews.Question> questions) {
    if (!wrong.idea().isEmpty()) {
      return "plan-idea";
    }
    if (!wrong.metadata().isEmpty()) {
      return "plan-metadata";
    }
    for (var question : questions) {
      if (!question.problem().isEmpty()) {
        return "answer-" + question.id();
      }
    }
    return desk.button().isEmpty() || desk.button().equals("read")
        ? ""
        : said.kinds().stream()
            .flatMap(kind -> kind.fields().stream())
            .filter(field -> !field.problem().isEmpty())
            .map(PlanViews.Field::id)
            .findFirst()
            .orElse("");
  }

  private static int editing(PlanDesk desk) {
    var edited = EDITED.matcher(desk.button());
    return edited.matches() && !desk.button().matches("remove\\.k[0-9]+")
        ? Integer.parseInt(edited.group(2))
        : -1;
  }

  private static JsonNode specification(String text) {
    Optional<ObjectNode> there = PlanParts.object(text);
    return there.isPresent() ? there.get() : MissingNode.getInstance();
  }

  /** The model that could read what is not understood; empty where there is none. */
  private String model() {
    try {
      var response =
          neighbours
              .pipeline(neighbours.pageDeadline())
              .getModel(GetModelRequest.getDefaultInstance());
      return response.hasModel() ? response.getModel().getName() : "";
    } catch (StatusRuntimeException e) {
      return "";
    }
  }

  private List<PlanViews.TemplateChoice> templates() {
    try {
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
    } catch (StatusRuntimeException e) {
      // What was typed is worth more than the templates.
      return List.of();
    }
  }
}
