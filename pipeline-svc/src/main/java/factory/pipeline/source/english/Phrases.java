package factory.pipeline.source.english;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Turns of phrase on which nothing depends, and lists of fields that are told as a deed. */
final class Phrases {
  private static final String GIVING =
      "(?:by (?:giving|entering|providing|stating|filling in|specifying|naming|typing(?: in)?|noting|sending)|and (?:gives?|enters?|states?|provides?|notes?)|with|from)";
  private static final String FIELDS = "(?=(?:an?|the|their|its|his|her) [a-z])";

  private static final List<Form> ALL = all();

  private record Form(Pattern written, String instead) {}

  private Phrases() {}

  /** The same in fewer words; of a text in lower case on one line. */
  static Traced plain(Traced text) {
    var plain = text;
    for (var form : ALL) {
      plain = plain.replaceAll(form.written(), form.instead());
    }
    return plain;
  }

  private static List<Form> all() {
    List<Form> all = new ArrayList<>();
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
    pair(
        all,
        "\\b(puts?) (an? |the |their |some )?([a-z]+) up(?: for (?:auction|sale|rent|adoption|exchange|grabs))?(?= with|:)",
        "$1 up $2$3");
    return List.copyOf(all);
  }

  private static void pair(List<Form> all, String expression, String instead) {
    all.add(new Form(Pattern.compile(expression), instead));
  }
}
