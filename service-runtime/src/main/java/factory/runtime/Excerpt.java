package factory.runtime;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Some of the record that another one refers to, which answers show as an object.
 *
 * @param reference the field that refers to it
 * @param members by their names in JSON, its fields, or {@code id}
 */
record Excerpt(String reference, Map<String, String> members) {
  /** One by members and fields in turn. */
  static Excerpt of(String reference, String... membersAndFields) {
    Map<String, String> members = new LinkedHashMap<>();
    for (var i = 0; i + 1 < membersAndFields.length; i += 2) {
      members.put(membersAndFields[i], membersAndFields[i + 1]);
    }
    return new Excerpt(reference, members);
  }

  /**
   * Checks that what it shows is there, and no secret.
   *
   * @throws IllegalArgumentException when it is not
   */
  void check(Model model, Resource resource) {
    if (!(resource.required(reference).kind() instanceof Words.Reference(var plural, _))) {
      throw new IllegalArgumentException(reference + " is no reference");
    }
    var other = model.resource(plural);
    for (var field : members.values()) {
      if (!Resource.SHOWN.contains(field)
          && (other.required(field).kind() instanceof Words.Secret
              || other.required(field).kind() instanceof FileKind)) {
        throw new IllegalArgumentException(plural + "." + field + " cannot be shown by others");
      }
    }
  }
}
