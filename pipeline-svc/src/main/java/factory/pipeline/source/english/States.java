package factory.pipeline.source.english;

import factory.pipeline.source.english.Statement.Chain;
import factory.pipeline.source.english.Statement.Harmless;
import factory.pipeline.source.english.Statement.Starts;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The states of records and the ways between them: {@code from open it goes to in progress}, {@code
 * received, then packed}. Read from the words as they were typed, as states are called as they are.
 */
final class States {
  private static final String WORD =
      "(?:(?:in|on|not|out of|ready for|waiting for) )?(?!from\\b|to\\b|then\\b|back\\b|only\\b|either\\b|or\\b|and\\b|in\\b|on\\b|not\\b|it\\b|be\\b|a\\b|an\\b|the\\b|first\\b)[a-z]+(?: (?:up|out|off|back|away|down)\\b)?";
  private static final String THING = "(?:(?:a|an|the|each|every|new|its) ){0,2}[a-z]+(?: [a-z]+)?";
  private static final String STATE =
      "(?:(?:the |its )?(?:states?|status)(?: of (?:a |an |the )?[a-z]+)?:? ?)";
  private static final String GO =
      "(?:(?:must|can|may|should|will) )?(?:only )?(?:be )?(?:goes|go|moves|move|moved|changes|change|changed|advances|advance|progresses)";
  private static final int LONGEST = 300;
  private static final int MOST_STATES = 20;

  private static final Pattern CHAIN =
      Pattern.compile(
          "(?:"
              + STATE
              + "|"
              + THING
              + " (?:is |are |goes |moves )?)?("
              + WORD
              + "(?:(?: ?(?:->|=>) ?"
              + WORD
              + ")+|(?: > "
              + WORD
              + "){2,}))(?: only)?");
  private static final Pattern FROM_TO =
      Pattern.compile(
          "(?:(?:i|you|we|users? can|users can) move "
              + THING
              + " |(?:"
              + STATE
              + "|"
              + THING
              + " )?(?:"
              + GO
              + " )?)(?:only )?from ("
              + WORD
              + ") (?:it |they )?(?:goes |go |moves )?(?:only |either )?(?:back )?to ("
              + WORD
              + "(?:,? (?:and )?(?:then )?to "
              + WORD
              + ")*)(?: or (?:back )?(?:to )?("
              + WORD
              + "))?");
  private static final Pattern BACK =
      Pattern.compile(
          "("
              + WORD
              + ") (?:can|may) (?:go |be |move |become )(?:back )?(?:to )?("
              + WORD
              + ")(?: again)?");
  private static final Pattern REOPENED =
      Pattern.compile(
          "(?:an? |the |each |any )?("
              + WORD
              + ") [a-z]+(?: [a-z]+)? (?:can|may) be (?:re-?opened|opened again|put back to open)(?: again)?");

  private static final Pattern THEN =
      Pattern.compile(
          "(?:and )?(?:then|finally|later|afterwards|after that)(?: (?:it |they )?(?:goes|moves|becomes|is|changes|turns))?(?: to| into)? ("
              + WORD
              + ")");

  /** Further steps of a state that was named before: {@code gets closed at the end}. */
  private static final Pattern STEP =
      Pattern.compile(
          "(?:and )?(?:then |later |finally |afterwards )?(?:(?:it|they) )?(?:can be|may be|gets|get|becomes|become|can become|can get|turns|is then|are then)(?: (?:put|set|moved|marked|switched))?(?: (?:to|as|into))? ("
              + WORD
              + ")(?: (?:at|in) the end| later| afterwards| finally)?");

  /** A request is pending until it is approved or rejected. */
  private static final Pattern UNTIL =
      Pattern.compile(
          "(?:"
              + THING
              + " |it |they )(?:is|are|stays?|remains?) ("
              + WORD
              + ") until (?:it|they|somebody|someone) (?:is|are|gets|has been|have been) ("
              + WORD
              + ")(?: or (?:it is )?("
              + WORD
              + "))?");

  private static final Pattern IS_FIRST =
      Pattern.compile(
          "(?:" + THING + ") (?:is|are|gets|starts as|starts)(?: first| at first)? (" + WORD + ")");
  private static final Pattern STARTS =
      Pattern.compile(
          "(?:(?:"
              + STATE
              + "|"
              + THING
              + " )?(?:starts?|begins?)(?: out)?(?: as| in| at| with)? ("
              + WORD
              + ")|(?:an? |the |every |each )?new [a-z]+(?: [a-z]+)? (?:is|are|must be|should be) ("
              + WORD
              + ")|(?:it|they|"
              + THING
              + ") (?:is|are) ("
              + WORD
              + ") (?:at first|at the beginning|initially|in the beginning|to begin with)|when (?:a|an|the) [a-z]+ comes in it is ("
              + WORD
              + "))");
  private static final Pattern LISTED =
      Pattern.compile(
          STATE
              + "(?:(?:is|are|can be|one of) )?("
              + WORD
              + "(?:, (?:and |then )?"
              + WORD
              + ")+),? (?:only )?in (?:that|this|exactly this) order(, .*)?");

  /** Says what holds anyway where the ways between states are known. */
  private static final Pattern NO_OTHER =
      Pattern.compile(
          "(?:and )?(?:(?:there is |there are )?no skipping(?: (?:a |of )?(?:states?|steps?))?|(?:there is )?no going back|(?:[a-z ]{0,24})?(?:must not|cannot|may not|can never|never) (?:skips?|jumps?)(?: (?:a|any|one))?(?: of (?:these|the))?(?: (?:states?|steps?))?(?: and never goes back)?|(?:it |they )?(?:never|cannot) goe?s? back|in no other way|(?:there are )?no other (?:moves?|ways?|changes?|steps?)(?: of (?:the )?(?:states?|status))?(?: (?:is|are) (?:allowed|possible))?|nothing else|only in (?:this|that) order|(?:always )?one step (?:after the other|at a time))");

  private States() {}

  /**
   * What a sentence says of states.
   *
   * @param edges from which to which
   * @param start the first one; empty when nobody says
   */
  record Read(List<List<String>> edges, Optional<String> start) {
    Set<String> words() {
      Set<String> words = new LinkedHashSet<>();
      start.ifPresent(words::add);
      edges.forEach(words::addAll);
      return words;
    }
  }

  /** What a sentence says, without knowing of what; empty when it says anything else besides. */
  static Optional<Read> parse(String text) {
    if (text.length() > LONGEST) {
      return Optional.empty();
    }
    List<List<String>> edges = new ArrayList<>();
    Optional<String> start = Optional.empty();
    var rest = text;
    var listed = LISTED.matcher(text);
    if (listed.matches()) {
      var words = List.of(listed.group(1).split(", (?:and |then )?"));
      chain(edges, words);
      start = Optional.of(state(words.getFirst()));
      rest = listed.group(2) == null ? "" : listed.group(2).substring(2);
    }
    var last = "";
    for (var segment : rest.isEmpty() ? new String[0] : segments(rest)) {
      var chain = CHAIN.matcher(segment);
      var fromTo = FROM_TO.matcher(segment);
      var then = THEN.matcher(segment);
      var starts = STARTS.matcher(segment);
      var back = BACK.matcher(segment);
      var first = IS_FIRST.matcher(segment);
      var until = UNTIL.matcher(segment);
      var step = STEP.matcher(segment);
      if (NO_OTHER.matcher(segment).matches()) {
        continue;
      }
      if (chain.matches()) {
        last = chain(edges, List.of(chain.group(1).split(" ?(?:->|=>|>) ?")));
      } else if (fromTo.matches()) {
        List<String> words = new ArrayList<>(List.of(fromTo.group(1)));
        words.addAll(List.of(fromTo.group(2).split(",? (?:and )?(?:then )?to ")));
        last = chain(edges, words);
        if (fromTo.group(3) != null) {
          chain(edges, List.of(fromTo.group(1), fromTo.group(3)));
        }
      } else if (then.matches() && !last.isEmpty()) {
        last = chain(edges, List.of(last, then.group(1)));
      } else if (starts.matches() && start.isEmpty()) {
        for (var i = 1; i <= starts.groupCount(); i++) {
          if (starts.group(i) != null) {
            start = Optional.of(state(starts.group(i)));
          }
        }
        last = start.orElse("");
      } else if (back.matches() && !edges.isEmpty()) {
        last = chain(edges, List.of(back.group(1), back.group(2)));
      } else if (until.matches() && edges.isEmpty()) {
        start = Optional.of(state(until.group(1)));
        last = chain(edges, List.of(until.group(1), until.group(2)));
        if (until.group(3) != null) {
          chain(edges, List.of(until.group(1), until.group(3)));
        }
      } else if (step.matches() && !last.isEmpty() && start.isPresent()) {
        last = chain(edges, List.of(last, step.group(1)));
      } else if (first.matches() && edges.isEmpty() && rest.matches(".*, (?:and )?then .*")) {
        start = Optional.of(state(first.group(1)));
        last = start.get();
      } else {
        return Optional.empty();
      }
    }
    return (edges.isEmpty() && start.isEmpty()) || edges.size() > MOST_STATES
        ? Optional.empty()
        : Optional.of(new Read(edges, start));
  }

  /** Whether a sentence only says that there are no other ways. */
  static boolean saysNoOther(String text) {
    return text.length() <= LONGEST
        && List.of(segments(text)).stream().allMatch(part -> NO_OTHER.matcher(part).matches());
  }

  /** A way between states that are known: {@code resolved can go back to open}. */
  static Optional<Read> more(String text, Names names) {
    if (text.length() > LONGEST) {
      return Optional.empty();
    }
    var reopened = REOPENED.matcher(text);
    if (reopened.matches() && names.isWord(state(reopened.group(1))) && names.isWord("open")) {
      return Optional.of(
          new Read(List.of(List.of(state(reopened.group(1)), "open")), Optional.empty()));
    }
    var back = BACK.matcher(text);
    return text.length() <= LONGEST
            && back.matches()
            && names.isWord(state(back.group(1)))
            && names.isWord(state(back.group(2)))
        ? Optional.of(
            new Read(
                List.of(List.of(state(back.group(1)), state(back.group(2)))), Optional.empty()))
        : Optional.empty();
  }

  private static String[] segments(String text) {
    return text.replaceAll("; ", ", ")
        .replaceAll(", and then ", ", then ")
        .replaceAll(
            ", and (?=gets |becomes |can become |finally |from |must|in no|never|no )|, but ", ", ")
        .replaceAll(
            " and (?=from |then |gets |becomes |can become |finally |must not|cannot|never|in no|no going|no other|no skipping|can't)",
            ", ")
        .replaceAll(" (?=no skipping|only in this order|only in that order)", ", ")
        .split(",? ?, ");
  }

  private static String chain(List<List<String>> edges, List<String> words) {
    for (var i = 0; i + 1 < words.size(); i++) {
      var edge = List.of(state(words.get(i)), state(words.get(i + 1)));
      if (!edges.contains(edge)) {
        edges.add(edge);
      }
    }
    return words.getLast();
  }

  static String state(String word) {
    return word.strip().replace(' ', '_').replace('-', '_');
  }

  /** The statements of what was read. */
  static List<Statement> statements(Read read, String kind, String field) {
    List<Statement> all = new ArrayList<>();
    if (!read.edges().isEmpty()) {
      all.add(new Chain(kind, List.copyOf(read.words()), read.edges(), field));
    }
    read.start().ifPresent(start -> all.add(new Starts(kind, start)));
    return all.isEmpty() ? List.of(new Harmless("")) : all;
  }
}
