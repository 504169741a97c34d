package factory.pipeline.spec;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/**
 * Where an answer has what it is about: a member such as {@code data}, or a member of a member such
 * as {@code data/user}.
 */
public final class Inside {
  private Inside() {}

  /** The names of the members, the outermost first. */
  public static List<String> path(String within) {
    return List.of(within.split("/"));
  }

  /** The outermost member. */
  public static String outer(String within) {
    return path(within).getFirst();
  }

  /** What a body has there; all of it where nothing is said. */
  public static JsonNode of(JsonNode body, Optional<String> within) {
    var found = body;
    for (var member : within.map(Inside::path).orElse(List.of())) {
      found = found.path(member);
    }
    return found;
  }
}
