package factory.pipeline.prove;

import com.fasterxml.jackson.databind.JsonNode;
import factory.pipeline.prove.Proof.Area;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Kind.Operation;
import factory.pipeline.spec.Route;
import factory.pipeline.spec.Route.Answer;
import factory.pipeline.spec.Route.By;
import factory.pipeline.spec.Route.Paging;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Lists over routes in their own words: how many, from where, how many in all, what is ignored. */
final class PagingChecks {
  private static final int RECORDS = 4;

  private static final String NO_WORD = "not-a-word";

  /** As many as are looked at. */
  private static final int LOOKED_AT = 50;

  private final Session session;
  private final Maker maker;

  PagingChecks(Session session, Maker maker) {
    this.session = session;
    this.maker = maker;
  }

  void run(Kind kind) {
    for (var route : Routes.of(kind, Operation.LIST)) {
      if (route.answer() instanceof Answer.Rows rows) {
        run(kind, route, rows);
      }
    }
  }

  private void run(Kind kind, Route route, Answer.Rows rows) {
    var named = Routes.named(route);
    var paging = rows.paging();
    if (paging.limit().isPresent()) {
      check(
          "%s answers as many as %s says, at most %d"
              .formatted(named, paging.limit().get(), paging.mostLimit()),
          kind,
          route,
          list -> limits(list, paging.limit().get(), paging));
    }
    if (paging.offset().isPresent()) {
      check(
          named + " begins where " + paging.offset().get() + " says",
          kind,
          route,
          list -> offsets(list, paging.offset().get(), paging));
    }
    if (paging.page().isPresent()) {
      check(
          named + " answers the page that " + paging.page().get() + " says",
          kind,
          route,
          list -> pages(list, paging.page().get(), paging));
    }
    if (paging.cursor().isPresent()) {
      check(
          named + " goes on where " + paging.cursor().get() + " says",
          kind,
          route,
          list -> cursors(list, paging.cursor().get(), paging));
    }
    var total =
        rows.figures().stream().filter(figure -> figure.part() == Route.Part.TOTAL).findFirst();
    if (total.isPresent()) {
      check(
          named + " says as " + total.get().name() + " how many there are",
          kind,
          route,
          list -> totals(list, rows));
    }
    check(
        named + " ignores parameters that it has not, and those without a value",
        kind,
        route,
        list -> ignores(list, rows));
    for (var parameter : rows.parameters()) {
      if (parameter.by() == By.WORD
          && !rows.emptyNotFound()
          && ListBounds.fit(parameter, NO_WORD)) {
        check(
            "%s has nothing of a %s that there is not".formatted(named, parameter.name()),
            kind,
            route,
            list -> list.gives(parameter.name() + "=" + NO_WORD, List.of()));
      }
    }
    for (var parameter : rows.parameters()) {
      if (parameter.by() == By.DIRECTION) {
        check(
            "%s turns round by %s alone, in either case".formatted(named, parameter.name()),
            kind,
            route,
            list -> turns(list, rows, parameter.name()));
      }
    }
    for (var parameter : rows.parameters()) {
      if (parameter.bounds().isPresent()) {
        check(
            "%s takes of %s what is in its bounds alone".formatted(named, parameter.name()),
            kind,
            route,
            list -> bounds(list, rows, parameter));
      }
    }
    if (rows.parameters().stream().anyMatch(one -> wrong(kind, one).isPresent())) {
      check(
          named + " refuses values that its parameters cannot have",
          kind,
          route,
          list -> refuses(list, rows));
    }
  }

  /** A list with some records, and what its path needs. */
  private record Listed(Session session, Kind kind, Route route, JsonNode path) {
    Exchange ask(String query) throws Ended {
      return session.ask(
          session.translation().over(kind, route, Wallet.A, path, Optional.empty(), query));
    }

    List<JsonNode> records(String query) throws Ended {
      List<JsonNode> records = new ArrayList<>();
      ask(query).expect(200).json().path(kind.plural()).forEach(records::add);
      return records;
    }

    /** What a query answers is part of the list. */
    void gives(String query, List<JsonNode> wanted) throws Ended {
      var answer = ask(query).expect(200);
      List<JsonNode> records = new ArrayList<>();
      answer.json().path(kind.plural()).forEach(records::add);
      if (!records.equals(wanted)) {
        throw answer.contradicts(
            "with %d records, which are not the %d that are to be there"
                .formatted(records.size(), wanted.size()));
      }
    }

    void refuses(String parameter, String value) throws Ended {
      var answer = ask(parameter + "=" + Pages.encoded(value)).expect(400);
      if (!answer.names(parameter)) {
        throw answer.contradicts("without naming " + parameter);
      }
    }
  }

  private interface Looking {
    void at(Listed list) throws Ended;
  }

  private void check(String name, Kind kind, Route route, Looking looking) {
    session.check(
        Area.ROUTES,
        name,
        () -> {
          JsonNode last = maker.make(kind, Wallet.A);
          for (var i = 1; i < RECORDS && !Maker.isOnePerWallet(kind); i++) {
            last = maker.make(kind, Wallet.A);
          }
          looking.at(new Listed(session, kind, route, last));
        });
  }

  private static int most(Paging paging) {
    return Math.min(
        LOOKED_AT, paging.limit().isPresent() ? paging.mostLimit() : paging.usualLimit());
  }

  private static String size(Paging paging, int size) {
    return paging.limit().map(name -> name + "=" + size).orElse("");
  }

  private static List<JsonNode> part(List<JsonNode> all, int from, int size) {
    var begin = Math.min(from, all.size());
    return all.subList(begin, Math.min(begin + size, all.size()));
  }

  private static void limits(Listed list, String limit, Paging paging) throws Ended {
    var all = list.records(limit + "=" + most(paging));
    if (all.size() < 2) {
      throw Ended.notTried("there are not enough records");
    }
    for (var size : List.of(1, 2)) {
      if (size <= paging.mostLimit()) {
        list.gives(limit + "=" + size, part(all, 0, size));
      }
    }
    if (paging.usualLimit() <= most(paging)) {
      list.gives("", part(all, 0, paging.usualLimit()));
    }
    list.ask(limit + "=" + paging.mostLimit()).expect(200);
    for (var wrong : List.of("0", "-1", "x", Integer.toString(paging.mostLimit() + 1))) {
      list.refuses(limit, wrong);
    }
  }

  private static void offsets(Listed list, String offset, Paging paging) throws Ended {
    var most = most(paging);
    var all = list.records(size(paging, most));
    if (all.size() < 2) {
      throw Ended.notTried("there are not enough records");
    }
    // The last of what was looked at may be followed by others.
    var size = paging.limit().isPresent() ? 2 : paging.usualLimit();
    var limit = size(paging, size);
    var and = limit.isEmpty() ? "" : limit + "&";
    list.gives(and + offset + "=0", part(all, 0, size));
    if (paging.limit().isPresent() || all.size() < most) {
      list.gives(and + offset + "=1", part(all, 1, size));
    }
    if (all.size() < most) {
      list.gives(and + offset + "=" + all.size(), List.of());
    }
    for (var wrong : List.of("-1", "x")) {
      list.refuses(offset, wrong);
    }
  }

  private static void pages(Listed list, String page, Paging paging) throws Ended {
    var most = most(paging);
    var all = list.records(size(paging, most));
    if (all.size() < 2) {
      throw Ended.notTried("there are not enough records");
    }
    var size = paging.limit().isPresent() ? Math.min(2, paging.mostLimit()) : paging.usualLimit();
    var limit = size(paging, size);
    var and = limit.isEmpty() ? "" : limit + "&";
    var first = paging.firstPage();
    list.gives(and + page + "=" + first, part(all, 0, size));
    if (all.size() < most || 2 * size <= all.size()) {
      list.gives(and + page + "=" + (first + 1), part(all, size, size));
    }
    if (all.size() < most) {
      list.gives(and + page + "=" + (first + 1 + all.size() / size), List.of());
    }
    for (var wrong : List.of(Integer.toString(first - 1), "x")) {
      list.refuses(page, wrong);
    }
  }

  /** Part by part, by what each part says, come all that come at once, and then no more. */
  private static void cursors(Listed list, String cursor, Paging paging) throws Ended {
    var most = most(paging);
    var all = list.records(size(paging, most));
    var size = paging.limit().isPresent() ? 2 : paging.usualLimit();
    List<JsonNode> parts = new ArrayList<>();
    var token = "";
    do {
      var from = token.isEmpty() ? "" : "&" + cursor + "=" + Pages.encoded(token);
      var part = list.ask(size(paging, size) + from).expect(200);
      var before = parts.size();
      part.json().path(list.kind().plural()).forEach(parts::add);
      token = part.json().path("next_page_token").asText("");
      if (parts.size() == before || parts.size() > all.size()) {
        throw part.contradicts("which is no next part of the %d".formatted(all.size()));
      }
    } while (!token.isEmpty() && parts.size() <= all.size());
    if (!parts.equals(all) && all.size() < most) {
      throw Ended.failed(
          "the parts have %d records, and not the %d that come at once"
              .formatted(parts.size(), all.size()));
    }
    list.refuses(cursor, "not-a-place");
  }

  private static void totals(Listed list, Answer.Rows rows) throws Ended {
    var paging = rows.paging();
    total(list, rows, "");
    if (paging.limit().isPresent()) {
      var whole = list.ask("").expect(200).json().path("total");
      var one = list.ask(paging.limit().get() + "=1").expect(200);
      if (!one.json().path("total").equals(whole)) {
        throw one.contradicts("where it is %s without a limit".formatted(whole));
      }
    }
    for (var parameter : rows.parameters()) {
      if ((parameter.by() == By.EQUAL || parameter.by() == By.WORD)
          && parameter.field().isPresent()) {
        var value =
            list.records("").stream()
                .map(record -> record.path(parameter.field().get()))
                .filter(node -> node.isValueNode() && !node.isNull() && !node.asText().isEmpty())
                .filter(node -> ListBounds.fit(parameter, node.asText()))
                .findFirst();
        if (value.isPresent()) {
          total(list, rows, parameter.name() + "=" + Pages.encoded(value.get().asText()));
          return;
        }
      }
    }
  }

  /** The number that is told is that of what comes when it is asked for, part by part. */
  private static void total(Listed list, Answer.Rows rows, String filter) throws Ended {
    var paging = rows.paging();
    var size = paging.limit().isPresent() ? paging.mostLimit() : paging.usualLimit();
    var count = 0;
    while (true) {
      List<String> query = new ArrayList<>();
      query.add(filter);
      query.add(size(paging, size));
      query.add(from(paging, count, size));
      query.removeIf(String::isEmpty);
      var answer = list.ask(String.join("&", query)).expect(200);
      var found = answer.json().path(list.kind().plural()).size();
      count += found;
      if (found < size) {
        if (answer.json().path("total").asInt(-1) != count) {
          throw answer.contradicts("and there are %d".formatted(count));
        }
        return;
      }
      if (paging.offset().isEmpty() && paging.page().isEmpty()) {
        throw Ended.notTried("the list has more than it answers");
      }
    }
  }

  private static String from(Paging paging, int count, int size) {
    return count == 0
        ? ""
        : paging
            .offset()
            .map(name -> name + "=" + count)
            .or(() -> paging.page().map(name -> name + "=" + (paging.firstPage() + count / size)))
            .orElse("");
  }

  /** What is not said of an order is as it is in the list's own. */
  private static void turns(Listed list, Answer.Rows rows, String direction) throws Ended {
    var own = list.route().pick().order().orElse(list.kind().listing().defaultOrder());
    var field = own.replaceFirst("^-", "");
    var way = own.startsWith("-") ? "desc" : "asc";
    var back = own.startsWith("-") ? "asc" : "desc";
    var size = size(rows.paging(), most(rows.paging()));
    var and = size.isEmpty() ? "" : size + "&";
    var usual = list.records(size);
    for (var word : List.of(way, way.toUpperCase(Locale.ROOT))) {
      list.gives(and + direction + "=" + word, usual);
    }
    var turned = list.records(and + direction + "=" + back);
    list.gives(and + direction + "=" + back.toUpperCase(Locale.ROOT), turned);
    if (usual.size() < most(rows.paging()) && !turned.equals(usual.reversed())) {
      throw Ended.failed("what is %s by %s is not the other way round".formatted(back, field));
    }
    var order =
        rows.parameters().stream().filter(one -> one.by() == By.ORDER).findFirst().orElseThrow();
    for (var name : list.kind().listing().order()) {
      var shown = list.kind().http().flatMap(http -> http.name(name));
      if (shown.isPresent()) {
        var by = order.name() + "=" + shown.get();
        list.gives(and + by, list.records(and + by + "&" + direction + "=" + way));
      }
    }
  }

  private static void bounds(Listed list, Answer.Rows rows, Route.Parameter parameter)
      throws Ended {
    for (var right : ListBounds.rights(parameter)) {
      var answer = list.ask(parameter.name() + "=" + Pages.encoded(right));
      // Of an end there may be nothing.
      if (!(rows.emptyNotFound() && answer.status() == 404)) {
        answer.expect(200);
      }
    }
    for (var wrong : ListBounds.wrongs(parameter)) {
      list.refuses(parameter.name(), wrong);
    }
  }

  private static void ignores(Listed list, Answer.Rows rows) throws Ended {
    var all = list.records("");
    list.gives("not_a_parameter=1", all);
    for (var parameter : rows.parameters()) {
      if (!(parameter.bounds().orElse(null) instanceof FieldType.Text)
          || ListBounds.fit(parameter, "")) {
        list.gives(parameter.name() + "=", all);
      } else {
        list.refuses(parameter.name(), "");
      }
    }
  }

  private static void refuses(Listed list, Answer.Rows rows) throws Ended {
    for (var parameter : rows.parameters()) {
      var wrong = wrong(list.kind(), parameter);
      if (wrong.isPresent()) {
        list.refuses(parameter.name(), wrong.get());
      }
    }
  }

  /** What a parameter cannot have; empty where it takes any text. */
  private static Optional<String> wrong(Kind kind, Route.Parameter parameter) {
    if (parameter.isOrder() || parameter.by() == By.DIRECTION) {
      return Optional.of("not_a_field");
    }
    if (parameter.by() == By.PREFIX || parameter.by() == By.SEARCH || parameter.by() == By.WORD) {
      return Optional.empty();
    }
    return parameter
        .field()
        .flatMap(kind::field)
        .filter(
            field ->
                switch (field.type()) {
                  case FieldType.Whole _,
                      FieldType.Decimal _,
                      FieldType.Money _,
                      FieldType.Truth _,
                      FieldType.Date _,
                      FieldType.Instant _,
                      FieldType.Choice _ ->
                      true;
                  default -> false;
                })
        .map(field -> "not one of them");
  }
}
