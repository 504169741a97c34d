package factory.pipeline.prove;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import factory.pipeline.prove.Asked.Window;
import factory.pipeline.prove.Client.Request;
import factory.pipeline.spec.ExactJson;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Http;
import factory.pipeline.spec.Inside;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Kind.Operation;
import factory.pipeline.spec.Origin;
import factory.pipeline.spec.Route;
import factory.pipeline.spec.Route.Answer;
import factory.pipeline.spec.Specification;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Stands between checks, which ask in the house's terms, and the routes of kinds that a document
 * describes. What cannot be asked over them ends a check as not tried, with why.
 *
 * <p>It keeps the newest state of each record, since paths and replacements need values of it. Safe
 * for many threads.
 */
final class Translation {
  /** For the rest of a list where none can be asked for. */
  private static final String NO_MORE = "none";

  private static final ExactReader READER = new ExactReader();

  private final Specification specification;
  private final Function<Wallet, Optional<JsonNode>> accounts;
  private final Known known = new Known();

  Translation(Specification specification) {
    this(specification, _ -> Optional.empty());
  }

  /**
   * Stands between.
   *
   * @param accounts the keys of the wallets' accounts, where they are known
   */
  Translation(Specification specification, Function<Wallet, Optional<JsonNode>> accounts) {
    this.specification = specification;
    this.accounts = accounts;
  }

  /** JSON with each name once. */
  private static final class ExactReader {
    private final com.fasterxml.jackson.databind.ObjectReader reader =
        ExactJson.MAPPER.reader().with(StreamReadFeature.STRICT_DUPLICATE_DETECTION);

    /** Empty for whatever is no object. */
    Optional<ObjectNode> object(String text) {
      try {
        return reader.readTree(text) instanceof ObjectNode object
            ? Optional.of(object)
            : Optional.empty();
      } catch (JsonProcessingException e) {
        return Optional.empty();
      }
    }
  }

  /** The request over a route; empty when it is not about a kind that has some. */
  Optional<Asked> asked(Request house) throws Ended {
    var mark = house.path().indexOf('?');
    var path = mark < 0 ? house.path() : house.path().substring(0, mark);
    var query = mark < 0 ? "" : house.path().substring(mark + 1);
    for (var kind : specification.kinds()) {
      if (kind.http().isEmpty() || !(path + "/").startsWith(Maker.path(kind) + "/")) {
        continue;
      }
      var id = path.substring(Maker.path(kind).length());
      if (id.isEmpty()) {
        return switch (house.method()) {
          case "GET" -> Optional.of(list(kind, house, query));
          case "POST" -> Optional.of(create(kind, house));
          default -> Optional.empty();
        };
      }
      if (id.indexOf('/', 1) > 0) {
        return Optional.empty();
      }
      var key = Paths.decoded(id.substring(1));
      return switch (house.method()) {
        case "GET" -> Optional.of(one(kind, Operation.READ, house, key));
        case "DELETE" -> Optional.of(one(kind, Operation.DELETE, house, key));
        case "PATCH", "PUT" -> Optional.of(update(kind, house, key));
        default -> Optional.empty();
      };
    }
    return Optional.empty();
  }

  private static Ended none(Kind kind, Operation operation) {
    return Ended.notTried(
        "no route does this: %s %s"
            .formatted(operation.name().toLowerCase(java.util.Locale.ROOT), kind.plural()));
  }

  private Asked one(Kind kind, Operation operation, Request house, String id) throws Ended {
    var routes = Routes.of(kind, operation);
    if (routes.isEmpty()) {
      throw none(kind, operation);
    }
    return over(kind, routes.getFirst(), house, values(kind, house.as(), id), "");
  }

  private Asked create(Kind kind, Request house) throws Ended {
    var body = READER.object(house.body());
    var given = body.orElseGet(ExactJson.MAPPER::createObjectNode);
    var routes = Routes.of(kind, Operation.CREATE);
    var making = Routes.making(kind);
    if (routes.isEmpty() && making.isPresent()) {
      var values = given.deepCopy();
      if (kind.key() instanceof Kind.Key.Natural(var key) && given.has(key)) {
        values.set("id", given.get(key));
      }
      return over(kind, making.get(), house, values, body(making.get(), kind, body, house));
    }
    if (routes.isEmpty()) {
      throw none(kind, Operation.CREATE);
    }
    var route =
        routes.stream()
            .filter(one -> one.placed().stream().allMatch(given::hasNonNull))
            .findFirst()
            .orElse(routes.getFirst());
    var values = parents(kind, house.as());
    values.setAll(given);
    route
        .placed()
        .forEach(
            of -> {
              if (!given.hasNonNull(of)) {
                values.set(of, parents(kind, house.as()).path(of));
              }
            });
    return over(kind, route, house, values, body(route, kind, body, house));
  }

  private Asked update(Kind kind, Request house, String id) throws Ended {
    var routes = Routes.of(kind, Operation.UPDATE);
    var partial = house.method().equals("PATCH");
    var body = READER.object(house.body());
    var given = body;
    var taking = routes.stream().filter(one -> takes(kind, one, given)).toList();
    if (taking.isEmpty() && !routes.isEmpty()) {
      throw Ended.notTried(
          "no route does this: change %s of a %s"
              .formatted(given.map(Translation::names).orElse(""), kind.name()));
    }
    var route = taking.stream().filter(one -> one.partial() == partial).findFirst();
    if (route.isEmpty() && partial && !taking.isEmpty() && body.isPresent()) {
      route = Optional.of(taking.getFirst());
      body = Optional.of(whole(kind, route.get(), house.as(), id, body.get()));
    }
    if (route.isEmpty()) {
      throw routes.isEmpty()
          ? none(kind, Operation.UPDATE)
          : Ended.notTried(
              partial
                  ? "no route changes what is given alone"
                  : "no route replaces a " + kind.name());
    }
    var values = values(kind, house.as(), id);
    for (var of : route.get().placed()) {
      if (body.isPresent() && body.get().has(of) && !body.get().get(of).equals(values.path(of))) {
        throw Ended.notTried("its path says what " + of + " is");
      }
    }
    return over(kind, route.get(), house, values, body(route.get(), kind, body, house));
  }

  private static String names(ObjectNode body) {
    return body.propertyStream().map(Map.Entry::getKey).collect(Collectors.joining(" and "));
  }

  /** Whether the body of a route can have all fields of one, of those that clients give. */
  private static boolean takes(Kind kind, Route route, Optional<ObjectNode> body) {
    return Maker.notGiven(kind, route).stream()
        .noneMatch(field -> body.filter(one -> one.has(field.name())).isPresent());
  }

  /** All that a replacement has of a record, where only one can change a part of it. */
  ObjectNode whole(Kind kind, Route route, Wallet as, String id, ObjectNode changes) throws Ended {
    var newest = known.record(kind, id);
    if (newest.isEmpty() && Routes.making(kind).isPresent()) {
      throw Ended.notTried("a replacement of what is not there makes it");
    }
    var from =
        newest
            .or(() -> known.by(kind, as))
            .orElseThrow(() -> Ended.notTried("nothing is known that a replacement could have"));
    var whole = ExactJson.MAPPER.createObjectNode();
    for (var field : kind.fields()) {
      if (!(field.origin() instanceof Origin.Given) || !route.gives(field.name())) {
        continue;
      }
      if (field.type() instanceof FieldType.Secret) {
        if (field.required() && !changes.has(field.name())) {
          throw Ended.notTried("a replacement has a secret, which nobody can read");
        }
      } else if (from.hasNonNull(field.name())) {
        whole.set(field.name(), from.get(field.name()));
      }
    }
    whole.setAll(changes);
    return whole;
  }

  private Asked list(Kind kind, Request house, String query) throws Ended {
    var routes = Routes.of(kind, Operation.LIST);
    if (routes.isEmpty()) {
      throw none(kind, Operation.LIST);
    }
    Map<String, String> wanted = new LinkedHashMap<>();
    for (var part : query.split("&")) {
      if (!part.isEmpty()) {
        var equals = part.indexOf('=');
        wanted.put(
            equals < 0 ? part : part.substring(0, equals),
            equals < 0 ? "" : Pages.decoded(part.substring(equals + 1)));
      }
    }
    Optional<Ended> first = Optional.empty();
    for (var route : routes) {
      try {
        return list(kind, route, house, wanted);
      } catch (Ended e) {
        // The list that is about most says best why.
        first = first.or(() -> Optional.of(e));
      }
    }
    throw first.orElseThrow();
  }

  private Asked list(Kind kind, Route route, Request house, Map<String, String> wanted)
      throws Ended {
    var values = ExactJson.MAPPER.createObjectNode();
    for (var of : route.placed()) {
      if (wanted.containsKey(of)) {
        values.put(of, wanted.get(of));
      } else if (Routes.parentsOfLists(kind).isEmpty()) {
        throw Ended.notTried("this list is about one " + of);
      } else {
        values.set(of, parents(kind, house.as()).path(of));
      }
    }
    var query = new ListParameters(kind, route, wanted, values).query();
    return over(kind, route, house, values, "").with(query);
  }

  /** A request over one route, in the house's terms but for its query. */
  Asked over(
      Kind kind, Route route, Wallet as, JsonNode values, Optional<ObjectNode> body, String query)
      throws Ended {
    var house =
        new Request(
            as,
            route.method(),
            query.isEmpty() ? "" : "?" + query,
            body.isEmpty() ? Map.of() : Session.SENDS_JSON,
            body.map(JsonNode::toString).orElse(""));
    return over(kind, route, house, values, body(route, kind, body, house))
        .with(new ListParameters.Query(query, whole(route)));
  }

  /** The part of a list that is answered when nothing is said of it. */
  private static Optional<Window> whole(Route route) {
    return route.answer() instanceof Answer.Rows rows
        ? Optional.of(new Window(rows.paging().mostLimit(), 0, false, ""))
        : Optional.empty();
  }

  private Asked over(Kind kind, Route route, Request house, JsonNode values, String body)
      throws Ended {
    var given = ExactJson.MAPPER.createObjectNode();
    READER.object(house.body()).ifPresent(given::setAll);
    for (var of : route.placed()) {
      if (!of.equals("id")) {
        given.set(of, values.path(of));
      }
    }
    var asked =
        new Asked(
            kind,
            route,
            new Request(
                house.as(),
                route.method(),
                Paths.path(route, called(kind, route, values)),
                SentHeaders.with(house.headers(), route.sent(), values),
                body,
                house.charset()),
            isAboutOne(route) ? values.path("id").asText() : "",
            given,
            Optional.empty());
    return carried(kind, route, asked, body, given);
  }

  /** The values of a path with what it calls other records by, in place of their ids. */
  private JsonNode called(Kind kind, Route route, JsonNode values) {
    if (route.called().isEmpty()) {
      return values;
    }
    var named = ExactJson.MAPPER.createObjectNode();
    values.properties().forEach(value -> named.set(value.getKey(), value.getValue()));
    for (var one : route.calledBy().entrySet()) {
      var id = values.path(one.getKey()).asText();
      kind.field(one.getKey())
          .flatMap(
              field ->
                  field.type() instanceof FieldType.Reference(var to, _)
                      ? specification.kind(to)
                      : Optional.empty())
          .flatMap(other -> known.record(other, id))
          .ifPresent(record -> named.set(one.getKey(), record.path(one.getValue())));
    }
    return named;
  }

  /** The request with its body in a media type that its route takes. */
  private static Asked carried(Kind kind, Route route, Asked asked, String body, ObjectNode given)
      throws Ended {
    var object = READER.object(body);
    var sent = object.filter(SentFile::isIn);
    if (route.takesFile()) {
      return sent.flatMap(all -> bytes(asked, all))
          .orElseThrow(() -> Ended.notTried("its body is a file, which cannot say that"));
    }
    if (sent.isPresent() && route.takes().contains(FormBody.MULTIPART)) {
      if (!FormBody.says(kind, route, given)) {
        throw Ended.notTried("a form has texts alone, which cannot say that");
      }
      var form = FormBody.of(FormBody.MULTIPART, sent.get());
      return asked.withBytes(form.type(), form.text());
    }
    if (object.isPresent() && !files(kind).isEmpty()) {
      var less = SentFile.without(object.get(), files(kind)).toString();
      return less.equals(object.get().toString())
          ? formed(kind, route, asked, object, given)
          : carried(kind, route, asked.body(less), less, given);
    }
    return formed(kind, route, asked, object, given);
  }

  private static Asked formed(
      Kind kind, Route route, Asked asked, Optional<ObjectNode> object, ObjectNode given)
      throws Ended {
    var isForm =
        !route.takes().contains(Route.JSON)
            && asked.request().headers().getOrDefault("content-type", "").equals(Route.JSON);
    if (!isForm || object.isEmpty()) {
      return asked;
    }
    if (route.takes().getFirst().equals(Route.TEXT)) {
      return TextBody.of(kind, route, asked, object.get());
    }
    if (!FormBody.says(kind, route, given)) {
      throw Ended.notTried("a form has texts alone, which cannot say that");
    }
    var form = FormBody.of(route.takes().getFirst(), object.get());
    return asked.with(form.type(), form.text());
  }

  /** The names of files in bodies. */
  private static List<String> files(Kind kind) {
    return kind.fields().stream()
        .filter(field -> field.type() instanceof FieldType.File)
        .map(field -> kind.http().flatMap(http -> http.name(field.name())).orElse(field.name()))
        .toList();
  }

  /** The request whose body is the one file of a body. */
  private static Optional<Asked> bytes(Asked asked, ObjectNode body) {
    var takes = asked.route().takes();
    return body.properties().stream()
        .flatMap(member -> SentFile.read(member.getValue()).stream())
        .findFirst()
        .map(
            file -> {
              if (takes.contains(FormBody.MULTIPART)) {
                var form =
                    FormBody.of(
                        FormBody.MULTIPART,
                        ExactJson.MAPPER
                            .createObjectNode()
                            .set(asked.route().file().orElse("file"), file.json()));
                return asked.withBytes(form.type(), form.text());
              }
              // Where a type is declared, it is said; the bytes are of it in any case.
              var type =
                  takes.stream().anyMatch(range -> range.contains("*") || range.equals(file.type()))
                      ? file.type()
                      : takes.getFirst();
              return asked.withBytes(type, file.content());
            });
  }

  /**
   * A request with files to a kind in the house's shapes, as it is sent: as a form where a record
   * is made, and a form says all of it.
   */
  Request house(Request request) throws Ended {
    var body = READER.object(request.body()).filter(SentFile::isIn);
    if (body.isEmpty()) {
      return request;
    }
    var made =
        specification.kinds().stream()
            .filter(kind -> request.method().equals("POST"))
            .filter(kind -> request.path().equals(Maker.path(kind)))
            .findFirst();
    var isSaid = made.filter(kind -> FormBody.says(kind, body.get())).isPresent();
    if (!isSaid && made.filter(Translation::needsFile).isPresent()) {
      throw Ended.notTried("a form has texts alone, which cannot say that");
    }
    if (!isSaid) {
      return new Request(
          request.as(),
          request.method(),
          request.path(),
          request.headers(),
          SentFile.without(body.get(), List.of()).toString(),
          request.charset());
    }
    Map<String, String> headers = new LinkedHashMap<>(request.headers());
    var form = FormBody.of(FormBody.MULTIPART, body.get());
    headers.put("content-type", form.type());
    return new Request(
        request.as(),
        request.method(),
        request.path(),
        headers,
        form.text(),
        java.nio.charset.StandardCharsets.ISO_8859_1);
  }

  private static boolean needsFile(Kind kind) {
    return kind.fields().stream()
        .anyMatch(field -> field.type() instanceof FieldType.File && field.required());
  }

  private static boolean isAboutOne(Route route) {
    return route.keys().containsValue("id")
        || (route.operation() != Operation.LIST && route.operation() != Operation.CREATE);
  }

  /** A body by the names of JSON; as it is when it is no object. */
  private static String body(Route route, Kind kind, Optional<ObjectNode> body, Request house) {
    if (body.isEmpty()) {
      return house.body();
    }
    var named = ExactJson.MAPPER.createObjectNode();
    for (var member : body.get().properties()) {
      // What records do not show comes from paths alone.
      var isTaken =
          kind.field(member.getKey()).isEmpty()
              || Routes.shows(kind, member.getKey())
              || Routes.isUnseen(kind, member.getKey());
      if (isTaken && !route.placed().contains(member.getKey())) {
        var name = kind.http().flatMap(http -> http.name(member.getKey())).orElse(member.getKey());
        named.set(name, member.getValue());
        kind.http().map(Http::again).orElse(Map.of()).entrySet().stream()
            .filter(twice -> twice.getValue().of().equals(member.getKey()))
            .forEach(twice -> named.set(twice.getKey(), member.getValue()));
      }
    }
    return route
        .bodyWithin()
        .map(within -> ExactJson.MAPPER.createObjectNode().<ObjectNode>set(within, named))
        .orElse(named)
        .toString();
  }

  /** What paths need of a record; of what is not known, what they need of another one. */
  ObjectNode values(Kind kind, Wallet as, String id) throws Ended {
    if (id.isEmpty()) {
      throw Ended.notTried("nothing says what the id of a " + kind.name() + " is");
    }
    var record = known.record(kind, id);
    var values = record.orElseGet(() -> parents(kind, as)).deepCopy();
    values.put("id", id);
    if (record.isEmpty()) {
      // What names one elsewhere names none either.
      kind.fields().stream().filter(Field::unique).forEach(field -> values.put(field.name(), id));
    }
    return values;
  }

  /** What paths need of the last record of a wallet. */
  ObjectNode parents(Kind kind, Wallet as) {
    var parents = ExactJson.MAPPER.createObjectNode();
    known
        .by(kind, as)
        .ifPresent(
            record ->
                Maker.given(kind)
                    .forEach(field -> parents.set(field.name(), record.path(field.name()))));
    return parents;
  }

  /** What an answer means; empty when what it is about has to be read first. */
  Optional<JsonNode> answered(Asked asked, Exchange exchange) {
    if (exchange.reading().isEmptyList(exchange.status())) {
      return Optional.of(nothing(asked));
    }
    if (!asked.isDone(exchange.status())) {
      return Optional.of(exchange.body());
    }
    var kind = asked.kind();
    return switch (asked.route().answer()) {
      case Answer.Row(var within) -> {
        var record = Shown.record(kind, Inside.of(exchange.body(), within));
        if (!record.has("id")) {
          id(asked, exchange).ifPresent(id -> record.set("id", id));
        }
        complete(asked, record);
        keep(asked, record);
        yield Optional.of(record);
      }
      case Answer.Rows rows -> Optional.of(rows(asked, rows, exchange));
      case Answer.Session session -> {
        var record = Granted.registered(asked, session, exchange.body());
        complete(asked, record);
        keep(asked, record);
        yield Optional.of(record);
      }
      case Answer.Nothing _, Answer.Constant _ ->
          asked.route().operation() == Operation.DELETE
              ? Optional.of(MissingNode.getInstance())
              : Optional.empty();
    };
  }

  /** With what records do not show, as it is known or as the path says it. */
  private void complete(Asked asked, ObjectNode record) {
    for (var field : asked.kind().fields()) {
      if (Routes.isUnseen(asked.kind(), field.name())) {
        unseen(asked, record, field);
      } else if (!Routes.shows(asked.kind(), field.name())) {
        known
            .record(asked.kind(), record.path("id").asText())
            .filter(before -> before.has(field.name()))
            .or(() -> Optional.of(asked.given()))
            .filter(from -> from.has(field.name()))
            .map(from -> from.get(field.name()))
            .or(() -> maker(asked, field))
            .ifPresent(value -> record.set(field.name(), value));
      }
    }
  }

  /** With what bodies gave last of what no answer shows, unless one shows it all the same. */
  private void unseen(Asked asked, ObjectNode record, Field field) {
    if (record.has(field.name())) {
      return;
    }
    var before = known.record(asked.kind(), record.path("id").asText());
    Optional.of(asked.given())
        .filter(from -> from.has(field.name()))
        .or(() -> before.filter(from -> from.has(field.name())))
        .map(from -> from.get(field.name()))
        .or(
            () ->
                asked.route().operation() == Operation.CREATE
                    ? Optional.of(ExactJson.MAPPER.nullNode())
                    : Optional.empty())
        .ifPresent(value -> record.set(field.name(), value));
  }

  /** Who made a record, which nothing shows; what others see of it tells whether it is so. */
  private Optional<JsonNode> maker(Asked asked, Field field) {
    var as = asked.request().as();
    return asked.route().operation() != Operation.CREATE
        ? Optional.empty()
        : switch (field.origin()) {
          case Origin.Account _ -> accounts.apply(as);
          case Origin.Caller _ -> as.address().map(ExactJson.MAPPER.getNodeFactory()::textNode);
          default -> Optional.empty();
        };
  }

  /** Keeps what is known of a record that no request of a kind's has told. */
  void know(Kind kind, ObjectNode record) {
    known.renew(kind, record);
  }

  /** Keeps what a request has made, changed or read. */
  void keep(Asked asked, JsonNode shown) {
    if (shown instanceof ObjectNode record) {
      known.renew(asked.kind(), record);
      if (asked.id().isEmpty() || asked.route().madeStatus().isPresent()) {
        known.made(asked.kind(), asked.request().as(), record);
      }
    }
  }

  /** The request that reads what another one was about; empty when nothing says what that is. */
  Optional<Asked> reading(Asked asked, Exchange exchange) throws Ended {
    var id = id(asked, exchange);
    // A document may say that reading succeeds, and not that it answers anything.
    var route =
        Routes.of(asked.kind(), Operation.READ).stream()
            .filter(one -> one.answer() instanceof Answer.Row)
            .findFirst();
    if (id.isEmpty() || route.isEmpty()) {
      return Optional.empty();
    }
    var record = asked.given().deepCopy();
    record.set("id", id.get());
    return Optional.of(
        over(asked.kind(), route.get(), asked.request().as(), record, Optional.empty(), ""));
  }

  /** The id of what a request was about. */
  private static Optional<JsonNode> id(Asked asked, Exchange exchange) {
    var nodes = ExactJson.MAPPER.getNodeFactory();
    var id =
        asked.id().isEmpty()
            ? Paths.located(asked.kind(), exchange.request(), exchange.answer())
                .map(values -> values.getOrDefault("id", ""))
            : Optional.of(asked.id());
    if (id.isEmpty()
        && asked.kind().key() instanceof Kind.Key.Natural(var key)
        && asked.given().hasNonNull(key)) {
      return Optional.of(asked.given().get(key));
    }
    var number = asked.kind().key() instanceof Kind.Key.Sequence;
    return id.filter(text -> !text.isEmpty())
        .map(
            text ->
                number && text.matches("[0-9]{1,18}")
                    ? nodes.numberNode(Long.parseLong(text))
                    : nodes.textNode(text));
  }

  /** A list without records, in the house's terms. */
  private static JsonNode nothing(Asked asked) {
    var house = ExactJson.MAPPER.createObjectNode();
    house.putArray(asked.kind().plural());
    house.put("total", 0);
    house.putNull("next_page_token");
    return house;
  }

  private JsonNode rows(Asked asked, Answer.Rows rows, Exchange exchange) {
    var house = ExactJson.MAPPER.createObjectNode();
    var items = items(asked, exchange);
    if (items instanceof ArrayNode list) {
      var records = house.putArray(asked.kind().plural());
      for (var item : list) {
        var record = Shown.record(asked.kind(), item);
        complete(asked, record);
        known.renew(asked.kind(), record);
        records.add(record);
      }
    }
    var figures = Inside.of(exchange.body(), rows.figuresWithin());
    rows.figures().stream()
        .filter(figure -> figure.part() == Route.Part.TOTAL)
        .findFirst()
        .ifPresent(figure -> house.set("total", figures.path(figure.name())));
    var next =
        rows.figures().stream().filter(figure -> figure.part() == Route.Part.NEXT).findFirst();
    if (next.isPresent()) {
      var token = figures.path(next.get().name());
      house.put("next_page_token", token.isTextual() ? token.asText() : null);
      return house;
    }
    asked
        .window()
        .filter(window -> window.size() > 0 && items.size() >= window.size())
        .ifPresentOrElse(
            window ->
                house.put(
                    "next_page_token",
                    window.goesOn()
                        ? "%d:%08x".formatted(window.before() + items.size(), items.hashCode())
                        : NO_MORE),
            () -> house.putNull("next_page_token"));
    return house;
  }

  /** Whether a token is for the rest of a list of which no more can be asked for. */
  static boolean isNoMore(String token) {
    return token.equals(NO_MORE);
  }

  /** Whether the part of a list is the one before it once more. */
  static boolean repeats(Asked asked, Exchange exchange) {
    var items = items(asked, exchange);
    return asked
        .window()
        .filter(
            window -> !items.isEmpty() && window.last().equals("%08x".formatted(items.hashCode())))
        .isPresent();
  }

  private static JsonNode items(Asked asked, Exchange exchange) {
    return asked.route().answer() instanceof Answer.Rows rows
        ? Inside.of(exchange.body(), rows.within())
        : MissingNode.getInstance();
  }

  /** The newest state of each record. */
  private static final class Known {
    private static final int MOST = 5_000;

    private final LinkedHashMap<String, ObjectNode> records = new LinkedHashMap<>();
    private final Map<String, ObjectNode> last = new LinkedHashMap<>();

    synchronized void made(Kind kind, Wallet as, ObjectNode record) {
      last.put(kind.name() + " " + as, record);
    }

    /** What a record is now; the eldest are forgotten. */
    synchronized void renew(Kind kind, ObjectNode record) {
      if (record.hasNonNull("id")) {
        records.putLast(kind.name() + " " + record.get("id").asText(), record);
        if (records.size() > MOST) {
          records.pollFirstEntry();
        }
      }
    }

    synchronized Optional<ObjectNode> record(Kind kind, String id) {
      return Optional.ofNullable(records.get(kind.name() + " " + id));
    }

    /** The last one of a wallet, or else of any. */
    synchronized Optional<ObjectNode> by(Kind kind, Wallet as) {
      var own = last.get(kind.name() + " " + as);
      return Optional.ofNullable(own)
          .or(
              () ->
                  last.entrySet().stream()
                      .filter(entry -> entry.getKey().startsWith(kind.name() + " "))
                      .map(Map.Entry::getValue)
                      .findFirst());
    }
  }
}
