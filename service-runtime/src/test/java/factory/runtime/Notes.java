package factory.runtime;

/** Notes of people who have accounts: each sees his own, editors change what is published. */
final class Notes {
  /** The wallet that says who is an editor. */
  static final String OWNER = "0x" + "c".repeat(40);

  static final Resource USERS =
      Resource.of(
              "user",
              "users",
              Field.email("email").required().unique().ignoreCase(),
              Field.text("name"),
              Field.secret("password").from(8).required(),
              Field.oneOf("role", "reader", "editor").setByActions("reader"))
          .read(Access.account(account -> Condition.equal("id", account.key())))
          .update(Access.account(account -> Condition.equal("id", account.key())))
          .delete(Access.account(account -> Condition.equal("id", account.key())));

  static final Resource NOTES =
      Resource.of(
              "note",
              "notes",
              Field.reference("author", "users").cascade().setToAccount(),
              Field.text("text").required(),
              Field.yesNo("open"))
          .read(
              Access.account(
                  account ->
                      Condition.equal("author", account.key()).or(Condition.equal("open", true))))
          .update(
              Access.account(
                  account ->
                      Condition.equal("author", account.key())
                          .or(Condition.of("editor".equals(account.text("role"))))))
          .delete(Access.account(account -> Condition.equal("author", account.key())));

  static final Resource TOPICS = Resource.of("topic", "topics", Field.text("name").required());

  static final Action PROMOTE =
      Action.onRecord(
              "users",
              "promote",
              call -> Outcome.changed(call.set(call.record(), Values.of("role", "editor"))))
          .allowed(Access.account((caller, _) -> Condition.of(caller.equals(OWNER))));

  static final Accounts ACCOUNTS = Accounts.of("users", "email", "password");

  private Notes() {}
}
