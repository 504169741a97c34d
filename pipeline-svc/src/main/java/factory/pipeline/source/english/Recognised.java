package factory.pipeline.source.english;

import factory.pipeline.spec.Field;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Specification;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is recognised in a sentence that is not understood as a whole.
 *
 * @param text in plain form
 * @param words of it
 * @param kinds that it names, in their order
 * @param fields that it names, of those kinds or of the only one that has such a field
 * @param deeds what is done with a kind
 * @param spoken the kind that it seems to speak of
 */
record Recognised(
    String text,
    List<Language.Word> words,
    List<Kind> kinds,
    List<Of> fields,
    List<Done> deeds,
    Optional<Kind> spoken) {
  private static final int LONGEST_NAME = 3;

  /** Verbs that say nothing of what becomes of a record, or what can be done with all. */
  private static final Set<String> PLAIN =
      Set.of(
          ("be have do can may must should will would want need like show see list sort order filter"
                  + " search find look keep track get know give contain include belong send use set make create"
                  + " add edit change update delete remove let say tell read view write store save manage"
                  + " count sum calculate compute start end begin become go come stay hold allow mark happen work")
              .split(" "));

  /** A field of a kind. */
  record Of(Kind kind, Field field) {}

  /**
   * Something that is done with records.
   *
   * @param verb in its dictionary form
   * @param done its participle
   */
  record Done(Kind kind, String verb, String done) {}

  /** Of a sentence in plain form. */
  static Recognised of(String text, Specification specification, String spoken) {
    var names = Names.of(specification.kinds().stream().map(Draft::of).toList());
    var plain = List.of(text.replaceAll("[^a-z0-9-]+", " ").strip().split(" "));
    var words = Language.words(plain);
    Set<Kind> kinds = new LinkedHashSet<>();
    Set<String> fields = new LinkedHashSet<>();
    List<String> at = new ArrayList<>();
    for (var i = 0; i < plain.size(); i++) {
      at.add("");
    }
    for (var i = 0; i < plain.size(); i++) {
      for (var length = Math.min(LONGEST_NAME, plain.size() - i); length > 0; length--) {
        var part = plain.subList(i, i + length);
        if (PlainText.words(String.join(" ", part)).isEmpty()) {
          continue;
        }
        var kind = names.kind(part);
        if (kind.isPresent()) {
          specification.kind(kind.get()).ifPresent(kinds::add);
          at.set(i, kind.get());
          i += length - 1;
          break;
        }
        var field = names.field(part);
        if (field.isPresent()) {
          fields.add(field.get());
          i += length - 1;
          break;
        }
      }
    }
    var of =
        specification
            .kind(spoken)
            .or(() -> kinds.stream().findFirst())
            .or(
                () ->
                    specification.kinds().size() == 1
                        ? Optional.of(specification.kinds().getFirst())
                        : Optional.empty());
    return new Recognised(
        text,
        words,
        List.copyOf(kinds),
        fields(fields, kinds, of, specification),
        deeds(words, at, kinds.isEmpty() ? of : Optional.empty(), specification),
        kinds.stream().findFirst().or(() -> of));
  }

  private static List<Of> fields(
      Set<String> fields, Set<Kind> kinds, Optional<Kind> spoken, Specification specification) {
    List<Of> all = new ArrayList<>();
    for (var name : fields) {
      var near = new LinkedHashSet<>(kinds);
      spoken.ifPresent(near::add);
      var owners = near.stream().filter(k -> k.field(name).isPresent()).toList();
      if (owners.isEmpty()) {
        owners = specification.kinds().stream().filter(k -> k.field(name).isPresent()).toList();
      }
      owners.stream().findFirst().ifPresent(k -> all.add(new Of(k, k.field(name).orElseThrow())));
    }
    return all;
  }

  private static List<Done> deeds(
      List<Language.Word> words,
      List<String> at,
      Optional<Kind> spoken,
      Specification specification) {
    List<Done> all = new ArrayList<>();
    for (var i = 0; i < words.size(); i++) {
      var word = words.get(i);
      if (!word.isVerb()
          || !at.get(i).isEmpty()
          || PLAIN.contains(word.lemma())
          || word.text().endsWith("ing")
          || !word.lemma().matches("[a-z]{3,20}")) {
        continue;
      }
      var of = after(at, words, i);
      var before = i == 0 ? "" : words.get(i - 1).text();
      var next = i + 1 == words.size() ? "" : words.get(i + 1).text();
      var isDone = before.matches("is|are|be|been|being|gets?|was|were");
      var isMeant =
          before.matches("can|may|must|to|who|i|we|they|and|or")
              && next.matches("|it|them|one|again|once");
      if (of.isEmpty() && !isDone && !isMeant) {
        // What no kind follows, and is not done with one, is more often no deed at all.
        continue;
      }
      (of.isEmpty() ? before(at, i) : of)
          .flatMap(specification::kind)
          .or(() -> spoken)
          .map(k -> new Done(k, word.lemma(), participle(word)))
          .filter(done -> all.stream().noneMatch(d -> d.verb().equals(done.verb())))
          .ifPresent(all::add);
    }
    return all;
  }

  /** The kind that follows a verb, but for small words. */
  private static Optional<String> after(List<String> at, List<Language.Word> words, int verb) {
    for (var i = verb + 1; i < Math.min(at.size(), verb + 4); i++) {
      if (!at.get(i).isEmpty()) {
        return Optional.of(at.get(i));
      }
      if (words.get(i).isVerb()) {
        break;
      }
    }
    return Optional.empty();
  }

  private static Optional<String> before(List<String> at, int verb) {
    for (var i = verb - 1; i >= 0; i--) {
      if (!at.get(i).isEmpty()) {
        return Optional.of(at.get(i));
      }
    }
    return Optional.empty();
  }

  /** {@code redeemed} of redeem; as it was written where that is one. */
  private static String participle(Language.Word word) {
    var text = word.text();
    if (!text.equals(word.lemma()) && !text.endsWith("s") && !text.endsWith("ing")) {
      return text;
    }
    return Participles.of(word.lemma());
  }

  boolean says(String pattern) {
    return text.matches(".*\\b(?:" + pattern + ")\\b.*");
  }
}
