package factory.runtime;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Regular expressions of RE2, which take time linear in the text. They are found anywhere in it
 * unless they say where.
 */
public final class Patterns {
  private static final int MAX_CHARACTERS = 1_000;
  private static final int MAX_KEPT = 100;
  private static final long MAX_STEPS = 20_000_000;
  private static final Map<String, Pattern> KEPT = new ConcurrentHashMap<>();

  private Patterns() {}

  /** Whether it is in the text. */
  public static boolean matches(String text, String pattern) {
    return matcher(text, pattern).find();
  }

  /** Whether it is the whole text. */
  static boolean matchesAll(String text, String pattern) {
    return matcher(text, pattern).matches();
  }

  /**
   * The groups of the first match: first all of it, then each group, empty when it took no part; no
   * groups when there is no match.
   */
  public static List<String> groups(String text, String pattern) {
    var matcher = matcher(text, pattern);
    List<String> groups = new ArrayList<>();
    if (matcher.find()) {
      for (var i = 0; i <= matcher.groupCount(); i++) {
        var group = matcher.group(i);
        groups.add(group == null ? "" : group);
      }
    }
    return List.copyOf(groups);
  }

  /** All matches, without overlaps. */
  public static List<String> findAll(String text, String pattern) {
    var matcher = matcher(text, pattern);
    List<String> found = new ArrayList<>();
    while (matcher.find()) {
      Texts.add(found, matcher.group());
    }
    return List.copyOf(found);
  }

  /** Where all matches begin, in code points. */
  public static List<Long> positions(String text, String pattern) {
    var matcher = matcher(text, pattern);
    List<Long> found = new ArrayList<>();
    var at = 0;
    var position = 0L;
    while (matcher.find()) {
      position += text.codePointCount(at, matcher.start());
      at = matcher.start();
      if (found.size() == Texts.MAX_ITEMS) {
        throw Uncomputable.outOfRange("A list has at most " + Texts.MAX_ITEMS + " items");
      }
      found.add(position);
    }
    return List.copyOf(found);
  }

  /** With another text, letter for letter, in the place of each match. */
  public static String replaceAll(String text, String pattern, String with) {
    var matcher = matcher(text, pattern);
    var replaced = new StringBuilder();
    var from = 0;
    while (matcher.find()) {
      replaced.append(text, from, matcher.start()).append(with);
      from = matcher.end();
      var _ = Texts.checked(replaced.length() > Texts.MAX_CHARACTERS ? replaced.toString() : "");
    }
    return Texts.checked(replaced.append(text, from, text.length()).toString());
  }

  /** What stands between the matches. */
  public static List<String> splitBy(String text, String pattern) {
    var matcher = matcher(text, pattern);
    List<String> parts = new ArrayList<>();
    var from = 0;
    while (matcher.find()) {
      if (matcher.end() > 0 && matcher.start() < text.length()) {
        Texts.add(parts, text.substring(from, matcher.start()));
        from = matcher.end();
      }
    }
    Texts.add(parts, text.substring(from));
    return List.copyOf(parts);
  }

  private static Matcher matcher(String text, String pattern) {
    var compiled = KEPT.get(pattern);
    if (compiled == null) {
      compiled = compile(pattern);
      if (KEPT.size() < MAX_KEPT) {
        KEPT.put(pattern, compiled);
      }
    }
    if ((long) compiled.programSize() * text.length() > MAX_STEPS) {
      throw Uncomputable.outOfRange("The pattern is too large for so long a text");
    }
    return compiled.matcher(text);
  }

  private static Pattern compile(String pattern) {
    if (pattern.length() > MAX_CHARACTERS) {
      throw Uncomputable.outOfRange("A pattern has at most " + MAX_CHARACTERS + " characters");
    }
    try {
      return Pattern.compile(pattern);
    } catch (PatternSyntaxException e) {
      throw Uncomputable.of(Uncomputable.shown(pattern) + " is no pattern: " + e.getDescription());
    }
  }
}
