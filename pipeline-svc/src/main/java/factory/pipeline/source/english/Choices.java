package factory.pipeline.source.english;

import java.util.ArrayList;
import java.util.List;

/** The words that a field can be one of. */
final class Choices {
  static final int MOST = 50;

  private Choices() {}

  /** Words to choose from, as they stand in JSON: {@code in progress} is {@code in_progress}. */
  static List<String> of(List<String> texts) throws Misread {
    if (texts.size() > 10 * MOST) {
      throw tooMany();
    }
    List<String> words = new ArrayList<>();
    for (var text : texts) {
      var word =
          String.join(
              "_",
              text.replaceFirst("^(?:(?:a|an|the|or|and|either) )++", "")
                  .replace('-', ' ')
                  .strip()
                  .split(" +"));
      if (!word.matches("[a-z0-9][a-z0-9_]{0,59}")
          || !PlainNames.isChoice(List.of(word.split("_+")))) {
        throw Misread.quoting(text, "I cannot read \"%s\" as one of the words to choose from.");
      }
      if (!words.contains(word)) {
        words.add(word);
      }
    }
    if (words.size() > MOST) {
      throw tooMany();
    }
    return List.copyOf(words);
  }

  static Misread tooMany() {
    return new Misread("A field can have at most %d words to choose from.".formatted(MOST));
  }
}
