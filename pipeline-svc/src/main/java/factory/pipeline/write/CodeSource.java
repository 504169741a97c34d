package factory.pipeline.write;

import factory.pipeline.spec.Code;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.expression.JavaText;
import factory.pipeline.spec.expression.Type;
import java.util.stream.Collectors;

/** Writes the class that the code of a specification is: its members as they were given. */
final class CodeSource {
  /** A package of its own, of which more is asked when it is compiled. */
  static final String PACKAGE = "factory.generated.code";

  private static final String CLASS = JavaText.codeClass("");

  private CodeSource() {}

  /** Whether a class of that name is one. */
  static boolean isOne(String name) {
    return name.endsWith(CLASS) && !name.equals(CLASS);
  }

  static String of(Code code) {
    var name = JavaText.codeClass(code.name());
    var what = JavaText.comment(code.description());
    var result = code.result();
    var called =
        "compute(%s)"
            .formatted(
                code.inputs().stream()
                    .map(input -> argument(input, JavaText.variable(input.name())))
                    .collect(Collectors.joining(", ")));
    // What is primitive cannot be null, and needs no look.
    var made =
        switch (result) {
          case FieldType.Json _, FieldType.ListOf _, FieldType.Decimal _, FieldType.Money _ ->
              "factory.runtime.Code.made(" + called + ")";
          default -> called;
        };
    return """
        package %s;

        import java.math.*;
        import java.time.*;
        import java.util.*;
        import java.util.function.*;
        import java.util.stream.*;

        %spublic final class %s {
          private %s() {}

          /** Calls the code, for two seconds at most. */
          public static %s call(%s) {
            return factory.runtime.Code.<%s>compute(
                %s, () -> %s);
          }

        %s
        }
        """
        .formatted(
            PACKAGE,
            JavaLayout.comment(0, what.isEmpty() ? Names.sentence(code.name()) : what),
            name,
            name,
            plain(result),
            code.inputs().stream()
                .map(input -> plain(input.type()) + " " + JavaText.variable(input.name()))
                .collect(Collectors.joining(", ")),
            boxed(result),
            JavaText.literal(code.name()),
            made,
            code.java().strip().indent(2).stripTrailing());
  }

  private static String argument(Code.Input input, String variable) {
    return input.type() instanceof FieldType.Json
        ? "factory.runtime.Code.given(" + variable + ")"
        : variable;
  }

  /** How a value of that type goes in and out. */
  private static String plain(FieldType type) {
    return Type.of(type) instanceof Type.Scalar scalar ? scalar.java() : boxed(type);
  }

  private static String boxed(FieldType type) {
    return switch (Type.of(type)) {
      case Type.Scalar scalar -> scalar.boxed();
      case Type.Items(Type.Scalar item) -> "List<" + item.boxed() + ">";
      case Type.Items _, Type.Struct _, Type.Made _, Type.Row _, Type.Rows _ ->
          throw new IllegalArgumentException("code takes and gives no " + type);
    };
  }
}
