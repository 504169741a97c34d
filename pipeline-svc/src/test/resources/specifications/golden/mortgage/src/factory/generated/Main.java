package factory.generated;

import factory.runtime.Service;

/** Mortgage calculator. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    Service.run(args, MonthlyPayment.FUNCTION);
  }
}
