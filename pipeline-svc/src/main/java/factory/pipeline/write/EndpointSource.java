package factory.pipeline.write;

import factory.pipeline.spec.Endpoint;
import factory.pipeline.spec.Endpoint.Answer;
import factory.pipeline.spec.Field;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Writes where functions and actions are. */
final class EndpointSource {
  private EndpointSource() {}

  /** The call that follows a function or an action; empty when it is at the house's address. */
  static String of(Optional<Endpoint> endpoint, List<Field> inputs) {
    return endpoint.map(at -> ".at(" + endpoint(at, inputs) + ")").orElse("");
  }

  static String endpoint(Endpoint endpoint, List<Field> inputs) {
    var text = new StringBuilder("Endpoint");
    text.append(call("of", endpoint.method(), endpoint.path()));
    endpoint.keys().forEach((parameter, of) -> text.append(call("key", parameter, of)));
    text.append(RouteSource.sent(endpoint.sent()));
    for (var input : inputs) {
      var name = input.name();
      var place = endpoint.place(name);
      switch (place.in()) {
        case PATH -> text.append(call("path", name, place.name()));
        case QUERY -> text.append(call("query", name, place.name()));
        case HEADER -> text.append(call("header", name, place.name()));
        case COOKIE -> text.append(call("cookie", name, place.name()));
        case TEXT -> text.append(call("text", name));
        case BODY -> {
          if (!place.name().equals(name)) {
            text.append(call("body", name, place.name()));
          }
        }
      }
    }
    if (endpoint.unknownRefused()) {
      text.append(".unknownRefused()");
    }
    text.append(".status(").append(endpoint.status()).append(')');
    text.append(answer(endpoint.answer()));
    endpoint
        .statuses()
        .forEach((ours, theirs) -> text.append(".instead(" + ours + ", " + theirs + ")"));
    return text.toString();
  }

  private static String answer(Answer answer) {
    return switch (answer) {
      case Answer.Result(var names, var within, var always) ->
          names.entrySet().stream()
                  .map(name -> call("called", name.getKey(), name.getValue()))
                  .collect(Collectors.joining())
              + within.map(member -> call("in", member)).orElse("")
              + always.entrySet().stream()
                  .map(one -> call("always", one.getKey(), one.getValue().toString()))
                  .collect(Collectors.joining());
      case Answer.Page(var names) ->
          names.entrySet().stream()
                  .map(name -> call("called", name.getKey(), name.getValue()))
                  .collect(Collectors.joining())
              + ".answersPage()";
      case Answer.Value(var form) ->
          switch (form) {
            case JSON -> ".answersValue()";
            case TEXT -> ".answersText()";
            case HTML -> ".answersHtml()";
          };
      case Answer.Nothing _ -> ".answersNothing()";
      case Answer.Redirect _ -> ".redirects()";
      case Answer.Constant(var value, var form) ->
          switch (form) {
            case JSON -> call("answers", value.toString());
            case TEXT -> call("answersText", value.asText());
            case HTML -> call("answersHtml", value.asText());
          };
    };
  }

  private static String call(String method, String... arguments) {
    return "." + method + "(" + FieldSource.literals(List.of(arguments)) + ")";
  }
}
