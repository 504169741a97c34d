package factory.pipeline.spec;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The published JSON Schema (2020-12) of specifications: what {@link Specifications} reads. */
public final class Schema {
  private static final String TEXT = load();

  private Schema() {}

  /** The schema, as JSON. */
  public static String text() {
    return TEXT;
  }

  private static String load() {
    try (var in = Schema.class.getResourceAsStream("specification.schema.json")) {
      if (in == null) {
        throw new IllegalStateException("specification.schema.json is not on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
