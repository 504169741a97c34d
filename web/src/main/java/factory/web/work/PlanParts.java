package factory.web.work;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import factory.pipeline.v1.MakePlanResponse;
import factory.pipeline.v1.Problem;
import factory.web.page.Views;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Specifications as they are shown. */
public final class PlanParts {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private PlanParts() {}

  /** The JSON object in a text, when it is one. */
  public static Optional<ObjectNode> object(String text) {
    try {
      return JSON.readTree(text) instanceof ObjectNode object
          ? Optional.of(object)
          : Optional.empty();
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  public static PlanViews.Said said(String text, List<Problem> problems) {
    return object(text)
        .map(
            specification ->
                new PlanViews.Said(
                    SpecificationWords.text(specification, "title"),
                    SpecificationWords.text(specification, "description"),
                    kinds(specification, problems),
                    operations(specification),
                    leftOut(specification),
                    assumptions(specification)))
        .orElse(PlanViews.Said.NOTHING);
  }

  private static List<PlanViews.Kind> kinds(JsonNode specification, List<Problem> problems) {
    List<PlanViews.Kind> kinds = new ArrayList<>();
    for (var json : specification.path("kinds")) {
      var index = kinds.size();
      List<PlanViews.Field> fields = new ArrayList<>();
      for (var field : json.path("fields")) {
        fields.add(field(specification, field, index, fields.size(), problems));
      }
      kinds.add(
          new PlanViews.Kind(
              index,
              SpecificationWords.spaced(SpecificationWords.text(json, "name")),
              SpecificationWords.spaced(SpecificationWords.text(json, "plural")),
              SpecificationWords.text(json, "description"),
              fields,
              SpecificationWords.kind(json),
              who(json),
              types(specification, "text")));
    }
    return kinds;
  }

  private static PlanViews.Field field(
      JsonNode specification, JsonNode field, int kind, int index, List<Problem> problems) {
    var type = SpecificationWords.text(field, "type");
    var chosen =
        type.equals("reference") ? "reference:" + SpecificationWords.text(field, "kind") : type;
    var types = types(specification, chosen);
    var words = new ArrayList<String>();
    field.path("values").forEach(word -> words.add(word.asText()));
    var pointer = "/kinds/" + kind + "/fields/" + index;
    return new PlanViews.Field(
        "k" + kind + ".f" + index,
        SpecificationWords.text(field, "name"),
        SpecificationWords.type(field),
        field.path("required").asBoolean(),
        SpecificationWords.rules(field),
        !field.has("set_by")
            && !field.has("computed")
            && !field.has("aggregate")
            && types.stream().anyMatch(Views.Choice::chosen),
        String.join(", ", words),
        types,
        problems.stream()
            .filter(p -> p.getPointer().equals(pointer) || p.getPointer().startsWith(pointer + "/"))
            .map(
                p ->
                    p.getPointer().substring(pointer.length()).replaceFirst("^/", "")
                        + " "
                        + p.getMessage())
            .map(String::strip)
            .reduce((a, b) -> a + "; " + b)
            .orElse(""));
  }

  /** What a field can be, without what a form could not ask for. */
  private static List<Views.Choice> types(JsonNode specification, String chosen) {
    List<Views.Choice> choices = new ArrayList<>();
    for (var type :
        List.of(
            "text",
            "integer",
            "decimal",
            "money",
            "boolean",
            "date",
            "time",
            "instant",
            "duration",
            "email",
            "url",
            "enum",
            "json",
            "wallet")) {
      choices.add(
          new Views.Choice(
              type,
              java.util.Objects.requireNonNull(SpecificationWords.types().get(type)),
              type.equals(chosen)));
    }
    for (var kind : specification.path("kinds")) {
      var name = SpecificationWords.text(kind, "name");
      choices.add(
          new Views.Choice(
              "reference:" + name,
              "A " + SpecificationWords.spaced(name),
              chosen.equals("reference:" + name)));
    }
    return choices;
  }

  /** What can be listed is seen as well, where one alone cannot be read. */
  private static boolean isPossible(JsonNode kind, String operation) {
    return SpecificationWords.has(kind, operation)
        || (operation.equals("read") && SpecificationWords.has(kind, "list"));
  }

  private static List<PlanViews.Who> who(JsonNode kind) {
    List<PlanViews.Who> who = new ArrayList<>();
    for (var operation : List.of("read", "create", "update", "delete")) {
      who.add(
          new PlanViews.Who(
              switch (operation) {
                case "read" -> "See";
                case "create" -> "Add";
                case "update" -> "Change";
                default -> "Delete";
              },
              isPossible(kind, operation)
                  ? SpecificationWords.access(kind.path("access").path(operation))
                  : "nobody"));
    }
    return who;
  }

  private static List<PlanViews.Operation> operations(JsonNode specification) {
    List<PlanViews.Operation> operations = new ArrayList<>();
    var actions = specification.path("actions");
    for (var i = 0; i < actions.size(); i++) {
      var action = actions.get(i);
      operations.add(
          new PlanViews.Operation(
              "Action",
              SpecificationWords.spaced(SpecificationWords.text(action, "name")),
              "POST " + SpecificationWords.path(specification, action),
              SpecificationWords.action(action),
              "remove.a" + i));
    }
    var functions = specification.path("functions");
    for (var i = 0; i < functions.size(); i++) {
      var function = functions.get(i);
      operations.add(
          new PlanViews.Operation(
              "Function",
              SpecificationWords.spaced(SpecificationWords.text(function, "name")),
              "POST /" + SpecificationWords.text(function, "name").replace('_', '-'),
              SpecificationWords.function(function),
              "remove.u" + i));
    }
    var reports = specification.path("reports");
    for (var i = 0; i < reports.size(); i++) {
      var report = reports.get(i);
      operations.add(
          new PlanViews.Operation(
              "Report",
              SpecificationWords.spaced(SpecificationWords.text(report, "name")),
              "GET /" + SpecificationWords.text(report, "name").replace('_', '-'),
              SpecificationWords.report(report),
              "remove.r" + i));
    }
    var code = specification.path("code");
    for (var i = 0; i < code.size(); i++) {
      var one = code.get(i);
      operations.add(
          new PlanViews.Operation(
              "Java",
              SpecificationWords.spaced(SpecificationWords.text(one, "name")),
              SpecificationWords.call(one),
              SpecificationWords.code(one),
              "remove.c" + i));
    }
    return operations;
  }

  private static List<PlanViews.LeftOut> leftOut(JsonNode specification) {
    List<PlanViews.LeftOut> parts = new ArrayList<>();
    specification
        .path("left_out")
        .forEach(
            part ->
                parts.add(
                    new PlanViews.LeftOut(
                        SpecificationWords.text(part, "text"),
                        SpecificationWords.text(part, "reason"))));
    return parts;
  }

  private static List<String> assumptions(JsonNode specification) {
    List<String> assumptions = new ArrayList<>();
    specification.path("assumptions").forEach(one -> assumptions.add(one.asText()));
    return assumptions;
  }

  static List<PlanViews.Question> questions(
      MakePlanResponse plan, Map<String, String> given, Map<String, String> wrong) {
    return plan.getQuestionsList().stream()
        .map(
            question ->
                new PlanViews.Question(
                    question.getId(),
                    question.getText(),
                    question.getChoicesList().stream()
                        .map(
                            choice ->
                                new Views.Choice(
                                    choice.getValue(),
                                    choice.getLabel(),
                                    choice.getValue().equals(given.get(question.getId()))))
                        .toList(),
                    question.getChoicesCount() > 0 ? "" : given.getOrDefault(question.getId(), ""),
                    wrong.getOrDefault(question.getId(), "")))
        .toList();
  }

  /** Problems that are not said beside a field. */
  static List<String> problems(List<Problem> problems) {
    return problems.stream()
        .filter(problem -> !problem.getPointer().matches("/kinds/[0-9]+/fields/[0-9]+.*"))
        .map(
            problem ->
                (problem.getPointer().isEmpty() ? "It " : problem.getPointer().substring(1) + " ")
                    + problem.getMessage())
        .toList();
  }

  /** JSON for people who read it. */
  static String pretty(String text) {
    return object(text)
        .map(
            object -> {
              try {
                return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(object);
              } catch (JsonProcessingException e) {
                throw new IllegalStateException(e);
              }
            })
        .orElse(text);
  }
}
