package factory.pipeline.source.english;

import factory.pipeline.source.english.Statement.Deed;
import factory.pipeline.source.english.Statement.May;
import factory.pipeline.source.english.Statement.Usual;
import factory.pipeline.spec.Access;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Who may do what. */
final class AccessRules {
  private static final String PERMANENT =
      "(?:read-only|read only|immutable|permanent|append-only|append only|final)";

  private AccessRules() {}

  static List<Rule> all() {
    return List.of(
        // Only its author may edit a post.
        Rule.of(
            "(?:but )?only {MAKER} (?:can |must )?{DEEDS} (?:his )?{K1}",
            heard -> owner(heard.deeds(), heard.kind("k1"))),
        Rule.of(
            "{K1} (?:can |must )?(?:only )?be {DEEDS} (?:only )?by (?:only )?{MAKER}(?: only| alone)?",
            heard -> heard.at("k1").isEmpty() ? List.of() : owner(heard.deeds(), heard.kind("k1"))),
        Rule.of(
            "{MAKER} alone (?:can )?{DEEDS} (?:his )?{K1}",
            heard -> owner(heard.deeds(), heard.kind("k1"))),
        Rule.of(
            "only \\$i (?:can )?{DEEDS} (?:his )?(?:own )?{K1}",
            heard -> owner(heard.deeds(), heard.kind("k1"))),
        Rule.of("{MAKER} can {DEEDS} {K1}", heard -> owner(heard.deeds(), heard.kind("k1"))),
        Rule.of(
            "(?:only )?{MAKER} (?:can )?(?:mark|set|flag|tick) {K1} (?:as )?(?<word>@?[a-z][a-z0-9_-]*)",
            heard -> {
              List<Statement> all =
                  new ArrayList<>(owner(EnumSet.of(Deed.CHANGE), heard.kind("k1")));
              all.add(
                  new Statement.CanBe(
                      heard.kind("k1"), heard.at("word").replaceFirst("^@", "").replace('-', '_')));
              return all;
            }),
        // Everybody sees their own notes.
        Rule.of(
            "(?:{ANY} )?(?:must |can )?(?:only )?(?:can )?{DEEDS} (?:only )?(?:his )?own {K1}(?: only)?",
            heard -> own(heard)),
        Rule.of(
            "(?:{ANY} )?(?:must |can )only (?:can )?{DEEDS} (?:only )?his {K1}",
            heard -> own(heard)),
        Rule.of(
            "only {ANY} (?:can )?{DEEDS} mine", heard -> owner(heard.deeds(), heard.kind("k1"))),
        Rule.of(
            "(?:{ANY} )?(?:can )?(?:only {DEEDS}|(?<deeds2>see|change|delete) only|can delete only) (?:his )?own (?:one|{K1})",
            heard -> heard.has("deeds") ? own(heard) : List.of()),
        Rule.of(
            "(?:{ANY} )?(?:must |can )?{DEEDS} only (?:his|mine) (?:own )?{K1}",
            heard -> own(heard)),
        Rule.of(
            "{ANY} (?:must |can )?{DEEDS} (?:his )?own (?:one|{K1})(?: ,)? but not (?:those|one|the one|{K2}) of (?:other|another|$user else|everybody else)(?: \\$user)?",
            heard -> own(heard)),
        Rule.of(
            "(?:his )?{K1} (?:must )?be (?:private|secret|hidden|confidential|for \\$i only|only for \\$i)(?: to \\$i)?",
            heard -> owner(Set.of(Deed.SEE), heard.kind("k1"))),
        Rule.of(
            "(?:{K1} )?(?:be )?private(?: to (?:{MAKER}|(?:each |every )?\\$(?:user|all|role)))?",
            heard -> owner(Set.of(Deed.SEE), heard.kind("k1"))),
        Rule.of(
            "\\$none (?:but|except) (?:\\$i|{MAKER}) (?:can )?{DEEDS} (?:his )?{K1}",
            heard -> owner(heard.deeds(), heard.kind("k1"))),
        Rule.of(
            "\\$i not want \\$(?:all|none|user) else to {DEEDS} (?:his )?{K1}",
            heard -> owner(heard.deeds(), heard.kind("k1"))),
        Rule.of(
            "(?:all |it |this )?(?:be )?private(?: ,)?(?: and)? \\$none (?:else )?(?:can )?(?:see|look|read|look at it|see it|create it|see this)",
            heard -> owner(Set.of(Deed.SEE), heard.kind("k1"))),
        Rule.of(
            "(?:just |only )?for (?:\\$i|my own use|his own use)(?: (?:only|alone))?|only \\$i can see (?:it|this|all|anything)|\\$none (?:else|but \\$i) (?:can )?(?:see|look)(?: at)? ?(?:it|this|anything|mine)?|only \\$i (?:can )?(?:see|look)",
            heard -> owner(Set.of(Deed.SEE), heard.kind("k1"))),
        Rule.of(
            "\\$none else to {DEEDS} (?:his )?{K1}",
            heard -> owner(heard.deeds(), heard.kind("k1"))),
        Rule.of(
            "\\$i alone (?:can )?{DEEDS} (?:his )?{K1}",
            heard -> owner(heard.deeds(), heard.kind("k1"))),
        Rule.of(
            "\\$i be only (?:one|\\$user) who (?:can )?{DEEDS} (?:his )?{K1}",
            heard -> owner(heard.deeds(), heard.kind("k1"))),
        Rule.of(
            "only \\$(?:i|user) can {DEEDS} (?:his )own {K1}",
            heard -> owner(heard.deeds(), heard.kind("k1"))),
        Rule.of(
            "(?:but )?only {MAKER} (?:can |must )?cancel(?: (?:his )?{K1})?",
            heard -> owner(Set.of(Deed.DELETE), heard.kind("k1"))),
        Rule.of(
            "(?:which )?\\$none (?:but|except) {MAKER} (?:can )?cancel(?: (?:his )?{K1})?",
            heard -> owner(Set.of(Deed.DELETE), heard.kind("k1"))),
        Rule.of(
            "{MAKER} can (?:cancel|delete)(?: (?:his )?{K1})? , \\$none else(?: can)?",
            heard -> owner(Set.of(Deed.DELETE), heard.kind("k1"))),
        Rule.of(
            "(?:no|without) (?:change|edit|editing)(?: of)? {K1}(?: (?:later|afterward|afterwards))?",
            heard -> nobody(EnumSet.of(Deed.CHANGE), heard.kind("k1"))),
        Rule.of(
            "{K1} (?:be )?never (?:be )?{DEEDS}", heard -> nobody(heard.deeds(), heard.kind("k1"))),
        Rule.of(
            "it must not be possible to {DEEDS} {K1}",
            heard -> nobody(heard.deeds(), heard.kind("k1"))),
        Rule.of(
            "{ANY} (?:can )?(?<deeds>see) only (?:his|mine|his own|own)(?: one)?",
            heard -> owner(heard.deeds(), heard.kind("k1"))),
        Rule.of(
            "{ANY} can (?<deeds>(?:change|delete)(?: ?(?:and|or|,|/) (?:change|delete))*) his {K1}",
            heard -> owner(heard.deeds(), heard.kind("k1"))),
        Rule.of(
            "{K1} be private(?: to (?:{MAKER}|\\$user|\\$all))?",
            heard -> owner(Set.of(Deed.SEE), heard.kind("k1"))),
        Rule.of(
            "{K1} (?:can |must )?(?:only )?be (?:only )?visible (?:only )?(?:for|to) (?:only )?{MAKER}(?: only)?",
            heard ->
                heard.at("k1").isEmpty() ? List.of() : owner(Set.of(Deed.SEE), heard.kind("k1"))),
        Rule.of(
            "(?:\\$none|no \\$user) else (?:can )?{DEEDS} {K1}",
            heard -> owner(heard.deeds(), heard.kind("k1"))),
        Rule.of(
            "(?:{ANY} )(?:must not|can not|must never|never) (?:be )?(?:can )?{DEEDS} {K1} (?:of|from|by|that belong to) (?:other|another|someone else|\\$user else)(?: (?:\\$user|\\$role|people))?",
            heard -> owner(heard.deeds(), heard.kind("k1"))),
        Rule.of(
            "(?:{ANY} )(?:must not|can not|must never|never) (?:can )?{DEEDS} (?:each )?other(?: \\$user| \\$role| people)? {K1}",
            heard -> owner(heard.deeds(), heard.kind("k1"))),
        // Nobody changes what was said.
        Rule.of(
            "\\$none (?:can )?{DEEDS} {K1}(?: (?:later|afterward|afterwards|once (?:it be )?(?:create|make)|after (?:it be )?create))?",
            heard -> nobody(heard.deeds(), heard.kind("k1"))),
        Rule.of(
            "{K1} (?:can not|must not|can never|must never) be {DEEDS}(?: (?:again|later|afterward|afterwards|once (?:it be )?create|after (?:it be )?create))?(?: by \\$all)?",
            heard -> nobody(heard.deeds(), heard.kind("k1"))),
        Rule.of(
            "once create ,? {K1} (?:can not|must not|can never|must never) be {DEEDS}",
            heard -> nobody(heard.deeds(), heard.kind("k1"))),
        Rule.of(
            "{K1} be " + PERMANENT + "(?: once create)?",
            heard -> nobody(EnumSet.of(Deed.CHANGE, Deed.DELETE), heard.kind("k1"))),
        // What everybody may do anyway.
        Rule.of(
            "(?:{ANY} )?(?:want to |like to )?(?:can )?{DEEDS} {KS}(?: by (?:his )?(?:id|identifier))?",
            heard -> List.of(new Usual(heard.kinds(), heard.deeds()))),
        Rule.of(
            "{KS} (?:can |must )?be {DEEDS}(?: by {ANY})?",
            heard -> List.of(new Usual(heard.kinds(), heard.deeds()))),
        Rule.of(
            "{KS} (?:must )?be (?:public|visible to {ANY}|public for {ANY})",
            heard -> List.of(new Usual(heard.kinds(), EnumSet.of(Deed.SEE)))),
        Rule.of(
            "(?:{ANY} )?(?:want to |like to )?(?:can )?(?:list|show|get|find|query)(?: (?:and|or|,) (?:list|show|get|see))* (?:list of )?{KS}(?: by (?:his )?(?:id|identifier))?",
            heard -> List.of(new Usual(heard.kinds(), EnumSet.of(Deed.SEE)))),
        Rule.of(
            "\\$i (?:collect|keep|have|manage|record|store) (?:his )?{K1}",
            heard -> List.of(new Usual(List.of(heard.kind("k1")), EnumSet.of(Deed.SEE)))),
        Rule.of(
            "(?:\\$i )?(?:must |want |want to have )?(?:small |simple )?(?:api|service|app|system|tool|register|database) (?:to|for|that|which) (?:can )?(?:keep|store|manage|track|record|hold|handle|list)(?: track of)? {KS}",
            heard -> List.of(new Usual(heard.kinds(), EnumSet.of(Deed.SEE)))),
        Rule.of(
            "{KS} can be (?<verb>book|booked|reserve|reserved)(?: (?:through|with|over|via|in) (?:this |that )?(?:api|service|app|system))?",
            heard ->
                List.of(
                    new Usual(
                        List.of(heard.at("verb").startsWith("book") ? "booking" : "reservation"),
                        EnumSet.of(Deed.SEE)))),
        Rule.of(
            "(?:full |basic |standard |complete |usual )?crud(?: operation| endpoint| api)* (?:for|on|of|over) {KS}",
            heard -> List.of(new Usual(heard.kinds(), EnumSet.allOf(Deed.class)))),
        Rule.of(
            "(?:support |with |provide |offer )?(?:full |basic |standard |complete |usual |all )?crud(?: operation| endpoint| api)*",
            heard -> List.of(new Usual(List.of(heard.kind("k1")), EnumSet.allOf(Deed.class)))));
  }

  private static List<Statement> own(Rule.Heard heard) throws Misread {
    return owner(heard.deeds(), heard.kind("k1"));
  }

  private static List<Statement> owner(Set<Deed> deeds, String kind) {
    // Whoever makes a record is its owner anyway.
    var others = EnumSet.copyOf(deeds);
    others.remove(Deed.CREATE);
    return others.isEmpty()
        ? List.of()
        : List.of(new May(others, kind, new Access.Owner(), "whoever made it"));
  }

  private static List<Statement> nobody(Set<Deed> deeds, String kind) {
    return deeds.contains(Deed.SEE) || deeds.contains(Deed.CREATE)
        ? List.of()
        : List.of(new May(deeds, kind, new Access.Nobody(), "nobody"));
  }
}
