package factory.pipeline.source.english;

import factory.pipeline.source.Nouns;
import factory.pipeline.spec.Specification.Choice;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What may be kept by a service of whose idea no sentence says it in plain words. */
final class GuessedKinds {
  private static final int MOST_CHOICES = 5;
  private static final int MOST_READ = 6;
  private static final int MOST_NOUNS = 3;
  private static final int MOST_ITEMS = 12;
  private static final int MOST_CHARACTERS = 400;

  /** Something, and what looks like a list of its fields. */
  private static final Pattern LISTED =
      Pattern.compile(
          "(?:^|[ ,:;.=(-])(?<what>[a-z]+(?: [a-z]+)?) ?(?:with|[:=({]|have|has) ?(?<list>[a-z][^:=(){}]*(?:\\([^)]*\\)[^:=(){}]*)*)");

  private GuessedKinds() {}

  /** Answers, each of which is understood. */
  static List<Choice> of(List<Left> left) {
    Set<Choice> choices = new LinkedHashSet<>();
    Set<String> nouns = new LinkedHashSet<>();
    left.stream()
        .filter(part -> part.weight() == Left.Weight.MATTERS)
        .filter(part -> part.text().length() <= MOST_CHARACTERS)
        .limit(MOST_READ)
        .forEach(
            part -> {
              listed(part.text(), choices);
              nouns(part.text(), nouns);
            });
    nouns.stream()
        .limit(MOST_NOUNS)
        .forEach(
            noun ->
                choice(noun, "a name")
                    .map(c -> new Choice(c.value(), c.label() + ", and nothing else"))
                    .ifPresent(choices::add));
    return choices.stream().limit(MOST_CHOICES).toList();
  }

  private static void listed(String text, Set<Choice> choices) {
    var list = LISTED.matcher(text);
    for (var at = 0; choices.size() < MOST_CHOICES && list.find(at); at = list.end("what")) {
      List<String> items = new ArrayList<>();
      var words = list.group("what").split(" ");
      var what = Nouns.plural(Nouns.singular(words[words.length - 1]));
      var all = list.group("list").split(" ?(?:, and |,|;| and | & |\\+) ?");
      for (var item : all) {
        if (items.size() < MOST_ITEMS && !item.isBlank() && reads(what, item.strip())) {
          items.add(item.strip());
        }
      }
      if (!items.isEmpty()) {
        choice(what, String.join(", ", items)).ifPresent(choices::add);
      }
    }
  }

  private static void nouns(String text, Set<String> nouns) {
    var plain = text.replaceAll("[^a-z]+", " ").strip();
    if (plain.isEmpty()) {
      return;
    }
    for (var word : Language.words(List.of(plain.split(" ")))) {
      if (word.tag().equals("NOUN") && word.lemma().matches("[a-z]{3,20}")) {
        nouns.add(Nouns.plural(word.lemma()));
      }
    }
  }

  private static boolean reads(String what, String fields) {
    return IdeaReader.whole("track %s with %s".formatted(what, fields))
        .filter(specification -> specification.kinds().size() == 1)
        .isPresent();
  }

  private static Optional<Choice> choice(String what, String fields) {
    return reads(what, fields)
        ? Optional.of(
            new Choice(
                "track %s with %s".formatted(what, fields),
                "%s with %s"
                    .formatted(Character.toUpperCase(what.charAt(0)) + what.substring(1), fields)))
        : Optional.empty();
  }
}
