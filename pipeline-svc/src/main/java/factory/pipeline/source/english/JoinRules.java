package factory.pipeline.source.english;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What each person does with a record for themselves: vote for it, join it, order it; once, as long
 * as there is room, and back again. A clause is a row of such parts, or none of them.
 */
final class JoinRules {
  private static final Map<String, String> NOUNS = nouns();

  private static final String JOIN =
      "sign_up|vote up|vote|upvote|like|heart|favou?rite|join|attend|sign up|sign|register|create|enrol|enroll|subscribe|follow|order|sort|take part|participate|apply|book|reserve|rsvp|pick";
  private static final String LEAVE =
      "leave|quit|drop out|unvote|unlike|unfollow|unsubscribe|unregister|withdraw|cancel|delete|sign off|take back|undo|drop|give up";
  private static final String ROOM =
      "@?(?:max_|maximum_|number_of_|limit_of_|total_)*(?:place|seat|spot|portion|ticket|slot|space|capacity|room)s?(?:_limit)?";
  private static final String KIND = "(?<k>#[a-z0-9_]+|it)";
  private static final String ANY_KIND = "(?:#[a-z0-9_]+|it|one)";
  private static final String PERSON = "(?:person|\\$user|\\$role|\\$all|wallet|head)";
  private static final String NOUN = "(?:@?[a-z_]+|#[a-z0-9_]+)";

  private static final String TO =
      "(?: (?:for|to|in|at|on|into))?(?: (?:one |his )?" + ROOM + " (?:in|at|of|for|on|to))?";

  private static final Pattern GAP =
      Pattern.compile("^(?:[,;:()]|->|and|but|also|then|so that|so)(?: |$)");
  private static final Pattern SUBJECT =
      Pattern.compile(
          "^(?:(?:each |every )?(?:\\$all|\\$user|\\$role|\\$i|person|other)|it) (?=[#a-z]+)");
  private static final Pattern MODAL =
      Pattern.compile(
          "^(?:can|must be able to|must be possible to|must|want to|be able to|like to)(?: only)? (?!not\\b)");

  private static final Pattern JOINS =
      Pattern.compile(
          "^#?(?<verb>"
              + JOIN
              + ")(?:"
              + TO
              + " "
              + KIND
              + "| ?/ ?(?<back>"
              + LEAVE
              + ")(?: (?<k2>#[a-z0-9_]+|it))?)(?= |$)");

  /** Not to do it twice says that it can be done. */
  private static final Pattern NOT_TWICE =
      Pattern.compile(
          "^(?:can |must )?not #?(?<verb>"
              + JOIN
              + ")(?:"
              + TO
              + " (?:same )?(?<k>#[a-z0-9_]+|it))?(?: (?:twice|again|2 times|more than once))(?:"
              + TO
              + " (?:same )?(?<k2>#[a-z0-9_]+|it))?(?= |$)");

  private static final Pattern ONCE =
      Pattern.compile(
          "^(?:no (?:double|multiple|repeated|second|duplicate) "
              + NOUN
              + "(?: up)?|(?:(?:only |at most |max |maximum |exactly |up to )?(?:once|1 time|one time)(?: only)?(?: (?:each|(?:per|for each|for|by|on) (?:same |one )?(?:"
              + PERSON
              + "|#[a-z0-9_]+|it)|in total|only)){0,3}"
              + "|(?:can |must )?not (?:[a-z]+ )?(?:(?:for )?(?:same )?"
              + ANY_KIND
              + " )?(?:twice|again|2 times|more than once)(?: (?:for|in|on) (?:same )?"
              + ANY_KIND
              + ")?"
              + "|(?:but )?(?:only |at most |max )?(?:1|one)(?: "
              + NOUN
              + ")? (?:each|per|for each|by) ?"
              + PERSON
              + "?(?: (?:and|per|for|,) (?:same )?"
              + ANY_KIND
              + ")?))(?= |$)");

  private static final String FULL =
      "(?:(?:it|"
          + ANY_KIND
          + ") )?(?:be )?(?:already )?(?:full|sold out|fully booked|booked out|full up)|(?:there )?(?:be )?no (?:free |more )?"
          + ROOM
          + "(?: (?:be )?(?:left|free|available))?|(?:there be )?no (?:free |more )?"
          + ROOM
          + " (?:in|of) it|all "
          + ROOM
          + " be (?:take|taken|give|given|gone|booked|used|used up|sold)|nothing (?:be )?(?:left|free)";

  private static final Pattern FREE =
      Pattern.compile(
          "^(?:(?:can |must )?not (?:[a-z]+ )?(?:"
              + ANY_KIND
              + " )?(?:if|when|once|while|after|of which|that be|which be|where) (?:"
              + FULL
              + ")|(?:only )?(?:while|if|as long as|when) (?:there )?(?:be )?(?:still )?(?:any )?(?:free |enough |some )?"
              + ROOM
              + "(?: (?:be )?(?:still )?(?:left|free|available|remain|remaining))?(?: in it)?|(?:until|unless) (?:"
              + FULL
              + ")|(?:never|not) more than (?:there be )?"
              + ROOM
              + ")(?= |$)");

  private static final String FREED =
      "(?:(?:which |that )?(?:free|release|open up)s? (?:up )?(?:his |it )?"
          + ROOM
          + "(?: again| up)?|(?:after which |and |so )?(?:his )?"
          + ROOM
          + " (?:must )?(?:be|become|get) (?:free|available|open)(?: again)?)";

  private static final Pattern LEAVES =
      Pattern.compile(
          "^(?:"
              + LEAVE
              + ") (?:out of |for |from )?(?:only )?(?:his )?(?:own )?(?<what>#[a-z0-9_]+|it|@?[a-z_-]+)(?: (?:that|which) (?:\\$\\w+|it) (?:have )?[a-z]+)?(?: only)?(?: back)?(?: again)?(?: ,)?(?: "
              + FREED
              + ")?(?= |$)");

  private static final Pattern LEAVES_IT =
      Pattern.compile(
          "^(?:leave|quit|drop out|withdraw|cancel|sign off|back out)(?: again)?(?: at all)?(?=$| [,;])");

  private static final Pattern TAKES_BACK =
      Pattern.compile(
          "^take (?:his )?(?<what>@?[a-z_]+|#[a-z0-9_]+) (?:back|away)(?: again)?(?= |$)");

  private static final Pattern TAKEN_BACK =
      Pattern.compile(
          "^(?<what>@?[a-z_]+|#[a-z0-9_]+) can (?:also )?be (?:take back|taken back|withdraw|withdrawn|cancel|cancelled|delete|undone|revoke|revoked|take away|removed)(?: again)?(?: later)?(?= |$)");

  private static final Pattern FREES = Pattern.compile("^" + FREED + "(?= |$)");

  private JoinRules() {}

  private static Map<String, String> nouns() {
    Map<String, String> nouns = new LinkedHashMap<>();
    for (var pair :
        List.of(
            "vote vote",
            "upvote upvote",
            "like like",
            "heart heart",
            "favourite favourite",
            "favorite favorite",
            "join participation",
            "attend attendance",
            "sign_up sign_up",
            "sign signature",
            "register registration",
            "enrol enrolment",
            "enroll enrollment",
            "subscribe subscription",
            "follow follow",
            "order order",
            "take_part participation",
            "participate participation",
            "apply application",
            "book booking",
            "reserve reservation",
            "rsvp rsvp",
            "pick pick")) {
      var words = pair.split(" ");
      nouns.put(words[0], words[1]);
    }
    return Map.copyOf(nouns);
  }

  /** What people call one of these: a vote, a sign-up. */
  static String noun(String verb) {
    return NOUNS.getOrDefault(verb, verb);
  }

  /** Verbs after which somebody is in it, which nobody is twice. */
  static boolean isState(String verb) {
    return verb.matches(
        "join|attend|sign_up|enroll?|subscribe|follow|take_part|participate|like|heart|favou?rite|upvote|sign|rsvp|register");
  }

  private record Part(Pattern pattern, String sense) {}

  private static final List<Part> PARTS =
      List.of(
          new Part(FREES, "freed"),
          new Part(NOT_TWICE, "not twice"),
          new Part(FREE, "free"),
          new Part(ONCE, "once"),
          new Part(TAKEN_BACK, "leaves"),
          new Part(TAKES_BACK, "leaves"),
          new Part(JOINS, "joins"),
          new Part(LEAVES, "leaves"),
          new Part(LEAVES_IT, "leaves it"));

  /**
   * What a clause says of it; empty where it says anything else.
   *
   * @param latest the kind that is spoken of
   */
  static List<Statement> read(String clause, String latest) {
    var text = clause;
    var kind = "";
    var senses = new ArrayList<String>();
    Optional<Statement.Joins> joins = Optional.empty();
    Optional<String> leaves = Optional.empty();
    for (var before = ""; !text.isEmpty() && !text.equals(before); ) {
      before = text;
      for (var skip : List.of(GAP, SUBJECT, MODAL, GAP)) {
        text = cut(text, skip);
      }
      for (var part : PARTS) {
        var matcher = part.pattern().matcher(text);
        if (!matcher.find() || !fits(part, matcher, text)) {
          continue;
        }
        switch (part.sense()) {
          case "joins", "not twice" -> {
            var named = group(matcher, "k").or(() -> group(matcher, "k2")).orElse("it");
            var of = named.startsWith("#") ? named.substring(1) : latest;
            var verb = verb(matcher.group("verb"), text);
            if (of.isEmpty() || joins.filter(j -> !j.verb().equals(verb)).isPresent()) {
              return List.of();
            }
            kind = kind.isEmpty() ? of : kind;
            joins = Optional.of(new Statement.Joins(kind, verb, false, false));
            if (part.sense().equals("not twice")) {
              senses.add("once");
            } else if (group(matcher, "back").isPresent()) {
              leaves = Optional.of("it");
            }
          }
          case "leaves it" -> leaves = Optional.of("it");
          case "leaves" ->
              leaves =
                  Optional.of(matcher.group("what").replaceFirst("^[@#]", "").replace('-', '_'));
          default -> {}
        }
        senses.add(part.sense());
        text = text.substring(matcher.end()).strip();
        break;
      }
    }
    if (!text.isEmpty() || senses.isEmpty() || senses.equals(List.of("freed"))) {
      return List.of();
    }
    var of = kind.isEmpty() ? latest : kind;
    if (of.isEmpty()) {
      return List.of();
    }
    List<Statement> all = new ArrayList<>();
    var once = senses.contains("once");
    var free = senses.contains("free");
    var verb = joins.map(Statement.Joins::verb).orElse("");
    if (joins.isPresent() || once || free) {
      all.add(new Statement.Joins(of, verb, once, free));
    }
    leaves.ifPresent(what -> all.add(new Statement.Leaves(of, what)));
    return all;
  }

  private static Optional<String> group(Matcher matcher, String name) {
    return matcher.namedGroups().containsKey(name)
        ? Optional.ofNullable(matcher.group(name))
        : Optional.empty();
  }

  private static boolean fits(Part part, Matcher matcher, String text) {
    if (!part.sense().equals("joins")) {
      return true;
    }
    // To register somebody and to make a record are other things.
    return switch (matcher.group("verb")) {
      case "create" -> text.matches("create (?:for|in|at|on) .*");
      case "sort" -> !text.startsWith("sort by ");
      case "sign", "register" -> true;
      default -> true;
    };
  }

  private static String verb(String said, String text) {
    return switch (said) {
      case "sort" -> "order";
      case "create" -> text.startsWith("create for") ? "register" : "enter";
      case "vote up" -> "vote";
      default -> said.replace(' ', '_');
    };
  }

  private static String cut(String text, Pattern skip) {
    var matcher = skip.matcher(text);
    return matcher.find() ? text.substring(matcher.end()).strip() : text;
  }

  /** Figures of it: how many have joined, how many places are left. */
  static List<Rule> figures() {
    var show = "(?:(?:{ANY} )?(?:want to )?(?:can )?(?:see|show|get|know|tell|list) )?";
    var left = "(?:left|free|available|remain|remaining|still free|still available)";
    var first = "(?:, )?(?:most first|highest first|best first|descending|most on top)";
    return List.of(
        Rule.of(
            "(?:(?:{ANY} )?(?:want to )?(?:can )?(?:see |get )?{K1} )?(?:(?:must )?(?:be )?(?:list|sort|show)(?: {K3})? )?(?:by |in order of )(?:@?number of |count of )?(?:his )?{K2}(?: it have)? ?"
                + first,
            heard -> ranked(heard)),
        Rule.of(
            "(?:{K1} (?:must )?(?:be )?(?:list |sort )?(?:with |by )?|(?:list|show|sort) (?:{K3} )?(?:have |by )?|list have {K4} with |with |sort by )?(?:most|highest number of|highest) {K2} (?:come |be )?(?:first|on top)",
            heard -> ranked(heard)),
        Rule.of(
            "(?:{ANY} )?(?:want )?(?:list |show |sort )?(?:by )?(?:most )(?<done>voted|liked|hearted|upvoted|favourited|favorited|joined|attended|signed|followed|ordered|booked)(?: {K1}| one)? (?:come |be )?(?:first|on top)",
            heard ->
                List.of(
                    new Statement.Ranked(
                        heard.has("k1") ? heard.kind("k1") : "", noun(stem(heard.at("done")))))),
        Rule.of(
            "(?:{K1} (?:must )?(?:show|have|tell|say|display) )?"
                + show
                + "how many (?:\\$user|\\$role|person|participant|attendee|voter|people) (?:have |be )?(?:already )?(?<done>signed up|joined|voted|liked|registered|enrolled|subscribed|attended|signed|applied|booked|ordered|take part|taken part|come|coming|in it)(?: (?:for|in|to) (?:it|{K2}))?",
            heard -> List.of(new Statement.Joined(heard.kind(heard.has("k2") ? "k2" : "k1")))),
        Rule.of(
            "(?:{K1} (?:must )?(?:show|have|tell|say|display) )?"
                + show
                + "(?:how many|@?number of|count of) (?:participant|attendee|member|voter|vote|like|heart|signature|sign-up|registration|subscriber|follower)(?: (?:it|there) (?:have|be))?(?: (?:of|for|in|on) {K2})?",
            heard ->
                List.of(
                    new Statement.Joined(heard.has("k2") ? heard.kind("k2") : heard.kind("k1")))),
        Rule.of(
            "(?:(?:{ANY} )?(?:want to )?(?:can )?)?(?:sort|list) (?:{K1} )?by (?:@?number of |count of )?(?<k2>#(?:upvote|vote|like|heart|signature|favou?rite|sign_up|participation))",
            heard -> ranked(heard, heard.at("k1"))),
        Rule.of(
            "(?:@?number|count) of {K2} (?:must )?be (?:show|visible|shown)(?: (?:with|on|for|in|of) {K1})?",
            heard ->
                List.of(
                    new Statement.Counts(
                        heard.has("k1") ? heard.kind("k1") : "", heard.kind("k2")))),
        Rule.of(
            "(?:{K1} (?:must )?(?:show|have|tell|say|display) )?"
                + show
                + "(?:how many (?<room>"
                + ROOM
                + ")(?: (?:of|in|at|on|for) {K2})?(?: it)? (?:be |have |it have |there be )?"
                + left
                + "|(?:@?number of |count of )?"
                + left
                + " (?<room2>"
                + ROOM
                + ")(?: (?:of|in|at|on|for|per) {K3})?|(?:@?number of |count of )?(?<room3>"
                + ROOM
                + ")(?: that be)? "
                + left
                + "(?: (?:of|in|at|on|for|per) {K4})?)",
            heard ->
                List.of(
                    new Statement.Free(
                        heard.kind(
                            heard.has("k2")
                                ? "k2"
                                : heard.has("k3") ? "k3" : heard.has("k4") ? "k4" : "k1")))),
        Rule.of(
            show
                + "how many (?<room>"
                + ROOM
                + ") {K1} (?:still )?have (?:still )?(?:left|free|available)",
            heard -> List.of(new Statement.Free(heard.kind("k1")))),
        Rule.of(
            show
                + "{K1} (?:with|and) (?:how many|@?number of) (?<room>"
                + ROOM
                + ") (?:that be |be )?(?:still )?"
                + left,
            heard -> List.of(new Statement.Free(heard.kind("k1")))));
  }

  private static String stem(String done) {
    var stem = done.substring(0, done.length() - 2);
    return NOUNS.containsKey(stem) ? stem : done.substring(0, done.length() - 1);
  }

  private static List<Statement> ranked(Rule.Heard heard) throws Misread {
    return ranked(
        heard,
        heard.has("k3") ? heard.kind("k3") : heard.has("k4") ? heard.kind("k4") : heard.at("k1"));
  }

  private static List<Statement> ranked(Rule.Heard heard, String kind) throws Misread {
    return List.of(
        new Statement.Ranked(
            kind.replaceFirst("^#", "").replaceFirst("^it$", ""), heard.kind("k2")));
  }
}
