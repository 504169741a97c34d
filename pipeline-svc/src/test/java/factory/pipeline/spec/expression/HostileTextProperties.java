package factory.pipeline.spec.expression;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import factory.pipeline.spec.Specification;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.util.List;
import java.util.stream.Collectors;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

/** What a specification's text says never becomes code. */
class HostileTextProperties {
  private static final Specification SHOP = ExpressionsTest.read("shop.json");
  private static final Expressions EXPRESSIONS = new Expressions(SHOP);

  @Property(tries = 10)
  void aLiteralIsOneLineAndReadsBackAsItWas(
      @ForAll @Size(min = 50, max = 50) List<@From("texts") String> texts) {
    var literals = texts.stream().map(JavaText::literal).toList();

    assertThat(literals)
        .allSatisfy(
            literal ->
                assertThat(literal).startsWith("\"").endsWith("\"").doesNotContain("\n", "\r"));
    assertThat(readBack(literals)).isEqualTo(texts);
  }

  @Property(tries = 200)
  void aTextInAnExpressionIsThatTextInJava(@ForAll("texts") String text) throws InvalidExpression {
    var cel = new StringBuilder("'");
    text.codePoints().forEach(c -> cel.append("\\U%08x".formatted(c)));

    var java =
        EXPRESSIONS
            .check(EXPRESSIONS.literal(), cel.append('\'').toString(), new Expected.Anything())
            .java();

    assertThat(java).isEqualTo(JavaText.literal(text));
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.oneOf(
        Arbitraries.strings().all().ofMaxLength(50).filter(HostileTextProperties::isText),
        Arbitraries.of(
                "\"",
                "\\",
                "\n",
                "\r",
                "\t",
                "\0",
                "\\u0022",
                "u0022",
                "\\\\u0022",
                "\u2028",
                "\u202e",
                "0",
                "7",
                "\");",
                "System.exit(0)",
                "/*",
                "*/",
                "//",
                "'",
                "\ud83d\ude00",
                "\u0085",
                "a",
                " ")
            .list()
            .ofMaxSize(12)
            .map(parts -> String.join("", parts)));
  }

  private static boolean isText(String text) {
    return text.codePoints().noneMatch(c -> c >= 0xd800 && c <= 0xdfff);
  }

  /** As the compiler of Java reads them: each one constant's value, and nothing besides. */
  private static List<Object> readBack(List<String> literals) {
    var errors = new StringWriter();
    var source =
        literals.stream()
            .map(literal -> "String TEXT = " + literal + ";\n")
            .collect(Collectors.joining("", "interface T { ", "}"));
    var task =
        (JavacTask)
            ToolProvider.getSystemJavaCompiler()
                .getTask(
                    errors, null, null, List.of("-proc:none"), null, List.of(new Source(source)));
    try {
      var unit = task.parse().iterator().next();
      var type = (ClassTree) unit.getTypeDecls().getFirst();
      return type.getMembers().stream()
          .map(field -> ((LiteralTree) ((VariableTree) field).getInitializer()).getValue())
          .toList();
    } catch (IOException e) {
      throw new AssertionError(errors.toString(), e);
    }
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String text) {
      super(URI.create("string:///T.java"), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
