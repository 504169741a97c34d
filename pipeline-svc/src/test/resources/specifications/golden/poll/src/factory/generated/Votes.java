package factory.generated;

import factory.runtime.Access;
import factory.runtime.Field;
import factory.runtime.Operation;
import factory.runtime.Resource;

/** Votes, served at /votes. */
final class Votes {
  static final Resource RESOURCE =
      Resource.of(
              "vote",
              "votes",
              Field.reference("poll", "polls").required().cascade().setByActions(),
              Field.reference("option", "options").required().cascade().setByActions(),
              Field.wallet("voter").required().setToCaller())
          .unique("poll", "voter")
          .operations(Operation.LIST)
          .read(Access.owner());

  private Votes() {}
}
