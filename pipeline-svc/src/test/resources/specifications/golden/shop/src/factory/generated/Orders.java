package factory.generated;

import factory.runtime.Field;
import factory.runtime.Resource;

/** Orders, served at /orders. */
final class Orders {
  static final Resource RESOURCE =
      Resource.of(
          "order",
          "orders",
          Field.decimal("total", 6).required(),
          Field.oneOf("status", "open", "paid", "shipped").required(),
          Field.texts("items"),
          Field.longText("note"),
          Field.yesNo("gift"));

  private Orders() {}
}
