package factory.pipeline.source.english;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a sentence by its clauses: all of them, or nothing. */
final class Sentence {
  private static final Pattern SEPARATOR =
      Pattern.compile(
          "; ?| - |, (?:and|but|where|while|so|which|with) | (?:but|while) |: |, | and (?:also )?|\\. ");

  /** What is longer says no rule: their expressions go deep into repeated words. */
  static final int LONGEST_CLAUSE = 400;

  /** So many clauses are tried. */
  private static final int MOST_SEPARATORS = 12;

  /** A purpose, which is no rule as long as it forbids nothing. */
  private static final Pattern PURPOSE =
      Pattern.compile(
          ",? (?:so that|so i can|so we can|so i|so we|in order to|because|since) [^,]*$");

  private static final Pattern FORBIDS =
      Pattern.compile(
          ".*\\b(?:only|no|not|never|nobody|none|without|cannot|must|except|unless|until|private|secret|hidden|at most|at least)\\b.*");

  private static final Pattern STORY =
      Pattern.compile(
          "^as (?:a |an )?(?:[a-z-]+ )?(user|visitor|customer|guest|reader|member|player|client|person|student|developer|caller)s?,? i (?:want|would like|need|can|should|wish|must be able|should be able|want to be able|am able)(?: to)?(?: be able to)? ");

  private static final Pattern KIND = Pattern.compile("#([a-z0-9_]+)");

  private final Names names;
  private final Things things;
  private final Map<String, Piece> pieces = new HashMap<>();

  /** What was found in a clause while something was spoken of. */
  private record Piece(@Nullable Noun of, Optional<List<Statement>> said) {}

  Sentence(Names names, Things things) {
    this.names = names;
    this.things = things;
  }

  /** All that a sentence says; empty when any of it is not understood. */
  Optional<List<Statement>> read(String text) throws Misread {
    var sentence = plain(text);
    var whole = piece(sentence);
    if (whole.isPresent()) {
      return whole;
    }
    List<int[]> separators = new ArrayList<>();
    var matcher = SEPARATOR.matcher(sentence);
    while (matcher.find() && separators.size() <= MOST_SEPARATORS) {
      separators.add(new int[] {matcher.start(), matcher.end()});
    }
    return separators.size() > MOST_SEPARATORS
        ? Optional.empty()
        : parts(sentence, 0, separators, 0, false);
  }

  /** Without the form of a story and without a purpose. */
  static String plain(String text) {
    return withoutStory(withoutPurpose(text));
  }

  private static String withoutPurpose(String text) {
    var purpose = PURPOSE.matcher(text);
    return text.length() <= LONGEST_CLAUSE
            && purpose.find()
            && !purpose.group().contains(" and ")
            && !FORBIDS.matcher(purpose.group()).matches()
        ? text.substring(0, purpose.start())
        : text;
  }

  private static String withoutStory(String text) {
    return text.length() <= LONGEST_CLAUSE ? STORY.matcher(text).replaceFirst("users can ") : text;
  }

  /** The longest clause that is understood, and then what is behind it. */
  private Optional<List<Statement>> parts(
      String text, int from, List<int[]> separators, int next, boolean inner) throws Misread {
    if (inner) {
      var rest = piece(text.substring(from), true);
      if (rest.isPresent()) {
        return rest;
      }
    }
    for (var i = separators.size() - 1; i >= next; i--) {
      var cut = separators.get(i);
      if (cut[0] <= from) {
        continue;
      }
      var first = piece(text.substring(from, cut[0]), inner);
      if (first.isEmpty()) {
        continue;
      }
      var before = things.latest();
      speak(first.get(), text.substring(from, cut[0]));
      var rest = parts(text, cut[1], separators, i + 1, true);
      if (rest.isPresent()) {
        List<Statement> all = new ArrayList<>(first.get());
        all.addAll(rest.get());
        return Optional.of(all);
      }
      things.latest(before);
    }
    return Optional.empty();
  }

  private void speak(List<Statement> statements, String text) {
    for (var statement : statements) {
      if (statement instanceof Statement.Has has) {
        things.speakOf(has.thing());
        return;
      }
    }
    if (text.length() > LONGEST_CLAUSE) {
      return;
    }
    var kind = KIND.matcher(Clause.of(text, names).text());
    if (kind.find()) {
      names.noun(kind.group(1)).ifPresent(things::speakOf);
    }
  }

  /** A clause that is not the first may leave out of what it speaks. */
  private Optional<List<Statement>> piece(String text, boolean inner) throws Misread {
    var whole = piece(text);
    var latest = things.latest();
    return whole.isPresent() || !inner || latest == null || text.length() > LONGEST_CLAUSE
        ? whole
        : piece("the " + latest.singular().replace('_', ' ') + " " + text.strip());
  }

  /** A clause. */
  private Optional<List<Statement>> piece(String text) throws Misread {
    var plain = text.strip();
    if (plain.isEmpty()) {
      return Optional.of(List.of());
    }
    var known = pieces.get(plain);
    var spoken = things.latest();
    if (known != null && Objects.equals(known.of(), spoken)) {
      return known.said();
    }
    var said = said(plain);
    pieces.put(plain, new Piece(spoken, said));
    return said;
  }

  private Optional<List<Statement>> said(String plain) throws Misread {
    var latest = things.latest();
    var said =
        plain.length() > LONGEST_CLAUSE
            ? List.<Statement>of()
            : Rules.read(Clause.of(plain, names), latest == null ? "" : latest.singular());
    if (!said.isEmpty()) {
      return Optional.of(said);
    }
    try {
      return things.read(plain).filter(Things.Read::isWhole).map(read -> List.copyOf(read.has()));
    } catch (Misread misread) {
      return Optional.empty();
    }
  }
}
