package factory.pipeline.source.english;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The forms in which the same clause can be said: active for passive, {@code only X can} for {@code
 * nobody but X can}, without adverbs on which nothing depends. Each keeps the meaning; a rule has
 * to know one of them only.
 */
final class Forms {
  /** Of one clause. */
  private static final int MOST = 16;

  private static final String DEED = "(?:see|change|delete|create|manage|list|show|get)";
  private static final String DEEDS =
      DEED + "(?: ?(?:, and|, or|,|and|or|/|&) (?:also )?" + DEED + ")*";
  private static final String NAME = "(?:#[a-z0-9_]+|it)";
  private static final String WHO =
      "(?:\\$all|\\$user|\\$role|\\$i|(?:its |his |that )?(?:same )?[a-z]+(?: (?:of|who|that|whoever) [#$a-z0-9_ ]{2,50})?|whoever [#$a-z0-9_ ]{2,50})";
  private static final String MODAL = "(?:can |must )";
  private static final String NOBODY_ELSE =
      "(?:\\$none else|\\$none|not by \\$(?:user|all) else|not by other|no other \\$(?:user|role)|not \\$(?:user|role|all) else|not other(?: \\$(?:user|role))?)";

  private static final List<Rewording> ALL = all();

  private Forms() {}

  /** A clause and the other forms of it, itself first. */
  static Set<String> of(String clause) {
    Set<String> forms = new LinkedHashSet<>();
    var todo = new ArrayDeque<>(List.of(clause));
    while (!todo.isEmpty() && forms.size() < MOST) {
      var text = todo.poll();
      if (!forms.add(text) || text.length() > Sentence.LONGEST_CLAUSE) {
        continue;
      }
      for (var form : ALL) {
        var matcher = form.written().matcher(text);
        if (matcher.find()) {
          var other = matcher.replaceFirst(form.instead()).replaceAll(" +", " ").strip();
          if (!other.isEmpty() && !forms.contains(other)) {
            todo.add(other);
          }
        }
      }
    }
    return forms;
  }

  private static List<Rewording> all() {
    List<Rewording> all = new ArrayList<>();
    // Nothing depends on these.
    form(
        all,
        "^(?:and|but|so|then|however|where|while|though|of course|obviously|in general|generally|usually|normally|later|for that|therefore|in addition|besides|note that|remember that|remember|importantly|sure|make sure that|make sure|ensure that|ensure|in this|here|there|for now|afterward|afterwards|always|overall)(?: ,)? ",
        "");
    form(
        all,
        "(?: ,)? (?:please|too|as well|later|later on|afterward|afterwards|at (?:any|all) time|anytime|whenever (?:it|\\$i|\\$user|he) (?:like|want)|of course|obviously|on his own|from then on|by himself|himself|itself|themselve|at all|easily|quickly|in (?:app|service|system|list|api)|with (?:app|service|api)|through (?:api|service)|if (?:it|\\$i|he) want(?: to)?|when (?:it|\\$i|he) want(?: to)?|for everyone|as needed|if needed|any more|anymore)$",
        "");
    form(all, "^(?:that|which|who|whom) (?=(?:can|must|be|have|only|\\$|never|not)\\b)", "");
    form(
        all,
        "\\b(can|must) (?:alway|always|also|then|later|still|even|therefore|of course) ",
        "$1 ");
    form(
        all,
        "^(?:(?:this |that )?(?:service|system|app|application|api|site|website|tool|program|it) )?(?:must |can |to )?(?:let|allow|enable|permit) (\\$\\w+) (?:to |can )?",
        "$1 can ");
    form(
        all,
        "^(?:this |that )?(?:service|system|app|application|api|site|website|tool|program) (?:must |can )?(?=(?:show|list|sort|filter|search|give|return|tell|count|calculate|compute|refuse|reject|delete)\\b)",
        "");
    form(
        all,
        "^(?:it be important that|it be possible to|there (?:must be|be) (?:way|option|possibility) to|\\$(?:i|user|all) have to be able to) ",
        "");
    form(all, "^let (?:me|\\$i) ", "\\$i can ");
    form(all, "^(?:give|show|tell|get|return) (?:\\$i|\\$all|\\$user) ", "show ");
    form(
        all,
        "^(?:there (?:must )?be |\\$i (?:must|need|want|like) |\\$i want to have |have )(?:list|overview|view) of (#[a-z0-9_]+)",
        "list $1");
    form(all, "^list of (?:all )?(#[a-z0-9_]+)", "list $1");
    form(
        all,
        "\\b(?:look at|look up|look through|pull up|check out|view|browse through|consult|inspect) (?=#|it\\b|his\\b)",
        "see ");
    form(all, "\\blook at (?=list|whole list|everything|all of it)", "see ");
    form(all, "\\bonly ever\\b", "only");
    form(
        all,
        "\\bwhat (?:it|\\$i|\\$user|he) (?:have )?(?:self )?(?:create|log|logged|make|made|enter|entered|record|recorded|write|written|upload|uploaded|own)(?: (?:themselve|themselves|himself|itself|self|myself))?$",
        "his own one");
    form(
        all,
        "^(#[a-z0-9_]+) (?:can )?be (?:list|sort|show) in (?:sort|order) (?:in which |that )?(?:it|#[a-z0-9_]+) (?:have )?(?:be )?(?:create|come in|arrive|arrived|come)$",
        "$1 oldest first");
    form(
        all,
        "^((?:average|mean|total|highest|lowest|@?number of|how many|sum of) .+) (?:must )?be (?:show|visible|shown|display|list|see) (?:with|on|for|in|at|next to|beside) (?:his )?(#[a-z0-9_]+)$",
        "$2 show $1");
    form(
        all,
        "\\b(?:brings|bring|gives|hands|takes|puts) (it|#[a-z0-9_]+) back\\b",
        "bring back $1");
    form(all, "\\blist (?:alphabetically )?(?:sort )?by ", "list by ");
    form(all, "\\b(?:list|sort|show) (?:alphabetically|sort) by ", "sort by ");
    form(
        all,
        "^(delete|change|see|(?:change|delete) (?:and|or) (?:change|delete)) be (?:only )?(?:for|up to|reserved for|left to) (.+)$",
        "only $2 can $1 it");
    form(
        all,
        "^(#[a-z0-9_]+) (?:can |must )?be create (?:in|to|on|for) (#[a-z0-9_]+)(?: by (\\$(?:all|user|role)))?$",
        "\\$user can create $1 in $2");
    form(all, "^(.+ create )to (#[a-z0-9_]+)$", "$1in $2");
    form(
        all,
        "^(\\$\\w+ can )?(?:take|strike|cross) (his )?(#[a-z0-9_]+|it) off (?:list|it)(?: again)?$",
        "$1delete $2$3");
    form(
        all,
        "^(\\$\\w+ (?:can )?see)(?: at)? (?:list|whole list|everything|all of it|it all|full list)$",
        "$1 it");
    form(all, "^(\\$none else can .+) his (#[a-z0-9_]+)$", "$1 $2");
    form(all, "\\b(must|can|not) exceed (?=@|-?\\d|his @)", "$1 be above ");
    form(all, "\\b(?:can|must) not be above (-?[0-9.]+)$", "must be at most $1");
    form(
        all,
        "^(#[a-z0-9_]+) (?:that|which|who) (?:still )?have (#[a-z0-9_]+) (can not|must not)",
        "$1 with $2 $3");
    form(
        all,
        "^(#[a-z0-9_]+) can be (claim|claimed|borrow|borrowed|rent|rented|reserve|reserved|check out|checked out) (?:by )(\\$user|\\$role|\\$all)\\b",
        "$3 can $2 $1");
    form(
        all,
        "\\b(?:as long as|unless|until|while) it (?:have|has|be) not (?:be )?(claim|borrow|rent|reserve|checked out|check out|claimed|borrowed|rented|reserved)(?: yet)?",
        "if it be not $1");
    form(
        all,
        "\\b(?:in order of|order by|ordered by|rank by|ranked by|arrange by|arranged by|sorted by) ",
        "sort by ");
    form(all, "\\b(?:alphabetical order of|alphabetically by) ", "sort by ");
    form(all, "^(@[a-z0-9_]+) of (#[a-z0-9_]+) (?=must|be|can|have|default)", "$2 $1 ");
    form(
        all,
        " (?:once|after) (?:it (?:be|have be) )?(?:create|made|saved|save|submitted|submit|entered|stored|sent|recorded|written|there|posted)$",
        "");
    form(all, "\\bhis (?:entry|record|data|details|detail|information)$", "it");
    form(all, "^(.*\\b" + DEED + ") one$", "$1 it");
    form(all, "^(#[a-z0-9_]+) list (?=must|can|be)", "$1 ");
    form(
        all,
        "\\b(?:can not|must not|can never|must never|never) be negative$",
        "must be at least 0");
    form(all, "^(?:all|everything|it all) (?:be )?private$", "it be private");
    form(all, "\\b(give|bring|hand) (it|#[a-z0-9_]+) back\\b", "$1 back $2");
    form(all, "\\b(?:looked up|looked for|found|look up|retrieved) (?=by|with|on)", "find ");
    form(all, "^(only .+ can " + DEEDS + ")$", "$1 it");
    form(all, "\\b(?:can|must) not be at most (-?[0-9.]+)$", "must be above $1");
    form(all, "\\b(?:can|must) not be at least (-?[0-9.]+)$", "must be below $1");
    form(
        all,
        "^(?:it|this) be (?:his )?private (?:list|diary|log|collection|matter)$",
        "it be private");
    form(all, "^(?:author|creator|owner|poster|writer|maker) (can .*\\bown\\b.*)$", "\\$user $1");
    // Deeds by other names.
    form(
        all,
        "^((?:\\$\\w+ )?(?:can |want to |must )?)(?:leave|hand in|put in|send in) (#[a-z0-9_]+)",
        "$1create $2");
    form(
        all,
        "\\b(?:take (it|#[a-z0-9_]+) (?:back|down|off)|(?:withdraw|retract|take back|take down|get rid of|throw away|cancel|drop|discard) (?=#|it\\b|his\\b))",
        "delete $1 ");
    form(
        all,
        "\\b(?:withdrawn|retracted|taken back|taken down|cancelled|canceled|discarded)\\b",
        "delete");
    form(
        all, "\\b(?:correct|fix|adjust|revise|rewrite|rename|touch) (?=#|it\\b|his\\b)", "change ");
    form(all, "\\b(?:corrected|fixed|adjusted|revised|rewritten|touched)\\b", "change");
    form(all, "\\b(?:edited|changed|updated|modified)\\b", "change");
    form(all, "\\b(?:deletion|removal|deleting|removing) of ", "delete ");
    form(
        all,
        "^("
            + DEEDS
            + ") ("
            + NAME
            + ") be (?:only )?(?:allow|allowed|possible|permit|permitted|reserved|limited|restricted)(?: only)? (?:for|to|by) (?:only )?(.+)$",
        "only $3 can $1 $2");
    form(
        all,
        "^("
            + NAME
            + ") be (?:only )?(?:visible|readable|accessible|shown|show)(?: only)? (?:for|to|by) (?:only )?(.+?)(?: only| alone)?$",
        "only $2 can see $1");
    form(
        all,
        "^("
            + NAME
            + ") be (?:only )?(?:editable|changeable)(?: only)? (?:for|by) (?:only )?(.+?)(?: only| alone)?$",
        "only $2 can change $1");
    form(
        all,
        "^("
            + NAME
            + ") (can|must) not be (?:visible|shown|show) (?:for|to) (?:other|others|\\$(?:user|all|none) else|other \\$(?:user|role))$",
        "\\$none else can see $1");
    // Who, said the other way round.
    form(
        all,
        "^\\$none (?:but|except|except for|other than|apart from|besides|else than) ("
            + WHO
            + ") (?:can |must |be allowed to )?("
            + DEEDS
            + ") ",
        "only $1 can $2 ");
    form(
        all,
        "^\\$none (?:can )?("
            + DEEDS
            + ") ("
            + NAME
            + ") (?:,? ?)(?:but|except|except for|other than|apart from|besides) ("
            + WHO
            + ")$",
        "only $3 can $1 $2");
    form(
        all,
        "^(?:apart from|except for|except|besides) ("
            + WHO
            + ")(?: ,)? \\$none (?:else )?(?:can )?("
            + DEEDS
            + ") ",
        "only $1 can $2 ");
    form(
        all,
        "^("
            + WHO
            + ")(?: ,)? (?:and|but) (?:only \\$?[a-z]+|\\$none else|no other)(?: ,)? (?:can )?("
            + DEEDS
            + ") ",
        "only $1 can $2 ");
    form(all, "^(" + WHO + ") (?:only|alone) (?:can )?(" + DEEDS + ") ", "only $1 can $2 ");
    form(
        all,
        "^("
            + WHO
            + ") can (?:only )?("
            + DEEDS
            + ") ("
            + NAME
            + ") ?(?:, |; |: |\\( )?(?:and |but )?"
            + NOBODY_ELSE
            + "(?: can| may| \\))*$",
        "only $1 can $2 $3");
    form(
        all,
        "^("
            + WHO
            + ") be (?:the )?only (?:one|\\$user|\\$role) (?:who|that|to) (?:can )?("
            + DEEDS
            + ") ",
        "only $1 can $2 ");
    // Passive.
    form(
        all,
        "^(" + NAME + ") " + MODAL + "?(?:only be|be only) (" + DEEDS + ") by (.+?)$",
        "only $3 can $2 $1");
    form(
        all,
        "^(" + NAME + ") " + MODAL + "?be (" + DEEDS + ") only by (.+?)$",
        "only $3 can $2 $1");
    form(
        all,
        "^("
            + NAME
            + ") "
            + MODAL
            + "?be ("
            + DEEDS
            + ") by (.+?)(?: only| alone|(?: ,)? (?:and|but) (?:by )?"
            + NOBODY_ELSE
            + "|(?: ,)? not by .*else)$",
        "only $3 can $2 $1");
    form(
        all,
        "^("
            + NAME
            + ") (?:can not|must not|can never|must never) be ("
            + DEEDS
            + ") by (?:other|others|\\$(?:user|all) else|other (?:\\$user|\\$role|people))$",
        "\\$none else can $2 $1");
    form(
        all,
        "^(" + NAME + ") (?:can|must) be (" + DEEDS + ") by \\$none else$",
        "\\$none else can $2 $1");
    form(
        all,
        "^only ("
            + WHO
            + ") (?:be allowed to |have right to |must be able to |must |get to )(?="
            + DEED
            + "\\b)",
        "only $1 can ");
    form(all, "^(?:for|by) (?:only )?(" + WHO + ") only ", "only $1 can ");
    // Of others.
    form(
        all,
        "\\b(?:\\$(?:user|all) else|other \\$(?:user|role)|other people|another \\$?(?:user|role)|another|other|each other|\\$others) ("
            + NAME
            + ")",
        "other $1");
    form(
        all,
        "\\b("
            + NAME
            + ") (?:of|by|from|that belong to|which belong to|create by|own by) (?:\\$(?:user|all) else|other(?: \\$(?:user|role)| people)?|others|another(?: \\$?(?:user|role))?)$",
        "other $1");
    form(
        all,
        "^(?:\\$\\w+ )?(?:can|must) (?:not|never) ("
            + DEEDS
            + ") (?:other|it of other) ("
            + NAME
            + ")$",
        "\\$none else can $1 $2");
    form(
        all,
        "^\\$none (?:can |must )?(" + DEEDS + ") other (" + NAME + ")$",
        "\\$none else can $1 $2");
    // One's own.
    form(
        all,
        "\\b("
            + NAME
            + ") (?:that |which )?(?:it|he|she|\\$i|\\$user) (?:have )?(?:self |himself |itself )?(?:create|own|make|made|report|reported|upload|uploaded|start|started|log|logged|enter|entered|book|booked|reserve|reserved|order|ordered)(?: himself| itself)?$",
        "his own $1");
    form(all, "\\b(" + NAME + ") of (?:his|it) own$", "his own $1");
    form(all, "\\bnot (?:it|those|the one|one) of (?:others|other|another)$", "not other");
    form(
        all,
        "^(.+ own (?:one|#[a-z0-9_]+)) ?(?:, |; )?(?:and |but )?(?:not (?:other|others)(?: #[a-z0-9_]+| one)?|not it of .*|"
            + NOBODY_ELSE
            + "|never other(?: #[a-z0-9_]+)?)$",
        "only $1");
    form(all, "^only (\\$\\w+) (can|must) (.*\\bown\\b.*)$", "$1 can only $3");
    form(all, "^only (" + DEEDS + ") (?=his own )", "\\$user can only $1 ");
    // Bounds, said as what is refused.
    form(
        all,
        "^(?:no|refuse|reject|forbid|disallow) (@[a-z0-9_]+) (below|above|under|over|less than|more than) (-?[0-9.]+)(?: be (?:allow|allowed|accept|accepted|possible))?$",
        "$1 must not be $2 $3");
    form(
        all,
        "^(@[a-z0-9_]+) (below|above|under|over) (-?[0-9.]+) (?:be (?:refuse|refused|reject|rejected|invalid|wrong|not allowed|not allow)|must be (?:refuse|refused|reject|rejected)|make no sense)$",
        "$1 must not be $2 $3");
    form(
        all,
        "\\b(?:can not|must not|can never|must never|never) (?:go|fall|drop|get|lie|sink) (below|above|under|over) ",
        "must not be $1 ");
    form(all, "\\bmust (?:always |alway )?(?:lie|stay|remain|fall) ", "must be ");
    form(all, "\\bbe (?:alway|always) ", "must be ");
    form(all, "\\b(?:alway|always) be ", "must be ");
    return List.copyOf(all);
  }

  private static void form(List<Rewording> all, String said, String instead) {
    all.add(Rewording.of(said, instead));
  }
}
