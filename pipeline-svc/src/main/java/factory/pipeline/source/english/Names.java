package factory.pipeline.source.english;

import factory.pipeline.source.Nouns;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The names of an idea: its kinds, their fields, and the words that a field can be. */
final class Names {
  private final Map<String, String> kinds = new HashMap<>();
  private final Map<String, Noun> nouns = new HashMap<>();
  private final Set<String> fields = new TreeSet<>();
  private final Set<String> choices = new HashSet<>();
  private final Map<String, String> shorter = new HashMap<>();

  private Names() {}

  static Names of(Collection<Draft> drafts) {
    var names = new Names();
    for (var draft : drafts) {
      names.nouns.put(draft.name(), draft.noun());
      names.kinds.put(draft.noun().singular(), draft.name());
      names.kinds.put(draft.noun().plural(), draft.name());
      draft.fields().values().forEach(names::add);
    }
    names.shorten();
    // The last word of a name stands for it where no other has it: posts are blog posts.
    Map<String, Integer> last = new HashMap<>();
    for (var draft : drafts) {
      last.merge(lastWord(draft.name()), 1, Integer::sum);
    }
    for (var draft : drafts) {
      var word = lastWord(draft.name());
      if (draft.name().contains("_") && last.getOrDefault(word, 0) == 1) {
        names.kinds.putIfAbsent(word, draft.name());
        names.kinds.putIfAbsent(Nouns.plural(word), draft.name());
      }
    }
    return names;
  }

  private void add(Field field) {
    fields.add(field.name());
    words(field).forEach(word -> choices.add(word.replace('_', '-')));
    choices.addAll(words(field));
  }

  /** The start is the field {@code starts_at} where no other could be meant. */
  private void shorten() {
    Map<String, String> all = new HashMap<>();
    Set<String> several = new HashSet<>();
    for (var field : fields) {
      var begin = field.replaceFirst("_(?:at|on|time|date|day|moment)$", "");
      if (!begin.equals(field)) {
        for (var name : new TreeSet<>(List.of(begin, begin.replaceFirst("s$", "")))) {
          if (all.put(name, field) != null) {
            several.add(name);
          }
        }
      }
    }
    several.forEach(all::remove);
    all.forEach(
        (name, field) -> {
          if (!fields.contains(name) && !kinds.containsKey(name)) {
            shorter.put(name, field);
          }
        });
  }

  /** Whether it is one of the words that a field can be. */
  boolean isWord(String text) {
    return choices.contains(text);
  }

  private static String lastWord(String name) {
    return name.substring(name.lastIndexOf('_') + 1);
  }

  /** The kind that these words name. */
  Optional<String> kind(List<String> words) {
    return Optional.ofNullable(kinds.get(String.join("_", words)));
  }

  /** The whole name of a kind. */
  Optional<Noun> noun(String kind) {
    return Optional.ofNullable(nouns.get(kind));
  }

  /** The field that these words name, in either number. */
  Optional<String> field(List<String> words) {
    var name = String.join("_", words);
    var before = name.substring(0, name.lastIndexOf('_') + 1);
    var last = words.getLast();
    return List.of(name, before + Nouns.singular(last), before + Nouns.plural(Nouns.singular(last)))
        .stream()
        .filter(fields::contains)
        .findFirst()
        .or(() -> Optional.ofNullable(shorter.get(name)));
  }

  /** The words of a choice. */
  static List<String> words(Field field) {
    return field.type() instanceof FieldType.Choice choice ? choice.words() : List.of();
  }
}
