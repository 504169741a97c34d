package factory.generated;

import factory.runtime.Field;
import factory.runtime.Resource;

/** Served at /contacts and kept in the table of that name. */
final class Contacts {
  static final Resource RESOURCE =
      Resource.of(
          "contact",
          "contacts",
          Field.text("name").required(),
          Field.email("email"),
          Field.text("phone"));

  private Contacts() {}
}
