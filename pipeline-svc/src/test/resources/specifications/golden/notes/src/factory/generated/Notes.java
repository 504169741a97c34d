package factory.generated;

import factory.runtime.Access;
import factory.runtime.Condition;
import factory.runtime.Field;
import factory.runtime.Filter;
import factory.runtime.Resource;

/** Notes, served at /notes. */
final class Notes {
  static final Resource RESOURCE =
      Resource.of(
              "note",
              "notes",
              Field.reference("author", "users").required().cascade().setToAccount(),
              Field.text("text").required().to(2000),
              Field.yesNo("published"))
          .filter("published", Filter.EQUAL)
          .read(
              Access.account(
                  account ->
                      Condition.equal("author", account.key())
                          .or(Condition.equal("published", true))))
          .update(
              Access.account(
                  account ->
                      Condition.equal("author", account.key())
                          .or(Condition.of(account.text("role").equals("editor")))))
          .delete(Access.account(account -> Condition.equal("author", account.key())));

  private Notes() {}
}
