package factory.pipeline.prove;

import com.fasterxml.jackson.databind.JsonNode;
import factory.pipeline.prove.World.Entry;
import factory.pipeline.spec.ExactJson;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Groups;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Report;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Figures by the values of a field, against those of the records that were put in. */
final class SummaryGroups {
  private final Evaluator evaluator;
  private final FieldType key;
  private final Groups groups;

  SummaryGroups(Evaluator evaluator, Kind kind, Groups groups) {
    this.evaluator = evaluator;
    this.key =
        groups
            .per()
            .map(Groups.Part::type)
            .orElseGet(() -> Groups.one(kind.field(groups.by()).orElseThrow().type()));
    this.groups = groups;
  }

  /** Makes records of which several have one value, and one has another. */
  static void alike(
      Session session, Maker maker, Kind kind, Groups groups, String parent, JsonNode of)
      throws Ended {
    var name = groups.by();
    if (Maker.given(kind).stream().noneMatch(given -> given.name().equals(name))) {
      return;
    }
    var sample = maker.body(kind, Wallet.A, true).path(name);
    if (sample.isMissingNode()) {
      return;
    }
    for (var i = 0; i < 2; i++) {
      var body = maker.bodyWith(kind, Wallet.A, name, sample);
      if (body.isPresent()) {
        if (!parent.isEmpty()) {
          body.get().set(parent, of);
        }
        var _ = session.call(Wallet.A, "POST", Maker.path(kind), body.get());
      }
    }
  }

  /** What is wrong with the groups of some records; empty when nothing is. */
  Optional<String> wrong(@Nullable Object records, JsonNode shown, Evaluator.Scope scope)
      throws Ended {
    if (!(records instanceof List<?> all) || !all.stream().allMatch(Entry.class::isInstance)) {
      throw Ended.notTried("the prover does not know which records are put together");
    }
    var entries = all.stream().map(Entry.class::cast).toList();
    var among = groups.among().isPresent() ? evaluator.value(groups.among().get(), scope) : null;
    var wanted = among instanceof List<?> texts ? among(entries, texts) : wanted(entries);
    if (groups.isOfValues()) {
      return values(wanted, shown);
    }
    return groups.key().isPresent()
        ? list(wanted, groups.key().get(), shown)
        : object(wanted, shown);
  }

  /** The records of each text of a list, in its order. */
  private Map<Object, List<Entry>> among(List<Entry> records, List<?> texts) throws Ended {
    Map<Object, List<Entry>> wanted = new LinkedHashMap<>();
    for (var place = 0; place < texts.size(); place++) {
      var of = wanted.computeIfAbsent(texts.get(place), _ -> new ArrayList<>());
      var value = key instanceof FieldType.Whole ? (Object) Long.valueOf(place) : texts.get(place);
      for (var record : records) {
        if (value.equals(evaluator.field(record, groups.by())) && !of.contains(record)) {
          of.add(record);
        }
      }
    }
    return wanted;
  }

  /** The records of each value, in their order. */
  private Map<Object, List<Entry>> wanted(List<Entry> records) throws Ended {
    Map<Object, List<Entry>> found = new HashMap<>();
    var words = words();
    if (groups.every()) {
      words.forEach(word -> found.put(word, new ArrayList<>()));
    }
    for (var record : records) {
      var value = evaluator.field(record, groups.by());
      var all = value instanceof List<?> list ? Set.copyOf(list) : part(value);
      for (var one : all instanceof Set<?> some ? some : all == null ? Set.of() : Set.of(all)) {
        found.computeIfAbsent(one, _ -> new ArrayList<>()).add(record);
      }
    }
    Comparator<Object> order =
        Comparator.comparingInt(words::indexOf)
            .thenComparing(
                (one, other) ->
                    one instanceof Long number && other instanceof Long another
                        ? number.compareTo(another)
                        : Arrays.compareUnsigned(bytes(one), bytes(other)));
    Map<Object, List<Entry>> ordered = new LinkedHashMap<>();
    found.entrySet().stream()
        .sorted(Map.Entry.comparingByKey(order))
        .forEach(group -> ordered.put(group.getKey(), group.getValue()));
    return ordered;
  }

  /** The day, the month or the year that a value is of, where groups are of such. */
  private @Nullable Object part(@Nullable Object value) {
    return value == null || groups.per().isEmpty()
        ? value
        : value.toString().substring(0, groups.per().get().characters());
  }

  private static byte[] bytes(Object value) {
    return value.toString().getBytes(StandardCharsets.UTF_8);
  }

  private List<Object> words() {
    return switch (key) {
      case FieldType.Choice(var words, _) -> List.copyOf(words);
      case FieldType.Truth _ -> List.of(false, true);
      default -> List.of();
    };
  }

  private static Optional<String> values(Map<Object, List<Entry>> wanted, JsonNode shown) {
    var right = ExactJson.MAPPER.createArrayNode();
    wanted.keySet().forEach(value -> right.add(Evaluator.json(value)));
    return right.equals(shown) ? Optional.empty() : Optional.of("the values are " + right);
  }

  private Optional<String> list(Map<Object, List<Entry>> wanted, String member, JsonNode shown)
      throws Ended {
    if (!shown.isArray() || shown.size() != wanted.size()) {
      return Optional.of("there are %d groups".formatted(wanted.size()));
    }
    var place = 0;
    for (var group : wanted.entrySet()) {
      var row = shown.get(place++);
      if (!Evaluator.json(group.getKey()).equals(row.path(member))) {
        return Optional.of("group %d is of %s".formatted(place, group.getKey()));
      }
      for (var measure : groups.measures()) {
        var wrong = wrong(measure, group.getValue(), row.path(measure.name()));
        if (wrong.isPresent()) {
          return Optional.of("%s of %s %s".formatted(measure.name(), group.getKey(), wrong.get()));
        }
      }
    }
    return Optional.empty();
  }

  private Optional<String> object(Map<Object, List<Entry>> wanted, JsonNode shown) throws Ended {
    if (!shown.isObject() || shown.size() != wanted.size()) {
      return Optional.of("there are %d groups".formatted(wanted.size()));
    }
    for (var group : wanted.entrySet()) {
      var name = group.getKey().toString();
      var wrong = wrong(groups.measures().getFirst(), group.getValue(), shown.path(name));
      if (wrong.isPresent()) {
        return Optional.of("%s %s".formatted(name, wrong.get()));
      }
    }
    return Optional.empty();
  }

  private Optional<String> wrong(Report.Measure measure, List<Entry> of, JsonNode shown)
      throws Ended {
    var wanted = evaluator.figure(measure.function(), measure.of(), of);
    var isRight =
        shown.isNumber()
            && wanted != null
            && new BigDecimal(wanted.toString()).compareTo(shown.decimalValue()) == 0;
    return isRight ? Optional.empty() : Optional.of("is " + Evaluator.json(wanted));
  }
}
