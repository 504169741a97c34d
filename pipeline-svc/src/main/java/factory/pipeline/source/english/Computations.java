package factory.pipeline.source.english;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import factory.pipeline.spec.Specification;
import factory.pipeline.spec.Specifications;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Computations that keep nothing and that everybody calls by the same name, such as compound
 * interest. An idea is one of them when all of its words are about it and each number in it is a
 * bound, a choice or a way of rounding that could be followed.
 */
final class Computations {
  private static final String NUMBER = "(-?\\d+(?:\\.\\d+)?)";
  private static final int LONGEST = 1_000;

  private static final Set<String> QUIET =
      words(
          "a an the i we you me us my our your their his her its it they them this that these those which who what where when if"
              + " and or of for to in on at by with from as is are be can could should will would want need like know get gives"
              + " please build make create provide develop design give let allow offer simple small tiny basic little nice api"
              + " rest service microservice app application system tool server backend web endpoint user users people person"
              + " somebody someone everybody anyone every each all both either one some any input inputs output outputs in out"
              + " compute computes computing calculate calculates calculating calculator calculation tell tells answer answers"
              + " answered return returns say says show shows take takes send sends given result results whether must has have"
              + " enter enters into according round rounded rounds value values work works how much many was were been at so than"
              + " whole number numbers decimal decimals also then so check checks checker convert converts converter text calc per does do am told boolean");

  private static final Pattern BOUND =
      Pattern.compile(
          "\\(?(?:,? ?(?:which |that |and |both |each |all |must be |have to be |has to be |is |are |be |of |whole numbers? |int |integer ){0,8})(?:from "
              + NUMBER
              + " to "
              + NUMBER
              + "|at least "
              + NUMBER
              + "|at most "
              + NUMBER
              + "|above "
              + NUMBER
              + "|not greater than zero|more than zero|greater than zero|below "
              + NUMBER
              + ")\\)?");

  private static final Pattern ROUNDING =
      Pattern.compile(
          "(?:,? ?(?:all |both |each )?(?:rounded |round )?(?:with|to|in)?|,) ?(?:the )?(?:(one|two|three|four|1|2|3|4) decimals?(?: places?)?|(?:the )?(?:nearest )?cents?)\\b");
  private static final Pattern DEFAULT =
      Pattern.compile(
          "(?:when|if) (?:i|you|somebody|nobody) (?:do not |does not )?(?:say|says|give|gives) (?:a |the )?[a-z]+,? it is "
              + NUMBER
              + "|(?:and )?(?:is )?"
              + NUMBER
              + " by default|,? ?default (?:is )?"
              + NUMBER
              + "|otherwise "
              + NUMBER);
  private static final Pattern CHOICE =
      Pattern.compile(
          "(?:which |that )?(?:is |must be )?(?:either )?\\(?"
              + NUMBER
              + " or "
              + NUMBER
              + "(?: percent)?\\)?");

  private static final List<Computation> ALL = load();

  private record Computation(
      Pattern heart,
      List<Pattern> needs,
      Set<String> words,
      Map<String, Pattern> inputs,
      String choices,
      JsonNode function) {}

  private Computations() {}

  private static Set<String> words(String text) {
    return new HashSet<>(Arrays.asList(text.split(" ")));
  }

  private static List<Computation> load() {
    try (var in =
        Objects.requireNonNull(Computations.class.getResourceAsStream("computations.json"))) {
      List<Computation> all = new ArrayList<>();
      for (var node : new ObjectMapper().readTree(in)) {
        Map<String, Pattern> inputs = new TreeMap<>();
        node.path("inputs")
            .properties()
            .forEach(
                each ->
                    inputs.put(
                        each.getKey(), Pattern.compile("\\b(?:" + each.getValue().asText() + ")")));
        List<Pattern> needs = new ArrayList<>();
        node.path("needs").forEach(need -> needs.add(Pattern.compile(need.asText())));
        all.add(
            new Computation(
                Pattern.compile(node.path("heart").asText()),
                needs,
                words(node.path("words").asText()),
                inputs,
                node.path("choices").asText(),
                node.path("function")));
      }
      return List.copyOf(all);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The service that an idea asks for, when it is one of these computations and nothing else. */
  static Optional<Specification> read(List<Traced> sentences) {
    var text = String.join(" . ", sentences.stream().map(Traced::text).toList());
    if (text.length() > LONGEST) {
      return Optional.empty();
    }
    return ALL.stream()
        .filter(each -> each.heart().matcher(text).find())
        .filter(each -> each.needs().stream().allMatch(need -> need.matcher(text).find()))
        .flatMap(each -> new Reading(each, text).made().stream())
        .findFirst();
  }

  /** One computation and the text that may ask for it. */
  private static final class Reading {
    private final Computation computation;
    private final ObjectNode function;
    private String text;

    private Reading(Computation computation, String text) {
      this.computation = computation;
      this.function = computation.function().deepCopy();
      this.text = " " + text + " ";
    }

    private Optional<Specification> made() {
      // An error when something is not above 0 says that it must be.
      text =
          text.replaceAll(
                  "(?:gets? )?(?:an )?(?:error|refused|rejected) (?:when|if) ((?:(?!\\.|\\bwhen\\b|\\bif\\b).){1,60}?) (?:is|are) (?:at most 0|0 or less|not greater than zero)",
                  "$1 all above 0")
              .replaceAll(
                  "(?:gets? )?(?:an )?(?:error|refused|rejected) (?:when|if) ((?:(?!\\.|\\bwhen\\b|\\bif\\b).){1,60}?) (?:is|are) (?:below 0|negative)",
                  "$1 all at least 0")
              .replaceAll("\\bfrom (\\d+)(?= ?\\))", "at least $1")
              .replaceAll("\\bfrom 1 number\\b", "from one number")
              .replaceAll("\\b2 (?=dates\\b)", "two ");
      if (!choices() || !bounds() || !rounding()) {
        return Optional.empty();
      }
      text = text.replaceAll("(?: as (?:a|an|the)(?: [a-z-]+){1,2}) (?=i |we )", " ");
      for (var word : text.split("[^a-z0-9/.-]+|(?<=\\s)\\.|\\.(?=\\s)")) {
        var plain = word.replaceAll("^[-.]+|[-.]+$", "");
        if (!plain.isEmpty() && !QUIET.contains(plain) && !computation.words().contains(plain)) {
          return Optional.empty();
        }
      }
      return Optional.of(specification());
    }

    /** {@code 7 or 19}, {@code default 19}: what one input can be, and is when nobody says. */
    private boolean choices() {
      if (computation.choices().isEmpty()) {
        return true;
      }
      var input = input(computation.choices());
      var fallback = DEFAULT.matcher(text);
      if (fallback.find()) {
        input.put("default", "decimal('" + number(fallback) + "')");
        text = fallback.replaceFirst(" ");
      }
      var choice = CHOICE.matcher(text);
      if (choice.find()) {
        var name = "input." + computation.choices();
        function
            .putArray("refusals")
            .addObject()
            .put(
                "when",
                "%s != decimal('%s') && %s != decimal('%s')"
                    .formatted(name, choice.group(1), name, choice.group(2)))
            .put("status", 422)
            .put("reason", "NO_SUCH_" + computation.choices().toUpperCase(java.util.Locale.ROOT))
            .put(
                "message",
                "The %s is %s or %s."
                    .formatted(computation.choices(), choice.group(1), choice.group(2)));
        text = choice.replaceFirst(" ");
      }
      return true;
    }

    private static String number(MatchResult match) {
      for (var i = 1; i <= match.groupCount(); i++) {
        if (match.group(i) != null) {
          return match.group(i);
        }
      }
      throw new IllegalArgumentException("no number");
    }

    private ObjectNode input(String name) {
      for (var input : function.path("inputs")) {
        if (input.path("name").asText().equals(name)) {
          return (ObjectNode) input;
        }
      }
      throw new IllegalArgumentException("no input " + name);
    }

    private boolean bounds() {
      for (var bound = BOUND.matcher(text); bound.find(); bound = BOUND.matcher(text)) {
        var named = named(bound.start(), bound.group());
        if (named.isEmpty()) {
          return false;
        }
        for (var name : named) {
          if (!bounded(input(name), bound)) {
            return false;
          }
        }
        text = text.substring(0, bound.start()) + " " + text.substring(bound.end());
      }
      return true;
    }

    /** The inputs that a bound is of: the last one before it, or all of its sentence. */
    private List<String> named(int at, String bound) {
      var sentence = text.substring(text.lastIndexOf(" . ", at) + 1, at);
      List<String> all = new ArrayList<>();
      var last = -1;
      for (var input : computation.inputs().entrySet()) {
        var matcher = input.getValue().matcher(sentence);
        var here = -1;
        while (matcher.find()) {
          here = matcher.start();
        }
        if (here < 0) {
          continue;
        }
        if (bound.matches(".*\\b(?:both|each|all|zero)\\b.*")) {
          all.add(input.getKey());
        } else if (here >= last) {
          if (here > last) {
            all.clear();
          }
          all.add(input.getKey());
          last = here;
        }
      }
      return all;
    }

    /** Whether a bound could be set: one that is looser than what the computation needs is not. */
    private static boolean bounded(ObjectNode input, MatchResult bound) {
      if (!Set.of("integer", "decimal", "money").contains(input.path("type").asText())) {
        return false;
      }
      if (bound.group(1) != null) {
        return least(input, bound.group(1), false) && most(input, bound.group(2), false);
      }
      if (bound.group(3) != null) {
        return least(input, bound.group(3), false);
      }
      if (bound.group(4) != null) {
        return most(input, bound.group(4), false);
      }
      if (bound.group(5) != null) {
        return least(input, bound.group(5), true);
      }
      return bound.group(6) != null ? most(input, bound.group(6), true) : least(input, "0", true);
    }

    private static boolean least(ObjectNode input, String number, boolean open) {
      var bound = new BigDecimal(number);
      var before =
          input.has("exclusive_min")
              ? input.path("exclusive_min").decimalValue()
              : input.path("min").decimalValue();
      var isSame = bound.compareTo(before) == 0;
      if (isSame && !open && input.has("exclusive_min")) {
        return false;
      }
      if (bound.compareTo(before) < 0) {
        return false;
      }
      input.remove(List.of("min", "exclusive_min"));
      input.put(open ? "exclusive_min" : "min", bound);
      return true;
    }

    private static boolean most(ObjectNode input, String number, boolean open) {
      var bound = new BigDecimal(number);
      if (input.has("max") && bound.compareTo(input.path("max").decimalValue()) > 0) {
        return false;
      }
      input.remove(List.of("max", "exclusive_max"));
      input.put(open ? "exclusive_max" : "max", bound);
      return true;
    }

    /** To how many decimals; those that are counted in cents stay so. */
    private boolean rounding() {
      for (var found = ROUNDING.matcher(text); found.find(); found = ROUNDING.matcher(text)) {
        var digits =
            found.group(1) == null
                ? 2
                : switch (found.group(1)) {
                  case "one", "1" -> 1;
                  case "three", "3" -> 3;
                  case "four", "4" -> 4;
                  default -> 2;
                };
        for (var output : function.path("outputs")) {
          var isMoney = output.path("type").asText().equals("money");
          if (isMoney && digits != 2) {
            return false;
          }
          if (output.has("scale")) {
            var each = (ObjectNode) output;
            each.put("scale", digits);
            each.put(
                "value",
                output.path("value").asText().replaceFirst(", \\d\\)$", ", " + digits + ")"));
          }
        }
        text = text.substring(0, found.start()) + " " + text.substring(found.end());
      }
      return true;
    }

    private Specification specification() {
      var name = function.path("name").asText().replace('_', ' ');
      var title = Character.toUpperCase(name.charAt(0)) + name.substring(1);
      var specification = new ObjectMapper().createObjectNode();
      specification.put("format", Specification.FORMAT).put("title", title);
      specification.put(
          "description", function.path("description").asText() + " It keeps nothing.");
      specification.putArray("functions").add(function);
      return Specifications.read(specification);
    }
  }
}
