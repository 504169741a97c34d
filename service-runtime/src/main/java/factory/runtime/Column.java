package factory.runtime;

/**
 * A field as a value of a {@link Condition}.
 *
 * @param name of the field
 * @param outwards 0 for the record that the condition is about, 1 for the one around an {@code
 *     exists}, and so on
 */
public record Column(String name, int outwards) {
  /** The field of that name, one {@code exists} further out. */
  public Column outer() {
    return new Column(name, outwards + 1);
  }
}
