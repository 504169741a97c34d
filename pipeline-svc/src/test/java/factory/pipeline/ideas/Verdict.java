package factory.pipeline.ideas;

import java.util.List;

/** What became of a test. */
sealed interface Verdict {
  /** Everything is as somebody who wants it would see it. */
  record Right() implements Verdict {}

  /** Something is answered otherwise. */
  record Wrong(String why) implements Verdict {}

  /**
   * The service has no such thing.
   *
   * @param what for people
   * @param words what it might be called, of which what is left out must speak
   */
  record Missing(String what, List<String> words) implements Verdict {}

  /** Ends a test. */
  final class Told extends Exception {
    private static final long serialVersionUID = 1;

    private final transient Verdict verdict;

    Told(Verdict verdict) {
      super(verdict.toString());
      this.verdict = verdict;
    }

    Verdict verdict() {
      return verdict;
    }
  }

  /** Something is answered otherwise. */
  static Told wrong(String why) {
    return new Told(new Wrong(why));
  }

  /** Something is not there. */
  static Told missing(String what, List<String> words) {
    return new Told(new Missing(what, words));
  }
}
