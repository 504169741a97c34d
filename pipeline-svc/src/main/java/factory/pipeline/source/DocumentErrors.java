package factory.pipeline.source;

import com.fasterxml.jackson.databind.node.BooleanNode;
import factory.pipeline.document.ApiDocument;
import factory.pipeline.document.ApiDocument.Content;
import factory.pipeline.document.Schema;
import factory.pipeline.spec.ErrorShape;
import factory.pipeline.spec.ErrorShape.Item;
import factory.pipeline.spec.ErrorShape.Member;
import factory.pipeline.spec.ErrorShape.Part;
import factory.pipeline.spec.ErrorShape.Says;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Reads what refusals of a document look like: the shape that most of them have, and that of each
 * status whose refusals have another. An operation whose refusals look otherwise is found out when
 * it is held against what is served.
 */
final class DocumentErrors {
  private static final Set<String> SENTENCES =
      Set.of("message", "msg", "detail", "description", "error_description", "error_message");
  private static final Set<String> LISTS =
      Set.of("errors", "details", "messages", "fields", "validation_errors", "violations");
  private static final String PROBLEM = "application/problem+json";

  private final ApiDocument document;

  private DocumentErrors(ApiDocument document) {
    this.document = document;
  }

  /** The shape; empty when refusals look like nothing in particular, or like ours. */
  static Optional<ErrorShape> of(ApiDocument document) {
    return new DocumentErrors(document).shape();
  }

  private record Answer(String mediaType, Schema schema) {}

  private Optional<ErrorShape> shape() {
    var most = shape(status -> status.startsWith("4") || status.equals("default"));
    if (most.isEmpty()) {
      return Optional.empty();
    }
    Map<Integer, ErrorShape> others = new TreeMap<>();
    document.operations().stream()
        .flatMap(operation -> operation.responses().stream())
        .map(ApiDocument.Response::status)
        .filter(status -> status.matches("4[0-9]{2}"))
        .distinct()
        .forEach(
            status ->
                shape(status::equals)
                    .filter(shape -> !shape.equals(most.get()))
                    .ifPresent(shape -> others.put(Integer.valueOf(status), shape)));
    return Optional.of(
        new ErrorShape(most.get().mediaType(), most.get().within(), most.get().members(), others));
  }

  /** The shape that most refusals with some statuses have. */
  private Optional<ErrorShape> shape(Predicate<String> statuses) {
    Map<Answer, Integer> seen = new LinkedHashMap<>();
    for (var operation : document.operations()) {
      for (var response : operation.responses()) {
        if (statuses.test(response.status())) {
          response.content().stream()
              .filter(content -> content.mediaType().endsWith("json"))
              .filter(content -> !content.mediaType().equals(PROBLEM))
              .forEach(content -> count(seen, content));
        }
      }
    }
    return seen.entrySet().stream()
        .sorted(Map.Entry.<Answer, Integer>comparingByValue().reversed())
        .map(Map.Entry::getKey)
        .flatMap(content -> shape(content).stream())
        .findFirst();
  }

  private static void count(Map<Answer, Integer> seen, Content content) {
    content
        .schema()
        .ifPresent(schema -> seen.merge(new Answer(content.mediaType(), schema), 1, Integer::sum));
  }

  private Optional<ErrorShape> shape(Answer content) {
    var object = Schemas.described(document, content.schema()).filter(s -> s.is("object"));
    if (object.isEmpty() || object.get().properties().isEmpty()) {
      return Optional.empty();
    }
    var only = object.get().properties();
    if (only.size() == 1) {
      var member = only.entrySet().iterator().next();
      var inner = Schemas.described(document, member.getValue()).filter(s -> s.is("object"));
      if (inner.isPresent() && !inner.get().properties().isEmpty()) {
        return members(inner.get())
            .map(
                members ->
                    new ErrorShape(content.mediaType(), Optional.of(member.getKey()), members));
      }
    }
    return members(object.get())
        .map(members -> new ErrorShape(content.mediaType(), Optional.empty(), members));
  }

  private Optional<List<Member>> members(Schema.Described object) {
    List<Member> members = new ArrayList<>();
    for (var property : object.properties().entrySet()) {
      var member =
          Schemas.described(document, property.getValue())
              .flatMap(schema -> member(property.getKey(), schema, object));
      if (member.isPresent()) {
        members.add(member.get());
      } else if (object.required().contains(property.getKey())) {
        return Optional.empty();
      }
    }
    return members.isEmpty() ? Optional.empty() : Optional.of(members);
  }

  private Optional<Member> member(String name, Schema.Described schema, Schema.Described object) {
    var plain = DocumentPath.snake(name);
    if (schema.is("boolean")) {
      return constant(name, plain.contains("error"));
    }
    if (schema.is("integer") || schema.is("number")) {
      return plain.matches("(http_)?(status|code|status_code|error_code|statuscode)")
          ? said(name, Part.STATUS)
          : Optional.empty();
    }
    if (schema.is("array")) {
      // Where there is nothing else, sentences are in it, whatever it is called.
      return LISTS.contains(plain)
              || SENTENCES.contains(plain)
              || (object.properties().size() == 1 && isOfTexts(schema))
          ? list(name, schema)
          : Optional.empty();
    }
    if (!schema.is("string")) {
      return Optional.empty();
    }
    if (schema.words().size() == 1) {
      return Optional.of(new Member(name, Part.CONSTANT, Optional.of(schema.words().getFirst())));
    }
    if (!schema.words().isEmpty() || !schema.format().isEmpty()) {
      return Optional.empty();
    }
    if (SENTENCES.contains(plain)) {
      return said(name, Part.DETAIL);
    }
    return switch (plain) {
      case "title" -> said(name, Part.TITLE);
      case "code", "reason", "error_code", "type", "key" -> said(name, Part.REASON);
      case "status", "status_code" -> said(name, Part.STATUS_TEXT);
      // A sentence where there is no other, as in {"error": "..."}, and what it is called else.
      case "error", "errors" ->
          said(
              name,
              object.properties().keySet().stream()
                      .anyMatch(other -> SENTENCES.contains(DocumentPath.snake(other)))
                  ? Part.TITLE
                  : Part.DETAIL);
      default -> Optional.empty();
    };
  }

  private boolean isOfTexts(Schema.Described list) {
    return list.items()
        .flatMap(item -> Schemas.described(document, item))
        .filter(item -> item.is("string") && item.words().isEmpty())
        .isPresent();
  }

  private Optional<Member> list(String name, Schema.Described schema) {
    if (isOfTexts(schema)) {
      return said(name, Part.MESSAGES);
    }
    var item = schema.items().flatMap(i -> Schemas.described(document, i));
    return item.filter(i -> i.is("object"))
        .flatMap(this::items)
        .map(items -> new Member(name, Part.ERRORS, Optional.empty(), items));
  }

  /** What each object of a list says; empty when it needs what nobody here can say. */
  private Optional<List<Item>> items(Schema.Described object) {
    List<Item> items = new ArrayList<>();
    for (var property : object.properties().entrySet()) {
      var says =
          Schemas.described(document, property.getValue())
              .flatMap(schema -> says(DocumentPath.snake(property.getKey()), schema));
      if (says.isPresent()) {
        items.add(new Item(property.getKey(), says.get()));
      } else if (object.required().contains(property.getKey())) {
        return Optional.empty();
      }
    }
    var isUsual =
        items.equals(List.of(new Item("field", Says.FIELD), new Item("message", Says.MESSAGE)));
    return items.stream().anyMatch(item -> item.says() == Says.MESSAGE)
        ? Optional.of(isUsual ? List.of() : items)
        : Optional.empty();
  }

  private static Optional<Says> says(String name, Schema.Described schema) {
    if (schema.is("array")) {
      return name.matches("loc|location|path|field_path|property_path")
          ? Optional.of(Says.LOCATION)
          : Optional.empty();
    }
    if (!schema.is("string") || !schema.words().isEmpty() || !schema.format().isEmpty()) {
      return Optional.empty();
    }
    return Optional.ofNullable(
        switch (name) {
          case "field",
              "name",
              "param",
              "parameter",
              "property",
              "property_path",
              "attribute",
              "path",
              "key",
              "field_name" ->
              Says.FIELD;
          case "message", "msg", "detail", "description", "error", "reason", "title" ->
              Says.MESSAGE;
          case "code", "type", "kind", "rule", "constraint" -> Says.CODE;
          case "location", "in", "source" -> Says.PLACE;
          default -> null;
        });
  }

  private static Optional<Member> said(String name, Part part) {
    return Optional.of(new Member(name, part, Optional.empty()));
  }

  private static Optional<Member> constant(String name, boolean value) {
    return Optional.of(new Member(name, Part.CONSTANT, Optional.of(BooleanNode.valueOf(value))));
  }
}
