package factory.pipeline.source.english;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A wording and what it says. A wording is of a whole clause: what it has no place for is not
 * dropped, it makes the rule another one.
 */
final class Rule {
  /** What a wording says; no statements where it is not that wording after all. */
  @FunctionalInterface
  interface Meaning {
    List<Statement> of(Heard heard) throws Misread;
  }

  private static final String NAME = "[a-z0-9_]+";

  /** Everybody who passes the gate, in whatever word. */
  private static final String ANY =
      "(?:(?:each |every )?(?:\\$all|\\$user|\\$role|\\$i)(?: (?:and|or|,) (?:\\$user|\\$role|\\$i))*)";

  private static final String MADE =
      "(?:create|own|put up|put it up|start(?:ed)?|reserved?|book(?:ed)?|add|ask(?:ed)?|report(?:ed)?|log(?:ged)?|upload(?:ed)?|offer(?:ed)?|file(?:d)?|suggest(?:ed)?|propose(?:d)?|request(?:ed)?|give|gave|enter(?:ed)?|record(?:ed)?|order(?:ed)?|lend|lent|list(?:ed)?|plan(?:ned)?|host(?:ed)?|organi[sz]e(?:d)?|send|sent|found|claim(?:ed)?|note(?:d)?|plant(?:ed)?|bring|brought)";

  /** Whoever made what is spoken of. */
  private static final String MAKER =
      "(?:(?:its |the |his )?(?:owner|author|creator|maker|poster|writer|uploader|submitter|booker|reporter|requester)(?: of (?:it|#NAME|that))?|his \\$role"
          + "|(?:the )?(?:same |that )?(?:\\$user|person|one|\\$all|\\$role|wallet|[a-z]+) (?:who|that|which) (?:have |first |original |originally )?MADE (?:it|#NAME|that|one)(?: up)?"
          + "|(?:(?:the )?(?:same )?(?:one|\\$user|\\$role|person) )?(?:who|whoever|that) (?:have )?MADE(?: (?:it|#NAME|that|one))?)";

  private static final String DEED = "(?:see|change|delete|create|manage)";

  private final Pattern wording;
  private final Meaning meaning;

  private Rule(Pattern wording, Meaning meaning) {
    this.wording = wording;
    this.meaning = meaning;
  }

  /**
   * A rule.
   *
   * @param wording an expression in which {@code {K1}} is a kind, {@code {F1}} a field, {@code
   *     {FS}} some fields, {@code {KS}} some kinds, {@code {DEEDS}} what can be done, {@code {ANY}}
   *     whoever and {@code {MAKER}} who made it
   */
  static Rule of(String wording, Meaning meaning) {
    var list = "(?: ?(?:, and|, or|,|and|or|&) (?:also )?(?:by |his )?)";
    var name = "(?:[@#]" + NAME + ")";
    var full =
        wording
            .replaceAll("\\{K(\\d)}", "(?<k$1>#" + NAME + "|it)")
            .replaceAll("\\{F(\\d)}", "(?:his )?(?<f$1>[@#]" + NAME + ")")
            .replace("{FS}", "(?:his )?(?<fs>" + name + "(?:" + list + name + ")*)")
            .replace("{FB}", "(?<fs>" + bounded(name) + "(?:" + list + bounded(name) + ")*)")
            .replace("{KS}", "(?<ks>(?:#" + NAME + "|it)(?:" + list + "#" + NAME + ")*)")
            .replace(
                "{DEEDS}",
                "(?<deeds>" + DEED + "(?: ?(?:, and|, or|,|and|or|/|&) (?:also )?" + DEED + ")*)")
            .replace("{ANY}", ANY)
            .replace("{MAKER}", MAKER.replace("MADE", MADE).replace("NAME", NAME))
            .replace("{N}", "(?<n>-?\\d+(?:\\.\\d+)?)");
    return new Rule(Pattern.compile(full), meaning);
  }

  /** A field with words on which side of what is asked for it may lie. */
  private static String bounded(String name) {
    return "(?:by |on |in |whether |it |be |his |maximum |minimum |max |min |certain |given |number of |one ){0,5}"
        + name
        + "(?: (?:or not|range|at most|at least|from ?/ ?to|from/to|before|after|until|(?:(?:be )?up to|at most|until|from|at least) (?:maximum|minimum|value|limit|(?:given |certain |some |one )?(?:day|date|time|value|number|moment))|(?:until|up to|from|at most|at least)(?: (?:some |given |certain |one )?@"
        + NAME
        + ")?))?";
  }

  /** What a clause says by this rule. */
  List<Statement> read(String clause, String latest) throws Misread {
    var matcher = wording.matcher(clause);
    return matcher.matches() ? meaning.of(new Heard(matcher, clause, latest)) : List.of();
  }

  /** A clause of a wording. */
  static final class Heard {
    private final Matcher matcher;
    private final String clause;
    private final String latest;

    private Heard(Matcher matcher, String clause, String latest) {
      this.matcher = matcher;
      this.clause = clause;
      this.latest = latest;
    }

    /** What stands at a named place; empty when nothing does. */
    String at(String group) {
      return group(group).orElse("");
    }

    private Optional<String> group(String group) {
      @Nullable String found;
      try {
        found = matcher.group(group);
      } catch (IllegalArgumentException none) {
        found = null;
      }
      return Optional.ofNullable(found).map(String::strip);
    }

    /** All of it. */
    String clause() {
      return clause;
    }

    boolean has(String group) {
      return !at(group).isEmpty();
    }

    /** The kind of a place; what was spoken of before where it says {@code it}. */
    String kind(String group) throws Misread {
      return kindOf(at(group));
    }

    private String kindOf(String name) throws Misread {
      if (name.startsWith("#")) {
        return name.substring(1);
      }
      if (!name.isEmpty() && !name.equals("it")) {
        return name;
      }
      var first = Pattern.compile("#(" + NAME + ")").matcher(clause);
      var kind = first.find() ? first.group(1) : latest;
      if (kind.isEmpty()) {
        throw new Misread("It does not say of what it speaks.");
      }
      return kind;
    }

    /** Kinds that are listed. */
    List<String> kinds() throws Misread {
      List<String> kinds = new ArrayList<>();
      for (var name : names(at("ks"))) {
        kinds.add(kindOf(name));
      }
      return kinds;
    }

    /** The name of a field, or of what it refers to. */
    String field(String group) {
      return at(group).replaceFirst("^[@#]", "");
    }

    List<String> fields() {
      return names(at("fs")).stream()
          .filter(name -> !name.equals("it"))
          .map(name -> name.replaceFirst("^[@#]", ""))
          .toList();
    }

    private static List<String> names(String list) {
      List<String> names = new ArrayList<>();
      var matcher = Pattern.compile("[@#]" + NAME + "|\\bit\\b").matcher(list);
      while (matcher.find()) {
        names.add(matcher.group());
      }
      return names;
    }

    /** What can be done, of a list of deeds. */
    java.util.Set<Statement.Deed> deeds() {
      var deeds = java.util.EnumSet.noneOf(Statement.Deed.class);
      for (var word : at("deeds").split("[^a-z]+")) {
        switch (word) {
          case "see" -> deeds.add(Statement.Deed.SEE);
          case "change" -> deeds.add(Statement.Deed.CHANGE);
          case "delete" -> deeds.add(Statement.Deed.DELETE);
          case "create" -> deeds.add(Statement.Deed.CREATE);
          case "manage" -> {
            deeds.add(Statement.Deed.CHANGE);
            deeds.add(Statement.Deed.DELETE);
          }
          default -> {}
        }
      }
      return deeds;
    }
  }
}
