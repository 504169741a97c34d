package factory.pipeline.write;

import static factory.pipeline.write.JsonText.object;

import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Http;
import factory.pipeline.spec.Inside;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Kind.Operation;
import factory.pipeline.spec.Origin;
import factory.pipeline.spec.Route;
import factory.pipeline.spec.Route.Answer;
import factory.pipeline.spec.Route.Paging;
import factory.pipeline.spec.SentKey;
import factory.pipeline.spec.expression.JavaText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The operations of kinds whose document says how they look, in the served document. */
final class RouteOperations {
  private static final Set<Integer> WITH_BODY = Set.of(400, 413, 415, 422);

  private final Names names;
  private final Samples samples;
  private final Schemas schemas;
  private final Optional<AccountOperations> accounts;

  RouteOperations(
      Names names, Samples samples, Schemas schemas, Optional<AccountOperations> accounts) {
    this.accounts = accounts;
    this.names = names;
    this.samples = samples;
    this.schemas = schemas;
  }

  /** The operations of a kind, by path and method. */
  Map<String, Map<String, Object>> all(Kind kind, Http http) {
    Map<String, Map<String, Object>> paths = new LinkedHashMap<>();
    Set<String> ids = new LinkedHashSet<>();
    for (var route : http.routes()) {
      var id = id(names, kind, route);
      for (var n = 2; !ids.add(id); n++) {
        id = id(names, kind, route) + n;
      }
      paths
          .computeIfAbsent(route.path(), path -> new LinkedHashMap<>())
          .put(route.method().toLowerCase(Locale.ROOT), operation(kind, http, route, id));
    }
    return paths;
  }

  /** The id of the first route of its kind that does this. */
  static String id(Names names, Kind kind, Route route) {
    var file = route.file().map(JavaText::type).orElse("");
    if (route.answersFile()) {
      return "get" + names.schema(kind) + file;
    }
    if (!file.isEmpty() && route.operation() == Operation.UPDATE) {
      return (route.method().equals("DELETE") ? "delete" : "put") + names.schema(kind) + file;
    }
    if (route.ofAccount()) {
      return switch (route.operation()) {
        case DELETE -> "deleteMe";
        default -> route.partial() ? "updateMe" : "replaceMe";
      };
    }
    return switch (route.operation()) {
      case LIST -> "list" + names.of(kind);
      case CREATE -> "create" + names.schema(kind);
      case READ -> "get" + names.schema(kind);
      case UPDATE -> (route.partial() ? "update" : "replace") + names.schema(kind);
      case DELETE -> "delete" + names.schema(kind);
    };
  }

  private static String summary(Kind kind, Route route) {
    var one = KindOperations.article(Names.words(kind.name()));
    if (route.file().isPresent() && route.operation() != Operation.CREATE) {
      return (route.answersFile() ? "Read" : hasBody(route) ? "Replace" : "Remove")
          + " the file "
          + Names.words(route.file().get())
          + " of "
          + one;
    }
    var isMine = route.ofAccount();
    var own = "one's own " + Names.words(kind.name());
    return switch (route.operation()) {
      case LIST -> {
        var all = "List " + Names.words(kind.plural());
        yield route.mine().flatMap(Route.Mine::of).isPresent()
            ? all + " of one record"
            : route.mine().isPresent() ? all + " by who calls" : all + picked(route);
      }
      case CREATE -> "Create " + one;
      case READ -> "Read " + one + picked(route);
      case UPDATE -> (route.partial() ? "Change " : "Replace ") + (isMine ? own : one);
      case DELETE -> "Delete " + (isMine ? own : one);
    };
  }

  /** Which of the records alone it is about. */
  private static String picked(Route route) {
    var pick = route.pick();
    return (pick.random() ? ", any of them" : "")
        + pick.where().map(where -> " where " + where).orElse("")
        + pick.order().map(order -> ", by " + order).orElse("");
  }

  private Map<String, Object> operation(Kind kind, Http http, Route route, String id) {
    Map<String, Object> with = new LinkedHashMap<>();
    var parameters = parameters(kind, http, route);
    if (!parameters.isEmpty()) {
      with.put("parameters", parameters);
    }
    if (hasBody(route)) {
      with.put("requestBody", body(kind, route));
    }
    if (asksAccount(kind, route)) {
      with.put("security", AccountOperations.requirement());
    }
    return KindOperations.operation(
        kind, id, summary(kind, route), with, responses(kind, http, route));
  }

  private boolean asksAccount(Kind kind, Route route) {
    return route.ofAccount()
        || AccountOperations.areNeeded(kind, route.operation())
        || schemas
            .maker(kind, route)
            .filter(maker -> maker.origin() instanceof Origin.Account)
            .isPresent();
  }

  private static boolean hasBody(Route route) {
    return (route.operation() == Operation.CREATE || route.operation() == Operation.UPDATE)
        && !(route.file().isPresent() && route.method().equals("DELETE"));
  }

  /**
   * A parameter of a path that says which records it is about.
   *
   * @param of {@code id} or the field that it is
   */
  static Map<String, Object> key(Schemas schemas, String name, String of, Kind kind) {
    return object(
        "name",
        name,
        "in",
        "path",
        "required",
        true,
        "description",
        of.equals("id") ? "Which " + Names.words(kind.name()) : "Those of this " + Names.words(of),
        "schema",
        of.equals("id")
            ? schemas.key(kind)
            : kind.field(of)
                .map(field -> field.type() instanceof FieldType.ListOf l ? l.item() : field.type())
                .map(type -> schemas.plain(type, false))
                .orElseGet(() -> object("type", "string")));
  }

  /** The parameters that are headers and cookies, and say to whose records a call is kept. */
  static List<Object> sent(Schemas schemas, Kind kind, List<SentKey> sent) {
    List<Object> parameters = new ArrayList<>();
    for (var key : sent) {
      var type = kind.field(key.field()).orElseThrow().type();
      var schema = new LinkedHashMap<>(schemas.plain(type, true));
      if (type instanceof FieldType.Text text && text.minLength() < 1) {
        schema.put("minLength", 1);
      }
      key.usual()
          .ifPresent(
              usual ->
                  schema.put(
                      "default", type instanceof FieldType.Whole ? Long.valueOf(usual) : usual));
      var parameter =
          object(
              "name",
              key.name(),
              "in",
              key.in().name().toLowerCase(Locale.ROOT),
              "description",
              "Those of this " + Names.words(key.field()));
      if (key.usual().isEmpty()) {
        parameter.put("required", true);
      }
      parameter.put("schema", schema);
      parameters.add(parameter);
    }
    return parameters;
  }

  private List<Object> parameters(Kind kind, Http http, Route route) {
    List<Object> parameters = new ArrayList<>();
    for (var name : route.parameters()) {
      var of = route.keys().getOrDefault(name, "id");
      // What is listed beside a record is kept to it by the field of another kind.
      parameters.add(
          route.called().containsKey(name)
              ? key(
                  schemas, name, route.called().get(name), schemas.referred(kind, of).orElseThrow())
              : key(schemas, name, of, schemas.beside(route).orElse(kind)));
    }
    parameters.addAll(sent(schemas, kind, route.sent()));
    if (route.answer() instanceof Answer.Rows rows) {
      paging(parameters, rows.paging());
      var orders = new ListOrders(kind, http, route, rows);
      rows.parameters().forEach(one -> parameters.add(query(kind, http, orders, one)));
    }
    switch (route.operation()) {
      case READ -> parameters.add(KindOperations.parameter("if_none_match"));
      case UPDATE, DELETE -> parameters.add(KindOperations.parameter("if_match"));
      case CREATE -> {
        // No answer with a token is kept for a repetition.
        if (!(route.answer() instanceof Answer.Session)) {
          parameters.add(KindOperations.parameter("idempotency_key"));
        }
      }
      case LIST -> {}
    }
    return parameters;
  }

  private static void paging(List<Object> parameters, Paging paging) {
    paging
        .limit()
        .ifPresent(
            name -> {
              var schema = object("type", "integer", "minimum", 1, "maximum", paging.mostLimit());
              schema.put("default", paging.usualLimit());
              parameters.add(KindOperations.query(name, "How many at most", schema));
            });
    paging
        .offset()
        .ifPresent(
            name ->
                parameters.add(
                    KindOperations.query(
                        name,
                        "How many come before",
                        object("type", "integer", "minimum", 0, "default", 0))));
    paging
        .page()
        .ifPresent(
            name ->
                parameters.add(
                    KindOperations.query(
                        name,
                        "Which page",
                        object(
                            "type",
                            "integer",
                            "minimum",
                            paging.firstPage(),
                            "default",
                            paging.firstPage()))));
    paging
        .cursor()
        .ifPresent(
            name ->
                parameters.add(
                    KindOperations.query(
                        name, "Where the answer before ended", object("type", "string"))));
  }

  private static String called(Route.Parameter parameter) {
    return parameter.called().map(Names::words).orElse("name");
  }

  private Map<String, Object> query(
      Kind kind, Http http, ListOrders orders, Route.Parameter parameter) {
    var field = parameter.field().flatMap(kind::field);
    var words = parameter.field().map(Names::words).orElse("");
    var schema =
        field
            .map(f -> f.type() instanceof FieldType.ListOf list ? list.item() : f.type())
            .map(type -> schemas.parameter(type, type instanceof FieldType.Choice))
            .orElseGet(() -> object("type", "string"));
    if (parameter.bounds().isPresent()) {
      schema = schemas.plain(parameter.bounds().get(), true);
    }
    var text = parameter.bounds().isPresent() ? schema : object("type", "string");
    return switch (parameter.by()) {
      case EQUAL ->
          KindOperations.query(parameter.name(), "Those whose " + words + " is this", schema);
      case WORD ->
          KindOperations.query(parameter.name(), "Those whose " + words + " is this word", text);
      case FROM ->
          KindOperations.query(
              parameter.name(), "Those whose " + words + " is this or more", schema);
      case TO ->
          KindOperations.query(
              parameter.name(), "Those whose " + words + " is this or less", schema);
      case PREFIX ->
          KindOperations.query(
              parameter.name(), "Those whose " + words + " begins with this", text);
      case HAS ->
          KindOperations.query(parameter.name(), "Those whose " + words + " have this", schema);
      case ANY_OF, HAS_ANY -> {
        var list =
            KindOperations.query(
                parameter.name(),
                "Those whose "
                    + words
                    + (parameter.by() == Route.By.ANY_OF ? " is" : " have")
                    + " one of these",
                object("type", "array", "items", schema, "maxItems", 50));
        list.put("style", "form");
        list.put("explode", false);
        yield list;
      }
      case CALLED ->
          KindOperations.query(
              parameter.name(),
              "Those of the %s whose %s is this".formatted(words, called(parameter)),
              object("type", "string"));
      case DONE ->
          KindOperations.query(
              parameter.name(),
              "Those that are " + parameter.name() + " by whose " + called(parameter) + " is this",
              object("type", "string"));
      case SEARCH ->
          KindOperations.query(
              parameter.name(),
              "Those with this in "
                  + String.join(
                      " or ",
                      kind.listing().search().stream()
                          .map(name -> http.name(name).orElse(name))
                          .toList()),
              parameter.bounds().isPresent()
                  ? schema
                  : object("type", "string", "maxLength", Route.MAX_SEARCH));
      case ORDER ->
          KindOperations.query(
              parameter.name(),
              "Which order",
              parameter.orders().isEmpty() ? orders.fields() : orders.words(parameter));
      case ORDERS -> {
        var list =
            KindOperations.query(
                parameter.name(),
                "Which orders, the first of them first",
                object("type", "array", "items", orders.words(parameter)));
        list.put("style", "form");
        list.put("explode", true);
        yield list;
      }
      case DIRECTION ->
          KindOperations.query(parameter.name(), "Up or down in it", orders.directions());
    };
  }

  private Map<String, Object> body(Kind kind, Route route) {
    Map<String, Object> contents = new LinkedHashMap<>();
    route.takes().forEach(type -> contents.put(type, content(kind, route, type)));
    return object("required", true, "content", contents);
  }

  private Map<String, Object> content(Kind kind, Route route, String type) {
    if (route.takesFile()) {
      return object("schema", type.equals(Wire.MULTIPART) ? fileForm(route) : Schemas.bytes());
    }
    if (type.equals(Route.TEXT)) {
      return text(kind, route);
    }
    var all = Wire.inBody(kind, route);
    var fields = Wire.inBody(all, type);
    var schema =
        within(
            route.bodyWithin(),
            schemas.body(kind, route, route.partial() ? List.of() : fields, type),
            Wire.isOpen(kind));
    var content = object("schema", schema);
    if (fields.stream().anyMatch(field -> field.type() instanceof FieldType.File)) {
      // No example can have bytes.
      return content;
    }
    samples
        .body(kind, route.partial() && !fields.isEmpty() ? List.of(fields.getLast()) : fields)
        .map(sample -> Wire.twice(kind, route, sample))
        .map(sample -> route.bodyWithin().map(member -> object(member, sample)).orElse(sample))
        .ifPresent(sample -> content.put("example", sample));
    return content;
  }

  /** A body that is all of a field, of which an empty one would be nothing. */
  private Map<String, Object> text(Kind kind, Route route) {
    var field = kind.field(route.text().orElseThrow()).orElseThrow();
    Map<String, Object> schema = new LinkedHashMap<>(schemas.plain(field.type(), true));
    if (!(schema.get("minLength") instanceof Integer least) || least < 1) {
      schema.put("minLength", 1);
    }
    return object("schema", schema);
  }

  private static Map<String, Object> fileForm(Route route) {
    var field = route.file().orElseThrow();
    return object(
        "type", "object", "required", List.of(field), "properties", object(field, Schemas.bytes()));
  }

  private static Map<String, Object> within(
      Optional<String> member, Map<String, Object> schema, boolean open) {
    if (member.isEmpty()) {
      return schema;
    }
    var object = Wrapped.schema(member.get(), schema);
    if (open) {
      object.remove("additionalProperties");
    }
    return object;
  }

  /** An answer with the members that it always has besides. */
  private static Map<String, Object> always(Route route, Map<String, Object> schema) {
    return Wrapped.always(route.always(), schema);
  }

  private static Map<String, Object> sample(
      Route route, String member, Map<String, Object> record) {
    var sample = Wrapped.value(member, record);
    route.always().forEach((name, value) -> sample.put(name, JsonText.read(value)));
    return sample;
  }

  private Map<String, Object> responses(Kind kind, Http http, Route route) {
    var responses = object(Integer.toString(route.status()), success(kind, http, route));
    route
        .madeStatus()
        .ifPresent(status -> responses.put(Integer.toString(status), success(kind, http, route)));
    if (route.answersFile()) {
      responses.put("206", fileAnswer(kind, route));
    }
    if (route.operation() == Operation.READ) {
      responses.put("304", object("description", "It is still the revision of If-None-Match"));
    }
    Set<Integer> refusals = new TreeSet<>();
    for (var ours : refusals(kind, route)) {
      refusals.add(route.status(ours));
    }
    for (var status : refusals) {
      responses.put(Integer.toString(status), Refusals.ref(Integer.toString(status)));
    }
    return responses;
  }

  private Set<Integer> refusals(Kind kind, Route route) {
    Set<Integer> all = new TreeSet<>(Set.of(400, 405, 500, 503));
    if (hasBody(route)) {
      all.addAll(WITH_BODY);
      all.add(409);
      if (Refusals.hasSecret(kind.fields())) {
        all.add(429);
      }
    }
    if (!route.keys().isEmpty()
        || (route.operation() == Operation.READ && route.pick().isOne())
        || (route.answer() instanceof Answer.Rows rows && rows.emptyNotFound())) {
      all.add(404);
    }
    if (route.answersFile()) {
      all.add(416);
    }
    if (route.answer() instanceof Answer.Rows rows && rows.othersRefused()) {
      all.add(406);
    }
    switch (route.operation()) {
      case UPDATE -> all.add(412);
      case DELETE -> all.addAll(Set.of(409, 412));
      case LIST, READ, CREATE -> {}
    }
    if (asksAccount(kind, route) || schemas.maker(kind, route).isPresent()) {
      all.add(401);
    }
    if (route.statuses().containsKey(Route.MISSING)) {
      all.add(Route.MISSING);
    }
    var access =
        switch (route.operation()) {
          case LIST, READ -> kind.access().read();
          case CREATE -> kind.access().create();
          case UPDATE -> kind.access().update();
          case DELETE -> kind.access().delete();
        };
    if ((route.operation() == Operation.CREATE || route.madeStatus().isPresent())
        && accounts.filter(own -> own.areInvited(kind)).isPresent()) {
      all.add(403);
    }
    KindOperations.statuses(
            List.of(),
            access,
            route.operation() == Operation.CREATE
                ? KindOperations.setsCaller(kind)
                : KindOperations.asksCaller(kind.access().read()))
        .forEach(status -> all.add(Integer.valueOf(status)));
    return all;
  }

  private Map<String, Object> success(Kind kind, Http http, Route route) {
    var words = Names.words(kind.name());
    if (route.answersFile()) {
      return fileAnswer(kind, route);
    }
    return switch (route.answer()) {
      case Answer.Nothing _ -> headed(object("description", done(route)), http, route);
      case Answer.Session session ->
          headed(accounts.orElseThrow().success(session, summary(kind, route)), http, route);
      case Answer.Constant(var value, var isText) when isText ->
          headed(
              object(
                  "description",
                  done(route),
                  "content",
                  object(Route.TEXT, object("schema", Schemas.of(value)))),
              http,
              route);
      case Answer.Constant(var value, _) ->
          headed(
              KindOperations.answer(done(route), Schemas.of(value), Optional.empty()), http, route);
      case Answer.Row(var within)
          when route.operation() == Operation.CREATE
              && kind.fields().stream().anyMatch(Field::isIssued) -> {
        var answer =
            KindOperations.answer(
                "The new " + words,
                always(route, within(within, schemas.made(kind), false)),
                Optional.empty());
        answer.put("headers", headers(http, route));
        yield answer;
      }
      case Answer.Row(var within) -> {
        var answer =
            KindOperations.answer(
                (route.operation() == Operation.CREATE ? "The new " : "The ") + words,
                always(route, within(within, Schemas.ref(names.schema(kind)), false)),
                samples
                    .record(kind)
                    .map(
                        record ->
                            within.map(member -> sample(route, member, record)).orElse(record)));
        answer.put("headers", headers(http, route));
        yield answer;
      }
      case Answer.Rows rows -> {
        Map<String, Object> list =
            object("type", "array", "items", Schemas.ref(names.schema(kind)));
        var said = "The " + Names.words(kind.plural());
        var answer =
            rows.form() == Route.Form.JSON
                ? KindOperations.answer(
                    said, always(route, rows(rows, list, http.nullsLeftOut())), Optional.empty())
                : object(
                    "description",
                    said,
                    "content",
                    object(rows.form().mediaType(), object("schema", object("type", "string"))));
        if (answer.get("content") instanceof Map<?, ?> content && !rows.also().isEmpty()) {
          Map<String, Object> all = new LinkedHashMap<>();
          content.forEach((type, one) -> all.put((String) type, one));
          for (var form : rows.also()) {
            all.put(form.mediaType(), object("schema", object("type", "string")));
          }
          answer.put("content", all);
        }
        if (!rows.headers().isEmpty()) {
          Map<String, Object> headers = new LinkedHashMap<>();
          for (var header : rows.headers()) {
            headers.put(
                header.name(),
                object("description", told(header.part()), "schema", schema(header.part(), true)));
          }
          answer.put("headers", headers);
        }
        yield answer;
      }
    };
  }

  /** The bytes of a file, of the types that it may have. */
  static Map<String, Object> fileAnswer(Kind kind, Route route) {
    var types =
        route
            .file()
            .flatMap(kind::field)
            .filter(field -> field.type() instanceof FieldType.File)
            .map(field -> ((FieldType.File) field.type()).types())
            .filter(some -> !some.isEmpty())
            .orElse(List.of("*/*"));
    Map<String, Object> content = new LinkedHashMap<>();
    types.forEach(type -> content.put(type, object("schema", Schemas.bytes())));
    return object(
        "description",
        "The file",
        "content",
        content,
        "headers",
        object("ETag", object("$ref", "#/components/headers/ETag")));
  }

  private static Map<String, Object> headed(Map<String, Object> answer, Http http, Route route) {
    if (route.operation() == Operation.CREATE) {
      var headers = headers(http, route);
      if (answer.get("headers") instanceof Map<?, ?> besides) {
        besides.forEach((name, header) -> headers.put((String) name, header));
      }
      answer.put("headers", headers);
    }
    return answer;
  }

  private static String done(Route route) {
    return switch (route.operation()) {
      case CREATE -> "Created";
      case DELETE -> "Deleted";
      default -> "Done";
    };
  }

  private static Map<String, Object> rows(
      Answer.Rows rows, Map<String, Object> list, boolean nullsLeftOut) {
    if (rows.within().isEmpty()) {
      return list;
    }
    var path = Inside.path(rows.within().get());
    var areInside = path.size() > 1 && rows.figuresWithin().equals(Optional.of(path.getFirst()));
    Map<String, Object> inner = object(path.getLast(), list);
    Map<String, Object> members = path.size() > 1 ? new LinkedHashMap<String, Object>() : inner;
    var figures =
        areInside
            ? inner
            : rows.figuresWithin().isPresent() ? new LinkedHashMap<String, Object>() : members;
    for (var figure : rows.figures()) {
      figures.put(figure.name(), schema(figure.part(), nullsLeftOut));
    }
    var next =
        rows.figures().stream()
            .filter(figure -> nullsLeftOut && figure.part().mayBeNone())
            .map(Route.Figure::name)
            .toList();
    if (path.size() > 1) {
      members.put(
          path.getFirst(),
          Schemas.closed(areInside ? without(inner, next) : List.of(path.getLast()), inner));
    }
    rows.figuresWithin()
        .filter(_ -> !areInside)
        .ifPresent(member -> members.put(member, Schemas.closed(without(figures, next), figures)));
    return Schemas.closed(
        rows.figuresWithin().isPresent() ? List.copyOf(members.keySet()) : without(members, next),
        members);
  }

  private static List<String> without(Map<String, Object> members, List<String> others) {
    return members.keySet().stream().filter(name -> !others.contains(name)).toList();
  }

  private static Map<String, Object> schema(Route.Part part, boolean nullsLeftOut) {
    return switch (part) {
      case MORE, FIRST, LAST, BEFORE, EMPTY -> object("type", "boolean");
      case NEXT -> object("type", nullsLeftOut ? "string" : List.of("string", "null"));
      case NEXT_LINK, PREVIOUS_LINK ->
          object("type", nullsLeftOut ? "string" : List.of("string", "null"), "format", "uri");
      case FIRST_LINK, LAST_LINK -> object("type", "string", "format", "uri");
      case LINKS -> object("type", "string");
      case NEXT_PAGE, PREVIOUS_PAGE ->
          object("type", nullsLeftOut ? "integer" : List.of("integer", "null"), "minimum", 0);
      default -> object("type", "integer", "minimum", 0);
    };
  }

  private static String told(Route.Part part) {
    return switch (part) {
      case TOTAL -> "How many there are in all";
      case LIMIT -> "How many one answer has at most";
      case OFFSET -> "How many come before";
      case PAGE -> "Which page this is";
      case PAGES -> "How many pages there are";
      case COUNT -> "How many this answer has";
      case MORE -> "Whether there are more";
      case NEXT -> "Where those after it begin";
      case NEXT_LINK -> "Where those after it are";
      case PREVIOUS_LINK -> "Where those before it are";
      case FIRST_LINK -> "Where the first of them are";
      case LAST_LINK -> "Where the last of them are";
      case NEXT_PAGE -> "The next page";
      case PREVIOUS_PAGE -> "The page before";
      case LINKS -> "Where the next, the previous, the first and the last of them are";
      case FIRST -> "Whether there are none before these";
      case LAST -> "Whether there are none after these";
      case BEFORE -> "Whether there are some before these";
      case EMPTY -> "Whether there are none here";
    };
  }

  private static Map<String, Object> headers(Http http, Route route) {
    var headers = object("ETag", object("$ref", "#/components/headers/ETag"));
    if (route.operation() == Operation.CREATE
        && http.route(Operation.READ, "").filter(read -> isReached(read, route)).isPresent()) {
      headers.put("Location", object("$ref", "#/components/headers/Location"));
    }
    return headers;
  }

  /** Whether whoever makes a record knows all that its address has. */
  private static boolean isReached(Route read, Route create) {
    return read.keys().values().stream()
            .allMatch(of -> of.equals("id") || create.placed().contains(of))
        && create.calledBy().entrySet().containsAll(read.calledBy().entrySet());
  }
}
