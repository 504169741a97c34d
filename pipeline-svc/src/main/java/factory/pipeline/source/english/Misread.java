package factory.pipeline.source.english;

import java.util.function.UnaryOperator;

/** A part of an idea that cannot be read; the message is for the person who wrote it. */
final class Misread extends Exception {
  private static final long serialVersionUID = 1;
  private static final int SHOWN = 60;

  /** What the message quotes, as it was read; empty when it quotes nothing. */
  private final String quoted;

  private final String message;

  Misread(String message) {
    this(message, "");
  }

  private Misread(String message, String quoted) {
    super(message.replace("%s", shown(quoted)), null, false, false);
    this.message = message;
    this.quoted = quoted;
  }

  /**
   * Quotes a part of the idea.
   *
   * @param message with {@code %s} where the part belongs
   */
  static Misread quoting(String part, String message) {
    return new Misread(message, part);
  }

  /**
   * The message.
   *
   * @param typed how a part was typed
   */
  String message(UnaryOperator<String> typed) {
    return quoted.isEmpty() ? message : message.replace("%s", shown(typed.apply(quoted)));
  }

  /** Text from outside, made fit for a message: on one line without quotes, and short. */
  private static String shown(String text) {
    var plain = text.replaceAll("[\"'`\\\\\\p{C}\\p{Z}]", " ").replaceAll(" +", " ").strip();
    return plain.codePointCount(0, plain.length()) <= SHOWN
        ? plain
        : plain.substring(0, plain.offsetByCodePoints(0, SHOWN - 3)).strip() + "...";
  }
}
