package factory.generated;

import factory.runtime.Aggregate;
import factory.runtime.Field;
import factory.runtime.Filter;
import factory.runtime.Operation;
import factory.runtime.Resource;

/** Options, served at /options. */
final class Options {
  static final Resource RESOURCE =
      Resource.of(
              "option",
              "options",
              Field.reference("poll", "polls").required().cascade().fixed(),
              Field.text("text").required().to(100),
              Field.wholeNumber("votes").aggregated(Aggregate.count("votes", "option")))
          .unique("poll", "text")
          .filter("poll", Filter.EQUAL)
          .order("text")
          .defaultOrder("text")
          .operations(Operation.LIST, Operation.CREATE, Operation.READ, Operation.DELETE);

  private Options() {}
}
