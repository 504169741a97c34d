package factory.pipeline.source.english;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import opennlp.tools.lemmatizer.LemmatizerME;
import opennlp.tools.lemmatizer.LemmatizerModel;
import opennlp.tools.postag.POSModel;
import opennlp.tools.postag.POSTaggerME;

/**
 * What each word of a sentence is: its part of speech (universal tags) and the form in which a
 * dictionary has it. The models are part of the program and are loaded with the first sentence,
 * once.
 */
final class Language {
  private static final String POS = "/opennlp-en-ud-ewt-pos-1.3-2.5.4.bin";
  private static final String LEMMAS = "/opennlp-en-ud-ewt-lemmas-1.3-2.5.4.bin";

  /**
   * A word.
   *
   * @param text as it was written
   * @param lemma such as {@code borrow} of {@code borrowed}
   * @param tag such as {@code NOUN}
   */
  record Word(String text, String lemma, String tag) {
    boolean isVerb() {
      return tag.equals("VERB");
    }
  }

  /**
   * Clauses that were looked at lately: a sentence is read in several ways, each of its clauses.
   */
  private static final int REMEMBERED = 1000;

  private static final Map<List<String>, List<Word>> WORDS =
      Collections.synchronizedMap(
          new LinkedHashMap<>(REMEMBERED, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<List<String>, List<Word>> eldest) {
              return size() > REMEMBERED;
            }
          });

  private Language() {}

  /** Loads with its first use. */
  private static final class Models {
    static final POSModel POS = load(Language.POS, POSModel::new);
    static final LemmatizerModel LEMMAS = load(Language.LEMMAS, LemmatizerModel::new);
  }

  @FunctionalInterface
  private interface Loader<T> {
    T from(InputStream in) throws IOException;
  }

  private static <T> T load(String name, Loader<T> loader) {
    try (var in = Objects.requireNonNull(POSModel.class.getResourceAsStream(name), name)) {
      return loader.from(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The words of a sentence, which are there already. */
  static List<Word> words(List<String> texts) {
    var known = WORDS.get(texts);
    if (known == null) {
      known = tagged(texts);
      WORDS.put(List.copyOf(texts), known);
    }
    return known;
  }

  private static List<Word> tagged(List<String> texts) {
    var array = texts.toArray(String[]::new);
    // What tags keeps state of its own, and is light beside its model.
    var tags = new POSTaggerME(Models.POS).tag(array);
    var lemmas = new LemmatizerME(Models.LEMMAS).lemmatize(array, tags);
    List<Word> words = new ArrayList<>();
    for (var i = 0; i < array.length; i++) {
      words.add(new Word(array[i], lemmas[i], tags[i]));
    }
    return List.copyOf(words);
  }
}
