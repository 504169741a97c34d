package factory.pipeline.source.english;

import java.util.ArrayList;
import java.util.List;

/** Short and sloppy forms of what people write, and the one form that is read. */
final class Wordings {
  private static final List<Rewording> ALL = all();

  private Wordings() {}

  /** The same in one form; of a text in lower case on one line. */
  static Traced plain(Traced text) {
    return Rewording.all(ALL, text);
  }

  private static List<Rewording> all() {
    List<Rewording> all = new ArrayList<>();
    // A thing is its fields.
    pair(
        all,
        "(^|[.] )(?:our|the|my|a|an|we|i|there are|in our [a-z]+ there are) ?(?:[a-z]+ ){0,3}?(?:has |have |are )(?:a few |several |many |some |a lot of |two |three |four |five |\\d+ )?([a-z]+(?: [a-z]+)?),? each (?:one )?(?:with|having|has) ",
        "$1$2 with ");
    pair(
        all,
        "(^|[.] )([a-z]+(?: [a-z]+)?),? (?:just |only )?for (?:me|us) (?:alone|only)(?= ?(?:with|:|\\())",
        "$1private $2");
    pair(
        all,
        "\\b(?:must |should |has to |have to |can only )?(?:belongs? to|is part of|are part of|refers? to|(?:is|are) (?:for|of|in|at|about)) (?:exactly |only )?(?:a |an |one |some )([a-z]+(?: [a-z]+)?),? and (?:(?:must |should )?(?:has|have|contains?|includes?)|with) ",
        "has a $1, ");
    pair(all, "(^|[.,;] )([a-z]+(?: [a-z]+)?) ?= ?(?=[a-z]+[ ,])", "$1$2: ");
    pair(
        all,
        "(^|[.] )(?:the |an? )?(?:service|api|app|system|application|directory|backend) (?:must|should|has to|needs to|shall) (?=store|keep|track|manage|record)",
        "$1i want to ");
    pair(all, "\\b(?:that |which )?looks? like this: ?", ": ");
    pair(all, "\\b(?:that |which )?looks? like this (?=[a-z])", ": ");
    pair(
        all,
        "(^|[.] )(?:for|of) (?:each|every|an?) ([a-z]+(?: [a-z]+)?)(?: in (?:the|our) [a-z]+)?,? (?:we|i) (?:want to |would like to |have to |need to )?(?:keep|store|note|need|record|save|write down) ",
        "$1each $2 has ");
    pair(all, "(?<=[a-z)]) \\+ (?=[a-z])", " and ");
    pair(all, "([a-z])\\((?=[a-z])", "$1 (");
    pair(all, "!(?=\\))", "");
    pair(
        all,
        "\\b(order|invoice|item|part|serial|customer|ticket|account|phone|room|flight|id) no\\b(?= (?:is|must|has|\\()|[,.;:]|$)",
        "$1 number");
    pair(
        all,
        " ?\\bwhere ((?:everyone|everybody|each user|people|users|i)[a-z ]*? own ([a-z]+)) \\(([^()]*)\\)",
        ". $2 ($3). $1");
    pair(
        all,
        ", (?:which|that) (?:is|can be|must be|may be) (?:one of |either )?([a-z]+(?:, [a-z]+){0,20},? or [a-z]+)",
        " ($1)");
    pair(
        all,
        "(^|[.] )(?:the (?:service|system) (?:must |should )?gives? (?:it|each|them)|(?:each|it|every one) gets) (an? (?:[a-z]+ )?code)(?: by itself)?(?:,? (?:that|which) (?:cannot|can not) be (?:guessed|chosen|given)(?: or (?:guessed|chosen|given))?)?(?:; (?:callers|users|nobody|clients) (?:must not|cannot|can) (?:choose|set|give) it)?(?=[.;,]|$)",
        "$1it has $2 (generated)");
    pair(
        all,
        "(^|[.] )(?:the |a )?((?:[a-z]+ )?(?:code|token)) (?:is |are )?(?:auto[- ]?)?generated(?: automatically)?(?=[.;,]|$)",
        "$1it has a $2 (generated)");
    pair(all, "\\btakes? (it|them) (?:down|away|off)(?: (?:the|our) [a-z]+)?\\b", "delete $1");
    pair(
        all, "\\b(?:how often (?:it|each|one) (?:can|may) be used)\\b", "a number of uses allowed");
    // As it is typed in a hurry.
    word(all, "cant", "cannot");
    word(all, "isnt", "is not");
    word(all, "doesnt", "does not");
    word(all, "wont", "will not");
    word(all, "im", "i am");
    word(all, "ive", "i have");
    word(all, "id like", "i would like");
    word(all, "theres", "there is");
    word(all, "gonna", "going to");
    word(all, "gotta|gotta be", "has to");
    word(all, "info", "information");
    word(all, "desc", "description");
    word(all, "qty", "quantity");
    word(all, "uniqe|uniq", "unique");
    word(all, "seperate", "separate");
    word(all, "catagory", "category");
    word(all, "adress", "address");
    word(all, "dont", "do not");
    word(all, "wanna", "want to");
    word(all, "thats", "that is");
    word(all, "pls|plz", "please");
    word(all, "ppl", "people");
    word(all, "ur", "your");
    word(all, "u", "you");
    word(all, "1st", "first");
    word(all, "avg", "average");
    word(all, "b4", "before");
    word(all, "tho", "though");
    pair(all, "\\bw/o ?", "without ");
    pair(all, "\\bw/ ?", "with ");
    pair(all, "(?<=[a-z)]) n (?=[a-z])", " and ");
    pair(all, "\\b(more|less|greater|higher|lower|later|earlier) then\\b", "$1 than");
    pair(all, "\\b(?:whole )?nums?\\b(?=[,)])", "whole number");
    pair(all, "\\[\\]", " (list)");
    // Deeds beside each other.
    pair(
        all,
        "\\b(see|read|view|edit|change|update|modify|delete|remove|add|create|list)s? ?/ ?(see|read|view|edit|change|update|modify|delete|remove|add|create|list)(s?)\\b",
        "$1$3 or $2$3");
    pair(all, "\\b(per|by) ([a-z]+) ?\\+ ?([a-z]+)\\b", "$1 $2 and $3");
    // Whether something holds.
    pair(
        all,
        "\\b(?:a |the )?(?:boolean |yes/no )?(?:flag|boolean|tick|checkbox)(?: that says| for| of| saying)? whether\\b",
        "whether");
    pair(all, "\\bboolean (?:flag|field|value)\\b", "boolean");
    pair(all, "\\b(?:it is|they are|is|are|being) either ([a-z]+) or not\\b", "whether $1");
    // What may be absent.
    pair(
        all,
        "\\b(?:that|which|it) (?:may|can|could) be (?:left out|omitted|left empty|absent)\\b",
        "optional");
    pair(
        all,
        "(?:,? and|,) (?:it |they )?(?:may|can|might)(?: also)? have (an? [a-z]+(?: [a-z]+)?)(?=[.,;]|$)",
        " and $1 (optional)");
    pair(
        all,
        "(^|[.] )(it|they|each) (?:may|can|might)(?: also)? have (an? [a-z]+(?: [a-z]+)?)(?=[.;]|$)",
        "$1$2 has $3 (optional)");
    pair(
        all,
        "(?<=[a-z)]),? (?:that|which) (?:is|are|must be|has to be|have to be|should be) (unique|optional|required)\\b(?! (?:per|within|in|for|across|by|if|when|unless))",
        " ($1)");
    pair(
        all,
        "\\bhow many ([a-z]+?)(?: (?:it|there|they) (?:has|have|is|are))?(?=,|$|[.;]| and (?:an? |the ))(?<!many of)",
        "number of $1");
    pair(
        all,
        "(^|, |and )(?:i )?(want|wants|plan|plans|used|open|ready) to ([a-z]+) or not(?=[,.;]|$)",
        "$1whether to $3");
    pair(
        all,
        "(^|[.] )(?:i|we) (?!(?:want|need|would)\\b)[a-z]+(?: [a-z]+){0,4},? and (?:i |we )?(?=(?:want|need|would like) to (?:log|store|keep|track|record|save|note|manage|write|collect|catalog|remember))",
        "$1i ");
    pair(
        all,
        "(^|[.] )(?:i need |i want |we need |we want )?(?:an? |the |my |our |some )?(?:[a-z-]+ ){1,4}?where (?=(?:everyone|everybody|anyone|anybody|users?|people|members?|i|we|you|visitors?|customers?|guests?|friends|players|readers) (?:can |may |could )?(?:add|post|create|submit|enter|share|list|offer|save|store|keep|record|write|report|log|upload|publish)s? )",
        "$1");
    pair(
        all,
        "(^|[.] )([a-z]+s|each [a-z]+|every [a-z]+|an? [a-z]+) (?:are|is) (?:of|in|for|at|on) (?:exactly )?(?:one|an?) (?=[a-z ]+,.*\\b(?:has|have)\\b)",
        "$1$2 has a ");
    pair(
        all,
        "(^|[.] )((?:each|every|an?) [a-z]+|[a-z]+s) (?:is|are) (?:of|for|in|at|on|about) (?:exactly )?(?:one|an?) ([a-z]+(?: [a-z]+)?),? with ",
        "$1$2 has a $3, ");
    pair(
        all,
        "(^|[.] )([a-z]+s) are (?:kept|stored|recorded|tracked|saved|noted)(?: too| as well| also)?(?: with)?: ",
        "$1$2: ");
    pair(
        all,
        "(^|[.] )(?:our|the|my) (?:[a-z]+ ){1,3}(?:needs|wants|would like|wishes)(?: to have)? (?=(?:a|an) (?:list|register|overview|catalogue|database|record)|to (?:keep|track|store|record|manage|list))",
        "$1i want ");
    pair(
        all,
        "(?<=, |has |have |with )how many ([a-z]+)(?: [a-z]+){0,2}?(?=,| \\(|[.;]|$| and (?:an? |the ))",
        "number of $1");
    pair(
        all,
        "(?<=, |and )((?:an? |the )?([a-z]+(?: [a-z]+){0,2}?)), (?:which|that) (?:is|must be|has to be|comes|lies) (after|before|later than|not before|not after) the ([a-z]+(?: [a-z]+)?)(?=[.;]|$)",
        "$1; the $2 must be $3 the $4");
    pair(
        all, "\\b(search|filter|find|sort)((?: by)?) ([a-z]+) ?\\+ ?([a-z]+)\\b", "$1$2 $3 and $4");
    // What a service is called stands before what it keeps.
    pair(
        all,
        "^(?:an? |the |my |our )?[a-z]+(?: [a-z]+){0,3}: (?=(?:an? |each |every |the )?[a-z]+(?: [a-z]+)? (?:has|have) (?:an? |the )?[a-z]|[a-z]+s (?:with|have) |[a-z]+s \\([a-z]+[^()]*,|[a-z]+ \\((?:name|title|text|date|day|email|number|code|url)\\b[^()]*,|(?:anybody|anyone|everybody|everyone|somebody|people|visitors|users|members|guests|[a-z]+s) (?:can |may )?(?:leave|add|post|create|report|enter|write|submit|log|share|record|put up|send|give|make) )",
        "");
    pair(
        all,
        "((?:^|[.] )[a-z]+(?: [a-z]+)?s \\([^()]*,[^()]*\\)), (?!which|who|that|where|with|and |or )",
        "$1. ");
    pair(
        all,
        "(?<=[a-z]s),? (?:that |which )?(?:they|we|i|you) (?:have )?(?:found|saw|seen|like|own|bought|made|took|read|lost|visited|tasted|watched|played|heard|caught|spotted|know|want|need|use)(?=,? with |: | \\()",
        "");
    pair(
        all,
        ",? (?:which|that) (?:(?:can|must|may|should) (?:never|not) be|cannot be|is never|are never) negative\\b",
        " (at least 0)");
    pair(
        all,
        "(^|[.] )(?:an? |the )?([a-z]+) (?:may|can) (?:also )?be (?:added|given|attached|noted)(?: too| as well)?(?=[.;]|$)",
        "$1it has $2 (optional)");
    pair(all, "\\b(per|by) ([a-z]+) ?\\+ ?(?:per|by) ([a-z]+)\\b", "$1 $2 and $3");
    // Bounds.
    pair(all, "\\b(\\d+)\\+(?=[ ,;.)]|$)", "at least $1");
    pair(all, "\\b(?:more|greater|higher|bigger|larger) than (?=-?\\d)", "above ");
    pair(all, "\\b(?:less|lower|smaller|fewer) than (?=-?\\d)", "below ");
    pair(all, "\\b(above|below) zero\\b", "$1 0");
    pair(all, "\\bover (?=\\d+(?:\\.\\d+)?(?:[,;.)]|$))", "above ");
    pair(all, "\\bunder (?=\\d+(?:\\.\\d+)?(?:[,;.)]|$))", "below ");
    pair(all, "\\b(?:never|not|no) below (-?\\d)", "at least $1");
    pair(all, "\\b(?:never|not|no) above (-?\\d)", "at most $1");
    pair(all, "\\b(?:which is |is |are )?never negative\\b", "at least 0");
    pair(all, "\\b(-?\\d+(?:\\.\\d+)?) or more\\b", "at least $1");
    pair(all, "\\bcosts (above|at least) (-?\\d+)", "a price $1 $2");
    pair(all, "\\bin square (?:metres|meters)\\b", "in m2");
    pair(all, "\\b(a|an) ([a-z]+) in money\\b", "$1 $2 (money)");
    // One of its kind.
    pair(
        all,
        "\\b(?:which|that) (?:nobody|no one|no other|none)(?: [a-z]+)? (?:else )?(?:in (?:the|our) [a-z]+ )?has\\b",
        "(unique)");
    pair(all, "\\bno two (?:the same|alike)\\b", "unique");
    pair(
        all,
        "(?<=[a-z0-9])[;,] (?:and )?no two(?: of them)? (?:can |may |must )?(?:have|are|share) the same(?: one)?(?=[.;,]|$)",
        " (unique)");
    pair(all, "; unique\\b|, which is unique\\b|, which must be unique\\b", " (unique)");
    // Choices.
    pair(
        all,
        "\\b(?:belongs? to )?one of (?:the |our )?(?:two|three|four|five|six|seven|\\d) ([a-z]+?)ies \\(([^()]*)\\)",
        "a $1y ($2)");
    pair(
        all,
        "\\b(?:belongs? to )?one of (?:the |our )?(?:two|three|four|five|six|seven|\\d) ([a-z]+?)s? \\(([^()]*)\\)",
        "a $1 ($2)");
    pair(all, "\\b([a-z]+) (?:with|as) (?:a )?datetime\\b", "$1 (datetime)");
    return List.copyOf(all);
  }

  private static void word(List<Rewording> all, String words, String instead) {
    pair(all, "\\b(?:" + words + ")\\b", instead);
  }

  private static void pair(List<Rewording> all, String expression, String instead) {
    all.add(Rewording.of(expression, instead));
  }
}
