package factory.runtime;

import com.google.re2j.Pattern;
import java.math.BigDecimal;
import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Texts, counted in code points of Unicode. A position beyond an end is that end. No text has more
 * than {@link #MAX_CHARACTERS}, no list more than {@link #MAX_ITEMS}.
 */
public final class Texts {
  static final int MAX_CHARACTERS = 1_000_000;
  static final int MAX_ITEMS = 10_000;

  private static final Pattern WORD = Pattern.compile("[\\pL\\pM\\pN]+(?:['’][\\pL\\pM\\pN]+)*");
  private static final Pattern MARKS = Pattern.compile("\\pM+");

  /** Letters that are no letter and a mark to Unicode. */
  private static final Map<Integer, String> LETTERS =
      Map.ofEntries(
          Map.entry((int) 'ß', "ss"),
          Map.entry((int) 'ẞ', "SS"),
          Map.entry((int) 'æ', "ae"),
          Map.entry((int) 'Æ', "AE"),
          Map.entry((int) 'œ', "oe"),
          Map.entry((int) 'Œ', "OE"),
          Map.entry((int) 'ø', "o"),
          Map.entry((int) 'Ø', "O"),
          Map.entry((int) 'đ', "d"),
          Map.entry((int) 'Đ', "D"),
          Map.entry((int) 'ð', "d"),
          Map.entry((int) 'Ð', "D"),
          Map.entry((int) 'ł', "l"),
          Map.entry((int) 'Ł', "L"),
          Map.entry((int) 'þ', "th"),
          Map.entry((int) 'Þ', "TH"),
          Map.entry((int) 'ı', "i"));

  private Texts() {}

  /** How many code points it has. */
  public static long length(String text) {
    return text.codePointCount(0, text.length());
  }

  /** In upper case. */
  public static String upper(String text) {
    return checked(text.toUpperCase(Locale.ROOT));
  }

  /** In lower case. */
  public static String lower(String text) {
    return checked(text.toLowerCase(Locale.ROOT));
  }

  /** Without white space at its ends. */
  public static String trim(String text) {
    return text.strip();
  }

  /** With its first letter in upper case. */
  public static String capitalize(String text) {
    var end = offset(text, 1);
    return text.substring(0, end).toUpperCase(Locale.ROOT) + text.substring(end);
  }

  /** With each word's first letter in upper case and the others in lower case. */
  public static String titleCase(String text) {
    var title = new StringBuilder();
    var words = WORD.matcher(text);
    var from = 0;
    while (words.find()) {
      title.append(text, from, words.start());
      title.append(capitalize(lower(text.substring(words.start(), words.end()))));
      from = words.end();
    }
    return checked(title.append(text, from, text.length()).toString());
  }

  /** Its words in one, such as {@code twoWords}. */
  public static String camelCase(String text) {
    var camel = new StringBuilder();
    for (var word : words(text)) {
      camel.append(camel.isEmpty() ? lower(word) : capitalize(lower(word)));
    }
    return camel.toString();
  }

  /** Its words in one, such as {@code two_words}. */
  public static String snakeCase(String text) {
    return join(words(text).stream().map(Texts::lower).toList(), "_");
  }

  /** With each letter as it is without accents: {@code Straße à Łódź} is {@code Strasse a Lodz}. */
  public static String stripAccents(String text) {
    var plain = new StringBuilder();
    MARKS
        .matcher(Normalizer.normalize(text, Form.NFD))
        .replaceAll("")
        .codePoints()
        .forEach(
            letter -> {
              var other = LETTERS.get(letter);
              if (other == null) {
                plain.appendCodePoint(letter);
              } else {
                plain.append(other);
              }
            });
    return checked(Normalizer.normalize(plain, Form.NFC));
  }

  /** For an address: {@code Crème brûlée!} is {@code creme-brulee}. */
  public static String slug(String text) {
    var slug = new StringBuilder();
    for (var letter : lower(stripAccents(text)).toCharArray()) {
      if ((letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9')) {
        slug.append(letter);
      } else if (!slug.isEmpty() && slug.charAt(slug.length() - 1) != '-') {
        slug.append('-');
      }
    }
    if (!slug.isEmpty() && slug.charAt(slug.length() - 1) == '-') {
      slug.setLength(slug.length() - 1);
    }
    return slug.toString();
  }

  /** What stands between the separators; each code point, when the separator is empty. */
  public static List<String> split(String text, String separator) {
    List<String> parts = new ArrayList<>();
    if (separator.isEmpty()) {
      text.codePoints().forEach(letter -> add(parts, Character.toString(letter)));
      return List.copyOf(parts);
    }
    var from = 0;
    for (var at = text.indexOf(separator); at >= 0; at = text.indexOf(separator, from)) {
      add(parts, text.substring(from, at));
      from = at + separator.length();
    }
    add(parts, text.substring(from));
    return List.copyOf(parts);
  }

  /** Its words: letters and digits, with apostrophes between them. */
  public static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    var matcher = WORD.matcher(text);
    while (matcher.find()) {
      add(words, matcher.group());
    }
    return List.copyOf(words);
  }

  /** Its lines, without their ends. */
  public static List<String> lines(String text) {
    List<String> lines = new ArrayList<>();
    text.lines().forEach(line -> add(lines, line));
    return List.copyOf(lines);
  }

  /** These, with a separator between them. */
  public static String join(List<String> texts, String separator) {
    var length = (long) separator.length() * texts.size();
    for (var text : texts) {
      length += text.length();
    }
    refuseLonger(length);
    return String.join(separator, texts);
  }

  /** From its last code point to its first. */
  public static String reverse(String text) {
    return new StringBuilder(text).reverse().toString();
  }

  /** With another text in each place of a part; the part is not empty. */
  public static String replace(String text, String part, String with) {
    if (part.isEmpty()) {
      return text;
    }
    refuseLonger(
        text.length() + count(text, part) * Math.max(0L, (long) with.length() - part.length()));
    return text.replace(part, with);
  }

  /** From that position on. */
  public static String substring(String text, long from) {
    return text.substring(offset(text, from));
  }

  /** From that position to before another. */
  public static String substring(String text, long from, long to) {
    var start = offset(text, from);
    return text.substring(start, Math.max(start, offset(text, to)));
  }

  /** The code point at a position; empty outside. */
  public static String charAt(String text, long position) {
    return position < 0 || position >= length(text)
        ? ""
        : substring(text, position, Math.addExact(position, 1));
  }

  /** Where a part first is; -1 when it is not there. */
  public static long indexOf(String text, String part) {
    var at = text.indexOf(part);
    return at < 0 ? -1 : text.codePointCount(0, at);
  }

  /** Where a part last is; -1 when it is not there. */
  public static long lastIndexOf(String text, String part) {
    var at = text.lastIndexOf(part);
    return at < 0 ? -1 : text.codePointCount(0, at);
  }

  /** How often a part is there, without overlaps; an empty part never is. */
  public static long count(String text, String part) {
    var count = 0L;
    for (var at = part.isEmpty() ? -1 : text.indexOf(part);
        at >= 0;
        at = text.indexOf(part, at + part.length())) {
      count++;
    }
    return count;
  }

  /** So many times, none when that is below zero. */
  public static String repeat(String text, long times) {
    var count = text.isEmpty() ? 0 : Math.max(0, times);
    refuseLonger(count > MAX_CHARACTERS ? count : text.length() * count);
    return text.repeat((int) count);
  }

  /** With so many code points at least, by such ones before it. */
  public static String padLeft(String text, long length, String with) {
    return padding(text, length, with) + text;
  }

  /** With so many code points at least, by such ones behind it. */
  public static String padRight(String text, long length, String with) {
    return text + padding(text, length, with);
  }

  private static String padding(String text, long length, String with) {
    if (length(with) != 1) {
      throw Uncomputable.of("A text is padded with one character");
    }
    return repeat(with, length - length(text));
  }

  /** Of so many code points at most, the last of which is … when it was longer. */
  public static String truncate(String text, long length) {
    if (length(text) <= length) {
      return text;
    }
    return length < 1 ? "" : substring(text, 0, length - 1) + "…";
  }

  /** With the letters A to Z and a to z moved on by so many places, around the end. */
  public static String rotate(String text, long places) {
    var by = (int) Math.floorMod(places, 26L);
    var rotated = new StringBuilder(text);
    for (var i = 0; i < rotated.length(); i++) {
      var c = rotated.charAt(i);
      if (c >= 'a' && c <= 'z') {
        rotated.setCharAt(i, (char) ('a' + (c - 'a' + by) % 26));
      } else if (c >= 'A' && c <= 'Z') {
        rotated.setCharAt(i, (char) ('A' + (c - 'A' + by) % 26));
      }
    }
    return rotated.toString();
  }

  /** A number as text. */
  public static String text(long number) {
    return Long.toString(number);
  }

  /** A truth as text: true or false. */
  public static String text(boolean truth) {
    return Boolean.toString(truth);
  }

  /** A number as text, without an exponent and without zeros at its end. */
  public static String text(BigDecimal number) {
    return Decimals.plain(number).toPlainString();
  }

  /** A day as text, such as 2026-01-31. */
  public static String text(LocalDate day) {
    return day.toString();
  }

  /** A time of day as text, such as 18:30:00. */
  public static String text(LocalTime time) {
    return DateTimeFormatter.ISO_LOCAL_TIME.format(time);
  }

  /** A moment as text, in UTC. */
  public static String text(Instant moment) {
    return moment.toString();
  }

  /** A span of time as text, such as PT1H30M. */
  public static String text(Duration span) {
    return span.toString();
  }

  /** The same text. */
  public static String text(String text) {
    return text;
  }

  /** The text, when it is not too long. */
  static String checked(String text) {
    refuseLonger(text.length());
    return text;
  }

  static void add(List<String> texts, String text) {
    if (texts.size() == MAX_ITEMS) {
      throw Uncomputable.outOfRange("A list has at most " + MAX_ITEMS + " items");
    }
    texts.add(text);
  }

  private static void refuseLonger(long length) {
    if (length > MAX_CHARACTERS) {
      throw Uncomputable.outOfRange("A text has at most " + MAX_CHARACTERS + " characters");
    }
  }

  private static int offset(String text, long position) {
    var length = length(text);
    return text.offsetByCodePoints(0, (int) Math.max(0, Math.min(position, length)));
  }
}
