package factory.pipeline.spec;

import factory.pipeline.spec.Action.Answer;
import factory.pipeline.spec.Action.Effect;
import factory.pipeline.spec.Action.Guard;
import factory.pipeline.spec.Action.Output;
import factory.pipeline.spec.Action.Refusal;
import factory.pipeline.spec.FieldType.Bounds;
import factory.pipeline.spec.FieldType.OnDelete;
import factory.pipeline.spec.Kind.Listing;
import factory.pipeline.spec.Kind.Operation;
import factory.pipeline.spec.Kind.Rule;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/** Small specifications that make sense, another one for each seed. */
final class RandomSpecifications {
  private static final List<String> NOUNS =
      List.of("book", "room", "person", "ticket", "plant", "invoice", "song");

  private final Random random;

  private RandomSpecifications(long seed) {
    this.random = new Random(seed);
  }

  static Specification of(long seed) {
    return new RandomSpecifications(seed).specification();
  }

  private Specification specification() {
    List<Kind> kinds = new ArrayList<>();
    List<Action> actions = new ArrayList<>();
    for (var i = 0; i <= random.nextInt(3); i++) {
      var kind = kind(NOUNS.get(i), kinds);
      kinds.add(kind);
      if (random.nextBoolean()) {
        actions.add(action(kind));
      }
    }
    List<Report> reports = new ArrayList<>();
    if (random.nextBoolean()) {
      reports.add(report(kinds.getFirst()));
    }
    return new Specification(
        Specification.FORMAT,
        "Title " + random.nextInt(),
        random.nextBoolean() ? "" : "Some \"words\"\nof \\ all kinds: ü € 😀",
        kinds,
        actions,
        reports,
        random.nextBoolean() ? List.of(function()) : List.of(),
        List.of(),
        random.nextBoolean()
            ? List.of()
            : List.of(new Specification.LeftOut("It flies.", "Nothing flies here.")),
        random.nextBoolean() ? List.of() : List.of("Everybody may read."),
        List.of());
  }

  private Kind kind(String name, List<Kind> before) {
    List<Field> fields = new ArrayList<>();
    fields.add(
        given(
            "heading",
            new FieldType.Text(0, 1000, Optional.empty(), false, false, false),
            random.nextBoolean()));
    if (random.nextBoolean()) {
      fields.add(
          new Field(
              "slug",
              new FieldType.Text(
                  0, 20 + random.nextInt(1000), Optional.empty(), false, false, false),
              "",
              true,
              true,
              new Origin.Slug("heading", random.nextBoolean())));
    }
    fields.add(given("size", new FieldType.Whole(bounds(0)), true));
    for (var i = 0; i < 1 + random.nextInt(5); i++) {
      fields.add(given("field" + i, type(), random.nextBoolean()));
    }
    for (var other : before) {
      if (random.nextBoolean()) {
        fields.add(
            given(other.name(), new FieldType.Reference(other.name(), OnDelete.RESTRICT), true));
      }
    }
    if (random.nextBoolean()) {
      fields.add(
          new Field(
              "double",
              new FieldType.Whole(Bounds.NONE),
              "",
              true,
              false,
              new Origin.Computed("record.size * 2")));
    }
    fields.add(
        new Field(
            "count",
            new FieldType.Whole(Bounds.NONE),
            "",
            true,
            false,
            new Origin.Actions(Optional.of("0"))));
    return new Kind(
        name,
        name + "s",
        random.nextBoolean() ? "" : "A " + name + ".",
        key(),
        fields,
        List.of(),
        List.of(),
        random.nextBoolean()
            ? List.of()
            : List.of(new Rule("record.size > 1", "size", "must be more than 1")),
        Optional.empty(),
        random.nextBoolean()
            ? Listing.NEWEST_FIRST
            : new Listing(
                List.of(
                    new Kind.Filter(
                        "size",
                        EnumSet.complementOf(
                            EnumSet.of(Kind.Filter.Way.PREFIX, Kind.Filter.Way.HAS)))),
                List.of(),
                List.of("size"),
                "-size"),
        random.nextBoolean()
            ? Kind.KindAccess.OPEN
            : new Kind.KindAccess(
                new Access.When("record.size > 3"),
                new Access.Anyone(),
                new Access.Owner(),
                new Access.Nobody()),
        random.nextBoolean()
            ? EnumSet.allOf(Operation.class)
            : Set.of(Operation.CREATE, Operation.READ));
  }

  private Kind.Key key() {
    return switch (random.nextInt(3)) {
      case 0 -> new Kind.Key.Uuid();
      case 1 -> new Kind.Key.Sequence();
      default -> new Kind.Key.Slug("heading", 20 + random.nextInt(61));
    };
  }

  private static Field given(String name, FieldType type, boolean required) {
    return new Field(name, type, "", required, false, new Origin.Given(Optional.empty(), false));
  }

  private Bounds bounds(int least) {
    return random.nextBoolean()
        ? Bounds.NONE
        : new Bounds(
            Optional.of(BigDecimal.valueOf(least)),
            random.nextBoolean(),
            random.nextBoolean() ? Optional.empty() : Optional.of(BigDecimal.valueOf(1_000_000)),
            false);
  }

  private FieldType type() {
    return switch (random.nextInt(13)) {
      case 0 -> new FieldType.Whole(bounds(-5));
      case 1 -> new FieldType.Decimal(bounds(0), random.nextInt(19));
      case 2 -> new FieldType.Money(bounds(0));
      case 3 -> new FieldType.Truth();
      case 4 -> new FieldType.Date();
      case 5 -> new FieldType.Instant();
      case 6 -> new FieldType.Email();
      case 7 ->
          new FieldType.Choice(
              List.of("open", "closed"),
              random.nextBoolean() ? Map.of() : new TreeMap<>(Map.of("open", List.of("closed"))));
      case 8 -> new FieldType.ListOf(new FieldType.Whole(Bounds.NONE), 0, 5);
      case 9 -> new FieldType.Wallet();
      case 10 -> new FieldType.Json();
      case 11 -> new FieldType.Duration();
      default ->
          new FieldType.Text(
              random.nextInt(3),
              10 + random.nextInt(1_000),
              random.nextBoolean() ? Optional.empty() : Optional.of("[a-z \"\\\\]*"),
              random.nextBoolean(),
              random.nextBoolean(),
              random.nextBoolean());
    };
  }

  private List<Effect> effects() {
    List<Effect> effects = new ArrayList<>();
    var more = random.nextBoolean();
    if (more) {
      effects.add(new Effect.Let("more", "record.count + input.by"));
    }
    effects.add(
        new Effect.Set(
            "record",
            Map.of("count", more ? "more" : "record.count + input.by", "size", "record.size + 1")));
    if (random.nextBoolean()) {
      effects.add(
          new Effect.When(
              "input.by > %d".formatted(random.nextInt(20)),
              new Effect.Set("record", Map.of("count", "record.count + 1"))));
    }
    return effects;
  }

  private Action action(Kind kind) {
    var refusal = new Refusal(409, "TOO_SMALL", "It is too small.");
    return new Action(
        "grow_" + kind.name(),
        "",
        kind.name(),
        true,
        List.of(given("by", new FieldType.Whole(bounds(1)), true)),
        random.nextBoolean() ? new Access.Anyone() : new Access.Owner(),
        random.nextBoolean() ? List.of() : List.of(new Guard("record.size > input.by", refusal)),
        effects(),
        random.nextBoolean()
            ? new Answer.Changed()
            : new Answer.Values(
                List.of(
                    new Output(
                        "total",
                        new FieldType.Whole(Bounds.NONE),
                        kind.plural() + ".filter(x, x.size > record.size).size()",
                        Optional.empty()),
                    new Output(
                        "by_size",
                        new FieldType.Json(
                            Optional.of(new FieldType.Whole(Bounds.NONE)), List.of()),
                        kind.plural() + ".filter(x, x.size > record.size)",
                        Optional.empty(),
                        Optional.of(
                            new Groups(
                                "size",
                                Optional.empty(),
                                false,
                                random.nextBoolean()
                                    ? Optional.empty()
                                    : Optional.of("['none', 'some']"),
                                Optional.empty(),
                                List.of(
                                    new Report.Measure(
                                        "number", AggregateFunction.COUNT, Optional.empty()))))))));
  }

  private Report report(Kind kind) {
    return new Report(
        "all_of_it",
        "",
        kind.name(),
        List.of(given("least", new FieldType.Whole(Bounds.NONE), false)),
        random.nextBoolean() ? Optional.empty() : Optional.of("record.size >= input.least"),
        random.nextBoolean()
            ? List.of()
            : List.of(new Report.Group("size", "size", Report.By.VALUE)),
        List.of(
            new Report.Measure("number", AggregateFunction.COUNT, Optional.empty()),
            new Report.Measure("sizes", AggregateFunction.SUM, Optional.of("size"))),
        List.of("-sizes"),
        1 + random.nextInt(1_000));
  }

  private Function function() {
    return new Function(
        "half",
        "",
        List.of(given("number", new FieldType.Decimal(bounds(0), 3), true)),
        List.of(new Function.Let("two", "1 + 1")),
        List.of(
            new Function.RefuseWhen(
                "input.number > 100", new Refusal(422, "TOO_MUCH", "It is too much."))),
        List.of(
            new Output(
                "result",
                new FieldType.Money(Bounds.NONE),
                "round(input.number / two, 2)",
                Optional.of("The half."))));
  }
}
