package factory.pipeline.spec;

import java.util.Optional;

/** Where a field's value comes from. Whatever is not {@link Given} is read-only for clients. */
public sealed interface Origin {
  /**
   * The client gives it.
   *
   * @param fallback CEL without variables, for when it is not given
   * @param fixed whether it cannot be changed once the record is made
   */
  record Given(Optional<String> fallback, boolean fixed) implements Origin {}

  /** The moment (or day) at which the record was made or, {@code onUpdate}, last changed. */
  record Now(boolean onUpdate) implements Origin {}

  /** The wallet that made the record. */
  record Caller() implements Origin {}

  /** The account that is logged in and makes the record: a reference to it. */
  record Account() implements Origin {}

  /** A number that rises from 1 within the kind. */
  record Sequence() implements Origin {}

  /** A random code. */
  record Code(String alphabet, int length) implements Origin {}

  /**
   * A text of the record as it stands in an address, such as {@code creme-brulee}; a number behind
   * it tells it from another record's, and a random code stands for a text without letters.
   *
   * @param of the text, a field
   * @param follows whether it is made anew when that becomes another one
   */
  record Slug(String of, boolean follows) implements Origin {
    /** The most characters. */
    public static final int LONGEST = 80;

    /** The fewest that there may be at most. */
    public static final int SHORTEST = 20;
  }

  /**
   * The whole address of a path of this service, as each caller reaches it.
   *
   * @param path a template whose parameters are {@code id} and fields
   */
  record Link(String path) implements Origin {}

  /**
   * Only actions change it.
   *
   * @param initial CEL over what clients give of the record; null in it when empty
   */
  record Actions(Optional<String> initial) implements Origin {}

  /**
   * Computed from the record's other fields whenever it is read.
   *
   * @param value CEL over {@code record}, which uses no computed or aggregated field
   */
  record Computed(String value) implements Origin {}

  /**
   * A figure about records that refer to this one; computed by the database whenever it is read.
   *
   * @param function what is computed
   * @param kind of which records, by singular name
   * @param by their reference field
   * @param of the field that is aggregated; empty for a count
   * @param where a condition over {@code record} (of that kind) that becomes SQL; empty for all
   */
  record Aggregated(
      AggregateFunction function,
      String kind,
      String by,
      Optional<String> of,
      Optional<String> where)
      implements Origin {}
}
