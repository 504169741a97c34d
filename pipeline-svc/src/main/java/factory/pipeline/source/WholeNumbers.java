package factory.pipeline.source;

import factory.pipeline.document.ApiDocument;
import factory.pipeline.document.ApiDocument.Body;
import factory.pipeline.document.ApiDocument.Content;
import factory.pipeline.document.ApiDocument.Operation;
import factory.pipeline.document.ApiDocument.Parameter;
import factory.pipeline.document.ApiDocument.Response;
import factory.pipeline.document.Schema;
import factory.pipeline.document.Schema.Described;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What generators for languages with one type of number write: ids of records, and which part of a
 * list is asked for, are whole though the document calls them {@code number}.
 */
final class WholeNumbers {
  private static final Pattern ID = Pattern.compile("_?id|.+_id");

  private final Set<String> found = new TreeSet<>();

  private WholeNumbers() {}

  /** The document with integers for such; what was taken so is added. */
  static ApiDocument plain(ApiDocument document, Set<String> assumptions) {
    var numbers = new WholeNumbers();
    Map<String, Schema> schemas = new LinkedHashMap<>();
    document.schemas().forEach((name, schema) -> schemas.put(name, numbers.within(schema)));
    var operations = document.operations().stream().map(numbers::within).toList();
    if (numbers.found.isEmpty()) {
      return document;
    }
    assumptions.add(
        "Numbers that name records, or say which part of a list is meant, are whole: %s."
            .formatted(String.join(", ", numbers.found)));
    return document.with(operations, schemas);
  }

  private Operation within(Operation operation) {
    return new Operation(
        operation.method(),
        operation.path(),
        operation.line(),
        operation.operationId(),
        operation.summary(),
        operation.description(),
        operation.tags(),
        operation.deprecated(),
        operation.security(),
        operation.parameters().stream().map(this::within).toList(),
        operation
            .requestBody()
            .map(body -> new Body(body.required(), body.description(), within(body.content()))),
        operation.responses().stream()
            .map(
                one ->
                    new Response(
                        one.status(), one.description(), one.headers(), within(one.content())))
            .toList(),
        operation.callbacks());
  }

  private List<Content> within(List<Content> contents) {
    return contents.stream()
        .map(one -> new Content(one.mediaType(), one.schema().map(this::within), one.examples()))
        .toList();
  }

  private Parameter within(Parameter parameter) {
    var plain = DocumentPath.snake(parameter.name());
    var isWhole =
        ID.matcher(plain).matches()
            || (parameter.in().equals("query") && DocumentQueries.isAboutParts(plain));
    return new Parameter(
        parameter.name(),
        parameter.in(),
        parameter.required(),
        parameter.description(),
        parameter.style(),
        parameter.explode(),
        parameter.schema().map(schema -> isWhole ? whole(parameter.name(), schema) : within(schema)),
        parameter.content(),
        parameter.example());
  }

  private Schema within(Schema schema) {
    if (!(schema instanceof Described of)) {
      return schema;
    }
    Map<String, Schema> properties = new LinkedHashMap<>();
    of.properties()
        .forEach(
            (name, member) ->
                properties.put(
                    name,
                    ID.matcher(DocumentPath.snake(name)).matches()
                        ? whole(name, member)
                        : within(member)));
    return copy(of, of.types(), properties);
  }

  /** The same as an integer, where it is a number of which nothing says that it may be broken. */
  private Schema whole(String name, Schema schema) {
    if (!(schema instanceof Described of)) {
      return schema;
    }
    var isBroken =
        !of.format().isEmpty()
            || of.limits().bounds().values().stream()
                .anyMatch(bound -> bound.stripTrailingZeros().scale() > 0)
            || of.words().stream().anyMatch(word -> !word.isIntegralNumber())
            || Optional.of(of)
                .flatMap(one -> one.example().or(one::fallback))
                .filter(value -> !value.isIntegralNumber() && !value.isNull())
                .isPresent();
    if (!of.is("number") || of.isComposed() || isBroken) {
      return within(schema);
    }
    found.add(name);
    return copy(of, List.of("integer"), of.properties());
  }

  private Described copy(Described of, List<String> types, Map<String, Schema> properties) {
    return new Described(
        types,
        of.nullable(),
        of.format(),
        of.title(),
        of.description(),
        properties,
        of.required(),
        of.additional().map(this::within),
        of.items().map(this::within),
        of.words(),
        of.limits(),
        of.fallback(),
        of.example(),
        of.readOnly(),
        of.writeOnly(),
        of.allOf().stream().map(this::within).toList(),
        of.anyOf().stream().map(this::within).toList(),
        of.oneOf().stream().map(this::within).toList(),
        of.discriminator(),
        of.otherKeywords());
  }
}
