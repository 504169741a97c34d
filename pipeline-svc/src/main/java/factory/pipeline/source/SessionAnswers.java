package factory.pipeline.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import factory.pipeline.document.ApiDocument;
import factory.pipeline.document.ApiDocument.Operation;
import factory.pipeline.document.ApiDocument.Response;
import factory.pipeline.document.Schema;
import factory.pipeline.document.Schema.Described;
import factory.pipeline.spec.Accounts;
import factory.pipeline.spec.Accounts.Member;
import factory.pipeline.spec.Accounts.Part;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Route;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Reads answers that tell of a session: its token, its times, and whose it is. */
final class SessionAnswers {
  private static final Set<String> TOKENS =
      Set.of(
          "token",
          "access_token",
          "access",
          "auth_token",
          "session_token",
          "session_id",
          "session",
          "jwt",
          "id_token",
          "api_key",
          "key");
  private static final Set<String> REFRESHES = Set.of("refresh_token", "refresh");
  private static final Set<String> ENDS = Set.of("expires_at", "expires", "expiration", "expiry");
  private static final Set<String> RECORDS = Set.of("user", "account", "profile", "me");

  private final ApiDocument document;
  private final boolean cookies;

  SessionAnswers(ApiDocument document) {
    this.document = document;
    cookies =
        DocumentAccounts.scheme(document)
            .filter(scheme -> scheme.scheme() == Accounts.Scheme.COOKIE)
            .isPresent();
  }

  /**
   * The account whose session an answer tells of.
   *
   * @param kind its singular name
   * @param names of its fields in JSON, where they have others
   */
  record Account(String kind, List<Field> fields, Map<String, String> names) {
    /** The field that is called so, or {@code id}; none that is secret. */
    private Optional<String> field(String plain) {
      if (plain.equals("id") || plain.equals(kind + "_id") || plain.equals("user_id")) {
        return Optional.of("id");
      }
      return fields.stream()
          .filter(field -> !(field.type() instanceof FieldType.Secret))
          .filter(
              field ->
                  DocumentPath.snake(names.getOrDefault(field.name(), field.name())).equals(plain))
          .map(Field::name)
          .findFirst();
    }
  }

  /** The first success of an operation. */
  static Optional<Response> success(Operation operation) {
    return DocumentGroup.successes(operation).stream().findFirst();
  }

  /** The object that an answer is. */
  Optional<Described> object(Response response) {
    return DocumentGroup.json(response.content())
        .flatMap(schema -> Schemas.described(document, schema))
        .filter(described -> described.is("object") && !described.properties().isEmpty());
  }

  private Optional<Described> member(Described object, String name) {
    return Optional.ofNullable(object.properties().get(name))
        .flatMap(schema -> Schemas.described(document, schema));
  }

  /** The only member of an answer, where it has the rest. */
  Optional<String> within(Described answer) {
    return answer.properties().size() == 1
        ? answer.properties().keySet().stream()
            .filter(
                name ->
                    member(answer, name)
                        .filter(inner -> inner.is("object") && !inner.properties().isEmpty())
                        .isPresent())
            .findFirst()
        : Optional.empty();
  }

  private Optional<Described> inner(Response response) {
    var answer = object(response);
    return answer.flatMap(all -> within(all).flatMap(name -> member(all, name)).or(() -> answer));
  }

  /** Whether an answer has a session for whoever gets it: a token, or a cookie. */
  boolean tellsSession(Response response) {
    return (cookies
            && response.headers().stream()
                .anyMatch(header -> header.name().equalsIgnoreCase("Set-Cookie")))
        || inner(response).filter(object -> token(object).isPresent()).isPresent();
  }

  private Optional<String> token(Described object) {
    return object.properties().keySet().stream()
        .filter(name -> TOKENS.contains(DocumentPath.snake(name)))
        .filter(name -> member(object, name).filter(one -> one.is("string")).isPresent())
        .findFirst();
  }

  /**
   * The record in an answer that has a session as well: a member of it, or what of it is none of
   * the session's; empty where it has none.
   */
  Optional<DocumentGroup.Within> record(Response response, String kind) {
    var object = inner(response);
    if (object.isEmpty()) {
      return Optional.empty();
    }
    for (var entry : object.get().properties().entrySet()) {
      var plain = DocumentPath.snake(entry.getKey());
      var inside =
          member(object.get(), entry.getKey())
              .filter(one -> one.is("object") && !one.properties().isEmpty());
      if (inside.isPresent() && (RECORDS.contains(plain) || plain.equals(kind))) {
        return Optional.of(
            new DocumentGroup.Within(Optional.of(entry.getKey()), entry.getValue(), inside.get()));
      }
    }
    var rest = without(object.get());
    return rest.properties().isEmpty()
        ? Optional.empty()
        : Optional.of(new DocumentGroup.Within(Optional.empty(), rest, rest));
  }

  /** An object without what is a session's. */
  private Described without(Described object) {
    Map<String, Schema> properties = new LinkedHashMap<>();
    object
        .properties()
        .forEach(
            (name, schema) -> {
              if (!isOfSession(DocumentPath.snake(name))) {
                properties.put(name, schema);
              }
            });
    Set<String> required = new LinkedHashSet<>(object.required());
    required.retainAll(properties.keySet());
    return object.with(properties, required);
  }

  private static boolean isOfSession(String plain) {
    return TOKENS.contains(plain)
        || REFRESHES.contains(plain)
        || ENDS.contains(plain)
        || Set.of("expires_in", "token_type", "message", "success", "status").contains(plain);
  }

  /** The answer of a route of an account's record, where it tells of a session. */
  Optional<Route.Answer> route(Response response, Account account, Predicate<Member> which) {
    if (!tellsSession(response)) {
      return Optional.empty();
    }
    var answer = object(response);
    return Optional.of(
        new Route.Answer.Session(
            answer.flatMap(this::within),
            members(response, account, true).stream().filter(which).toList()));
  }

  /**
   * What the members of an answer say, as far as that is known.
   *
   * @param isOfSession whether there is a session to tell of
   */
  List<Member> members(Response response, Account account, boolean isOfSession) {
    List<Member> members = new ArrayList<>();
    inner(response)
        .ifPresent(
            object ->
                object
                    .properties()
                    .keySet()
                    .forEach(
                        name ->
                            member(object, name)
                                .flatMap(schema -> said(name, schema, account, isOfSession))
                                .ifPresent(members::add)));
    return members;
  }

  private static Optional<Member> said(
      String name, Described schema, Account account, boolean isOfSession) {
    var plain = DocumentPath.snake(name);
    if (isOfSession && schema.is("string") && TOKENS.contains(plain)) {
      return of(name, Part.TOKEN);
    }
    if (isOfSession && schema.is("string") && REFRESHES.contains(plain)) {
      return of(name, Part.REFRESH_TOKEN);
    }
    if (isOfSession && schema.format().equals("date-time") && ENDS.contains(plain)) {
      return of(name, Part.EXPIRES_AT);
    }
    if (isOfSession && schema.is("integer") && plain.equals("expires_in")) {
      return of(name, Part.EXPIRES_IN);
    }
    if (schema.is("object")) {
      return RECORDS.contains(plain) || plain.equals(account.kind())
          ? of(name, Part.RECORD)
          : Optional.empty();
    }
    var field = account.field(plain);
    if (field.isPresent()) {
      return Optional.of(new Member(name, Part.FIELD, field, Optional.empty()));
    }
    var said =
        plain.equals("token_type") && schema.words().isEmpty() && schema.example().isEmpty()
            ? Optional.<JsonNode>of(TextNode.valueOf("bearer"))
            : Acknowledgement.of(plain, schema);
    return said.map(value -> new Member(name, Part.CONSTANT, Optional.empty(), Optional.of(value)));
  }

  private static Optional<Member> of(String name, Part part) {
    return Optional.of(new Member(name, part, Optional.empty(), Optional.empty()));
  }
}
