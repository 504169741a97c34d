package factory.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** A body of {@code text/plain}, all of which is one text. */
final class TextBody {
  private static final Pattern CHARSET =
      Pattern.compile(";\\s*charset\\s*=\\s*\"?([^\";\\s]*)", Pattern.CASE_INSENSITIVE);

  /** In each of them what is UTF-8 is the same text. */
  private static final Set<String> SAME = Set.of("utf-8", "utf8", "us-ascii");

  private TextBody() {}

  /**
   * All of it, as it is: no line's end is another one, and no white space is taken off.
   *
   * @param type the whole header {@code Content-Type}
   * @throws Problem MEDIA_TYPE when it is said to be in another character set, and MALFORMED_BODY
   *     when it is not in UTF-8
   */
  static String read(String type, InputStream body) throws IOException {
    var charset = CHARSET.matcher(type);
    if (charset.find() && !SAME.contains(charset.group(1).toLowerCase(Locale.ROOT))) {
      throw Problem.mediaType(MediaTypes.TEXT + " in UTF-8");
    }
    return Utf8.text(
        body.readAllBytes(), () -> Problem.malformed("The body is not a text in UTF-8."));
  }
}
