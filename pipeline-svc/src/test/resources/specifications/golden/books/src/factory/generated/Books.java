package factory.generated;

import factory.runtime.Field;
import factory.runtime.Resource;

/** Books, served at /books. */
final class Books {
  static final Resource RESOURCE =
      Resource.of(
          "book",
          "books",
          Field.text("title").required(),
          Field.text("author").required(),
          Field.wholeNumber("rating").required().from(1).to(5));

  private Books() {}
}
