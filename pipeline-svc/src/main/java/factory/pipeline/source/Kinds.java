package factory.pipeline.source;

import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;

/** Kinds of drafts, and what relates them to each other. */
final class Kinds {
  /** So many can a service have. */
  static final int MOST = 10;

  private static final int MOST_FIELDS = 50;

  private final Collection<Draft> drafts;
  private final BooleanSupplier isIncomplete;
  private final BiConsumer<String, Misread> leaveOut;
  private final List<String> relations = new ArrayList<>();

  /**
   * Of drafts of which all was read.
   *
   * @param isIncomplete whether anything was left out
   * @param leaveOut takes what cannot be made
   */
  Kinds(
      Collection<Draft> drafts,
      BooleanSupplier isIncomplete,
      BiConsumer<String, Misread> leaveOut) {
    this.drafts = drafts;
    this.isIncomplete = isIncomplete;
    this.leaveOut = leaveOut;
  }

  /** What relates them, as it was assumed; of the kinds that were made. */
  List<String> relations() {
    return relations;
  }

  /** Every kind with its fields; whatever is wrong with one is left out, as all that it has. */
  List<Kind> kinds() {
    List<Kind> kinds = new ArrayList<>();
    for (var draft : drafts) {
      var plural = draft.noun().plural().replace('_', ' ');
      try {
        if (draft.fields().isEmpty() && isIncomplete.getAsBoolean()) {
          continue;
        }
        if (draft.fields().isEmpty()) {
          throw new Misread("Nobody says which fields they have.");
        }
        if (draft.fields().size() > MOST_FIELDS) {
          throw new Misread(
              "They have %d fields; a kind can have at most %d."
                  .formatted(draft.fields().size(), MOST_FIELDS));
        }
        for (var name : draft.fields().keySet()) {
          checkRelation(draft, name);
        }
        draft.fields().replaceAll((_, read) -> related(draft, read));
        kinds.add(Plan.kind(draft.noun(), draft.decided()));
      } catch (Misread misread) {
        leaveOut.accept(plural, misread);
      }
    }
    if (drafts.size() > MOST) {
      leaveOut.accept(
          "the kinds after the first " + MOST,
          new Misread(
              "The idea names %d kinds; a service can have at most %d."
                  .formatted(drafts.size(), MOST)));
    }
    return kinds;
  }

  /**
   * A field that counts or lists another kind's records is about those, which text would not keep.
   */
  private void checkRelation(Draft draft, String field) throws Misread {
    for (var other : drafts) {
      var noun = other.noun();
      if (field.equals(noun.plural())
          || (other == draft && field.equals(noun.singular()))
          || field.endsWith("_of_" + noun.plural())
          || field.equals(noun.singular() + "_count")
          || field.equals("total_" + noun.plural())) {
        throw new Misread(
            "The field \"%s\" is about the %s themselves: say what relates them."
                .formatted(field.replace('_', ' '), noun.plural().replace('_', ' ')));
      }
    }
  }

  /** A field with the name of another kind, of which nobody says what it holds, refers to one. */
  private FieldReader.Read related(Draft draft, FieldReader.Read read) {
    for (var other : drafts) {
      if (other != draft
          && read.field().name().equals(other.noun().singular())
          && read.field()
              .type()
              .equals(Holds.TEXT.type(Optional.empty(), Optional.empty(), List.of()))) {
        relations.add(
            "The %s of %s is one of the %s."
                .formatted(
                    words(other.noun().singular()),
                    words(draft.noun().plural()),
                    words(other.noun().plural())));
        var field = read.field();
        return new FieldReader.Read(
            new Field(
                field.name(),
                new FieldType.Reference(other.noun().singular(), FieldType.OnDelete.RESTRICT),
                field.description(),
                field.required(),
                field.unique(),
                field.origin()),
            read.need());
      }
    }
    return read;
  }

  private static String words(String name) {
    return name.replace('_', ' ');
  }
}
