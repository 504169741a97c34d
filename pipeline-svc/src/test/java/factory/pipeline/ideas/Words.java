package factory.pipeline.ideas;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Finds what a test means among names that a reader chose: case, plurals and a word more or less
 * make no difference; another word does unless the wish gives it as one for the same.
 */
final class Words {
  private static final Pattern MARKS = Pattern.compile("\\p{M}+");
  private static final Pattern BREAKS = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])|[^A-Za-z0-9]+");
  private static final Pattern ENDING = Pattern.compile("(?:es|e|s)$");
  private static final Pattern END = Pattern.compile("(?:e?d|ing|e?r|ion|al|ly)");
  private static final int SHORT = 3;
  private static final int LONG = 5;
  private static final int MOST_MORE = 2;
  private static final int SAME = 1_000;
  private static final int MORE = 600;
  private static final int LESS = 300;

  /** What everybody takes for the same, whatever the wish. */
  private static final Map<String, List<String>> USUAL =
      Map.ofEntries(
          Map.entry("name", List.of("title", "label")),
          Map.entry("title", List.of("name", "headline", "subject")),
          Map.entry("description", List.of("details", "text", "note")),
          Map.entry("note", List.of("notes", "comment", "remark", "text")),
          Map.entry("comment", List.of("text", "note", "remark", "body", "message")),
          Map.entry("text", List.of("content", "body", "message")),
          Map.entry("date", List.of("day", "on", "when", "at")),
          Map.entry("price", List.of("cost", "amount")),
          Map.entry("quantity", List.of("amount", "count", "number", "stock")),
          Map.entry("email", List.of("e_mail", "mail", "email_address")),
          Map.entry("phone", List.of("telephone", "phone_number", "tel")),
          Map.entry("state", List.of("status", "stage", "phase")),
          Map.entry("rating", List.of("stars", "score")));

  private final Map<String, List<String>> others;

  /**
   * Knows other words.
   *
   * @param others by the name that tests use
   */
  Words(Map<String, List<String>> others) {
    this.others = others;
  }

  /** The stems of the words of a name. */
  static List<String> of(String name) {
    var plain = MARKS.matcher(Normalizer.normalize(name, Normalizer.Form.NFKD)).replaceAll("");
    return Arrays.stream(BREAKS.split(plain))
        .filter(word -> !word.isEmpty())
        .map(word -> stem(word.toLowerCase(Locale.ROOT)))
        .toList();
  }

  /** Singular and plural alike; no word that people say, but the same for both. */
  private static String stem(String word) {
    if (word.length() < 3 || word.endsWith("ss") || word.endsWith("us")) {
      return word;
    }
    return ENDING.matcher(word).replaceFirst("").replaceFirst("y$", "i");
  }

  /** All that a name of a test may be called; {@code a|b} is either. */
  List<String> alternatives(String wanted) {
    Set<String> all = new LinkedHashSet<>();
    for (var one : wanted.split("\\|")) {
      all.add(one);
      all.addAll(others.getOrDefault(one, List.of()));
      all.addAll(USUAL.getOrDefault(one, List.of()));
    }
    return List.copyOf(all);
  }

  /** Of several. */
  List<String> alternatives(Collection<String> wanted) {
    return wanted.stream().flatMap(one -> alternatives(one).stream()).distinct().toList();
  }

  /** How well a name fits what is wanted; 0 when it does not. */
  int fit(String name, List<String> alternatives) {
    var have = of(name);
    var best = 0;
    for (var i = 0; i < alternatives.size(); i++) {
      var want = of(alternatives.get(i));
      best = Math.max(best, fit(have, want) - i);
    }
    return best;
  }

  private static int fit(List<String> have, List<String> want) {
    if (have.isEmpty() || want.isEmpty()) {
      return 0;
    }
    if (have.equals(want) || String.join("", have).equals(String.join("", want))) {
      return SAME;
    }
    if (have.containsAll(want) && have.size() - want.size() <= MOST_MORE) {
      return MORE - 50 * (have.size() - want.size());
    }
    return want.containsAll(have) ? LESS - 50 * (want.size() - have.size()) : 0;
  }

  /** The best of some names. */
  Optional<String> find(Collection<String> names, List<String> alternatives) {
    var best = 0;
    Optional<String> found = Optional.empty();
    for (var name : names) {
      var fit = fit(name, alternatives);
      if (fit > best) {
        best = fit;
        found = Optional.of(name);
      }
    }
    return found;
  }

  /** The best of some names. */
  Optional<String> find(Collection<String> names, String wanted) {
    return find(names, alternatives(wanted));
  }

  /** Whether a text speaks of one of them: has all of its words, or their beginnings. */
  static boolean speaks(String text, Collection<String> alternatives) {
    var have = of(text);
    return alternatives.stream()
        .map(Words::of)
        .filter(want -> !want.isEmpty())
        .anyMatch(
            want -> want.stream().allMatch(word -> have.stream().anyMatch(h -> near(h, word))));
  }

  /** One with an ending of the other: voting, voted and votes are of a vote. */
  private static boolean near(String have, String want) {
    var shorter = have.length() < want.length() ? have : want;
    var longer = have.length() < want.length() ? want : have;
    if (!longer.startsWith(shorter)) {
      return false;
    }
    var more = longer.substring(shorter.length());
    return more.isEmpty()
        || (shorter.length() >= SHORT && END.matcher(more).matches())
        || (shorter.length() >= LONG && more.length() < LONG);
  }

  /** As one text, to compare values that readers name. */
  static String plain(String text) {
    return of(text).stream().collect(Collectors.joining(" "));
  }
}
