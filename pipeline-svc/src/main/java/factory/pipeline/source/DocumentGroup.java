package factory.pipeline.source;

import factory.pipeline.document.ApiDocument;
import factory.pipeline.document.ApiDocument.Content;
import factory.pipeline.document.ApiDocument.Response;
import factory.pipeline.document.Schema;
import factory.pipeline.document.Schema.Described;
import factory.pipeline.spec.Kind.Operation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The operations of a document that are about one noun, and what their bodies look like.
 *
 * @param name the noun, singular, in snake_case
 */
record DocumentGroup(ApiDocument document, String name, List<Member> members) {
  private static final String JSON = "application/json";
  private static final List<String> FORMS =
      List.of("application/x-www-form-urlencoded", "multipart/form-data");

  /** What a member is called that has the records, where there are several lists. */
  private static final Set<String> ROWS =
      Set.of(
          "content",
          "items",
          "data",
          "results",
          "records",
          "rows",
          "docs",
          "list",
          "elements",
          "entries");

  /** A body without members, as of what is made of nothing. */
  private static final Within NOTHING =
      new Within(Optional.empty(), DocumentFiles.NOTHING, DocumentFiles.NOTHING);

  /**
   * One operation and its path.
   *
   * @param ofAccount whether it is about who is logged in
   */
  record Member(
      ApiDocument.Operation operation,
      DocumentPath path,
      Optional<DocumentRelations.Listed> listed,
      boolean ofAccount) {
    Member(
        ApiDocument.Operation operation,
        DocumentPath path,
        Optional<DocumentRelations.Listed> listed) {
      this(operation, path, listed, false);
    }

    /** Whether it lists what whoever calls has to do with, beside what is there for all. */
    boolean isMine() {
      return listed.isPresent();
    }

    /** What it does by its method and path; empty when they do not say. */
    Optional<Operation> does() {
      var one = path.one().isPresent() || ofAccount;
      if (ofAccount && operation.method().equals("GET")) {
        // It answers who is logged in, as accounts do.
        return Optional.empty();
      }
      return switch (operation.method()) {
        case "GET" -> Optional.of(one ? Operation.READ : Operation.LIST);
        case "POST" ->
            one
                // Below a record, as where its file is.
                ? Optional.of(Operation.UPDATE).filter(_ -> !operation.path().matches(".*\\}/?"))
                : Optional.of(Operation.CREATE);
        case "PUT", "PATCH" -> one ? Optional.of(Operation.UPDATE) : Optional.empty();
        case "DELETE" -> one ? Optional.of(Operation.DELETE) : Optional.empty();
        default -> Optional.empty();
      };
    }
  }

  /** A schema, and the member of an object that has it, if it is not all there is. */
  record Within(Optional<String> member, Schema schema, Described described) {
    /** Whether it says what an object has. */
    boolean isSaid() {
      return !described.properties().isEmpty();
    }
  }

  Stream<Member> of(Operation operation) {
    return members.stream().filter(member -> member.does().equals(Optional.of(operation)));
  }

  /** The body that makes one: of POST, or of a PUT where there is no POST. */
  Optional<Within> input() {
    var put = of(Operation.UPDATE).filter(member -> member.operation().method().equals("PUT"));
    return (of(Operation.CREATE).findAny().isPresent() ? of(Operation.CREATE) : put)
        .flatMap(member -> body(member).stream())
        .findFirst()
        .or(() -> isMadeBare() ? Optional.of(NOTHING) : Optional.empty());
  }

  /** Whether one is made of nothing, and found again by what names it. */
  boolean isMadeBare() {
    return of(Operation.CREATE).findAny().isPresent()
        && of(Operation.CREATE).allMatch(member -> isBare(member.operation()))
        && (of(Operation.READ).findAny().isPresent() || of(Operation.LIST).findAny().isPresent())
        && record()
            .filter(
                one ->
                    Stream.concat(
                            Stream.of("id", name + "Id", name + "_id"),
                            members.stream().flatMap(member -> member.path().one().stream()))
                        .anyMatch(one.described().properties()::containsKey))
            .isPresent();
  }

  private static boolean isBare(ApiDocument.Operation operation) {
    return operation.requestBody().isEmpty()
        && operation.parameters().stream().allMatch(parameter -> parameter.in().equals("path"))
        && DocumentPath.of(operation.path())
            .filter(path -> Nouns.isPlural(path.name()))
            .isPresent();
  }

  /** What an operation is sent. */
  Optional<Within> body(Member member) {
    return member
        .operation()
        .requestBody()
        .flatMap(body -> json(body.content()).or(() -> form(body.content())))
        .flatMap(this::unwrapped)
        .or(() -> DocumentTextBodies.form(this, member.operation()))
        .or(() -> file(member));
  }

  /** A body that is a file, as if a form had it. */
  private Optional<Within> file(Member member) {
    return member
        .operation()
        .requestBody()
        .filter(_ -> DocumentFiles.isSent(document, member.operation()))
        .flatMap(body -> DocumentFiles.schema(body.content()))
        .flatMap(this::described)
        .map(DocumentFiles::form)
        .map(form -> new Within(Optional.empty(), form, form));
  }

  /** The media types of a body that can be taken here; none when it is JSON alone. */
  static List<String> bodyTypes(ApiDocument.Operation operation) {
    var types =
        operation.requestBody().stream()
            .flatMap(body -> body.content().stream())
            .map(Content::mediaType)
            .filter(type -> type.equals(JSON) || FORMS.contains(type))
            .sorted()
            .distinct()
            .toList();
    return types.equals(List.of(JSON)) ? List.of() : types;
  }

  /** Whether a body may be JSON. */
  static boolean takesJson(ApiDocument.Operation operation) {
    return operation.requestBody().filter(body -> json(body.content()).isPresent()).isPresent();
  }

  private static Optional<Schema> form(List<Content> content) {
    return content.stream()
        .filter(one -> FORMS.contains(one.mediaType()))
        .flatMap(one -> one.schema().stream())
        .findFirst();
  }

  /** One as it is answered. */
  Optional<Within> record() {
    // An answer that is a file, or any object, says nothing of what else there is of it.
    var read = of(Operation.READ).flatMap(member -> answer(member).stream()).filter(Within::isSaid);
    var made =
        of(Operation.CREATE).flatMap(member -> answer(member).stream()).filter(Within::isSaid);
    var listed = of(Operation.LIST).flatMap(member -> list(member).stream()).filter(Within::isSaid);
    var own = members.stream().filter(Member::ofAccount).flatMap(one -> answer(one).stream());
    // Who registers is told of his session, and perhaps of a part of the account.
    return of(Operation.CREATE).anyMatch(member -> session(member).isPresent())
        ? Stream.of(read, listed, own, made).flatMap(all -> all).findFirst()
        : Stream.of(read, listed, made, own).flatMap(all -> all).findFirst();
  }

  /** The one success that an operation answers. */
  static List<Response> successes(ApiDocument.Operation operation) {
    return operation.responses().stream()
        .filter(response -> response.status().matches("2[0-9]{2}"))
        .toList();
  }

  /**
   * Whether an operation answers JSON of which nothing is said, or reads something and nothing is
   * said of its answer.
   */
  boolean isUnsaid(Member member) {
    return successes(member.operation()).stream().anyMatch(success -> isUnsaid(member, success))
        || Stream.concat(answer(member).stream(), list(member).stream())
            .anyMatch(within -> !within.isSaid());
  }

  /** The same of one answer. */
  boolean isUnsaid(Member member, Response success) {
    var content = success.content();
    return content.isEmpty()
        ? member.operation().method().equals("GET") && success.status().equals("200")
        : content.size() == 1
            && content.getFirst().mediaType().equals(JSON)
            && content.getFirst().schema().map(schema -> isUnsaid(member, schema)).orElse(true);
  }

  /** Nothing, an object of anything where one is answered, or a list of such where some are. */
  private boolean isUnsaid(Member member, Schema schema) {
    var isAny = Schemas.isAnything(document, schema);
    return member.does().equals(Optional.of(Operation.LIST))
        ? isAny
            || described(schema)
                .filter(list -> list.is("array") && list.limits().bounds().isEmpty())
                .flatMap(Described::items)
                .filter(item -> isAnyOne(item))
                .isPresent()
        : isAnyOne(schema);
  }

  private boolean isAnyOne(Schema schema) {
    return Schemas.isAnything(document, schema) || Schemas.isAnyObject(document, schema);
  }

  /** What an operation answers of one. */
  Optional<Within> answer(Member member) {
    var session = session(member);
    if (session.isPresent()) {
      return new SessionAnswers(document).record(session.get(), name);
    }
    return successes(member.operation()).stream()
        .flatMap(response -> json(response.content()).stream())
        .flatMap(schema -> answered(schema).stream())
        .findFirst();
  }

  /** The record of an answer, itself or a member of an object that says how the call went. */
  Optional<Within> answered(Schema schema) {
    return described(schema)
        .filter(object -> object.is("object"))
        .flatMap(new Envelope(this)::inner)
        .or(() -> unwrapped(schema));
  }

  /** The answer that tells of a session besides. */
  private Optional<Response> session(Member member) {
    return member.ofAccount() || hasPassword(member)
        ? successes(member.operation()).stream()
            .filter(new SessionAnswers(document)::tellsSession)
            .findFirst()
        : Optional.empty();
  }

  /** Whether an operation makes what has a password, of which an answer may have a session. */
  private boolean hasPassword(Member member) {
    return member.does().equals(Optional.of(Operation.CREATE))
        && body(member)
            .filter(
                body ->
                    body.described().properties().keySet().stream()
                        .map(DocumentPath::snake)
                        .anyMatch(DocumentAccounts.PASSWORDS::contains))
            .isPresent();
  }

  /** What the items of a list look like. */
  Optional<Within> list(Member member) {
    return successes(member.operation()).stream()
        .flatMap(response -> json(response.content()).stream())
        .flatMap(schema -> rows(schema).stream())
        .findFirst();
  }

  /** The array of a list's answer, itself or in an object; its item described. */
  Optional<Within> rows(Schema schema) {
    var described = described(schema);
    if (described.isEmpty()) {
      return Optional.empty();
    }
    if (described.get().is("array")) {
      return item(described.get(), Optional.empty());
    }
    var arrays =
        described.get().properties().entrySet().stream()
            .filter(p -> described(p.getValue()).filter(d -> d.is("array")).isPresent())
            .toList();
    // Beside the records there may be other lists about them, such as how they are sorted.
    var named =
        arrays.stream()
            .filter(
                array -> {
                  var called = DocumentPath.snake(array.getKey());
                  return ROWS.contains(called) || called.equals(Nouns.plural(name));
                })
            .toList();
    var one = arrays.size() == 1 ? arrays : named;
    return one.size() == 1
        ? described(one.getFirst().getValue())
            .flatMap(array -> item(array, Optional.of(one.getFirst().getKey())))
        : arrays.isEmpty() ? nested(described.get()) : Optional.empty();
  }

  /** The records of a list that are a member of a member: {@code {"data": {"users": [...]}}}. */
  private Optional<Within> nested(Described answer) {
    var around =
        answer.properties().entrySet().stream()
            .filter(member -> Envelope.NAMES.contains(DocumentPath.snake(member.getKey())))
            .toList();
    return around.size() != 1
        ? Optional.empty()
        : described(around.getFirst().getValue())
            .filter(inner -> inner.is("object") && !inner.properties().isEmpty())
            .flatMap(inner -> rows(inner))
            .filter(rows -> rows.member().filter(name -> !name.contains("/")).isPresent())
            .map(
                rows ->
                    new Within(
                        rows.member().map(name -> around.getFirst().getKey() + "/" + name),
                        rows.schema(),
                        rows.described()));
  }

  private Optional<Within> item(Described array, Optional<String> member) {
    return array
        .items()
        .flatMap(
            item ->
                described(item).filter(d -> d.is("object")).map(d -> new Within(member, item, d)));
  }

  /** An object, or the one that is the only member of an object and is called like it. */
  Optional<Within> unwrapped(Schema schema) {
    var object = described(schema).filter(d -> d.is("object") && !d.properties().isEmpty());
    if (object.isEmpty()) {
      return Optional.empty();
    }
    Map<String, Schema> members = object.get().properties();
    if (members.size() == 1) {
      var only = members.entrySet().iterator().next();
      var called = DocumentPath.snake(only.getKey());
      var inner =
          described(only.getValue()).filter(d -> d.is("object") && !d.properties().isEmpty());
      if (inner.isPresent() && (called.equals(name) || Envelope.NAMES.contains(called))) {
        return Optional.of(new Within(Optional.of(only.getKey()), only.getValue(), inner.get()));
      }
    }
    return Optional.of(new Within(Optional.empty(), schema, object.get()));
  }

  Optional<Described> described(Schema schema) {
    return Schemas.described(document, schema);
  }

  static Optional<Schema> json(List<Content> content) {
    return content.stream()
        .filter(one -> one.mediaType().equals(JSON))
        .flatMap(one -> one.schema().stream())
        .findFirst();
  }
}
