package factory.web.http;

import com.google.protobuf.Timestamp;
import factory.mesh.Fault;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;

/** The parameters of a request's query or form, each known and given once. */
public record Query(Map<String, String> values) {
  static Query parse(String text, Set<String> known, String kind) {
    return parse(text, known, _ -> false, kind);
  }

  /**
   * @param also names that are known besides
   */
  static Query parse(String text, Set<String> known, Predicate<String> also, String kind) {
    Map<String, String> values = new LinkedHashMap<>();
    List<Fault.FieldViolation> wrong = new ArrayList<>();
    for (var pair : text.split("&", -1)) {
      if (pair.isEmpty()) {
        continue;
      }
      var equals = pair.indexOf('=');
      var name = Percent.decode(equals < 0 ? pair : pair.substring(0, equals), "query");
      var value = equals < 0 ? "" : Percent.decode(pair.substring(equals + 1), name);
      if (!known.contains(name) && !also.test(name)) {
        wrong.add(
            new Fault.FieldViolation(
                name,
                "is not a " + kind + (known.isEmpty() ? " here; it takes none" : known(known))));
      } else if (values.put(name, value) != null) {
        wrong.add(new Fault.FieldViolation(name, "is given twice; give it once"));
      }
    }
    if (!wrong.isEmpty()) {
      throw Problem.fields(wrong);
    }
    return new Query(values);
  }

  private static String known(Set<String> known) {
    return " here; known are " + String.join(", ", known.stream().sorted().toList());
  }

  /** The value; empty when it is not given. */
  public String text(String name) {
    return values.getOrDefault(name, "");
  }

  /** The value, when it is given and not empty. */
  public Optional<String> given(String name) {
    return Optional.of(text(name)).filter(v -> !v.isEmpty());
  }

  /**
   * The value, when it is given. An empty one is refused: whoever sends a variable that happens to
   * hold nothing would else be answered as if it had not been there.
   */
  public Optional<String> value(String name) {
    if (values.containsKey(name) && text(name).isEmpty()) {
      throw Problem.field(name, "must not be empty; leave it out instead");
    }
    return given(name);
  }

  /** {@code page_size}: 1 to 100; 20 when not given. */
  public int pageSize() {
    return number("page_size", 1, 100, 20);
  }

  /** A whole number within bounds; another one when it is not given. */
  public int number(String name, int least, int most, int otherwise) {
    if (!values.containsKey(name)) {
      return otherwise;
    }
    var text = text(name);
    if (!text.matches("[0-9]{1,9}")
        || Integer.parseInt(text) < least
        || Integer.parseInt(text) > most) {
      throw Problem.field(name, "must be a whole number from " + least + " to " + most);
    }
    return Integer.parseInt(text);
  }

  /** {@code true} or {@code false}; false when not given. */
  public boolean flag(String name) {
    return switch (value(name).orElse("false")) {
      case "true" -> true;
      case "false" -> false;
      default -> throw Problem.field(name, "must be true or false");
    };
  }

  /** A point in time, when given. */
  public Optional<Timestamp> time(String name) {
    try {
      return value(name).map(Times::parse);
    } catch (DateTimeException e) {
      throw Problem.field(name, Times.RULE);
    }
  }

  /** Reads a {@code chain_id}. */
  public static long chainId(String text) {
    if (!text.matches("[1-9][0-9]{0,17}")) {
      throw Problem.field("chain_id", "must be the number of a chain, such as 1");
    }
    return Long.parseLong(text);
  }

  /** A UUID that must be given. */
  public String uuid(String name) {
    return uuid(name, text(name));
  }

  /** Reads a UUID in its usual form, in either case. */
  public static String uuid(String name, String text) {
    if (!text.matches("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")) {
      throw Problem.field(name, "must be a UUID such as 6f0c1b52-0e5c-4d7a-9c63-2f1d3a4b5c6d");
    }
    return UUID.fromString(text).toString();
  }
}
