package factory.pipeline.source.english;

import factory.pipeline.source.english.FieldReader.Need;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Origin;
import java.util.Optional;

/** What records say of others that refer to them. */
final class Counting {
  private final Builder builder;

  Counting(Builder builder) {
    this.builder = builder;
  }

  /** What is named, or else the only kind that records of another refer to. */
  private Draft parent(String name, Draft child) throws Misread {
    if (!name.isEmpty()) {
      return builder.kind(name);
    }
    var all =
        builder.drafts().values().stream()
            .filter(d -> d != child && Builder.refersTo(child, d))
            .toList();
    if (all.size() != 1) {
      throw new Misread("It does not say of what it speaks.");
    }
    return all.getFirst();
  }

  /** Those with the most come first. */
  void ranked(Statement.Ranked ranked) throws Misread {
    var child = builder.kind(ranked.child());
    var parent = parent(ranked.kind(), child);
    counts(new Statement.Counts(parent.name(), child.name()));
    var name = "number_of_" + child.noun().plural();
    parent.order().add(name);
    parent.usualOrder("-" + name);
  }

  /** How many others each has. */
  void counts(Statement.Counts counts) throws Misread {
    var child = builder.kind(counts.child());
    var parent = parent(counts.parent(), child);
    if (builder.joinings().isMade(parent, child)) {
      builder.joinings().counted(parent);
      return;
    }
    aggregated(
        parent,
        child,
        "number_of_" + child.noun().plural(),
        new FieldType.Whole(FieldType.Bounds.NONE),
        factory.pipeline.spec.AggregateFunction.COUNT,
        Optional.empty());
  }

  /** A figure over what refers to each. */
  void figure(Statement.Figure figure) throws Misread {
    var parent = builder.kind(figure.parent());
    if (figure.field().isEmpty()) {
      // The sum of its pledges is over the only amount that they have.
      var child = builder.kind(figure.child().orElseThrow());
      var amounts =
          child.fields().values().stream()
              .filter(Field::isStored)
              .filter(
                  f ->
                      f.type() instanceof FieldType.Money
                          || f.type() instanceof FieldType.Decimal
                          || f.type() instanceof FieldType.Whole)
              .map(Field::name)
              .toList();
      if (amounts.size() != 1) {
        throw new Misread("It is not clear what of the %s is added up.".formatted(child.words()));
      }
      figure(
          new Statement.Figure(
              figure.parent(), figure.function(), amounts.getFirst(), figure.child()));
      return;
    }
    var children =
        builder.drafts().values().stream()
            .filter(d -> figure.child().map(d.name()::equals).orElse(d != parent))
            .filter(d -> Builder.refersTo(d, parent) || figure.child().isPresent())
            .filter(d -> d.field(figure.field()).isPresent())
            .toList();
    if (children.size() != 1) {
      throw new Misread(
          "It is not clear of which records of %s the %s is meant."
              .formatted(parent.words(), Builder.words(figure.field())));
    }
    var of = builder.field(children.getFirst(), figure.field());
    aggregated(
        parent,
        children.getFirst(),
        Tables.nameOf(figure.function()) + "_" + of.name(),
        Tables.typeOf(figure.function(), of),
        figure.function(),
        Optional.of(of.name()));
  }

  private void aggregated(
      Draft parent,
      Draft child,
      String name,
      FieldType type,
      factory.pipeline.spec.AggregateFunction function,
      Optional<String> of)
      throws Misread {
    if (!Builder.refersTo(child, parent)) {
      builder.belongs(new Statement.BelongsTo(child.name(), parent.name(), true, true));
    }
    parent.put(
        new Field(
            name,
            type,
            "",
            false,
            false,
            new Origin.Aggregated(function, child.name(), parent.name(), of, Optional.empty())),
        Need.OPTIONAL);
  }
}
