package factory.pipeline.write;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** One Java file: its imports, exact and sorted, and its body. */
final class SourceFile {
  /** What a body can name besides what its expressions bring along, with where it comes from. */
  private static final Set<String> RUNTIME =
      Set.of(
          "Access",
          "Action",
          "Aggregate",
          "Call",
          "Condition",
          "Endpoint",
          "ErrorShape",
          "Field",
          "Filter",
          "Function",
          "Input",
          "Operation",
          "OrderWords",
          "Outcome",
          "Report",
          "Resource",
          "Route",
          "Service",
          "ToolOperation",
          "Values");

  private static final Map<String, String> JAVA =
      Map.of(
          "BigDecimal", "java.math",
          "Duration", "java.time",
          "Instant", "java.time",
          "LocalDate", "java.time",
          "LocalTime", "java.time",
          "List", "java.util",
          "Objects", "java.util");

  private static final String RUNTIME_PACKAGE = "factory.runtime";

  private SourceFile() {}

  /**
   * A file.
   *
   * @param imports what its expressions name, by simple name
   */
  static String of(String body, Set<String> imports) {
    var possible = new TreeSet<>(RUNTIME);
    possible.addAll(JAVA.keySet());
    possible.addAll(imports);
    var lines = new TreeSet<String>();
    for (var name : possible) {
      if (names(body, name)) {
        var from =
            CodeSource.isOne(name) ? CodeSource.PACKAGE : JAVA.getOrDefault(name, RUNTIME_PACKAGE);
        lines.add("import " + from + "." + name + ";\n");
      }
    }
    return "package factory.generated;\n\n" + String.join("", lines) + "\n" + body;
  }

  /** Whether code names something, not as a part of another. */
  static boolean names(String code, String name) {
    return Pattern.compile("(?<![\\w.])" + name + "(?!\\w)").matcher(withoutText(code)).find();
  }

  /** The code alone, in which a name is a name. */
  private static String withoutText(String body) {
    return body.replaceAll("\"(?:[^\"\\\\]|\\\\.)*+\"", "\"\"")
        .replaceAll("(?s)/\\*\\*.*?\\*/", "");
  }
}
