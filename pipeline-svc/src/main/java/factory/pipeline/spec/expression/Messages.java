package factory.pipeline.spec.expression;

import factory.pipeline.spec.Field;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.expression.Scope.Variable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What CEL's checker says, in the words of a specification and with what can be written. */
final class Messages {
  private static final Pattern UNDECLARED =
      Pattern.compile("undeclared reference to '([^']*)'.*", Pattern.DOTALL);
  private static final Pattern FIELD = Pattern.compile("undefined field '([^']*)'.*");
  private static final Pattern OVERLOAD =
      Pattern.compile(
          "found no matching overload for '([^']*)' applied to '(.*?)'( \\(candidates.*)?",
          Pattern.DOTALL);

  private Messages() {}

  static String of(String message, Scope scope, Collection<Kind> kinds, CodeCatalogue code) {
    var undeclared = UNDECLARED.matcher(message);
    if (undeclared.matches()) {
      return undeclared(undeclared.group(1), scope, code);
    }
    var field = FIELD.matcher(message);
    if (field.matches()) {
      return "there is no field '%s'%s"
          .formatted(field.group(1), meant(field.group(1), fields(scope, kinds)));
    }
    var overload = OVERLOAD.matcher(message);
    if (overload.matches()) {
      return overload(overload.group(1), readable(overload.group(2)), code);
    }
    return readable(message);
  }

  private static String undeclared(String name, Scope scope, CodeCatalogue code) {
    if (name.equals("now")) {
      return "'now' is only there in effects, defaults, computed fields and functions: a condition must give the"
          + " same when it is looked at again";
    }
    if (Catalogue.names().anyMatch(name::equals)) {
      return "there is no '%s' here; as a function it is %s"
          .formatted(name, Catalogue.signatures(name));
    }
    var meant =
        meant(
            name,
            Stream.concat(Stream.concat(scope.names().stream(), code.names()), Catalogue.names()));
    var names = scope.names().isEmpty() ? "" : String.join(", ", sorted(scope.names())) + " and ";
    return "there is no '%s' here%s"
        .formatted(name, meant.isEmpty() ? "; there are " + names + "functions" : meant);
  }

  private static List<String> sorted(Collection<String> names) {
    return names.stream().sorted().toList();
  }

  private static String overload(String name, String operands, CodeCatalogue code) {
    var operator = name.replace("_", "").replace("?:", "? :").replace("@in", "in");
    if (!Character.isLetter(name.charAt(0)) && !operator.startsWith("@")) {
      var hint =
          operands.contains("string") && operator.equals("+")
              ? "; make a text of a value by string(x)"
              : "";
      return "'%s' cannot be between %s%s"
          .formatted(operator, operands.replaceAll("^\\((.*)\\)$", "$1"), hint);
    }
    if (name.startsWith("@")) {
      return "the condition must be true or false: " + operands;
    }
    return "'%s' does not take %s; it is %s"
        .formatted(
            name, operands, code.signature(name).orElseGet(() -> Catalogue.signatures(name)));
  }

  /** CEL's double is our decimal, and a wrapper is a value that may be null. */
  private static String readable(String text) {
    return text.replaceAll("wrapper\\(([a-z]+)\\)", "$1")
        .replaceAll("\\bdouble\\b", "decimal")
        .replaceAll("%[A-Z]+\\d*", "anything")
        .replace(" (in container '')", "")
        .replace("null_type", "null");
  }

  private static Stream<String> fields(Scope scope, Collection<Kind> kinds) {
    List<String> names = new ArrayList<>(List.of("id", "created_at", "updated_at"));
    kinds.forEach(kind -> kind.fields().stream().map(Field::name).forEach(names::add));
    scope
        .variables()
        .values()
        .forEach(
            variable -> {
              if (variable instanceof Variable.Inputs inputs) {
                inputs.fields().stream().map(Field::name).forEach(names::add);
              }
            });
    return names.stream();
  }

  private static String meant(String name, Stream<String> known) {
    Optional<String> nearest =
        known
            .distinct()
            .filter(other -> !other.equals(name))
            .filter(other -> distance(name, other) <= (name.length() < 4 ? 1 : 2))
            .min(
                java.util.Comparator.<String>comparingInt(other -> distance(name, other))
                    .thenComparing(other -> other));
    return nearest.map(other -> ", did you mean '" + other + "'?").orElse("");
  }

  /** How many letters must be changed, added or left out. */
  private static int distance(String a, String b) {
    var row = new int[b.length() + 1];
    for (var j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (var i = 1; i <= a.length(); i++) {
      var diagonal = row[0];
      row[0] = i;
      for (var j = 1; j <= b.length(); j++) {
        var changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(changed, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
