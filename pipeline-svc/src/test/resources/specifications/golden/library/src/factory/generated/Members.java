package factory.generated;

import factory.runtime.Field;
import factory.runtime.Resource;

/** Members, served at /members. */
final class Members {
  static final Resource RESOURCE =
      Resource.of(
          "member",
          "members",
          Field.text("name").required(),
          Field.email("email").required().unique());

  private Members() {}
}
