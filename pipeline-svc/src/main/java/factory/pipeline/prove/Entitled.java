package factory.pipeline.prove;

import com.fasterxml.jackson.databind.node.TextNode;
import factory.pipeline.spec.Access;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Origin;
import factory.pipeline.spec.Specification;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Makes the first caller one of those who may, where conditions ask for a record with his wallet
 * ({@code organisers.exists(o, o.wallet == caller)}): where only such a one makes others, whoever
 * comes first keeps everybody else out.
 */
final class Entitled {
  private static final Pattern ASKED =
      Pattern.compile("\\b(\\w+)\\.exists\\((\\w+), [^()]*\\b\\2\\.(\\w+) == caller\\b");

  private final Session session;
  private final Maker maker;

  Entitled(Session session, Maker maker) {
    this.session = session;
    this.maker = maker;
  }

  /** Of each such kind a record, as far as one can be made by whoever likes. */
  void begin() {
    for (var asked : asked(session.specification())) {
      try {
        var _ =
            maker.makeWith(
                asked.kind(),
                Wallet.A,
                asked.field().name(),
                TextNode.valueOf(Wallet.A.address().orElseThrow()));
      } catch (Ended none) {
        // What is asked for later tells it.
      }
    }
  }

  private record Asked(Kind kind, Field field) {}

  private static Set<Asked> asked(Specification specification) {
    Set<Asked> all = new LinkedHashSet<>();
    conditions(specification)
        .flatMap(condition -> ASKED.matcher(condition).results())
        .forEach(
            found ->
                specification.kinds().stream()
                    .filter(kind -> kind.plural().equals(found.group(1)) && Maker.hasCreate(kind))
                    .forEach(
                        kind ->
                            kind.field(found.group(3))
                                .filter(field -> field.type() instanceof FieldType.Wallet)
                                .filter(field -> field.origin() instanceof Origin.Given)
                                .ifPresent(field -> all.add(new Asked(kind, field)))));
    return all;
  }

  private static Stream<String> conditions(Specification specification) {
    return Stream.concat(
            specification.kinds().stream()
                .map(Kind::access)
                .flatMap(
                    access ->
                        List.of(access.create(), access.read(), access.update(), access.delete())
                            .stream()),
            specification.actions().stream().map(action -> action.access()))
        .flatMap(
            access ->
                access instanceof Access.When(var condition)
                    ? Stream.of(condition)
                    : Stream.empty());
  }
}
