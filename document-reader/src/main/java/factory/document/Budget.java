package factory.document;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What a document may take, and what was seen in it that is no reason to refuse it. */
final class Budget {
  /** Of a document, as UTF-8. */
  static final int MAX_BYTES = 1 << 20;

  /** Of values in each other, far more than any document has that somebody wrote. */
  static final int MAX_DEPTH = 100;

  /** Of values, those that are repeated by aliases or references counted each time. */
  static final int MAX_VALUES = 250_000;

  /** Of aliases in YAML. */
  static final int MAX_ALIASES = 1_000;

  private static final int MAX_DIGITS = 100;
  private static final int MAX_EXPONENT = 400;
  private static final int MAX_NOTES = 100;
  private static final Pattern EXPONENT = Pattern.compile("[eE][+-]?0*(\\d+)$");

  private final List<String> notes = new ArrayList<>();
  private int values;

  /** Counts values. */
  void take(int count, int line, int column) throws Unreadable {
    values += count;
    if (count > MAX_VALUES || values > MAX_VALUES) {
      throw new Unreadable(
          line,
          column,
          "The document has more than %,d values here, with those that aliases and references repeat; leave out what the service does not need."
              .formatted(MAX_VALUES));
    }
  }

  /** Refuses what is nested too deeply. */
  static void requireDepth(int depth, int line, int column) throws Unreadable {
    if (depth > MAX_DEPTH) {
      throw new Unreadable(
          line,
          column,
          "Values are nested more than %d levels deep here; put the inner ones under components/schemas and refer to them."
              .formatted(MAX_DEPTH));
    }
  }

  /** Refuses numbers that are beyond any use, before anything computes with them. */
  static void requireNumber(String text, int line, int column) throws Unreadable {
    var exponent = EXPONENT.matcher(text);
    if (text.length() > MAX_DIGITS
        || (exponent.find()
            && (exponent.group(1).length() > 3
                || Integer.parseInt(exponent.group(1)) > MAX_EXPONENT))) {
      throw new Unreadable(
          line,
          column,
          "This number has more digits than are read; write one of at most %d digits, or a text in quotes."
              .formatted(MAX_DIGITS));
    }
  }

  /** Says something that the person who wrote it should know. */
  void note(String text) {
    if (notes.size() < MAX_NOTES && !notes.contains(text)) {
      notes.add(text);
    }
  }

  /** Begins anew, for another way to read the same text. */
  void begin() {
    values = 0;
    notes.clear();
  }

  List<String> notes() {
    return List.copyOf(notes);
  }
}
