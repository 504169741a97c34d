package factory.pipeline.source;

import factory.pipeline.document.Schema.Described;
import factory.pipeline.source.DocumentRelations.Relation;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Http;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Origin;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Takes members of answers that are objects as some of another record, to which the record refers:
 * {@code author: {username, following}} is of the account that made it, {@code customer: {id,
 * name}} of the customer that {@code customerId} says.
 */
final class DocumentObjects {
  /** What the account is called that made a record, where an object shows some of it. */
  private static final Set<String> MAKERS =
      Set.of(
          "owner",
          "author",
          "user",
          "creator",
          "created_by",
          "posted_by",
          "written_by",
          "submitted_by",
          "uploaded_by",
          "added_by",
          "poster",
          "sender",
          "writer",
          "reviewer",
          "account",
          "profile");

  private final Map<DocumentGroup, DocumentFields> kinds;
  private final DocumentRelations relations;
  private final List<Kind> kept;

  /**
   * Takes those of some kinds.
   *
   * @param relations what callers do with their records
   * @param kept the kinds that are kept of it
   */
  DocumentObjects(
      Map<DocumentGroup, DocumentFields> kinds, DocumentRelations relations, List<Kind> kept) {
    this.kinds = kinds;
    this.relations = relations;
    this.kept = kept;
  }

  /**
   * Keeps which account made a record, where answers show some of it as an object.
   *
   * @param account the kind of accounts, and its fields
   */
  static void maker(DocumentFields own, String account, DocumentFields accounts) {
    for (var member : own.unmade().entrySet()) {
      if (own.maker().isEmpty()
          && isMaker(member.getKey(), account)
          && members(own, member.getValue()).keySet().stream()
              .anyMatch(name -> accounts.called(name).isPresent())) {
        own.madeByHidden(account, DocumentPath.snake(member.getKey()));
      }
    }
  }

  private static boolean isMaker(String name, String account) {
    var plain = DocumentPath.snake(name);
    return MAKERS.contains(plain) || plain.equals(account) || plain.endsWith("_by");
  }

  /** Takes all that can be told. */
  void read() {
    refer();
    kinds.forEach(
        (_, own) -> {
          for (var member : Map.copyOf(own.unmade()).entrySet()) {
            reference(own, member.getKey())
                .flatMap(of -> excerpt(own, of, member.getValue()))
                .ifPresent(found -> own.excerpt(member.getKey(), found));
          }
        });
  }

  /**
   * Takes a number or a text that a body gives, such as {@code customer_id}, as the key of another
   * record, where an answer shows some of that as {@code customer}.
   */
  private void refer() {
    kinds.forEach(
        (_, own) -> {
          for (var member : Map.copyOf(own.unmade()).entrySet()) {
            var plain = DocumentPath.snake(member.getKey());
            own.field(plain + "_id")
                .filter(field -> field.origin() instanceof Origin.Given)
                .filter(DocumentObjects::isWord)
                .flatMap(
                    field ->
                        noun(own, plain, member.getValue()).map(noun -> Map.entry(noun, field)))
                .ifPresent(
                    found -> {
                      var field = found.getValue();
                      own.retyped(
                          field.name(),
                          new FieldType.Reference(
                              found.getKey(),
                              field.required()
                                  ? FieldType.OnDelete.CASCADE
                                  : FieldType.OnDelete.CLEAR));
                    });
          }
        });
  }

  /**
   * The kind that an object shows some of: the one that it is called like, or else the only one
   * that has all of its members, its id among them, as {@code assignee} is a user.
   */
  private Optional<String> noun(DocumentFields own, String plain, Described object) {
    var members = members(own, object).keySet();
    if (members.isEmpty()) {
      return Optional.empty();
    }
    if (kind(plain).isPresent()) {
      return kind(plain).filter(of -> of != own).map(_ -> plain);
    }
    var all =
        kinds.values().stream()
            .filter(of -> of != own && !(of.key() instanceof Kind.Key.Natural))
            .filter(of -> members.size() > 1 && members.contains(of.names().get("id")))
            .filter(
                of ->
                    members.stream()
                        .allMatch(
                            name ->
                                name.equals(of.names().get("id"))
                                    || of.called(name)
                                        .filter(DocumentObjects::isShown)
                                        .isPresent()))
            .toList();
    return all.size() == 1 ? Optional.of(all.getFirst().noun()) : Optional.empty();
  }

  private static boolean isWord(Field field) {
    return field.type() instanceof FieldType.Text || field.type() instanceof FieldType.Whole;
  }

  /** The reference that an object is called by: who made it, or what it is of. */
  private static Optional<Field> reference(DocumentFields own, String property) {
    var plain = DocumentPath.snake(property);
    var maker =
        own.maker()
            .flatMap(own::field)
            .filter(field -> field.type() instanceof FieldType.Reference)
            .filter(
                field ->
                    field.type() instanceof FieldType.Reference(var to, _)
                        && isMaker(property, to));
    return Stream.of(plain + "_id", plain)
        .flatMap(name -> own.field(name).stream())
        .filter(field -> field.type() instanceof FieldType.Reference)
        .findFirst()
        .or(() -> maker);
  }

  /** The members that an object has of another record; empty where one that is needed is none. */
  private Optional<Http.Excerpt> excerpt(DocumentFields own, Field reference, Described object) {
    var other =
        reference.type() instanceof FieldType.Reference(var to, _)
            ? kind(to)
            : Optional.<DocumentFields>empty();
    if (other.isEmpty()) {
      return Optional.empty();
    }
    Map<String, String> members = new LinkedHashMap<>();
    for (var member : members(own, object).entrySet()) {
      var field = field(other.get(), member.getKey(), member.getValue());
      if (field.isPresent()) {
        members.put(member.getKey(), field.get());
      } else if (object.required().contains(member.getKey())) {
        return Optional.empty();
      }
    }
    return members.isEmpty()
        ? Optional.empty()
        : Optional.of(new Http.Excerpt(reference.name(), members));
  }

  private static Map<String, Described> members(DocumentFields own, Described object) {
    Map<String, Described> members = new LinkedHashMap<>();
    if (object.is("object")) {
      object
          .properties()
          .forEach(
              (name, schema) ->
                  own.described(schema).ifPresent(described -> members.put(name, described)));
    }
    return members;
  }

  private Optional<DocumentFields> kind(String name) {
    return kinds.entrySet().stream()
        .filter(entry -> entry.getKey().name().equals(name))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  /** What a member is of a record: a field that it has, its key, its time, or a figure of it. */
  private Optional<String> field(DocumentFields other, String member, Described schema) {
    var plain = DocumentPath.snake(member);
    var called = other.called(member).or(() -> figure(other, member, schema));
    if (called.isPresent()) {
      return called.filter(DocumentObjects::isShown).map(Field::name);
    }
    var id = plain.equals("id") || plain.equals("_id") || member.equals(other.names().get("id"));
    return id && !(other.key() instanceof Kind.Key.Natural)
        ? Optional.of("id")
        : member.equals(other.names().get("created_at"))
            ? Optional.of("created_at")
            : Optional.empty();
  }

  private static boolean isShown(Field field) {
    return switch (field.type()) {
      case FieldType.Secret _, FieldType.File _, FieldType.Reference _ -> false;
      default -> !(field.origin() instanceof Origin.Link);
    };
  }

  /**
   * What callers do with a record, where no answer of its own shows it: whether who calls has done
   * it, or how many have.
   */
  Optional<Field> figure(DocumentFields other, String member, Described schema) {
    var plain = DocumentPath.snake(member);
    return relations.of(other.noun()).stream()
        .filter(one -> kept.stream().map(Kind::name).anyMatch(one.kind()::equals))
        .flatMap(one -> figure(one, plain, schema).stream())
        .findFirst()
        .map(origin -> other.figuredUnseen(plain, schema, origin));
  }

  private static Optional<Origin.Aggregated> figure(
      Relation relation, String plain, Described schema) {
    return CallerRelations.figure(relation, plain, schema);
  }
}
