package factory.runtime;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which records of a list whoever calls has to do with: those that he has made, or that others
 * which he has made refer to.
 *
 * @param plural of those others; null for the records of the list
 * @param by their reference
 * @param via {@code id}, or the field of a listed record that the reference has the same value as
 * @param of the reference of those others that is the record of the path, in place of who calls
 */
record Mine(@Nullable String plural, String by, String via, @Nullable String of) {
  Mine(@Nullable String plural, String by, String via) {
    this(plural, by, via, null);
  }

  /** Whether a parameter of the path is what the others refer to. */
  boolean isOf(String field) {
    return field.equals(of);
  }

  /** The field that says who made a record: the account, or else the wallet. */
  static Field maker(Resource resource) {
    var fields = resource.fields();
    return fields.stream()
        .filter(field -> field.origin() instanceof Origin.Account)
        .findFirst()
        .or(() -> fields.stream().filter(f -> f.origin() instanceof Origin.Maker).findFirst())
        .orElseThrow(
            () -> new IllegalArgumentException(resource.plural() + " do not say who made them"));
  }

  /** That whoever calls has made a record; empty for nobody. */
  static Optional<Condition> of(Resource resource, String caller) {
    var maker = maker(resource);
    return maker.origin() instanceof Origin.Account
        ? LoggedIn.session().map(session -> Condition.equal(maker.name(), session.account().key()))
        : Optional.of(caller)
            .filter(wallet -> !wallet.isEmpty())
            .map(wallet -> Condition.equal(maker.name(), wallet));
  }

  /**
   * The condition of the list's records.
   *
   * @throws Problem NOT_LOGGED_IN or CALLER_REQUIRED for nobody
   */
  Condition condition(Model model, Resource listed, String caller, @Nullable String above) {
    if (of != null && plural != null) {
      return Condition.exists(
          plural, Condition.equal(by, Condition.column(via)).and(Condition.equal(of, above)));
    }
    var made = plural == null ? listed : model.resource(plural);
    var mine =
        of(made, caller)
            .orElseThrow(
                () ->
                    maker(made).origin() instanceof Origin.Account
                        ? Problem.notLoggedIn()
                        : Problem.callerRequired());
    return plural == null
        ? mine
        : Condition.exists(plural, Condition.equal(by, Condition.column(via)).and(mine));
  }
}
