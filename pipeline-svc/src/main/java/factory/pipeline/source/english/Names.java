package factory.pipeline.source.english;

import factory.pipeline.source.Nouns;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The names of an idea: its kinds, their fields, and the words that a field can be. */
final class Names {
  private final Map<String, String> kinds = new HashMap<>();
  private final Map<String, Noun> nouns = new HashMap<>();
  private final Set<String> fields = new TreeSet<>();
  private final Set<String> choices = new HashSet<>();
  private final Map<String, List<Noun>> owners = new HashMap<>();
  private final Map<String, String> shorter = new HashMap<>();

  private static final int SHORTEST_MISTYPED = 6;
  private final List<String> dated = new ArrayList<>();
  private final Map<String, Noun> called = new HashMap<>();
  private final Map<String, String> joined = new HashMap<>();
  private boolean states;
  private String stateField = "status";

  private Names() {}

  static Names of(Collection<Draft> drafts) {
    var names = new Names();
    for (var draft : drafts) {
      names.nouns.put(draft.name(), draft.noun());
      names.kinds.put(draft.noun().singular(), draft.name());
      names.kinds.put(draft.noun().plural(), draft.name());
      draft.fields().values().forEach(names::add);
      draft
          .fields()
          .keySet()
          .forEach(
              field ->
                  names.owners.computeIfAbsent(field, _ -> new ArrayList<>()).add(draft.noun()));
    }
    names.shorter.putAll(Aliases.of(names.fields, names.dated, names.kinds::containsKey));
    // The last word of a name stands for it where no other has it: posts are blog posts.
    Map<String, Integer> last = new HashMap<>();
    for (var draft : drafts) {
      last.merge(lastWord(draft.name()), 1, Integer::sum);
    }
    for (var draft : drafts) {
      var word = lastWord(draft.name());
      if (draft.name().contains("_")
          && !Set.of("up", "in", "out", "off", "on").contains(word)
          && last.getOrDefault(word, 0) == 1) {
        names.kinds.putIfAbsent(word, draft.name());
        names.kinds.putIfAbsent(Nouns.plural(word), draft.name());
      }
    }
    return names;
  }

  private void add(Field field) {
    fields.add(field.name());
    if (field.type() instanceof FieldType.Date || field.type() instanceof FieldType.Instant) {
      dated.add(field.name());
    }
    words(field).forEach(word -> choices.add(word.replace('_', '-')));
    choices.addAll(words(field));
  }

  /** States that are told by the ways between them. */
  void addStates(Collection<String> words) {
    for (var word : words) {
      choices.add(word);
      choices.add(word.replace('_', '-'));
    }
    states |= !words.isEmpty();
  }

  /** What the field with the states is called. */
  void stateField(String name) {
    stateField = name;
    if (states) {
      fields.add(name);
    }
  }

  String stateField() {
    return stateField;
  }

  /** Whether ways between states are told. */
  boolean hasStates() {
    return states;
  }

  /** Another name of a kind. */
  void addCalled(Noun name, Noun kind) {
    kinds.put(name.singular(), kind.singular());
    kinds.put(name.plural(), kind.singular());
    called.put(name.singular(), kind);
  }

  /** The kind that is also called so. */
  Optional<Noun> called(String name) {
    return Optional.ofNullable(called.get(name));
  }

  /** A kind of records that people make of others by a deed. */
  void addJoined(String kind, String of) {
    joined.put(kind, of);
  }

  /** What they are made of. */
  String joinedTo(String kind) {
    return joined.getOrDefault(kind, kind);
  }

  /** Whether people do something with records once each. */
  boolean hasJoined() {
    return !joined.isEmpty();
  }

  /** Whether it is made of other records by a deed. */
  boolean isJoined(String kind) {
    return joined.containsKey(kind);
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
    var name = String.join("_", words).replace('-', '_');
    return Optional.ofNullable(kinds.get(name)).or(() -> mistyped(name));
  }

  /** Whether a kind is called so, or has it in its name. */
  boolean isInKind(String word) {
    return nouns.keySet().stream()
        .filter(this::isDescribed)
        .anyMatch(name -> List.of(name.split("_")).contains(word));
  }

  /** Whether it is said which fields a kind has. */
  boolean isDescribed(String kind) {
    return owners.values().stream()
        .anyMatch(all -> all.stream().anyMatch(noun -> noun.singular().equals(kind)));
  }

  /** Whether a kind has no fields, and is not the only one. */
  boolean isTitleOnly(Noun noun) {
    return nouns.size() > 1 && owners.values().stream().noneMatch(all -> all.contains(noun));
  }

  /** The only kind; empty where there are more. */
  String only() {
    return nouns.size() == 1 ? nouns.keySet().iterator().next() : "";
  }

  /** The kind that has a field: the one that is spoken of, or the only one. */
  Optional<Noun> owner(String field, @Nullable Noun latest) {
    var all = owners.getOrDefault(field, List.of());
    return latest != null && all.contains(latest)
        ? Optional.of(latest)
        : all.size() == 1 ? Optional.of(all.getFirst()) : Optional.empty();
  }

  /** A kind whose name is typed with two letters changed over, one missing or one too many. */
  private Optional<String> mistyped(String name) {
    if (name.length() < SHORTEST_MISTYPED || name.contains("_") || fields.contains(name)) {
      return Optional.empty();
    }
    var near =
        kinds.entrySet().stream()
            .filter(entry -> isNear(name, entry.getKey()))
            .map(Map.Entry::getValue)
            .distinct()
            .toList();
    return near.size() == 1 ? Optional.of(near.getFirst()) : Optional.empty();
  }

  private static boolean isNear(String a, String b) {
    if (Math.abs(a.length() - b.length()) > 1 || a.charAt(0) != b.charAt(0)) {
      return false;
    }
    var at = 0;
    while (at < Math.min(a.length(), b.length()) && a.charAt(at) == b.charAt(at)) {
      at++;
    }
    if (a.length() == b.length()) {
      return at + 1 < a.length()
          && a.charAt(at) == b.charAt(at + 1)
          && a.charAt(at + 1) == b.charAt(at)
          && a.substring(at + 2).equals(b.substring(at + 2));
    }
    // A letter at the end is the number of a word.
    var shorter = a.length() < b.length() ? a : b;
    var longer = shorter.equals(a) ? b : a;
    return at < shorter.length() - 2 && shorter.substring(at).equals(longer.substring(at + 1));
  }

  /** The whole name of a kind. */
  Optional<Noun> noun(String kind) {
    return Optional.ofNullable(nouns.get(kind));
  }

  /** The field that these words name, in either number. */
  Optional<String> field(List<String> words) {
    var name = String.join("_", words).replace('-', '_');
    var before = name.substring(0, name.lastIndexOf('_') + 1);
    var last = words.getLast();
    return List.of(name, before + Nouns.singular(last), before + Nouns.plural(Nouns.singular(last)))
        .stream()
        .filter(fields::contains)
        .findFirst()
        .or(() -> Optional.ofNullable(shorter.get(name)))
        .or(() -> Optional.ofNullable(shorter.get(before + Nouns.plural(Nouns.singular(last)))));
  }

  /** The words of a choice. */
  static List<String> words(Field field) {
    return field.type() instanceof FieldType.Choice choice ? choice.words() : List.of();
  }
}
