package factory.pipeline.source.english;

import factory.pipeline.source.english.Statement.Enough;
import factory.pipeline.source.english.Statement.Moves;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Deeds that bring a number of a record up or down by an amount: {@code customers earn points and
 * spend points}.
 */
final class MoveRules {
  /** Say by themselves what happens with a number. */
  private static final String UP =
      "deposit|top up|earn|gain|restock|refill|credit|recharge|put in|pay in";

  private static final String DOWN =
      "withdraw|spend|redeem|debit|take out|consume|use up|pay out|cash out";

  /** Say it only of an amount of something. */
  private static final String UP_BY = "add|put|increase|raise|collect|receive|load|create|get|give";

  private static final String DOWN_BY =
      "take|remove|delete|decrease|reduce|lower|use|pay|subtract|deduct";

  private static final String SOME =
      "(?:money|amount|amount of money|amount of (?:money|it|@[a-z0-9_]+)|some|some (?:of (?:it|@[a-z0-9_]+)|money|unit|piece|@[a-z0-9_]+)|certain amount|@[a-z0-9_]+|unit|piece|cash)";

  private static final String WHERE =
      "(?: (?:to|into|onto|on|in|from|out of|of|off|for|at) (?:his )?(?:@[a-z0-9_]+(?: of)? ?)?(?:#[a-z0-9_]+|it))?";

  private static final String BY =
      "(?: ?,? (?:by|with) (?:give |enter |name |specify |certain )?(?:his )?(?:amount|number|@[a-z0-9_]+))?";

  private static final Pattern DEED =
      Pattern.compile(
          "^(?:(?<sure>"
              + UP
              + "|"
              + DOWN
              + ")(?: (?<some>"
              + SOME
              + "))?|(?<verb>"
              + UP_BY
              + "|"
              + DOWN_BY
              + ") "
              + "(?<some2>"
              + SOME
              + ")(?: (?<way>in|out|up|down|back|away))?)"
              + "(?<where>"
              + WHERE
              + ")(?= |$)");

  private static final Pattern WHO =
      Pattern.compile(
          "^(?:(?:each |every )?(?:\\$all|\\$user|\\$role|\\$i|it|#[a-z0-9_]+) )?(?:can |want to |be able to )?");

  private static final Pattern AND =
      Pattern.compile("^ ?(?:, and|, or|and|or|,|/)(?: also)?(?: can)? ");

  private MoveRules() {}

  static List<Rule> all() {
    var more =
        "(?:{ANY}|it|{K1}) (?:can not|must not|can never|must never|never) (?:"
            + DOWN
            + "|"
            + DOWN_BY
            + ") (?:out )?more (?:(?:of )?(?:it|money|unit|(?<f1>@[a-z0-9_]+)) )?(?:out )?than (?:it have|there be|it be there|be there|be left|(?:his |it )?(?<f2>@[a-z0-9_]+)|be in (?:it|#[a-z0-9_]+)|be on (?:it|#[a-z0-9_]+))(?: (?:have|left|there|in stock))?";
    return List.of(
        Rule.of(more, heard -> enough(heard)),
        Rule.of(
            "(?:if|when|where) (?:there )?(?:be )?(?:not enough|too little|not sufficient|insufficient)(?: (?<f1>@[a-z0-9_]+|money|left|of it|stock|there))?(?: (?:be )?(?:there|left|on (?:it|#[a-z0-9_]+)|in (?:it|#[a-z0-9_]+)))? ,? ?(?:it|this|that) (?:must )?(?:be )?(?:refuse|refused|reject|rejected|fail|not allow|not allowed|not possible)",
            heard -> enough(heard)),
        Rule.of(
            "(?:it|this|that|redeem|withdraw|withdrawal|spending)? ?(?:must )?(?:be )?(?:refuse|refused|reject|rejected|fail|fails)(?: with (?<status>4\\d\\d))? (?:if|when) (?:(?<f1>@[a-z0-9_]+) (?:be|would be) (?:too (?:low|small)|not enough|not sufficient|insufficient|less than amount|below (?:0|zero|amount)|smaller than amount)|(?:there )?(?:be )?not enough(?: (?<f2>@[a-z0-9_]+|money|left|of it))?(?: (?:be )?(?:there|left|on it))?|amount (?:be )?(?:above|more than|greater than|higher than|exceed|larger than|bigger than) (?:his )?(?<f3>@[a-z0-9_]+))",
            heard -> enough(heard)),
        Rule.of(
            "(?:amount|withdrawal) (?:can not|must not) (?:be above|be more than|be greater than|be higher than|exceed) (?:his )?(?<f1>@[a-z0-9_]+)",
            heard -> enough(heard)));
  }

  private static List<Statement> enough(Rule.Heard heard) throws Misread {
    var field =
        List.of("f1", "f2", "f3").stream()
            .map(heard::at)
            .filter(name -> name.startsWith("@"))
            .findFirst()
            .orElse("");
    var status = heard.has("status") ? Integer.parseInt(heard.at("status")) : 409;
    return List.of(
        new Enough(heard.has("k1") ? heard.kind("k1") : "", field.replaceFirst("^@", ""), status));
  }

  /** The deeds of a clause; empty where it says anything else besides. */
  static List<Statement> read(String clause, String latest) {
    var who = WHO.matcher(clause);
    var text = who.find() ? clause.substring(who.end()) : clause;
    List<Statement> all = new ArrayList<>();
    var isOfSomething = false;
    while (true) {
      var deed = DEED.matcher(text);
      if (!deed.find()) {
        return List.of();
      }
      isOfSomething |=
          deed.group("some") != null
              || deed.group("some2") != null
              || !deed.group("where").isEmpty();
      deedOf(deed, latest).ifPresent(all::add);
      text = text.substring(deed.end());
      var and = AND.matcher(text);
      if (!and.find()) {
        break;
      }
      text = text.substring(and.end());
    }
    return !all.isEmpty() && isOfSomething && (text.isEmpty() || text.matches(BY))
        ? List.copyOf(all)
        : List.of();
  }

  private static Optional<Statement> deedOf(java.util.regex.Matcher deed, String latest) {
    var sure = deed.group("sure");
    var some = sure != null ? deed.group("some") : deed.group("some2");
    var verb = sure != null ? sure : deed.group("verb");
    var way = sure != null || deed.group("way") == null ? "" : deed.group("way");
    var kind = Pattern.compile("#([a-z0-9_]+)").matcher(deed.group("where"));
    var field = Pattern.compile("@([a-z0-9_]+)").matcher(some == null ? "" : some);
    var in = Pattern.compile("@([a-z0-9_]+)").matcher(deed.group("where"));
    var name = in.find() ? in.group(1) : field.find() ? field.group(1) : "";
    var up = (verb + " " + way).strip().matches("(?:" + UP + "|" + UP_BY + ")(?: (?:in|up|back))?");
    if (way.matches("out|down|away") && up) {
      return Optional.empty();
    }
    var called =
        switch (verb) {
          case "create" -> "add";
          case "delete" -> "remove";
          default -> verb;
        };
    return Optional.of(
        new Moves(
            kind.find() ? kind.group(1) : latest,
            name,
            (called + " " + way).strip().replace(' ', '_'),
            up));
  }
}
