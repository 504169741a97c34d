package factory.pipeline.source;

import factory.pipeline.document.ApiDocument;
import factory.pipeline.document.ApiDocument.Operation;
import factory.pipeline.document.Schema.Described;
import factory.pipeline.spec.Action.Output;
import factory.pipeline.spec.AggregateFunction;
import factory.pipeline.spec.Endpoint;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Groups;
import factory.pipeline.spec.Report;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads lists of the different values of a field: {@code GET /tags}, {@code /books/genres}, each
 * once, from the least to the greatest, with how many records have it where that is said.
 */
final class ValueLists {
  private static final int MOST = 1_000;
  private static final Pattern ALL =
      Pattern.compile("(?:all|distinct|unique|available|used|existing)_");
  private static final Pattern ORDERED =
      Pattern.compile(
          "\\b(?:top|most|popular|trending|frequent|frequency|recent|latest|sorted by|ordered by|descending)\\b");
  private static final Set<String> VALUES = Set.of("name", "value", "key", "label", "title");
  private static final Set<String> COUNTS =
      Set.of("count", "total", "number", "uses", "usage_count", "frequency", "occurrences");

  private final ApiDocument document;
  private final Map<DocumentGroup, DocumentFields> kinds;

  ValueLists(ApiDocument document, Map<DocumentGroup, DocumentFields> kinds) {
    this.document = document;
    this.kinds = kinds;
  }

  /** A field whose different values an operation lists. */
  record Listed(Map.Entry<DocumentGroup, DocumentFields> kind, Field field) {}

  /** The one whose values an operation lists; empty where that is none, or could be several. */
  Optional<Listed> of(Operation operation) {
    var parts =
        Stream.of(operation.path().replaceFirst("/$", "").substring(1).split("/"))
            .filter(part -> !part.matches("v[0-9]+|api"))
            .toList();
    if (parts.isEmpty()
        || parts.size() > 2
        || operation.path().contains("{")
        || ORDERED.matcher(said(operation)).find()) {
      return Optional.empty();
    }
    var last = ALL.matcher(DocumentPath.snake(parts.getLast())).replaceFirst("");
    if (!Nouns.isPlural(last)) {
      return Optional.empty();
    }
    var noun = parts.size() == 2 ? Nouns.singular(DocumentPath.snake(parts.getFirst())) : "";
    var all =
        kinds.entrySet().stream()
            .filter(kind -> noun.isEmpty() || kind.getKey().name().equals(noun))
            .flatMap(
                kind ->
                    kind.getValue().fields().stream()
                        .filter(field -> isCalled(field, last) && isListed(field, kind.getValue()))
                        .map(field -> new Listed(kind, field)))
            .toList();
    return all.size() == 1 ? Optional.of(all.getFirst()) : Optional.empty();
  }

  private static String said(Operation operation) {
    return (operation.summary() + ". " + operation.description()).toLowerCase(Locale.ROOT);
  }

  private static boolean isCalled(Field field, String plural) {
    return field.name().equals(plural) || field.name().equals(Nouns.singular(plural));
  }

  private static boolean isListed(Field field, DocumentFields fields) {
    return field.isStored()
        && !fields.hidden().contains(field.name())
        && !fields.unseen().contains(field.name())
        && switch (Groups.one(field.type())) {
          case FieldType.Text text -> !text.ignoreCase();
          case FieldType.Choice _ -> true;
          default -> false;
        };
  }

  /** What it answers, by what the outputs are called. */
  record Told(List<Output> outputs, Map<String, String> called, Endpoint.Answer answer) {}

  /**
   * The values of some rows as an answer has them; empty where it says something else.
   *
   * @param rows CEL of the records
   */
  Optional<Told> told(DocumentCall.Answered answered, Listed listed, String rows) {
    if (answered.form() != Endpoint.Form.JSON) {
      return Optional.empty();
    }
    if (answered.value().isPresent()) {
      return output("result", answered.value().get(), listed, rows)
          .map(
              one ->
                  new Told(List.of(one), Map.of(), new Endpoint.Answer.Value(Endpoint.Form.JSON)));
    }
    Map<String, String> called = new LinkedHashMap<>();
    List<Output> outputs = new ArrayList<>();
    for (var member : answered.members().entrySet()) {
      var plain = DocumentPath.snake(member.getKey());
      var one = output(plain, member.getValue(), listed, rows);
      if (one.isPresent()) {
        outputs.add(one.get());
        if (!plain.equals(member.getKey())) {
          called.put(plain, member.getKey());
        }
      } else if (answered.required().contains(member.getKey())) {
        return Optional.empty();
      }
    }
    return outputs.size() == 1
        ? Optional.of(new Told(outputs, called, answered.result(called)))
        : Optional.empty();
  }

  private Optional<Output> output(String name, Described schema, Listed listed, String rows) {
    var item = schema.items().flatMap(of -> Schemas.described(document, of));
    if (!schema.is("array") || item.isEmpty()) {
      return Optional.empty();
    }
    var value = value(listed.field());
    if (item.get().is("string")) {
      return Optional.of(
          output(
              name,
              new FieldType.ListOf(value, 0, MOST),
              rows,
              Groups.values(listed.field().name())));
    }
    return item.get().is("object") && !item.get().isComposed()
        ? counted(name, item.get(), listed, rows)
        : Optional.empty();
  }

  private static Output output(String name, FieldType type, String rows, Groups groups) {
    return new Output(name, type, rows, Optional.empty(), Optional.of(groups));
  }

  private static FieldType value(Field field) {
    var one = Groups.one(field.type());
    return one instanceof FieldType.Choice(var words, _)
        ? new FieldType.Choice(words, Map.of())
        : one;
  }

  /** Each value with how many records have it. */
  private Optional<Output> counted(String name, Described item, Listed listed, String rows) {
    var key = Optional.<String>empty();
    var count = Optional.<String>empty();
    for (var member : item.properties().entrySet()) {
      var plain = DocumentPath.snake(member.getKey());
      var schema = Schemas.described(document, member.getValue());
      if (schema.filter(of -> of.is("string")).isPresent()
          && key.isEmpty()
          && (VALUES.contains(plain) || isCalled(listed.field(), Nouns.plural(plain)))) {
        key = Optional.of(member.getKey());
      } else if (schema.filter(of -> of.is("integer")).isPresent()
          && count.isEmpty()
          && isCount(plain, listed)) {
        count = Optional.of(member.getKey());
      } else if (item.required().contains(member.getKey())) {
        return Optional.empty();
      }
    }
    if (key.isEmpty() || count.isEmpty()) {
      return Optional.empty();
    }
    FieldType whole = new FieldType.Whole(FieldType.Bounds.NONE);
    return Optional.of(
        output(
            name,
            new FieldType.ListOf(
                new FieldType.ObjectOf(
                    List.of(
                        new FieldType.Member(key.get(), value(listed.field()), true),
                        new FieldType.Member(count.get(), whole, true))),
                0,
                MOST),
            rows,
            new Groups(
                listed.field().name(),
                false,
                key,
                List.of(
                    new Report.Measure(count.get(), AggregateFunction.COUNT, Optional.empty())))));
  }

  private static boolean isCount(String plain, Listed listed) {
    var kind = listed.kind().getKey().name();
    return COUNTS.contains(plain)
        || Set.of(
                Nouns.plural(kind),
                kind + "_count",
                Nouns.plural(kind) + "_count",
                "total_" + Nouns.plural(kind))
            .contains(plain);
  }
}
