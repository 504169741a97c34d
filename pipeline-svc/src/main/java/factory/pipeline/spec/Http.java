package factory.pipeline.spec;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How records of a kind look over HTTP where a document says so. A kind without one has the house's
 * shapes.
 *
 * @param names what a field is called in JSON, by its name here; {@code id}, {@code created_at} and
 *     {@code updated_at} are shown only when they have a name, any other field keeps its own. Of a
 *     file, {@code image.name}, {@code image.type}, {@code image.size} and {@code image.url} are
 *     shown, as far as they have a name
 * @param hidden fields that are in no answer and no body: they come from the path
 * @param unseen fields that bodies give and no answer shows
 * @param nullsLeftOut whether a field without a value is left out, and not null
 * @param unknownRefused whether a body with a field that is not known is refused; it is ignored
 *     else
 * @param routes the operations; there are no others
 * @param objects what is shown of records that others refer to, by what the object is called in
 *     JSON
 * @param again what bodies give twice, by what the second one is called in JSON
 */
public record Http(
    Map<String, String> names,
    Set<String> hidden,
    Set<String> unseen,
    boolean nullsLeftOut,
    boolean unknownRefused,
    List<Route> routes,
    Map<String, Excerpt> objects,
    Map<String, Twice> again) {
  /** What is in every record, and shown only by a name. */
  static final List<String> BUILT_IN = List.of("id", "created_at", "updated_at");

  /** Keeps copies. */
  public Http {
    names = Sorted.copyOf(names);
    hidden = Sorted.copyOf(hidden);
    unseen = Sorted.copyOf(unseen);
    routes = List.copyOf(routes);
    objects = Sorted.copyOf(objects);
    again = Sorted.copyOf(again);
  }

  /** One without such objects, that shows all that bodies give. */
  public Http(
      Map<String, String> names,
      Set<String> hidden,
      boolean nullsLeftOut,
      boolean unknownRefused,
      List<Route> routes) {
    this(names, hidden, Set.of(), nullsLeftOut, unknownRefused, routes, Map.of(), Map.of());
  }

  /**
   * Some of the record that another one refers to, which answers show as an object.
   *
   * @param of the reference
   * @param members by their names in JSON, the fields of what it refers to, or {@code id}
   */
  public record Excerpt(String of, Map<String, String> members) {
    /** Keeps a copy. */
    public Excerpt {
      members = Sorted.copyOf(members);
    }
  }

  /**
   * A field that bodies give twice, as forms have passwords: where both differ, it is refused. The
   * second one is not kept.
   *
   * @param of the field
   * @param required whether whoever makes a record has to give it twice
   */
  public record Twice(String of, boolean required) {}

  /** What an answer calls a field; empty where no answer has it. */
  public Optional<String> shown(String field) {
    return unseen.contains(field) ? Optional.empty() : name(field);
  }

  /** What a field is called in JSON; empty when it is in no answer and no body. */
  public Optional<String> name(String field) {
    var name = Optional.ofNullable(names.get(field));
    return hidden.contains(field)
        ? Optional.empty()
        : name.isPresent() || BUILT_IN.contains(field) ? name : Optional.of(field);
  }

  /** What is told of a file, by its name in JSON. */
  public Map<String, FieldType.FilePart> parts(String file) {
    Map<String, FieldType.FilePart> parts = new LinkedHashMap<>();
    for (var part : FieldType.FilePart.values()) {
      var name = names.get(file + "." + part.word());
      if (name != null) {
        parts.put(name, part);
      }
    }
    return parts;
  }

  /** The same with other routes. */
  public Http with(List<Route> others) {
    return new Http(names, hidden, unseen, nullsLeftOut, unknownRefused, others, objects, again);
  }

  /** The first route of an operation with a method, or with any when that is empty. */
  public Optional<Route> route(Kind.Operation operation, String method) {
    return routes.stream()
        .filter(route -> route.operation() == operation)
        .filter(route -> method.isEmpty() || route.method().equals(method))
        .filter(route -> route.file().isEmpty() || operation == Kind.Operation.CREATE)
        .filter(route -> route.isWhole() && !route.ofAccount())
        .findFirst();
  }
}
