package factory.pipeline.spec;

import factory.pipeline.spec.Example.Exchange;
import factory.pipeline.spec.Kind.Operation;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Checks one example: that what it calls is there, and what it uses was saved before. */
final class ExampleChecker {
  private static final Pattern SAVED = Pattern.compile("\\{([a-z][a-z0-9_]{0,59})\\}");

  private final Check check;
  private final Example example;
  private final String at;
  private final Set<String> saved = new HashSet<>();

  ExampleChecker(Check check, Example example, String at) {
    this.check = check;
    this.example = example;
    this.at = at;
  }

  void check() {
    for (var i = 0; i < example.exchanges().size(); i++) {
      exchange(example.exchanges().get(i), at + "/exchanges/" + i);
    }
  }

  private void exchange(Exchange exchange, String where) {
    uses(exchange.path(), where + "/path");
    exchange.body().ifPresent(body -> uses(body.toString(), where + "/body"));
    exchange.answer().ifPresent(answer -> uses(answer.toString(), where + "/answer"));
    if (exchange.method().equals("GET") && exchange.body().isPresent()) {
      check.problem(where + "/body", "a GET has no body");
    }
    // What is not there is asked for on purpose.
    if (exchange.status() != 404 && exchange.status() != 405 && !isServed(exchange)) {
      check.problem(
          where + "/path",
          "'%s %s' is not served by this specification"
              .formatted(exchange.method(), exchange.path()));
    }
    if (exchange.status() >= 200 && exchange.status() < 300) {
      exchange.body().ifPresent(body -> new BodyCheck(check, exchange, where).check(body));
    }
    saved.addAll(exchange.save().keySet());
  }

  private void uses(String text, String pointer) {
    var matcher = SAVED.matcher(text);
    while (matcher.find()) {
      if (!saved.contains(matcher.group(1))) {
        check.problem(
            pointer, "nothing saved '%s' before: add it to save".formatted(matcher.group(1)));
      }
    }
  }

  private boolean isServed(Exchange exchange) {
    var path = exchange.path().split("\\?", 2)[0];
    var steps = path.substring(1).split("/", -1);
    var method = exchange.method();
    var specification = check.specification();
    var first = steps[0].replace('-', '_');
    if (steps.length == 1) {
      if (path.equals("/") || first.equals("health") || path.equals("/openapi.json")) {
        return method.equals("GET");
      }
      if (method.equals("GET")
          && specification.reports().stream().anyMatch(r -> r.name().equals(first))) {
        return true;
      }
      if (method.equals("POST")
          && specification.functions().stream().anyMatch(f -> f.name().equals(first))) {
        return true;
      }
    }
    return specification.kinds().stream()
        .filter(kind -> kind.plural().equals(first))
        .anyMatch(kind -> isServed(kind, method, steps));
  }

  private boolean isServed(Kind kind, String method, String[] steps) {
    return switch (steps.length) {
      case 1 ->
          switch (method) {
            case "GET" -> kind.operations().contains(Operation.LIST);
            case "POST" -> kind.operations().contains(Operation.CREATE);
            default -> false;
          };
      case 2 ->
          switch (method) {
            case "GET" -> kind.operations().contains(Operation.READ);
            case "PUT", "PATCH" -> kind.operations().contains(Operation.UPDATE);
            case "DELETE" -> kind.operations().contains(Operation.DELETE);
            default -> action(kind, steps[1], false);
          };
      case 3 -> method.equals("POST") ? action(kind, steps[2], true) : file(kind, method, steps[2]);
      default -> false;
    };
  }

  private static boolean file(Kind kind, String method, String step) {
    return kind.field(step).filter(field -> field.type() instanceof FieldType.File).isPresent()
        && switch (method) {
          case "GET" -> kind.operations().contains(Operation.READ);
          case "PUT", "DELETE" -> kind.operations().contains(Operation.UPDATE);
          default -> false;
        };
  }

  private boolean action(Kind kind, String step, boolean onRecord) {
    return check.specification().actions().stream()
        .anyMatch(
            action ->
                action.kind().equals(kind.name())
                    && action.onRecord() == onRecord
                    && action.name().replace('_', '-').equals(step.toLowerCase(Locale.ROOT)));
  }
}
