package factory.pipeline.source.english;

import factory.pipeline.source.english.Statement.GivesBack;
import factory.pipeline.source.english.Statement.Takes;
import java.util.List;

/**
 * Things that one caller takes and gives back, and that nobody else can take meanwhile: {@code
 * claim a gift that is not claimed yet}.
 */
final class HoldRules {
  private static final String TAKE =
      "(?<take>claim|check out|borrow|reserve|rent|grab|take out|sign out)";
  private static final String TAKEN =
      "(?:claimed|claim|checked|check|borrowed|borrow|reserved|reserve|rented|rent|grabbed|taken|signed)";
  private static final String BACK =
      "(?<back>unclaim|return|release|bring back|give back|hand back|check in|unreserve)";
  private static final String WHO =
      "(?:whoever (?:have )?(?:"
          + TAKEN
          + " (?:it|#[a-z0-9_]+)(?: out)?|it|#[a-z0-9_]+)|(?:that |same )?(?:\\$user|\\$role|one|person)(?: (?:who|that) (?:have )?(?:"
          + TAKEN
          + " it(?: out)?|it))?)";
  private static final String FREE =
      "(?:be not (?:already )?"
          + TAKEN
          + "(?: out)?(?: already| yet)?|be (?:still )?(?:free|in|available|there|unclaimed)|\\$none (?:else )?have (?:it|"
          + TAKEN
          + " it)(?: out)?(?: yet)?)";
  private static final String SOMEBODY = "(?:{ANY} )?(?:want to )?(?:can )?";

  private HoldRules() {}

  static List<Rule> all() {
    return List.of(
        Rule.of(
            SOMEBODY
                + TAKE
                + " {K1} ?(?:, |: )?(?:that|which|only if|only when|only while|if|when) (?:it )?"
                + FREE,
            heard -> takes(heard, true)),
        Rule.of(
            SOMEBODY
                + TAKE
                + " {K1} ?,? (?:but )?only (?:1|one) (?:\\$user|\\$role|person) (?:per|for each|can have) (?:{K2}|it)",
            heard -> takes(heard, true)),
        Rule.of(
            SOMEBODY + TAKE + " {K1} ?,? so that \\$none (?:else )?(?:[a-z]+ )it twice",
            heard -> takes(heard, true)),
        Rule.of(
            SOMEBODY + "check {K1} out(?: and (?:bring|give) it back)?",
            heard ->
                List.of(
                    new Takes(heard.kind("k1"), "check out", false),
                    new Statement.Held(heard.kind("k1")))),
        Rule.of(
            SOMEBODY + TAKE + " (?:and|&) " + BACK + " {K1}",
            heard ->
                List.of(
                    new Takes(heard.kind("k1"), heard.at("take"), false),
                    new GivesBack(heard.kind("k1"), heard.at("back"), false),
                    new Statement.Held(heard.kind("k1")))),
        Rule.of(
            "(?:"
                + TAKEN
                + " (?:out )?)?{K1} (?:(?:that|which) be (?:out|"
                + TAKEN
                + "(?: out)?) )?can not be "
                + TAKEN
                + "(?: out)?(?: (?:again|twice|by \\$(?:all|user) else))+",
            heard ->
                List.of(
                    new Takes(heard.kind("k1"), "", true), new Statement.Held(heard.kind("k1")))),
        Rule.of(
            SOMEBODY + BACK + "(?: (?:it|{K1}))?(?: again)?",
            heard ->
                List.of(
                    new GivesBack(heard.kind("k1"), heard.at("back"), false),
                    new Statement.Held(heard.kind("k1")))),
        // Whoever has it gives it back.
        Rule.of(
            SOMEBODY + BACK + "(?: {K1})? ?(?:, |: )?only (?:by )?" + WHO, heard -> back(heard)),
        Rule.of(
            SOMEBODY
                + BACK
                + " {K1} (?:that|which) \\$i (?:have )?"
                + TAKEN
                + "(?: out)? ?(?:;|,)? (?:and |but )?\\$none else can (?:do (?:that|this|so)|[a-z]+(?: back)? (?:it|{K2}))",
            heard -> back(heard)),
        Rule.of(
            "(?:and )?only (?:" + WHO + "|who have it) (?:can )?" + BACK + " (?:it|{K1})",
            heard -> back(heard)),
        Rule.of(
            "(?:"
                + SOMEBODY
                + "(?:show|see|know|tell) |{K2} show )(?:whether|if|which) (?:{K1}|it) be (?:still )?(?:out|in|free|"
                + TAKEN
                + "(?: out)?)(?: or not)?",
            heard -> List.of(new Statement.Held(heard.kind(heard.has("k2") ? "k2" : "k1")))),
        Rule.of(
            SOMEBODY + "(?:show|see|know|tell) who have {K1}(?: now| at moment)?",
            heard -> List.of(new Statement.Held(heard.kind("k1")))),
        Rule.of(
            "show (?:if it be )?" + TAKEN + "(?: out)? or not",
            heard -> List.of(new Statement.Held(heard.kind("k1")))));
  }

  private static List<Statement> takes(Rule.Heard heard, boolean alone) throws Misread {
    return List.of(
        new Takes(heard.kind("k1"), heard.at("take"), alone), new Statement.Held(heard.kind("k1")));
  }

  private static List<Statement> back(Rule.Heard heard) throws Misread {
    return List.of(
        new GivesBack(heard.kind("k1"), heard.at("back"), true),
        new Statement.Held(heard.kind("k1")));
  }
}
