package factory.runtime;

/**
 * Who may do something with a record. A record that may not be read is not there for whoever asks:
 * not by its id, not in lists, not as the target of a reference. Aggregated fields count hidden
 * records too.
 */
public final class Access {
  private static final Access ANYONE = new Access(Rule.ANYONE, _ -> Condition.always());
  private static final Access OWNER =
      new Access(Rule.OWNER, caller -> Condition.equal("_owner", caller));
  private static final Access NOBODY = new Access(Rule.NOBODY, _ -> Condition.of(false));

  private final Rule rule;
  private final When when;

  private Access(Rule rule, When when) {
    this.rule = rule;
    this.when = when;
  }

  /** Which records a caller may do it with. */
  public interface When {
    /**
     * The condition that they fulfil.
     *
     * @param caller the wallet
     */
    Condition of(String caller);
  }

  /** Which records somebody who is logged in may do it with. */
  public interface WhenLoggedIn {
    /**
     * The condition that they fulfil.
     *
     * @param account the record of who is logged in
     */
    Condition of(Row account);
  }

  /** Which records somebody who is logged in may do it with, and with a wallet. */
  public interface WhenLoggedInWith {
    /**
     * The condition that they fulfil.
     *
     * @param caller the wallet
     * @param account the record of who is logged in
     */
    Condition of(String caller, Row account);
  }

  enum Rule {
    ANYONE,
    OWNER,
    ACCOUNT,
    NOBODY,
    WHEN
  }

  /** Whoever passes the gate. */
  public static Access anyone() {
    return ANYONE;
  }

  /** The wallet that made the record. */
  public static Access owner() {
    return OWNER;
  }

  /** Nobody: only actions do it. */
  public static Access nobody() {
    return NOBODY;
  }

  /** Whoever is logged in; see {@link Accounts}. */
  public static Access account() {
    return account(_ -> Condition.always());
  }

  /** Whoever is logged in, for records that fulfil a condition. */
  public static Access account(WhenLoggedIn condition) {
    return account((_, account) -> condition.of(account));
  }

  /** Whoever is logged in, for records that fulfil a condition. */
  public static Access account(WhenLoggedInWith condition) {
    return new Access(Rule.ACCOUNT, caller -> condition.of(caller, LoggedIn.account()));
  }

  /** Whoever calls, for records that fulfil a condition. */
  public static Access when(When condition) {
    return new Access(Rule.WHEN, condition);
  }

  Rule rule() {
    return rule;
  }

  boolean needsAccount() {
    return rule == Rule.ACCOUNT;
  }

  /** The same where a record that was just made entitles nobody: its condition finds the others. */
  Access without(String plural, Object key) {
    return new Access(rule, caller -> when.of(caller).without(plural, key));
  }

  /**
   * The records that a caller may do it with.
   *
   * @param caller the wallet, or empty when there is none
   * @throws Problem CALLER_REQUIRED when there is none and the condition speaks of it,
   *     NOT_LOGGED_IN when nobody is and the condition is about an account
   */
  Condition of(String caller) {
    if (!caller.isEmpty()) {
      return when.of(caller);
    }
    // Which string it is tells whether the condition asks for it.
    var nobody = "nobody";
    var marked = new String(nobody.toCharArray());
    var condition = when.of(marked);
    if (condition.mentions(marked)) {
      throw Problem.callerRequired();
    }
    return condition;
  }
}
