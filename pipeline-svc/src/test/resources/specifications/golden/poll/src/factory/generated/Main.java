package factory.generated;

import factory.runtime.Service;

/** Polls. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    Service.run(
        args,
        Polls.RESOURCE,
        Options.RESOURCE,
        Votes.RESOURCE,
        PollActions.VOTE,
        PollActions.CLOSE);
  }
}
