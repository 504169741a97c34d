package factory.generated;

import factory.runtime.Service;

/** Contacts. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    Service.run(args, Contacts.RESOURCE);
  }
}
