package factory.pipeline.source.english;

import factory.pipeline.compute.CpuPool;
import factory.pipeline.source.SpecSource;

/**
 * Reads ideas that name kinds and their fields in plain English. It understands an idea only when
 * it has a place for every part of it.
 */
public final class EnglishSource implements SpecSource {
  private static final int MOST_CHARACTERS = 8_000;

  /** A source; it keeps nothing between calls. */
  public EnglishSource() {}

  @Override
  public Outcome read(String text) {
    CpuPool.requirePlatformThread();
    if (text.isBlank()) {
      return new Outcome.Refused(
          "The idea is empty: name what to keep and its fields. " + Open.EXAMPLE);
    }
    if (text.length() > MOST_CHARACTERS) {
      return new Outcome.Refused(
          "The idea has more than %,d characters: say in a few sentences what to keep and which fields it has. "
                  .formatted(MOST_CHARACTERS)
              + Open.EXAMPLE);
    }
    if (text.codePoints().noneMatch(Character::isLetter)) {
      return new Outcome.Refused("The idea has no words. " + Open.EXAMPLE);
    }
    return IdeaReader.read(text);
  }
}
