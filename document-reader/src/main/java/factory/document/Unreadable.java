package factory.document;

/**
 * The document cannot be read as it stands.
 *
 * <p>The message is for the person who wrote it: what is wrong and what to do.
 */
final class Unreadable extends Exception {
  private static final long serialVersionUID = 1;

  private final int line;
  private final int column;

  /** At a place, both counted from 1. */
  Unreadable(int line, int column, String message) {
    super(message, null, false, false);
    this.line = line;
    this.column = column;
  }

  /** Where a value begins. */
  Unreadable(Node at, String message) {
    this(at.line(), at.column(), message);
  }

  int line() {
    return line;
  }

  int column() {
    return column;
  }
}
