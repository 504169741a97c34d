package factory.generated;

import factory.runtime.Field;
import factory.runtime.Resource;

/** Contacts, served at /contacts. */
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
