package factory.generated;

import factory.runtime.Field;
import factory.runtime.Resource;

/** Purchases, served at /purchases. */
final class Purchases {
  static final Resource RESOURCE =
      Resource.of(
          "purchase",
          "purchases",
          Field.reference("quote", "quotes").required().cascade(),
          Field.money("amount").required().from("0").to("1000000"));

  private Purchases() {}
}
