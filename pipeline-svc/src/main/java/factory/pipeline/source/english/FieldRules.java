package factory.pipeline.source.english;

import factory.pipeline.source.english.Statement.Bounded;
import factory.pipeline.source.english.Statement.Default;
import factory.pipeline.source.english.Statement.Expires;
import factory.pipeline.source.english.Statement.Fixed;
import factory.pipeline.source.english.Statement.Later;
import factory.pipeline.source.english.Statement.Length;
import factory.pipeline.source.english.Statement.Needs;
import factory.pipeline.source.english.Statement.NoOverlap;
import factory.pipeline.source.english.Statement.Passed;
import factory.pipeline.source.english.Statement.Product;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What fields hold, and what holds between them. */
final class FieldRules {
  private static final String MUST = "(?:must |have to |can only )?";
  private static final String CHARACTERS = "(?:character|char|letter|sign|symbol)";
  private static final int MOST_CHARACTERS = 20_000;

  private FieldRules() {}

  static List<Rule> all() {
    List<Rule> rules = new ArrayList<>();
    rules.add(
        Rule.of(
            "(?:both )?{FS} (?:of {K1} )?(?:be |must be )(?<need>required|mandatory|compulsory|optional|not required|not mandatory)",
            heard ->
                List.of(
                    new Needs(
                        heard.has("k1") ? heard.kind("k1") : "",
                        heard.fields(),
                        heard.at("need").matches("optional|not .*") ? "optional" : "required"))));
    rules.add(
        Rule.of(
            "(?:{K1} )?{FS} (?:can not|must not|can never) be (?:empty|blank|missing|null|left out|omit|omitted)",
            heard ->
                List.of(
                    new Needs(
                        heard.has("k1") ? heard.kind("k1") : "", heard.fields(), "not empty"))));
    rules.add(
        Rule.of(
            "{K1} (?:must |need to )have (?:at least )?{FS}",
            heard -> List.of(new Needs(heard.kind("k1"), heard.fields(), "required"))));
    rules.addAll(bounds());
    rules.addAll(lengths());
    rules.add(
        Rule.of(
            "{F1} (?:must be|be|be set to|default to|default|default :) (?<word>[a-z0-9_.-]+) (?:by default|if not give|when not give|unless (?:say|told|give|specify) otherwise|initially|at first)",
            heard -> List.of(new Default("", heard.field("f1"), heard.at("word")))));
    rules.add(
        Rule.of(
            "(?:by default|initially|at first)(?: ,)? {F1} (?:must )?be (?<word>[a-z0-9_.-]+)",
            heard -> List.of(new Default("", heard.field("f1"), heard.at("word")))));
    rules.add(
        Rule.of(
            "{F1} default to (?<word>[a-z0-9_.-]+)",
            heard -> List.of(new Default("", heard.field("f1"), heard.at("word")))));
    rules.add(
        Rule.of(
            "default (?:value )?(?:for |of )?{F1} be (?<word>[a-z0-9_.-]+)",
            heard -> List.of(new Default("", heard.field("f1"), heard.at("word")))));
    rules.add(
        Rule.of(
            "(?:{K1} )?{FS} (?:can not|must not|can never) be change(?: (?:later|afterward|afterwards|again|once .*create|after (?:it be )?create))?",
            heard ->
                !heard.has("k1") && heard.at("fs").startsWith("#")
                    ? List.of()
                    : List.of(new Fixed(heard.has("k1") ? heard.kind("k1") : "", heard.fields()))));
    rules.add(
        Rule.of(
            "(?:{K1} )?{F1} (?:> |(?:must )?(?:be )?always (?:higher|greater|more|later|larger) than |must be > ){F2}",
            heard -> List.of(new Later("", heard.field("f1"), heard.field("f2"), false))));
    rules.add(later("(?:after|later than|greater than|more than|higher than|above)", false, false));
    rules.add(later("(?:at or after|on or after|not before|at least)", true, false));
    rules.add(later("(?:before|earlier than|less than|lower than|below)", false, true));
    rules.add(later("(?:at or before|on or before|not after|at most)", true, true));
    rules.add(
        Rule.of(
            "{F1} (?:can not|must not) (?:be|lie|come) (?:before|earlier than|less than|lower than|below) {F2}",
            heard -> List.of(new Later("", heard.field("f1"), heard.field("f2"), true))));
    rules.add(
        Rule.of(
            "{F1} (?:can not|must not) (?:be|lie|come) (?:after|later than|more than|greater than|above) {F2}",
            heard -> List.of(new Later("", heard.field("f2"), heard.field("f1"), true))));
    rules.addAll(times());
    rules.add(
        Rule.of(
            "(?:{K1} )?{F1} (?:and|or) {F2} (?:can not|must not|can never|must never) be (?:same|equal|identical)(?: (?:one|[@#]?[a-z_]+))?",
            heard -> differ(heard)));
    rules.add(
        Rule.of(
            "(?:{K1} )?{F1} (?:must (?:be different|differ) from|(?:can not|must not) be (?:same|equal|identical)(?: [@#]?[a-z_]+)? (?:as|to|like)|can not be) {F2}",
            heard -> heard.field("f1").equals(heard.field("f2")) ? List.of() : differ(heard)));
    rules.add(
        Rule.of(
            "(?:{K1} )?(?:both )?{F1} and {F2} must (?:be different|differ)(?: from each other)?",
            heard -> differ(heard)));
    rules.add(
        Rule.of(
            "(?:{ANY} )?(?:can not|must not|can never|must never|never) (?<verb>rate|score|review|bid|comment|reply|answer|apply)(?: (?:on|to|for))? (?:his )own {K1}",
            heard ->
                List.of(
                    new Statement.NotOwn(
                        switch (heard.at("verb")) {
                          case "rate", "score" -> "rating";
                          case "apply" -> "application";
                          default -> heard.at("verb");
                        },
                        heard.kind("k1")))));
    rules.add(
        Rule.of(
            "{F1} (?:start|begin)(?: out)? (?:at|with|from|as) (?<word>-?\\d+)",
            heard -> List.of(new Default("", heard.field("f1"), heard.at("word")))));
    rules.add(
        Rule.of(
            "{K1} (?:be|count as|be call|be show as|be consider|be mark as) (?:as )?(?<name>[a-z]+) (?:when|if|once|as soon as) (?:his )?{F1} (?:be )?(?<sign>above|over|below|under|at least|at most|more than|less than|greater than|higher than|lower than) (?<n>-?\\d+(?:\\.\\d+)?)",
            heard ->
                List.of(
                    new Statement.Compared(
                        heard.kind("k1"),
                        heard.at("name"),
                        heard.field("f1"),
                        switch (heard.at("sign")) {
                          case "at least" -> ">=";
                          case "at most" -> "<=";
                          case "below", "under", "less than", "lower than" -> "<";
                          default -> ">";
                        },
                        number(heard, "n")))));
    rules.add(
        Rule.of(
            "(?:{K1} )?(?<name>[@a-z_]+(?: [a-z_]+)?) (?:be |= |be calculate as |be compute as |equal )(?:his )?{F1} (?:times|time|\\*|x|multiply by|multiply with) (?:his )?{F2}",
            heard -> product(heard, "*")));
    rules.add(
        Rule.of(
            "(?:{K1} )?(?<name>[@a-z_]+(?: [a-z_]+)?) (?:be |= |be calculate as |be compute as |equal )(?:his )?{F1} (?:plus|\\+|and) (?:his )?{F2}",
            heard -> product(heard, "+")));
    rules.add(
        Rule.of(
            "(?:{K1} )?(?<name>[@a-z_]+(?: [a-z_]+)?) (?:be |= |be calculate as |be compute as |equal )(?:his )?{F1} (?:minus|-|less) (?:his )?{F2}",
            heard -> product(heard, "-")));
    rules.add(
        Rule.of(
            // What is closed or ended takes no more; of these words nothing follows.
            "{K1} (?:be|become|be call|be show as|count as|be consider|be mark as) (?<name>overdue|late|expired|expire|outdated|stale) (?:when|if|once|as soon as|after) {F1} (?:(?:have )?pass(?:ed)?|be (?:past|over|go|(?:in )?past|before (?:today|now)|earlier than (?:today|now)))",
            heard ->
                List.of(
                    new Passed(
                        heard.kind("k1"),
                        heard.at("name").replaceFirst("expire$", "expired"),
                        heard.field("f1")))));
    return rules;
  }

  private static List<Statement> differ(Rule.Heard heard) throws Misread {
    return List.of(
        new Statement.Differ(
            heard.has("k1") ? heard.kind("k1") : "", heard.field("f1"), heard.field("f2")));
  }

  private static List<Statement> product(Rule.Heard heard, String sign) throws Misread {
    return List.of(
        new Product(
            heard.has("k1") ? heard.kind("k1") : "",
            heard.at("name").replaceFirst("^@", "").replace(' ', '_'),
            List.of(heard.field("f1"), heard.field("f2")),
            sign));
  }

  private static Rule later(String words, boolean orEqual, boolean turned) {
    return Rule.of(
        "(?:{K1} )?{F1} " + MUST + "(?:be|come|lie|fall) (?:always )?" + words + " {F2}",
        heard ->
            List.of(
                turned
                    ? new Later("", heard.field("f2"), heard.field("f1"), orEqual)
                    : new Later("", heard.field("f1"), heard.field("f2"), orEqual)));
  }

  private static List<Rule> bounds() {
    return List.of(
        bound(
            "be (?:more|greater|bigger|larger|higher) than {N}|be (?:above|over) {N2}", true, true),
        bound("be (?:less|smaller|lower|fewer) than {N}|be (?:below|under) {N2}", false, true),
        bound("be (?:at least|not less than) {N}", true, false),
        bound("be (?:at most|not more than) {N}", false, false),
        Rule.of(
            "(?:{K1} )?{F1} " + MUST + "be positive",
            heard -> bounded(heard, Optional.of(BigDecimal.ZERO), true, Optional.empty(), false)),
        Rule.of(
            "(?:{K1} )?{F1} (?:(?:can not|must not|can never|never) (?:be|get|become|go) negative|(?:can not|must not|can never|never) (?:be|go|fall|drop) below (?:0|zero)|(?:must )?be at least 0)",
            heard -> bounded(heard, Optional.of(BigDecimal.ZERO), false, Optional.empty(), false)),
        Rule.of(
            "(?:{K1} )?{F1} "
                + MUST
                + "(?:be |go |range |run |reach )(?:always )?from {N} to (?<m>-?\\d+(?:\\.\\d+)?)",
            heard ->
                bounded(
                    heard,
                    Optional.of(number(heard, "n")),
                    false,
                    Optional.of(number(heard, "m")),
                    false)),
        Rule.of(
            "(?:{K1} )?{F1} (?:can not|must not) (?:be (?:more|greater|higher|bigger|larger) than|exceed|be above|be over) {N}",
            heard ->
                bounded(heard, Optional.empty(), false, Optional.of(number(heard, "n")), false)),
        Rule.of(
            "(?:{K1} )?{F1} (?:can not|must not) be (?:(?:less|smaller|lower) than|below|under) {N}",
            heard ->
                bounded(heard, Optional.of(number(heard, "n")), false, Optional.empty(), false)));
  }

  private static Rule bound(String words, boolean least, boolean open) {
    var both = words.replace("{N2}", "(?<m>-?\\d+(?:\\.\\d+)?)");
    return Rule.of(
        "(?:{K1} )?(?:both )?{FS} (?:of {K2} )?" + MUST + "(?:always )?(?:" + both + ")",
        heard -> {
          var number = Optional.of(number(heard, heard.has("n") ? "n" : "m"));
          List<Statement> all = new ArrayList<>();
          for (var field : heard.fields()) {
            all.add(
                least
                    ? new Bounded(kind(heard), field, number, open, Optional.empty(), false)
                    : new Bounded(kind(heard), field, Optional.empty(), false, number, open));
          }
          return all;
        });
  }

  private static String kind(Rule.Heard heard) throws Misread {
    return heard.has("k1") ? heard.kind("k1") : heard.has("k2") ? heard.kind("k2") : "";
  }

  private static BigDecimal number(Rule.Heard heard, String group) {
    return new BigDecimal(heard.at(group));
  }

  private static List<Statement> bounded(
      Rule.Heard heard,
      Optional<BigDecimal> least,
      boolean above,
      Optional<BigDecimal> most,
      boolean below)
      throws Misread {
    return List.of(
        new Bounded(
            heard.has("k1") ? heard.kind("k1") : "", heard.field("f1"), least, above, most, below));
  }

  private static List<Rule> lengths() {
    var have = "(?:{K1} )?{F1} " + MUST + "(?:have|be|contain) ";
    return List.of(
        Rule.of(
            have + "(?:exactly |precisely )?(?<n>\\d+) (?<what>digit|" + CHARACTERS + ")(?: long)?",
            heard -> length(heard, heard.at("n"), heard.at("n"))),
        Rule.of(
            have + "at least (?<n>\\d+) (?<what>" + CHARACTERS + ")(?: long)?",
            heard -> length(heard, heard.at("n"), "" + MOST_CHARACTERS)),
        Rule.of(
            have + "at most (?<n>\\d+) (?<what>" + CHARACTERS + ")(?: long)?",
            heard -> length(heard, "0", heard.at("n"))),
        Rule.of(
            have + "from (?<n>\\d+) to (?<m>\\d+) (?<what>" + CHARACTERS + ")(?: long)?",
            heard -> length(heard, heard.at("n"), heard.at("m"))));
  }

  private static List<Statement> length(Rule.Heard heard, String least, String most)
      throws Misread {
    if (least.length() > 5 || most.length() > 5) {
      throw new Misread("A text has at most 20,000 characters.");
    }
    return List.of(
        new Length(
            heard.has("k1") ? heard.kind("k1") : "",
            heard.field("f1"),
            Integer.parseInt(least),
            Integer.parseInt(most),
            heard.at("what").equals("digit")));
  }

  private static List<Rule> times() {
    return List.of(
        Rule.of(
            "no overlap(?:ping|ing)? {K1} (?:of|for|in|on) same {F2}",
            heard -> List.of(new NoOverlap(heard.kind("k1"), List.of(heard.field("f2"))))),
        Rule.of(
            "(?:there (?:can|must) (?:not|never) be|(?:there must be )?no|never) 2 {K1} (?:of|for|in|on) (?:(?:one|same|1) )?{F2} at (?:same|one|1) @?(?:time|start_time|moment)",
            heard -> List.of(new NoOverlap(heard.kind("k1"), List.of(heard.field("f2"))))),
        Rule.of("no double {K1}", heard -> List.of(new NoOverlap(heard.kind("k1"), List.of()))),
        Rule.of(
            "{K1} (?:(?:of|for|in|on) (?:(?:same|one|1) )?{F2} )?(?:can not|must not|can never|must never|never) overlap",
            heard ->
                List.of(
                    new NoOverlap(
                        heard.kind("k1"),
                        heard.has("f2") ? List.of(heard.field("f2")) : List.of()))),
        Rule.of(
            "(?:no )?(?:2|two) {K1} (?:(?:of|for|in|on) (?:same|one|1) {F2} )?(?:can |must )?(?:never )?(?:not )?overlap",
            heard ->
                List.of(
                    new NoOverlap(
                        heard.kind("k1"),
                        heard.has("f2") ? List.of(heard.field("f2")) : List.of()))),
        Rule.of(
            "{K1} (?:(?:automatically|automatic) )?(?:expire|be delete|disappear|vanish|be go)(?: automatically)? (?:after|in) (?<n>\\d{1,5}|one) (?<unit>minute|hour|day|week)",
            heard ->
                List.of(
                    new Expires(
                        heard.kind("k1"),
                        heard.at("n").equals("one") ? 1 : Long.parseLong(heard.at("n")),
                        heard.at("unit")))));
  }
}
