package factory.generated;

import factory.runtime.Service;

/** Expenses. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    Service.run(args, Expenses.RESOURCE, ExpensesPerMonth.REPORT);
  }
}
