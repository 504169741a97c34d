package factory.pipeline.source;

import factory.pipeline.document.Schema;
import factory.pipeline.document.Schema.Described;
import factory.pipeline.spec.AggregateFunction;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Http;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Origin;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads the fields of a kind, what names one record, and what both are called: from the bodies that
 * make and change it, and from what is answered.
 */
final class DocumentFields {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,59}");
  private static final Pattern CREATED =
      Pattern.compile("(created|creation)(_at|_on|_date|_time|_timestamp)?|date_created");
  private static final Pattern UPDATED =
      Pattern.compile(
          "(last_)?(updated|modified|changed)(_at|_on|_date|_time|_timestamp)?|date_updated");
  private static final Set<String> RESERVED =
      Set.of("in", "true", "false", "null", "id", "created_at", "updated_at");

  /** What the account is called that made a record. */
  private static final Set<String> MAKERS =
      Set.of(
          "owner",
          "owner_id",
          "author",
          "author_id",
          "user",
          "user_id",
          "creator",
          "creator_id",
          "created_by",
          "account_id",
          "posted_by");

  /** Kinds of who can have made something. */
  private static final Set<String> PEOPLE =
      Set.of("user", "account", "member", "author", "person", "profile", "owner", "creator");

  private final DocumentGroup group;
  private final Set<String> kinds;
  private final Described record;
  private final Map<String, Field> fields = new LinkedHashMap<>();
  private final Map<String, String> names = new LinkedHashMap<>();
  private final Set<String> hidden = new TreeSet<>();
  private Set<String> unseen = Set.of();
  private Map<String, Http.Twice> again = Map.of();
  private final Map<String, Http.Excerpt> objects = new LinkedHashMap<>();

  /** By parameter of a path, the field that it is. */
  private final Map<String, String> parents = new LinkedHashMap<>();

  /** What the service makes in a way that is not told yet, by the name in JSON. */
  private final Map<String, Described> unmade = new LinkedHashMap<>();

  /** The fields that headers and cookies alone give, by what they name. */
  private final Map<String, String> sent = new LinkedHashMap<>();

  /** The secrets that the service may issue, by the name in JSON. */
  private final Map<String, Described> issued;

  /** By parameter of a path that is no field, the noun before it. */
  private final Map<String, String> others = new LinkedHashMap<>();

  private Kind.Key key = new Kind.Key.Uuid();
  private boolean isMade;
  private String problem = "";

  private DocumentFields(DocumentGroup group, Set<String> kinds, Described record) {
    this.group = group;
    this.kinds = kinds;
    this.record = record;
    issued = DocumentIssued.of(group);
  }

  /**
   * The fields; empty when nothing makes one.
   *
   * @param kinds the names of all kinds that there may be
   */
  static Optional<DocumentFields> of(DocumentGroup group, Set<String> kinds) {
    var input = group.input();
    if (input.isEmpty()) {
      return Optional.empty();
    }
    var record =
        group.record().map(DocumentGroup.Within::described).orElse(input.get().described());
    var fields = new DocumentFields(group, kinds, record);
    fields.read(input.get().described());
    return Optional.of(fields);
  }

  /** Those of what the service alone makes, of which every member is still to be told. */
  static DocumentFields made(DocumentGroup group, Set<String> kinds) {
    var fields = new DocumentFields(group, kinds, group.record().orElseThrow().described());
    fields.isMade = true;
    fields.read(DocumentFiles.NOTHING);
    return fields;
  }

  List<Field> fields() {
    return List.copyOf(fields.values());
  }

  Map<String, String> names() {
    return names;
  }

  Set<String> hidden() {
    return hidden;
  }

  /** The secrets that the service may issue, by the name in JSON. */
  Map<String, Described> issued() {
    return issued;
  }

  /** The fields that bodies give and no answer shows. */
  Set<String> unseen() {
    return unseen;
  }

  /** What bodies give twice, by what the second one is called in JSON. */
  Map<String, Http.Twice> again() {
    return again;
  }

  /** What is shown of other records, by what the object is called in JSON. */
  Map<String, Http.Excerpt> objects() {
    return objects;
  }

  /** Takes an object of answers as some of another record. */
  void excerpt(String property, Http.Excerpt excerpt) {
    unmade.remove(property);
    objects.put(property, excerpt);
  }

  /** The noun of its records. */
  String noun() {
    return group.name();
  }

  /** Why there can be no kind of these; empty when there can. */
  String problem() {
    return problem;
  }

  Kind.Key key() {
    return key;
  }

  /**
   * The field that a parameter of a path is, where it is called like one that is not the id: no two
   * records share a value of it then.
   */
  Optional<String> named(String parameter) {
    if (parameter.equals(names.get("id"))) {
      return Optional.empty();
    }
    if (issued.containsKey(parameter) && called(parameter).isEmpty()) {
      put(
          parameter,
          DocumentIssued.field(free(DocumentPath.snake(parameter)), issued.get(parameter)));
    }
    if (unmade.containsKey(parameter) && DocumentCodes.isCode(unmade.get(parameter))) {
      var schema = unmade.remove(parameter);
      put(parameter, DocumentCodes.made(free(DocumentPath.snake(parameter)), schema));
    }
    var field =
        called(parameter)
            .filter(
                of ->
                    of.origin() instanceof Origin.Code
                        || of.origin() instanceof Origin.Slug
                        || (of.origin() instanceof Origin.Given
                            && isWord(of.type())
                            && !(key instanceof Kind.Key.Natural)));
    field
        .filter(of -> of.origin() instanceof Origin.Given && !of.required() && isShown(parameter))
        .flatMap(DocumentCodes::orMade)
        .ifPresent(of -> fields.put(of.name(), of));
    field.ifPresent(of -> unique(of.name()));
    return field.map(Field::name);
  }

  /** Whether every answer has a member. */
  private boolean isShown(String property) {
    return record.properties().containsKey(property);
  }

  /** Whether a parameter of a path may be what names one. */
  boolean canName(String parameter) {
    return parameter.equals(names.get("id"))
        || issued.containsKey(parameter)
        || (unmade.containsKey(parameter) && DocumentCodes.isCode(unmade.get(parameter)))
        || called(parameter)
            .filter(
                field ->
                    field.origin() instanceof Origin.Slug
                        || (field.origin() instanceof Origin.Given && isWord(field.type())))
            .isPresent();
  }

  /** The same field, which holds something else. */
  Field retyped(String name, FieldType type) {
    if (type instanceof FieldType.Reference) {
      // Which record it is may be told: it is shown besides.
      unseen =
          unseen.stream()
              .filter(one -> !one.equals(name))
              .collect(Collectors.toCollection(TreeSet::new));
    }
    return Objects.requireNonNull(
        fields.computeIfPresent(
            name,
            (_, field) ->
                new Field(
                    field.name(),
                    type,
                    field.description(),
                    field.required(),
                    field.unique(),
                    field.origin())));
  }

  /** A field that actions change, that is this at first, and that records do not show. */
  Field actedUnseen(String property, FieldType type, String initial) {
    var field = acted(property, type, Optional.of(initial));
    names.remove(field.name());
    hidden.add(field.name());
    return field;
  }

  /** Whether a time is called like that of the making. */
  static boolean isCreated(String name) {
    return CREATED.matcher(name).matches();
  }

  private static boolean isWord(FieldType type) {
    return type instanceof FieldType.Text
        || type instanceof FieldType.Email
        || type instanceof FieldType.Whole;
  }

  /** What a parameter of a path before the noun is. */
  Optional<String> parent(String parameter) {
    return Optional.ofNullable(parents.get(parameter)).or(() -> made(parameter));
  }

  /** The account that made a record, where a path has whose they are. */
  private Optional<String> made(String parameter) {
    return fields.values().stream()
        .filter(field -> field.origin() instanceof Origin.Account)
        .filter(
            field ->
                field.type() instanceof FieldType.Reference(var kind, _)
                    && kind.equals(others.get(parameter)))
        .map(Field::name)
        .findFirst();
  }

  /** The field of a name. */
  Optional<Field> field(String name) {
    return Optional.ofNullable(fields.get(name));
  }

  /** The field that is called so in JSON. */
  Optional<Field> called(String property) {
    return fields.values().stream()
        .filter(field -> !hidden.contains(field.name()))
        .filter(field -> names.getOrDefault(field.name(), field.name()).equals(property))
        .findFirst();
  }

  /** What records show by a name of ours, or have a list of. */
  Optional<Field> like(String name) {
    return fields.values().stream()
        .filter(field -> !hidden.contains(field.name()))
        .filter(
            field ->
                field.name().equals(name)
                    || (field.type() instanceof FieldType.ListOf
                        && field.name().equals(Nouns.plural(name))))
        .findFirst();
  }

  private void read(Described input) {
    var id = id();
    var isGiven = id.filter(property -> isNatural(property, input)).isPresent();
    List<String> repeated = new ArrayList<>();
    Set<String> properties = new LinkedHashSet<>(record.properties().keySet());
    properties.addAll(input.properties().keySet());
    changes().forEach(body -> properties.addAll(body.properties().keySet()));
    properties.removeAll(issued.keySet());
    for (var property : properties) {
      if (id.equals(Optional.of(property)) && !isGiven) {
        names.put("id", property);
      } else if (DocumentAccounts.isRepeated(property)) {
        // Kept as any text it would be there to be read.
        repeated.add(property);
      } else if (!property(property, input)) {
        problem = "the field '%s' holds what no field here can hold yet".formatted(property);
      }
    }
    GivenTwice.of(group, repeated, fields(), input)
        .ifPresentOrElse(
            twice -> again = twice,
            () ->
                problem =
                    "of which password '%s' is the same again cannot be told"
                        .formatted(repeated.getFirst()));
    for (var member : group.members()) {
      if (member.listed().flatMap(DocumentRelations.Listed::of).isEmpty()) {
        member.path().parents().forEach(this::parent);
      }
    }
    NamedRecords.read(group, this, kinds);
    id.ifPresentOrElse(property -> key(property, isGiven), this::keyThatIsNotShown);
    if (group.record().isEmpty()
        && id.isEmpty()
        && !properties.contains("id")
        && group.members().stream().anyMatch(group::isUnsaid)) {
      // Whoever makes one has to know what it is called.
      names.put("id", "id");
    }
    var nothingElseMakes = !isMade && group.of(Kind.Operation.CREATE).findAny().isEmpty();
    if (nothingElseMakes && !(key instanceof Kind.Key.Natural)) {
      keyOfPath();
    }
    DocumentSent.take(group, this);
    told();
    slugs();
    if (group.isMadeBare()) {
      beginnings();
    }
    unseen = UnseenFields.of(group, this);
    if (fields.isEmpty()) {
      problem = "the document names no fields of it";
    }
  }

  /** What names one record: a property called like the parameter of its path, or id. */
  private Optional<String> id() {
    var parameters = group.members().stream().flatMap(member -> member.path().one().stream());
    return Stream.concat(
            Stream.concat(Stream.of("id", "_id"), parameters),
            record.properties().keySet().stream()
                .filter(p -> DocumentPath.snake(p).equals(group.name() + "_id")))
        .filter(record.properties()::containsKey)
        .filter(property -> !issued.containsKey(property))
        .findFirst();
  }

  private static boolean isNatural(String property, Described input) {
    return input.properties().containsKey(property) && input.required().contains(property);
  }

  private void key(String property, boolean given) {
    if (given) {
      called(property)
          .ifPresent(
              field -> {
                key = new Kind.Key.Natural(field.name());
                fields.put(
                    field.name(),
                    new Field(
                        field.name(),
                        field.type(),
                        field.description(),
                        true,
                        true,
                        new Origin.Given(Optional.empty(), false)));
              });
    } else if (described(record.properties().get(property))
        .filter(d -> d.is("integer"))
        .isPresent()) {
      key = new Kind.Key.Sequence();
    } else if (!isSlugKey(property)) {
      described(record.properties().get(property))
          .filter(schema -> DocumentCodes.isShort(property, schema))
          .ifPresent(schema -> key = DocumentCodes.key(schema));
    }
  }

  /** Takes what names one as a slug of its title, where it is one. */
  private boolean isSlugKey(String property) {
    var schema = described(record.properties().get(property));
    var made = schema.flatMap(of -> slug(property, of));
    if (made.isPresent() && slugFollows(property, schema.get())) {
      problem = "what names one would change with its " + made.get().name();
    }
    made.ifPresent(title -> key = DocumentSlugs.key(schema.get(), title));
    return made.isPresent();
  }

  private Optional<Field> slug(String property, Described schema) {
    return DocumentSlugs.of(property, schema, group.name(), fields.values().stream());
  }

  private boolean slugFollows(String property, Described schema) {
    return DocumentSlugs.follows(
        property, schema, group.of(Kind.Operation.UPDATE).map(DocumentGroup.Member::operation));
  }

  /** Takes what is made of a title. */
  private void slugs() {
    for (var entry : Map.copyOf(unmade).entrySet()) {
      var schema = entry.getValue();
      slug(entry.getKey(), schema)
          .ifPresent(
              title -> {
                unmade.remove(entry.getKey());
                var name = free(DocumentPath.snake(entry.getKey()));
                var follows = slugFollows(entry.getKey(), schema);
                put(entry.getKey(), DocumentSlugs.made(name, schema, title, follows));
              });
    }
  }

  /** Where no answer has it, paths say what it is. */
  private void keyThatIsNotShown() {
    var isNumber =
        group.members().stream()
            .flatMap(
                member ->
                    member.operation().parameters().stream()
                        .filter(p -> p.in().equals("path"))
                        .filter(p -> member.path().one().equals(Optional.of(p.name()))))
            .flatMap(parameter -> parameter.schema().stream())
            .flatMap(schema -> group.described(schema).stream())
            .anyMatch(schema -> schema.is("integer"));
    if (isNumber) {
      key = new Kind.Key.Sequence();
    }
  }

  /** Whoever makes a record says in its path what names it. */
  private void keyOfPath() {
    var parameter =
        group.members().stream().flatMap(member -> member.path().one().stream()).findFirst();
    var shown = Optional.ofNullable(names.remove("id"));
    var name = free(DocumentPath.snake(shown.or(() -> parameter).orElse("key")));
    fields.put(
        name,
        new Field(
            name, DocumentTypes.line(), "", true, true, new Origin.Given(Optional.empty(), false)));
    shown.ifPresentOrElse(property -> names.put(name, property), () -> hidden.add(name));
    key = new Kind.Key.Natural(name);
  }

  /** Of what is made of nothing, what members are at first; one at least is kept. */
  private void beginnings() {
    for (var entry : Map.copyOf(unmade).entrySet()) {
      var type = DocumentTypes.of(group.document(), entry.getValue());
      var first = entry.getValue().fallback();
      type.flatMap(of -> DocumentTypes.fallback(of, first))
          .or(
              () ->
                  first
                      .filter(value -> value.isBoolean() && entry.getValue().is("boolean"))
                      .map(value -> value.asText()))
          .ifPresent(initial -> acted(entry.getKey(), type.get(), Optional.of(initial)));
    }
    for (var field : List.copyOf(fields.values())) {
      var shown =
          described(record.properties().get(names.getOrDefault(field.name(), field.name())));
      if (field.origin() instanceof Origin.Given given && given.fallback().isEmpty()) {
        shown
            .flatMap(schema -> DocumentTypes.fallback(field.type(), schema.fallback()))
            .ifPresent(
                first ->
                    fields.put(
                        field.name(),
                        new Field(
                            field.name(),
                            field.type(),
                            field.description(),
                            true,
                            field.unique(),
                            new Origin.Given(Optional.of(first), given.fixed()))));
      }
    }
    if (fields.isEmpty()) {
      fields.put(
          "begun_at",
          new Field("begun_at", new FieldType.Instant(), "", true, false, new Origin.Now(false)));
      hidden.add("begun_at");
    }
  }

  private Stream<Described> changes() {
    return group
        .of(Kind.Operation.UPDATE)
        .flatMap(member -> group.body(member).stream())
        .map(DocumentGroup.Within::described);
  }

  /**
   * Whether a property is the role of an account: what others say of it in a body of theirs, nobody
   * says of himself in his.
   */
  private boolean isRole(String property, Described input) {
    return input.properties().keySet().stream()
            .map(DocumentPath::snake)
            .anyMatch(DocumentAccounts.PASSWORDS::contains)
        && described(record.properties().get(property))
            .flatMap(schema -> Roles.of(DocumentPath.snake(property), schema))
            .isPresent();
  }

  /** The bodies of who registers, and of who changes himself. */
  private Stream<Described> ownBodies(Described input) {
    return Stream.concat(
        Stream.of(input),
        group
            .of(Kind.Operation.UPDATE)
            .filter(DocumentGroup.Member::ofAccount)
            .flatMap(member -> group.body(member).stream())
            .map(DocumentGroup.Within::described));
  }

  /** Takes a property; false when it is given by callers and nothing here can hold it. */
  private boolean property(String property, Described input) {
    var given =
        (isRole(property, input) ? ownBodies(input) : Stream.concat(Stream.of(input), changes()))
            .filter(body -> body.properties().containsKey(property))
            .toList();
    var schema =
        given.isEmpty()
            ? described(record.properties().get(property))
            : described(given.getFirst().properties().get(property));
    var name = free(DocumentPath.snake(property));
    if (given.isEmpty() || schema.filter(Described::readOnly).isPresent()) {
      schema.ifPresent(described -> made(property, name, described));
      return true;
    }
    if (schema.filter(DocumentFiles::isBytes).isPresent()) {
      return file(property, name, schema.get(), input);
    }
    var type =
        schema
            .flatMap(described -> DocumentTypes.of(group.document(), described))
            .map(told -> isPassword(property) ? DocumentTypes.secret(told) : told);
    if (type.orElse(null) instanceof FieldType.Secret
        && record.properties().containsKey(property)
        && group.record().filter(shown -> !isWriteOnly(shown, property)).isPresent()) {
      // A secret that is shown is none.
      return false;
    }
    if (type.isEmpty() || !NAME.matcher(name).matches()) {
      return false;
    }
    var fallback =
        DocumentTypes.fallback(type.get(), schema.get().fallback())
            .or(
                () ->
                    input.properties().containsKey(property)
                        ? Optional.empty()
                        : initial(property, type.get()))
            .or(() -> empty(property, type.get(), schema.get(), input));
    put(
        property,
        new Field(
            name,
            type.get(),
            schema.get().description().strip(),
            input.required().contains(property) && fallback.isEmpty(),
            false,
            new Origin.Given(fallback, false)));
    return true;
  }

  /** A text that need not be given, and that answers always have, is empty until then. */
  private Optional<String> empty(
      String property, FieldType type, Described given, Described input) {
    var isAlwaysShown = group.record().isPresent() && isShown(property) && !mayBeMissing(property);
    return isAlwaysShown
            && !input.required().contains(property)
            && !given.nullable()
            && type instanceof FieldType.Text text
            && text.minLength() == 0
            && text.pattern().isEmpty()
        ? Optional.of("''")
        : Optional.empty();
  }

  /** What a property is at first that nobody gives when a record is made. */
  private Optional<String> initial(String property, FieldType type) {
    var shown = described(record.properties().get(property));
    return shown
        .flatMap(schema -> DocumentTypes.fallback(type, schema.fallback()))
        .or(
            () ->
                shown
                    .filter(_ -> type instanceof FieldType.Choice)
                    .flatMap(schema -> Beginnings.of(DocumentPath.snake(property), schema))
                    .map(word -> "'" + word + "'")
                    .filter(word -> !word.matches("'.*['\\\\].*'")));
  }

  /**
   * Takes words and truths that nobody gives and nothing changes, of which it is said or meant what
   * they are at first.
   */
  void begin() {
    begin(_ -> true);
  }

  /** Takes the one of a name, where something changes it; whether records show one of that name. */
  boolean begin(String name) {
    begin(property -> DocumentPath.snake(property).equals(name));
    return fields.containsKey(name) && !hidden.contains(name);
  }

  private void begin(Predicate<String> which) {
    for (var entry : Map.copyOf(unmade).entrySet()) {
      if (!which.test(entry.getKey())) {
        continue;
      }
      var type = DocumentTypes.of(group.document(), entry.getValue());
      if (type.filter(DocumentFields::isWordOrTruth).isEmpty()) {
        continue;
      }
      initial(entry.getKey(), type.get())
          .or(
              () ->
                  entry.getValue().fallback().filter(value -> value.isBoolean()).map(_ -> "false"))
          .ifPresent(initial -> acted(entry.getKey(), type.get(), Optional.of(initial)));
    }
  }

  private static boolean isWordOrTruth(FieldType type) {
    return type instanceof FieldType.Choice || type instanceof FieldType.Truth;
  }

  /** Takes a file, of the types that the document has where it is read, or else sent. */
  private boolean file(String property, String name, Described schema, Described input) {
    if (file().isPresent() || !NAME.matcher(name).matches()) {
      return false;
    }
    var read =
        group.members().stream()
            .map(DocumentGroup.Member::operation)
            .filter(operation -> operation.method().equals("GET"))
            .filter(operation -> DocumentFiles.isAnswered(group.document(), operation))
            .flatMap(operation -> DocumentGroup.successes(operation).stream())
            .flatMap(response -> DocumentFiles.types(response.content()).stream());
    var sent =
        group.members().stream()
            .map(DocumentGroup.Member::operation)
            .filter(operation -> DocumentFiles.isSent(group.document(), operation))
            .flatMap(operation -> operation.requestBody().stream())
            .flatMap(body -> DocumentFiles.types(body.content()).stream());
    var types = read.sorted().distinct().toList();
    put(
        property,
        new Field(
            name,
            DocumentFiles.type(types.isEmpty() ? sent.sorted().distinct().toList() : types),
            schema.description().strip(),
            input.required().contains(property),
            false,
            new Origin.Given(Optional.empty(), false)));
    return true;
  }

  /** The field that is a file; there is one at most. */
  Optional<Field> file() {
    return fields.values().stream()
        .filter(field -> field.type() instanceof FieldType.File)
        .findFirst();
  }

  /** Takes what answers tell of the file. */
  private void told() {
    var file = file();
    if (file.isEmpty()) {
      return;
    }
    if (DocumentFiles.isName(names.getOrDefault("id", ""))) {
      problem = "a file's name is its key, which cannot be kept yet";
    }
    for (var entry : Map.copyOf(unmade).entrySet()) {
      DocumentFiles.part(entry.getKey(), entry.getValue())
          .map(part -> file.get().name() + "." + part.word())
          .filter(name -> !names.containsKey(name))
          .ifPresent(
              name -> {
                unmade.remove(entry.getKey());
                names.put(name, entry.getKey());
              });
    }
    // A file that is sent under the name under which its address is answered.
    var called = names.getOrDefault(file.get().name(), file.get().name());
    var shown = described(record.properties().get(called)).filter(s -> s.is("string"));
    if (shown.isPresent() && group.record().isPresent() && !DocumentFiles.isBytes(shown.get())) {
      names.putIfAbsent(file.get().name() + "." + FieldType.FilePart.URL.word(), called);
    }
  }

  /** Whether a property is a password by its name, and no answer shows it. */
  private boolean isPassword(String property) {
    return DocumentAccounts.PASSWORDS.contains(DocumentPath.snake(property))
        && group
            .record()
            .filter(shown -> shown.described().properties().containsKey(property))
            .isEmpty();
  }

  private boolean isWriteOnly(DocumentGroup.Within shown, String property) {
    return described(shown.described().properties().get(property))
        .filter(Described::writeOnly)
        .isPresent();
  }

  /** A property that the service makes: a time, as far as can be told. */
  private void made(String property, String name, Described schema) {
    var plain = DocumentPath.snake(property);
    if (!schema.is("string") || !schema.format().equals("date-time")) {
      unmade.put(property, schema);
      return;
    }
    if (CREATED.matcher(plain).matches()) {
      names.putIfAbsent("created_at", property);
    } else if (UPDATED.matcher(plain).matches()) {
      names.putIfAbsent("updated_at", property);
    } else {
      put(
          property,
          new Field(
              name,
              new FieldType.Instant(),
              schema.description().strip(),
              true,
              false,
              new Origin.Now(false)));
    }
  }

  /** Those that are numbers or amounts. */
  List<Field> numbers() {
    return fields().stream()
        .filter(
            field ->
                field.type() instanceof FieldType.Whole
                    || field.type() instanceof FieldType.Decimal
                    || field.type() instanceof FieldType.Money)
        .toList();
  }

  /** What the service makes in a way that is not told yet, by the name in JSON. */
  Map<String, Described> unmade() {
    return unmade;
  }

  /** Whether an answer need not have a value of a property. */
  boolean mayBeMissing(String property) {
    return !record.required().contains(property)
        || described(record.properties().get(property)).filter(Described::nullable).isPresent();
  }

  /** The moment of that name as one that has no value until an action gives it one. */
  Optional<Field> happened(String name) {
    return field(name)
        .filter(field -> field.origin() instanceof Origin.Now)
        .filter(field -> mayBeMissing(names.getOrDefault(name, name)))
        .map(
            field -> {
              var late =
                  new Field(
                      name,
                      field.type(),
                      field.description(),
                      false,
                      false,
                      new Origin.Actions(Optional.empty()));
              fields.put(name, late);
              return late;
            });
  }

  /**
   * Takes one of those as a field that actions change.
   *
   * @param initial what it is at first; without a value when empty
   */
  Field acted(String property, FieldType type, Optional<String> initial) {
    var schema = unmade.remove(property);
    var field =
        new Field(
            free(DocumentPath.snake(property)),
            type,
            schema == null ? "" : schema.description().strip(),
            initial.isPresent(),
            false,
            new Origin.Actions(initial));
    put(property, field);
    return field;
  }

  /** Takes one of those as a field that actions give with a new record. */
  Field kept(String property, FieldType type, boolean required) {
    var schema = unmade.remove(property);
    var field =
        new Field(
            free(DocumentPath.snake(property)),
            type,
            schema == null ? "" : schema.description().strip(),
            required,
            false,
            new Origin.Given(Optional.empty(), true));
    put(property, field);
    return field;
  }

  /** Takes a time of one of some names as the moment at which a record was made. */
  void moment(Set<String> called) {
    for (var field : List.copyOf(fields.values())) {
      if (field.origin() instanceof Origin.Now
          && called.contains(field.name().replaceFirst("_value$", ""))
          && !names.containsKey("created_at")) {
        fields.remove(field.name());
        names.put("created_at", names.getOrDefault(field.name(), field.name()));
        names.remove(field.name());
      }
    }
    if (names.containsKey("updated_at") && !names.containsKey("created_at")) {
      names.put("created_at", names.remove("updated_at"));
    }
  }

  /** Takes those that are roles of accounts, which nobody gives himself. */
  void roles() {
    for (var entry : Map.copyOf(unmade).entrySet()) {
      Roles.of(DocumentPath.snake(entry.getKey()), entry.getValue())
          .ifPresent(role -> acted(entry.getKey(), role.type(), Optional.of(role.initial())));
    }
  }

  /** Takes one of those as the whole address of a path. */
  void linked(String property, String path) {
    var schema = unmade.remove(property);
    put(
        property,
        new Field(
            free(DocumentPath.snake(property)),
            new FieldType.Url(),
            schema == null ? "" : schema.description().strip(),
            true,
            false,
            new Origin.Link(path)));
  }

  /** Takes what is made of the records of another kind that refer to this one by a field. */
  void figures(DocumentFields other, String by) {
    var kind = other.group.name();
    for (var entry : Map.copyOf(unmade).entrySet()) {
      var plain = DocumentPath.snake(entry.getKey());
      var figure =
          isNumber(entry.getValue()) && counts(kind).contains(plain)
              ? Optional.of(
                  new Origin.Aggregated(
                      AggregateFunction.COUNT, kind, by, Optional.empty(), Optional.empty()))
              : entry.getValue().is("number")
                  ? other.average(plain, kind, by)
                  : Optional.<Origin.Aggregated>empty();
      figure.ifPresent(
          origin -> {
            unmade.remove(entry.getKey());
            var name = free(plain);
            put(
                entry.getKey(),
                new Field(
                    name,
                    origin.function() == AggregateFunction.COUNT
                        ? new FieldType.Whole(FieldType.Bounds.NONE)
                        : new FieldType.Decimal(FieldType.Bounds.NONE, 6),
                    entry.getValue().description().strip(),
                    false,
                    false,
                    origin));
          });
    }
  }

  /**
   * Takes who made a record, as the service says it.
   *
   * @param kind of accounts
   */
  void madeBy(String kind) {
    for (var entry : Map.copyOf(unmade).entrySet()) {
      var plain = DocumentPath.snake(entry.getKey());
      if ((MAKERS.contains(plain) || plain.equals(kind + "_id"))
          && (entry.getValue().is("string") || entry.getValue().is("integer"))
          && !isMadeBy()) {
        unmade.remove(entry.getKey());
        put(entry.getKey(), maker(free(plain), kind, entry.getValue().description().strip()));
      }
    }
  }

  /** Takes a member as who made a record. */
  void madeByShown(String kind, String property) {
    var schema = unmade.remove(property);
    var text = schema == null ? "" : schema.description().strip();
    put(property, maker(free(DocumentPath.snake(property)), kind, text));
  }

  /** Keeps who made a record, which no answer shows. */
  void madeByHidden(String kind) {
    madeByHidden(kind, "owner");
  }

  /** The same, as a field of a name. */
  void madeByHidden(String kind, String wanted) {
    if (!isMadeBy()) {
      var name = free(wanted);
      put(name, maker(name, kind, ""));
      hidden.add(name);
    }
  }

  /** Keeps which wallet made a record, which no answer shows. */
  void madeByWallet() {
    var name = free("owner");
    put(name, new Field(name, new FieldType.Wallet(), "", true, false, new Origin.Caller()));
    hidden.add(name);
  }

  /** The field that says who made a record. */
  Optional<String> maker() {
    return fields.values().stream()
        .filter(
            field ->
                field.origin() instanceof Origin.Account || field.origin() instanceof Origin.Caller)
        .map(Field::name)
        .findFirst();
  }

  /**
   * Takes what is known of what callers do with a record: whether they do, how many, how much.
   *
   * @param known the figure of a member, by its name in snake_case
   */
  void related(BiFunction<String, Described, Optional<Origin.Aggregated>> known) {
    for (var entry : Map.copyOf(unmade).entrySet()) {
      var plain = DocumentPath.snake(entry.getKey());
      var figure = known.apply(plain, entry.getValue());
      if (figure.isPresent()) {
        unmade.remove(entry.getKey());
        put(entry.getKey(), figure(free(plain), entry.getValue(), figure.get()));
      }
    }
  }

  /** The figure of a name, which only other answers show where the record's own do not. */
  Field figuredUnseen(String plain, Described schema, Origin.Aggregated origin) {
    return fields.values().stream()
        .filter(field -> field.origin().equals(origin))
        .findFirst()
        .orElseGet(
            () -> {
              var field = figure(free(plain), schema, origin);
              fields.put(field.name(), field);
              hidden.add(field.name());
              return field;
            });
  }

  private static Field figure(String name, Described schema, Origin.Aggregated origin) {
    return new Field(
        name,
        switch (origin.function()) {
          case MINE -> new FieldType.Truth();
          case AVERAGE -> new FieldType.Decimal(FieldType.Bounds.NONE, 6);
          default -> new FieldType.Whole(FieldType.Bounds.NONE);
        },
        schema.description().strip(),
        false,
        false,
        origin);
  }

  private boolean isMadeBy() {
    return fields.values().stream().anyMatch(field -> field.origin() instanceof Origin.Account);
  }

  private static Field maker(String name, String kind, String description) {
    return new Field(
        name,
        new FieldType.Reference(kind, FieldType.OnDelete.CASCADE),
        description,
        true,
        false,
        new Origin.Account());
  }

  private static boolean isNumber(Described schema) {
    return schema.is("integer") || schema.is("number");
  }

  private static Set<String> counts(String kind) {
    var plural = Nouns.plural(kind);
    return Set.of(
        kind + "_count",
        plural + "_count",
        "count_of_" + plural,
        "number_of_" + plural,
        "num_" + plural,
        "total_" + plural,
        plural);
  }

  /** The average of a field of this kind, such as {@code average_rating} of {@code rating}. */
  private Optional<Origin.Aggregated> average(String name, String kind, String by) {
    return fields.values().stream()
        .filter(
            field ->
                field.type() instanceof FieldType.Whole
                    || field.type() instanceof FieldType.Decimal)
        .filter(
            field ->
                Set.of(
                        "average_" + field.name(),
                        "avg_" + field.name(),
                        "mean_" + field.name(),
                        field.name() + "_average",
                        field.name() + "_avg")
                    .contains(name))
        .findFirst()
        .map(
            field ->
                new Origin.Aggregated(
                    AggregateFunction.AVERAGE,
                    kind,
                    by,
                    Optional.of(field.name()),
                    Optional.empty()));
  }

  /** The field that refers to a kind, when a path says so. */
  Optional<String> refersTo(String kind) {
    return fields.values().stream()
        .filter(field -> field.type() instanceof FieldType.Reference(var to, _) && to.equals(kind))
        .map(Field::name)
        .findFirst();
  }

  /** No two records share a value of this field. */
  void unique(String name) {
    fields.computeIfPresent(
        name,
        (_, field) ->
            new Field(
                field.name(),
                field.type(),
                field.description(),
                field.required(),
                true,
                field.origin()));
  }

  /**
   * Takes a field that a header or a cookie gives.
   *
   * @param shown what records call it; empty where they do not show it
   */
  void sent(Optional<String> shown, String base, FieldType type) {
    shown.ifPresent(unmade::remove);
    var name = free(shown.map(DocumentPath::snake).orElse(base));
    var field = new Field(name, type, "", true, false, new Origin.Given(Optional.empty(), true));
    put(shown.orElse(name), field);
    if (shown.isEmpty()) {
      hidden.add(name);
    }
    sent.put(base, name);
  }

  /** The field that a header or a cookie alone gives. */
  Optional<Field> sent(String base) {
    return Optional.ofNullable(sent.get(base)).flatMap(this::field);
  }

  private void put(String property, Field field) {
    fields.put(field.name(), field);
    if (!field.name().equals(property)) {
      names.put(field.name(), property);
    }
  }

  private String free(String wanted) {
    var name = RESERVED.contains(wanted) ? wanted + "_value" : wanted;
    while (fields.containsKey(name)) {
      name += "_too";
    }
    return name;
  }

  /** What a parameter before the noun is: a field that refers to its kind, shown or not. */
  private void parent(DocumentPath.Parent parent) {
    if (parents.containsKey(parent.parameter())) {
      return;
    }
    var kind = Nouns.singular(DocumentPath.snake(parent.noun()));
    var property =
        Stream.of(parent.parameter(), kind + "_id")
            .flatMap(
                name ->
                    record.properties().keySet().stream()
                        .filter(p -> DocumentPath.snake(p).equals(DocumentPath.snake(name))))
            .filter(p -> !p.equals(names.get("id")))
            .findFirst();
    if (!isGivenByPath(parent)) {
      selected(parent, kind, property.or(() -> maker(kind)));
      return;
    }
    var before = property.flatMap(this::called);
    // Every list has an order, by which none can be kept to one.
    var name =
        before.map(Field::name).orElseGet(() -> free(kind.equals("order") ? "of_order" : kind));
    FieldType type =
        kinds.contains(kind) && !kind.equals(group.name())
            ? new FieldType.Reference(kind, FieldType.OnDelete.CASCADE)
            : before.map(Field::type).orElseGet(DocumentTypes::line);
    var field = new Field(name, type, "", true, false, new Origin.Given(Optional.empty(), true));
    fields.put(name, field);
    if (property.isPresent()) {
      if (!name.equals(property.get())) {
        names.put(name, property.get());
      }
    } else {
      hidden.add(name);
    }
    parents.put(parent.parameter(), name);
  }

  /** Whether whoever makes a record says it in the path. */
  private boolean isGivenByPath(DocumentPath.Parent parent) {
    var makers =
        group.of(Kind.Operation.CREATE).findAny().isPresent()
            ? group.of(Kind.Operation.CREATE)
            : group.of(Kind.Operation.UPDATE).filter(m -> m.operation().method().equals("PUT"));
    return makers.allMatch(
        member ->
            member.path().parents().stream()
                .anyMatch(one -> one.parameter().equals(parent.parameter())));
  }

  /** The one member that says whose a record is, where the noun is of people. */
  private Optional<String> maker(String kind) {
    var all =
        record.properties().keySet().stream()
            .filter(_ -> PEOPLE.contains(kind))
            .filter(property -> MAKERS.contains(DocumentPath.snake(property)))
            .toList();
    return all.size() == 1 ? Optional.of(all.getFirst()) : Optional.empty();
  }

  /** What a parameter of lists is, where bodies say it: a field, or what a list of it has. */
  private void selected(DocumentPath.Parent parent, String kind, Optional<String> property) {
    var field =
        property
            .flatMap(this::called)
            .or(() -> like(DocumentPath.snake(parent.parameter())))
            .or(() -> like(kind));
    if (field.isEmpty() || !(field.get().origin() instanceof Origin.Given)) {
      others.put(parent.parameter(), kind);
      return;
    }
    var isId = field.get().name().endsWith("_id") || property.isPresent();
    if (kinds.contains(kind) && !kind.equals(group.name()) && isId && isWord(field.get().type())) {
      retyped(field.get().name(), new FieldType.Reference(kind, FieldType.OnDelete.CASCADE));
    }
    parents.put(parent.parameter(), field.get().name());
  }

  Optional<Described> described(@org.jspecify.annotations.Nullable Schema schema) {
    return schema == null ? Optional.empty() : group.described(schema);
  }
}
