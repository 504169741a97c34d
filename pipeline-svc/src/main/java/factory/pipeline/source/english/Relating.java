package factory.pipeline.source.english;

import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Origin;
import java.util.List;
import java.util.Set;

/** Relates kinds by their fields' names, and gives those fields that nobody describes. */
final class Relating {
  /** Parts of something, of which each is of one whole only. */
  private static final Set<String> PARTS =
      Set.of(
          "ingredient",
          "step",
          "line",
          "item",
          "comment",
          "reply",
          "review",
          "rating",
          "vote",
          "option",
          "answer",
          "task",
          "subtask",
          "chapter",
          "entry",
          "photo",
          "attachment",
          "message",
          "bid",
          "payment",
          "note",
          "visit",
          "episode",
          "lap",
          "score",
          "booking",
          "loan",
          "choice",
          "order_line",
          "session",
          "post");

  private final Builder builder;
  private final List<Left> left;

  /** Of what is put together, and what is left out of it. */
  Relating(Builder builder, List<Left> left) {
    this.builder = builder;
    this.left = left;
  }

  /** What a thing has that nobody describes. */
  static void usual(Builder builder, Draft draft) {
    UsualFields.of(draft.noun())
        .ifPresent(
            fields -> {
              fields.forEach(read -> draft.put(read.field(), read.need()));
              builder
                  .assumptions()
                  .add(
                      "Nobody says which fields %s have; they have what is usual: %s."
                          .formatted(
                              draft.words(),
                              String.join(
                                  ", ",
                                  fields.stream()
                                      .map(f -> Builder.words(f.field().name()))
                                      .toList())));
            });
  }

  /** A field with the name of another kind refers to one, or to its parts. */
  void relate() {
    for (var draft : List.copyOf(builder.drafts().values())) {
      for (var field : List.copyOf(draft.fields().values())) {
        for (var other : builder.drafts().values()) {
          var isPlain = field.type() instanceof FieldType.Text;
          if (other != draft && isPlain && isCalled(field.name(), other)) {
            if (!field.name().equals(other.name())) {
              draft.fields().remove(field.name());
              draft.need(other.name(), draft.need(field.name()));
            }
            tryApply(
                draft,
                field,
                new Statement.BelongsTo(
                    draft.name(),
                    other.name(),
                    draft.need(other.name()) != FieldReader.Need.OPTIONAL,
                    true));
          } else if (other != draft && isPlain && field.name().endsWith("_" + other.name())) {
            refer(draft, field, other);
          } else if (other != draft
              && field.name().equals(other.noun().plural())
              && (isPlain || field.type() instanceof FieldType.ListOf)
              && PARTS.contains(other.name().substring(other.name().lastIndexOf('_') + 1))) {
            draft.fields().remove(field.name());
            tryApply(draft, field, new Statement.BelongsTo(other.name(), draft.name(), true, true));
          } else if (field.origin() instanceof Origin.Given
              && isAbout(field.name(), draft, other)) {
            draft.fields().remove(field.name());
            var words = Builder.words(field.name());
            left.add(
                new Left(
                    words,
                    words,
                    "The field \"%s\" is about the %s themselves: say what relates them."
                        .formatted(words, other.words()),
                    Left.Weight.MATTERS));
          }
        }
      }
    }
  }

  /** {@code The white player} is one of the players. */
  private void refer(Draft draft, Field field, Draft other) {
    var required = draft.need(field.name()) != FieldReader.Need.OPTIONAL;
    draft.put(
        new Field(
            field.name(),
            new FieldType.Reference(other.name(), FieldType.OnDelete.RESTRICT),
            "",
            required,
            field.unique(),
            new Origin.Given(java.util.Optional.empty(), false)),
        draft.need(field.name()));
    draft.filter(field.name(), factory.pipeline.spec.Kind.Filter.Way.EQUAL);
    builder
        .assumptions()
        .add(
            "The %s of %s is one of the %s."
                .formatted(Builder.words(field.name()), draft.words(), other.words()));
  }

  /** {@code A spot} is one of the parking spots where there is nothing else of that name. */
  private boolean isCalled(String field, Draft other) {
    return field.equals(other.name())
        || (other.name().endsWith("_" + field)
            && builder.drafts().keySet().stream()
                .filter(name -> name.equals(field) || name.endsWith("_" + field))
                .toList()
                .equals(List.of(other.name())));
  }

  /** A field that counts or lists another kind's records, which text would not keep. */
  private static boolean isAbout(String field, Draft draft, Draft other) {
    var noun = other.noun();
    return field.equals(noun.plural())
        || (other == draft && field.equals(noun.singular()))
        || field.endsWith("_of_" + noun.plural())
        || field.equals(noun.singular() + "_count")
        || field.equals("total_" + noun.plural());
  }

  private void tryApply(Draft draft, Field field, Statement statement) {
    try {
      builder.apply(statement);
    } catch (Misread misread) {
      var words = Builder.words(field.name());
      left.add(
          new Left(
              words + " of " + draft.words(), words, misread.message(p -> p), Left.Weight.MATTERS));
    }
  }
}
