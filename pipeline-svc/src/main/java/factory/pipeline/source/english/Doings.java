package factory.pipeline.source.english;

import factory.pipeline.source.english.FieldReader.Need;
import factory.pipeline.source.english.Statement.Does;
import factory.pipeline.spec.Action;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Origin;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Actions of which it is said what becomes of a record by them. */
final class Doings {
  /** What a record is before anything was done with it, where nobody calls that anything. */
  static final String FIRST = "open";

  private final Builder builder;
  private final Map<String, Action> all = new LinkedHashMap<>();

  Doings(Builder builder) {
    this.builder = builder;
  }

  List<Action> actions() {
    return List.copyOf(all.values());
  }

  void does(Does does) throws Misread {
    var draft = builder.kind(does.kind());
    var name = does.verb().replace(' ', '_');
    if (draft.field(name).isPresent()) {
      throw new Misread("A deed and a field cannot have one name.");
    }
    var action =
        switch (does.then()) {
          case WORD -> word(draft, does);
          case LESS, MORE -> number(draft, does);
          case NOW -> now(draft, does);
          case GONE ->
              action(
                  draft,
                  does,
                  "Deletes the %s.".formatted(draft.word()),
                  List.of(),
                  new Action.Effect.Delete("record"));
        };
    if (all.put(draft.name() + "." + name, action) != null) {
      throw new Misread(
          "It is said twice what becomes of a %s by \"%s\".".formatted(draft.word(), does.verb()));
    }
  }

  private Action word(Draft draft, Does does) throws Misread {
    var before = draft.field(does.field());
    if (before.isPresent() && before.get().type() instanceof FieldType.Truth) {
      return truth(draft, does, before.get());
    }
    var words = new ArrayList<>(List.of(FIRST));
    if (before.isPresent()) {
      if (!(before.get().type() instanceof FieldType.Choice choice)
          || !choice.transitions().isEmpty()) {
        throw new Misread(
            "The %s of a %s does not become \"%s\" by a deed alone."
                .formatted(Builder.words(does.field()), draft.word(), does.word()));
      }
      words = new ArrayList<>(choice.words());
    }
    if (!words.contains(does.word())) {
      words.add(does.word());
    }
    var first = words.getFirst();
    if (does.word().equals(first)) {
      throw new Misread("A new %s is \"%s\" already.".formatted(draft.word(), first));
    }
    draft.put(
        new Field(
            does.field(),
            new FieldType.Choice(words, Map.of()),
            "",
            true,
            false,
            before
                .map(Field::origin)
                .filter(Origin.Given.class::isInstance)
                .orElse(new Origin.Actions(Optional.of("'%s'".formatted(first))))),
        Need.OPTIONAL);
    draft.force(does.field());
    draft.filter(does.field(), Kind.Filter.Way.EQUAL);
    if (before.isEmpty()) {
      builder.assumptions().add("A new %s is \"%s\".".formatted(draft.word(), first));
    }
    return action(
        draft,
        does,
        "Makes the %s %s, once.".formatted(draft.word(), Builder.words(does.word())),
        List.of(
            before.map(Field::origin).filter(Origin.Given.class::isInstance).isPresent()
                ? refused(
                    "record.%s != '%s'".formatted(does.field(), does.word()),
                    "ALREADY_DONE",
                    "This %s is %s already.".formatted(draft.word(), Builder.words(does.word())))
                : refused(
                    "record.%s == '%s'".formatted(does.field(), first),
                    "NOT_" + first.toUpperCase(Locale.ROOT),
                    "This %s is not %s any more.".formatted(draft.word(), Builder.words(first)))),
        set(does.field(), "'%s'".formatted(does.word())));
  }

  private Action truth(Draft draft, Does does, Field field) throws Misread {
    if (!does.word().matches("true|yes") || !field.isStored()) {
      throw new Misread("It is not clear what \"%s\" becomes.".formatted(does.field()));
    }
    return action(
        draft,
        does,
        "Makes %s true, once.".formatted(Builder.words(does.field())),
        List.of(
            refused(
                "record.%s != true".formatted(does.field()),
                "ALREADY_DONE",
                "This is done with the %s already.".formatted(draft.word()))),
        set(does.field(), "true"));
  }

  private Action number(Draft draft, Does does) throws Misread {
    var field = builder.field(draft, does.field());
    if (!(field.type() instanceof FieldType.Whole whole) || !field.isStored()) {
      throw new Misread("\"%s\" does not count anything.".formatted(Builder.words(does.field())));
    }
    var up = does.then() == Does.Then.MORE;
    List<Action.Guard> guards = new ArrayList<>();
    if (up) {
      whole
          .bounds()
          .max()
          .ifPresent(
              most ->
                  guards.add(
                      refused(
                          "record.%s + 1 <= %s".formatted(field.name(), most.toPlainString()),
                          "TOO_MUCH",
                          "There is no more room for it.")));
    } else {
      var least = whole.bounds().min().orElse(BigDecimal.ZERO);
      guards.add(
          refused(
              "record.%s - 1 >= %s".formatted(field.name(), least.toPlainString()),
              "NOT_ENOUGH",
              "There is no %s left.".formatted(Builder.words(field.name()))));
    }
    draft.force(field.name());
    return action(
        draft,
        does,
        "%s the %s by one.".formatted(up ? "Raises" : "Lowers", Builder.words(field.name())),
        guards,
        set(field.name(), "record.%s %s 1".formatted(field.name(), up ? "+" : "-")));
  }

  private Action now(Draft draft, Does does) throws Misread {
    var field = builder.field(draft, does.field());
    if (!field.isStored()) {
      throw new Misread("The field \"%s\" is computed.".formatted(Builder.words(does.field())));
    }
    var value =
        switch (field.type()) {
          case FieldType.Date _ -> "date(now)";
          case FieldType.Instant _ -> "now";
          default -> throw new Misread("\"%s\" is no time.".formatted(Builder.words(does.field())));
        };
    return action(
        draft,
        does,
        "Sets the %s to now.".formatted(Builder.words(field.name())),
        List.of(),
        set(field.name(), value));
  }

  private static Action.Effect set(String field, String value) {
    return new Action.Effect.Set("record", Map.of(field, value));
  }

  private static Action.Guard refused(String check, String reason, String message) {
    return new Action.Guard(check, new Action.Refusal(409, reason, message));
  }

  private static Action action(
      Draft draft, Does does, String description, List<Action.Guard> guards, Action.Effect effect) {
    return new Action(
        does.verb().replace(' ', '_'),
        description,
        draft.name(),
        true,
        List.of(),
        does.who(),
        guards,
        List.of(effect),
        effect instanceof Action.Effect.Delete
            ? new Action.Answer.Nothing()
            : new Action.Answer.Changed());
  }
}
