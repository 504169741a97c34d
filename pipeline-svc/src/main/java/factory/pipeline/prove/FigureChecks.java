package factory.pipeline.prove;

import com.fasterxml.jackson.databind.node.TextNode;
import factory.pipeline.prove.Proof.Area;
import factory.pipeline.prove.World.Entry;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Kind.Operation;
import factory.pipeline.spec.Origin;
import factory.pipeline.spec.expression.Expressions;
import java.util.List;

/** Fields that are computed from others, and figures over the records that refer to one. */
final class FigureChecks {
  private static final int LOOKED_AT = 12;

  private final Session session;
  private final Maker maker;
  private final World world;
  private final Evaluator evaluator;

  FigureChecks(Session session, Maker maker, World world, Evaluator evaluator) {
    this.session = session;
    this.maker = maker;
    this.world = world;
    this.evaluator = evaluator;
  }

  void run(Kind kind) {
    for (var field : kind.fields()) {
      if (!Routes.shows(kind, field.name())) {
        continue;
      }
      switch (field.origin()) {
        case Origin.Computed(var value) ->
            session.check(
                Area.SET_FIELDS,
                field.name() + " of a " + kind.name() + " is " + value,
                () -> {
                  if (Maker.hasCreate(kind)) {
                    maker.make(kind, Wallet.A);
                  }
                  for (var of : Expressions.figures(kind, field)) {
                    if (of.origin() instanceof Origin.Aggregated aggregated) {
                      children(kind, aggregated);
                    }
                  }
                  if (Expressions.isOfTheMoment(field)) {
                    pastAndFuture(kind, value);
                  }
                  looksRight(kind, field);
                });
        case Origin.Aggregated aggregated ->
            session.check(
                Area.SET_FIELDS,
                "%s of a %s is the %s of its %s%s"
                    .formatted(
                        field.name(),
                        kind.name(),
                        aggregated.function().name().toLowerCase(java.util.Locale.ROOT),
                        aggregated.kind() + aggregated.of().map(of -> "." + of).orElse(""),
                        aggregated.where().map(where -> " where " + where).orElse("")),
                () -> aggregates(kind, field, aggregated));
        case Origin.Given _,
            Origin.Now _,
            Origin.Caller _,
            Origin.Account _,
            Origin.Sequence _,
            Origin.Code _,
            Origin.Slug _,
            Origin.Link _,
            Origin.Actions _ -> {}
      }
    }
  }

  /** Records whose dates and moments are long over, and such as are far off. */
  private void pastAndFuture(Kind kind, String value) throws Ended {
    for (var field : Maker.given(kind)) {
      if (Maker.hasCreate(kind) && value.contains("record." + field.name())) {
        for (var year : List.of("1999", "2999")) {
          var day = year + "-05-17";
          if (field.type() instanceof FieldType.Date) {
            maker.makeWith(kind, Wallet.A, field.name(), TextNode.valueOf(day));
          } else if (field.type() instanceof FieldType.Instant) {
            maker.makeWith(kind, Wallet.A, field.name(), TextNode.valueOf(day + "T12:00:00Z"));
          }
        }
      }
    }
  }

  private void aggregates(Kind kind, Field field, Origin.Aggregated aggregated) throws Ended {
    children(kind, aggregated);
    looksRight(kind, field);
  }

  /** Two records that refer to one of a kind, and one that refers to another. */
  private void children(Kind kind, Origin.Aggregated aggregated) throws Ended {
    var child = world.kind(aggregated.kind());
    if (Maker.hasCreate(child) && Maker.hasCreate(kind)) {
      var parent = maker.make(kind, Wallet.A);
      var others = maker.make(kind, Wallet.A);
      for (var target : List.of(parent, parent, others)) {
        maker.makeWith(child, Wallet.A, aggregated.by(), target.path("id"));
      }
    }
    if (world.all(child).stream().noneMatch(c -> c.json().hasNonNull(aggregated.by()))) {
      throw Ended.notTried("no " + child.name() + " was made");
    }
  }

  /** The newest records of a kind show what is computed here. */
  private void looksRight(Kind kind, Field field) throws Ended {
    var all =
        kind.operations().contains(Operation.LIST)
            ? world.all(kind)
            : List.of(new Entry(kind, maker.make(kind, Wallet.A)));
    if (all.isEmpty()) {
      throw Ended.notTried("no " + kind.name() + " was made");
    }
    for (var entry : all.subList(0, Math.min(LOOKED_AT, all.size()))) {
      var wanted = evaluator.field(entry, field.name());
      var shown = entry.json().path(field.name());
      if (!Evaluator.shows(field.type(), wanted, shown)) {
        throw Ended.failed(
            "%s is %s and not %s in %s"
                .formatted(
                    field.name(),
                    shown,
                    Evaluator.json(wanted),
                    Exchange.shortened(entry.json().toString())));
      }
    }
  }
}
