package factory.pipeline.ideas;

import factory.pipeline.reading.Recording;
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

    @Override
    boolean reads(String wording) {
      return true;
    }
  },
  /**
   * What was answered once in a model's place; of wordings that nobody was asked about, nothing.
   */
  RECORDED {
    @Override
    SpecSource source() {
      return idea -> Recording.of(idea).orElseThrow().outcome();
    }

    @Override
    boolean reads(String wording) {
      return Recording.of(wording).isPresent();
    }
  };

  /** A source of specifications. */
  abstract SpecSource source();

  /** Whether it has anything to say about a wording. */
  abstract boolean reads(String wording);
}
