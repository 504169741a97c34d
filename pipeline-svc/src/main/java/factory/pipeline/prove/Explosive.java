package factory.pipeline.prove;

import factory.pipeline.spec.FieldType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Texts that nearly match a pattern, in many ways: a matcher that tries all ways takes twice as
 * long for each character. They are short, so that one that does so still ends.
 */
final class Explosive {
  /** One slow answer is the machine's doing; as many slow ones as this are not. */
  static final int ROUNDS = 6;

  private static final int LONGEST = 28;
  private static final int MOST = 2;

  /** More than what the longest text takes in linear time by far, and less than all ways. */
  private static final long TIMES = 20;

  private Explosive() {}

  /** Runs of characters that the pattern takes, with one behind that it does not. */
  static List<String> texts(FieldType.Text type, int n) {
    var most = Math.min(LONGEST, type.maxLength());
    var taken = new LinkedHashSet<String>();
    var pattern = type.pattern().orElse("");
    for (var i = 0; i < 4; i++) {
      Patterns.sample(pattern, type.minLength(), Math.min(type.maxLength(), 2_000), n + i)
          .ifPresent(
              sample -> sample.codePoints().mapToObj(Character::toString).forEach(taken::add));
    }
    List<String> texts = new ArrayList<>();
    for (var one : taken) {
      var text = one.repeat(Math.max(1, (most - 1) / one.length())) + "~";
      if (texts.size() < MOST && !Patterns.matches(pattern, text)) {
        texts.add(text);
      }
    }
    return texts;
  }

  /** How long answers took: plain ones mostly, and for each text the quickest. */
  static final class Timed {
    private final Map<String, Long> quickest = new HashMap<>();
    private final List<Long> plain = new ArrayList<>();

    void plain(long nanos) {
      plain.add(nanos);
    }

    private long usual() {
      var sorted = plain.stream().sorted().toList();
      return sorted.isEmpty() ? 1 : Math.max(1, sorted.get((sorted.size() - 1) / 2));
    }

    void hostile(String text, long nanos) {
      quickest.merge(text, nanos, Math::min);
    }

    /** The text that was too slow each time; empty when none was. */
    Optional<String> slowest() {
      return quickest.entrySet().stream()
          .filter(one -> one.getValue() > TIMES * usual())
          .max(Map.Entry.comparingByValue())
          .map(Map.Entry::getKey);
    }

    long ratio() {
      return quickest.values().stream().mapToLong(Long::longValue).max().orElse(0) / usual();
    }
  }
}
