package factory.generated;

import factory.runtime.Access;
import factory.runtime.Aggregate;
import factory.runtime.Field;
import factory.runtime.Filter;
import factory.runtime.Resource;

/** Polls, served at /polls. */
final class Polls {
  static final Resource RESOURCE =
      Resource.of(
              "poll",
              "polls",
              Field.text("question").required().to(300).trimmed(),
              Field.dateTime("closes_at"),
              Field.oneOf("state", "open", "closed")
                  .required()
                  .transition("open", "closed")
                  .setByActions("open"),
              Field.wallet("made_by").required().setToCaller(),
              Field.wholeNumber("votes").aggregated(Aggregate.count("votes", "poll")))
          .codeKey("23456789abcdefghjkmnpqrstuvwxyz", 8)
          .filter("state", Filter.EQUAL)
          .search("question")
          .update(Access.owner())
          .delete(Access.owner());

  private Polls() {}
}
