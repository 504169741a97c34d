package factory.pipeline.source;

import factory.pipeline.document.ApiDocument;
import factory.pipeline.document.Schema.Described;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Origin;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** The fields of a kind as actions find them: those that they may change, and new ones. */
record ActedFields(ApiDocument document, DocumentFields fields) {
  /** Whether an action may change it. */
  static boolean isChangeable(Field field) {
    return !field.unique()
        && (field.origin() instanceof Origin.Actions
            || (field.origin() instanceof Origin.Given given && !given.fixed()));
  }

  /** Of a field that nobody needs to give, and that has no value else. */
  static boolean isNullable(Field field) {
    return !field.required()
        && !(field.origin() instanceof Origin.Given given && given.fallback().isPresent());
  }

  /** A field that answers show, by its name. */
  Optional<Field> shown(String name) {
    return fields.fields().stream()
        .filter(field -> field.name().equals(name))
        .filter(field -> !fields.hidden().contains(name))
        .findFirst();
  }

  /**
   * A field of that name, one that nothing else makes as well, with what it is at first.
   *
   * @param initial of its schema; empty when it cannot be told
   */
  Optional<Field> known(String name, String type, Function<Described, String> initial) {
    var before = shown(name);
    if (before.isPresent()) {
      return before;
    }
    for (var entry : Map.copyOf(fields.unmade()).entrySet()) {
      if (DocumentPath.snake(entry.getKey()).equals(name) && entry.getValue().is(type)) {
        var of = DocumentTypes.of(document, entry.getValue());
        var first = initial.apply(entry.getValue());
        if (of.isPresent() && !first.isEmpty()) {
          return Optional.of(fields.acted(entry.getKey(), of.get(), Optional.of(first)));
        }
      }
    }
    return Optional.empty();
  }

  /**
   * What the truths are called that an action may change, those as well that nothing else makes.
   */
  List<String> truths() {
    var made =
        fields.fields().stream()
            .filter(field -> field.type() instanceof FieldType.Truth && isChangeable(field))
            .map(Field::name)
            .filter(name -> !fields.hidden().contains(name));
    var unmade =
        fields.unmade().entrySet().stream()
            .filter(entry -> entry.getValue().is("boolean"))
            .map(entry -> DocumentPath.snake(entry.getKey()));
    return Stream.concat(made, unmade).distinct().toList();
  }

  /** A truth of one of these names, or of {@code is_} and one. */
  Optional<Field> truth(String state) {
    return Stream.of(state, "is_" + state, "has_been_" + state)
        .flatMap(name -> known(name, "boolean", _ -> "false").stream())
        .filter(field -> field.type() instanceof FieldType.Truth && isChangeable(field))
        .findFirst();
  }

  /** When a state began: a moment or a day that has no value until then. */
  Optional<Field> moment(String state) {
    return Stream.of("_at", "_on", "_date", "_time")
        .flatMap(end -> first(state + end).stream())
        .filter(
            field ->
                field.type() instanceof FieldType.Instant || field.type() instanceof FieldType.Date)
        .findFirst();
  }

  /**
   * A field that has no value until an action gives it one.
   *
   * @param type that it gets, where it is text
   */
  Optional<Field> late(String name, FieldType type) {
    for (var entry : Map.copyOf(fields.unmade()).entrySet()) {
      if (DocumentPath.snake(entry.getKey()).equals(name)
          && fields.mayBeMissing(entry.getKey())
          && (entry.getValue().is("string") || entry.getValue().is("integer"))) {
        return Optional.of(fields.acted(entry.getKey(), type, Optional.empty()));
      }
    }
    return shown(name)
        .filter(field -> field.origin() instanceof Origin.Actions && field.type().equals(type));
  }

  private Optional<Field> first(String name) {
    var late = fields.happened(name);
    if (late.isPresent()) {
      return late;
    }
    for (var entry : Map.copyOf(fields.unmade()).entrySet()) {
      var type = DocumentTypes.of(document, entry.getValue());
      if (DocumentPath.snake(entry.getKey()).equals(name)
          && fields.mayBeMissing(entry.getKey())
          && type.filter(of -> of instanceof FieldType.Date).isPresent()) {
        return Optional.of(fields.acted(entry.getKey(), type.get(), Optional.empty()));
      }
    }
    return shown(name).filter(field -> field.origin() instanceof Origin.Actions);
  }
}
