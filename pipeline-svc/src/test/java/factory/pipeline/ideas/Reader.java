package factory.pipeline.ideas;

import factory.pipeline.source.SpecSource;
import factory.pipeline.source.english.EnglishSource;

/** Who reads the wishes of a run. */
enum Reader {
  /** The reader of English, without a model and without a network. */
  ENGLISH {
    @Override
    SpecSource source() {
      return new EnglishSource();
    }
  },
  /** What models answered once. */
  RECORDED {
    @Override
    SpecSource source() {
      throw new IllegalStateException(
          "No answers of models are recorded yet; use --reader english.");
    }
  };

  /** A source of specifications. */
  abstract SpecSource source();
}
