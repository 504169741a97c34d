package factory.runtime;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/**
 * A failure as it is logged. What it says may be a caller's words: they make no line of their own
 * in the log, and nothing in the terminal of whoever reads it.
 */
final class LogText {
  private static final int MOST_CHARACTERS = 2_000;

  private LogText() {}

  /** Its class, its words, where it was thrown, and the same of its causes. */
  static String of(Throwable failure) {
    var text = new StringBuilder();
    write(failure, "", text, Collections.newSetFromMap(new IdentityHashMap<>()));
    return text.toString();
  }

  private static void write(
      Throwable failure, String caption, StringBuilder text, Set<Throwable> written) {
    if (!written.add(failure)) {
      return;
    }
    var words = String.valueOf(failure);
    text.append(caption)
        .append(plain(words.substring(0, Math.min(words.length(), MOST_CHARACTERS))));
    for (var place : failure.getStackTrace()) {
      text.append("\n\tat ").append(place);
    }
    for (var suppressed : failure.getSuppressed()) {
      write(suppressed, "\nSuppressed: ", text, written);
    }
    if (failure.getCause() != null) {
      write(failure.getCause(), "\nCaused by: ", text, written);
    }
  }

  /** Without what ends a line or moves about in a terminal. */
  static String plain(String text) {
    var plain = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              if (Character.isISOControl(c) || c == 0x2028 || c == 0x2029) {
                plain.append("\\u%04x".formatted(c));
              } else {
                plain.appendCodePoint(c);
              }
            });
    return plain.toString();
  }
}
