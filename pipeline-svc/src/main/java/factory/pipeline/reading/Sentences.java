package factory.pipeline.reading;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The sentences of an idea, in order; a line of a list is one. */
final class Sentences {
  private Sentences() {}

  static List<String> of(String idea) {
    List<String> sentences = new ArrayList<>();
    for (var line : idea.split("\\R")) {
      var ends = BreakIterator.getSentenceInstance(Locale.ENGLISH);
      ends.setText(line);
      var begin = ends.first();
      for (var end = ends.next(); end != BreakIterator.DONE; end = ends.next()) {
        var sentence = line.substring(begin, end).strip();
        if (sentence.codePoints().anyMatch(Character::isLetterOrDigit)) {
          sentences.add(sentence);
        }
        begin = end;
      }
    }
    return sentences;
  }
}
