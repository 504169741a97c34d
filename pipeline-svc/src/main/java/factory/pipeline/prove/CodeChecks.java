package factory.pipeline.prove;

import factory.pipeline.prove.Proof.Area;
import factory.pipeline.spec.Code;
import factory.pipeline.spec.Specification;
import factory.pipeline.spec.Specifications;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What code computes nobody can compute anew from the specification: examples alone say whether it
 * is right. Code of which none says anything is told.
 */
final class CodeChecks {
  private final Session session;

  CodeChecks(Session session) {
    this.session = session;
  }

  void run() {
    var specification = session.specification();
    for (var code : specification.code()) {
      if (callers(specification, code).stream()
          .noneMatch(path -> isAnswered(specification, path))) {
        session.notTried(
            Area.EXAMPLES, "What the code '" + code.name() + "' computes", "no example says it");
      }
    }
  }

  /** How the addresses of the operations end that call it. */
  private static List<String> callers(Specification specification, Code code) {
    var call = Pattern.compile("\\b" + code.name() + "\\(");
    var json = Specifications.toJson(specification);
    List<String> paths = new ArrayList<>();
    for (var part : List.of("functions", "actions", "kinds")) {
      for (var one : json.path(part)) {
        if (call.matcher(one.toString()).find()) {
          var name = one.path(part.equals("kinds") ? "plural" : "name").asText();
          paths.add("/" + name.replace('_', '-'));
        }
      }
    }
    return paths;
  }

  private static boolean isAnswered(Specification specification, String path) {
    return specification.examples().stream()
        .flatMap(example -> example.exchanges().stream())
        .anyMatch(
            exchange ->
                exchange.path().endsWith(path)
                    && (exchange.answer().isPresent() || exchange.status() >= 400));
  }
}
