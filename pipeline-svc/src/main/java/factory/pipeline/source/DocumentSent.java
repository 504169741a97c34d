package factory.pipeline.source;

import com.fasterxml.jackson.databind.JsonNode;
import factory.pipeline.document.ApiDocument;
import factory.pipeline.document.ApiDocument.Parameter;
import factory.pipeline.document.Schema.Described;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Kind.Operation;
import factory.pipeline.spec.Origin;
import factory.pipeline.spec.SentKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Reads which headers and cookies say whose records a call is about: one that a member of the
 * records is called like, or that names whoever shares a service with others and comes with what
 * makes records and with what reads them.
 */
final class DocumentSent {
  /** Who shares a service with others. */
  private static final Set<String> SHARERS =
      Set.of(
          "tenant",
          "team",
          "organization",
          "organisation",
          "org",
          "workspace",
          "company",
          "project",
          "store",
          "shop",
          "site",
          "namespace",
          "realm",
          "branch",
          "department",
          "household",
          "family",
          "school",
          "clinic",
          "club",
          "community",
          "environment",
          "region",
          "merchant",
          "customer");

  private DocumentSent() {}

  /** Whether nothing can be known of the records of a call without it. */
  static boolean isSharer(Parameter parameter) {
    return isSent(parameter) && SHARERS.contains(base(parameter.name()));
  }

  private static boolean isSent(Parameter parameter) {
    return (parameter.in().equals("header") || parameter.in().equals("cookie"))
        && !SentKey.isOurs(in(parameter), parameter.name());
  }

  private static SentKey.In in(Parameter parameter) {
    return parameter.in().equals("cookie") ? SentKey.In.COOKIE : SentKey.In.HEADER;
  }

  /** Whether the gate, or HTTP, keeps a header or a cookie to itself. */
  static boolean isOurs(Parameter parameter) {
    return (parameter.in().equals("header") || parameter.in().equals("cookie"))
        && SentKey.isOurs(in(parameter), parameter.name());
  }

  /** A name without what all of its sort have. */
  static String plain(String name) {
    return DocumentPath.snake(name).replaceFirst("^x_", "");
  }

  private static String base(String name) {
    return plain(name).replaceFirst("_(?:id|name|key|code|slug)$", "");
  }

  /** Takes the fields that only headers and cookies give, where what makes a record has them. */
  static void take(DocumentGroup group, DocumentFields fields) {
    if (fields.key() instanceof Kind.Key.Natural) {
      return;
    }
    var makers = group.of(Operation.CREATE).map(DocumentGroup.Member::operation).toList();
    if (makers.isEmpty()) {
      return;
    }
    for (var parameter : makers.getFirst().parameters()) {
      var type = type(group, parameter);
      if (type.isEmpty()
          || field(fields, parameter).isPresent()
          || !makers.stream().allMatch(one -> has(one, parameter))) {
        continue;
      }
      var shown =
          fields.unmade().keySet().stream()
              .filter(name -> names(parameter).anyMatch(DocumentPath.snake(name)::equals))
              .findFirst();
      var isRead =
          Stream.of(Operation.LIST, Operation.READ)
              .flatMap(group::of)
              .anyMatch(member -> has(member.operation(), parameter));
      if (shown.isPresent() || (isRead && isSharer(parameter))) {
        fields.sent(shown, base(parameter.name()), type.get());
      }
    }
  }

  private static boolean has(ApiDocument.Operation operation, Parameter parameter) {
    return operation.parameters().stream()
        .anyMatch(
            one ->
                one.in().equals(parameter.in()) && one.name().equalsIgnoreCase(parameter.name()));
  }

  private static Stream<String> names(Parameter parameter) {
    var base = base(parameter.name());
    return Stream.of(plain(parameter.name()), base, base + "_id");
  }

  /** What holds its values; empty when it is none that has one, or need not be sent. */
  private static Optional<FieldType> type(DocumentGroup group, Parameter parameter) {
    if (!isSent(parameter)) {
      return Optional.empty();
    }
    var schema = parameter.schema().flatMap(group::described);
    return schema
        .filter(one -> parameter.required() || usual(one).isPresent())
        .flatMap(one -> DocumentTypes.of(group.document(), one))
        .filter(DocumentSent::isOne);
  }

  private static boolean isOne(FieldType type) {
    return type instanceof FieldType.Text
        || type instanceof FieldType.Choice
        || type instanceof FieldType.Whole;
  }

  private static Optional<String> usual(Described schema) {
    return schema
        .fallback()
        .filter(value -> value.isTextual() || value.isIntegralNumber())
        .map(JsonNode::asText)
        .filter(text -> !text.isEmpty());
  }

  /** The field that is given and that it is called like. */
  private static Optional<Field> field(DocumentFields fields, Parameter parameter) {
    return fields
        .sent(base(parameter.name()))
        .or(
            () ->
                names(parameter)
                    .flatMap(
                        name ->
                            fields.fields().stream()
                                .filter(field -> !fields.hidden().contains(field.name()))
                                .filter(field -> field.name().equals(name)))
                    .filter(field -> field.origin() instanceof Origin.Given)
                    .filter(field -> isOne(field.type()) && !field.unique())
                    .findFirst());
  }

  /** What the headers and cookies of an operation keep it to. */
  static List<SentKey> of(
      DocumentGroup group, DocumentFields fields, ApiDocument.Operation operation) {
    List<SentKey> sent = new ArrayList<>();
    if (fields.key() instanceof Kind.Key.Natural) {
      return sent;
    }
    for (var parameter : operation.parameters()) {
      var isOfMany =
          Stream.of(Operation.LIST, Operation.CREATE)
              .flatMap(group::of)
              .anyMatch(member -> has(member.operation(), parameter));
      if (isOfMany && type(group, parameter).isPresent()) {
        field(fields, parameter)
            .ifPresent(
                field ->
                    sent.add(
                        new SentKey(
                            parameter.name(),
                            in(parameter),
                            field.name(),
                            parameter.required()
                                ? Optional.empty()
                                : parameter
                                    .schema()
                                    .flatMap(group::described)
                                    .flatMap(DocumentSent::usual))));
      }
    }
    return sent;
  }

  /** What was taken for what keeps calls to some of the records. */
  static List<String> assumed(Kind kind) {
    return kind.http().stream()
        .flatMap(http -> http.routes().stream())
        .flatMap(route -> route.sent().stream())
        .map(
            sent ->
                "The %s '%s' of a call says whose %s it is about: those of others are not there."
                    .formatted(
                        sent.in().name().toLowerCase(Locale.ROOT), sent.name(), kind.plural()))
        .distinct()
        .toList();
  }

  /** Why an operation that is no route of its kind cannot be kept to what its headers say. */
  static Optional<String> unkept(
      ApiDocument.Operation operation, List<SentKey> wanted, List<SentKey> kept) {
    return operation.parameters().stream()
        .filter(DocumentSent::isSent)
        .filter(
            parameter ->
                isSharer(parameter)
                    || wanted.stream().anyMatch(one -> one.name().equals(parameter.name())))
        .filter(parameter -> kept.stream().noneMatch(one -> one.name().equals(parameter.name())))
        .findFirst()
        .map(
            parameter ->
                "it cannot be kept yet to whose records its %s '%s' says"
                    .formatted(parameter.in().toLowerCase(Locale.ROOT), parameter.name()));
  }
}
