package factory.pipeline.source.english;

import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Kind.Filter.Way;
import factory.pipeline.spec.Origin;
import java.util.Optional;

/** How lists are narrowed, searched and ordered. */
final class Lists {
  private static final int MOST_ITEM_CHARACTERS = 200;

  private final Builder builder;

  Lists(Builder builder) {
    this.builder = builder;
  }

  /** Narrowed by some fields. */
  void filter(Statement.Filter filter) throws Misread {
    for (var name : filter.fields()) {
      var draft = builder.with(filter.kind(), name);
      filter(draft, builder.field(draft, name));
      if (filter.orders()) {
        order(draft, builder.field(draft, name));
      }
    }
  }

  /** Searched by words. */
  void search(Statement.Search search) throws Misread {
    var several = search.fields().size() > 1;
    for (var name : search.fields()) {
      var draft = builder.with(search.kind(), name);
      var field = builder.field(draft, name);
      if (several) {
        // By each of them: not only by words in all.
        filter(draft, field);
      }
      if (field.isStored() && Builder.isText(field.type())) {
        draft.search().add(field.name());
      } else {
        filter(draft, field);
      }
    }
  }

  /** Whether values of it can be told apart. */
  static boolean isComparable(Field field) {
    return field.isStored()
        && !(field.type() instanceof FieldType.ListOf || field.type() instanceof FieldType.Json);
  }

  private void filter(Draft draft, Field field) throws Misread {
    if (field.isStored() && field.type() instanceof FieldType.ListOf list) {
      if (list.item() instanceof FieldType.Text) {
        // Texts of any length are kept in one column, of which no single one can be asked for.
        var item =
            new FieldType.Text(0, MOST_ITEM_CHARACTERS, Optional.empty(), false, false, false);
        draft.put(
            Draft.with(
                field,
                new FieldType.ListOf(item, list.minItems(), list.maxItems()),
                field.required(),
                field.unique(),
                field.origin()),
            draft.need(field.name()));
      }
      draft.filter(field.name(), Way.HAS);
      return;
    }
    if (!isComparable(field)) {
      throw new Misread(
          "Lists cannot be filtered by \"%s\".".formatted(Builder.words(field.name())));
    }
    draft.filter(field.name(), Way.EQUAL);
    if (field.type() instanceof FieldType.Date
        || field.type() instanceof FieldType.Instant
        || field.type() instanceof FieldType.Whole
        || field.type() instanceof FieldType.Decimal
        || field.type() instanceof FieldType.Money) {
      draft.filter(field.name(), Way.RANGE);
    }
  }

  private void order(Draft draft, Field field) throws Misread {
    if (!isComparable(field)) {
      throw new Misread("Lists cannot be sorted by \"%s\".".formatted(Builder.words(field.name())));
    }
    draft.order().add(field.name());
  }

  /** An order of lists. */
  void order(Statement.Order order) throws Misread {
    if (order.fields().isEmpty()) {
      var draft = builder.kind(order.kind());
      var times = draft.fields().values().stream().filter(Lists::tellsWhen).toList();
      var said = draft.field(draft.usualOrder().replace("-", ""));
      if (said.filter(
              f -> f.type() instanceof FieldType.Date || f.type() instanceof FieldType.Instant)
          .isPresent()) {
        // Sorted by the date, newest first: only the direction is new.
        draft.usualOrder((order.descending() ? "-" : "") + said.get().name());
        return;
      }
      var by = times.size() == 1 ? times.getFirst().name() : "created_at";
      if (times.size() == 1) {
        order(draft, times.getFirst());
        builder
            .assumptions()
            .add(
                "The newest of the %s are those with the latest %s."
                    .formatted(draft.words(), Builder.words(by)));
      }
      usually(draft, (order.descending() ? "-" : "") + by);
    }
    for (var name : order.fields()) {
      var draft = builder.with(order.kind(), name);
      order(draft, builder.field(draft, name));
      if (order.usual()) {
        draft.usualOrder((order.descending() ? "-" : "") + name);
      }
    }
  }

  /** Whether it is when something was, which makes it new or old. */
  private static boolean tellsWhen(Field field) {
    return (field.type() instanceof FieldType.Date || field.type() instanceof FieldType.Instant)
        && field.origin() instanceof Origin.Given
        && !field
            .name()
            .matches(
                ".*(?:due|deadline|end|until|till|expir|birth|best_before|use_by|start|begin|from|valid|publi|release).*");
  }

  /** The only field that can be cheap, or soon. */
  void sorted(Statement.Sorted sorted) throws Misread {
    var draft = builder.kind(sorted.kind());
    var measured =
        draft.fields().values().stream()
            .filter(Field::isStored)
            .filter(
                field ->
                    sorted.word().equals("soonest")
                        ? field.type() instanceof FieldType.Date
                            || field.type() instanceof FieldType.Instant
                        : field.type() instanceof FieldType.Money)
            .toList();
    if (measured.isEmpty() && sorted.word().equals("soonest")) {
      draft.usualOrder("created_at");
      return;
    }
    if (measured.size() != 1) {
      throw new Misread(
          "It is not clear by which field of %s they are \"%s\"."
              .formatted(draft.words(), sorted.word()));
    }
    var name = measured.getFirst().name();
    order(draft, measured.getFirst());
    usually(draft, (sorted.word().equals("most expensive") ? "-" : "") + name);
  }

  private static void usually(Draft draft, String by) throws Misread {
    draft.says("the order of %s".formatted(draft.words()), by);
    draft.usualOrder(by);
  }
}
