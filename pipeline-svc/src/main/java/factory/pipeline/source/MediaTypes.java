package factory.pipeline.source;

import factory.pipeline.document.ApiDocument;
import factory.pipeline.document.ApiDocument.Body;
import factory.pipeline.document.ApiDocument.Content;
import factory.pipeline.document.ApiDocument.Operation;
import factory.pipeline.document.ApiDocument.Response;
import factory.pipeline.document.Schema;
import factory.pipeline.spec.Route;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Media types as they are compared: without parameters, and in the place of a range the one that a
 * schema is for. Generators of documents write a range where a program says nothing.
 */
final class MediaTypes {
  private static final Set<String> RANGES = Set.of("*/*", "application/*", "text/*");

  /** What JSON goes by besides, and XML: none of them says more than JSON beside it. */
  private static final Pattern BESIDE_JSON =
      Pattern.compile(
          "(?:text|application)/(?:xml|json)|application/\\*\\+json|[a-z]+/[^ ]+\\+xml");

  private static final String BYTES = "application/octet-stream";

  private MediaTypes() {}

  /**
   * The document with one media type for each range.
   *
   * @param assumptions what a range was taken for is added
   */
  static ApiDocument plain(ApiDocument document, Set<String> assumptions) {
    return document.with(
        document.operations().stream().map(one -> plain(document, one, assumptions)).toList());
  }

  private static Operation plain(
      ApiDocument document, Operation operation, Set<String> assumptions) {
    var body =
        operation
            .requestBody()
            .map(
                one ->
                    new Body(
                        one.required(),
                        one.description(),
                        plain(document, "body", one.content(), assumptions)));
    var responses =
        operation.responses().stream()
            .map(
                one ->
                    new Response(
                        one.status(),
                        one.description(),
                        one.headers(),
                        plain(document, "answer", one.content(), assumptions)))
            .toList();
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
        operation.parameters(),
        body,
        responses,
        operation.callbacks());
  }

  /** What is named itself wins over a range that has it too. */
  private static List<Content> plain(
      ApiDocument document, String what, List<Content> contents, Set<String> assumptions) {
    Map<String, Content> plain = new LinkedHashMap<>();
    for (var isRange : List.of(false, true)) {
      for (var content : contents) {
        var bare = bare(content.mediaType());
        if (RANGES.contains(bare) == isRange) {
          var type = isRange ? meant(document, bare, content) : bare;
          if (plain.putIfAbsent(type, new Content(type, content.schema(), content.examples()))
                  == null
              && isRange
              && !type.equals(bare)) {
            assumptions.add("The %s that is %s is %s here.".formatted(what, bare, type));
          }
        }
      }
    }
    if (plain.containsKey(Route.JSON) && what.equals("body")) {
      for (var type : List.copyOf(plain.keySet())) {
        if (!type.equals(Route.JSON) && BESIDE_JSON.matcher(type).matches()) {
          plain.remove(type);
          assumptions.add(
              "A body is %s alone where %s is declared beside it.".formatted(Route.JSON, type));
        }
      }
    }
    return List.copyOf(plain.values());
  }

  private static String bare(String mediaType) {
    return mediaType.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT);
  }

  private static String meant(ApiDocument document, String range, Content content) {
    var schema = content.schema().flatMap(one -> Schemas.described(document, one));
    if (schema.isEmpty()) {
      return range;
    }
    var isText = schema.filter(MediaTypes::isText).isPresent();
    return switch (range) {
      case "text/*" -> isText ? Route.TEXT : range;
      case "application/*" -> isText ? range : Route.JSON;
      default -> schema.get().format().equals("binary") ? BYTES : isText ? Route.TEXT : Route.JSON;
    };
  }

  private static boolean isText(Schema.Described schema) {
    return schema.is("string");
  }
}
