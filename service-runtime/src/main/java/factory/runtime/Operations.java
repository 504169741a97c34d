package factory.runtime;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A service's actions, functions and reports, by their paths. */
final class Operations {
  private final Map<String, Part> byPath = new LinkedHashMap<>();

  /**
   * Those among the parts.
   *
   * @throws IllegalArgumentException when two have the same path, or one is about no resource
   */
  Operations(List<? extends Part> parts, Model model) {
    for (var resource : model.all()) {
      byPath.put(resource.plural(), resource);
    }
    for (var part : parts) {
      switch (part) {
        case Resource _ -> {}
        case Action action -> {
          var _ = model.resource(action.plural());
          add(
              (action.isOnRecord() ? action.plural() + "/*/" : action.plural() + "/")
                  + Names.path(action.name()),
              action);
        }
        case Function function -> add(Names.path(function.name()), function);
        case Report report -> {
          check(report, model.resource(report.plural()));
          add(Names.path(report.name()), report);
        }
      }
    }
  }

  private void add(String path, Part part) {
    if (path.equals("health") || byPath.putIfAbsent(path, part) != null) {
      throw new IllegalArgumentException("/" + path + " is there twice");
    }
  }

  private static void check(Report report, Resource resource) {
    for (var group : report.groups()) {
      var _ = resource.column(group.field());
    }
    for (var measure : report.measures()) {
      if (measure.field() != null) {
        var _ = resource.column(measure.field());
      }
    }
    for (var column : report.order()) {
      if (!report.columns().contains(column.startsWith("-") ? column.substring(1) : column)) {
        throw new IllegalArgumentException(report.name() + " has no " + column);
      }
    }
  }

  /** The action on one record of a resource; null when there is none. */
  @Nullable Action onRecord(String plural, String name) {
    return byPath.get(plural + "/*/" + name) instanceof Action action ? action : null;
  }

  /** The action on a collection; null when there is none. */
  @Nullable Action onCollection(String plural, String name) {
    return byPath.get(plural + "/" + name) instanceof Action action ? action : null;
  }

  /** The resource, function or report at a path of one part; null when there is none. */
  @Nullable Part top(String path) {
    return path.contains("/") ? null : byPath.get(path);
  }
}
