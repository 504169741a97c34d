package factory.pipeline.source.english;

import factory.pipeline.source.english.FieldReader.Need;
import factory.pipeline.source.english.Statement.Deed;
import factory.pipeline.spec.Access;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Origin;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What holds of a record's own fields: states in which nothing changes, values that differ. */
final class Guarding {
  private final Builder builder;

  Guarding(Builder builder) {
    this.builder = builder;
  }

  /** Only in a state, or not in it. */
  void onlyWhile(Statement.OnlyWhile only) throws Misread {
    var draft = builder.kind(only.kind());
    var is = is(draft, only.word());
    var condition = only.not() ? "!(%s)".formatted(is) : is;
    var whose = "";
    for (var deed : only.deeds()) {
      if (draft.access(deed) instanceof Access.Owner) {
        whose = builder.maker(draft);
      }
    }
    if (draft.access(Deed.CHANGE) instanceof Access.Owner && draft.completesAccess()) {
      whose = builder.maker(draft);
    }
    for (var deed : only.deeds()) {
      draft.onlyWhen(deed, whose, condition);
    }
    builder
        .assumptions()
        .add(
            "A %s that is %s%s cannot be %s."
                .formatted(
                    draft.word(),
                    only.not() ? "" : "not ",
                    Builder.words(only.word()),
                    only.deeds().size() == 2
                        ? "changed or deleted"
                        : only.deeds().contains(Deed.CHANGE) ? "changed" : "deleted"));
  }

  /** Made only where its parent is in a state, or not in it. */
  void childOnly(Statement.ChildOnly only) throws Misread {
    var child = builder.kind(only.child());
    var parent = builder.kind(only.parent());
    var is =
        is(parent, only.word())
            .replaceFirst("^record\\.", "record.%s.".formatted(of(child, parent)));
    child.onlyWhen(Deed.CREATE, "", only.not() ? "!(%s)".formatted(is) : is);
    builder
        .assumptions()
        .add(
            "No %s is made for a %s that is %s%s."
                .formatted(
                    child.word(),
                    parent.word(),
                    only.not() ? "" : "not ",
                    Builder.words(only.word())));
  }

  /** Nobody makes one for what he has made himself. */
  void notOwn(Statement.NotOwn own) throws Misread {
    var child = builder.kind(own.child());
    var parent = builder.kind(own.parent());
    if (builder.joinings().isMade(parent, child)) {
      throw new Misread("It is not said who may do it with what is his own.");
    }
    child.onlyWhen(
        Deed.CREATE,
        "",
        "record.%s.%s != caller".formatted(of(child, parent), builder.maker(parent)));
  }

  /** The required reference from one to the other. */
  private static String of(Draft child, Draft parent) throws Misread {
    if (!Builder.refersTo(child, parent) || child.need(parent.name()) == Need.OPTIONAL) {
      throw new Misread(
          "It is not said that %s belong to %s.".formatted(child.words(), parent.words()));
    }
    child
        .field(parent.name())
        .ifPresent(
            ref ->
                // What was refused for one would else be made for another, and then moved.
                child.put(
                    Draft.with(
                        ref,
                        ref.type(),
                        ref.required(),
                        ref.unique(),
                        new Origin.Given(Optional.empty(), true)),
                    child.need(ref.name())));
    return parent.name();
  }

  /** Whether a record is in a state that one of its fields tells. */
  private String is(Draft draft, String word) throws Misread {
    var choices =
        draft.fields().values().stream().filter(f -> Names.words(f).contains(word)).toList();
    if (choices.size() == 1) {
      return "record.%s == '%s'".formatted(choices.getFirst().name(), word);
    }
    var truth = draft.field(word).filter(f -> f.type() instanceof FieldType.Truth);
    if (choices.isEmpty()
        && draft.field(word).isEmpty()
        && word.matches("[a-z]{2,}ed|paid|sent|sold|done|lost|shipped|taken|broken|hidden")) {
      builder.apply(new Statement.CanBe(draft.name(), word));
      truth = draft.field(word);
    }
    if (!choices.isEmpty() || truth.isEmpty() || !truth.get().isStored()) {
      throw new Misread(
          "It is not clear when a %s is \"%s\".".formatted(draft.word(), Builder.words(word)));
    }
    var field = truth.get();
    if (field.origin() instanceof Origin.Given given && given.fallback().isEmpty()) {
      draft.put(
          Draft.with(
              field,
              field.type(),
              true,
              field.unique(),
              new Origin.Given(Optional.of("false"), given.fixed())),
          Need.OPTIONAL);
      draft.force(field.name());
    }
    return "record.%s == true".formatted(field.name());
  }

  /** Two values are not the same. */
  void differ(Statement.Differ differ) throws Misread {
    var draft = builder.with(differ.kind(), differ.field());
    var one = builder.field(draft, differ.field());
    var other = builder.field(draft, differ.other());
    if (!Lists.isComparable(one)
        || !Lists.isComparable(other)
        || one.type().getClass() != other.type().getClass()) {
      throw new Misread(
          "\"%s\" and \"%s\" cannot be compared."
              .formatted(Builder.words(one.name()), Builder.words(other.name())));
    }
    draft.force(one.name());
    draft.force(other.name());
    draft.rule(
        new Kind.Rule(
            "record.%s != record.%s".formatted(one.name(), other.name()),
            one.name(),
            "must not be the same as %s".formatted(Builder.words(other.name()))));
  }

  /** A name for whether a number is on one side of another. */
  void compared(Statement.Compared compared) throws Misread {
    var draft = builder.with(compared.kind(), compared.field());
    var field = builder.field(draft, compared.field());
    if (draft.field(compared.name()).isPresent()
        || !field.isStored()
        || !(field.type() instanceof FieldType.Whole
            || field.type() instanceof FieldType.Decimal
            || field.type() instanceof FieldType.Money)) {
      throw new Misread(
          "It is not clear when a %s is \"%s\"."
              .formatted(draft.word(), Builder.words(compared.name())));
    }
    draft.force(field.name());
    draft.put(
        new Field(
            compared.name(),
            new FieldType.Truth(),
            "",
            true,
            false,
            new Origin.Computed(
                "record.%s %s %s"
                    .formatted(field.name(), compared.sign(), compared.number().toPlainString()))),
        Need.OPTIONAL);
  }

  /** A word for where a number lies. */
  void graded(Statement.Graded graded) throws Misread {
    var draft = builder.with(graded.kind(), graded.field());
    var field = builder.field(draft, graded.field());
    if (draft.field(graded.name()).isPresent()
        || !field.isStored()
        || !(field.type() instanceof FieldType.Whole
            || field.type() instanceof FieldType.Decimal
            || field.type() instanceof FieldType.Money)) {
      throw new Misread(
          "It is not clear what the %s of a %s is."
              .formatted(Builder.words(graded.name()), draft.word()));
    }
    List<String> words = new ArrayList<>();
    var value = new StringBuilder();
    @Nullable BigDecimal before = null;
    for (var step : graded.steps().entrySet()) {
      if (before != null && step.getValue().compareTo(before) >= 0) {
        throw new Misread("Its steps do not fall.");
      }
      before = step.getValue();
      words.add(step.getKey());
      var number = step.getValue().toPlainString();
      value.append(
          "record.%s >= %s ? '%s' : "
              .formatted(
                  field.name(),
                  field.type() instanceof FieldType.Whole
                      ? number
                      : "decimal('%s')".formatted(number),
                  step.getKey()));
    }
    if (words.contains(graded.last())) {
      throw new Misread("It says \"%s\" twice.".formatted(graded.last()));
    }
    words.add(graded.last());
    draft.force(field.name());
    draft.put(
        new Field(
            graded.name(),
            new FieldType.Choice(words, Map.of()),
            "",
            true,
            false,
            new Origin.Computed(value + "'%s'".formatted(graded.last()))),
        Need.OPTIONAL);
  }
}
