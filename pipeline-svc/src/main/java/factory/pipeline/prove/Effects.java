package factory.pipeline.prove;

import com.fasterxml.jackson.databind.node.ObjectNode;
import factory.pipeline.prove.Evaluator.Scope;
import factory.pipeline.prove.World.Entry;
import factory.pipeline.spec.Action;
import factory.pipeline.spec.Action.Effect;
import factory.pipeline.spec.ExactJson;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Origin;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What an action is to leave behind, computed before it is called. */
final class Effects {
  /** A value that is another one each time, or of a moment. */
  private static final String UNSURE =
      "(?s).*\\b(now|uuid|randomCode|randomPassword|randomInt|pick|shuffle|passwordHash)\\b.*";

  /** What each row of a filter is called. */
  private static final Pattern ROW = Pattern.compile("\\s*\\w+\\s*\\.\\s*filter\\(\\s*(\\w+)\\s*,");

  private final Evaluator evaluator;
  private final World world;

  Effects(Evaluator evaluator, World world) {
    this.evaluator = evaluator;
    this.world = world;
  }

  /**
   * A record as it is to be.
   *
   * @param id empty for one that is made
   * @param fields what it must show, by name; what cannot be foreseen is not among them
   * @param gone whether it must not be there
   */
  record Expected(Kind kind, String id, Map<String, @Nullable Object> fields, boolean gone) {}

  /** The key of a record that the same action makes, as a value of another one. */
  record Made(Expected record) {}

  /**
   * All that an action changes.
   *
   * @param records in no order
   * @param names the records that effects have named, as they are to be
   * @param refused what it is refused with by an effect that finds nothing to take
   * @param scope what expressions may name when all is done
   * @param held whether each condition of an effect holds, in their order
   */
  record Outlook(
      List<Expected> records,
      Map<String, Expected> names,
      Optional<Action.Refusal> refused,
      Scope scope,
      List<Boolean> held) {}

  /** Looks ahead; ends as not tried where an effect cannot be foreseen. */
  Outlook of(Action action, Scope start) throws Ended {
    var scope = start.with("now", Instant.now());
    Map<String, Expected> changed = new LinkedHashMap<>();
    List<Expected> made = new ArrayList<>();
    Map<String, Expected> names = new LinkedHashMap<>();
    Set<String> unsure = new HashSet<>();
    List<Boolean> held = new ArrayList<>();
    for (var each : action.effects()) {
      if (each instanceof Effect.When(var check, _)) {
        requireSure(check, unsure);
        held.add(evaluator.holds(check, scope));
        if (!held.getLast()) {
          stays(each.bare(), scope, changed, names);
          continue;
        }
      }
      var effect = each.bare();
      switch (effect) {
        case Effect.When _ -> throw new IllegalStateException("a condition in a condition");
        case Effect.Set(var target, var values) -> {
          var name = target.strip();
          if (names.containsKey(name) && names.get(name).id().isEmpty()) {
            put(names.get(name), values, scope, unsure);
          } else {
            requireSure(target, unsure);
            var entry = record(target, scope);
            scope = after(scope, name, entry, set(changed, entry, values, scope, unsure));
            if (!scope.names().containsKey(name)) {
              // A record that another one leads to is read as it was.
              unsure.addAll(values.keySet());
            }
          }
        }
        case Effect.Insert(var kind, _, var as)
            when as.isEmpty() && HistoryChecks.isOfEntries(world.kind(kind)) -> {
          // Seen beside one record alone, which other checks look at.
        }
        case Effect.Insert(var kind, var values, var as) -> {
          var expected = new Expected(world.kind(kind), "", new LinkedHashMap<>(), false);
          put(expected, values, scope, unsure);
          for (var value : List.copyOf(expected.fields().entrySet())) {
            for (var before : names.entrySet()) {
              if (value.getValue() instanceof Entry entry
                  && entry.id().isEmpty()
                  && entry.equals(scope.names().get(before.getKey()))) {
                expected.fields().put(value.getKey(), new Made(before.getValue()));
              }
            }
          }
          made.add(expected);
          if (!as.isEmpty()) {
            names.put(as, expected);
            scope = scope.with(as, evaluator.about(expected.kind(), json(expected)));
          }
        }
        case Effect.Delete(var target) -> {
          requireSure(target, unsure);
          var entry = record(target, scope);
          changed.put(key(entry), new Expected(entry.kind(), entry.id(), Map.of(), true));
        }
        case Effect.SetEach(var rows, var values) -> {
          requireSure(rows, unsure);
          var row = ROW.matcher(rows);
          for (var entry : rows(rows, scope)) {
            set(
                changed,
                entry,
                values,
                row.lookingAt() ? scope.with(row.group(1), entry) : scope,
                unsure);
          }
        }
        case Effect.DeleteEach(var rows, var as) -> {
          requireSure(rows, unsure);
          var gone = rows(rows, scope);
          for (var entry : gone) {
            changed.put(key(entry), new Expected(entry.kind(), entry.id(), Map.of(), true));
          }
          if (!as.isEmpty()) {
            scope = scope.with(as, Long.valueOf(gone.size()));
          }
        }
        case Effect.Let(var as, var value) -> {
          if (names(value, unsure) || !(isSure(value) || (changed.isEmpty() && made.isEmpty()))) {
            unsure.add(as);
          }
          scope = scope.with(as, evaluator.value(value, scope));
        }
        case Effect.Require(var check, var otherwise) -> {
          requireSure(check, unsure);
          if (!evaluator.holds(check, scope)) {
            return new Outlook(List.of(), Map.of(), Optional.of(otherwise), scope, held);
          }
        }
        case Effect.Take(var rows, var order, var as, var none) -> {
          requireSure(rows, unsure);
          var first = first(rows(rows, scope), order);
          if (first.isEmpty()) {
            return new Outlook(List.of(), Map.of(), Optional.of(none), scope, held);
          }
          scope = scope.with(as, first.get());
          names.put(
              as,
              changed.computeIfAbsent(
                  key(first.get()),
                  _ ->
                      new Expected(
                          first.get().kind(), first.get().id(), new LinkedHashMap<>(), false)));
        }
      }
    }
    List<Expected> all = new ArrayList<>(changed.values());
    all.addAll(made);
    return new Outlook(all, names, Optional.empty(), scope, held);
  }

  /** Which records are meant, or whether it goes on, must not hang on what is another each time. */
  private static void requireSure(String cel, Set<String> unsure) throws Ended {
    if (names(cel, unsure)) {
      throw Ended.notTried("what it does depends on a value that is another one each time");
    }
  }

  private static boolean names(String cel, Set<String> fields) {
    return fields.stream().anyMatch(field -> isNamed(field, cel));
  }

  /** Whether an expression gives the same whenever it is computed, out of nothing but its names. */
  boolean isSure(String cel) {
    return !cel.matches(UNSURE)
        && world.kinds().stream()
            .noneMatch(
                kind ->
                    isNamed(kind.plural(), cel)
                        || kind.fields().stream()
                            .anyMatch(
                                field ->
                                    field.origin() instanceof Origin.Aggregated
                                        && isNamed(field.name(), cel)));
  }

  private static boolean isNamed(String name, String cel) {
    return cel.matches("(?s).*\\b" + name + "\\b.*");
  }

  private static String key(Entry entry) {
    return entry.kind().name() + " " + entry.id();
  }

  private Entry record(String target, Scope scope) throws Ended {
    return evaluator
        .record(evaluator.value(target, scope))
        .orElseThrow(() -> Ended.notTried("the prover does not find " + target));
  }

  private List<Entry> rows(String cel, Scope scope) throws Ended {
    if (evaluator.value(cel, scope) instanceof List<?> items) {
      List<Entry> rows = new ArrayList<>();
      for (var item : items) {
        if (item instanceof Entry entry) {
          rows.add(entry);
        }
      }
      return rows;
    }
    throw Ended.notTried("the prover does not find the rows of " + cel);
  }

  private Expected set(
      Map<String, Expected> changed,
      Entry entry,
      Map<String, String> values,
      Scope scope,
      Set<String> unsure)
      throws Ended {
    var expected =
        changed.computeIfAbsent(
            key(entry), _ -> new Expected(entry.kind(), entry.id(), new LinkedHashMap<>(), false));
    put(expected, values, scope, unsure);
    return expected;
  }

  private void put(Expected expected, Map<String, String> values, Scope scope, Set<String> unsure)
      throws Ended {
    // All of them are computed from what was there before.
    var before = Set.copyOf(unsure);
    for (var value : values.entrySet()) {
      // What is another one each time is only known to be there, as is what comes of it.
      if (!value.getValue().matches(UNSURE) && !names(value.getValue(), before)) {
        unsure.remove(value.getKey());
        expected.fields().put(value.getKey(), evaluator.value(value.getValue(), scope));
      } else {
        unsure.add(value.getKey());
        expected.fields().remove(value.getKey());
      }
    }
  }

  /** One record whose condition does not hold is as it was, or what became of it before. */
  private void stays(
      Effect effect, Scope scope, Map<String, Expected> changed, Map<String, Expected> names)
      throws Ended {
    var target =
        switch (effect) {
          case Effect.Set(var of, _) -> of;
          case Effect.Delete(var of) -> of;
          default -> "";
        };
    if (target.isEmpty() || names.containsKey(target.strip())) {
      return;
    }
    var entry = record(target, scope);
    var expected =
        changed.computeIfAbsent(
            key(entry), _ -> new Expected(entry.kind(), entry.id(), new LinkedHashMap<>(), false));
    if (effect instanceof Effect.Set(_, var values)) {
      for (var field : values.keySet()) {
        if (!expected.fields().containsKey(field)) {
          expected.fields().put(field, evaluator.field(entry, field));
        }
      }
    }
  }

  /** Later effects see what earlier ones did. */
  private static Scope after(Scope scope, String name, Entry entry, Expected expected) {
    if (!scope.names().containsKey(name)) {
      return scope;
    }
    var json = ((ObjectNode) entry.json()).deepCopy();
    json.setAll(json(expected));
    return scope.with(name, new Entry(entry.kind(), json));
  }

  private static ObjectNode json(Expected expected) {
    var json = ExactJson.MAPPER.createObjectNode();
    expected
        .fields()
        .forEach(
            (name, value) -> {
              if (!(value instanceof Made)) {
                json.set(name, Evaluator.json(value));
              }
            });
    return json;
  }

  private Optional<Entry> first(List<Entry> rows, String order) throws Ended {
    if (order.equals("random") && rows.size() > 1) {
      throw Ended.notTried("any of several is taken");
    }
    var down = order.startsWith("-");
    var name = down ? order.substring(1) : order;
    Optional<Entry> best = Optional.empty();
    for (var row : rows) {
      if (best.isEmpty()) {
        best = Optional.of(row);
        continue;
      }
      var type = row.kind().field(name).map(f -> f.type()).orElse(new FieldType.Instant());
      var compared = ListChecks.compare(type, row.json().path(name), best.get().json().path(name));
      if (compared == 0 && rows.size() > 1) {
        throw Ended.notTried("several are first by " + name);
      }
      if (down ? compared > 0 : compared < 0) {
        best = Optional.of(row);
      }
    }
    return best;
  }
}
