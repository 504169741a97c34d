package factory.pipeline.source.english;

import factory.pipeline.source.Nouns;
import factory.pipeline.source.english.Guesses.Guess;
import factory.pipeline.spec.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** A field that a part of a sentence may name, in one type and in others. */
final class GuessedFields {
  private static final Pattern AFTER =
      Pattern.compile("^.*?\\b(?:has|have|with|gives?|enters?|writes?|says?|notes?) ");
  private static final Pattern END =
      Pattern.compile(
          " ?[(:;,\\[=].*$| (?:that|which|who|whose|from|in|of|for|to|is|are|was|at|on|per|not|by|when|where|if|so|and|or|but|has|have|as)\\b.*$");
  private static final Pattern BEGIN =
      Pattern.compile(
          "^(?:(?:and|or|but|also|an?|the|his|her|their|its|our|my|optional|optionally|maybe|each|every|new|also|plus|some|one) )+");
  private static final Pattern LIST =
      Pattern.compile("[(:=] ?([a-z0-9 -]+(?: ?[,/|] ?[a-z0-9 -]+)+(?:,? or [a-z0-9 -]+)?) ?\\)?$");
  private static final Pattern RANGE = Pattern.compile("([0-9]+) ?(?:-|to|\\.\\.+|and) ?([0-9]+)");
  private static final int MOST_WORDS = 3;

  private GuessedFields() {}

  static void add(Recognised found, List<Guess> all) {
    var name = name(found.text());
    if (name.isEmpty() || found.spoken().isEmpty()) {
      return;
    }
    var kind = found.spoken().get();
    if (kind.field(name.get().replace(' ', '_')).isPresent()
        || name.get().equals(Guesses.word(kind))
        || name.get().equals(Builder.words(kind.plural()))) {
      return;
    }
    var list = LIST.matcher(found.text());
    if (list.find()) {
      var words = Arrays.stream(list.group(1).split(" ?[,/|] ?(?:or )?| or ")).toList();
      all.add(
          guess(
              kind,
              name.get(),
              ": "
                  + String.join(", ", words.subList(0, words.size() - 1))
                  + " or "
                  + words.getLast(),
              "one of " + String.join(", ", words)));
    }
    var range = RANGE.matcher(found.text());
    if (range.find()) {
      all.add(
          guess(
              kind,
              name.get(),
              " from %s to %s".formatted(range.group(1), range.group(2)),
              "a whole number from %s to %s".formatted(range.group(1), range.group(2))));
    }
    List<String> types = new ArrayList<>(List.of("text", "whole number", "date", "boolean"));
    if (Nouns.isPlural(name.get())) {
      types = new ArrayList<>(List.of("whole number", "list of texts", "text"));
    }
    if (found.says("date|day|days|when|until|since")) {
      types.remove("date");
      types.addFirst("date");
    } else if (found.says("number|count|how many|amount|[0-9]+|kg|cm|km|minutes|hours|euros?")) {
      types.remove("whole number");
      types.addFirst("whole number");
    } else if (found.says("whether|yes or no|yes/no|if")) {
      types.remove("boolean");
      types.addFirst("boolean");
    }
    for (var type : types) {
      all.add(
          guess(
              kind,
              name.get(),
              type.startsWith("list") ? " (" + type + ")" : " as a " + type,
              type.equals("boolean")
                  ? "yes or no"
                  : (type.startsWith("list") ? "some " : "a ")
                      + type.replaceFirst("^list of ", "")));
    }
  }

  private static Guess guess(Kind kind, String name, String type, String label) {
    return new Guess(
        "Each %s has %s%s%s."
            .formatted(Guesses.word(kind), Nouns.isPlural(name) ? "" : "a ", name, type),
        "Each %s has a field \"%s\": %s".formatted(Guesses.word(kind), name, label));
  }

  /** What it seems to be called: a noun, with a word or two before it. */
  private static Optional<String> name(String text) {
    var after = AFTER.matcher(text);
    var rest = after.find() ? text.substring(after.end()) : text;
    var name = END.matcher(BEGIN.matcher(rest).replaceFirst("")).replaceFirst("").strip();
    var words = PlainText.words(name);
    if (words.isEmpty() || words.size() > MOST_WORDS || !name.matches("[a-z][a-z -]*")) {
      return Optional.empty();
    }
    var tagged = Language.words(words);
    return tagged.stream()
                .anyMatch(
                    w -> w.isVerb() || w.tag().matches("PRON|AUX|SCONJ|CCONJ|NUM|ADP|ADV|DET"))
            || !tagged.getLast().tag().matches("NOUN|PROPN|ADJ")
        ? Optional.empty()
        : Optional.of(String.join(" ", words));
  }
}
