package factory.registry.service;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a service is called.
 *
 * @param name for people; 1 to {@value #MOST_CHARACTERS} characters (code points)
 * @param chosen whether a person chose the name: what a plan calls it does not change it then
 * @param slug the word that stands for it in the addresses of pages; no other service ever has it
 */
public record Naming(String name, boolean chosen, String slug) {
  /** The length of the longest name and of the longest slug. */
  public static final int MOST_CHARACTERS = 60;

  /** How many slugs a service may have had: each stays its own for good. */
  static final int MOST_SLUGS = 20;

  private static final Pattern SLUG = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");
  private static final Pattern MARKS = Pattern.compile("\\p{M}+");
  private static final Pattern OTHERS = Pattern.compile("[^a-z0-9]+");
  private static final Pattern ENDS = Pattern.compile("[\\s\\p{Punct}&&[^)\\]!?%+]]+$");

  /** What a text calls itself: its first line, cut at a word. */
  static String nameOf(String text) {
    var line = text.strip().lines().findFirst().orElse("");
    var shown = new StringBuilder();
    // What would change how the text around a name runs is not part of a name.
    line.codePoints().filter(c -> !turnsText(c)).forEach(shown::appendCodePoint);
    var name = shown.toString().strip();
    if (name.codePointCount(0, name.length()) > MOST_CHARACTERS) {
      var most = name.substring(0, name.offsetByCodePoints(0, MOST_CHARACTERS));
      var word = most.lastIndexOf(' ');
      var part =
          word > most.length() / 2
              ? most.substring(0, word)
              : most.substring(0, most.offsetByCodePoints(most.length(), -1));
      name = ENDS.matcher(part).replaceFirst("") + "\u2026";
    }
    return name.isEmpty() || name.equals("\u2026") ? "Service" : name;
  }

  /** Whether a character turns the direction of the text that follows it. */
  public static boolean turnsText(int c) {
    return (c >= 0x202A && c <= 0x202E)
        || (c >= 0x2066 && c <= 0x2069)
        || c == 0x200E
        || c == 0x200F
        || c == 0x061C;
  }

  /** Whether a text can be a slug. What is written like an id never is. */
  public static boolean isSlug(String text) {
    return text.length() <= MOST_CHARACTERS
        && SLUG.matcher(text).matches()
        && ServiceId.parse(text).isEmpty();
  }

  /**
   * The slugs that suit a name, the best first. The last one is nobody else's.
   *
   * @param id of the service
   */
  static Stream<String> slugs(String name, ServiceId id) {
    var letters =
        MARKS
            .matcher(
                Normalizer.normalize(
                    name.replace("\u00df", "ss").replaceAll("['\u2019]", ""), Normalizer.Form.NFKD))
            .replaceAll("");
    var word =
        cut(OTHERS.matcher(letters.toLowerCase(Locale.ROOT)).replaceAll("-"), MOST_CHARACTERS);
    var digits = id.toString().replace("-", "");
    var ends = Stream.of(4, 8, digits.length()).map(n -> "-" + digits.substring(0, n));
    return Stream.concat(
        Optional.of(word).filter(Naming::isSlug).stream(),
        ends.map(
            end -> cut(word.isEmpty() ? "service" : word, MOST_CHARACTERS - end.length()) + end));
  }

  private static String cut(String slug, int most) {
    var start = slug.startsWith("-") ? slug.substring(1) : slug;
    var part = start;
    if (start.length() > most) {
      var word = start.lastIndexOf('-', most);
      part = start.substring(0, word > most / 2 ? word : most);
    }
    return part.endsWith("-") ? part.substring(0, part.length() - 1) : part;
  }
}
