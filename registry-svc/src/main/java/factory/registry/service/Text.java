package factory.registry.service;

import java.nio.charset.StandardCharsets;

/** Rules about text from outside. */
public final class Text {
  private Text() {}

  /** How long a text is in UTF-8. */
  public static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /** Whether it holds a control character: the store takes no NUL, and people see none of them. */
  public static boolean hasControls(String text) {
    return text.codePoints().anyMatch(Character::isISOControl);
  }

  /** Like {@link #hasControls}, but tabs and line ends are fine. */
  public static boolean hasControlsBesidesLines(String text) {
    return text.codePoints().anyMatch(Text::isControlBesidesLines);
  }

  /** Makes any text one that can be stored and shown: without controls, at most so many bytes. */
  public static String tamed(String text, int mostBytes) {
    var tame = new StringBuilder();
    var bytes = 0;
    for (var i = 0; i < text.length(); ) {
      var c = text.codePointAt(i);
      i += Character.charCount(c);
      var kept = isControlBesidesLines(c) ? ' ' : c;
      bytes += kept < 0x80 ? 1 : kept < 0x800 ? 2 : kept < 0x10000 ? 3 : 4;
      if (bytes > mostBytes) {
        break;
      }
      tame.appendCodePoint(kept);
    }
    return tame.toString();
  }

  /**
   * Folds the case of each character by itself, so that whatever is part of a text stays part of
   * the folded text.
   */
  public static String folded(String text) {
    var folded = new StringBuilder(text.length());
    text.codePoints()
        .forEach(c -> folded.appendCodePoint(Character.toLowerCase(Character.toUpperCase(c))));
    return folded.toString();
  }

  private static boolean isControlBesidesLines(int c) {
    return Character.isISOControl(c) && c != '\t' && c != '\n' && c != '\r';
  }
}
