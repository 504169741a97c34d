package factory.pipeline.prove;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import factory.pipeline.prove.Proof.Area;
import factory.pipeline.prove.World.Entry;
import factory.pipeline.spec.Access;
import factory.pipeline.spec.AggregateFunction;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Kind.Operation;
import factory.pipeline.spec.Origin;
import factory.pipeline.spec.expression.Expressions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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
                () -> computes(kind, field, value));
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

  private void computes(Kind kind, Field field, String value) throws Ended {
    List<Origin.Aggregated> figures = new ArrayList<>();
    for (var of : Expressions.figures(kind, field)) {
      if (of.origin() instanceof Origin.Aggregated aggregated) {
        figures.add(aggregated);
      }
    }
    var unsure = unsure(kind, figures);
    if (Maker.hasCreate(kind)) {
      maker.make(kind, Wallet.A);
    }
    for (var figure : figures) {
      children(kind, figure);
    }
    if (Expressions.isOfTheMoment(field)) {
      pastAndFuture(kind, value);
    }
    looksRight(kind, field, unsure);
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
    var unsure = unsure(kind, List.of(aggregated));
    children(kind, aggregated);
    looksRight(kind, field, unsure);
  }

  /**
   * Records of a kind of whose figures not all may be seen that they count: accounts that nobody
   * here is logged in to any more have records that nobody else sees.
   */
  private Set<String> unsure(Kind kind, List<Origin.Aggregated> figures) throws Ended {
    var hidden = false;
    for (var figure : figures) {
      var read = world.kind(figure.kind()).access().read();
      hidden |= read instanceof Access.When || read instanceof Access.Owner;
    }
    return hidden
            && session.specification().accounts().isPresent()
            && kind.operations().contains(Operation.LIST)
        ? world.all(kind).stream().map(Entry::id).collect(Collectors.toUnmodifiableSet())
        : Set.of();
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
    } else if (!Maker.hasCreate(child)) {
      madeByAction(child);
    }
    if (world.all(child).stream().noneMatch(c -> c.json().hasNonNull(aggregated.by()))) {
      throw Ended.notTried("no " + child.name() + " was made");
    }
  }

  /** One more, where it is found out how; what is there is looked at in any case. */
  private void madeByAction(Kind child) throws Ended {
    try {
      maker.make(child, Wallet.A);
    } catch (Ended ended) {
      if (ended.outcome() == Proof.Outcome.FAILED) {
        throw ended;
      }
    }
  }

  /**
   * The newest records of a kind show what is computed here.
   *
   * @param unsure ids of those that may count what is not seen: no less than what is seen
   */
  private void looksRight(Kind kind, Field field, Set<String> unsure) throws Ended {
    if (!unsure.isEmpty() && Maker.hasCreate(kind)) {
      maker.make(kind, Wallet.A);
    }
    var all =
        kind.operations().contains(Operation.LIST)
            ? world.all(kind)
            : List.of(new Entry(kind, maker.make(kind, Wallet.A)));
    if (all.isEmpty()) {
      throw Ended.notTried("no " + kind.name() + " was made");
    }
    for (var entry : ends(all)) {
      var wanted = evaluator.field(entry, field.name());
      var shown = entry.json().path(field.name());
      if (!Evaluator.shows(field.type(), wanted, shown)
          && !(unsure.contains(entry.id()) && mayCountMore(field, wanted, shown))) {
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

  /** The newest are at one end of a list, whatever its order by time is. */
  private static List<Entry> ends(List<Entry> all) {
    return all.size() <= 2 * LOOKED_AT
        ? all
        : Stream.concat(
                all.subList(0, LOOKED_AT).stream(),
                all.subList(all.size() - LOOKED_AT, all.size()).stream())
            .toList();
  }

  /** Whether records that are not seen can make the difference. */
  private static boolean mayCountMore(Field field, @Nullable Object wanted, JsonNode shown) {
    return !(field.origin() instanceof Origin.Aggregated aggregated
            && aggregated.function() == AggregateFunction.COUNT
            && wanted instanceof Long seen)
        || shown.asLong() > seen;
  }
}
