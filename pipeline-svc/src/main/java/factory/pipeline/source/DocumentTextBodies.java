package factory.pipeline.source;

import factory.pipeline.document.ApiDocument;
import factory.pipeline.document.Schema;
import factory.pipeline.document.Schema.Described;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Kind.Operation;
import factory.pipeline.spec.Origin;
import factory.pipeline.spec.Route;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Bodies that are one text: which member of a record all of such a body is. */
final class DocumentTextBodies {
  /** As long as a text here can be. */
  private static final int MOST = 20_000;

  /** What a text is called that somebody sends and is none that is kept as a record's source. */
  private static final List<String> SENT = List.of("content", "body", "text", "message", "value");

  private DocumentTextBodies() {}

  /** What a body of text is, where an operation takes one. */
  static Optional<Described> sent(ApiDocument document, ApiDocument.Operation operation) {
    return operation
        .requestBody()
        .flatMap(
            body ->
                body.content().stream()
                    .filter(one -> one.mediaType().equals(Route.TEXT))
                    .flatMap(one -> one.schema().stream())
                    .findFirst())
        .flatMap(schema -> Schemas.described(document, schema))
        .filter(DocumentTextBodies::isPlain);
  }

  /** A body that is a text alone, as if it were an object that has it. */
  static Optional<DocumentGroup.Within> form(DocumentGroup group, ApiDocument.Operation operation) {
    var isAlone = operation.requestBody().filter(body -> body.content().size() == 1).isPresent();
    var sent = isAlone ? sent(group.document(), operation) : Optional.<Described>empty();
    return sent.flatMap(
        text ->
            member(group)
                .map(
                    name -> {
                      var body = DocumentFiles.object(Map.of(name, bounded(text)));
                      return new DocumentGroup.Within(Optional.empty(), body, body);
                    }));
  }

  /** What all of a body that is a text alone is, where that is an operation's only input of it. */
  static Optional<Described> input(ApiDocument document, ApiDocument.Operation operation) {
    var body = operation.requestBody().filter(of -> of.content().size() == 1);
    var text = body.isPresent() ? sent(document, operation) : Optional.<Described>empty();
    var refused =
        operation.responses().stream()
            .anyMatch(response -> Set.of("400", "422").contains(response.status()));
    // A body that has to be there is none when it is empty, where that can be refused.
    return text.map(of -> bounded(of, body.get().required() && refused ? 1 : 0))
        .filter(of -> body.get().required() || !isNeeded(of));
  }

  private static boolean isNeeded(Described text) {
    return text.limits().bounds().getOrDefault("min_length", BigDecimal.ZERO).signum() > 0;
  }

  /** An empty one would be no body, and where no bound is said a text may be as long as any. */
  private static Described bounded(Described text) {
    return bounded(text, 1);
  }

  private static Described bounded(Described text, int least) {
    Map<String, BigDecimal> bounds = new HashMap<>(text.limits().bounds());
    bounds.merge("min_length", BigDecimal.valueOf(least), BigDecimal::max);
    bounds.putIfAbsent("max_length", BigDecimal.valueOf(MOST));
    return DocumentFiles.limited(
        text, new Schema.Limits(bounds, text.limits().pattern(), text.limits().uniqueItems()));
  }

  /**
   * The field that all of a body of text is; empty where an operation has none such, or a record
   * needs or would lose what no text can say.
   */
  static Optional<String> field(
      DocumentGroup group, DocumentGroup.Member member, DocumentFields fields, boolean partial) {
    if (sent(group.document(), member.operation()).isEmpty()) {
      return Optional.empty();
    }
    var text =
        member(group)
            .flatMap(fields::called)
            .filter(field -> field.type() instanceof FieldType.Text)
            .filter(field -> field.origin() instanceof Origin.Given);
    var replaces = member.does().equals(Optional.of(Operation.UPDATE)) && !partial;
    return text.filter(
            field ->
                fields.fields().stream()
                    .filter(other -> !other.equals(field))
                    .filter(other -> !isInPath(member, fields, other))
                    .noneMatch(other -> isGiven(other) && (replaces || isNeeded(other))))
        .map(Field::name);
  }

  private static boolean isInPath(DocumentGroup.Member member, DocumentFields fields, Field other) {
    return member.path().parents().stream()
        .anyMatch(parent -> fields.parent(parent.parameter()).equals(Optional.of(other.name())));
  }

  private static boolean isGiven(Field field) {
    return field.origin() instanceof Origin.Given;
  }

  private static boolean isNeeded(Field field) {
    return field.required()
        && field.origin() instanceof Origin.Given(var fallback, _)
        && fallback.isEmpty();
  }

  /**
   * The member of records that is the text: the one that is called so, else the only text that
   * nobody else makes. What is never read again is no record.
   */
  private static Optional<String> member(DocumentGroup group) {
    var shown = shown(group);
    if (shown.isEmpty()) {
      return Optional.empty();
    }
    Set<String> names = new HashSet<>(Set.of("id", group.name() + "_id"));
    group.members().stream()
        .flatMap(member -> member.path().one().stream())
        .map(DocumentPath::snake)
        .forEach(names::add);
    var texts =
        shown.get().properties().entrySet().stream()
            .filter(
                property ->
                    group
                        .described(property.getValue())
                        .filter(schema -> isPlain(schema) && !schema.readOnly())
                        .isPresent())
            .map(Map.Entry::getKey)
            .filter(property -> !names.contains(DocumentPath.snake(property)))
            .toList();
    return Stream.concat(SENT.stream(), DocumentViews.BODIES.stream())
        .flatMap(word -> texts.stream().filter(text -> DocumentPath.snake(text).equals(word)))
        .findFirst()
        .or(() -> texts.size() == 1 ? Optional.of(texts.getFirst()) : Optional.empty());
  }

  /** A record as it is read, alone or among others. */
  private static Optional<Described> shown(DocumentGroup group) {
    var read =
        group
            .of(Operation.READ)
            .flatMap(member -> DocumentGroup.successes(member.operation()).stream())
            .flatMap(response -> DocumentGroup.json(response.content()).stream())
            .flatMap(schema -> group.unwrapped(schema).stream());
    var listed =
        group
            .of(Operation.LIST)
            .flatMap(member -> DocumentGroup.successes(member.operation()).stream())
            .flatMap(response -> DocumentGroup.json(response.content()).stream())
            .flatMap(schema -> group.rows(schema).stream());
    return Stream.concat(read, listed).map(DocumentGroup.Within::described).findFirst();
  }

  private static boolean isPlain(Described schema) {
    return schema.is("string")
        && schema.format().isEmpty()
        && schema.words().isEmpty()
        && !schema.isComposed();
  }
}
