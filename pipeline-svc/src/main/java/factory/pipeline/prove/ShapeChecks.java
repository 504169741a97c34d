package factory.pipeline.prove;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import factory.pipeline.prove.Proof.Area;
import factory.pipeline.spec.Access;
import factory.pipeline.spec.ExactJson;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Http;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Kind.Operation;
import factory.pipeline.spec.Route;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What only some routes have: bodies that are forms, paths that are checked. */
final class ShapeChecks {
  private static final String NONSENSE = "not-a-value";
  private static final int BEYOND = 1_000_000;

  private final Session session;
  private final Maker maker;

  ShapeChecks(Session session, Maker maker) {
    this.session = session;
    this.maker = maker;
  }

  void run(Kind kind) {
    for (var route : kind.http().map(Http::routes).orElse(List.of())) {
      for (var type : route.bodyTypes()) {
        // Bytes are what checks of files send.
        if (!type.equals(Route.JSON) && !route.takesFile()) {
          session.check(
              Area.ROUTES, Routes.named(route) + " takes " + type, () -> takes(kind, route, type));
        }
      }
      if (!route.bodyTypes().isEmpty()) {
        session.check(
            Area.ROUTES,
            Routes.named(route) + " takes no other media type",
            () -> others(kind, route));
      }
      if (route.answer() instanceof Route.Answer.Rows rows) {
        lists(kind, route, rows);
      }
      if (route.pathChecked() && checked(kind, route).isPresent()) {
        session.check(
            Area.ROUTES,
            Routes.named(route) + " refuses what cannot be in its path with " + route.status(400),
            () -> path(kind, route));
      }
    }
  }

  private void lists(Kind kind, Route route, Route.Answer.Rows rows) {
    if (rows.emptyNotFound()) {
      session.check(
          Area.ROUTES,
          Routes.named(route) + " answers " + route.status(404) + " when it has no records",
          () -> empty(kind, route, rows));
    }
    for (var header : rows.headers()) {
      session.check(
          Area.ROUTES,
          Routes.named(route) + " says in " + header.name() + " what is so",
          () -> header(kind, route, rows, header));
    }
  }

  private void empty(Kind kind, Route route, Route.Answer.Rows rows) throws Ended {
    var record = maker.make(kind, Wallet.A);
    var query =
        rows.paging()
            .offset()
            .or(() -> rows.paging().page())
            .map(name -> name + "=" + BEYOND)
            .or(() -> filtered(kind, rows))
            .orElseThrow(() -> Ended.notTried("nothing asks for a part that has no records"));
    var asked = session.translation().over(kind, route, Wallet.A, record, Optional.empty(), query);
    session.ask(asked).expect(404);
    ask(kind, route, record).expect(200);
  }

  /** A filter for what no record has. */
  private static Optional<String> filtered(Kind kind, Route.Answer.Rows rows) {
    return rows.parameters().stream()
        .filter(
            parameter ->
                (parameter.by() == Route.By.WORD && ListBounds.fit(parameter, NONSENSE))
                    || (parameter.by() == Route.By.EQUAL
                        && ListBounds.fit(parameter, NONSENSE)
                        && parameter.field().flatMap(kind::field).map(Field::type).orElse(null)
                            instanceof FieldType.Text))
        .map(parameter -> parameter.name() + "=" + NONSENSE)
        .findFirst();
  }

  private Exchange ask(Kind kind, Route route, JsonNode record) throws Ended {
    return session.ask(asked(kind, route, record, Optional.empty()));
  }

  private void header(Kind kind, Route route, Route.Answer.Rows rows, Route.Figure header)
      throws Ended {
    var record = maker.make(kind, Wallet.A);
    var answer = ask(kind, route, record).expect(200);
    var said =
        answer.answer().headers().getOrDefault(header.name().toLowerCase(Locale.ROOT), "none");
    var limit = rows.paging().usualLimit();
    var items = answer.json().path(kind.plural()).size();
    var fits =
        switch (header.part()) {
          case TOTAL, PAGES, COUNT -> said.matches("[1-9][0-9]*");
          case LIMIT -> said.equals(Integer.toString(limit));
          case OFFSET -> said.equals("0");
          case PAGE -> said.equals(Integer.toString(rows.paging().firstPage()));
          case NEXT -> false;
          case NEXT_LINK, PREVIOUS_LINK -> said.equals("none") || said.matches("https?://.*");
          case FIRST_LINK, LAST_LINK -> said.matches("https?://.*");
          case NEXT_PAGE, PREVIOUS_PAGE -> said.equals("none") || said.matches("[0-9]+");
          case LINKS -> said.contains("rel=\"first\"");
          case FIRST -> said.equals("true");
          case BEFORE, EMPTY -> said.equals("false");
          case LAST -> said.equals("false") || (said.equals("true") && items <= limit);
          case MORE -> said.equals("true") || (said.equals("false") && items <= limit);
        };
    if (!fits) {
      throw answer.contradicts("with the %s '%s'".formatted(header.name(), said));
    }
    if (header.part() == Route.Part.TOTAL && items < limit && Long.parseLong(said) != items) {
      throw answer.contradicts("with the %s %s of %d".formatted(header.name(), said, items));
    }
  }

  private Asked asked(Kind kind, Route route, JsonNode values, Optional<ObjectNode> body)
      throws Ended {
    return session.translation().over(kind, route, Wallet.A, values, body, "");
  }

  /** A body that is right, and the record or the body that has what the path needs. */
  private record Right(ObjectNode body, JsonNode values) {}

  private Right right(Kind kind, Route route) throws Ended {
    mayDo(kind, route);
    if (route.operation() == Operation.CREATE) {
      var body = maker.body(kind, route, Wallet.A);
      return new Right(body, body.deepCopy());
    }
    var record = maker.make(kind, Wallet.A);
    var nothing = ExactJson.MAPPER.createObjectNode();
    return new Right(
        session.translation().whole(kind, route, Wallet.A, record.path("id").asText(), nothing),
        record);
  }

  private void takes(Kind kind, Route route, String type) throws Ended {
    var right = right(kind, route);
    if (type.equals(Route.TEXT)) {
      text(kind, route, right);
      return;
    }
    var asked = asked(kind, route, right.values(), Optional.of(right.body()));
    var form = FormBody.of(type, named(kind, asked, right.body()));
    var answer = session.ask(asked.with(form.type(), form.text()));
    if (answer.is(422) && !kind.rules().isEmpty()) {
      throw Ended.notTried("rules between its fields");
    }
    answer.expect(Reading.usual(route.operation()));
    RecordChecks.given(kind, right.body(), answer);
  }

  /**
   * A body of text is the field, whole and as it is; an empty one, and what is no text, is none.
   */
  private void text(Kind kind, Route route, Right right) throws Ended {
    var body = TextBody.only(route, right.body());
    var asked = asked(kind, route, right.values(), Optional.of(body));
    var answer =
        session.ask(asked.with(Route.TEXT, body.path(route.text().orElseThrow()).asText()));
    if (answer.is(422) && !kind.rules().isEmpty()) {
      throw Ended.notTried("rules between its fields");
    }
    answer.expect(Reading.usual(route.operation()));
    RecordChecks.given(kind, body, answer);
    session.ask(asked.with(Route.TEXT, "")).expect(422);
    if (kind.field(route.text().get()).map(Field::type).orElse(null) instanceof FieldType.Text is) {
      session.ask(asked.with(Route.TEXT, "x".repeat(is.maxLength() + 1))).expect(422);
    }
    session.ask(asked.withBytes(Route.TEXT, "a\u00ff\u00fe")).expect(400);
    session.ask(asked.with(Route.TEXT + "; charset=utf-16", "a")).expect(415);
  }

  /** The body by the names of JSON, without what the path says. */
  private static ObjectNode named(Kind kind, Asked asked, ObjectNode body) {
    var named = ExactJson.MAPPER.createObjectNode();
    for (var member : body.properties()) {
      if (!asked.route().placed().contains(member.getKey())) {
        kind.http()
            .flatMap(http -> http.name(member.getKey()))
            .ifPresent(name -> named.set(name, member.getValue()));
      }
    }
    return named;
  }

  private void others(Kind kind, Route route) throws Ended {
    var right = right(kind, route);
    var body = route.text().isPresent() ? TextBody.only(route, right.body()) : right.body();
    var asked = asked(kind, route, right.values(), Optional.of(body));
    var other = route.text().isPresent() ? "text/csv" : Route.TEXT;
    session.ask(asked.with(other, right.body().toString())).expect(415);
  }

  private static void mayDo(Kind kind, Route route) throws Ended {
    var access =
        route.operation() == Operation.CREATE ? kind.access().create() : kind.access().update();
    if (!(access instanceof Access.Anyone)) {
      throw Ended.notTried("not everybody may do that");
    }
  }

  /** A parameter that cannot be just any text, by what it is. */
  private Optional<String> checked(Kind kind, Route route) {
    return route.keys().values().stream()
        .filter(
            of ->
                of.equals("id")
                    ? kind.key() instanceof Kind.Key.Sequence || kind.key() instanceof Kind.Key.Uuid
                    : kind.field(of).stream().anyMatch(field -> isNoText(field.type())))
        .findFirst();
  }

  private static boolean isNoText(FieldType type) {
    return type instanceof FieldType.Whole
        || type instanceof FieldType.Truth
        || type instanceof FieldType.Date
        || type instanceof FieldType.Instant;
  }

  private void path(Kind kind, Route route) throws Ended {
    var values = ((ObjectNode) maker.make(kind, Wallet.A)).deepCopy();
    values.set(
        checked(kind, route).orElseThrow(), ExactJson.MAPPER.getNodeFactory().textNode(NONSENSE));
    var body =
        route.operation() == Operation.CREATE || route.operation() == Operation.UPDATE
            ? Optional.of(maker.body(kind, route, Wallet.A))
            : Optional.<ObjectNode>empty();
    session.ask(asked(kind, route, values, body)).expect(400);
  }
}
