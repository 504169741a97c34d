package factory.pipeline.generator;

import factory.pipeline.compute.CpuPool;
import factory.pipeline.generator.Outcome.Made;
import factory.pipeline.generator.Outcome.NotUnderstood;
import java.util.HashSet;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Understands an idea that names things and their fields in plain English, and writes the source
 * from templates.
 */
public final class TemplateGenerator implements Generator {
  private static final String SOURCES = "src/factory/generated/";

  /** A generator; it keeps nothing between calls. */
  public TemplateGenerator() {}

  @Override
  public Outcome generate(String idea) {
    CpuPool.requirePlatformThread();
    try {
      return new Made(artifact(IdeaReader.read(idea)));
    } catch (Misread misread) {
      return new NotUnderstood(Objects.requireNonNull(misread.getMessage()));
    }
  }

  private static Artifact artifact(Blueprint blueprint) throws Misread {
    SortedMap<String, String> files = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    files.put(SOURCES + "Main.java", JavaSource.main(blueprint));
    for (var thing : blueprint.things()) {
      var file = SOURCES + JavaSource.className(thing) + ".java";
      if (files.put(file, JavaSource.resource(thing)) != null) {
        throw tooAlike(thing.plural());
      }
    }
    var schemas = OpenApi.schemaNames(blueprint);
    if (new HashSet<>(schemas).size() < schemas.size()) {
      throw tooAlike(blueprint.things().getLast().plural());
    }
    var openapi = OpenApi.of(blueprint);
    files.put("openapi.json", openapi);
    files.put("README.md", Readme.of(blueprint));
    return new Artifact(blueprint.title(), files, openapi);
  }

  private static Misread tooAlike(String plural) {
    return new Misread(
        "The name of the %s is too much like another; call one of them differently."
            .formatted(plural.replace('_', ' ')));
  }
}
