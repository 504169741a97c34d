package factory.chain.index;

/** When a block counts as final: nothing takes it back any more. */
public sealed interface Finality {
  /** What the chain itself calls final or safe. */
  enum Tag implements Finality {
    /** Two thirds of the stake stand behind it. */
    FINALIZED("finalized"),
    /** It would take an attack to take it back. */
    SAFE("safe");

    private final String word;

    Tag(String word) {
      this.word = word;
    }

    @Override
    public String toString() {
      return word;
    }
  }

  /**
   * So many blocks stand on it, itself included.
   *
   * @param blocks 1 for the newest block
   */
  record Confirmations(int blocks) implements Finality {
    @Override
    public String toString() {
      return blocks + (blocks == 1 ? " confirmation" : " confirmations");
    }
  }
}
