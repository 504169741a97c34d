package factory.pipeline.document;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A schema of a document: one form for OpenAPI 3.0 and 3.1. */
public sealed interface Schema {
  /** One of the document's {@code components/schemas}, by name. */
  record Reference(String name) implements Schema {}

  /** Any value, or none. */
  record Anything(boolean allowed) implements Schema {}

  /**
   * What a value looks like.
   *
   * @param types {@code string}, {@code object} and so on, without {@code null}; empty when none is
   *     said
   * @param properties in their order
   * @param additional what other properties may be
   * @param words the values that there may be; empty when any may be
   * @param otherKeywords what it says besides, of which nothing is known here
   */
  record Described(
      List<String> types,
      boolean nullable,
      String format,
      String title,
      String description,
      Map<String, Schema> properties,
      Set<String> required,
      Optional<Schema> additional,
      Optional<Schema> items,
      List<JsonNode> words,
      Limits limits,
      Optional<JsonNode> fallback,
      Optional<JsonNode> example,
      boolean readOnly,
      boolean writeOnly,
      List<Schema> allOf,
      List<Schema> anyOf,
      List<Schema> oneOf,
      String discriminator,
      List<String> otherKeywords)
      implements Schema {
    /** Keeps copies, in their order. */
    public Described {
      types = List.copyOf(types);
      properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
      required = Set.copyOf(required);
      words = List.copyOf(words);
      allOf = List.copyOf(allOf);
      anyOf = List.copyOf(anyOf);
      oneOf = List.copyOf(oneOf);
      otherKeywords = List.copyOf(otherKeywords);
    }

    /** The same, put together from other parts. */
    public Described with(List<Schema> parts) {
      return copy(types, nullable, properties, required, parts, anyOf, oneOf);
    }

    /** The same with other properties. */
    public Described with(Map<String, Schema> others, Set<String> needed) {
      return copy(types, nullable, others, needed, allOf, anyOf, oneOf);
    }

    /** The same, or null; one of these, when there are some. */
    public Described nullable(List<Schema> branches) {
      return copy(
          types,
          true,
          properties,
          required,
          allOf,
          anyOf.isEmpty() ? List.of() : branches,
          oneOf.isEmpty() ? List.of() : branches);
    }

    /** The same, and never null: an address has no way to say it. */
    public Described neverNull() {
      return copy(types, false, properties, required, allOf, anyOf, oneOf);
    }

    private Described copy(
        List<String> ofTypes,
        boolean orNull,
        Map<String, Schema> others,
        Set<String> needed,
        List<Schema> ofAll,
        List<Schema> ofAny,
        List<Schema> ofOne) {
      return new Described(
          ofTypes,
          orNull,
          format,
          title,
          description,
          others,
          needed,
          additional,
          items,
          words,
          limits,
          fallback,
          example,
          readOnly,
          writeOnly,
          ofAll,
          ofAny,
          ofOne,
          discriminator,
          otherKeywords);
    }

    /** Whether it is of this type alone. */
    public boolean is(String type) {
      return types.equals(List.of(type));
    }

    /** What a value is one of, when that is all that is said of it; empty else. */
    public List<Schema> branches() {
      if (types.size() > 1 && !isComposed()) {
        return types.stream()
            .map(
                type ->
                    (Schema)
                        copy(
                            List.of(type),
                            false,
                            properties,
                            required,
                            allOf,
                            List.of(),
                            List.of()))
            .toList();
      }
      var others =
          !types.isEmpty()
              || !allOf.isEmpty()
              || !properties.isEmpty()
              || !discriminator.isEmpty()
              || !otherKeywords.isEmpty();
      return others || anyOf.isEmpty() == oneOf.isEmpty()
          ? List.of()
          : anyOf.isEmpty() ? oneOf : anyOf;
    }

    /** Whether it is put together from others. */
    public boolean isComposed() {
      return !allOf.isEmpty() || !anyOf.isEmpty() || !oneOf.isEmpty();
    }
  }

  /** Bounds of numbers, texts, lists and objects, by the keyword in snake_case; and a pattern. */
  record Limits(Map<String, BigDecimal> bounds, Optional<String> pattern, boolean uniqueItems) {
    /** Keeps a copy. */
    public Limits {
      bounds = Map.copyOf(bounds);
    }
  }
}
