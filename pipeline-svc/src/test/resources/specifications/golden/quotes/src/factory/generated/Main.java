package factory.generated;

import factory.runtime.Service;

/** Quotes. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    Service.run(args, Quotes.RESOURCE, Purchases.RESOURCE, QuoteActions.SPEND, Invoice.FUNCTION);
  }
}
