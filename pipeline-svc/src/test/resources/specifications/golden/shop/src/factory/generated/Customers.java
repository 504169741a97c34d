package factory.generated;

import factory.runtime.Field;
import factory.runtime.Resource;

/** Customers, served at /customers. */
final class Customers {
  static final Resource RESOURCE =
      Resource.of(
          "customer",
          "customers",
          Field.text("name").required(),
          Field.email("email").required().unique());

  private Customers() {}
}
