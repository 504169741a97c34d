package factory.pipeline.source.english;

import java.util.List;
import java.util.regex.Pattern;

/**
 * A form in which people write something, and what is read instead of it.
 *
 * @param instead may name groups of what is written
 */
record Rewording(Pattern written, String instead) {
  static Rewording of(String written, String instead) {
    return new Rewording(Pattern.compile(written), instead);
  }

  /** Each in its turn, on what the ones before have left. */
  static Traced all(List<Rewording> rewordings, Traced text) {
    var plain = text;
    for (var rewording : rewordings) {
      plain = plain.replaceAll(rewording.written(), rewording.instead());
    }
    return plain;
  }
}
