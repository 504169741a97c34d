package factory.pipeline.source.english;

import factory.pipeline.source.Nouns;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a thing is called.
 *
 * @param singular such as {@code book_shelf}
 * @param plural such as {@code book_shelves}
 */
record Noun(String singular, String plural) {
  private static final int MOST_WORDS = 4;
  private static final int MOST_CHARACTERS = 60;

  private static final Set<String> NOT_NOUNS =
      Set.of(
          "i",
          "you",
          "we",
          "he",
          "she",
          "it",
          "they",
          "me",
          "him",
          "us",
          "them",
          "my",
          "your",
          "our",
          "is",
          "are",
          "was",
          "were",
          "be",
          "been",
          "am",
          "will",
          "would",
          "should",
          "could",
          "can",
          "cannot",
          "do",
          "does",
          "did",
          "not",
          "but",
          "because",
          "if",
          "when",
          "where",
          "who",
          "why",
          "how",
          "so",
          "than",
          "what",
          "that",
          "this",
          "these",
          "those",
          "which",
          "have",
          "has",
          "had",
          "very",
          "and",
          "or",
          "with",
          "to",
          "of",
          "a",
          "an",
          "the",
          "each",
          "every",
          "went",
          "go",
          "make",
          "get",
          "want",
          "need",
          "something",
          "anything",
          "everything",
          "nothing",
          "someone",
          "please",
          "there",
          "here",
          "people who",
          "rich",
          "happy",
          "always",
          "never",
          "once",
          "upon",
          "as",
          "such",
          "like",
          "just",
          "from",
          "field",
          "fields",
          "following",
          "then",
          "also",
          "only",
          "more",
          "most",
          "all",
          "some",
          "any",
          "while",
          "until",
          "ignore",
          "for",
          "in",
          "on",
          "at",
          "by",
          "lot",
          "lots",
          "kind",
          "sort",
          "stuff",
          "things",
          "thing",
          "data",
          "public",
          "private",
          "management",
          "personal",
          "internal",
          "secret",
          "hidden",
          "anonymous",
          "generated",
          "first",
          "cheapest",
          "newest",
          "free",
          "left",
          "available",
          "remaining",
          "per",
          "required",
          "optional",
          "mandatory");

  private static final String GREETING =
      "^(?:hi|hello|hey|please|ok|okay|so|well|idea|my idea is|the idea is|and|also|now)\\b[,:!]* ";
  private static final String WISH =
      "^(?:i|we)(?: (?:would|really|just|d|'d|also))* (?:want|need|like|wish|am looking for|are looking for|plan|have to|am building|am making)(?: to(?: be able to)?)?(?: have)? ";
  private static final String REQUEST = "^(?:can|could|would|will) you (?:please )?";
  private static final String MAKE =
      "^(?:build|make|create|write|develop|design|generate|give|set up|implement|provide|offer|code|deploy|launch|run|start|get|show|help)(?: (?:me|us|my team))? ";
  private static final String LET =
      "^(?:let|lets|allow|allows|help|helps|enable|enables) (?:me|us|you|users?|people|my team|our team|everyone|anyone|them) (?:to )?";
  private static final String QUALIFIER =
      "^(?:some|our|my|your|its|their|the|simple|small|tiny|little|basic|rest|restful|json|http|web|crud|micro|new|minimal|nice|quick|fast|reliable|easy|good|great|cool|modern|lightweight)\\b-? ";
  private static final String ARTICLE = "^(?:a|an|each|every|all|the|individual) ";
  private static final String TOOL_WORDS =
      "(?:service|services|apis?|app|application|micro-?service|micro service|backend|back end|system|tool|website|site|platform|server|endpoint|program|software|solution|place|way|web service|web app|database|db|storage|registry|catalog|catalogue|collection|list|inventory|directory|log|library|archive|register|record|tracker|manager|organizer|organiser|planner|crud|rest api|microservice|interface|diary|journal)";
  private static final String TOOL =
      "^"
          + TOOL_WORDS
          + "\\b(?: (?=(?:to|for|of|that|which|where|in which|with which|so|i can|about|managing|tracking|storing|listing)\\b)|$)";
  private static final String LINK =
      "^(?:to|for|of|that|which|where|in which|with which|so that|so|about|i|we|one|people|users?|you|can|could|me|us|my team|able to|be able to) ";

  /** Says for whom or whose, which is everybody's own business. Anything else may be a rule. */
  private static final String TRAIL =
      " (?:(?:for|in|at|of) (?:me|us|(?:my|our) [a-z]+(?: [a-z]+)?)|(?:that |which )?(?:i|we) (?:own|have|read|like|keep|use|watch|play|visit|see|collect|run|drink|eat|cook|grow)|to (?:swap|sell|buy|read|watch|do|let|rent|lend|share|give away|borrow|visit|learn))$";

  /** {@code employees, where each employee} has this and that. */
  private static final Pattern EACH_OF_THEM =
      Pattern.compile(
          "^(.+?),? (?:where |and |in which )?(?:each|every) (?:of them|one|entry|item|record|([a-z]+(?: [a-z]+){0,2}))$");

  private static final Pattern SUFFIX =
      Pattern.compile(
          "^(.+?)(?: (?:api|apis|service|services|app|application|tracker|manager|list|lists|database|db|registry|catalog|catalogue|collection|directory|inventory|log|system|management|organizer|organiser|planner|calendar|diary|journal|library|microservice|backend|tool|website|platform|server|keeper|tracking|endpoint|crud|resource|store|archive|register))+$");
  private static final Pattern OF_THING =
      Pattern.compile(
          "^(?:diary|journal|calendar|overview|history|logs?|list|lists|collection|catalog|catalogue|inventory|record|records|log|directory|register|library|archive|track|database|registry) of (.+)$");

  private static final Pattern VERB =
      Pattern.compile(
          "^(?:(?:keep|keeps|keeping|keep up)(?: track| a list| lists| a record| records| a log| an eye| count)?(?: of| on)?|"
              + Arrays.stream(
                      ("track manage store record list handle organise organize save log collect maintain register catalog catalogue"
                              + " remember hold administer archive inventory keep note add edit see view browse")
                          .split(" "))
                  .map(Noun::forms)
                  .collect(Collectors.joining("|"))
              + ")(?:,| and| or)? ");

  /** Reads a phrase such as {@code a service to manage todo items for my team}. */
  static Optional<Noun> of(String phrase) {
    var rest = PlainText.trimmed(phrase, " ,;:");
    if (rest.startsWith("(") || rest.length() > 400) {
      return Optional.empty();
    }
    var each = EACH_OF_THEM.matcher(rest);
    if (each.matches()) {
      var noun = of(each.group(1));
      return each.group(2) == null
          ? noun
          : noun.filter(whole -> of("each " + each.group(2)).equals(Optional.of(whole)));
    }
    var evidence = false;
    for (var before = ""; !before.equals(rest); ) {
      before = rest;
      rest =
          rest.replaceFirst(GREETING, "")
              .replaceFirst(WISH, "")
              .replaceFirst(REQUEST, "")
              .replaceFirst(MAKE, "")
              .replaceFirst(LET, "");
      var verb = VERB.matcher(rest + " ");
      if (verb.lookingAt() && verb.end() < rest.length()) {
        evidence = true;
        rest = rest.substring(verb.end());
      }
      var article = rest.replaceFirst(ARTICLE, "");
      evidence |= !article.equals(rest);
      rest = article.replaceFirst(QUALIFIER, "");
      var tool = rest.replaceFirst(TOOL, "");
      if (!tool.equals(rest)) {
        evidence = true;
        rest = tool.strip();
        for (var link = ""; !link.equals(rest); ) {
          link = rest;
          rest = rest.replaceFirst(LINK, "");
        }
      }
      var ofThing = OF_THING.matcher(rest);
      if (ofThing.matches()) {
        evidence = true;
        rest = ofThing.group(1);
      }
    }
    rest = (" " + rest).replaceFirst(TRAIL, "").strip().replaceFirst("[,;:]+$", "");
    var suffix = SUFFIX.matcher(rest);
    if (suffix.matches()) {
      evidence = true;
      // A shopping list keeps shopping items.
      rest =
          suffix.group(1)
              + (rest.endsWith("list") && suffix.group(1).endsWith("ing") ? " item" : "");
    }
    return named(new ArrayList<>(PlainText.words(rest)), evidence);
  }

  private static Optional<Noun> named(List<String> words, boolean evidence) {
    if (words.isEmpty()
        || words.size() > MOST_WORDS
        || words.stream().anyMatch(NOT_NOUNS::contains)
        || !PlainNames.isKind(words)) {
      return Optional.empty();
    }
    var last = words.removeLast();
    if (!evidence && !Nouns.isPlural(last) && !Nouns.isUncountable(last)) {
      return Optional.empty();
    }
    if (last.length() < 2
        || last.matches(".*[0-9].*")
        || (words.isEmpty() && last.matches(TOOL_WORDS) && !Nouns.isPlural(last))) {
      return Optional.empty();
    }
    var before = words.stream().map(word -> word + "_").collect(Collectors.joining());
    var singular = before + Nouns.singular(last);
    var plural = before + Nouns.plural(Nouns.singular(last));
    if (singular.equals("health") || singular.startsWith("sqlite_")) {
      singular = singular.equals("health") ? "health_record" : "my_" + singular;
      plural = plural.equals("health") ? "health_records" : "my_" + plural;
    }
    return plural.length() > MOST_CHARACTERS
        ? Optional.empty()
        : Optional.of(new Noun(singular, plural));
  }

  /** Whether these words only ask for something to be kept, such as {@code i want to store}. */
  static boolean isPreface(String words) {
    var rest = words.strip() + " ";
    for (var before = ""; !before.equals(rest); ) {
      before = rest;
      rest =
          rest.replaceFirst(GREETING, "")
              .replaceFirst(WISH, "")
              .replaceFirst(REQUEST, "")
              .replaceFirst(MAKE, "")
              .replaceFirst(LET, "")
              .replaceFirst(ARTICLE, "")
              .replaceFirst(QUALIFIER, "");
      var tool = rest.replaceFirst("^" + TOOL_WORDS + " ", "");
      for (var link = ""; !tool.equals(rest) && !link.equals(tool); ) {
        link = tool;
        tool = tool.replaceFirst(LINK, "");
      }
      rest = tool;
    }
    return rest.isBlank();
  }

  /** Whether a word names a service as such: a register, an app. */
  static boolean isTool(String word) {
    return word.matches(TOOL_WORDS);
  }

  private static String forms(String verb) {
    var stem = verb.endsWith("e") ? verb.substring(0, verb.length() - 1) : verb;
    var doubled =
        verb.equals("log") || verb.equals("catalog") || verb.equals("plan") || verb.equals("add")
            ? verb.charAt(verb.length() - 1) + "?"
            : "";
    return "(?:" + verb + "(?:s|es)?|" + stem + doubled + "ing)(?: track of)?";
  }
}
