package factory.pipeline.prove;

import com.fasterxml.jackson.databind.JsonNode;
import factory.pipeline.spec.ExactJson;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Wrong values of several fields of a kind, sent in one request: a refusal that names a field
 * refuses its value. What is not known from that must be asked by itself, since a service may name
 * one field at a time. Not thread-safe.
 */
final class Together {
  private final Session session;
  private final Maker maker;
  private final Kind kind;

  /** Values that are to be refused, by the name of their field. */
  private final Map<String, List<JsonNode>> wrong = new LinkedHashMap<>();

  private final Set<String> absent = new HashSet<>();
  private final Map<String, Set<JsonNode>> made = new HashMap<>();
  private final Map<String, Set<JsonNode>> changed = new HashMap<>();
  private final Map<String, Set<JsonNode>> changeable = new LinkedHashMap<>();
  private boolean asked;

  Together(Session session, Maker maker, Kind kind) {
    this.session = session;
    this.maker = maker;
    this.kind = kind;
  }

  /**
   * These are to be refused.
   *
   * @param changes whether also when they are to change a record
   */
  void add(String field, List<JsonNode> values, boolean changes) {
    wrong.put(field, List.copyOf(values));
    if (changes) {
      changeable.put(field, Set.copyOf(values));
    }
  }

  /** Asks once, however often it is called. */
  void ask() throws Ended {
    if (asked) {
      return;
    }
    asked = true;
    if (kind.fields().stream().filter(Field::required).count() > 1) {
      var nothing = ExactJson.MAPPER.createObjectNode();
      refusal("POST", Maker.path(kind), nothing)
          .ifPresent(
              refusal ->
                  kind.fields().stream()
                      .map(Field::name)
                      .filter(refusal::names)
                      .forEach(absent::add));
    }
    if (wrong.size() < 2) {
      return;
    }
    var most = wrong.values().stream().mapToInt(List::size).max().orElse(0);
    var record = changeable.isEmpty() ? null : maker.make(kind, Wallet.A);
    List<Pairs.Asking<Optional<Exchange>>> makes = new ArrayList<>();
    Map<Integer, Pairs.Asking<Optional<Exchange>>> changes = new TreeMap<>();
    for (var i = 0; i < most; i++) {
      var body = maker.body(kind, Wallet.A, true);
      var patch = ExactJson.MAPPER.createObjectNode();
      for (var field : wrong.entrySet()) {
        if (i < field.getValue().size()) {
          var value = field.getValue().get(i);
          body.set(field.getKey(), value);
          if (changeable.containsKey(field.getKey())) {
            patch.set(field.getKey(), value);
          }
        }
      }
      makes.add(() -> refusal("POST", Maker.path(kind), body));
      if (record != null && !patch.isEmpty()) {
        changes.put(i, () -> refusal("PATCH", Maker.path(kind, record), patch));
      }
    }
    var at = 0;
    for (var refusal : Pairs.of(makes)) {
      note(at++, made, refusal);
    }
    var refusals = Pairs.of(List.copyOf(changes.values())).iterator();
    for (var i : changes.keySet()) {
      note(i, changed, refusals.next());
    }
  }

  /** What fields were refused with; empty when they were not, or a route cannot be asked so. */
  private Optional<Exchange> refusal(String method, String path, JsonNode body) {
    try {
      return Optional.of(session.call(Wallet.A, method, path, body)).filter(e -> e.is(422));
    } catch (Ended alone) {
      // Whatever ends this ends what is asked one by one as well, which is told there.
      return Optional.empty();
    }
  }

  private void note(int at, Map<String, Set<JsonNode>> known, Optional<Exchange> refusal) {
    for (var field : wrong.entrySet()) {
      if (at < field.getValue().size()
          && refusal.filter(asked -> asked.names(field.getKey())).isPresent()) {
        known.computeIfAbsent(field.getKey(), _ -> new HashSet<>()).add(field.getValue().get(at));
      }
    }
  }

  /** Whether a record without that field is known to be refused. */
  boolean refusesAbsence(String field) {
    return absent.contains(field);
  }

  /** Whether a record with that value is known to be refused. */
  boolean refuses(String field, JsonNode value) {
    return made.getOrDefault(field, Set.of()).contains(value);
  }

  /** Whether a change to that value is known to be refused. */
  boolean refusesChange(String field, JsonNode value) {
    return changed.getOrDefault(field, Set.of()).contains(value);
  }
}
