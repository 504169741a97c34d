package factory.pipeline.source;

import factory.pipeline.document.Schema.Described;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Kind.Operation;
import factory.pipeline.spec.Origin;
import factory.pipeline.spec.Route;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which fields of a kind the body of one operation may give: those that it names. What another
 * operation's body names besides is not its to take, or whoever may only rename a thing could
 * approve it as well.
 */
final class BodyFields {
  private final DocumentGroup group;
  private final DocumentFields fields;

  BodyFields(DocumentGroup group, DocumentFields fields) {
    this.group = group;
    this.fields = fields;
  }

  /** The route with the fields that its body names, where there are others. */
  Route of(Route route) {
    if ((route.operation() != Operation.CREATE && route.operation() != Operation.UPDATE)
        || route.file().isPresent()
        || route.takes().equals(List.of(Route.TEXT))) {
      return route;
    }
    var body =
        group.members().stream()
            .filter(member -> member.operation().method().equals(route.method()))
            .filter(member -> member.operation().path().equals(route.path()))
            .flatMap(member -> group.body(member).stream())
            .map(DocumentGroup.Within::described)
            .findFirst();
    return body.map(of -> of(route, of)).orElse(route);
  }

  private Route of(Route route, Described body) {
    var all =
        fields.fields().stream()
            .filter(field -> field.origin() instanceof Origin.Given)
            .filter(field -> !fields.hidden().contains(field.name()))
            .filter(field -> !isPlaced(route, field.name()))
            .toList();
    var named = named(body);
    var some = all.stream().filter(field -> named.contains(called(field))).toList();
    var makes = route.operation() == Operation.CREATE || route.madeStatus().isPresent();
    // What cannot be made of these is served with all, and differs from the document then.
    return some.size() == all.size()
            || some.isEmpty()
            || (makes && all.stream().anyMatch(field -> isNeeded(field) && !some.contains(field)))
        ? route
        : route.giving(some.stream().map(Field::name).toList());
  }

  private Set<String> named(Described body) {
    Set<String> names = new TreeSet<>();
    body.properties()
        .forEach(
            (name, schema) -> {
              if (group.described(schema).filter(Described::readOnly).isEmpty()) {
                names.add(name);
              }
            });
    return names;
  }

  private String called(Field field) {
    return fields.names().getOrDefault(field.name(), field.name());
  }

  private boolean isPlaced(Route route, String name) {
    return route.placed().contains(name)
        || (route.placed().contains("id")
            && fields.key() instanceof Kind.Key.Natural(var key)
            && key.equals(name));
  }

  private static boolean isNeeded(Field field) {
    return field.required()
        && field.origin() instanceof Origin.Given(Optional<String> fallback, _)
        && fallback.isEmpty()
        && !(field.type() instanceof FieldType.Choice choice && !choice.transitions().isEmpty());
  }
}
