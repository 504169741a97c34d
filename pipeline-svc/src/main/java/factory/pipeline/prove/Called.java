package factory.pipeline.prove;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import factory.pipeline.prove.Client.Request;
import factory.pipeline.spec.Action.Output;
import factory.pipeline.spec.Endpoint;
import factory.pipeline.spec.Endpoint.Answer;
import factory.pipeline.spec.ErrorShape;
import factory.pipeline.spec.ExactJson;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Inside;
import factory.pipeline.spec.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A call of a function or an action at its endpoint.
 *
 * @param kind of the record that is answered; empty when that is none
 * @param usual the house's status of success
 * @param request as it is sent
 */
record Called(
    Endpoint endpoint, List<Output> outputs, Optional<Kind> kind, int usual, Request request) {
  private static final Pattern PAGE = Pattern.compile("(?s).*<p>(.*)</p>\\s*");

  /** How its answer is read. */
  Reading reading(Optional<ErrorShape> errors) {
    return new Reading(kind, Optional.empty(), errors, Optional.of(this));
  }

  /** The same with another request. */
  Called with(Request another) {
    return new Called(endpoint, outputs, kind, usual, another);
  }

  private boolean isDone(Exchange exchange) {
    return exchange.status() == endpoint.status();
  }

  /** What an answer means in the house's terms; missing when it tells nothing of what was done. */
  JsonNode json(Exchange exchange) {
    if (!isDone(exchange)) {
      return exchange.body();
    }
    return switch (endpoint.answer()) {
      case Answer.Nothing _, Answer.Constant _ -> MissingNode.getInstance();
      case Answer.Redirect _ ->
          ExactJson.MAPPER
              .createObjectNode()
              .put(
                  outputs.getFirst().name(),
                  exchange.answer().headers().getOrDefault("location", ""));
      case Answer.Value(var form) -> {
        var output = outputs.getFirst();
        yield ExactJson.MAPPER.createObjectNode().set(output.name(), value(output, form, exchange));
      }
      case Answer.Page(var names) -> {
        var house = ExactJson.MAPPER.createObjectNode();
        var shown = TextForms.pairs(exchange.answer().body());
        for (var output : outputs) {
          var text = shown.get(names.getOrDefault(output.name(), output.name()));
          if (text != null) {
            house.set(output.name(), value(output, text));
          }
        }
        yield house;
      }
      case Answer.Result result -> {
        var body = Inside.of(exchange.body(), result.within());
        yield kind.isPresent()
            ? kind.get().http().isPresent() ? Shown.record(kind.get(), body) : body
            : outputs(result, body);
      }
    };
  }

  private ObjectNode outputs(Answer.Result result, JsonNode body) {
    var house = ExactJson.MAPPER.createObjectNode();
    for (var output : outputs) {
      var value = body.path(result.name(output.name()));
      if (!value.isMissingNode()) {
        house.set(output.name(), value);
      }
    }
    return house;
  }

  private static JsonNode value(Output output, Endpoint.Form form, Exchange exchange) {
    if (form == Endpoint.Form.JSON) {
      return exchange.body();
    }
    var text = exchange.answer().body();
    if (form == Endpoint.Form.HTML) {
      var page = PAGE.matcher(text);
      text = page.matches() ? TextForms.unescaped(page.group(1)) : text;
    }
    return value(output, text);
  }

  private static JsonNode value(Output output, String text) {
    var nodes = JsonNodeFactory.instance;
    return switch (output.type()) {
      case FieldType.Whole _ ->
          text.matches("-?[0-9]{1,18}")
              ? nodes.numberNode(Long.parseLong(text))
              : nodes.textNode(text);
      case FieldType.Decimal _ ->
          text.matches("-?[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]+)?")
              ? nodes.numberNode(new java.math.BigDecimal(text))
              : nodes.textNode(text);
      case FieldType.Truth _ -> nodes.booleanNode(text.equals("true"));
      default -> nodes.textNode(text);
    };
  }

  /** Where an answer has another shape than its endpoint says. */
  Optional<String> fault(Exchange exchange) {
    if (!isDone(exchange)) {
      return exchange.status() < 400
          ? Optional.empty()
          : exchange.reading().errors().flatMap(shape -> Shown.refusal(shape, exchange));
    }
    var body = exchange.body();
    return switch (endpoint.answer()) {
      case Answer.Nothing _ -> empty(exchange);
      case Answer.Redirect _ ->
          empty(exchange)
              .or(
                  () ->
                      exchange
                              .answer()
                              .headers()
                              .getOrDefault("location", "")
                              .matches("(?i)https?://[!-~]+")
                          ? Optional.empty()
                          : Optional.of("has no address of http or https as its Location"));
      case Answer.Constant(var value, var form) ->
          switch (form) {
            case JSON -> is(body, value);
            case TEXT -> is(JsonNodeFactory.instance.textNode(exchange.answer().body()), value);
            case HTML -> media(exchange, Endpoint.Form.HTML);
          };
      case Answer.Value(var form) -> media(exchange, form);
      case Answer.Page _ -> media(exchange, Endpoint.Form.HTML);
      case Answer.Result result -> result(result, body);
    };
  }

  private static Optional<String> empty(Exchange exchange) {
    return exchange.answer().body().isEmpty()
        ? Optional.empty()
        : Optional.of("has a body, where there is to be none");
  }

  private static Optional<String> is(JsonNode body, JsonNode value) {
    return value.equals(body) ? Optional.empty() : Optional.of("is not " + value);
  }

  private static Optional<String> media(Exchange exchange, Endpoint.Form form) {
    var type = exchange.answer().headers().getOrDefault("content-type", "");
    return type.startsWith(form.mediaType())
        ? Optional.empty()
        : Optional.of("is '%s' and not %s".formatted(type, form.mediaType()));
  }

  private Optional<String> result(Answer.Result result, JsonNode body) {
    if (result.within().isPresent()) {
      var fault =
          Shown.inside(body, result.within().get(), result.always().keySet())
              .or(() -> Shown.always(result.always(), body));
      if (fault.isPresent()) {
        return fault;
      }
    }
    var inner = Inside.of(body, result.within());
    if (kind.isPresent()) {
      return kind.get().http().isPresent()
          ? Shown.record(kind.get(), inner, "the answer")
          : Optional.empty();
    }
    List<String> members = new ArrayList<>();
    outputs.forEach(output -> members.add(result.name(output.name())));
    return Shown.members(inner, members);
  }
}
