package factory.generated;

import factory.runtime.Service;

/** Notes. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    Service.run(
        args,
        Users.RESOURCE,
        Notes.RESOURCE,
        Topics.RESOURCE,
        Users.ACCOUNTS,
        UserActions.PROMOTE,
        NoteActions.PUBLISH);
  }
}
