package factory.runtime;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The path of an operation, such as {@code /owners/{ownerId}/pets}.
 *
 * @param path as it is written
 * @param segments between its slashes
 */
record Template(String path, List<String> segments) {
  private static final Pattern PARAMETER = Pattern.compile("\\{[^/{}]+}");
  private static final Pattern FIXED = Pattern.compile("[A-Za-z0-9_.~-]*");

  /** The template, when it can be one. */
  static Template parse(String path) {
    var segments = path.startsWith("/") ? List.of(path.substring(1).split("/", -1)) : List.of("");
    for (var segment : segments) {
      if (!PARAMETER.matcher(segment).matches() && !FIXED.matcher(segment).matches()) {
        throw new IllegalArgumentException("'" + path + "' cannot be an operation's path");
      }
    }
    var template = new Template(path, segments);
    if (template.path.equals("/")
        || !RequestPath.hasOneMeaning(PARAMETER.matcher(path).replaceAll("x"))
        || new HashSet<>(template.parameters()).size() < template.parameters().size()) {
      throw new IllegalArgumentException("'" + path + "' cannot be an operation's path");
    }
    return template;
  }

  static boolean isParameter(String segment) {
    return segment.startsWith("{");
  }

  static String parameter(String segment) {
    return segment.substring(1, segment.length() - 1);
  }

  /** The names of its parameters, in their order. */
  List<String> parameters() {
    List<String> names = new ArrayList<>();
    for (var segment : segments) {
      if (isParameter(segment)) {
        names.add(parameter(segment));
      }
    }
    return names;
  }
}
