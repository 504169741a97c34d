package factory.pipeline.source;

import factory.pipeline.source.FieldReader.Need;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** A kind under construction: its name, and what was said of its fields. */
final class Draft {
  private static final Set<String> OWN_FIELDS = Set.of("id", "created_at", "updated_at");

  private static final Pattern SAYS_OF_FIELDS =
      Pattern.compile(
          "^(.+?) (?:is|are|must be|should be|has to be|have to be|can be|may be|will be) (required|mandatory|optional|unique|not required)$");

  private static final Pattern BOUNDS_OF_FIELD =
      Pattern.compile(
          "^(?:the |its |their |a |an )?([a-z][a-z0-9 ]{0,59}?) (?:is|are|goes|go|ranges?|runs?|must be|should be|can be|may be)(?: always)? ((?:a |an |one of |either |from |at |between |of type ).+)$");

  private final Noun noun;
  private final Map<String, FieldReader.Read> fields = new LinkedHashMap<>();

  Draft(Noun noun) {
    this.noun = noun;
  }

  Noun noun() {
    return noun;
  }

  /** What was said of each field, by its name. */
  Map<String, FieldReader.Read> fields() {
    return fields;
  }

  /** Reads one field more. */
  void add(String phrase, List<String> choices) throws Misread {
    var read = FieldReader.read(noun.singular(), phrase, choices);
    var name = read.field().name();
    if (!OWN_FIELDS.contains(name)) {
      var before = fields.putIfAbsent(name, read);
      if (before != null && !before.equals(read)) {
        throw new Misread("The field \"%s\" is said twice, differently.".formatted(name));
      }
    }
  }

  /** {@code Title and author are required.} */
  boolean isToldNeeds(String sentence) {
    var matcher = SAYS_OF_FIELDS.matcher(sentence);
    if (!matcher.matches()) {
      return false;
    }
    List<String> names = new ArrayList<>();
    var subject = matcher.group(1).replaceFirst("^(?:only |but |and |both )++", "");
    if (subject.matches(
        "(?:all|everything|all fields|all of them|every field|they)(?: of them)?")) {
      names.addAll(fields.keySet());
    } else if (subject.matches(
        "(?:the rest|all others|everything else|the others|the other fields)")) {
      fields.forEach(
          (name, read) -> {
            if (read.need() == Need.NOT_SAID) {
              names.add(name);
            }
          });
    } else {
      for (var part : subject.split(" ?(?:,| and ) ?")) {
        names.add(part.replaceFirst("^(?:the|a|an|its|each|every) ", "").strip().replace(' ', '_'));
      }
    }
    if (names.isEmpty() || !fields.keySet().containsAll(names)) {
      return false;
    }
    for (var name : names) {
      fields.computeIfPresent(
          name,
          (_, read) ->
              switch (matcher.group(2)) {
                case "unique" -> new FieldReader.Read(with(read.field(), false, true), read.need());
                case "optional", "not required" ->
                    new FieldReader.Read(read.field(), Need.OPTIONAL);
                default -> new FieldReader.Read(read.field(), Need.REQUIRED);
              });
    }
    return true;
  }

  /** {@code The rating goes from 1 to 5.} */
  boolean isToldBounds(String sentence) throws Misread {
    var matcher = BOUNDS_OF_FIELD.matcher(sentence);
    if (!matcher.matches()) {
      return false;
    }
    var name = matcher.group(1).strip().replace(' ', '_');
    var before = fields.get(name);
    if (before == null) {
      return false;
    }
    var items =
        FieldList.items(
            matcher.group(1) + " " + matcher.group(2).replaceFirst("^(?=an? |of type )", "as "));
    if (items.size() != 1) {
      return false;
    }
    var item = items.getFirst();
    var read = FieldReader.read(noun.singular(), item.phrase(), item.choices());
    if (!read.field().name().equals(name)) {
      return false;
    }
    fields.put(
        name,
        new FieldReader.Read(
            with(read.field(), false, before.field().unique() || read.field().unique()),
            before.need()));
    return true;
  }

  /**
   * What is not said to be required or optional: all are required, unless one is said to be.
   * Yes-or-no fields and lists have an own meaning when they are absent, so they are optional
   * unless told.
   */
  List<Field> decided() {
    var someRequired = fields.values().stream().anyMatch(read -> read.need() == Need.REQUIRED);
    return fields.values().stream()
        .map(
            read -> {
              var field = read.field();
              var required =
                  switch (read.need()) {
                    case REQUIRED -> true;
                    case OPTIONAL -> false;
                    case NOT_SAID ->
                        !someRequired
                            && !(field.type() instanceof FieldType.Truth)
                            && !(field.type() instanceof FieldType.ListOf);
                  };
              return with(field, required, field.unique());
            })
        .toList();
  }

  private static Field with(Field field, boolean required, boolean unique) {
    return new Field(
        field.name(), field.type(), field.description(), required, unique, field.origin());
  }
}
