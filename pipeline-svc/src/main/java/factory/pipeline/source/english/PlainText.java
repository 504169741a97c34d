package factory.pipeline.source.english;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * An idea's text brought into one form: lower-case ASCII, one line, ranges and lists always written
 * the same way.
 */
final class PlainText {
  private static final List<String> DIGITS =
      List.of(
          "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten");
  private static final int MOST_PHRASE_CHARACTERS = 200;

  /** Of so many letters one may be no Latin one: a name, or a sign of a science. */
  private static final int MOST_OTHERS = 10;

  private static final int MOST_CHARACTERS = 10_000;
  private static final int MOST_EQUAL_LETTERS = 60;
  private static final int MOST_EQUAL_SIGNS = 20;
  private static final String NUMBER = "(-?\\d+(?:\\.\\d+)?)";

  private static final Pattern SENTENCE_END = Pattern.compile("(?<=[a-z0-9)\"'])[.!?]+(?= |$)");

  private static final Pattern PLAIN = Pattern.compile("[a-z][a-z0-9]*(?: ++[a-z0-9]++)*+");

  private PlainText() {}

  /** The sentences of an idea, each of which knows how it was typed. */
  static List<Traced> sentences(String idea) throws Misread {
    return sentences(idea, Optional.empty());
  }

  private static boolean isOther(int c) {
    return c > 127 && Character.isLetter(c);
  }

  /**
   * The sentences of an idea.
   *
   * @param language another one than English, of which the words between names are translated
   */
  static List<Traced> sentences(String idea, Optional<String> language) throws Misread {
    // Again after letters were taken apart, which makes other spaces and signs of some.
    var text =
        squeezed(
            squeezed(Layout.flat(Samples.asFields(Traced.of(idea))))
                .replaceAll("\u00df", "ss")
                .replaceAll("[\u0153\u0152]", "oe")
                .replaceAll("[\u00e6\u00c6]", "ae")
                .replaceAll("[\u00f8\u00d8]", "o")
                .replaceAll("[\u0142\u0141]", "l")
                .replaceAll("[\u00b5\u03bc](?=[a-z])", "u")
                .normalized(Normalizer.Form.NFKD));
    if (text.length() > MOST_CHARACTERS) {
      throw new Misread("The idea has too many signs that are no letters; say it in plain words.");
    }
    text = text.replaceAll("\\p{M}+", "");
    var letters = text.text().chars().filter(Character::isLetter).count();
    if (text.text().chars().filter(PlainText::isOther).count() * MOST_OTHERS > letters) {
      throw new Misread(
          "I read English written in Latin letters, and many letters of this idea are others.");
    }
    text =
        text.replaceAll("[\\u2018\\u2019\\u201B`\\u00B4]", "'")
            .replaceAll("[\\u201C-\\u201F\\u00AB\\u00BB]", "\"")
            .replaceAll("(?<=\\d)\\s*[\\u2010-\\u2015]\\s*(?=\\d)", " to ")
            .replaceAll("(?<=\\d) - (?=\\d)", " to ")
            .replaceAll("(?<=\\d)(?:\\s*\\.\\.+\\s*|-)(?=\\d)", " to ")
            .replaceAll("[\\u2012-\\u2015]| - | -- ", ": ")
            .replaceAll("(-?\\d+(?:\\.\\d+)?) ?< ?[A-Za-z]{1,12} ?(?=<)", " above $1, ")
            .replaceAll("(?:\\u2265|>=) ?", " at least ")
            .replaceAll("(?:\\u2264|<=) ?", " at most ")
            .replaceAll("(?<![-=<>])> ?(?=-?\\d)", " above ")
            .replaceAll("(?<![-=<>])< ?(?=-?\\d)", " below ")
            .replaceAll("\\R\\s*\\R", ". ")
            .replaceAll(":\\s*,", ":")
            // What is neither letter nor known sign must not vanish: no name can have this one.
            .replaceAll("[^\\x20-\\x7e\\s]", "#")
            .replaceAll("\\s", " ")
            .replaceAll("\\b([a-z]{2,})([A-Z])", "$1 $2")
            .inLowerCase();
    text = text.replaceAll(" +", " ").trimmed(" ");
    text = plainWords(language.isEmpty() ? text : Foreign.english(text, language.get()));
    List<Traced> sentences = new ArrayList<>();
    var end = SENTENCE_END.matcher(text.text());
    var begin = 0;
    while (end.find()) {
      sentences.add(text.substring(begin, end.start()));
      begin = end.end();
    }
    sentences.add(text.substring(begin, text.length()));
    return sentences.stream()
        .map(sentence -> sentence.trimmed(" ,;:."))
        .filter(sentence -> sentence.length() > 0)
        .toList();
  }

  /**
   * The same text without long runs of spaces, empty lines, signs or digits, over which the
   * expressions below would go again from each place in them. Linear.
   */
  static Traced squeezed(Traced traced) {
    var text = traced.text();
    var squeezed = Traced.Builder.of(traced);
    var spaces = 0;
    var lines = 0;
    var run = 0;
    var before = -1;
    for (var i = 0; i < text.length(); ) {
      var at = i;
      var c = text.codePointAt(i);
      i += Character.charCount(c);
      if (isSpace(c)) {
        var endsALine =
            c == '\n' || c == 0x85 || c == 0x2028 || c == 0x2029 || c == 0x0b || c == 0x0c;
        lines += endsALine || (c == '\r' && (i == text.length() || text.charAt(i) != '\n')) ? 1 : 0;
        spaces++;
        continue;
      }
      if (spaces > 0) {
        // A space is of one character: none lies outside of the first plane.
        squeezed.addInstead(lines > 1 ? "\n\n" : lines == 1 ? "\n" : " ", traced, at - spaces, at);
        spaces = 0;
        lines = 0;
      }
      run = c == before ? run + 1 : 1;
      before = c;
      if (run > (Character.isLetter(c) ? MOST_EQUAL_LETTERS : MOST_EQUAL_SIGNS)) {
        continue;
      }
      squeezed.add(traced, at, i);
    }
    return squeezed.build();
  }

  private static boolean isSpace(int c) {
    return c <= ' ' || Character.isWhitespace(c) || Character.isSpaceChar(c) || c == 0x85;
  }

  /** Without these signs at its ends. Linear, which an expression for it is not. */
  static String trimmed(String text, String signs) {
    var from = 0;
    var to = text.length();
    while (from < to && signs.indexOf(text.charAt(from)) >= 0) {
      from++;
    }
    while (to > from && signs.indexOf(text.charAt(to - 1)) >= 0) {
      to--;
    }
    return text.substring(from, to);
  }

  private static Traced plainWords(Traced text) {
    var plain =
        text.replaceAll("\\bcan't\\b", "cannot")
            .replaceAll("\\bwon't\\b", "will not")
            .replaceAll("n't\\b", " not")
            .replaceAll("\\bi'm\\b", "i am")
            .replaceAll("(?<=[a-z])'(?:re)\\b", " are")
            .replaceAll("(?<=[a-z])'ve\\b", " have")
            .replaceAll("(?<=[a-z])'ll\\b", " will")
            .replaceAll("(?<=[a-z])'d (?=like|love|want|need)", " would ")
            .replaceAll("\\b(it|that|there)'s\\b", "$1 is")
            .replaceAll("'s\\b", "")
            .replaceAll("[\"'_]", " ")
            .replaceAll("\\be-?mail\\b", "email")
            .replaceAll(
                "\\bto[- ]dos?\\b(?= (?:item|list|entr|with|api|service|app|task)|s?:)", "todo")
            .replaceAll("\\bto-do\\b", "todo")
            .replaceAll(
                "\\b(?:yes ?/ ?no|yes or no|true ?/ ?false|true or false|y/n)\\b", "boolean")
            .replaceAll("\\b(?:date ?/ ?time|date-time|date and time|time and date)\\b", "datetime")
            .replaceAll("\\bwhether ([^,;.]{1,60}?) or not\\b", "whether $1")
            .replaceAll("\\b([a-z]+) or (?:not|un\\1)\\b", "whether $1")
            .replaceAll("(?<=\\d),(?=\\d{3}\\b)", "");
    for (var digit = 0; digit < DIGITS.size(); digit++) {
      plain =
          plain
              .replaceAll(
                  "\\b(from|between|least|most|to|and|than|up to) "
                      + DIGITS.get(digit)
                      + "\\b(?! of)",
                  "$1 " + digit)
              .replaceAll("\\b" + DIGITS.get(digit) + " to (?=\\d)", digit + " to ");
    }
    return Phrases.plain(Wordings.plain(plain))
        .replaceAll("\\bbetween " + NUMBER + " and " + NUMBER, "from $1 to $2")
        .replaceAll("\\bout of " + NUMBER, "from 0 to $1")
        .replaceAll("\\bfrom " + NUMBER + " (?:through|until|up to) " + NUMBER, "from $1 to $2")
        .replaceAll(
            "(?<!from )(?<![.0-9-])" + NUMBER + " (?:to|through) " + NUMBER, "from $1 to $2")
        .replaceAll(
            "\\b(?:max|max\\.|maximum|maximum of|no more than|not more than|up to|limited to) "
                + NUMBER,
            "at most $1")
        .replaceAll(
            "\\b(?:min|min\\.|minimum|minimum of|no less than|not less than) " + NUMBER,
            "at least $1")
        .replaceAll("\\b" + NUMBER + " or (?:more|above|higher)\\b", "at least $1")
        .replaceAll("\\b" + NUMBER + " or (?:less|fewer|below|lower)\\b", "at most $1")
        .replaceAll("\\bnon-?negative\\b|\\bnot negative\\b", "at least 0")
        .replaceAll("\\bat least " + NUMBER + " and at most " + NUMBER, "from $1 to $2")
        .replaceAll(" +", " ")
        .trimmed(" ");
  }

  /** The words of a phrase that is nothing but plain words, or none. */
  static List<String> words(String phrase) {
    var plain = phrase.replace('-', ' ').strip();
    return plain.length() <= MOST_PHRASE_CHARACTERS && PLAIN.matcher(plain).matches()
        ? List.of(plain.split(" +"))
        : List.of();
  }

  /** A text without some words, or nothing when they are not in it as whole words. */
  static Optional<String> without(String text, String words) {
    var matcher = Pattern.compile("(?:^|[ ,])(?:" + words + ")(?=$|[ ,])").matcher(text);
    return matcher.find() ? Optional.of(without(text, matcher)) : Optional.empty();
  }

  /** A text without what was found in it. */
  static String without(String text, MatchResult found) {
    return (text.substring(0, found.start()) + " " + text.substring(found.end()))
        .replaceAll(" +", " ")
        .strip()
        .replaceFirst(",$", "");
  }
}
