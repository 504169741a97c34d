package factory.pipeline.write;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** One Java file: its imports, exact and sorted, and its body. */
final class SourceFile {
  /** What a body can name, with where it comes from. */
  private static final List<String> IMPORTABLE =
      List.of(
          "factory.runtime.Action",
          "factory.runtime.Aggregate",
          "factory.runtime.Call",
          "factory.runtime.Condition",
          "factory.runtime.Field",
          "factory.runtime.Filter",
          "factory.runtime.Function",
          "factory.runtime.Input",
          "factory.runtime.Operation",
          "factory.runtime.Outcome",
          "factory.runtime.Report",
          "factory.runtime.Resource",
          "factory.runtime.Row",
          "factory.runtime.Service",
          "factory.runtime.Values",
          "java.math.BigDecimal",
          "java.time.Duration",
          "java.time.Instant",
          "java.time.LocalDate",
          "java.time.LocalTime",
          "java.util.List",
          "java.util.Objects");

  private SourceFile() {}

  /**
   * A file.
   *
   * @param statics members of {@code factory.runtime.Expressions} that are used by their name alone
   */
  static String of(String body, Set<String> statics) {
    var code = withoutText(body);
    var imports = new TreeSet<String>();
    for (var type : IMPORTABLE) {
      var name = type.substring(type.lastIndexOf('.') + 1);
      if (code.matches("(?s).*(?<![\\w.])" + name + "(?!\\w).*")) {
        imports.add(type);
      }
    }
    var text = new StringBuilder("package factory.generated;\n\n");
    if (!statics.isEmpty()) {
      text.append(
              new TreeSet<>(statics)
                  .stream()
                      .map(name -> "import static factory.runtime.Expressions." + name + ";\n")
                      .collect(Collectors.joining()))
          .append('\n');
    }
    if (!imports.isEmpty()) {
      imports.forEach(type -> text.append("import ").append(type).append(";\n"));
      text.append('\n');
    }
    return text.append(body).toString();
  }

  /** The code alone, in which a name is a name. */
  private static String withoutText(String body) {
    return body.replaceAll("\"(?:[^\"\\\\]|\\\\.)*+\"", "\"\"")
        .replaceAll("(?s)/\\*\\*.*?\\*/", "");
  }
}
