package factory.pipeline.spec;

/** Who may do something with a record. A record that may not be read is 404 for whoever asks. */
public sealed interface Access {
  /** Whoever passes the gate. */
  record Anyone() implements Access {}

  /** The wallet that made the record. */
  record Owner() implements Access {}

  /** Whoever is logged in at the service itself; see {@link Accounts}. */
  record Account() implements Access {}

  /** Nobody: only actions do it. */
  record Nobody() implements Access {}

  /**
   * Whoever fulfils a condition.
   *
   * @param condition CEL that becomes SQL, over {@code record}, {@code caller}, {@code account} and
   *     {@code plural.exists(x, ...)}; for making a record it is looked at once the record is
   *     there, and undone when it does not hold
   */
  record When(String condition) implements Access {}

  /** Whether only who is logged in at the service can do it at all. */
  default boolean asksAccount() {
    return switch (this) {
      case Account _ -> true;
      case When(var condition) -> Accounts.areNamed(condition);
      case Anyone _, Owner _, Nobody _ -> false;
    };
  }
}
