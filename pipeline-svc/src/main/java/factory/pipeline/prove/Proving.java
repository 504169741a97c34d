package factory.pipeline.prove;

import factory.pipeline.spec.Specification;

/** How a running service is held against its specification. Any number of threads. */
public interface Proving {
  /**
   * Asks the service whatever there is to ask; total, and bounded in time and requests.
   *
   * @param openapi the document that the service is to serve
   * @param client reaches a service that keeps nothing yet
   * @param seen told of each check once it was made, by the thread that made it
   */
  Proof prove(Specification specification, String openapi, Client client, Seen seen);

  /** Is told of checks while a proof goes on. */
  @FunctionalInterface
  interface Seen {
    /** Nobody. */
    Seen NOBODY = _ -> {};

    /** A check was made. */
    void check(Proof.Check check);
  }

  /**
   * Uses the service at random until the budget is over or something is found; total. An interrupt
   * ends it. What it waits for others is not of its time.
   *
   * @param openapi the document that the service is to serve
   * @param client reaches a service that keeps nothing yet
   * @param seed the same requests for the same one, but for the ids that the service gives
   * @param yielding asked before each use of the service
   */
  Fuzzed fuzz(
      Specification specification,
      String openapi,
      Client client,
      Budget budget,
      long seed,
      Yielding yielding);
}
