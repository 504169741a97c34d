package factory.pipeline.source.english;

import factory.pipeline.source.english.FieldReader.Need;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Order and intervals of fields, and records that end. */
final class Times {
  private static final String BEGIN =
      "(?:.*_)?(?:start|starts|begin|begins|from|since|check_in|first)(?:_.*)?";
  private static final String END =
      "(?:.*_)?(?:end|ends|finish|until|to|till|check_out|return|last)(?:_.*)?";

  private final Builder builder;

  Times(Builder builder) {
    this.builder = builder;
  }

  /** One value comes after another. */
  void later(Statement.Later later) throws Misread {
    var draft = builder.with(later.kind(), later.field());
    moments(draft, List.of(later.field(), later.than()));
    var field = builder.field(draft, later.field());
    var than = builder.field(draft, later.than());
    if (!isOrdered(field)
        || !isOrdered(than)
        || field.type().getClass() != than.type().getClass()) {
      throw new Misread(
          "\"%s\" and \"%s\" cannot be compared."
              .formatted(Builder.words(field.name()), Builder.words(than.name())));
    }
    draft.later(field.name(), than.name(), later.orEqual());
  }

  /** The rule that one field's value comes after another's, of which either may be missing. */
  static Kind.Rule rule(Field field, Field than, boolean orEqual) {
    var check = "record.%s %s record.%s".formatted(field.name(), orEqual ? ">=" : ">", than.name());
    for (var each : List.of(than, field)) {
      if (!each.required()) {
        check = "record.%s == null || %s".formatted(each.name(), check);
      }
    }
    var isTime =
        field.type() instanceof FieldType.Date
            || field.type() instanceof FieldType.Instant
            || field.type() instanceof FieldType.Time;
    return new Kind.Rule(
        check,
        field.name(),
        (orEqual
                ? isTime ? "must not be before %s" : "must be at least %s"
                : isTime ? "must be after %s" : "must be more than %s")
            .formatted(Builder.words(than.name())));
  }

  /** A start and an end of which nobody says more are moments. */
  private void moments(Draft draft, List<String> names) {
    var begin = names.stream().filter(name -> name.matches("start|begin|from")).findFirst();
    var end = names.stream().filter(name -> name.matches("end|until|to")).findFirst();
    if (begin.isEmpty() || end.isEmpty()) {
      return;
    }
    for (var name : List.of(begin.get(), end.get())) {
      var field = draft.field(name);
      if (field.isPresent()
          && field.get().type() instanceof FieldType.Text
          && field.get().origin() instanceof factory.pipeline.spec.Origin.Given) {
        draft.put(
            Draft.with(
                field.get(),
                new FieldType.Instant(),
                field.get().required(),
                field.get().unique(),
                field.get().origin()),
            draft.need(name));
        builder
            .assumptions()
            .add("The %s of a %s is a moment: a day with a time.".formatted(name, draft.word()));
      }
    }
  }

  private static boolean isOrdered(Field field) {
    return field.isStored()
        && (field.type() instanceof FieldType.Date
            || field.type() instanceof FieldType.Instant
            || field.type() instanceof FieldType.Time
            || field.type() instanceof FieldType.Whole
            || field.type() instanceof FieldType.Decimal
            || field.type() instanceof FieldType.Money);
  }

  /** Intervals do not overlap. */
  void noOverlap(Statement.NoOverlap overlap) throws Misread {
    var draft = builder.kind(overlap.kind());
    moments(draft, List.copyOf(draft.fields().keySet()));
    var times =
        draft.fields().values().stream()
            .filter(
                f -> f.type() instanceof FieldType.Date || f.type() instanceof FieldType.Instant)
            .toList();
    var from = times.stream().filter(f -> f.name().matches(BEGIN)).toList();
    var to = times.stream().filter(f -> f.name().matches(END)).toList();
    if (from.size() != 1
        || to.size() != 1
        || from.getFirst().equals(to.getFirst())
        || from.getFirst().type().getClass() != to.getFirst().type().getClass()) {
      throw new Misread(
          "The %s need a field for their begin and one for their end, such as \"starts at\" and \"ends at\"."
              .formatted(draft.words()));
    }
    List<String> per = new ArrayList<>();
    for (var name : overlap.per()) {
      if (draft.field(name).isEmpty()) {
        builder.apply(new Statement.BelongsTo(draft.name(), name, true, true));
      }
      per.add(builder.field(draft, name).name());
    }
    if (per.isEmpty()) {
      var references =
          draft.fields().values().stream()
              .filter(f -> f.type() instanceof FieldType.Reference)
              .map(Field::name)
              .toList();
      if (references.size() > 1) {
        throw new Misread(
            "It is not clear whether the %s of the same %s must not overlap."
                .formatted(draft.words(), String.join(" or ", references)));
      }
      per.addAll(references);
    }
    draft.force(from.getFirst().name());
    draft.force(to.getFirst().name());
    draft.noOverlap(new Kind.NoOverlap(from.getFirst().name(), to.getFirst().name(), per));
    draft.later(to.getFirst().name(), from.getFirst().name(), false);
  }

  /** A record is gone after some time. */
  void expires(Statement.Expires expires) throws Misread {
    var draft = builder.kind(expires.kind());
    var hours =
        switch (expires.unit()) {
          case "week" -> "days(%d)".formatted(expires.amount() * 7);
          default -> "%ss(%d)".formatted(expires.unit(), expires.amount());
        };
    if (draft.field("expires_at").isPresent()) {
      throw new Misread("When %s end is said by a field already.".formatted(draft.words()));
    }
    // Whoever makes one could say when it ends, but then it would not be what was said.
    draft.put(
        new Field(
            "expires_at",
            new FieldType.Instant(),
            "",
            true,
            false,
            new Origin.Actions(Optional.of("now + " + hours))),
        Need.REQUIRED);
    draft.expires("expires_at");
  }
}
