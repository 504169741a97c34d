package factory.pipeline.source;

import factory.pipeline.document.ApiDocument;
import factory.pipeline.document.ApiDocument.Content;
import factory.pipeline.document.Schema;
import factory.pipeline.document.Schema.Described;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.FieldType.FilePart;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What is a file in a document: bodies and answers that are bytes, and what is told of one. */
final class DocumentFiles {
  /** What a file is called where nothing else says it. */
  static final String FILE = "file";

  /** The last words of a path that reads or replaces the file of what stands before them. */
  private static final Set<String> WORDS =
      Set.of(
          "file",
          "content",
          "contents",
          "download",
          "data",
          "raw",
          "image",
          "photo",
          "picture",
          "avatar",
          "document",
          "attachment",
          "media",
          "binary",
          "bytes",
          "thumbnail",
          "logo",
          "cover",
          "audio",
          "video",
          "pdf");

  /** What members are called that tell of a file. */
  private static final Map<FilePart, Set<String>> PARTS =
      Map.of(
          FilePart.NAME,
          Set.of("filename", "file_name", "name", "original_name", "original_filename"),
          FilePart.TYPE,
          Set.of(
              "content_type", "mime_type", "mimetype", "mime", "media_type", "type", "file_type"),
          FilePart.SIZE,
          Set.of("size", "file_size", "size_bytes", "bytes", "length", "content_length"),
          FilePart.URL,
          Set.of("url", "file_url", "download_url", "href", "link", "location", "image_url"));

  /** An object without members. */
  static final Described NOTHING =
      object(Map.of(), new Schema.Limits(Map.of(), Optional.empty(), false));

  private DocumentFiles() {}

  /** Whether a value is bytes that are no text. */
  static boolean isBytes(Described schema) {
    return schema.is("string") && schema.format().equals("binary");
  }

  /** Whether a media type is one of bytes, and neither JSON nor a form nor text. */
  static boolean isBytes(String mediaType) {
    return mediaType.matches("(image|audio|video)/.+|\\*/\\*|application/.+")
        && !mediaType.matches("application/(.*[+/]?json|x-www-form-urlencoded|.*xml|x-ndjson)");
  }

  private static boolean isBytes(ApiDocument document, List<Content> content) {
    return !content.isEmpty()
        && content.stream()
            .allMatch(
                one ->
                    isBytes(one.mediaType())
                        && (one.schema().isEmpty()
                            || one.schema()
                                .flatMap(s -> Schemas.described(document, s))
                                .filter(s -> s.types().isEmpty() || isBytes(s))
                                .isPresent()));
  }

  /** Whether all of an operation's body is a file. */
  static boolean isSent(ApiDocument document, ApiDocument.Operation operation) {
    return operation.requestBody().filter(body -> isBytes(document, body.content())).isPresent();
  }

  /** Whether an operation is sent nothing but a file, as it is or in a form. */
  static boolean isSentAlone(ApiDocument document, ApiDocument.Operation operation) {
    return isSent(document, operation)
        || (operation.method().equals("POST") && ofRecord(document, operation).isPresent());
  }

  /** Whether an operation is sent a form that has a file and nothing else. */
  private static boolean isForm(ApiDocument document, ApiDocument.Operation operation) {
    var content = operation.requestBody().map(ApiDocument.Body::content).orElse(List.of());
    return content.size() == 1
        && content.getFirst().mediaType().equals("multipart/form-data")
        && content
            .getFirst()
            .schema()
            .flatMap(schema -> Schemas.described(document, schema))
            .filter(form -> form.properties().size() == 1)
            .flatMap(
                form -> Schemas.described(document, form.properties().values().iterator().next()))
            .filter(DocumentFiles::isBytes)
            .isPresent();
  }

  /** Whether an operation answers a file. */
  static boolean isAnswered(ApiDocument document, ApiDocument.Operation operation) {
    return DocumentGroup.successes(operation).stream()
        .anyMatch(response -> isBytes(document, response.content()));
  }

  /** The media types of a body or an answer. */
  static List<String> types(List<Content> content) {
    return content.stream().map(Content::mediaType).sorted().distinct().toList();
  }

  /** A body that is a file, as if it were a form with it. */
  static Described form(Described like) {
    return object(Map.of(FILE, like), like.limits());
  }

  /** An object of these members, all of them required. */
  static Described object(Map<String, Schema> members) {
    return object(members, NOTHING.limits());
  }

  /** The same within other bounds. */
  static Described limited(Described schema, Schema.Limits limits) {
    return new Described(
        schema.types(),
        schema.nullable(),
        schema.format(),
        schema.title(),
        schema.description(),
        schema.properties(),
        schema.required(),
        schema.additional(),
        schema.items(),
        schema.words(),
        limits,
        schema.fallback(),
        schema.example(),
        schema.readOnly(),
        schema.writeOnly(),
        schema.allOf(),
        schema.anyOf(),
        schema.oneOf(),
        schema.discriminator(),
        schema.otherKeywords());
  }

  private static Described object(Map<String, Schema> members, Schema.Limits limits) {
    return new Described(
        List.of("object"),
        false,
        "",
        "",
        "",
        members,
        members.keySet(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        limits,
        Optional.empty(),
        Optional.empty(),
        false,
        false,
        List.of(),
        List.of(),
        List.of(),
        "",
        List.of());
  }

  /** The path of the record whose file an operation is about, where its last word says that. */
  static Optional<DocumentPath> ofRecord(ApiDocument document, ApiDocument.Operation operation) {
    var path = operation.path();
    var end = path.lastIndexOf('/');
    var isAbout =
        switch (operation.method()) {
          case "GET" -> isAnswered(document, operation);
          case "PUT" -> isSent(document, operation);
          // What is posted there and never read would be one of several.
          case "POST" ->
              (isSent(document, operation) || isForm(document, operation))
                  && document.operations().stream()
                      .filter(one -> one.method().equals("GET") && one.path().equals(path))
                      .anyMatch(one -> isAnswered(document, one));
          default -> false;
        };
    return isAbout && WORDS.contains(DocumentPath.snake(path.substring(end + 1)))
        ? DocumentPath.of(path.substring(0, end)).filter(of -> of.one().isPresent())
        : Optional.empty();
  }

  /** What a member tells of a file; empty when that cannot be told from its name and type. */
  static Optional<FilePart> part(String property, Described schema) {
    var plain = DocumentPath.snake(property);
    return PARTS.entrySet().stream()
        .filter(entry -> entry.getValue().contains(plain))
        .map(Map.Entry::getKey)
        .filter(part -> schema.is(part == FilePart.SIZE ? "integer" : "string"))
        .findFirst();
  }

  /** Whether a member is what a file is called. */
  static boolean isName(String property) {
    return Set.of("filename", "file_name", "name").contains(DocumentPath.snake(property));
  }

  /** A file of the types that a document has for it. */
  static FieldType type(List<String> types) {
    return new FieldType.File(types.contains("*/*") ? List.of() : types, FieldType.File.MOST_BYTES);
  }

  /** The schema of bytes, when a document says it. */
  static Optional<Schema> schema(List<Content> content) {
    return content.stream().flatMap(one -> one.schema().stream()).findFirst();
  }
}
