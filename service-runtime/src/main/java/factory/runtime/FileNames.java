package factory.runtime;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Names of files as callers say them: data that is shown, and never a path. */
final class FileNames {
  static final int MOST = 120;
  private static final int MOST_EXTENSION = 12;
  private static final String UNNAMED = "file";

  /** What hides in a text, or turns its direction around. */
  private static final Set<Integer> UNSEEN =
      Set.of(
          (int) Character.CONTROL,
          (int) Character.FORMAT,
          (int) Character.SURROGATE,
          (int) Character.PRIVATE_USE,
          (int) Character.UNASSIGNED,
          (int) Character.LINE_SEPARATOR,
          (int) Character.PARAGRAPH_SEPARATOR);

  private FileNames() {}

  /** The name alone, without folders and without what some system could not have in a name. */
  static String clean(@Nullable String said) {
    var name = Normalizer.normalize(said == null ? "" : said, Normalizer.Form.NFC);
    name = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
    var seen = new StringBuilder();
    name.codePoints()
        .filter(c -> !UNSEEN.contains(Character.getType(c)))
        .map(c -> "\"*:<>?|".indexOf(c) >= 0 ? '_' : Character.isWhitespace(c) ? ' ' : c)
        .forEach(seen::appendCodePoint);
    name = seen.toString().replaceAll("^[. \u00a0]+|[. \u00a0]+$", "");
    if (name.codePointCount(0, name.length()) > MOST) {
      var dot = name.lastIndexOf('.');
      var extension = dot > 0 && name.length() - dot <= MOST_EXTENSION ? name.substring(dot) : "";
      var kept = MOST - extension.codePointCount(0, extension.length());
      name = name.substring(0, name.offsetByCodePoints(0, kept)).stripTrailing() + extension;
    }
    return name.isEmpty() ? UNNAMED : name;
  }

  /** A header {@code Content-Disposition} (RFC 6266). */
  static String disposition(boolean inline, String name) {
    var plain = new StringBuilder();
    name.codePoints()
        .map(c -> c < 0x20 || c > 0x7e || c == '"' || c == '\\' || c == '%' ? '_' : c)
        .forEach(plain::appendCodePoint);
    var kind = inline ? "inline" : "attachment";
    var extended =
        URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20").replace("*", "%2A");
    return "%s; filename=\"%s\"%s"
        .formatted(
            kind, plain, plain.toString().equals(name) ? "" : "; filename*=UTF-8''" + extended);
  }
}
