package factory.document;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A value of a document, and where it begins; lines and columns are counted from 1. */
sealed interface Node {
  /** Of its first character. */
  int line();

  /** Of its first character. */
  int column();

  /** What stands under names. */
  record Mapping(int line, int column, Map<String, Entry> entries) implements Node {
    /** What stands under a name. */
    @Nullable Node get(String name) {
      var entry = entries.get(name);
      return entry == null ? null : entry.value;
    }

    /** The same with other values; the places stay. */
    Mapping with(Map<String, Node> values) {
      Map<String, Entry> all = new LinkedHashMap<>();
      values.forEach(
          (name, value) -> {
            var before = entries.get(name);
            all.put(
                name,
                before == null
                    ? new Entry(value.line(), value.column(), value)
                    : new Entry(before.line, before.column, value));
          });
      return new Mapping(line, column, all);
    }
  }

  /** A value with the place of its name. */
  record Entry(int line, int column, Node value) {}

  /** Values in their order. */
  record Sequence(int line, int column, List<Node> items) implements Node {}

  /** A text, number, truth or nothing; numbers as they are written. */
  record Scalar(int line, int column, Type type, String text) implements Node {}

  /** What a scalar is. */
  enum Type {
    /** Text. */
    TEXT,
    /** A number. */
    NUMBER,
    /** True or false. */
    TRUTH,
    /** Null. */
    NOTHING
  }
}
