package factory.pipeline.spec;

import factory.pipeline.spec.expression.Expressions;
import factory.pipeline.spec.expression.JavaText;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Checks code as far as its form goes. Whether it compiles, and asks for nothing but its inputs, is
 * seen when it is compiled.
 */
final class CodeChecker {
  private final Check check;

  CodeChecker(Check check) {
    this.check = check;
  }

  void check() {
    Map<String, String> classes = new HashMap<>();
    var all = check.specification().code();
    for (var i = 0; i < all.size(); i++) {
      var code = all.get(i);
      var at = "/code/" + i;
      check.variable(code.name(), at + "/name");
      if (Expressions.isFunction(code.name())) {
        check.problem(
            at + "/name",
            "expressions call something else '%s': take another name".formatted(code.name()));
      }
      check.taken(classes, JavaText.codeClass(code.name()).toLowerCase(Locale.ROOT), at + "/name");
      inputs(code, at);
      type(code.result(), at + "/result");
      if (!code.java().contains("compute")) {
        check.problem(
            at + "/java",
            "must have a method 'static ... compute(...)' that takes the inputs in their order");
      }
    }
  }

  private void inputs(Code code, String at) {
    Map<String, String> names = new HashMap<>();
    for (var i = 0; i < code.inputs().size(); i++) {
      var input = code.inputs().get(i);
      check.taken(names, input.name(), at + "/inputs/" + i + "/name");
      type(input.type(), at + "/inputs/" + i);
    }
  }

  private void type(FieldType type, String at) {
    new TypeChecker(check).type(type, false, at);
    var item = type instanceof FieldType.ListOf list ? list.item() : type;
    var inList = type instanceof FieldType.ListOf;
    switch (item) {
      case FieldType.Reference _, FieldType.Secret _, FieldType.File _ ->
          check.problem(at + "/type", "code sees values alone: no records, secrets and files");
      case FieldType.ObjectOf _ ->
          check.problem(
              at + "/type",
              "code takes and gives objects as json: write json(...) where it is called");
      case FieldType.Json _ when inList ->
          check.problem(at + "/type", "a list of any JSON is json itself");
      default -> {}
    }
  }
}
