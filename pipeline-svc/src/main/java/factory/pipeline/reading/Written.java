package factory.pipeline.reading;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import factory.pipeline.spec.ExactJson;
import factory.pipeline.spec.InvalidSpecification;
import factory.pipeline.spec.Problem;
import factory.pipeline.spec.Specification;
import factory.pipeline.spec.Specification.LeftOut;
import factory.pipeline.spec.Specification.Question;
import factory.pipeline.spec.Specifications;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * A model's answer, held against the idea and the form.
 *
 * @param specification empty when it is none
 * @param problems what is to be mended of it, a line each
 * @param carried the numbers of the sentences that something carries whole
 */
record Written(Optional<Specification> specification, List<String> problems, Set<Integer> carried) {
  private static final int MOST_PROBLEMS = 20;

  /**
   * Reads an answer.
   *
   * @param sentences of the idea
   * @param check what makes no sense in a specification
   */
  static Written of(
      String answer, List<String> sentences, Function<Specification, List<Problem>> check) {
    JsonNode root;
    try {
      root = ExactJson.MAPPER.readTree(body(answer));
    } catch (JsonProcessingException e) {
      return none("The answer is no JSON object: " + e.getOriginalMessage());
    }
    if (!(root.path("specification") instanceof ObjectNode json)) {
      return none("The answer has no member `specification` that is an object.");
    }
    json.put("format", Specification.FORMAT);
    json.remove("examples");
    named(json);
    List<String> problems = new ArrayList<>();
    var leftOut = covered(root.path("sentences"), sentences, json, problems);
    Specification specification;
    try {
      specification = Specifications.parse(json.toString());
    } catch (InvalidSpecification e) {
      e.problems().forEach(problem -> problems.add(problem.toString()));
      return new Written(Optional.empty(), first(problems), Set.of());
    }
    check.apply(specification).forEach(problem -> problems.add(problem.toString()));
    return new Written(
        Optional.of(asking(specification, leftOut)),
        first(problems),
        carried(root.path("sentences")));
  }

  /**
   * The same after the parts of an idea before it: what these were read as stays, and so does what
   * they leave out and ask.
   */
  Written keeping(Specification before) {
    if (specification.isEmpty()) {
      return this;
    }
    var now = specification.get();
    List<String> all = new ArrayList<>(problems);
    gone(names(before), names(now))
        .forEach(
            name ->
                all.add("%s of the parts before is not there any more: keep it.".formatted(name)));
    List<LeftOut> leftOut = new ArrayList<>(before.leftOut());
    now.leftOut().stream().filter(part -> !leftOut.contains(part)).forEach(leftOut::add);
    List<Question> questions = new ArrayList<>(before.questions());
    now.questions().stream()
        .filter(question -> questions.stream().noneMatch(q -> q.id().equals(question.id())))
        .forEach(questions::add);
    return new Written(Optional.of(now.with(leftOut, questions)), first(all), carried);
  }

  private static List<String> gone(Set<String> before, Set<String> now) {
    return before.stream().filter(name -> !now.contains(name)).toList();
  }

  private static Set<String> names(Specification specification) {
    Set<String> names = new TreeSet<>();
    specification
        .kinds()
        .forEach(
            kind -> {
              names.add("The kind '%s'".formatted(kind.name()));
              kind.fields()
                  .forEach(
                      field ->
                          names.add("The field '%s' of '%s'".formatted(field.name(), kind.name())));
            });
    specification
        .actions()
        .forEach(
            action -> names.add("The action '%s' of '%s'".formatted(action.name(), action.kind())));
    specification.reports().forEach(r -> names.add("The report '%s'".formatted(r.name())));
    specification.functions().forEach(f -> names.add("The function '%s'".formatted(f.name())));
    return names;
  }

  private static Written none(String problem) {
    return new Written(Optional.empty(), List.of(problem), Set.of());
  }

  private static List<String> first(List<String> problems) {
    return problems.subList(0, Math.min(MOST_PROBLEMS, problems.size()));
  }

  /** Models like to put fences around JSON, and words before it. */
  static String body(String answer) {
    var begin = answer.indexOf('{');
    var end = answer.lastIndexOf('}');
    return begin >= 0 && end > begin ? answer.substring(begin, end + 1) : answer;
  }

  /** Gives each question its id. */
  private static void named(ObjectNode json) {
    for (var question : json.path("questions")) {
      if (question instanceof ObjectNode asked) {
        var text = asked.path("text").asText();
        var path = asked.path("path").asText();
        asked.put("id", Question.of(text + path, text, path, List.of()).id());
      }
    }
  }

  private static Set<Integer> carried(JsonNode told) {
    Set<Integer> numbers = new TreeSet<>();
    for (var one : told) {
      if (one.path("left_out").asText().isBlank()) {
        numbers.add(one.path("number").asInt());
      }
    }
    return numbers;
  }

  private static List<LeftOut> covered(
      JsonNode told, List<String> sentences, ObjectNode specification, List<String> problems) {
    Map<Integer, JsonNode> byNumber = new TreeMap<>();
    for (var one : told) {
      var number = one.path("number").asInt();
      if (number < 1 || number > sentences.size()) {
        problems.add(
            "sentences: there is no sentence %s; they are 1 to %d."
                .formatted(one.path("number"), sentences.size()));
      } else {
        byNumber.putIfAbsent(number, one);
      }
    }
    List<LeftOut> leftOut = new ArrayList<>();
    for (var number = 1; number <= sentences.size(); number++) {
      var one = byNumber.get(number);
      if (one == null) {
        problems.add(
            "sentences: nothing is said of sentence %d: %s"
                .formatted(number, sentences.get(number - 1)));
        continue;
      }
      for (var element : one.path("elements")) {
        if (!isThere(specification, element.asText())) {
          problems.add(
              "sentences: \"%s\" of sentence %d is no place of the specification."
                  .formatted(element.asText(), number));
        }
      }
      var reason = one.path("left_out").asText().strip();
      if (!reason.isEmpty()) {
        leftOut.add(new LeftOut(sentences.get(number - 1), reason));
      } else if (one.path("elements").isEmpty()) {
        problems.add(
            "sentences: of sentence %d neither elements nor left_out are given.".formatted(number));
      }
    }
    return leftOut;
  }

  private static boolean isThere(ObjectNode specification, String pointer) {
    if (!pointer.startsWith("/") || pointer.startsWith("/left_out")) {
      return false;
    }
    try {
      return !specification.at(JsonPointer.compile(pointer)).isMissingNode();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** With what sentences leave out, and a question where that must not go on by itself. */
  private static Specification asking(Specification read, List<LeftOut> bySentence) {
    List<LeftOut> leftOut = new ArrayList<>(bySentence);
    read.leftOut().stream().filter(part -> !leftOut.contains(part)).forEach(leftOut::add);
    List<Question> questions = new ArrayList<>(read.questions());
    var heart = read.kinds().isEmpty() && read.functions().isEmpty() && read.actions().isEmpty();
    if (questions.isEmpty()) {
      leftOut.stream()
          .filter(part -> heart || Weighty.is(part.text()) || Weighty.is(part.reason()))
          .forEach(
              part ->
                  questions.add(
                      Question.of(
                          part.text() + part.reason(),
                          "\"%s\" is not in the service: %s Shall it be made without?"
                              .formatted(part.text(), part.reason()),
                          "",
                          List.of(new Specification.Choice("without", "Yes, make it without")))));
    }
    return read.with(leftOut, questions);
  }
}
