package factory.pipeline.source;

import factory.pipeline.document.ApiDocument;
import factory.pipeline.document.ApiDocument.Body;
import factory.pipeline.document.ApiDocument.Content;
import factory.pipeline.document.ApiDocument.Operation;
import factory.pipeline.document.ApiDocument.Parameter;
import factory.pipeline.document.Schema;
import factory.pipeline.document.Schema.Described;
import factory.pipeline.spec.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What generators of documents write in place of what a program does: an object as a parameter,
 * whose members are parameters, and a change's body without members, where making one names them.
 */
final class GeneratedForms {
  private GeneratedForms() {}

  /** The document as it is meant, with plain media types; what was decided is added. */
  static ApiDocument plain(ApiDocument read, Set<String> assumptions) {
    var document = WholeNumbers.plain(MediaTypes.plain(read, assumptions), assumptions);
    return document.with(
        document.operations().stream()
            .map(one -> one.with(parameters(document, one), body(document, one, assumptions)))
            .toList());
  }

  /** The members of an object in the query are parameters of their own (style form, exploded). */
  private static List<Parameter> parameters(ApiDocument document, Operation operation) {
    List<Parameter> all = new ArrayList<>();
    for (var parameter : operation.parameters()) {
      var object =
          parameter
              .schema()
              .flatMap(schema -> Schemas.described(document, schema))
              .filter(schema -> schema.is("object") && !schema.properties().isEmpty())
              .filter(schema -> !schema.isComposed())
              .filter(_ -> parameter.in().equals("query") && isExploded(parameter));
      if (object.isEmpty()) {
        all.add(parameter);
        continue;
      }
      object
          .get()
          .properties()
          .forEach(
              (name, schema) ->
                  all.add(
                      new Parameter(
                          name,
                          "query",
                          parameter.required() && object.get().required().contains(name),
                          Schemas.described(document, schema)
                              .map(Described::description)
                              .orElse(""),
                          "form",
                          true,
                          Optional.of(schema),
                          List.of(),
                          Optional.empty())));
    }
    return all;
  }

  private static boolean isExploded(Parameter parameter) {
    return parameter.style().isEmpty() || (parameter.style().equals("form") && parameter.explode());
  }

  /** A change may give each of what making one gives, where it names no members itself. */
  private static Optional<Body> body(
      ApiDocument document, Operation operation, Set<String> assumptions) {
    if (!Set.of("PATCH", "PUT").contains(operation.method())
        || operation.requestBody().filter(body -> namesNothing(document, body)).isEmpty()) {
      return operation.requestBody();
    }
    var collection = operation.path().replaceFirst("/\\{[^/{}]*}/?$", "");
    return document.operations().stream()
        .filter(one -> one.method().equals("POST"))
        .filter(one -> one.path().replaceFirst("/$", "").equals(collection))
        .flatMap(
            one ->
                one.requestBody().flatMap(body -> DocumentGroup.json(body.content())).stream()
                    .flatMap(schema -> Schemas.described(document, schema).stream())
                    .filter(made -> made.is("object") && !made.properties().isEmpty())
                    .map(
                        made -> {
                          assumptions.add(
                              "The body of %s names no members: it may give each of those of %s."
                                  .formatted(operation.name(), one.name()));
                          return body(operation.requestBody().get(), made);
                        }))
        .findFirst()
        .or(operation::requestBody);
  }

  private static Body body(Body given, Described made) {
    Schema each = made.with(made.properties(), Set.of());
    return new Body(
        given.required(),
        given.description(),
        List.of(new Content(Route.JSON, Optional.of(each), List.of())));
  }

  private static boolean namesNothing(ApiDocument document, Body body) {
    return body.content().size() == 1
        && DocumentGroup.json(body.content())
            .filter(schema -> Schemas.isAnyObject(document, schema))
            .isPresent();
  }
}
