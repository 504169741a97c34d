package factory.runtime;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the JSON object of a body may have.
 *
 * @param known the fields by their names in JSON, in their order
 * @param ignored names that are skipped
 * @param within the member that has all this; null when it is the body
 * @param unknownRefused whether any other name is refused, and not skipped
 * @param again what is to be the same as one of the fields, by its name; it is not kept
 */
record BodyForm(
    Map<String, Field> known,
    Set<String> ignored,
    @Nullable String within,
    boolean unknownRefused,
    Map<String, Again> again) {
  /**
   * A value that is given twice.
   *
   * @param of the name of the field that it is the same as
   * @param isRequired whether who gives the field has to give it twice
   */
  record Again(String of, boolean isRequired) {}

  /** One in which nothing is given twice. */
  BodyForm(
      Map<String, Field> known,
      Set<String> ignored,
      @Nullable String within,
      boolean unknownRefused) {
    this(known, ignored, within, unknownRefused, Map.of());
  }

  /** The field that a name of a body is read as; null where there is none. */
  @Nullable Field field(String name) {
    var second = again.get(name);
    return known.get(second == null ? name : second.of());
  }

  /** Of these fields and no others, by their own names. */
  static BodyForm of(List<Field> fields) {
    Map<String, Field> known = new LinkedHashMap<>();
    fields.forEach(field -> known.put(field.name(), field));
    return new BodyForm(known, Set.of(), null, true);
  }

  /** Of a record at a place. */
  static BodyForm of(Place place) {
    var resource = place.resource();
    Map<String, Field> known = new LinkedHashMap<>();
    Set<String> ignored = new HashSet<>();
    var given = resource.hasRoutes() ? place.fields() : List.<String>of();
    for (var field : resource.fields()) {
      var name = resource.called(field.name());
      // The usual routes refuse what clients cannot set.
      if (given.contains(field.name())
          || !resource.isCalled(field.name())
          || (resource.hasRoutes() && field.isReadOnly())) {
        ignored.add(name);
      } else if (place.route().gives(field.name())) {
        known.put(name, field);
      }
    }
    if (resource.hasRoutes()) {
      for (var field : resource.fields()) {
        if (field.kind() instanceof FileKind) {
          for (var part : Attachment.Part.values()) {
            var name = resource.called(field, part);
            if (name != null && !known.containsKey(name)) {
              ignored.add(name);
            }
          }
        }
      }
      for (var field : List.of("id", "created_at", "updated_at")) {
        if (resource.shows(field)) {
          ignored.add(resource.called(field));
        }
      }
    }
    Map<String, Again> again = new LinkedHashMap<>();
    resource
        .again()
        .forEach(
            (member, twice) -> {
              var name = resource.called(twice.field());
              if (known.containsKey(name)) {
                again.put(
                    member,
                    new Again(
                        name, twice.isRequired() && place.route().operation() == Operation.CREATE));
              }
            });
    return new BodyForm(known, ignored, place.route().bodyIn(), resource.refusesUnknown(), again);
  }
}
