package factory.pipeline.source.english;

import factory.pipeline.source.Nouns;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Sentences that only say what the service is and for whom: {@code our club needs a register of
 * ropes}, where ropes are described elsewhere. Each thing that one asks for has to be kept anyway.
 */
final class Preambles {
  private static final int MOST_WORDS = 18;

  /** What says a rule, a number, a list or a deed makes it another sentence. */
  private static final Pattern SAYS_MORE =
      Pattern.compile(
          ".*(?:[:;()\\d#{}/]|\\b(?:only|no|not|never|nobody|none|without|cannot|must|except|unless|until|private|secret|hidden|own|can|may|should|could|each|every|once|per|if|when|who|which|while|where|with|most|least|unique|automatically|by|from)\\b).*");

  private static final Pattern VERBS =
      Pattern.compile(
          "(?:need|want|have|run|keep|manage|track|organi[sz]e|record|store|be|like|look|build|make|create|help|use|collect|handle|administer|register|let|love|plan|play|live|work|wish)");

  /** Behind these stands for whom or where it is. */
  private static final Pattern WHOSE =
      Pattern.compile(
          "(?:for|in|at|of|to) (?:our|my|the|a|an|your|this|small|local|little)(?: [a-z-]+){1,4}?(?=$|,| (?:and|for|in|at|of|to) )");

  private static final Pattern SUBJECT =
      Pattern.compile(
          "^(?:so |well |hi |hello |hey )?(?:(?:i|we) |(?:our|my|the|this|a|an) (?:[a-z-]+ ){1,4}?)(?=(?:needs?|wants?|would like|has|have|is|are|am|runs?|keeps?|manages?|organi[sz]es?|looks?)\\b)");

  private Preambles() {}

  /** Whether a sentence says no more than that. */
  static boolean isOne(String text, Names names) {
    if (SAYS_MORE.matcher(text).matches() || Impossible.reason(text).isPresent()) {
      return false;
    }
    var rest = SUBJECT.matcher(text).replaceFirst("we ");
    rest = WHOSE.matcher(rest).replaceAll("");
    var words = PlainText.words(rest.replaceAll("[,']", " ").replaceAll(" +", " "));
    return kind(text, names).isPresent()
        && words.size() <= MOST_WORDS
        && Language.words(new ArrayList<>(words)).stream()
            .allMatch(word -> isKnown(word, names, words));
  }

  /** The kind that it is about, which is described elsewhere. */
  static Optional<Noun> kind(String text, Names names) {
    return PlainText.words(text.replaceAll("[,']", " ").replaceAll(" +", " ")).stream()
        .flatMap(word -> names.kind(List.of(word)).stream())
        .filter(names::isDescribed)
        .findFirst()
        .flatMap(names::noun);
  }

  private static boolean isKnown(Language.Word word, Names names, List<String> words) {
    if (Noun.isTool(word.text())
        || names.kind(List.of(word.text())).filter(names::isDescribed).isPresent()
        || isInKind(word.text(), names, words)) {
      return true;
    }
    return switch (word.tag()) {
      case "NOUN", "PROPN", "X", "NUM" -> false;
      case "VERB" -> VERBS.matcher(word.lemma()).matches();
      default -> true;
    };
  }

  /** {@code Headache diary}, {@code booking calendar}: a part of what something kept is called. */
  private static boolean isInKind(String word, Names names, List<String> words) {
    var at = words.indexOf(word);
    return names.isInKind(Nouns.singular(word))
        || (at + 1 < words.size()
            && names.kind(words.subList(at, at + 2)).filter(names::isDescribed).isPresent());
  }
}
