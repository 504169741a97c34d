package factory.pipeline.spec.expression;

import static org.assertj.core.api.Assertions.assertThat;

import factory.runtime.Call;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.CsvSource;

/** What is printed compiles against the runtime that services run on. */
class PrintedJavaTest {
  @Test
  void everyFunctionIsOneOfTheRuntime(@TempDir Path folder) throws Exception {
    var specification = ExpressionsTest.read("inputs.json");
    var expressions = new Expressions(specification);
    var scope = expressions.function(specification.functions().getFirst());
    List<String> statements = new ArrayList<>();
    for (var line : Functions.LIST.lines().toList()) {
      var signature = line.substring(0, line.indexOf(" = ")).replaceFirst("^!?\\S+ ", "");
      if (signature.contains("secret")) {
        continue;
      }
      for (var cel : calls(signature)) {
        statements.add(expressions.check(scope, cel, new Expected.Anything()).java());
      }
    }

    assertThat(statements).hasSizeGreaterThan(200);
    assertThat(errors(folder, "Input input", statements)).isEmpty();
  }

  /** How a signature is called with inputs of its types; what takes any type, with some. */
  private static List<String> calls(String signature) {
    if (signature.contains("(A") || signature.contains("A,")) {
      return List.of("int", "decimal", "string").stream()
          .map(type -> call(signature.replaceAll("\\bA\\b", type)))
          .toList();
    }
    return List.of(call(signature));
  }

  private static String call(String signature) {
    var named =
        signature
            .replaceAll("list\\((int|decimal|string)\\)", "input.$1_list")
            .replaceAll(
                "(?<![\\w.])(int|decimal|string|bool|date|time|instant|duration)(?=[,).]|$)",
                "input.$1_value");
    if (named.startsWith("-_(")) {
      return "-" + named.substring(3, named.length() - 1);
    }
    if (named.startsWith("@in(")) {
      return named.substring(4, named.length() - 1).replace(",", " in");
    }
    if (named.startsWith("_[_](")) {
      return named.substring(5, named.length() - 1).replace(", ", "[") + "]";
    }
    return named.startsWith("_")
        ? named.substring(4, named.length() - 1).replace(",", " " + named.charAt(1))
        : named;
  }

  @Test
  void whatTheOtherTestsExpectIsJava(@TempDir Path folder) throws Exception {
    var java = expected("becomesJava", 3);
    var sql = expected("becomesSql", 2);

    assertThat(java).hasSizeGreaterThan(50);
    assertThat(errors(folder, "Row product, Row line, Row made, Call call, Input input", java))
        .isEmpty();
    assertThat(errors(folder, "String caller, Input input", sql)).isEmpty();
  }

  private static List<String> expected(String test, int column) {
    for (var method : ExpressionsTest.class.getDeclaredMethods()) {
      if (method.getName().equals(test)) {
        return List.of(method.getAnnotation(CsvSource.class).value()).stream()
            .map(line -> line.split("¦", -1)[column].strip())
            .toList();
      }
    }
    throw new AssertionError(test);
  }

  private static List<String> errors(Path folder, String parameters, List<String> expressions)
      throws Exception {
    var source =
        new StringBuilder(
                "import factory.runtime.*;\nimport java.math.BigDecimal;\nimport java.time.*;\nimport java.util.*;\n")
            .append("class Printed {\n");
    for (var i = 0; i < expressions.size(); i++) {
      source
          .append("  Object f%d(%s) {\n    Object value = ".formatted(i, parameters))
          .append(expressions.get(i))
          .append(";\n    return value;\n  }\n");
    }
    source.append("}\n");
    var out = new StringWriter();
    var runtime = Path.of(Call.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    var task =
        ToolProvider.getSystemJavaCompiler()
            .getTask(
                out,
                null,
                null,
                List.of(
                    "-proc:none", "-nowarn", "-cp", runtime.toString(), "-d", folder.toString()),
                null,
                List.of(new Source(source.toString())));
    return task.call() ? List.of() : out.toString().lines().limit(60).toList();
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String text) {
      super(URI.create("string:///Printed.java"), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
