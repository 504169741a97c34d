package factory.pipeline.work;

import factory.pipeline.spec.Access;
import factory.pipeline.spec.Action;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Http;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Report;
import factory.pipeline.spec.Route;
import factory.pipeline.spec.Specification;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What an earlier version of a service lets callers see or do that a later one does not. What was
 * kept while the later one served was kept under its terms: nobody is to get more of it because a
 * fault is mended in a hurry. What cannot be compared counts as more.
 */
final class Loosened {
  private Loosened() {}

  /** The first such thing, as a clause about the earlier one; empty when there is none. */
  static Optional<String> of(Specification earlier, Specification later) {
    if (later.accounts().isPresent() && !later.accounts().equals(earlier.accounts())) {
      return Optional.of("it has other rules for accounts");
    }
    return Stream.of(
            earlier.kinds().stream().flatMap(kind -> kind(kind, later).stream()),
            earlier.actions().stream().flatMap(action -> action(action, later).stream()),
            earlier.reports().stream()
                .filter(report -> later.reports().stream().noneMatch(now -> isSame(report, now)))
                .map(report -> "it has other figures: " + report.name()),
            earlier.tools().stream()
                .filter(tool -> !later.tools().contains(tool))
                .map(tool -> "it has the operation " + tool.name()))
        .flatMap(clauses -> clauses)
        .findFirst();
  }

  private static Optional<String> kind(Kind earlier, Specification later) {
    var found = later.kinds().stream().filter(k -> k.plural().equals(earlier.plural())).findFirst();
    if (found.isEmpty()) {
      return Optional.of("it has " + earlier.plural());
    }
    var now = found.get();
    if (now.expires().isPresent() && !now.expires().equals(earlier.expires())) {
      return Optional.of("it shows %s for longer".formatted(earlier.plural()));
    }
    if (isNarrowed(now) && !addresses(now).containsAll(addresses(earlier))) {
      return Optional.of("it has %s at other addresses".formatted(earlier.plural()));
    }
    return access(earlier, now).or(() -> shown(earlier, now));
  }

  private static Optional<String> access(Kind earlier, Kind now) {
    if (!isWithin(earlier.access().read(), now.access().read())) {
      // Figures and references show records too.
      return Optional.of("it lets others read " + earlier.plural());
    }
    for (var operation : earlier.operations()) {
      if (!now.operations().contains(operation)
          || !isWithin(access(earlier, operation), access(now, operation))) {
        return Optional.of(
            "it lets others %s %s"
                .formatted(operation.name().toLowerCase(Locale.ROOT), earlier.plural()));
      }
    }
    return Optional.empty();
  }

  private static Access access(Kind kind, Kind.Operation operation) {
    var all = kind.access();
    return switch (operation) {
      case LIST, READ -> all.read();
      case CREATE -> all.create();
      case UPDATE -> all.update();
      case DELETE -> all.delete();
    };
  }

  /** Whether whoever may by the one may by the other, as far as that is certain. */
  private static boolean isWithin(Access narrow, Access wide) {
    return wide instanceof Access.Anyone || narrow instanceof Access.Nobody || narrow.equals(wide);
  }

  private static Optional<String> shown(Kind earlier, Kind now) {
    return now.fields().stream()
        .map(Field::name)
        .filter(name -> !isShown(now, name) && isShown(earlier, name))
        .map(name -> "it shows %s of %s".formatted(name, earlier.plural()))
        .findFirst();
  }

  private static boolean isShown(Kind kind, String name) {
    return kind.field(name).filter(field -> !(field.type() instanceof FieldType.Secret)).isPresent()
        && kind.http().map(http -> http.name(name).isPresent()).orElse(true);
  }

  /** Whether there is an address at which not all records are that the caller may read. */
  private static boolean isNarrowed(Kind kind) {
    return routes(kind).stream()
        .anyMatch(
            route ->
                !route.isWhole()
                    || route.ofAccount()
                    || route.mine().isPresent()
                    || route.placed().stream().anyMatch(name -> !name.equals("id")));
  }

  /** Where records are, and which of them. */
  private static Set<List<Object>> addresses(Kind kind) {
    Set<List<Object>> all = new HashSet<>();
    for (var route : routes(kind)) {
      all.add(
          List.of(
              route.method(),
              route.path(),
              route.operation(),
              route.keys(),
              route.sent(),
              route.pick(),
              route.ofAccount(),
              route.mine()));
    }
    if (kind.http().isEmpty()) {
      all.add(List.of("the house's"));
    }
    return all;
  }

  private static List<Route> routes(Kind kind) {
    return kind.http().map(Http::routes).orElse(List.of());
  }

  private static Optional<String> action(Action earlier, Specification later) {
    return later.actions().stream().anyMatch(now -> isWithin(earlier, now))
        ? Optional.empty()
        : Optional.of("it lets others %s %s".formatted(earlier.name(), earlier.kind()));
  }

  private static boolean isWithin(Action earlier, Action now) {
    return earlier.name().equals(now.name())
        && earlier.kind().equals(now.kind())
        && isWithin(earlier.access(), now.access())
        && earlier.guards().containsAll(now.guards())
        && earlier.effects().containsAll(required(now))
        && earlier.answer().equals(now.answer());
  }

  /** Effects that refuse as guards do. */
  private static List<Action.Effect> required(Action action) {
    return action.effects().stream().filter(Action.Effect.Require.class::isInstance).toList();
  }

  private static boolean isSame(Report one, Report other) {
    return undescribed(one).equals(undescribed(other));
  }

  private static Report undescribed(Report report) {
    return new Report(
        report.name(),
        "",
        report.kind(),
        report.inputs(),
        report.where(),
        report.groups(),
        report.measures(),
        report.order(),
        report.limit());
  }
}
