package factory.runtime;

/** How a query parameter compares with a field. */
public enum Filter {
  /** {@code ?field=value}. */
  EQUAL,
  /** {@code ?field_from=} and {@code ?field_to=}, both inclusive. */
  RANGE,
  /** {@code ?field_prefix=}. */
  PREFIX,
  /** {@code ?field_in=a,b}. */
  ANY_OF,
  /** {@code ?field_has=value}, of a list: one of its items is this value. No index serves it. */
  HAS
}
