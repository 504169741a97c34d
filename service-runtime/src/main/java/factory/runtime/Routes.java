package factory.runtime;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a service has at which path and method: records, actions, functions and reports. */
final class Routes {
  /** As {@code Allow} lists them. */
  private static final List<String> METHODS =
      List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE");

  private static final List<String> OURS = List.of("/", "/health", "/openapi.json");

  private final Node root = new Node();
  private final Map<String, String> links = new LinkedHashMap<>();

  /**
   * Those of the parts.
   *
   * @throws IllegalArgumentException when two have the same path and method, or one is about
   *     something that is not there
   */
  Routes(List<? extends Part> parts, Model model) {
    model.all().forEach(this::records);
    for (var part : parts) {
      switch (part) {
        case Resource _, ErrorShape _ -> {}
        case Accounts accounts -> {
          accounts.check(model);
          accounts
              .routes()
              .forEach(route -> add(route.method(), route.template(), new Target(accounts, null)));
        }
        case Action action -> {
          var resource = model.resource(action.plural());
          var endpoint = action.endpoint();
          endpoint.check(action.inputs());
          var record = action.isOnRecord() ? OperationApi.route(endpoint) : null;
          if (record != null) {
            RouteCheck.check(resource, record);
          }
          add(endpoint.method(), endpoint.template(), new Target(action, record));
        }
        case Function function -> {
          var endpoint = function.endpoint();
          endpoint.check(function.inputs());
          add(endpoint.method(), endpoint.template(), new Target(function, null));
        }
        case ToolOperation operation -> {
          var endpoint = operation.endpoint();
          endpoint.check(operation.inputs());
          add(endpoint.method(), endpoint.template(), new Target(operation, null));
        }
        case Report report -> {
          check(report, model.resource(report.plural()));
          add("GET", Template.parse("/" + Names.path(report.name())), new Target(report, null));
        }
      }
    }
    for (var part : parts) {
      if (part instanceof Accounts accounts) {
        accounts.only().forEach(this::keep);
      }
    }
  }

  /** Keeps an operation to some accounts. */
  private void keep(Accounts.Only only) {
    var methods = methods(Template.parse(only.path()));
    var target = methods.get(only.method());
    if (target == null) {
      throw new IllegalArgumentException(
          "there is nothing at %s %s".formatted(only.method(), only.path()));
    }
    methods.put(only.method(), new Target(target.part(), target.route(), only));
  }

  /**
   * What is at a path and method; the route is one of a resource's, or leads to an action's record.
   *
   * @param only for which accounts alone; null for all
   */
  record Target(Part part, @Nullable Route route, Accounts.@Nullable Only only) {
    Target(Part part, @Nullable Route route) {
      this(part, route, null);
    }

    /** The status of a refusal in place of one of ours. */
    int instead(int ours) {
      var theirs =
          switch (part) {
            case Action action -> action.endpoint().instead(ours);
            case Function function -> function.endpoint().instead(ours);
            case ToolOperation operation -> operation.endpoint().instead(ours);
            case Accounts _, Resource _, Report _, ErrorShape _ ->
                route == null ? ours : route.instead(ours);
          };
      return theirs == Problem.MISSING ? instead(422) : theirs;
    }
  }

  /**
   * What a path leads to.
   *
   * @param target null when there is nothing with this method
   * @param methods that are there
   * @param parameters of the path, in their order
   */
  record Match(@Nullable Target target, List<String> methods, List<String> parameters) {}

  /** All templates that begin alike. */
  private static final class Node {
    private final Map<String, Node> fixed = new HashMap<>();
    private @Nullable Node parameter;
    private @Nullable Map<String, Target> methods;
  }

  private void records(Resource resource) {
    if (!resource.hasRoutes()) {
      links.put(resource.plural(), "/" + resource.plural());
      // There, and without methods when clients may do nothing.
      methods(Template.parse("/" + resource.plural()));
      methods(Template.parse("/" + resource.plural() + "/{id}"));
    }
    for (var route : resource.routes()) {
      RouteCheck.check(resource, route);
      add(route.method(), route.template(), new Target(resource, route));
      if (route.operation() == Operation.LIST && route.template().parameters().isEmpty()) {
        var path = route.template().path();
        links.putIfAbsent(
            links.containsKey(resource.plural()) ? path.substring(1) : resource.plural(), path);
      }
    }
  }

  private void add(String method, Template template, Target target) {
    var isOurs = OURS.contains(template.path()) && !isHealth(method, template, target);
    if (isOurs || methods(template).putIfAbsent(method, target) != null) {
      throw new IllegalArgumentException(method + " " + template.path() + " is there twice");
    }
  }

  /** What is computed from nothing may say in its own words that the service is up. */
  private static boolean isHealth(String method, Template template, Target target) {
    return method.equals("GET")
        && template.path().equals("/health")
        && target.part() instanceof Function function
        && function.inputs().isEmpty();
  }

  private Map<String, Target> methods(Template template) {
    var node = root;
    for (var segment : template.segments()) {
      if (Template.isParameter(segment)) {
        var next = node.parameter == null ? new Node() : node.parameter;
        node.parameter = next;
        node = next;
      } else {
        node = node.fixed.computeIfAbsent(segment, _ -> new Node());
      }
    }
    var methods = node.methods;
    if (methods == null) {
      methods = new HashMap<>();
      node.methods = methods;
    }
    return methods;
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

  /** What a client finds at {@code GET /}, by name. */
  Map<String, String> links() {
    return links;
  }

  /**
   * What a path leads to: to fixed segments before parameters. HEAD is where GET is. Null when
   * there is nothing.
   */
  @Nullable Match match(String path, String method) {
    List<Match> found = new ArrayList<>();
    collect(
        root,
        path.substring(1).split("/", -1),
        0,
        new ArrayList<>(),
        method.equals("HEAD") ? "GET" : method,
        found);
    if (found.isEmpty()) {
      return null;
    }
    var closest = found.getFirst();
    return closest.target() != null
        ? closest
        : found.stream().filter(Routes::hasChosenKey).findFirst().orElse(closest);
  }

  /** A record may have a fixed segment's name as its key, when clients choose it. */
  private static boolean hasChosenKey(Match match) {
    return match.target() != null
        && match.target().part() instanceof Resource resource
        && resource.key() instanceof Key.Natural;
  }

  private static void collect(
      Node node,
      String[] segments,
      int depth,
      List<String> parameters,
      String method,
      List<Match> found) {
    if (depth == segments.length) {
      var methods = node.methods;
      if (methods != null) {
        found.add(new Match(methods.get(method), allowed(methods), List.copyOf(parameters)));
      }
      return;
    }
    var fixed = node.fixed.get(segments[depth]);
    if (fixed != null) {
      collect(fixed, segments, depth + 1, parameters, method, found);
    }
    if (node.parameter != null && !segments[depth].isEmpty()) {
      parameters.add(segments[depth]);
      collect(node.parameter, segments, depth + 1, parameters, method, found);
      parameters.removeLast();
    }
  }

  private static List<String> allowed(Map<String, Target> methods) {
    return METHODS.stream()
        .filter(method -> methods.containsKey(method.equals("HEAD") ? "GET" : method))
        .toList();
  }
}
