package factory.generated;

import factory.runtime.Field;
import factory.runtime.Resource;

/** Served at /orders and kept in the table of that name. */
final class Orders {
  static final Resource RESOURCE =
      Resource.of(
          "order",
          "orders",
          Field.number("total").required(),
          Field.oneOf("status", "open", "paid", "shipped").required(),
          Field.texts("items"),
          Field.longText("note"),
          Field.yesNo("gift"));

  private Orders() {}
}
