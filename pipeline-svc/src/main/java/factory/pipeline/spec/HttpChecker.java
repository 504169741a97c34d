package factory.pipeline.spec;

import factory.pipeline.spec.Kind.Filter.Way;
import factory.pipeline.spec.Kind.Operation;
import factory.pipeline.spec.Route.Answer;
import factory.pipeline.spec.Route.By;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Checks how records of one kind look over HTTP. */
final class HttpChecker {
  /** What every service serves itself. */
  static final Set<String> OURS = Set.of("/", "/health", "/openapi.json");

  static final Set<Integer> WITHOUT_BODY = Set.of(204, 205);

  private final Check check;
  private final Kind kind;
  private final Http http;
  private final String at;

  HttpChecker(Check check, Kind kind, Http http, String at) {
    this.check = check;
    this.kind = kind;
    this.http = http;
    this.at = at;
  }

  void check() {
    names();
    objects();
    Set<Operation> operations = new HashSet<>();
    if (http.routes().isEmpty()) {
      check.problem(at + "/routes", "must have at least one");
    }
    for (var i = 0; i < http.routes().size(); i++) {
      if (!http.routes().get(i).ofAccount()) {
        operations.add(http.routes().get(i).operation());
      }
      route(http.routes().get(i), at + "/routes/" + i);
    }
    if (!operations.equals(Set.copyOf(kind.operations()))) {
      check.problem(at + "/routes", "must be of all the kind's operations, and of no others");
    }
    if (check.specification().actions().stream()
        .anyMatch(action -> action.kind().equals(kind.name()) && action.http().isEmpty())) {
      check.problem(at, "a kind with actions in the house's shapes has them as well");
    }
  }

  private void names() {
    Map<String, String> taken = new HashMap<>();
    for (var name : http.names().entrySet()) {
      var where = at + "/names/" + name.getKey();
      var part = name.getKey().indexOf('.');
      if (part > 0) {
        file(name.getKey().substring(0, part), where);
        check.taken(taken, name.getValue(), where);
      } else if (!Http.BUILT_IN.contains(name.getKey())) {
        check.field(kind, name.getKey(), where);
      }
    }
    for (var name : http.hidden()) {
      var isInPaths =
          http.routes().stream()
              .filter(route -> route.operation() == Operation.CREATE)
              .allMatch(route -> route.placed().contains(name));
      check
          .field(kind, name, at + "/hidden")
          .filter(field -> field.required() && !isInPaths)
          .filter(field -> field.origin() instanceof Origin.Given)
          .ifPresent(
              _ ->
                  check.problem(
                      at + "/hidden",
                      "'%s' is required and comes from no path and no header".formatted(name)));
    }
    for (var name : http.unseen()) {
      check
          .field(kind, name, at + "/unseen")
          .filter(field -> !isUnseenable(field))
          .ifPresent(
              _ ->
                  check.problem(
                      at + "/unseen",
                      "'%s' must be given by bodies, and be no key, file, reference, filter, search or order"
                          .formatted(name)));
    }
    http.again()
        .forEach(
            (member, twice) -> {
              var where = this.at + "/again/" + member;
              check.taken(taken, member, where);
              check
                  .field(kind, twice.of(), where + "/of")
                  .filter(
                      field ->
                          !(field.origin() instanceof Origin.Given)
                              || field.type() instanceof FieldType.File
                              || http.name(field.name()).isEmpty())
                  .ifPresent(_ -> check.problem(where + "/of", "must be a field that bodies give"));
            });
    Http.BUILT_IN.forEach(
        name -> http.name(name).ifPresent(n -> check.taken(taken, n, at + "/names/" + name)));
    // A file itself is in bodies alone, where what is told of it is not.
    kind.fields().stream()
        .filter(field -> !(field.type() instanceof FieldType.File))
        .forEach(
            field ->
                http.name(field.name())
                    .ifPresent(n -> check.taken(taken, n, at + "/names/" + field.name())));
  }

  /** What would tell nothing of it, and can be given. */
  private boolean isUnseenable(Field field) {
    var name = field.name();
    var listing = kind.listing();
    return field.origin() instanceof Origin.Given
        && !(field.type() instanceof FieldType.File || field.type() instanceof FieldType.Reference)
        && !http.hidden().contains(name)
        && !kind.key().equals(new Kind.Key.Natural(name))
        && http.routes().stream().noneMatch(route -> route.placed().contains(name))
        && listing.filters().stream().noneMatch(filter -> filter.field().equals(name))
        && !listing.search().contains(name)
        && !listing.order().contains(name)
        && !listing.defaultOrder().replaceFirst("^-", "").equals(name);
  }

  /** What is shown of other records is never a secret, and they are there as long as this one. */
  private void objects() {
    Map<String, String> taken = new HashMap<>();
    Stream.concat(Http.BUILT_IN.stream(), kind.fields().stream().map(Field::name))
        .forEach(of -> http.name(of).ifPresent(name -> taken.put(name, of)));
    for (var object : http.objects().entrySet()) {
      var where = at + "/objects/" + object.getKey();
      check.taken(taken, object.getKey(), where);
      if (object.getValue().members().isEmpty()) {
        check.problem(where + "/members", "must have at least one");
      }
      var other =
          check
              .field(kind, object.getValue().of(), where + "/of")
              .flatMap(
                  field ->
                      field.type() instanceof FieldType.Reference(var to, _)
                          ? check.specification().kind(to)
                          : Optional.empty());
      if (other.filter(of -> of.expires().isEmpty()).isEmpty()) {
        check.problem(where + "/of", "must be a reference to records that do not expire");
        continue;
      }
      for (var member : object.getValue().members().entrySet()) {
        var pointer = where + "/members/" + member.getKey();
        if (!Http.BUILT_IN.contains(member.getValue())) {
          check
              .field(other.get(), member.getValue(), pointer)
              .filter(
                  field ->
                      switch (field.type()) {
                        case FieldType.Secret _, FieldType.File _, FieldType.Reference _ -> true;
                        default -> field.origin() instanceof Origin.Link;
                      })
              .ifPresent(
                  _ ->
                      check.problem(
                          pointer, "can be no secret, file, reference or address of another"));
        }
      }
    }
  }

  private void file(String name, String where) {
    check
        .field(kind, name, where)
        .filter(field -> !(field.type() instanceof FieldType.File))
        .ifPresent(_ -> check.problem(where, "'%s' is no file".formatted(name)));
  }

  private void files(Route route, String where) {
    route
        .file()
        .ifPresent(
            name -> {
              file(name, where + "/file");
              if (route.operation() == Operation.LIST || route.operation() == Operation.DELETE) {
                check.problem(where + "/file", "this is about no file of a record");
              }
              if (route.bodyWithin().isPresent()) {
                check.problem(where + "/body_within", "has no place where the body is a file");
              }
            });
    if (route.operation() == Operation.CREATE) {
      kind.fields().stream()
          .filter(field -> field.type() instanceof FieldType.File && field.required())
          .filter(
              field ->
                  !route.file().equals(Optional.of(field.name()))
                      && !(route.file().isEmpty()
                          && route.bodyTypes().contains("multipart/form-data")))
          .findFirst()
          .ifPresent(
              field ->
                  check.problem(
                      where + "/body_types",
                      "must have multipart/form-data, for the file '%s'".formatted(field.name())));
    }
  }

  private void route(Route route, String where) {
    if (OURS.contains(route.path())) {
      check.problem(where + "/path", "'%s' is served by every service".formatted(route.path()));
    }
    parameters(route, where);
    called(route, where + "/called/");
    AccountsChecker.route(check, kind, route, where);
    method(route, where);
    files(route, where);
    body(route, where + "/body_types");
    text(route, where);
    new BodyFieldsChecker(check, kind, http).check(route, where + "/fields");
    answer(route, where);
    always(route, where + "/always");
    new PickChecker(check, kind, http, where).check(route);
    if (route.madeStatus().isPresent()
        && !(kind.key() instanceof Kind.Key.Natural && route.method().equals("PUT"))) {
      check.problem(
          where + "/made_status", "only a PUT to the value of a key field can make a record");
    }
  }

  private void always(Route route, String where) {
    var taken =
        switch (route.answer()) {
          case Answer.Row(var within) -> within.map(Inside::outer).map(Set::of).orElse(Set.of());
          case Answer.Rows rows when rows.form() == Route.Form.JSON && rows.within().isPresent() ->
              Stream.concat(
                      Stream.of(Inside.outer(rows.within().get())),
                      Stream.concat(
                          rows.figuresWithin().stream(),
                          rows.figures().stream().map(Route.Figure::name)))
                  .collect(Collectors.toSet());
          default -> Set.<String>of();
        };
    if (!route.always().isEmpty() && taken.isEmpty()) {
      check.problem(where, "has no place: no member has the record or the records");
    }
    route
        .always()
        .forEach(
            (name, _) -> {
              if (taken.contains(name)) {
                check.problem(where + "/" + name, "is said already: take another name");
              }
            });
  }

  private void parameters(Route route, String where) {
    var parameters = route.parameters();
    if (new HashSet<>(parameters).size() < parameters.size()
        || !route.keys().keySet().equals(Set.copyOf(parameters))) {
      check.problem(where + "/keys", "must say what each parameter of the path is, each once");
    }
    var one = route.operation() != Operation.LIST && route.operation() != Operation.CREATE;
    var named =
        route.keys().containsValue("id")
            || (one
                && kind.fields().stream()
                    .anyMatch(f -> f.unique() && route.keys().containsValue(f.name())));
    if (route.ofAccount()) {
      if (!one || !route.keys().isEmpty()) {
        check.problem(
            where + "/of_account", "is for what is done to one account, which no key names then");
      }
    } else if (one != named && !(one && route.pick().isOne())) {
      check.problem(
          where + "/keys",
          one
              ? "one of them must be id, or a unique field: this is about one record"
              : "none can be id: this is about no record that is there");
    }
    if (route.operation() == Operation.LIST) {
      // A list may be of those that have a value in a list of theirs, or that somebody has made.
      var others = new HashMap<>(route.keys());
      var beside = route.mine().flatMap(Route.Mine::of);
      if (beside.isPresent()) {
        if (others.size() != 1 || !others.containsValue(beside.get())) {
          check.problem(where + "/keys", "must be one, which is " + beside.get());
        }
        others.clear();
      }
      others.values().removeIf(of -> kind.field(of).filter(HttpChecker::isListed).isPresent());
      keys(check, kind, others, where);
    } else {
      keys(check, kind, route.keys(), where);
    }
    SentKey.check(check, kind, route.sent(), route.keys().values(), where);
  }

  /** What a path calls by another field than its id is one record of what a reference is to. */
  private void called(Route route, String where) {
    for (var one : route.called().entrySet()) {
      var pointer = where + one.getKey();
      var target =
          Optional.ofNullable(route.keys().get(one.getKey()))
              .flatMap(kind::field)
              .map(Field::type)
              .flatMap(
                  type ->
                      type instanceof FieldType.Reference(var to, _)
                          ? check.specification().kind(to)
                          : Optional.empty());
      if (target.isEmpty()
          || route.answersFile()
          || route.mine().flatMap(Route.Mine::of).isPresent()) {
        check.problem(pointer, "must be a parameter that keys say is a reference, and of no file");
        continue;
      }
      check
          .field(target.get(), one.getValue(), pointer)
          .filter(
              field ->
                  !field.unique()
                      || field.isIssued()
                      || !check.comparable(field, pointer, "look for"))
          .ifPresent(
              _ ->
                  check.problem(
                      pointer, "must be a field of which no two records have the same value"));
    }
  }

  private static boolean isListed(Field field) {
    return field.origin() instanceof Origin.Account
        || field.origin() instanceof Origin.Caller
        || (field.type() instanceof FieldType.ListOf list
            && Check.isComparable(list.item())
            && field.origin() instanceof Origin.Given);
  }

  /** Each parameter is the id or a field that is given. */
  static void keys(Check check, Kind kind, Map<String, String> keys, String where) {
    for (var key : keys.entrySet()) {
      if (!key.getValue().equals("id")) {
        var pointer = where + "/keys/" + key.getKey();
        check
            .field(kind, key.getValue(), pointer)
            .filter(field -> !field.isIssued())
            .filter(field -> check.comparable(field, pointer, "look for"))
            .filter(field -> !(field.origin() instanceof Origin.Given))
            .filter(field -> !(field.origin() instanceof Origin.Code && field.unique()))
            .filter(field -> !(field.origin() instanceof Origin.Slug))
            .ifPresent(
                _ ->
                    check.problem(
                        pointer, "must be a field that is given, a slug or a unique code"));
      }
    }
  }

  private void body(Route route, String where) {
    if (route.bodyTypes().isEmpty()) {
      return;
    }
    if (route.operation() != Operation.CREATE && route.operation() != Operation.UPDATE) {
      check.problem(where, "this has no body");
    }
    if (new HashSet<>(route.bodyTypes()).size() < route.bodyTypes().size()) {
      check.problem(where, "must not name one twice");
    }
    if (route.file().isEmpty() && !Set.of(Route.JSON, Route.TEXT).containsAll(route.bodyTypes())) {
      if (route.bodyWithin().isPresent()) {
        check.problem(where, "a form has no members that are objects, such as body_within");
      }
      kind.fields().stream()
          .filter(field -> field.origin() instanceof Origin.Given && !hasText(field.type()))
          .filter(field -> http.name(field.name()).isPresent() && route.gives(field.name()))
          .findFirst()
          .ifPresent(
              field ->
                  check.problem(
                      where, "a form cannot have '%s', which is no text".formatted(field.name())));
    }
  }

  /** A body of text is one field, beside which a new record needs no other. */
  private void text(Route route, String where) {
    if (route.file().isPresent()
        || route.text().isPresent() != route.bodyTypes().contains(Route.TEXT)) {
      if (route.text().isPresent() || route.file().isEmpty()) {
        check.problem(
            where + "/text",
            "goes with text/plain among body_types, and neither without the other");
      }
      return;
    }
    var name = route.text().orElse("");
    if (name.isEmpty()) {
      return;
    }
    if (route.bodyWithin().isPresent()) {
      check.problem(where + "/body_within", "has no place where the body is a text");
    }
    var field = check.field(kind, name, where + "/text");
    if (field.isPresent()
        && !(field.get().type() instanceof FieldType.Text
            && field.get().origin() instanceof Origin.Given
            && http.name(name).isPresent()
            && !route.placed().contains(name))) {
      check.problem(where + "/text", "must be a text that is given in bodies");
    }
    kind.fields().stream()
        .filter(other -> !other.name().equals(name) && !route.placed().contains(other.name()))
        .filter(
            other ->
                other.origin() instanceof Origin.Given(var fallback, _)
                    && other.required()
                    && fallback.isEmpty())
        .findFirst()
        .ifPresent(
            other ->
                check.problem(
                    where + "/text", "a text cannot have '%s' as well".formatted(other.name())));
  }

  /** Whether a value, or each item of it, is one text in a form. */
  private static boolean hasText(FieldType type) {
    return switch (type) {
      case FieldType.ObjectOf _, FieldType.Json _ -> false;
      case FieldType.ListOf list -> hasText(list.item());
      default -> true;
    };
  }

  private void method(Route route, String where) {
    var fits =
        switch (route.operation()) {
          case LIST, READ -> route.method().equals("GET");
          case CREATE -> route.method().equals("POST") || route.method().equals("PUT");
          case UPDATE ->
              !route.method().equals("GET")
                  && (!route.method().equals("DELETE") || route.file().isPresent());
          case DELETE -> route.method().equals("DELETE") || route.method().equals("POST");
        };
    if (!fits) {
      check.problem(
          where + "/method",
          "%s does not %s".formatted(route.method(), JsonObject.word(route.operation())));
    }
  }

  private void answer(Route route, String where) {
    if (WITHOUT_BODY.contains(route.status()) && !(route.answer() instanceof Answer.Nothing)) {
      check.problem(where + "/answer", "%d has no body".formatted(route.status()));
    }
    if (route.answer() instanceof Answer.Rows != (route.operation() == Operation.LIST)) {
      check.problem(where + "/answer", "records are answered by lists, and nothing else by them");
    }
    if (route.answer() instanceof Answer.Rows rows) {
      rows.mine().ifPresent(new MineChecker(check, kind, where + "/answer/mine")::check);
      if (rows.form() != Route.Form.JSON && rows.within().isPresent()) {
        check.problem(where + "/answer/as", "only JSON has members such as within");
      }
      if (rows.also().contains(rows.form())
          || new HashSet<>(rows.also()).size() < rows.also().size()) {
        check.problem(where + "/answer/also", "must not name a form twice");
      }
      if (rows.othersRefused() && rows.also().isEmpty()) {
        check.problem(
            where + "/answer/others_refused", "goes with several forms: name also others");
      }
      if (!rows.figures().isEmpty() && rows.within().isEmpty()) {
        check.problem(where + "/answer/figures", "have no place beside a bare list");
      }
      Map<String, String> members = new HashMap<>();
      rows.within().ifPresent(n -> check.taken(members, n, where + "/answer/within"));
      rows.figuresWithin()
          .ifPresent(n -> check.taken(members, n, where + "/answer/figures_within"));
      var path = rows.within().map(Inside::path).orElse(List.of());
      var areInside = path.size() > 1 && rows.figuresWithin().equals(Optional.of(path.getFirst()));
      if (path.size() > 1 && !areInside) {
        check.taken(members, path.getFirst(), where + "/answer/within");
      }
      var beside = rows.figuresWithin().isEmpty() ? members : new HashMap<String, String>();
      if (areInside) {
        check.taken(beside, path.getLast(), where + "/answer/within");
      }
      for (var i = 0; i < rows.figures().size(); i++) {
        check.taken(beside, rows.figures().get(i).name(), where + "/answer/figures/" + i);
      }
      Map<String, String> headers = new HashMap<>();
      for (var i = 0; i < rows.headers().size(); i++) {
        var header = rows.headers().get(i);
        var pointer = where + "/answer/headers/" + i;
        var name = header.name().toLowerCase(java.util.Locale.ROOT);
        check.taken(headers, name, pointer);
        if (name.startsWith("x-factory-")) {
          check.problem(pointer, "'%s' is one of the platform's names".formatted(header.name()));
        }
        if (header.part() == Route.Part.COUNT
            || header.part() == Route.Part.EMPTY
            || header.part() == Route.Part.NEXT) {
          check.problem(pointer, "what an answer has is known only behind its headers");
        }
      }
      links(rows, where + "/answer");
      Map<String, String> taken = new HashMap<>();
      rows.paging().limit().ifPresent(n -> check.taken(taken, n, where + "/answer/paging/limit"));
      rows.paging().offset().ifPresent(n -> check.taken(taken, n, where + "/answer/paging/offset"));
      rows.paging().page().ifPresent(n -> check.taken(taken, n, where + "/answer/paging/page"));
      cursor(rows, taken, where + "/answer/paging/cursor");
      for (var i = 0; i < rows.parameters().size(); i++) {
        var pointer = where + "/answer/parameters/" + i;
        check.taken(taken, rows.parameters().get(i).name(), pointer + "/name");
        parameter(rows.parameters().get(i), pointer);
        if (rows.parameters().get(i).by() == By.DIRECTION
            && rows.parameters().stream()
                .noneMatch(one -> one.by() == By.ORDER && one.orders().isEmpty())) {
          check.problem(
              pointer + "/by",
              "needs a parameter for the order beside it, without words of its own");
        }
        if (rows.parameters().get(i).by() == By.ORDERS && rows.paging().cursor().isPresent()) {
          check.problem(pointer + "/by", "a list that goes on by a cursor has one order");
        }
      }
    }
  }

  /** Where other parts of a list are, by a page or an offset that callers say. */
  private void links(Route.Answer.Rows rows, String where) {
    var paging = rows.paging();
    var all = Stream.concat(rows.figures().stream(), rows.headers().stream()).toList();
    if (all.stream().anyMatch(one -> one.part().isLink())
        && paging.page().isEmpty()
        && paging.offset().isEmpty()) {
      check.problem(where + "/paging", "needs a page or an offset for the addresses of parts");
    }
    if (all.stream()
            .anyMatch(
                one -> one.part() == Route.Part.NEXT_PAGE || one.part() == Route.Part.PREVIOUS_PAGE)
        && paging.page().isEmpty()) {
      check.problem(where + "/paging", "needs a page for the numbers of others");
    }
    for (var i = 0; i < all.size(); i++) {
      if ((all.get(i).part() == Route.Part.LINKS) != all.get(i).name().equalsIgnoreCase("link")
          && (i >= rows.figures().size() || all.get(i).part() == Route.Part.LINKS)) {
        check.problem(where, "links are what the header Link has, and nothing else has them");
      }
    }
  }

  private void cursor(Route.Answer.Rows rows, Map<String, String> taken, String where) {
    rows.paging().cursor().ifPresent(name -> check.taken(taken, name, where));
    var isTold = rows.figures().stream().anyMatch(one -> one.part() == Route.Part.NEXT);
    if (isTold != rows.paging().cursor().isPresent()) {
      check.problem(where, "a list with a cursor says in a figure what the next one is");
    }
    if (isTold && (rows.paging().offset().isPresent() || rows.paging().page().isPresent())) {
      check.problem(where, "a list goes on by a cursor, or by a number");
    }
    if (isTold && rows.headers().stream().anyMatch(one -> one.part() == Route.Part.MORE)) {
      check.problem(where, "whether a list goes on by a cursor is known only behind its headers");
    }
  }

  private static boolean isBounded(FieldType type) {
    return type instanceof FieldType.Text
        || type instanceof FieldType.Whole
        || type instanceof FieldType.Decimal;
  }

  /** Bounds are those of one value, of the kind of its field's, or of a search. */
  private void bounds(Route.Parameter parameter, FieldType bounds, String where) {
    new TypeChecker(check).type(bounds, false, where);
    var isOne =
        switch (parameter.by()) {
          case SEARCH ->
              bounds instanceof FieldType.Text text && text.maxLength() <= Route.MAX_SEARCH;
          case EQUAL, FROM, TO, HAS ->
              parameter
                  .field()
                  .flatMap(kind::field)
                  .map(Field::type)
                  .map(type -> type instanceof FieldType.ListOf list ? list.item() : type)
                  .filter(type -> type.getClass().equals(bounds.getClass()))
                  .isPresent();
          case WORD, PREFIX -> bounds instanceof FieldType.Text;
          case ANY_OF, HAS_ANY, ORDER, ORDERS, DIRECTION, CALLED, DONE -> false;
        };
    if (!isBounded(bounds) || !isOne) {
      check.problem(
          where,
          "must be a text, an integer or a decimal as its field is, and of a search a text of at"
              + " most %d characters".formatted(Route.MAX_SEARCH));
    }
  }

  private void parameter(Route.Parameter parameter, String where) {
    parameter.bounds().ifPresent(bounds -> bounds(parameter, bounds, where + "/is"));
    if (!parameter.orders().isEmpty() && !parameter.isOrder()) {
      check.problem(where + "/orders", "only an order has words for orders");
    }
    parameter
        .orders()
        .forEach(
            (word, order) ->
                PickChecker.order(
                    check,
                    kind,
                    order.replaceFirst("^-", ""),
                    where + "/orders/" + word.replace("~", "~0").replace("/", "~1")));
    switch (parameter.by()) {
      case SEARCH -> {
        if (kind.listing().search().isEmpty()) {
          check.problem(where + "/by", "the kind's list names no fields to search");
        }
      }
      case ORDER, DIRECTION -> {}
      case ORDERS -> {
        if (parameter.orders().isEmpty()) {
          check.problem(where + "/by", "needs words for its orders");
        }
      }
      case CALLED, DONE -> called(parameter, where);
      case EQUAL, WORD, FROM, TO, PREFIX, ANY_OF, HAS, HAS_ANY -> {
        var way = way(parameter.by());
        var filtered =
            kind.listing().filters().stream()
                .anyMatch(
                    filter ->
                        filter.field().equals(parameter.field().orElse(""))
                            && filter.ways().contains(way));
        if (!filtered) {
          check.problem(
              where + "/field",
              "the kind's list has no filter of this field by " + JsonObject.word(way));
        }
        if (parameter.by() == By.WORD
            && !(parameter.field().flatMap(kind::field).map(Field::type).orElse(null)
                instanceof FieldType.Choice)) {
          check.problem(where + "/by", "only a choice is asked for by a word");
        }
      }
    }
  }

  /** What names another record is a text of which no two of those have the same. */
  private void called(Route.Parameter parameter, String where) {
    if (parameter.by() == By.DONE) {
      if (parameter.done().filter(done -> done.of().isPresent()).isEmpty()) {
        check.problem(where + "/done", "must say what is done (kind, by) and who has done it (of)");
        return;
      }
      new MineChecker(check, kind, where + "/done").check(parameter.done().get());
    }
    var reference =
        parameter.by() == By.CALLED
            ? parameter.field().flatMap(kind::field)
            : parameter
                .done()
                .flatMap(
                    done ->
                        check
                            .specification()
                            .kind(done.kind().orElse(""))
                            .flatMap(of -> of.field(done.of().orElse(""))));
    var other =
        reference.flatMap(
            field ->
                field.type() instanceof FieldType.Reference(var to, _)
                    ? check.specification().kind(to)
                    : Optional.empty());
    if (other.isEmpty()) {
      check.problem(where + "/field", "must be a reference to what is called so");
      return;
    }
    if (parameter
        .called()
        .flatMap(other.get()::field)
        .filter(Field::unique)
        .filter(
            field ->
                field.type() instanceof FieldType.Text || field.type() instanceof FieldType.Email)
        .isEmpty()) {
      check.problem(
          where + "/called",
          "must be a text of which no two %s share one".formatted(other.get().plural()));
    }
  }

  private static Way way(By by) {
    return switch (by) {
      case FROM, TO -> Way.RANGE;
      case PREFIX -> Way.PREFIX;
      case ANY_OF -> Way.ANY_OF;
      case HAS, HAS_ANY -> Way.HAS;
      default -> Way.EQUAL;
    };
  }
}
