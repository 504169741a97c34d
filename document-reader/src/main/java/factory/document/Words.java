package factory.document;

/** Pieces of messages. */
final class Words {
  private static final int MAX_SHOWN = 200;

  private Words() {}

  static String firstLine(String text) {
    var line = text.lines().findFirst().orElse("").strip();
    var shown = shown(line);
    return shown.endsWith(".") ? shown.substring(0, shown.length() - 1) : shown;
  }

  /** A text of the document, of which nobody knows how long it is. */
  static String shown(String text) {
    var clean = text.replaceAll("\\p{Cntrl}", " ");
    return clean.codePointCount(0, clean.length()) <= MAX_SHOWN
        ? clean
        : clean.substring(0, clean.offsetByCodePoints(0, MAX_SHOWN)) + "...";
  }

  static String twice(String name, Node.Entry before, int line) {
    return "'%s' is given twice, in line %d and in line %d; the second one was read."
        .formatted(shown(name), before.line(), line);
  }
}
