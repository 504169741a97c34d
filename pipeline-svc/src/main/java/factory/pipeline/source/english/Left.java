package factory.pipeline.source.english;

/**
 * What is left out.
 *
 * @param typed as somebody typed it
 * @param text in the form in which it was read
 * @param reason why
 * @param weight whether it is asked for
 */
record Left(String typed, String text, String reason, Weight weight) {
  /** What hangs on it. */
  enum Weight {
    /** Nothing. */
    HARMLESS,
    /** Something: it is asked. */
    MATTERS,
    /** It cannot be done here, which is said. */
    IMPOSSIBLE
  }
}
