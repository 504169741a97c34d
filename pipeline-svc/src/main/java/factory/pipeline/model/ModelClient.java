package factory.pipeline.model;

/** Asks one model. Used by many threads. */
interface ModelClient extends AutoCloseable {
  /**
   * Asks, and waits for all of the answer; an interrupt ends the call.
   *
   * @param maxTokens the longest answer
   * @throws ModelFailed when there is no whole answer
   */
  Said say(Prompt prompt, int maxTokens) throws ModelFailed, InterruptedException;

  @Override
  void close();
}
