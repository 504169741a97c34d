package factory.pipeline.source.english;

import factory.pipeline.source.english.FieldReader.Need;
import factory.pipeline.spec.Access;
import factory.pipeline.spec.Action;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Origin;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Actions that bring a number of a record up or down by an amount. */
final class Movings {
  private static final String NUMBERS =
      "(?:.*_)?(?:balance|points|stock|quantity|amount|credits?|saldo|funds|money|units|value|miles|coins|copies)(?:_[a-z]+)?";

  private record Moving(String kind, String field, String verb, boolean up) {}

  private final Builder builder;
  private final Map<String, Moving> all = new LinkedHashMap<>();

  /** The status with which too much is refused, by kind and field. */
  private final Map<String, Integer> enough = new LinkedHashMap<>();

  /** Fields of which it is decided what a new record has. */
  private final Set<String> begun = new HashSet<>();

  Movings(Builder builder) {
    this.builder = builder;
  }

  /** Too much is refused. */
  void enough(Statement.Enough said) throws Misread {
    var draft = kind(said.kind(), said.field());
    var field = number(draft, said.field());
    enough.put(draft.name() + "." + field.name(), said.status());
  }

  private Draft kind(String kind, String field) throws Misread {
    if (!field.isEmpty()) {
      return builder.with(
          builder.drafts().containsKey(kind) && builder.kind(kind).field(field).isPresent()
              ? kind
              : "",
          field);
    }
    if (!kind.isEmpty() && hasNumber(builder.kind(kind))) {
      return builder.kind(kind);
    }
    var with = builder.drafts().values().stream().filter(Movings::hasNumber).toList();
    if (with.size() != 1) {
      throw new Misread("It does not say of which number it speaks.");
    }
    return with.getFirst();
  }

  private static boolean hasNumber(Draft draft) {
    return draft.fields().values().stream().anyMatch(Movings::isNumber);
  }

  private static boolean isNumber(Field field) {
    return field.name().matches(NUMBERS) && field.isStored() && field.type().isNumber();
  }

  private Field number(Draft draft, String name) throws Misread {
    if (!name.isEmpty()) {
      return builder.field(draft, name);
    }
    var numbers = draft.fields().values().stream().filter(Movings::isNumber).toList();
    if (numbers.size() != 1) {
      throw new Misread(
          "It is not clear which number of the %s it changes.".formatted(draft.words()));
    }
    return numbers.getFirst();
  }

  /** One deed. */
  void moves(Statement.Moves moves) throws Misread {
    var draft = kind(moves.kind(), moves.field());
    var field = number(draft, moves.field());
    var key = draft.name() + "." + field.name();
    if (!moves.up()
        && !enough.containsKey(key)
        && least(field).filter(m -> m.signum() >= 0).isEmpty()) {
      throw new Misread(
          "It is not said whether the %s of a %s can fall below 0."
              .formatted(Builder.words(field.name()), draft.word()));
    }
    if (!(field.origin() instanceof Origin.Given || field.origin() instanceof Origin.Actions)) {
      throw new Misread("The field \"%s\" is computed.".formatted(Builder.words(field.name())));
    }
    if (begun.add(key) && field.origin() instanceof Origin.Given given) {
      // What is said of its beginning holds for all; else whoever makes one says it, or it is 0.
      var starts = given.fallback();
      draft.put(
          Draft.with(
              field,
              field.type(),
              true,
              field.unique(),
              starts.isPresent()
                  ? new Origin.Actions(starts)
                  : draft.need(field.name()) == Need.REQUIRED
                      ? given
                      : new Origin.Given(Optional.of("0"), false)),
          Need.OPTIONAL);
      draft.force(field.name());
      if (starts.isEmpty()) {
        builder
            .assumptions()
            .add(
                "The %s of a new %s is what whoever makes it says, or 0."
                    .formatted(Builder.words(field.name()), draft.word()));
      }
    }
    if (moves.verb().equals(field.name())) {
      throw new Misread("A deed and a field cannot have one name.");
    }
    all.putIfAbsent(
        draft.name() + "." + moves.verb(),
        new Moving(draft.name(), field.name(), moves.verb(), moves.up()));
  }

  private static Optional<BigDecimal> least(Field field) {
    return switch (field.type()) {
      case FieldType.Whole whole -> whole.bounds().min();
      case FieldType.Decimal decimal -> decimal.bounds().min();
      case FieldType.Money money -> money.bounds().min();
      default -> Optional.empty();
    };
  }

  List<Action> actions() {
    List<Action> actions = new ArrayList<>();
    for (var moving : all.values()) {
      var draft = builder.drafts().get(moving.kind());
      var field = draft == null ? null : draft.fields().get(moving.field());
      if (draft == null || field == null) {
        throw new IllegalStateException("not there");
      }
      var sign = moving.up() ? "+" : "-";
      List<Action.Guard> guards = new ArrayList<>();
      if (!moving.up()) {
        var least = least(field).filter(m -> m.signum() > 0).map(BigDecimal::toPlainString);
        guards.add(
            new Action.Guard(
                least
                    .map(m -> "record.%s - input.amount >= %s".formatted(field.name(), m))
                    .orElse("record.%s >= input.amount".formatted(field.name())),
                new Action.Refusal(
                    enough.getOrDefault(draft.name() + "." + field.name(), 409),
                    "NOT_ENOUGH",
                    "There is not enough %s of this %s."
                        .formatted(Builder.words(field.name()), draft.word()))));
      }
      most(field)
          .filter(_ -> moving.up())
          .ifPresent(
              most ->
                  guards.add(
                      new Action.Guard(
                          "record.%s + input.amount <= %s".formatted(field.name(), most),
                          new Action.Refusal(
                              409,
                              "TOO_MUCH",
                              "The %s of this %s would be too much."
                                  .formatted(Builder.words(field.name()), draft.word())))));
      actions.add(
          new Action(
              moving.verb(),
              "%s the %s by an amount."
                  .formatted(moving.up() ? "Raises" : "Lowers", Builder.words(field.name())),
              draft.name(),
              true,
              List.of(
                  new Field(
                      "amount",
                      amount(field.type()),
                      "",
                      true,
                      false,
                      new Origin.Given(Optional.empty(), false))),
              new Access.Anyone(),
              guards,
              List.of(
                  new Action.Effect.Set(
                      "record",
                      Map.of(
                          field.name(),
                          "record.%s %s input.amount".formatted(field.name(), sign)))),
              new Action.Answer.Changed()));
    }
    return actions;
  }

  private static Optional<String> most(Field field) {
    var most =
        switch (field.type()) {
          case FieldType.Whole whole -> whole.bounds().max();
          case FieldType.Decimal decimal -> decimal.bounds().max();
          case FieldType.Money money -> money.bounds().max();
          default -> Optional.<BigDecimal>empty();
        };
    return most.map(BigDecimal::toPlainString);
  }

  private static FieldType amount(FieldType of) {
    var above = new FieldType.Bounds(Optional.of(BigDecimal.ZERO), true, Optional.empty(), false);
    return switch (of) {
      case FieldType.Money _ -> new FieldType.Money(above);
      case FieldType.Decimal decimal -> new FieldType.Decimal(above, decimal.scale());
      default -> new FieldType.Whole(above);
    };
  }
}
