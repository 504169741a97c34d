package factory.generated;

import factory.runtime.Service;

/** Customers and orders. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    Service.run(args, Customers.RESOURCE, Orders.RESOURCE);
  }
}
