package factory.generated;

import factory.runtime.Access;
import factory.runtime.Accounts;
import factory.runtime.Condition;
import factory.runtime.Field;
import factory.runtime.Resource;

/** Users, served at /users. */
final class Users {
  static final Resource RESOURCE =
      Resource.of(
              "user",
              "users",
              Field.email("email").required().unique(),
              Field.text("name").to(100),
              Field.secret("password").required().from(8),
              Field.oneOf("role", "reader", "editor").required().setByActions("reader"))
          .read(Access.account())
          .update(Access.account(account -> Condition.equal("id", account.key())))
          .delete(Access.account(account -> Condition.equal("id", account.key())));

  static final Accounts ACCOUNTS = Accounts.of("users", "email", "password");

  private Users() {}
}
