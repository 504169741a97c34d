package factory.pipeline.prove;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import factory.pipeline.prove.Proof.Area;
import factory.pipeline.spec.ExactJson;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Kind.NoOverlap;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

/** What no two records share: values, combinations of values, time. Alone and under racers. */
final class UniqueChecks {
  private final Session session;
  private final Maker maker;

  UniqueChecks(Session session, Maker maker) {
    this.session = session;
    this.maker = maker;
  }

  void run(Kind kind) {
    if (!Maker.hasCreate(kind)) {
      return;
    }
    List<List<String>> combinations = new ArrayList<>();
    for (var field : Maker.given(kind)) {
      if (Routes.isInPathOfMaking(kind, field.name()) && Routes.making(kind).isPresent()) {
        session.notTried(
            Area.UNIQUENESS,
            "No two " + kind.plural() + " have the same " + field.name(),
            "whoever makes one with the key of another replaces that");
      } else if (field.unique()
          || (kind.key() instanceof Kind.Key.Natural(var key) && key.equals(field.name()))) {
        combinations.add(List.of(field.name()));
      }
    }
    kind.unique().forEach(unique -> combinations.add(unique.fields()));
    for (var fields : combinations) {
      var names = String.join(" and ", fields);
      session.check(
          Area.UNIQUENESS,
          "No two " + kind.plural() + " have the same " + names,
          () -> differ(kind, fields));
      session.check(
          Area.UNIQUENESS,
          "Of several at once with the same " + names + " one " + kind.name() + " is made",
          () -> race(kind, fields, "ALREADY_EXISTS"));
    }
    for (var interval : kind.noOverlap()) {
      var what =
          "from "
              + interval.from()
              + " to "
              + interval.to()
              + (interval.per().isEmpty() ? "" : " per " + String.join(" and ", interval.per()));
      session.check(
          Area.UNIQUENESS,
          "No two " + kind.plural() + " overlap " + what,
          () -> apart(kind, interval));
      session.check(
          Area.UNIQUENESS,
          "Of several at once that overlap " + what + " one " + kind.name() + " is made",
          () -> race(kind, List.of(), "OVERLAPS"));
    }
  }

  private static boolean isCaller(Kind kind, String name) {
    return kind.field(name).filter(Maker::isMaker).isPresent();
  }

  private void differ(Kind kind, List<String> fields) throws Ended {
    var first = maker.body(kind, Wallet.A, true);
    for (var name : fields) {
      if (!first.hasNonNull(name) && !isCaller(kind, name)) {
        throw Ended.notTried("it has a field that a client cannot set");
      }
    }
    var made = created(kind, Wallet.A, first);
    // Where a wallet has one at most, another one asks about what else differs.
    var as =
        Maker.isOnePerWallet(kind) && fields.stream().noneMatch(name -> isCaller(kind, name))
            ? Wallet.B
            : Wallet.A;
    var again = maker.body(kind, as, true);
    fields.forEach(name -> copy(name, first, again));
    var twice = session.call(as, "POST", Maker.path(kind), again);
    twice.expect(409, "ALREADY_EXISTS");
    if (!isCaller(kind, fields.getFirst()) && fields.stream().noneMatch(twice::names)) {
      throw twice.contradicts("without naming " + String.join(" or ", fields));
    }
    for (var name : fields) {
      if (fields.size() > 1 && !isCaller(kind, name)) {
        // One of the values is another one: that is another combination.
        var other = maker.body(kind, Wallet.A, true);
        fields.stream()
            .filter(same -> !same.equals(name))
            .forEach(same -> copy(same, first, other));
        var another = whoMay(kind, fields, first, other);
        if (!other.path(name).equals(first.path(name)) && another.isPresent()) {
          created(kind, another.get(), other);
        }
      }
    }
    if (fields.stream().anyMatch(name -> isCaller(kind, name))) {
      var other = maker.body(kind, Wallet.B, true);
      fields.forEach(name -> copy(name, first, other));
      var answer = session.call(Wallet.B, "POST", Maker.path(kind), other);
      if (!answer.is(422)) {
        answer.expect(201);
      }
    }
    folds(kind, fields, first);
    // Where a wallet has one at most, it has no second one to change.
    if (Maker.hasUpdate(kind) && !Maker.isOnePerWallet(kind)) {
      var second = maker.make(kind, Wallet.A);
      var patch = ExactJson.MAPPER.createObjectNode();
      for (var field : Maker.changeable(kind)) {
        if (fields.contains(field.name())) {
          copy(field.name(), first, patch);
        }
      }
      if (patch.size() == fields.stream().filter(name -> !isCaller(kind, name)).count()) {
        session
            .call(Wallet.A, "PATCH", Maker.path(kind, second), patch)
            .expect(409, "ALREADY_EXISTS");
        // Its own value is nobody else's.
        session.call(Wallet.A, "PATCH", Maker.path(kind, made), patch).expect(200);
      }
    }
  }

  /**
   * A wallet that may make another one beside the first of wallet A, as far as what else is unique
   * goes; empty when that keeps each of them from it.
   */
  private static Optional<Wallet> whoMay(
      Kind kind, List<String> fields, ObjectNode first, ObjectNode other) {
    return Stream.of(Wallet.A, Wallet.B)
        .filter(
            wallet ->
                kind.unique().stream()
                    .filter(unique -> !unique.fields().equals(fields))
                    .noneMatch(
                        unique ->
                            unique.fields().stream()
                                .allMatch(
                                    name ->
                                        isCaller(kind, name)
                                            ? wallet == Wallet.A
                                            : other.path(name).equals(first.path(name)))))
        .findFirst();
  }

  /** What equal means for text: with or without its case. */
  private void folds(Kind kind, List<String> fields, ObjectNode first) throws Ended {
    var field = kind.field(fields.getFirst()).map(Field::type);
    if (fields.size() == 1
        && field.orElseThrow() instanceof FieldType.Text text
        && text.pattern().isEmpty()) {
      var upper = first.path(fields.getFirst()).asText().toUpperCase(Locale.ROOT);
      if (!upper.equals(first.path(fields.getFirst()).asText())) {
        var body = maker.body(kind, Wallet.A, true);
        body.put(fields.getFirst(), upper);
        var answer = session.call(Wallet.A, "POST", Maker.path(kind), body);
        if (answer.isAnotherOfWallet(kind)) {
          throw Exchange.onePerWallet(kind);
        }
        answer.expect(text.ignoreCase() ? 409 : 201);
      }
    }
  }

  private JsonNode created(Kind kind, Wallet as, ObjectNode body) throws Ended {
    var answer = session.call(as, "POST", Maker.path(kind), body);
    if (answer.is(422) && kind.rules().stream().anyMatch(rule -> answer.names(rule.field()))) {
      throw Ended.notTried("rules between its fields");
    }
    if (answer.isAnotherOfWallet(kind)) {
      throw Exchange.onePerWallet(kind);
    }
    return answer.expect(201).json();
  }

  private static void copy(String name, JsonNode from, ObjectNode to) {
    if (from.has(name)) {
      to.set(name, from.get(name));
    }
  }

  /** The same with an invitation of its own, where one is needed. */
  private ObjectNode invited(Kind kind, ObjectNode body) throws Ended {
    var own = body.deepCopy();
    for (var field : kind.fields()) {
      if (maker.isInvitation(kind, field)) {
        maker
            .value(kind, field, Wallet.A, maker.next(), 0)
            .ifPresent(code -> own.set(field.name(), code));
      }
    }
    return own;
  }

  private void race(Kind kind, List<String> fields, String reason) throws Ended {
    var body = maker.body(kind, Wallet.A, true);
    for (var name : fields) {
      if (!body.hasNonNull(name) && !isCaller(kind, name)) {
        throw Ended.notTried("it has a field that a client cannot set");
      }
    }
    Queue<ObjectNode> bodies = new ConcurrentLinkedQueue<>();
    for (var i = 0; i < Session.RACERS; i++) {
      bodies.add(invited(kind, body));
    }
    var answers =
        session.race(() -> session.call(Wallet.A, "POST", Maker.path(kind), bodies.remove()));
    var made = 0;
    for (var answer : answers) {
      if (answer.is(422) && kind.rules().stream().anyMatch(rule -> answer.names(rule.field()))) {
        throw Ended.notTried("rules between its fields");
      }
      answer.expect(201, 409);
      if (answer.is(201)) {
        made++;
      } else if (!answer.isReason(reason) && !answer.isReason("ALREADY_EXISTS")) {
        throw answer.contradicts("without the reason " + reason);
      }
    }
    if (made == 0 && Maker.isOnePerWallet(kind)) {
      throw Exchange.onePerWallet(kind);
    }
    if (made != 1) {
      throw answers
          .getFirst()
          .contradicts("and of %d such at once %d were made".formatted(answers.size(), made));
    }
  }

  private void apart(Kind kind, NoOverlap interval) throws Ended {
    var from = kind.field(interval.from()).orElseThrow();
    var to = kind.field(interval.to()).orElseThrow();
    var base = maker.body(kind, Wallet.A, true);
    if (!base.hasNonNull(from.name()) || !base.hasNonNull(to.name())) {
      throw Ended.notTried("its bounds are not given by clients");
    }
    var start = base.path(from.name());
    var ten = later(from.type(), start, 10);
    var five = later(from.type(), start, 5);
    var twenty = later(from.type(), start, 20);
    if (ten.isEmpty() || five.isEmpty() || twenty.isEmpty()) {
      throw Ended.notTried("no intervals of that type are drawn");
    }
    base.set(to.name(), ten.get());
    created(kind, Wallet.A, base);
    clashes(kind, interval, base, start, ten.get()).expect(409, "OVERLAPS");
    clashes(kind, interval, base, five.get(), twenty.get()).expect(409, "OVERLAPS");
    // One begins when the other ends.
    clashes(kind, interval, base, ten.get(), twenty.get()).expect(201);
    if (!interval.per().isEmpty()) {
      var other = maker.body(kind, Wallet.A, true);
      other.set(from.name(), start);
      other.set(to.name(), ten.get());
      if (interval.per().stream().anyMatch(name -> !other.path(name).equals(base.path(name)))) {
        created(kind, Wallet.A, other);
      }
    }
  }

  private Exchange clashes(
      Kind kind, NoOverlap interval, ObjectNode base, JsonNode from, JsonNode to) throws Ended {
    var body = maker.body(kind, Wallet.A, true);
    interval.per().forEach(name -> copy(name, base, body));
    body.set(interval.from(), from);
    body.set(interval.to(), to);
    return session.call(Wallet.A, "POST", Maker.path(kind), body);
  }

  /** So many hours, days or units later. */
  private static Optional<JsonNode> later(FieldType type, JsonNode start, int units) {
    var nodes = ExactJson.MAPPER.getNodeFactory();
    return switch (type) {
      case FieldType.Instant() ->
          Values.moment(start).map(m -> nodes.textNode(m.plus(Duration.ofHours(units)).toString()));
      case FieldType.Date() ->
          Optional.of(nodes.textNode(LocalDate.parse(start.asText()).plusDays(units).toString()));
      case FieldType.Whole _ -> Optional.of(nodes.numberNode(start.asLong() + units));
      default -> Optional.empty();
    };
  }
}
