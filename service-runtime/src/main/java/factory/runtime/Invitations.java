package factory.runtime;

import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Codes that whoever registers has to know: records of a resource, each good for some accounts. One
 * is used in the transaction that makes the account, so that of many at once no more register than
 * it is good for. Whoever registers while there is no account needs none. Immutable: each method
 * returns others.
 */
public final class Invitations {
  private final String member;
  private final String plural;
  private final String code;
  private final String uses;
  private final Map<Says, String> parts;

  private Invitations(
      String member, String plural, String code, String uses, Map<Says, String> parts) {
    this.member = member;
    this.plural = plural;
    this.code = code;
    this.uses = uses;
    this.parts = parts;
  }

  private enum Says {
    MOST,
    ENDS,
    USED_AT,
    USED_BY,
    USED
  }

  /**
   * Records of a resource that are invitations, each good once.
   *
   * @param field of the account, which clients give and nobody sees: the code
   * @param code the text of an invitation that no other one has, the secret that it issues, or
   *     {@code id}
   * @param uses a whole number that actions set: how many accounts it has made
   */
  public static Invitations of(String field, String plural, String code, String uses) {
    return new Invitations(field, plural, code, uses, Map.of());
  }

  /** The same, of which each is good for as many accounts as a field says, or else for one. */
  public Invitations most(String field) {
    return with(Says.MOST, field);
  }

  /** The same, of which none is good from the moment in a field on. */
  public Invitations ends(String field) {
    return with(Says.ENDS, field);
  }

  /** The same with a moment that actions set: when it was used last. */
  public Invitations usedAt(String field) {
    return with(Says.USED_AT, field);
  }

  /** The same with a reference that actions set: who has used it last. */
  public Invitations usedBy(String field) {
    return with(Says.USED_BY, field);
  }

  /** The same with a truth that actions set: whether it is used up. */
  public Invitations used(String field) {
    return with(Says.USED, field);
  }

  private Invitations with(Says part, String field) {
    Map<Says, String> more = new LinkedHashMap<>(parts);
    more.put(part, field);
    return new Invitations(member, plural, code, uses, Map.copyOf(more));
  }

  /**
   * Looks whether there can be such.
   *
   * @throws IllegalArgumentException when there cannot
   */
  void check(Model model, Resource accounts) {
    if (!accounts.required(member).isText() || accounts.shows(member)) {
      throw new IllegalArgumentException(accounts.plural() + "." + member + " is no code");
    }
    var resource = model.resource(plural);
    if (!code.equals("id")
        && !resource.required(code).isUnique()
        && !resource.required(code).isIssued()) {
      throw new IllegalArgumentException(plural + "." + code + " names no invitation");
    }
    if (!(resource.required(uses).kind() instanceof Numbers.Whole)
        || !(resource.required(uses).origin() instanceof Origin.Actions)) {
      throw new IllegalArgumentException(plural + "." + uses + " counts nothing");
    }
    parts.values().forEach(resource::required);
  }

  /**
   * What an account is made with, and the invitation that is used for it.
   *
   * @param invitation null where none is needed
   */
  record Taken(Map<String, @Nullable Object> values, @Nullable Row invitation) {}

  /**
   * Finds the invitation that somebody names who registers.
   *
   * @throws Problem when he needs one, and it is none, used up or over
   */
  Taken take(Transaction transaction, Resource accounts, Map<String, @Nullable Object> given)
      throws SQLException {
    Map<String, @Nullable Object> values = new LinkedHashMap<>(given);
    if (!transaction.holdsAny(accounts)) {
      keep(accounts, values, "");
      return new Taken(values, null);
    }
    var invitation =
        given.get(member) instanceof String said
            ? find(transaction, said)
                .filter(row -> isGood(transaction, row))
                .orElseThrow(Problem::notInvited)
            : null;
    if (invitation == null) {
      throw Problem.notInvited();
    }
    keep(accounts, values, invitation.key());
    return new Taken(values, invitation);
  }

  /** A code is good for others as well perhaps: it is not kept with the account. */
  private void keep(Resource accounts, Map<String, @Nullable Object> values, String instead) {
    var field = accounts.required(member);
    if (!field.isRequired()) {
      values.put(member, null);
    } else if (field.kind() instanceof Words.Text text && text.takes(instead)) {
      values.put(member, instead);
    }
  }

  private Optional<Row> find(Transaction transaction, String said) throws SQLException {
    if (code.equals("id")) {
      return transaction.find(plural, said);
    }
    var isIssued = transaction.model().resource(plural).required(code).isIssued();
    var named = Condition.equal(code, isIssued ? transaction.model().keyed(said) : said);
    // One that is found in another case is another one.
    return transaction.rows(plural, named, "", 1).stream()
        .filter(row -> isIssued || said.equals(row.value(code)))
        .findFirst();
  }

  private boolean isGood(Transaction transaction, Row row) {
    var ends = parts.get(Says.ENDS);
    return count(row) < most(row)
        && (ends == null
            || !(row.value(ends) instanceof Instant end)
            || transaction.now().isBefore(end));
  }

  private long count(Row row) {
    return row.value(uses) instanceof Number number ? number.longValue() : 0;
  }

  private long most(Row row) {
    var most = parts.get(Says.MOST);
    return most != null && row.value(most) instanceof Number number ? number.longValue() : 1;
  }

  /** Counts a use of an invitation. */
  void use(Transaction transaction, Row invitation, Row account) throws SQLException {
    var count = count(invitation) + 1;
    Map<String, @Nullable Object> changes = new LinkedHashMap<>();
    changes.put(uses, count);
    set(changes, Says.USED_AT, transaction.now());
    set(changes, Says.USED_BY, account.key());
    set(changes, Says.USED, count >= most(invitation));
    var _ = transaction.set(invitation, changes);
  }

  private void set(Map<String, @Nullable Object> changes, Says part, Object value) {
    var field = parts.get(part);
    if (field != null) {
      changes.put(field, value);
    }
  }
}
