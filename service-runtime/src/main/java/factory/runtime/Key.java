package factory.runtime;

/** What names a record in its path and in references. */
sealed interface Key {
  /** A random UUID. */
  record Uuid() implements Key {}

  /** A number that rises from 1. */
  record Sequence() implements Key {}

  /** So many random characters of an alphabet. */
  record Code(String alphabet, int length) implements Key {}

  /** The words of a field, when the record is made, as they stand in an address. */
  record Slug(String of, int length) implements Key {}

  /** The value of a field. */
  record Natural(String field) implements Key {}
}
