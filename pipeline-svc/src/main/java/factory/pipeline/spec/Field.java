package factory.pipeline.spec;

/**
 * One field of a kind, or one input of an action, report or function.
 *
 * @param name snake_case
 * @param type what it holds
 * @param description a sentence; may be empty
 * @param required whether it must be given; for one that the server sets, whether it always has a
 *     value
 * @param unique whether no two records may have the same value
 * @param origin where its value comes from
 */
public record Field(
    String name,
    FieldType type,
    String description,
    boolean required,
    boolean unique,
    Origin origin) {
  /** Whether the database has it, and so can compare and sort it. */
  public boolean isStored() {
    return switch (origin) {
      case Origin.Computed _, Origin.Link _, Origin.Aggregated _ -> false;
      case Origin.Given _,
          Origin.Actions _,
          Origin.Now _,
          Origin.Caller _,
          Origin.Account _,
          Origin.Sequence _,
          Origin.Code _,
          Origin.Slug _ ->
          true;
    };
  }

  /**
   * Whether it is a secret that the service makes: the answer that makes a record shows it, no
   * other does, and calls can name the record by it.
   */
  public boolean isIssued() {
    return type instanceof FieldType.Secret && origin instanceof Origin.Code;
  }
}
