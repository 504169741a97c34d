package factory.generated;

import factory.runtime.Service;

/** Books. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    Service.run(args, Books.RESOURCE);
  }
}
