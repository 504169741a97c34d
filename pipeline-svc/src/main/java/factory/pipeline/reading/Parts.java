package factory.pipeline.reading;

import java.util.ArrayList;
import java.util.List;

/** The parts in which a long idea is read: as many sentences as a model accounts for at once. */
final class Parts {
  private static final int MOST_SENTENCES = 60;
  private static final int MOST_CHARACTERS = 12_000;

  private Parts() {}

  /** Parts of about the same size; one when all of it is short. */
  static List<List<String>> of(List<String> sentences) {
    var characters = sentences.stream().mapToInt(String::length).sum();
    var parts =
        Math.max(
            1, Math.max(ceil(sentences.size(), MOST_SENTENCES), ceil(characters, MOST_CHARACTERS)));
    List<List<String>> all = new ArrayList<>();
    List<String> part = new ArrayList<>();
    var seen = 0;
    for (var sentence : sentences) {
      var isFull =
          part.size() == MOST_SENTENCES
              || seen + sentence.length() / 2 > (long) characters * (all.size() + 1) / parts;
      if (isFull && !part.isEmpty()) {
        all.add(part);
        part = new ArrayList<>();
      }
      part.add(sentence);
      seen += sentence.length();
    }
    all.add(part);
    return all;
  }

  private static int ceil(int number, int by) {
    return (number + by - 1) / by;
  }
}
