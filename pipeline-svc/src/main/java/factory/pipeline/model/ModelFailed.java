package factory.pipeline.model;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** A model said nothing that can be used; the message says why to a person, and holds no secret. */
public final class ModelFailed extends Exception {
  private static final long serialVersionUID = 1;

  /** In which way. */
  public enum Why {
    /** It cannot be reached, or its server is at fault. */
    AWAY,
    /** It did not answer in time. */
    SLOW,
    /** It has too many callers, or this one called too often. */
    BUSY,
    /** Its server refuses the key. */
    NOT_LET_IN,
    /** Its server refuses the request: no such model, or too long a prompt. */
    WRONG_REQUEST,
    /** It declines to answer. */
    DECLINED,
    /** Its answer is longer than it may be. */
    CUT_OFF,
    /** What came is no answer of its protocol. */
    NONSENSE,
    /** It would cost more than may be spent. */
    TOO_DEAR;

    /** As it is written in the ledger. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Why why;
  private final transient Optional<Duration> retryAfter;
  private final transient Optional<Said> said;

  /** Fails so. */
  public ModelFailed(Why why, String words) {
    this(why, words, Optional.empty(), Optional.empty());
  }

  private ModelFailed(Why why, String words, Optional<Duration> retryAfter, Optional<Said> said) {
    super(words);
    this.why = why;
    this.retryAfter = retryAfter;
    this.said = said;
  }

  /** Fails so, and may be asked again after a time that it said. */
  static ModelFailed until(Why why, String words, Optional<Duration> retryAfter) {
    return new ModelFailed(why, words, retryAfter, Optional.empty());
  }

  /** Fails with an answer that counts as one, and cannot be used. */
  static ModelFailed of(Why why, String words, Said said) {
    return new ModelFailed(why, words, Optional.empty(), Optional.of(said));
  }

  /** In which way. */
  public Why why() {
    return why;
  }

  /** What it said all the same, which has its price. */
  Optional<Said> said() {
    return said;
  }

  /** When it said to come back. */
  Optional<Duration> retryAfter() {
    return retryAfter;
  }

  /** Whether it may be another time soon. */
  boolean mayPass() {
    return why == Why.AWAY || why == Why.BUSY;
  }

  /** Whether what it cost is unknown: it may have worked for nothing. */
  boolean mayHaveCost() {
    return why == Why.SLOW || why == Why.AWAY || why == Why.NONSENSE;
  }
}
