package factory.web.work;

import factory.pipeline.v1.ListTemplatesRequest;
import factory.pipeline.v1.MakePlanRequest;
import factory.pipeline.v1.MakePlanResponse;
import factory.pipeline.v1.Template;
import factory.pipeline.v1.TemplateParameter;
import factory.pipeline.v1.TemplateUse;
import factory.web.http.Call;
import factory.web.http.Problem;
import factory.web.http.Query;
import factory.web.http.Rejected;
import factory.web.http.Reply;
import factory.web.neighbour.Neighbours;
import factory.web.page.ApiDocument;
import factory.web.page.Frame;
import factory.web.page.Parts;
import factory.web.page.Views;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Small services to begin with: what each makes, and the way to a plan of it. */
public final class TemplatePages {
  /** What is chosen of a template, in an address and a form. */
  static final Pattern PARAMETER = Pattern.compile("parameters\\.[a-z][a-z_]{0,40}");

  private static final String TEMPLATES = "/templates";

  private final Neighbours neighbours;
  private final Frame frame;

  public TemplatePages(Neighbours neighbours, Frame frame) {
    this.neighbours = neighbours;
    this.frame = frame;
  }

  /** {@code GET /templates} for people. */
  public Reply list(Call call) {
    call.query();
    return frame
        .html()
        .page(
            200,
            "templates",
            Map.of(
                "shell",
                frame.shell(call, "Templates", TEMPLATES),
                "view",
                new TemplateViews.Templates(all().stream().map(TemplatePages::card).toList())));
  }

  private List<Template> all() {
    return neighbours
        .pipeline(neighbours.pageDeadline())
        .listTemplates(ListTemplatesRequest.getDefaultInstance())
        .getTemplatesList();
  }

  private static TemplateViews.Card card(Template template) {
    var said = PlanParts.said(template.getSpecification(), List.of());
    return new TemplateViews.Card(
        template.getName(),
        template.getTitle(),
        template.getDescription(),
        template.getExample(),
        makes(said),
        template.getParametersList().stream()
            .map(TemplateParameter::getDescription)
            .map(TemplatePages::lower)
            .collect(Collectors.joining("; ")));
  }

  private static String lower(String words) {
    return words.isEmpty() ? "" : Character.toLowerCase(words.charAt(0)) + words.substring(1);
  }

  private static String makes(PlanViews.Said said) {
    var kinds = said.kinds().stream().map(PlanViews.Kind::plural).collect(Collectors.joining(", "));
    var operations =
        said.operations().stream().map(PlanViews.Operation::name).collect(Collectors.joining(", "));
    return Stream.of(
            kinds.isEmpty() ? "It keeps nothing." : "It keeps " + kinds + ".",
            operations.isEmpty() ? "" : "Besides: " + operations + ".")
        .filter(words -> !words.isEmpty())
        .collect(Collectors.joining(" "));
  }

  /** {@code GET /templates/{name}} for people. */
  public Reply page(Call call) {
    call.query();
    return page(call, 200, named(call.pathPart("name")), Map.of(), Map.of());
  }

  /** The same with what was chosen, and what the pipeline said is wrong with it. */
  Reply again(Call call, String name, Map<String, String> chosen, Problem problem) {
    Map<String, String> wrong = new HashMap<>();
    problem.errors().forEach(e -> wrong.put(e.field(), "It " + e.message() + "."));
    return page(call, 422, named(name), chosen, wrong);
  }

  /** What is chosen in an address; what was left empty is as the template says. */
  static Map<String, String> chosen(Query query) {
    Map<String, String> chosen = new LinkedHashMap<>();
    query
        .values()
        .forEach(
            (name, value) -> {
              if (PARAMETER.matcher(name).matches() && !value.isBlank()) {
                chosen.put(name.substring(name.indexOf('.') + 1), value.strip());
              }
            });
    return chosen;
  }

  private Template named(String name) {
    return all().stream()
        .filter(template -> template.getName().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new Rejected(new Problem(404, "TEMPLATE_NOT_FOUND", "There is no such template.")));
  }

  private Reply page(
      Call call,
      int status,
      Template template,
      Map<String, String> chosen,
      Map<String, String> wrong) {
    var problem = "";
    var plan = MakePlanResponse.getDefaultInstance();
    try {
      plan =
          neighbours
              .pipeline(neighbours.pageDeadline())
              .makePlan(
                  MakePlanRequest.newBuilder()
                      .addTemplates(TemplateUse.newBuilder().setName(template.getName()))
                      .build());
    } catch (StatusRuntimeException e) {
      problem = Parts.trouble("The pipeline", e);
    }
    var view =
        new TemplateViews.Template(
            template.getName(),
            template.getTitle(),
            template.getDescription(),
            template.getExample(),
            problem,
            PlanParts.said(plan.getSpecification(), List.of()),
            ApiDocument.operations(plan.getOpenapi()).stream()
                .map(o -> new Views.Operation(o.method(), o.path(), o.summary()))
                .toList(),
            parameters(template, chosen, wrong));
    return frame
        .html()
        .page(
            status,
            "template",
            Map.of(
                "shell",
                frame.shell(call, "Template: " + template.getTitle(), TEMPLATES),
                "view",
                view));
  }

  private static List<TemplateViews.Parameter> parameters(
      Template template, Map<String, String> chosen, Map<String, String> wrong) {
    Map<String, String> fallbacks = new LinkedHashMap<>();
    List<TemplateViews.Parameter> parameters = new ArrayList<>();
    for (var parameter : template.getParametersList()) {
      var fallback = parameter.getFallback();
      for (var before : fallbacks.entrySet()) {
        fallback = fallback.replace("${" + before.getKey() + "}", before.getValue());
      }
      fallbacks.put(parameter.getName(), fallback);
      var field = "parameters." + parameter.getName();
      parameters.add(
          new TemplateViews.Parameter(
              field,
              parameter.getDescription(),
              fallback,
              parameter.getPattern().startsWith("[a-z]")
                  ? "In lower case, with _ between words."
                  : "",
              chosen.getOrDefault(parameter.getName(), ""),
              wrong.getOrDefault(field, "")));
    }
    return parameters;
  }
}
