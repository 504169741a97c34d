package factory.runtime;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which form of an answer a caller likes most, by the {@code Accept} header (RFC 9110, 12.5.1). */
final class Accepted {
  private static final Pattern QUALITY = Pattern.compile("0(?:\\.[0-9]{0,3})?|1(?:\\.0{0,3})?");

  private Accepted() {}

  /**
   * The one of some media types that is liked most, the first of several; the first where nothing
   * is asked for.
   *
   * @param accept the header; empty where there is none
   * @param types without parameters
   * @return empty when none is acceptable
   */
  static Optional<String> of(String accept, List<String> types) {
    if (accept.isBlank()) {
      return Optional.of(types.getFirst());
    }
    String best = null;
    var most = 0.0;
    for (var type : types) {
      var quality = quality(accept, type);
      if (quality > most) {
        best = type;
        most = quality;
      }
    }
    return Optional.ofNullable(best);
  }

  /** What the closest range says of a type; 0 where none is about it. */
  private static double quality(String accept, String type) {
    var quality = 0.0;
    var closest = 0;
    for (var part : accept.split(",", -1)) {
      var pieces = part.split(";", -1);
      var closeness = closeness(pieces[0].strip().toLowerCase(Locale.ROOT), type);
      if (closeness > closest) {
        closest = closeness;
        quality = quality(pieces);
      }
    }
    return quality;
  }

  private static int closeness(String range, String type) {
    if (range.equals(type)) {
      return 3;
    }
    if (range.equals(type.substring(0, type.indexOf('/')) + "/*")) {
      return 2;
    }
    return range.equals("*/*") ? 1 : 0;
  }

  /** 1 where nothing is said, or nothing that is a quality. */
  private static double quality(String[] pieces) {
    for (var i = 1; i < pieces.length; i++) {
      var parameter = pieces[i].strip().toLowerCase(Locale.ROOT);
      if (parameter.startsWith("q=")) {
        var said = parameter.substring(2).strip();
        return QUALITY.matcher(said).matches() ? Double.parseDouble(said) : 1;
      }
    }
    return 1;
  }

  /** The form of a list that a caller likes most; the first where none is refused. */
  static Route.Form form(Route route, @Nullable String accept) {
    var forms = route.forms();
    var types = forms.stream().map(form -> MediaTypes.bare(form.mediaType())).toList();
    var found = of(accept == null ? "" : accept, types);
    if (found.isEmpty() && route.refusesOthers()) {
      throw Problem.notAcceptable(String.join(", ", types));
    }
    return found.map(type -> forms.get(types.indexOf(type))).orElse(forms.getFirst());
  }
}
