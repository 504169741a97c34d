package factory.pipeline.spec;

import factory.pipeline.spec.Action.Output;
import factory.pipeline.spec.expression.Expected;
import factory.pipeline.spec.expression.Scope;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Checks the values that an action or a function answers with. */
final class OutputChecker {
  private final Check check;

  OutputChecker(Check check) {
    this.check = check;
  }

  void check(List<Output> outputs, Scope scope, String at) {
    Map<String, String> names = new HashMap<>();
    for (var i = 0; i < outputs.size(); i++) {
      var output = outputs.get(i);
      var where = at + "/" + i;
      check.taken(names, output.name(), where + "/name");
      new TypeChecker(check).type(output.type(), false, where);
      if (output.type() instanceof FieldType.Secret) {
        check.problem(where + "/type", "a secret is never shown");
        continue;
      }
      if (output.type() instanceof FieldType.Choice choice && !choice.transitions().isEmpty()) {
        check.problem(where + "/transitions", "only a field of a kind has transitions");
      }
      if (output.groups().isPresent()) {
        new GroupsChecker(check, output, where).check(output.groups().get(), scope);
        continue;
      }
      check.expression(
          where + "/value", scope, output.value(), new Expected.Field(output.type(), true));
    }
  }
}
