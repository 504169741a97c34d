package factory.runtime;

/** What clients may do with a resource besides actions. */
public enum Operation {
  /** GET of the collection. */
  LIST,
  /** POST to the collection. */
  CREATE,
  /** GET of one. */
  READ,
  /** PUT and PATCH of one. */
  UPDATE,
  /** DELETE of one. */
  DELETE
}
