package factory.edge.gate;

/** At which block a wallet must hold, besides the newest one. */
public sealed interface Finality {
  /** The newest block alone. */
  record Latest() implements Finality {}

  /** The newest block that the chain does not take back. */
  record Safe() implements Finality {}

  /**
   * The newest block that has so many confirmations.
   *
   * @param blocks 1 to 10000; the block looked at counts, so that 1 is the newest block
   */
  record Confirmations(int blocks) implements Finality {
    /** The most that can be asked for. */
    public static final int MOST = 10_000;

    /** Refuses a number outside of the range. */
    public Confirmations {
      if (blocks < 1 || blocks > MOST) {
        throw new IllegalArgumentException("confirmations are 1 to " + MOST);
      }
    }
  }
}
