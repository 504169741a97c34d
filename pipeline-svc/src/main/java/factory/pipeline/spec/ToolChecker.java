package factory.pipeline.spec;

import factory.pipeline.spec.Endpoint.In;
import factory.pipeline.spec.ToolOperation.From;
import java.util.HashMap;
import java.util.Map;

/** Checks one operation that is a tool. Which tools there are is the platform's to say. */
final class ToolChecker {
  private final Check check;
  private final ToolOperation operation;
  private final String at;

  ToolChecker(Check check, ToolOperation operation, String at) {
    this.check = check;
    this.operation = operation;
    this.at = at;
  }

  void check() {
    new TypeChecker(check).inputs(operation.inputs(), at + "/inputs", false);
    EndpointChecker.check(check, operation, at);
    var http = operation.http();
    if (http.method().equals("GET") || http.method().equals("DELETE")) {
      check.problem(at + "/http/method", "a tool is given a body: take POST, PUT or PATCH");
    }
    if (!http.answer().equals(Endpoint.Answer.Result.USUAL)) {
      check.problem(at + "/http/answer", "what a tool gives is said by answer beside http");
    }
    if (HttpChecker.WITHOUT_BODY.contains(http.status())) {
      check.problem(at + "/http/status", "%d has no body".formatted(http.status()));
    }
    if (operation.given().from() != From.INPUT && http.unknownRefused()) {
      check.problem(at + "/http/unknown_refused", "bytes have no members");
    }
    for (var i = 0; i < operation.inputs().size(); i++) {
      input(operation.inputs().get(i), at + "/inputs/" + i);
    }
    if (operation.given().from() == From.INPUT
        && operation.inputs().stream().noneMatch(operation::isText)) {
      check.problem(
          at + "/given/name", "there is no input '%s'".formatted(operation.given().name()));
    }
    Map<String, String> members = new HashMap<>();
    for (var i = 0; i < operation.answer().members().size(); i++) {
      var where = at + "/answer/members/" + i + "/name";
      check.taken(members, operation.answer().members().get(i).name(), where);
    }
  }

  private void input(Field input, String where) {
    var in = operation.http().place(input.name()).in();
    if (operation.isText(input)) {
      if (!(input.type() instanceof FieldType.Text) || !input.required() || in != In.BODY) {
        check.problem(where, "the tool's text is a required text of the body");
      }
    } else if (!(input.type() instanceof FieldType.Whole)
        && !(input.type() instanceof FieldType.Choice)) {
      check.problem(where + "/type", "an option of a tool is a whole number or a choice");
    } else if (in == In.BODY && operation.given().from() == From.BODY) {
      check.problem(where, "bytes have no members: take it from the path, the query or a header");
    } else if (in == In.BODY
        && operation.given().from() == From.PART
        && operation.http().place(input.name()).name().equals(operation.given().name())) {
      check.problem(where, "'%s' is the file of the form".formatted(operation.given().name()));
    }
  }
}
