package factory.pipeline.source.english;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Fields that are written as what is asked: {@code when it started}, {@code how often}, {@code who
 * wrote it}. Each becomes the noun that a form would have in its place.
 *
 * @param phrase with a name in place of the question
 * @param type what it holds where the question says it; null where the name does
 */
record Asked(String phrase, @Nullable Holds type) {
  private static final String IT = "(?:it|they|he|she|i|we|you|(?:the|a|an|each) [a-z]+)";

  private static final Map<String, String> MEASURES =
      Map.ofEntries(
          Map.entry("often", "frequency"),
          Map.entry("strong", "strength"),
          Map.entry("heavy", "weight"),
          Map.entry("old", "age"),
          Map.entry("far", "distance"),
          Map.entry("big", "size"),
          Map.entry("large", "size"),
          Map.entry("high", "height"),
          Map.entry("tall", "height"),
          Map.entry("deep", "depth"),
          Map.entry("wide", "width"),
          Map.entry("fast", "speed"),
          Map.entry("difficult", "difficulty"),
          Map.entry("hard", "difficulty"),
          Map.entry("severe", "severity"),
          Map.entry("bad", "severity"),
          Map.entry("urgent", "urgency"),
          Map.entry("good", "rating"),
          Map.entry("warm", "temperature"),
          Map.entry("hot", "temperature"),
          Map.entry("important", "importance"));

  private static final Pattern HOW =
      Pattern.compile(
          "(?:the )?how ([a-z]+)(?: "
              + IT
              + "(?: (?:is|was|were|are|felt|feels|goes|went|happens|needs?|has to be|must be)(?: (?:done|watered|fed|cleaned|paid|water|food|washing))?)?)?(?=$| \\(|, | from | at | in | between |: )");

  private static final Pattern LONG =
      Pattern.compile(
          "(?:the )?how long(?: "
              + IT
              + "(?: (?:is|was|took|takes|lasted|lasts))?)?(?=$| \\(|, | from | at | in |: )");

  private static final Pattern MUCH =
      Pattern.compile(
          "(?:the )?(?:how much|what) (?:(?:it|they|each|one) (?:costs?|cost)|(?:i|we|they|you) paid(?: for it)?)(?=$| \\(|, | in |: )");

  private static final Pattern WHEN =
      Pattern.compile(
          "(?:the )?when "
              + IT
              + " (?:(?:was|were|is|got|has been|have been|must be|should be|has to be) )?([a-z]+)(?: (?:it|them))?(?=$| \\(|, )");

  private static final Pattern WHO =
      Pattern.compile(
          "(?:the )?(?:(?:person|one) )?who (?:has |have )?([a-z]+)(?: (?:it|them|this))(?=$| \\(|, )");

  private static final Pattern WHERE =
      Pattern.compile(
          "(?:the )?where (?:it|they|he|she|(?:the|each) [a-z]+) (?:is|are|was|were|lives?|stands?|hangs?|happened|takes place|can be found)(?: (?:kept|stored|found|located|seen|taken|parked|held))?(?=$| \\(|, )");

  private static final Pattern WHAT =
      Pattern.compile("(?:the )?what (?:i|we|they|he|she|it|you) ([a-z]+)(?=$| \\(|, )");

  /** What happens on a day; of anything else there is a moment. */
  private static final Set<String> OF_DAYS =
      Set.of(
          "bought",
          "planted",
          "born",
          "published",
          "released",
          "acquired",
          "founded",
          "due",
          "received");

  private static final Map<String, String> DONE =
      Map.ofEntries(
          Map.entry("does", "done"),
          Map.entry("did", "done"),
          Map.entry("wrote", "written"),
          Map.entry("writes", "written"),
          Map.entry("took", "taken"),
          Map.entry("takes", "taken"),
          Map.entry("gave", "given"),
          Map.entry("bought", "bought"),
          Map.entry("sold", "sold"),
          Map.entry("brought", "brought"),
          Map.entry("brings", "brought"),
          Map.entry("found", "found"),
          Map.entry("built", "built"),
          Map.entry("caught", "caught"),
          Map.entry("has", "held"),
          Map.entry("ate", "eaten"),
          Map.entry("drank", "drunk"),
          Map.entry("said", "said"),
          Map.entry("paid", "paid"),
          Map.entry("saw", "seen"));

  /** The same with a name for what is asked. */
  static Asked read(String phrase) {
    var how = HOW.matcher(phrase);
    if (how.lookingAt() && MEASURES.containsKey(how.group(1))) {
      return new Asked(MEASURES.getOrDefault(how.group(1), "") + phrase.substring(how.end()), null);
    }
    for (var one :
        List.of(
            Map.entry(LONG, "duration"), Map.entry(MUCH, "cost"), Map.entry(WHERE, "location"))) {
      var matcher = one.getKey().matcher(phrase);
      if (matcher.lookingAt()) {
        return new Asked(one.getValue() + phrase.substring(matcher.end()), null);
      }
    }
    var when = WHEN.matcher(phrase);
    if (when.lookingAt()) {
      var word = participle(when.group(1));
      if (word.isPresent()) {
        var isDay = OF_DAYS.contains(word.get());
        return new Asked(
            word.get()
                + (word.get().equals("due") ? " date" : isDay ? " on" : " at")
                + phrase.substring(when.end()),
            null);
      }
    }
    var who = WHO.matcher(phrase);
    if (who.lookingAt()) {
      var word = participle(who.group(1));
      if (word.isPresent()) {
        return new Asked(word.get() + " by" + phrase.substring(who.end()), Holds.TEXT);
      }
    }
    var what = WHAT.matcher(phrase);
    if (what.lookingAt()) {
      var word = participle(what.group(1));
      if (word.isPresent()) {
        return new Asked(word.get() + phrase.substring(what.end()), Holds.TEXT);
      }
    }
    return new Asked(phrase, null);
  }

  private static Optional<String> participle(String verb) {
    var known = DONE.get(verb);
    if (known != null) {
      return Optional.of(known);
    }
    if (verb.matches("[a-z]{2,}ed|due|born|left|met|lost|began|ended|went")) {
      return Optional.of(verb);
    }
    // It happens, starts, ends: the form in which it is done.
    var tagged = Language.words(new ArrayList<>(List.of("it", verb))).getLast();
    return tagged.isVerb() && verb.matches("[a-z]{3,}s")
        ? Optional.of(tagged.lemma().endsWith("e") ? tagged.lemma() + "d" : tagged.lemma() + "ed")
        : Optional.empty();
  }
}
