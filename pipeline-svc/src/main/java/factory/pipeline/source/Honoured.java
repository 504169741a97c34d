package factory.pipeline.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import factory.pipeline.document.ApiDocument;
import factory.pipeline.document.ApiDocument.Content;
import factory.pipeline.document.ApiDocument.Operation;
import factory.pipeline.document.ApiDocument.Parameter;
import factory.pipeline.document.ApiDocument.Response;
import factory.pipeline.document.Schema;
import factory.pipeline.spec.Accounts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Holds what would be served against the document that was given, operation by operation. An
 * operation is honoured when whoever is written against the document can live with what is served:
 * it has the same address, is open to the same callers, has the same statuses of success, takes
 * whatever the document says that it takes, and answers nothing that the document does not say.
 */
final class Honoured {
  /** What nothing here may ever lead to, and callers can live without. */
  private static final Set<String> HARMLESS =
      Set.of("400", "401", "405", "406", "413", "415", "422", "429");

  /** A parameter that asks for something besides. */
  private static final Pattern MORE = Pattern.compile("(?:include|with|embed|expand)_(.+)");

  /** The words of a truth in an address. */
  private static final Set<JsonNode> TRUTHS =
      Set.of(TextNode.valueOf("true"), TextNode.valueOf("false"));

  private static final Pattern PARAMETER = Pattern.compile("\\{[^/{}]*\\}");

  private final ApiDocument given;
  private final ApiDocument served;
  private final Set<String> absent;
  private final Set<String> assumptions;

  /**
   * A comparison.
   *
   * @param absent what answers may have in the document, and never have here, is added
   * @param assumptions what is served besides, or bounds that the document does not name, are added
   */
  Honoured(ApiDocument given, ApiDocument served, Set<String> absent, Set<String> assumptions) {
    this.given = given;
    this.served = served;
    this.absent = absent;
    this.assumptions = assumptions;
  }

  /** Why an operation is not honoured; empty when it is. */
  Optional<String> difference(Operation operation) {
    var ours =
        served.operations().stream()
            .filter(o -> o.method().equals(operation.method()))
            .filter(o -> template(o).equals(template(operation)))
            .findFirst();
    if (ours.isEmpty()) {
      return Optional.of(
          operation.method().equals("TRACE")
              ? "TRACE never reaches a service here"
              : "what it does cannot be told from the document yet");
    }
    if (!operation.callbacks().isEmpty()) {
      return Optional.of(
          "it wants calls to be made (%s), and services here cannot call out"
              .formatted(String.join(", ", operation.callbacks())));
    }
    if (!served.securitySchemes().isEmpty()) {
      var closed = DocumentAccounts.isClosed(operation);
      if (closed != DocumentAccounts.isClosed(ours.get())) {
        return Optional.of(
            closed
                ? "only who is logged in may do that in the document, and here anybody"
                : "anybody may do that in the document, and here only who is logged in");
      }
    } else if (!operation.security().isEmpty()
        && operation.security().stream().noneMatch(this::isOurs)) {
      return Optional.of(
          "callers show who they are by %s, which a service here cannot check yet"
              .formatted(
                  operation.security().stream()
                      .map(way -> String.join(" and ", way))
                      .collect(Collectors.joining(" or "))));
    } else if (tellsIssuers(operation) && Roles.isForSome(operation)) {
      return Optional.of("only some callers may do that in the document, and here all may");
    }
    return parameters(operation, ours.get())
        .or(() -> body(operation, ours.get()))
        .or(() -> statuses(operation, ours.get()))
        .or(() -> answers(operation, ours.get()));
  }

  /**
   * Whether the gate asks for what a document asks for: a bearer token, or a key in {@code
   * X-API-Key}. Who has one is the gate's to say.
   */
  private boolean isOurs(List<String> way) {
    return way.stream()
        .allMatch(
            name ->
                given.securitySchemes().stream()
                    .filter(scheme -> scheme.name().equals(name))
                    .anyMatch(scheme -> isOurs(scheme) && !(isBasic(scheme) && keepsPasswords())));
  }

  /** Whether callers give passwords, which are those that they show then. */
  private boolean keepsPasswords() {
    return given.operations().stream()
        .flatMap(operation -> operation.requestBody().stream())
        .flatMap(body -> body.content().stream())
        .flatMap(content -> content.schema().stream())
        .flatMap(schema -> Schemas.described(given, schema).stream())
        .flatMap(body -> body.properties().keySet().stream())
        .map(DocumentPath::snake)
        .anyMatch(DocumentAccounts.PASSWORDS::contains);
  }

  /** Whether the document has somebody else give tokens, which is told. */
  private boolean tellsIssuers(Operation operation) {
    var isTold = false;
    for (var scheme : given.securitySchemes()) {
      if (isBasic(scheme)
          && operation.security().stream().anyMatch(way -> way.contains(scheme.name()))) {
        assumptions.add(
            ("Who may call by '%s' is the gate's to say: it takes a token of its own in place of a"
                    + " name and a password.")
                .formatted(scheme.name()));
        isTold = true;
      }
      if (isIssuedElsewhere(scheme)
          && operation.security().stream().anyMatch(way -> way.contains(scheme.name()))) {
        assumptions.add(
            ("Who may call by '%s' is the gate's to say: whoever it lets in has all scopes, and it"
                    + " takes no token of another issuer.")
                .formatted(scheme.name()));
        isTold = true;
      }
    }
    return isTold;
  }

  private static boolean isOurs(ApiDocument.SecurityScheme scheme) {
    return isIssuedElsewhere(scheme)
        || isBasic(scheme)
        || (scheme.type().equals("http") && scheme.scheme().equalsIgnoreCase("bearer"))
        || (scheme.type().equals("apiKey")
            && scheme.in().equals("header")
            && scheme.parameter().equalsIgnoreCase("X-API-Key"));
  }

  /**
   * Whether callers show a name and a password each time. Where the document has no accounts, they
   * are given by somebody else.
   */
  private static boolean isBasic(ApiDocument.SecurityScheme scheme) {
    return scheme.type().equals("http") && scheme.scheme().equalsIgnoreCase("basic");
  }

  /**
   * Whether somebody else gives callers their bearer tokens, as OAuth 2.0 and OpenID Connect have
   * it: the gate does in his place, where no scope says that only some may have one.
   */
  private static boolean isIssuedElsewhere(ApiDocument.SecurityScheme scheme) {
    return Set.of("oauth2", "openIdConnect").contains(scheme.type())
        && scheme.scopes().stream()
            .map(scope -> scope.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", " "))
            .allMatch(scope -> Roles.Group.named(scope).isEmpty());
  }

  /** Where a path has a parameter, whatever it is called there. */
  private static int place(Operation operation, Parameter parameter) {
    return PARAMETER
        .matcher(operation.path())
        .results()
        .map(one -> one.group())
        .toList()
        .indexOf("{" + parameter.name() + "}");
  }

  private static String template(Operation operation) {
    return operation.path().replaceAll("\\{[^/{}]*\\}", "{}");
  }

  private Optional<String> parameters(Operation operation, Operation ours) {
    for (var parameter : operation.parameters()) {
      var known =
          ours.parameters().stream()
              .filter(p -> p.in().equals(parameter.in()))
              .filter(
                  p ->
                      (parameter.in().equals("path")
                              ? place(ours, p) == place(operation, parameter)
                              : p.name().equals(parameter.name()))
                          || (parameter.in().equals("header")
                              && p.name().equalsIgnoreCase(parameter.name())))
              .findFirst();
      if (known.isEmpty() && DocumentSent.isOurs(parameter) && parameter.required()) {
        return Optional.of(
            "the gate keeps the %s '%s' to itself".formatted(parameter.in(), parameter.name()));
      }
      if (known.isEmpty() && isIgnored(operation, parameter)) {
        assumptions.add(
            "%s ignores its %s parameter '%s'."
                .formatted(operation.name(), parameter.in(), parameter.name()));
        continue;
      }
      if (known.isEmpty()) {
        return Optional.of(
            "its %s parameter '%s' is not understood yet"
                .formatted(parameter.in(), parameter.name()));
      }
      var difference = parameter(parameter, known.get());
      if (difference.isPresent()
          && (parameter.in().equals("header")
              ? isIgnored(operation, parameter)
              : takesAnyText(operation, parameter, known.get()))) {
        assumptions.add(
            "%s takes any text as its %s parameter '%s'."
                .formatted(operation.name(), parameter.in(), parameter.name()));
        continue;
      }
      if (difference.isPresent() && isOrder(parameter, known.get())) {
        assumptions.add(
            "%s takes as its query parameter '%s' these and no others: %s."
                .formatted(
                    operation.name(), parameter.name(), String.join("; ", orders(known.get()))));
        continue;
      }
      if (difference.isPresent()) {
        return difference;
      }
    }
    return ours.parameters().stream()
        .filter(Parameter::required)
        .filter(p -> !p.in().equals("path"))
        .filter(p -> operation.parameters().stream().noneMatch(o -> o.name().equals(p.name())))
        .findFirst()
        .map(p -> "the parameter '%s' is needed here".formatted(p.name()));
  }

  /**
   * Whether callers can live with it that a parameter changes nothing: a header or a cookie that
   * may be left out and does not say whose records there are, or what may be left out of a question
   * for one record, and asks for more than its answer has a place for, such as {@code
   * include_posts} where a user has no posts.
   */
  private boolean isIgnored(Operation operation, Parameter parameter) {
    if (parameter.required()) {
      return false;
    }
    var more = MORE.matcher(DocumentPath.snake(parameter.name()));
    return switch (parameter.in()) {
      // What would be another's is nobody's to see.
      case "header", "cookie" -> !DocumentSent.isSharer(parameter);
      case "query" ->
          operation.method().equals("GET")
              && DocumentPath.of(operation.path()).flatMap(DocumentPath::one).isPresent()
              && more.matches()
              && answered(operation).stream()
                  .noneMatch(name -> DocumentPath.snake(name).equals(more.group(1)));
      default -> false;
    };
  }

  /**
   * Whether a number or a UUID in a query is the id of another record here: what is none is
   * nobody's, where the document does not say that it is refused.
   */
  private boolean takesAnyText(Operation operation, Parameter parameter, Parameter known) {
    return parameter.in().equals("query")
        && operation.responses().stream()
            .noneMatch(response -> Set.of("400", "422").contains(response.status()))
        && parameter
            .schema()
            .flatMap(schema -> Schemas.described(given, schema))
            .filter(
                one ->
                    one.limits().bounds().isEmpty()
                        && one.fallback().isEmpty()
                        && (one.is("integer") || Formats.usual(one.format()).equals("uuid")))
            .isPresent()
        && known
            .schema()
            .flatMap(schema -> Schemas.described(served, schema))
            .filter(one -> one.is("string") && one.format().isEmpty() && one.words().isEmpty())
            .isPresent();
  }

  /**
   * Whether it says the order of a list, of which the document names no words: no text but some
   * means an order.
   */
  private boolean isOrder(Parameter parameter, Parameter known) {
    var wanted = parameter.schema().flatMap(schema -> Schemas.described(given, schema));
    var item =
        wanted
            .filter(one -> one.is("array") && !one.limits().uniqueItems())
            .flatMap(Schema.Described::items)
            .flatMap(schema -> Schemas.described(given, schema))
            .or(() -> wanted);
    var usual = wanted.flatMap(Schema.Described::fallback);
    return parameter.in().equals("query")
        && DocumentQueries.isAboutOrder(DocumentPath.snake(parameter.name()))
        && item.filter(DocumentOrders::isAnyText).isPresent()
        && !orders(known).isEmpty()
        && (usual.isEmpty()
            || usual.filter(of -> of.isNull() || (of.isArray() && of.isEmpty())).isPresent()
            || known
                .schema()
                .flatMap(schema -> Schemas.described(served, schema))
                .filter(one -> SchemaDifference.isSameDefault("the parameter ", wanted.get(), one))
                .isPresent());
  }

  /** The words that a parameter has here, or that each of several has. */
  private List<String> orders(Parameter known) {
    var schema = known.schema().flatMap(one -> Schemas.described(served, one));
    return schema
        .filter(one -> one.is("array"))
        .flatMap(Schema.Described::items)
        .flatMap(one -> Schemas.described(served, one))
        .or(() -> schema)
        .map(one -> one.words().stream().map(JsonNode::asText).toList())
        .orElse(List.of());
  }

  /** The members of what an operation answers when it succeeds, one level deep. */
  private Set<String> answered(Operation operation) {
    Set<String> names = new TreeSet<>();
    operation.responses().stream()
        .filter(response -> response.status().startsWith("2"))
        .flatMap(response -> response.content().stream())
        .flatMap(content -> content.schema().stream())
        .forEach(schema -> names(schema, names, 0));
    return names;
  }

  private void names(Schema schema, Set<String> names, int depth) {
    var described = Schemas.described(given, schema);
    if (described.isEmpty() || depth > 2) {
      return;
    }
    described.get().items().ifPresent(item -> names(item, names, depth + 1));
    described
        .get()
        .properties()
        .forEach(
            (name, property) -> {
              names.add(name);
              names(property, names, depth + 1);
            });
  }

  private Optional<String> parameter(Parameter parameter, Parameter known) {
    if (parameter.schema().isEmpty() || known.schema().isEmpty()) {
      return Optional.of("its parameter '%s' has no schema".formatted(parameter.name()));
    }
    var wanted = Schemas.described(given, parameter.schema().get());
    var here = Schemas.described(served, known.schema().get());
    if (parameter.in().equals("path") && wanted.isPresent() && here.isPresent()) {
      // Whatever is no id of anything is 404, however it is written.
      return wanted.get().is("string") || wanted.get().types().equals(here.get().types())
          ? Optional.empty()
          : Optional.of("its parameter '%s' is of another type here".formatted(parameter.name()));
    }
    if (parameter.in().equals("query")
        && wanted.filter(one -> one.is("boolean") && one.fallback().isEmpty()).isPresent()
        && here.map(one -> Set.copyOf(one.words())).equals(Optional.of(TRUTHS))) {
      // In an address they are the same.
      return Optional.empty();
    }
    return schemas(SchemaDifference.Direction.REQUEST)
        .between(
            "the parameter '%s'".formatted(parameter.name()),
            wanted.<Schema>map(Schema.Described::neverNull).orElse(parameter.schema().get()),
            known.schema().get());
  }

  private Optional<String> body(Operation operation, Operation ours) {
    if (operation.requestBody().isEmpty()) {
      return ours.requestBody().filter(ApiDocument.Body::required).isPresent()
          ? Optional.of("it has no body in the document, and needs one here")
          : Optional.empty();
    }
    if (ours.requestBody().isEmpty()) {
      return Optional.of("its body is not understood yet");
    }
    return contents(
        "the body",
        operation.requestBody().get().content(),
        ours.requestBody().get().content(),
        schemas(SchemaDifference.Direction.REQUEST),
        false);
  }

  private Optional<String> statuses(Operation operation, Operation ours) {
    var wanted = successes(operation);
    var here = successes(ours);
    if (wanted.size() > here.size() && !here.isEmpty() && wanted.containsAll(here)) {
      assumptions.add(
          "%s answers %s, and no other success."
              .formatted(operation.name(), String.join(" or ", here)));
    } else if (!wanted.equals(here)) {
      return Optional.of(
          "its success is %s in the document and %s here"
              .formatted(
                  wanted.isEmpty() ? "not said" : String.join(" or ", wanted),
                  String.join(" or ", here)));
    }
    var refusals = operation.responses().stream().map(Response::status).toList();
    if (refusals.contains("400")
        && !refusals.contains("422")
        && ours.responses().stream().anyMatch(r -> r.status().equals("422"))) {
      return Optional.of("fields that cannot be accepted are 400 in the document, and 422 here");
    }
    return Optional.empty();
  }

  private static Set<String> successes(Operation operation) {
    return operation.responses().stream()
        .map(Response::status)
        .filter(status -> status.startsWith("2") || status.startsWith("3"))
        // Of a condition that the caller has set, or a part that he asks for.
        .filter(status -> !status.equals("304") && !status.equals("206"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private Optional<String> answers(Operation operation, Operation ours) {
    for (var response : operation.responses()) {
      var isDefault = Set.of("default", "4XX").contains(response.status());
      var here =
          ours.responses().stream()
              .filter(r -> r.status().equals(isDefault ? "400" : response.status()))
              .findFirst();
      if (here.isEmpty()
          && (HARMLESS.contains(response.status()) || response.status().matches("[235].*"))) {
        continue;
      }
      if (here.isEmpty() && response.status().equals("403") && isOfAll("403")) {
        assumptions.add(
            "403 is answered to who holds no token of the service, and to nobody else.");
        continue;
      }
      if (here.isEmpty()) {
        return Optional.of("it never answers %s here".formatted(response.status()));
      }
      for (var header : response.headers()) {
        if (here.get().headers().stream().anyMatch(h -> h.name().equalsIgnoreCase(header.name()))) {
          continue;
        }
        if (header.required() || header.name().equalsIgnoreCase("Location")) {
          return Optional.of(
              "its answer %s has the header '%s', which is not understood yet"
                  .formatted(response.status(), header.name()));
        }
        absent.add("the header '%s'".formatted(header.name()));
      }
      var success = response.status().startsWith("2");
      if (!success && response.content().isEmpty()) {
        continue;
      }
      if (success && isUnsaid(response) && !here.get().content().isEmpty()) {
        assumptions.add(
            "%s answers what it is about, since the document says nothing of its answer %s."
                .formatted(operation.name(), response.status()));
        if (response.content().isEmpty() && operation.method().equals("GET")) {
          continue;
        }
      }
      var difference =
          contents(
              "the answer %s".formatted(response.status()),
              response.content(),
              here.get().content(),
              schemas(SchemaDifference.Direction.ANSWER),
              true);
      if (difference.isPresent()) {
        return difference;
      }
    }
    return Optional.empty();
  }

  /** Whether nothing is said of what an answer has. */
  private boolean isUnsaid(Response response) {
    return response.content().stream()
        .allMatch(
            content ->
                content.mediaType().endsWith("json")
                    && content
                        .schema()
                        .map(schema -> Schemas.isAnything(given, schema))
                        .orElse(true));
  }

  /** Whether each operation declares a status, which then is none of what one of them does. */
  private boolean isOfAll(String status) {
    return given.operations().stream()
        .allMatch(one -> one.responses().stream().anyMatch(r -> r.status().equals(status)));
  }

  private Optional<String> contents(
      String what,
      List<Content> wanted,
      List<Content> here,
      SchemaDifference schemas,
      boolean answer) {
    List<String> types = wanted.stream().map(Content::mediaType).sorted().toList();
    List<String> ours = here.stream().map(Content::mediaType).sorted().toList();
    var some = answer && !ours.isEmpty() && types.containsAll(ours);
    if (some && types.size() > ours.size()) {
      assumptions.add("%s is %s alone.".formatted(Schemas.capital(what), listed(ours)));
    }
    if (!some && !types.equals(ours)) {
      return Optional.of(
          "%s is %s in the document and %s here".formatted(what, listed(types), listed(ours)));
    }
    List<Optional<String>> differences = new ArrayList<>();
    for (var content : wanted) {
      if (!ours.contains(content.mediaType())) {
        continue;
      }
      var same = here.stream().filter(c -> c.mediaType().equals(content.mediaType())).findFirst();
      if (isOfBytes(content) && same.filter(Honoured::isOfBytes).isPresent()) {
        continue;
      }
      if (answer && content.schema().isEmpty() && content.mediaType().endsWith("json")) {
        continue;
      }
      if (content.schema().isEmpty() || same.flatMap(Content::schema).isEmpty()) {
        return Optional.of("%s has no schema".formatted(what));
      }
      var known = same.flatMap(Content::schema).get();
      differences.add(
          schemas.between(what, answer ? content.schema().get() : asked(content, known), known));
    }
    return differences.stream().flatMap(Optional::stream).findFirst();
  }

  /**
   * What a body may be, without what OAuth 2.0 sends beside a login where ours takes that too: the
   * grant of a password is the one that logs in, and nothing depends on the rest.
   */
  private Schema asked(Content wanted, Schema known) {
    var schema = wanted.schema().orElseThrow();
    var form = Schemas.described(given, schema);
    if (form.isEmpty()
        || !wanted.mediaType().equals(Accounts.Operation.FORM)
        || Schemas.described(served, known)
            .filter(ours -> ours.properties().keySet().containsAll(DocumentAccounts.OAUTH))
            .isEmpty()) {
      return schema;
    }
    Map<String, Schema> others = new LinkedHashMap<>(form.get().properties());
    others.keySet().removeAll(DocumentAccounts.OAUTH);
    Set<String> required = new TreeSet<>(form.get().required());
    required.removeAll(DocumentAccounts.OAUTH);
    return form.get().with(others, required);
  }

  /** Whether it is bytes as they are: a media type says what they are, and a schema nothing. */
  private static boolean isOfBytes(Content content) {
    return !content.mediaType().matches(".*json|text/.*|.*urlencoded|multipart/.*")
        && content
            .schema()
            .filter(
                schema ->
                    !(schema instanceof Schema.Described described)
                        || !(described.types().isEmpty()
                            || (described.is("string")
                                && Set.of("binary", "").contains(described.format()))))
            .isEmpty();
  }

  private static String listed(List<String> types) {
    return types.isEmpty() ? "empty" : String.join(" or ", types);
  }

  private SchemaDifference schemas(SchemaDifference.Direction direction) {
    return new SchemaDifference(given, served, direction, absent, assumptions);
  }
}
