package factory.pipeline.source.english;

import java.util.ArrayList;
import java.util.List;

/** Turns of phrase on which nothing depends, and lists of fields that are told as a deed. */
final class Phrases {
  private static final String GIVING =
      "(?:by (?:giving|entering|providing|stating|filling in|specifying|naming|typing(?: in)?|noting|sending)|and (?:gives?|enters?|states?|provides?|notes?)|with|from)";
  private static final String FIELDS = "(?=(?:an?|the|their|its|his|her) [a-z])";

  private static final List<Rewording> ALL = all();

  private Phrases() {}

  /** The same in fewer words; of a text in lower case on one line. */
  static Traced plain(Traced text) {
    return Rewording.all(ALL, text);
  }

  private static List<Rewording> all() {
    List<Rewording> all = new ArrayList<>();
    pair(
        all,
        "(^|[.;,] )(?:(?:and|also) )?(?:it (?:would|will) be|would be|it is) (?:also |really |very )?(?:great|nice|good|cool|useful|handy|helpful|perfect|lovely|neat|important|essential) (?:if|that|to be able to|to) ",
        "$1");
    pair(
        all,
        "\\b(?:basically|essentially|actually|honestly|i guess|i think|i suppose|kind of|you know|ideally|preferably|if possible),? ",
        "");
    pair(all, "(?<=[a-z]),? (?:if possible|i guess|i think|i suppose)(?=[.;,]|$)", "");
    pair(all, "\\bif its (?=[a-z]+(?:[.,;) ]|$))", "whether it is ");
    pair(
        all,
        ",? (?:that|which) (?:is|are|can be|may be|must be) (?:either )([a-z]+(?:, [a-z]+){0,20},? or [a-z]+)",
        " ($1)");
    // Employees request leave by giving a first day: each leave request has one.
    pair(
        all,
        "(^|[.] )(?:an? |the |each |every )?[a-z]+(?: can| may)? (?:requests?|asks? for|appl(?:y|ies) for) (?:an? |the |some )?([a-z]+) "
            + GIVING
            + " "
            + FIELDS,
        "$1each request has ");
    pair(
        all,
        "(^|[.] )((?:an? |the |each |every |other )?[a-z]+(?: can| may)?) ([a-z]+s?) (an? |the |new |some |their )?([a-z]+(?: [a-z]+)?) (?:by (?:giving|entering|providing|stating|filling in|specifying|naming|typing(?: in)?|noting)) "
            + FIELDS,
        "$1$2 $3 $4$5 with ");
    deeds(all);
    pair(
        all,
        "(^|[.] )(?:for|of|about) (?:each|every|any) ([a-z]+(?: [a-z]+)?)(?::|,? there (?:is|are):?) ",
        "$1each $2 has ");
    pair(
        all,
        ",? (?:that|which) (?:can|must|may|should|cannot)(?: never| not)? (?:go|fall|drop|be|get|sink) below (-?\\d+(?:\\.\\d+)?)",
        " (at least $1)");
    pair(
        all,
        ",? (?:that|which) (?:can|must|may|should|cannot)(?: never| not)? (?:go|rise|be|get|climb) above (-?\\d+(?:\\.\\d+)?)",
        " (at most $1)");
    // What it is for stands before what somebody does.
    pair(
        all,
        "(^|[.] )(?:an? |the |my |our )?(?:[a-z-]+ ){0,3}?(?:for|of|in) (?:my|our|the|a) [a-z-]+(?: [a-z-]+){0,2}: (?=(?:an? |each |every |all )?[a-z]+ (?:can |may |could )?(?:add|create|post|offer|propose|place|report|submit|enter|share|list|save|store|keep|record|write|log|upload|publish|suggest|request|give|make|put up|sign up|book|reserve|borrow)s? )",
        "$1");
    pair(
        all, "\\b(places?|placed) (an? |their |some )?(orders?) for [a-z]+s(?= with|:)", "$1 $2$3");
    pair(
        all,
        "(?<=, )(?:both|each|all|they)(?: of (?:them|which))? (?:must be |are |is )?(at least|at most|from \\d+ to|above|below) (\\d+)(?=[.;]|$)",
        "both $1 $2");
    pair(
        all,
        "\\b(puts?) (an? |the |their |some )?([a-z]+) up(?: for (?:auction|sale|rent|adoption|exchange|grabs))?(?= with|:)",
        "$1 up $2$3");
    return List.copyOf(all);
  }

  /** {@code Others bid on an item with an amount}: each bid has an item and an amount. */
  private static void deeds(List<Rewording> all) {
    var who =
        "(?:an? |the |each |every |any |other |another |all )?[a-z]+(?: can| may)? (?:also )?";
    var what = "(?:an? |the |each |any |another |other |someone else )?([a-z]+?)";
    var end = "(?=[.;]|$)";
    for (var pair :
        List.of(
            "bids? bid",
            "comments? comment",
            "repl(?:y|ies) reply",
            "pledges? pledge",
            "donates? donation",
            "appl(?:y|ies) application")) {
      var cut = pair.lastIndexOf(' ');
      var verb = pair.substring(0, cut);
      var noun = pair.substring(cut + 1);
      pair(
          all,
          "(^|[.] )"
              + who
              + verb
              + " (?:on|to|for|at) "
              + what
              + "(?: with|, with|, giving|: ) ?"
              + FIELDS,
          "$1each " + noun + " has a $2, ");
      pair(
          all,
          "(^|[.] )" + who + verb + " " + FIELDS + "([^.;:]{3,60}?) (?:on|to|for) " + what + end,
          "$1each " + noun + " has a $3 and $2");
    }
    pair(
        all,
        "(^|[.] )"
            + who
            + "(?:rates?|scores?|grades?|reviews?) "
            + what
            + " (?:with |by giving )?(from \\d+ to \\d+) ?(stars?|points?)?(?:,? (?:but )?(?:only|at most|just)? ?once(?: (?:each|only|per [a-z]+))?)"
            + end,
        "$1each rating has a $2 and stars $3, and only one rating per user and $2");
    pair(
        all,
        "(^|[.] )"
            + who
            + "(?:rates?|scores?|grades?) "
            + what
            + " (?:with |by giving )?(from \\d+ to \\d+) ?(stars?|points?)?"
            + end,
        "$1each rating has a $2 and stars $3");
    pair(
        all,
        "(^|[.] )((?:an? |the |each )?[a-z]+) (?:is|are) (?:just|only|simply|nothing but) (?:an? |some )?(text|number|date|link|name)"
            + end,
        "$1$2 has a $3");
    // Yes, no or maybe of each person.
    pair(
        all,
        "(^|[.] )"
            + who
            + "(?:answers?|repl(?:y|ies)|responds?|says?) (?:with )?(yes,? (?:or )?no(?:,? or maybe)?) (?:to|for) "
            + what
            + "(?:, (?:but )?(?:only )?once(?: per [a-z]+)?)?"
            + end,
        "$1each answer has a $3 and a choice ($2), and only one answer per user and $3");
    pair(
        all,
        "(^|[.] )"
            + who
            + "(?:answers?|repl(?:y|ies)|responds?|says?) (?:with )?(yes, no or maybe), once per ([a-z]+)",
        "$1each answer has a $3 and a choice ($2), and only one answer per user and $3");
  }

  private static void pair(List<Rewording> all, String expression, String instead) {
    all.add(Rewording.of(expression, instead));
  }
}
