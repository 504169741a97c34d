package factory.runtime;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Where a field's value comes from. */
sealed interface Origin {
  /** Clients and actions give it. */
  record Given() implements Origin {}

  /** The moment, day or time at which the record was made or, {@code onUpdate}, last changed. */
  record Now(boolean onUpdate) implements Origin {}

  /** The wallet that made the record. */
  record Maker() implements Origin {}

  /** The account of whoever is logged in and makes the record. */
  record Account() implements Origin {}

  /** A number that rises from 1. */
  record Sequence() implements Origin {}

  /** So many random characters of an alphabet. */
  record Code(String alphabet, int length) implements Origin {}

  /**
   * The words of another field as they stand in an address; no two records share them.
   *
   * @param follows whether it is made anew when they become others
   */
  record Slug(String of, boolean follows) implements Origin {}

  /** Only actions change it. */
  record Actions(@Nullable Function<Input, ? extends @Nullable Object> initial) implements Origin {}

  /**
   * Computed from the record's other fields when it is read; not stored.
   *
   * @param ofTheMoment whether it is another one later, though nothing has changed
   */
  record Computed(Function<Row, ? extends @Nullable Object> value, boolean ofTheMoment)
      implements Origin {}

  /** Computed from the records that refer to it when it is read; not stored. */
  record Aggregated(Aggregate aggregate) implements Origin {}
}
