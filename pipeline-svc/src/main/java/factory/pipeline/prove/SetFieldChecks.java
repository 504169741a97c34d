package factory.pipeline.prove;

import com.fasterxml.jackson.databind.JsonNode;
import factory.pipeline.prove.Proof.Area;
import factory.pipeline.spec.Access;
import factory.pipeline.spec.ExactJson;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Kind.Operation;
import factory.pipeline.spec.Origin;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Optional;

/** Fields that the service sets, that have a default, or that are fixed; and transitions. */
final class SetFieldChecks {
  private static final Duration LEEWAY = Duration.ofMinutes(5);

  private final Session session;
  private final Maker maker;
  private final Evaluator evaluator;

  SetFieldChecks(Session session, Maker maker, Evaluator evaluator) {
    this.session = session;
    this.maker = maker;
    this.evaluator = evaluator;
  }

  void run(Kind kind) {
    var a = "a " + kind.name();
    for (var field : kind.fields()) {
      var named = field.name() + " of " + a;
      if (!(field.origin() instanceof Origin.Given) && !Routes.shows(kind, field.name())) {
        session.notTried(Area.SET_FIELDS, named + " is as it is to be", "records do not show it");
        continue;
      }
      switch (field.origin()) {
        case Origin.Given(var fallback, var fixed) -> {
          fallback.ifPresent(
              value ->
                  session.check(
                      Area.SET_FIELDS,
                      named + " is " + value + " when it is not given",
                      () -> defaults(kind, field, value)));
          if (fixed) {
            session.check(Area.SET_FIELDS, named + " cannot be changed", () -> fixed(kind, field));
          }
          if (field.type() instanceof FieldType.Choice(var words, var transitions)
              && !transitions.isEmpty()) {
            for (var word : words) {
              session.check(
                  Area.TRANSITIONS,
                  named + " goes from '" + word + "' where it may and nowhere else",
                  () -> transitions(kind, field, (FieldType.Choice) field.type(), word));
            }
          }
        }
        case Origin.Now(var onUpdate) ->
            session.check(
                Area.SET_FIELDS,
                named + (onUpdate ? " is when it was last changed" : " is when it was made"),
                () -> now(kind, field, onUpdate));
        case Origin.Caller() ->
            session.check(
                Area.SET_FIELDS, named + " is the wallet that made it", () -> caller(kind, field));
        case Origin.Account() ->
            session.check(
                Area.SET_FIELDS,
                named + " is the account that made it",
                () -> account(kind, field));
        case Origin.Sequence() ->
            session.check(
                Area.SET_FIELDS, named + " rises, under racers too", () -> rises(kind, field));
        case Origin.Code _ when field.isIssued() -> {}
        case Origin.Code(var alphabet, var length) ->
            session.check(
                Area.SET_FIELDS,
                named + " is a code of " + length + " characters",
                () -> code(kind, field.name(), alphabet, length));
        case Origin.Slug slug ->
            new SlugChecks(
                    session,
                    maker,
                    kind,
                    field.name(),
                    slug,
                    field.type() instanceof FieldType.Text text ? text.maxLength() : 0)
                .run();
        case Origin.Actions(var initial) when !Routes.shows(kind, field.name()) ->
            session.notTried(
                Area.SET_FIELDS,
                named + " begins as " + initial.orElse("null"),
                "records do not show it");
        case Origin.Actions(var initial) ->
            session.check(
                Area.SET_FIELDS,
                named + " begins as " + initial.orElse("null"),
                () -> begins(kind, field, initial));
        case Origin.Link(var path) ->
            session.check(
                Area.SET_FIELDS,
                named + " is the address of " + path + " as its caller reaches it",
                () -> new LinkChecks(session, maker).check(kind, field, path));
        case Origin.Computed _, Origin.Aggregated _ -> {}
      }
    }
    if (!Routes.showsId(kind)) {
      session.notTried(
          Area.SET_FIELDS, "The id of " + a + " is as it is to be", "records do not show it");
      return;
    }
    switch (kind.key()) {
      case Kind.Key.Sequence() ->
          session.check(
              Area.SET_FIELDS,
              "The id of " + a + " rises, under racers too",
              () ->
                  rises(
                      kind,
                      new Field(
                          "id",
                          new FieldType.Whole(FieldType.Bounds.NONE),
                          "",
                          true,
                          true,
                          new Origin.Sequence())));
      case Kind.Key.Code(var alphabet, var length) ->
          session.check(
              Area.SET_FIELDS,
              "The id of " + a + " is a code of " + length + " characters",
              () -> code(kind, "id", alphabet, length));
      case Kind.Key.Slug(var of, var length) ->
          new SlugChecks(session, maker, kind, "id", new Origin.Slug(of, false), length).run();
      case Kind.Key.Natural(var name) ->
          session.check(
              Area.SET_FIELDS,
              "The id of " + a + " is its " + name,
              () -> {
                var record = maker.make(kind, Wallet.A);
                if (!record.path("id").asText().equals(record.path(name).asText())) {
                  throw Ended.failed("its id is another one: " + record);
                }
              });
      case Kind.Key.Uuid() -> {}
    }
  }

  private void defaults(Kind kind, Field field, String value) throws Ended {
    var literal = literal(value);
    if (literal.isEmpty()) {
      throw Ended.notTried("the default is computed");
    }
    if (!Maker.hasCreate(kind)) {
      throw Ended.notTried("only actions make one");
    }
    var body = maker.body(kind, Wallet.A, true);
    body.remove(field.name());
    var answer = session.call(Wallet.A, "POST", Maker.path(kind), body);
    if (answer.is(422) && kind.rules().stream().anyMatch(rule -> answer.names(rule.field()))) {
      throw Ended.notTried("rules between its fields");
    }
    answer.expect(201);
    if (!Values.same(field.type(), literal.get(), answer.json().path(field.name()))) {
      throw answer.contradicts("with another " + field.name());
    }
  }

  /** A CEL literal as JSON; empty for whatever has to be computed. */
  static Optional<JsonNode> literal(String cel) {
    var nodes = ExactJson.MAPPER.getNodeFactory();
    var text = cel.strip();
    if (text.matches("-?[0-9]+(\\.[0-9]+)?")) {
      return Optional.of(nodes.numberNode(new java.math.BigDecimal(text)));
    }
    if (text.equals("true") || text.equals("false")) {
      return Optional.of(nodes.booleanNode(text.equals("true")));
    }
    if (text.equals("null")) {
      return Optional.of(nodes.nullNode());
    }
    if (text.matches("'[^'\\\\]*'|\"[^\"\\\\]*\"")) {
      return Optional.of(nodes.textNode(text.substring(1, text.length() - 1)));
    }
    if (text.matches("decimal\\(['\"]?-?[0-9]+(\\.[0-9]+)?['\"]?\\)")) {
      return Optional.of(
          nodes.numberNode(new java.math.BigDecimal(text.replaceAll("[^0-9.-]", ""))));
    }
    return Optional.empty();
  }

  private void fixed(Kind kind, Field field) throws Ended {
    if (!Maker.hasUpdate(kind)) {
      throw Ended.notTried("it cannot be changed at all");
    }
    var record = maker.make(kind, Wallet.A);
    var value = maker.value(kind, field, Wallet.A, maker.next(), 2);
    if (value.isEmpty() || value.get().equals(record.path(field.name()))) {
      throw Ended.notTried("no other value was found");
    }
    var patch = ExactJson.MAPPER.createObjectNode();
    patch.set(field.name(), value.get());
    session.call(Wallet.A, "PATCH", Maker.path(kind, record), patch).expect(422, 409);
    unchanged(kind, record, field);
  }

  private void unchanged(Kind kind, JsonNode record, Field field) throws Ended {
    if (kind.operations().contains(Operation.READ)) {
      var read = session.call(Wallet.A, "GET", Maker.path(kind, record)).expect(200);
      if (!read.json().path(field.name()).equals(record.path(field.name()))) {
        throw read.contradicts("with another " + field.name() + " after a refusal");
      }
    }
  }

  private void now(Kind kind, Field field, boolean onUpdate) throws Ended {
    var record = maker.make(kind, Wallet.A);
    recent(field, record);
    if (onUpdate && Maker.hasUpdate(kind)) {
      var changed = session.call(Wallet.A, "PATCH", Maker.path(kind, record), "{}");
      if (!changed.is(200)) {
        throw Ended.notTried("it cannot be changed here");
      }
      recent(field, changed.json());
      var before = record.path(field.name()).asText();
      var after = changed.json().path(field.name()).asText();
      var rose =
          changed.json().path("updated_at").asText().compareTo(record.path("updated_at").asText())
              > 0;
      if (rose && field.type() instanceof FieldType.Instant && before.equals(after)) {
        throw changed.contradicts("with the " + field.name() + " of its making");
      }
      if (changed.json().path(field.name()).asText().compareTo(record.path(field.name()).asText())
          < 0) {
        throw changed.contradicts("with a " + field.name() + " before the one of its making");
      }
    }
  }

  private static void recent(Field field, JsonNode record) throws Ended {
    var now = Instant.now();
    var value = record.path(field.name());
    if (field.type() instanceof FieldType.Date) {
      var today = LocalDate.ofInstant(now, ZoneOffset.UTC);
      if (!value.asText().equals(today.toString())
          && !value.asText().equals(today.minusDays(1).toString())) {
        throw Ended.failed(field.name() + " is " + value + " on " + today);
      }
      return;
    }
    var moment = Values.moment(value);
    if (moment.isEmpty() || Duration.between(moment.get(), now).abs().compareTo(LEEWAY) > 0) {
      throw Ended.failed(field.name() + " is " + value + " at " + now);
    }
  }

  private void caller(Kind kind, Field field) throws Ended {
    for (var wallet : new Wallet[] {Wallet.A, Wallet.B}) {
      var record = maker.make(kind, wallet);
      if (!record.path(field.name()).asText().equals(wallet.address().orElse(""))) {
        throw Ended.failed(
            "made by %s, %s is %s"
                .formatted(wallet.address().orElse(""), field.name(), record.path(field.name())));
      }
    }
    if (Maker.hasCreate(kind)) {
      session
          .call(Wallet.NOBODY, "POST", Maker.path(kind), maker.body(kind, Wallet.A, true))
          .expect(401, "CALLER_REQUIRED");
    }
  }

  private void account(Kind kind, Field field) throws Ended {
    for (var wallet : new Wallet[] {Wallet.A, Wallet.B}) {
      var record = maker.make(kind, wallet);
      var member = session.member(wallet);
      if (member.isEmpty() || !member.get().record().has("id")) {
        throw Ended.notTried("accounts do not show their ids");
      }
      var id = member.get().record().path("id");
      if (!record.path(field.name()).equals(id)) {
        throw Ended.failed(
            "made by the account %s, %s is %s"
                .formatted(id, field.name(), record.path(field.name())));
      }
    }
  }

  private void rises(Kind kind, Field field) throws Ended {
    var first = maker.make(kind, Wallet.A).path(field.name());
    var second = maker.make(kind, Wallet.A).path(field.name());
    if (!first.isIntegralNumber()
        || !second.isIntegralNumber()
        || second.asLong() <= first.asLong()) {
      throw Ended.failed("one after another have " + first + " and " + second);
    }
    if (Maker.hasCreate(kind)) {
      var seen = new HashSet<Long>();
      var template = maker.body(kind, Wallet.A, true);
      if (kind.rules().isEmpty()
          && kind.noOverlap().isEmpty()
          && kind.unique().isEmpty()
          && Maker.given(kind).stream().noneMatch(Field::unique)) {
        for (var answer :
            session.race(() -> session.call(Wallet.A, "POST", Maker.path(kind), template))) {
          answer.expect(201);
          if (!seen.add(answer.json().path(field.name()).asLong())) {
            throw answer.contradicts("with a number that another one has");
          }
        }
      }
    }
  }

  private void code(Kind kind, String name, String alphabet, int length) throws Ended {
    var seen = new HashSet<String>();
    for (var i = 0; i < 3; i++) {
      var code = maker.make(kind, Wallet.A).path(name).asText();
      if (code.length() != length || !code.chars().allMatch(c -> alphabet.indexOf(c) >= 0)) {
        throw Ended.failed("the code is '" + code + "'");
      }
      if (!seen.add(code) && Math.pow(alphabet.length(), length) > 1_000_000) {
        throw Ended.failed("the code '" + code + "' was given twice");
      }
    }
  }

  private void begins(Kind kind, Field field, Optional<String> initial) throws Ended {
    if (!Maker.hasCreate(kind)) {
      throw Ended.notTried("only actions make one");
    }
    var made = maker.make(kind, Wallet.A);
    var value = made.path(field.name());
    if (initial.filter(SetFieldChecks::asksTheRecord).isPresent()) {
      var scope = Evaluator.Scope.of().with("record", new World.Entry(kind, made));
      var computed = evaluator.value(initial.get(), scope);
      if (!Evaluator.shows(field.type(), computed, value)) {
        throw Ended.failed(
            "%s begins as %s, and %s is %s"
                .formatted(field.name(), value, initial.get(), computed));
      }
      return;
    }
    var wanted =
        initial.isEmpty()
            ? Optional.<JsonNode>of(ExactJson.MAPPER.getNodeFactory().nullNode())
            : literal(initial.get());
    if (wanted.isEmpty()) {
      throw Ended.notTried("it is computed");
    }
    var first =
        initial.isEmpty()
            && field.type() instanceof FieldType.Choice(var words, var transitions)
            && !transitions.isEmpty()
            && value.asText().equals(words.getFirst());
    if (!first && !Values.same(field.type(), wanted.get(), value)) {
      throw Ended.failed(field.name() + " begins as " + value);
    }
  }

  private static boolean asksTheRecord(String cel) {
    return cel.contains("record.");
  }

  private void transitions(Kind kind, Field field, FieldType.Choice choice, String from)
      throws Ended {
    if (!Maker.hasUpdate(kind) || kind.access().update() instanceof Access.When) {
      throw Ended.notTried("it cannot be changed here");
    }
    for (var to : choice.words()) {
      if (to.equals(from)) {
        continue;
      }
      var record = maker.make(kind, Wallet.A);
      var path = Maker.path(kind, record);
      for (var step : way(choice, record.path(field.name()).asText(), from)) {
        session.call(Wallet.A, "PATCH", path, patch(field, step)).expect(200);
      }
      var answer = session.call(Wallet.A, "PATCH", path, patch(field, to));
      var allowed = choice.transitions().getOrDefault(from, java.util.List.of()).contains(to);
      if (allowed) {
        answer.expect(200);
        if (!answer.json().path(field.name()).asText().equals(to)) {
          throw answer.contradicts("with another " + field.name());
        }
      } else {
        answer.expect(409, "TRANSITION_NOT_ALLOWED");
        if (!answer.names(field.name())) {
          throw answer.contradicts("without naming " + field.name());
        }
        if (kind.operations().contains(Operation.READ)) {
          var read = session.call(Wallet.A, "GET", path).expect(200);
          if (!read.json().path(field.name()).asText().equals(from)) {
            throw read.contradicts("with another " + field.name() + " after a refusal");
          }
        }
      }
    }
  }

  private static JsonNode patch(Field field, String word) {
    return ExactJson.MAPPER.createObjectNode().put(field.name(), word);
  }

  /** The words to go through, the last one included. */
  private static java.util.List<String> way(FieldType.Choice choice, String start, String end)
      throws Ended {
    var before = new java.util.LinkedHashMap<String, String>();
    var open = new java.util.ArrayDeque<String>();
    open.add(start);
    before.put(start, start);
    while (!open.isEmpty()) {
      var at = open.remove();
      for (var next : choice.transitions().getOrDefault(at, java.util.List.of())) {
        if (before.putIfAbsent(next, at) == null) {
          open.add(next);
        }
      }
    }
    if (!before.containsKey(end)) {
      throw Ended.notTried("nothing leads from '" + start + "' to '" + end + "'");
    }
    var way = new java.util.ArrayDeque<String>();
    for (var at = end; !at.equals(start); at = before.getOrDefault(at, start)) {
      way.addFirst(at);
    }
    return java.util.List.copyOf(way);
  }
}
