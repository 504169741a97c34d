package factory.pipeline.plan;

import com.fasterxml.jackson.databind.JsonNode;
import factory.pipeline.template.Template;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How plans came to be what they are: sentences, which a version keeps as its reason. */
final class Changes {
  private static final int MOST = 20;
  private static final int MOST_CHARACTERS = 200;
  private static final int MOST_IN_ALL = 2_000;

  private Changes() {}

  /** Of a plan that there was nothing before. */
  static String first(Input input) {
    if (input.specification().isPresent()) {
      return "Made from a specification that was given.";
    }
    var templates = input.templates().stream().map(Template.Use::name).distinct().toList();
    return switch (templates.size()) {
      case 0 -> "Read from the idea.";
      case 1 -> "Made from the template " + templates.getFirst() + ".";
      default -> "Made from the templates " + String.join(", ", templates) + ".";
    };
  }

  /**
   * Of what was answered.
   *
   * @param specification with the questions, as JSON
   */
  static List<String> answers(JsonNode specification, Map<String, String> answers) {
    List<String> sentences = new ArrayList<>();
    for (var answer : new TreeMap<>(answers).entrySet()) {
      for (var question : specification.path("questions")) {
        if (question.path("id").asText().equals(answer.getKey())) {
          var said = answer.getValue();
          for (var choice : question.path("choices")) {
            if (choice.path("value").asText().equals(said.strip())) {
              said = choice.path("label").asText(said);
            }
          }
          sentences.add(
              Plans.ANSWERED + shortened(question.path("text").asText()) + " " + shortened(said));
        }
      }
    }
    return sentences;
  }

  /** Those of before and these; the oldest go when they are too many. */
  static List<String> after(List<String> before, List<String> these) {
    List<String> all = new ArrayList<>(before);
    these.stream().filter(one -> all.isEmpty() || !all.getLast().equals(one)).forEach(all::add);
    return List.copyOf(all.subList(Math.max(0, all.size() - MOST), all.size()));
  }

  /** All of them, on one line. */
  static String told(List<String> changes) {
    return cut(String.join(" ", changes), MOST_IN_ALL);
  }

  private static String shortened(String text) {
    return cut(text.strip().replaceAll("[\\s\\p{Cntrl}]+", " "), MOST_CHARACTERS);
  }

  private static String cut(String text, int most) {
    return text.codePointCount(0, text.length()) <= most
        ? text
        : text.substring(0, text.offsetByCodePoints(0, most - 3)) + "...";
  }
}
