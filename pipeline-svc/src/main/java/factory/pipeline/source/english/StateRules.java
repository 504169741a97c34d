package factory.pipeline.source.english;

import factory.pipeline.source.english.Statement.Deed;
import factory.pipeline.source.english.Statement.OnlyWhile;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What cannot be done with a record in some state, or only in it: {@code paid invoices are final}.
 */
final class StateRules {
  private static final String WORD =
      "(?<word>@?(?!create\\b|change\\b|delete\\b|see\\b|other\\b|his\\b|old\\b|new\\b|own\\b|existing\\b|all\\b)[a-z][a-z0-9_-]*(?: (?:progress|review|transit|delivery|stock))?)";
  private static final String AGAIN =
      "(?: (?:again|any more|anymore|any longer|later|afterwards))?";
  private static final String NOT = "(?:can not|must not|can never|must never|can no longer)";
  private static final String WHILE = "(?:while|as long as|when|if)";
  private static final String ONCE = "(?:once|after|when|if|as soon as)";
  private static final String IS = "(?:it |{K2} )?(?:be |have be )?(?:still )?";

  private StateRules() {}

  static List<Rule> all() {
    return List.of(
        // Paid invoices cannot be changed.
        Rule.of(
            WORD + " {K1} " + NOT + " be {DEEDS}" + AGAIN,
            heard -> closed(heard, heard.deeds(), true)),
        Rule.of(
            "{K1} (?:that|which) (?:be|have be) (?:already )?"
                + WORD
                + " "
                + NOT
                + " be {DEEDS}"
                + AGAIN,
            heard -> closed(heard, heard.deeds(), true)),
        Rule.of(
            "{K1} " + NOT + " be {DEEDS}" + AGAIN + " " + ONCE + " " + IS + WORD,
            heard -> closed(heard, heard.deeds(), true)),
        Rule.of(
            ONCE + " " + IS + WORD + " ,? ?(?:{K1}|nothing) (?:" + NOT + "|can) be {DEEDS}" + AGAIN,
            heard ->
                heard.clause().contains("nothing can be") || heard.has("k1")
                    ? closed(heard, heard.deeds(), true)
                    : List.of()),
        Rule.of(
            "\\$none can {DEEDS} " + WORD + " {K1}" + AGAIN,
            heard -> closed(heard, heard.deeds(), true)),
        Rule.of(
            WORD + " {K1} be (?:final|read-only|read only|immutable|frozen|lock|locked)",
            heard -> closed(heard, EnumSet.of(Deed.CHANGE, Deed.DELETE), true)),
        // A closed thread takes no more posts.
        Rule.of(
            WORD
                + " {K1} (?:(?:can |must )?not|can no longer|never) (?:get|have|receive|take|accept|be give|allow)(?: (?:any|new|more|further|no))* {K2}"
                + AGAIN,
            heard -> child(heard, "k2", true)),
        Rule.of(
            WORD + " {K1} (?:get|have|receive|take|accept|allow) no (?:new |more |further )*{K2}",
            heard -> child(heard, "k2", true)),
        Rule.of(
            "no (?:new |more |further )*{K2} (?:(?:can |must )?be (?:create|accept|accepted|allow|allowed|possible) )?(?:in|on|to|for|into) "
                + WORD
                + " {K1}",
            heard -> child(heard, "k2", true)),
        Rule.of(
            "{K2} can not be create (?:in|on|to|for) " + WORD + " {K1}",
            heard -> child(heard, "k2", true)),
        Rule.of(
            "(?:{ANY} )?can not create (?:new )?{K2} (?:in|on|to|for) " + WORD + " {K1}",
            heard -> child(heard, "k2", true)),
        Rule.of(
            "{K2} can only be create (?:in|on|to|for) " + WORD + " {K1}",
            heard -> child(heard, "k2", false)),
        // Only while it is pending.
        Rule.of(
            "{K1} can (?:only )?be {DEEDS} (?:only )?" + WHILE + " " + IS + WORD,
            heard -> only(heard, heard.clause(), heard.deeds())),
        Rule.of(
            "(?:{ANY} )?can only {DEEDS} (?:his )?{K1} (?:only )?" + WHILE + " " + IS + WORD,
            heard -> closed(heard, heard.deeds(), false)),
        Rule.of(
            "(?:{ANY} )?can {DEEDS} (?:his )?{K1} only " + WHILE + " " + IS + WORD,
            heard -> closed(heard, heard.deeds(), false)),
        Rule.of(
            "only " + WORD + " {K1} can be {DEEDS}", heard -> closed(heard, heard.deeds(), false)),
        Rule.of(
            "(?:but )?only {MAKER} can {DEEDS} {K1} ?(?:,|and|, and|, but|but)? only "
                + WHILE
                + " "
                + IS
                + WORD,
            heard -> {
              List<Statement> all = new ArrayList<>(closed(heard, heard.deeds(), false));
              all.add(
                  new Statement.May(
                      heard.deeds(),
                      heard.kind("k1"),
                      new factory.pipeline.spec.Access.Owner(),
                      "whoever made it"));
              return all;
            }));
  }

  private static List<Statement> child(Rule.Heard heard, String group, boolean not) throws Misread {
    return List.of(new Statement.ChildOnly(heard.kind(group), heard.kind("k1"), word(heard), not));
  }

  private static String word(Rule.Heard heard) {
    return heard.at("word").replaceFirst("^@", "").replace(' ', '_').replace('-', '_');
  }

  private static List<Statement> only(Rule.Heard heard, String clause, Set<Deed> deeds)
      throws Misread {
    return clause.contains(" only ") ? closed(heard, deeds, false) : List.of();
  }

  private static List<Statement> closed(Rule.Heard heard, Set<Deed> deeds, boolean not)
      throws Misread {
    var word = word(heard);
    var kind = heard.kind("k1");
    var changes = EnumSet.noneOf(Deed.class);
    changes.addAll(deeds);
    changes.retainAll(EnumSet.of(Deed.CHANGE, Deed.DELETE));
    if (changes.isEmpty() || changes.size() != deeds.size()) {
      return List.of();
    }
    return List.of(new OnlyWhile(kind, changes, word, not));
  }
}
