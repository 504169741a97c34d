package factory.pipeline.generator;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What was understood of an idea: things and their fields, under names that are safe as JSON keys,
 * SQL columns, paths and parts of Java names.
 *
 * @param things at least one
 * @param leftOut sentences of the idea that were not understood; text from outside
 */
record Blueprint(List<Thing> things, List<String> leftOut) {
  Blueprint {
    things = List.copyOf(things);
    leftOut = List.copyOf(leftOut);
  }

  /** A title such as {@code Authors and books}. */
  String title() {
    var names =
        things.stream().map(thing -> thing.plural().replace('_', ' ')).collect(Collectors.toList());
    var text =
        names.size() == 1
            ? names.getFirst()
            : String.join(", ", names.subList(0, names.size() - 1)) + " and " + names.getLast();
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }

  /**
   * A kind of thing.
   *
   * @param singular such as {@code book_shelf}
   * @param plural such as {@code book_shelves}: path, table and key of its list
   * @param fields at least one
   */
  record Thing(String singular, String plural, List<Field> fields) {
    Thing {
      fields = List.copyOf(fields);
    }

    /** Such as {@code BookShelf}. */
    String typeName() {
      return camel(singular);
    }

    /** Such as {@code BookShelves}. */
    String pluralTypeName() {
      return camel(plural);
    }

    private static String camel(String snake) {
      return List.of(snake.split("_")).stream()
          .filter(part -> !part.isEmpty())
          .map(part -> Character.toUpperCase(part.charAt(0)) + part.substring(1))
          .collect(Collectors.joining());
    }
  }

  /** One field of a thing. */
  record Field(
      String name,
      FieldType type,
      Optional<BigDecimal> least,
      Optional<BigDecimal> most,
      List<String> words,
      boolean required,
      boolean unique) {
    Field {
      words = List.copyOf(words);
    }

    Field with(boolean required, boolean unique) {
      return new Field(name, type, least, most, words, required, unique);
    }
  }
}
