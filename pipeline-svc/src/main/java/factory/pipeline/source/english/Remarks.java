package factory.pipeline.source.english;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Sentences on which nothing of a service depends. */
final class Remarks {
  private static final String OWN_MATTER =
      "How a service is built and run is the platform's own matter; nothing that it does depends on this.";
  private static final String GOOD_WISHES = "It says nothing of what the service does.";

  private static final Set<String> HOW =
      words(
          "it this that the a an our my api rest restful json http service app application backend system microservice code"
              + " should must shall will can has have to be is are use uses using used with in on of and or but very well also"
              + " please fast quick simple small lightweight scalable reliable robust maintainable modern clean easy nice good"
              + " tested documented documentation docs swagger openapi tests unit written java kotlin python node nodejs"
              + " javascript typescript go golang rust spring boot express django flask fastapi redis postgres postgresql mysql"
              + " mongodb sqlite mongo database docker kubernetes aws azure everything as possible keep kept understand"
              + " interface endpoints endpoint return returns response responses format want i we need needs performance"
              + " performant efficient stable production ready minimal");

  private static final Set<String> TECHNICAL =
      words(
          "api rest restful json http fast quick simple small lightweight scalable reliable robust maintainable modern clean"
              + " easy nice tested documented documentation docs swagger openapi tests java kotlin python node nodejs javascript"
              + " typescript go golang rust spring express django flask fastapi redis postgres postgresql mysql mongodb sqlite"
              + " mongo docker kubernetes aws azure performance performant efficient stable production minimal");

  private static final Set<String> ENGLISH =
      words("the with and that have has for should can want each every of to is are my their");

  private static final Pattern POLITE =
      Pattern.compile(
          "(?:many )?(?:thanks?|thank you|thx|please|cheers|hello|hi|hey|good morning|hello there|hi there|dear team|best regards|kind regards|regards)(?: (?:a lot|very much|you|in advance|for your help|all|so much))*|(?:that is|this is|that will be) (?:all|it)|nothing more|(?:just )?an example");

  /** Says what somebody is or has, and nothing of the service. */
  private static final Pattern WRITER =
      Pattern.compile(
          "(?:i|we) (?:run|own|have|am|are|work in|work at|work for|live in|look after) (?:a|an|my|our)(?: [a-z]+){1,3}(?: with (?:a|two|three|some|a few|a dozen) [a-z]+)?(?: and want to (?:know|see) (?:who|what|which|where|how) [a-z]+)?"
              + "|(?:our|my|the) [a-z]+ (?:needs|wants) (?:its|a|an|the|our) [a-z]+ (?:online|on the web|in the web)");

  /** Tells of whoever wrote it what keeps nobody from anything. */
  private static final Pattern STORY =
      Pattern.compile(
          "(?!.*(?:[:;()]|\\b(?:only|no|not|never|nobody|none|without|cannot|must|except|unless|until|private|secret|hidden|own|can|may|should|could|want|need|like to|each|every|once|per|if|when|who|email|sms|pay|paid)\\b|\\d|,.*,))"
              + "(?:i|we|me and my [a-z]+|my [a-z]+ and i)(?: (?:always|often|usually|sometimes|all|both|really))? (?:run|am|are|work|live|look after|drive|love|bake|grow|play|meet|sing|teach|forget|lose|moved|started|run)\\b[a-z, -]{0,120}");

  private static final Map<String, Set<String>> LANGUAGES =
      Map.of(
          "German",
          words(
              "datum zahl stand ich wir eine einen mit und f\u00fcr soll sollen kann jeder der die das m\u00f6chte verwalten ein nicht oder auch von jede jedes hat haben ist zum"),
          "Spanish",
          words(
              "quiero con una para los las el que cada guardar un y necesito usuarios puede pueden del de tiene es su"),
          "French",
          words(
              "je veux avec une des les pour chaque et le la un gestion peut peuvent du nous avoir"));

  private static final int FEW_WORDS = 3;
  private static final int MOST_TITLE_WORDS = 6;

  /** Words of a title: no rule, no deed, nothing that is private or for some alone. */
  private static final Pattern TITLE =
      Pattern.compile(
          "(?!.*\\b(?:only|no|not|never|nobody|private|secret|hidden|own|admin|admins|members?|must|can|may|should|cannot|send|sends|sent|pay|paid|payment|each|every|once|per|with|has|have|is|are|who|which|that|if|when|where|predict|hack|crack|scrape|sync|import|export|i|we|you|want|need)\\b)(?:an? |our |my |the )?[a-z]+(?: (?:of|for|to|in|our|my|the|a|and)){0,2}(?: [a-z]+){0,4}");

  private Remarks() {}

  /** The language of an idea that is not English, as far as its small words tell. */
  static Optional<String> language(String idea) {
    var words =
        Arrays.stream(idea.toLowerCase(Locale.ROOT).split("[^\\p{L}]+"))
            .filter(w -> !w.isEmpty())
            .toList();
    if (words.size() < FEW_WORDS || words.stream().anyMatch(ENGLISH::contains)) {
      return Optional.empty();
    }
    return LANGUAGES.entrySet().stream()
        .map(
            entry ->
                Map.entry(
                    entry.getKey(), words.stream().filter(entry.getValue()::contains).count()))
        .filter(entry -> entry.getValue() >= 2 || (entry.getValue() == 1 && words.size() < 7))
        .max(Map.Entry.<String, Long>comparingByValue().thenComparing(Map.Entry::getKey))
        .map(Map.Entry::getKey);
  }

  private static Set<String> words(String text) {
    return Arrays.stream(text.split(" ")).collect(Collectors.toUnmodifiableSet());
  }

  /** Whether it says that there is nothing more to say. */
  static boolean isNothing(String sentence) {
    return sentence.matches(
        "(?:and )?(?:that is|this is|that will be) (?:all|it)|nothing more|(?:store|keep|save|record) (?:it|them|these|those)");
  }

  /** Whether it is a few words that call the service something. */
  static boolean isTitle(String sentence) {
    var words = PlainText.words(sentence);
    return !words.isEmpty()
        && words.size() <= MOST_TITLE_WORDS
        && TITLE.matcher(sentence).matches()
        && saysNoDeed(words)
        && Impossible.reason(sentence).isEmpty();
  }

  private static boolean saysNoDeed(List<String> words) {
    var tagged = Language.words(words);
    return !PlainNames.isDeed(words.getFirst())
        && tagged.stream()
            .skip(1)
            .noneMatch(
                word ->
                    word.isVerb()
                        && !word.text().matches("let|swap|sell|rent|box|shop|log|list|[a-z]+ing"));
  }

  /** Whether it tells of whoever wrote it. */
  static boolean isOfTheWriter(String sentence) {
    return WRITER.matcher(sentence).matches()
        || (STORY.matcher(sentence).matches() && Impossible.reason(sentence).isEmpty());
  }

  /** Why a sentence in lower case can be left out without asking. */
  static Optional<String> reason(String sentence) {
    if (POLITE.matcher(sentence).matches()) {
      return Optional.of(GOOD_WISHES);
    }
    var words = Arrays.stream(sentence.split("[^a-z]+")).filter(w -> !w.isEmpty()).toList();
    return words.size() > 1
            && words.stream().allMatch(HOW::contains)
            && words.stream().anyMatch(TECHNICAL::contains)
        ? Optional.of(OWN_MATTER)
        : Optional.empty();
  }
}
