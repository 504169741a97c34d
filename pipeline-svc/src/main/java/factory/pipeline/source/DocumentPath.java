package factory.pipeline.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A path of a document, as far as paths of collections and of what is in them go.
 *
 * @param noun the last part that is no parameter, as it is written: what it is about
 * @param one the parameter after it, which says which one; empty for all of them
 * @param parents the parameters before it, each with the part that it follows
 */
record DocumentPath(String noun, Optional<String> one, List<Parent> parents) {
  private static final Pattern PARAMETER = Pattern.compile("\\{([^/{}]+)\\}");
  private static final Pattern WORD = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,59}");

  /** A parameter that says of which one, and the noun before it. */
  record Parent(String parameter, String noun) {}

  /** The path; empty when it is none of a collection or of one in it. */
  static Optional<DocumentPath> of(String path) {
    // Some frameworks end every path so.
    var bare =
        path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    var parts = bare.substring(1).split("/", -1);
    List<Parent> parents = new ArrayList<>();
    var noun = "";
    Optional<String> one = Optional.empty();
    for (var part : parts) {
      var parameter = PARAMETER.matcher(part);
      if (parameter.matches()) {
        if (noun.isEmpty() || one.isPresent()) {
          return Optional.empty();
        }
        one = Optional.of(parameter.group(1));
      } else if (part.contains("{") || !WORD.matcher(part).matches()) {
        // Such as a version: it is about nothing.
        if (part.contains("{") || one.isPresent() || part.isEmpty()) {
          return Optional.empty();
        }
        noun = "";
      } else {
        if (one.isPresent()) {
          parents.add(new Parent(one.get(), noun));
          one = Optional.empty();
        }
        noun = part;
      }
    }
    return noun.isEmpty()
        ? Optional.empty()
        : Optional.of(new DocumentPath(noun, one, List.copyOf(parents)));
  }

  /** The noun as a name of ours: snake_case. */
  String name() {
    return snake(noun);
  }

  /** A name of others, such as {@code photoUrls} or {@code photo-urls}, in snake_case. */
  static String snake(String name) {
    return name.replaceAll("([a-z0-9])([A-Z])", "$1_$2")
        .replaceAll("([A-Z]+)([A-Z][a-z])", "$1_$2")
        .replaceAll("[^A-Za-z0-9]+", "_")
        .replaceAll("^_+|_+$", "")
        .toLowerCase(Locale.ROOT);
  }
}
