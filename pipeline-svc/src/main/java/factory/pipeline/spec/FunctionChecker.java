package factory.pipeline.spec;

import factory.pipeline.spec.expression.Expected;
import java.util.HashMap;
import java.util.Map;

/** Checks one function. */
final class FunctionChecker {
  private final Check check;
  private final Function function;
  private final String at;

  FunctionChecker(Check check, Function function, String at) {
    this.check = check;
    this.function = function;
    this.at = at;
  }

  void check() {
    new TypeChecker(check).inputs(function.inputs(), at + "/inputs", false);
    for (var i = 0; i < function.inputs().size(); i++) {
      if (function.inputs().get(i).type() instanceof FieldType.Reference) {
        check.problem(
            at + "/inputs/" + i + "/type", "a function sees no records: make it an action");
      }
    }
    var scope = check.expressions().function(function);
    Map<String, String> names = new HashMap<>();
    for (var i = 0; i < function.lets().size(); i++) {
      var let = function.lets().get(i);
      var where = at + "/lets/" + i;
      check.variable(let.name(), where + "/name");
      check.taken(names, let.name(), where + "/name");
      var value = check.expression(where + "/value", scope, let.value(), new Expected.Anything());
      if (value.isPresent()) {
        scope = scope.with(let.name(), value.get().type(), value.get().nullable());
      }
    }
    for (var i = 0; i < function.refusals().size(); i++) {
      var when =
          check.expression(
              at + "/refusals/" + i + "/when",
              scope,
              function.refusals().get(i).when(),
              new Expected.Truth());
      if (when.isPresent()) {
        scope = scope.knowingNot(when.get());
      }
    }
    new OutputChecker(check).check(function.outputs(), scope, at + "/outputs");
    EndpointChecker.check(check, function, at);
  }
}
