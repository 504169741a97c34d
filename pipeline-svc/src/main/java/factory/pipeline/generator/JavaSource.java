package factory.pipeline.generator;

import factory.pipeline.generator.Blueprint.Field;
import factory.pipeline.generator.Blueprint.Thing;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Writes a service's Java. Only names and words that {@link Blueprint} holds get into it, and those
 * are plain ASCII words; nothing of the idea's own text does.
 */
final class JavaSource {
  /** Class names that would hide one the generated source needs. */
  private static final Set<String> TAKEN =
      Set.of("Main", "Service", "Resource", "Field", "String", "Override");

  private JavaSource() {}

  static String className(Thing thing) {
    var name = thing.pluralTypeName();
    return TAKEN.contains(name) ? name + "Api" : name;
  }

  static String main(Blueprint blueprint) {
    return """
        package factory.generated;

        import factory.runtime.Service;

        /** %s: a JSON API over SQLite. */
        public final class Main {
          private Main() {}

          public static void main(String[] args) {
            Service.run(args, %s);
          }
        }
        """
        .formatted(
            blueprint.title(),
            blueprint.things().stream()
                .map(thing -> className(thing) + ".RESOURCE")
                .collect(Collectors.joining(", ")));
  }

  static String resource(Thing thing) {
    return """
        package factory.generated;

        import factory.runtime.Field;
        import factory.runtime.Resource;

        /** Served at /%s and kept in the table of that name. */
        final class %s {
          static final Resource RESOURCE =
              Resource.of(
                  "%s",
                  "%s",
                  %s);

          private %s() {}
        }
        """
        .formatted(
            thing.plural(),
            className(thing),
            thing.singular(),
            thing.plural(),
            thing.fields().stream()
                .map(JavaSource::field)
                .collect(Collectors.joining(",\n          ")),
            className(thing));
  }

  private static String field(Field field) {
    var text =
        new StringBuilder("Field.")
            .append(field.type().method())
            .append("(\"")
            .append(field.name())
            .append('"');
    field.words().forEach(word -> text.append(", \"").append(word).append('"'));
    text.append(')');
    field
        .least()
        .ifPresent(
            least ->
                text.append(".from(").append(number(field, least.toPlainString())).append(')'));
    field
        .most()
        .ifPresent(
            most -> text.append(".to(").append(number(field, most.toPlainString())).append(')'));
    if (field.required()) {
      text.append(".required()");
    }
    if (field.unique()) {
      text.append(".unique()");
    }
    return text.toString();
  }

  private static String number(Field field, String plain) {
    if (field.type() == FieldType.DECIMAL || field.type() == FieldType.MONEY) {
      return '"' + plain + '"';
    }
    return plain.length() > 9 ? plain + "L" : plain;
  }
}
