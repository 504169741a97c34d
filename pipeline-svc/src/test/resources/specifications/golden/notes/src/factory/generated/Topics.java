package factory.generated;

import factory.runtime.Access;
import factory.runtime.Field;
import factory.runtime.Operation;
import factory.runtime.Resource;

/** Topics, served at /topics. */
final class Topics {
  static final Resource RESOURCE =
      Resource.of("topic", "topics", Field.text("name").required().unique())
          .operations(Operation.LIST, Operation.CREATE, Operation.READ)
          .create(Access.account())
          .update(Access.nobody())
          .delete(Access.nobody());

  private Topics() {}
}
