package factory.pipeline.write;

import factory.pipeline.spec.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Writes the resource of a kind. */
final class KindSource {
  private KindSource() {}

  static String of(Kind kind, Names names) {
    List<String> arguments = new ArrayList<>();
    arguments.add(JavaText.literal(kind.name()));
    arguments.add(JavaText.literal(kind.plural()));
    kind.fields().forEach(field -> arguments.add(FieldSource.of(field)));
    var resource = "Resource.of(" + String.join(", ", arguments) + ")";
    var body =
        """
        /** %s */
        final class %s {
        %s
          private %s() {}
        }
        """
            .formatted(
                what(kind),
                names.of(kind),
                JavaLayout.assignment(2, "static final Resource RESOURCE", resource),
                names.of(kind));
    return SourceFile.of(body, Set.of());
  }

  private static String what(Kind kind) {
    var words = Names.words(kind.plural());
    return "%s, served at /%s."
        .formatted(Character.toUpperCase(words.charAt(0)) + words.substring(1), kind.plural());
  }
}
