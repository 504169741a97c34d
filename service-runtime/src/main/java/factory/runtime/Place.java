package factory.runtime;

import io.helidon.webserver.http.ServerRequest;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the path of a request, and a header or a cookie besides, say of records: which one, and to
 * which values it is kept.
 *
 * @param id null when the path has none
 * @param values Java values of fields
 * @param above the key of the record beside which others are listed; null when there is none
 * @param called by reference, what the path calls the record that it refers to, where that is not
 *     its id: none is found until {@link #resolved}
 */
record Place(
    Resource resource,
    Route route,
    @Nullable String id,
    Map<String, Object> values,
    @Nullable String above,
    Map<String, Object> called) {
  /** A key that no record has. */
  private static final String NO_KEY = "";

  private static final String UUID =
      "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}";

  /**
   * Reads the parameters of a path, and what says to whose records a call is kept.
   *
   * @throws Problem NOT_FOUND when one of the path is no value of its field, INVALID_ARGUMENT when
   *     another one is none
   */
  static Place of(
      Model model, Resource resource, Route route, List<String> parameters, ServerRequest request) {
    String id = route.isOfAccount() ? LoggedIn.account().key() : null;
    String above = null;
    Map<String, Object> values = new LinkedHashMap<>();
    Map<String, Object> called = new LinkedHashMap<>();
    for (var sent : route.sent()) {
      var kind = resource.required(sent.field()).kind();
      try {
        var value = kind.parse(kind.fromText(sent.text(request)));
        var _ = kind.store(value);
        values.put(sent.field(), value);
      } catch (Kind.Unfit unfit) {
        throw sent.problem(String.valueOf(unfit.getMessage()));
      }
    }
    var names = route.template().parameters();
    for (var i = 0; i < names.size(); i++) {
      var text = parameters.get(i);
      var field = route.keys().getOrDefault(names.get(i), "id");
      var which = route.which();
      if (which != null && which.isOf(field)) {
        above = text;
        if (route.isPathChecked()) {
          check(model, model.resource(beside(model, which)), names.get(i), "id", text);
        }
        continue;
      }
      var other = route.called().get(field);
      if (other != null) {
        var target = referred(model, resource, field);
        if (route.isPathChecked()) {
          check(model, target, names.get(i), other, text);
        }
        values.put(field, NO_KEY);
        value(target.required(other).kind(), text).ifPresent(value -> called.put(field, value));
        continue;
      }
      if (route.isPathChecked()) {
        check(model, resource, names.get(i), field, text);
      }
      if (field.equals("id") || isKey(resource, field)) {
        id = text;
      } else {
        values.put(
            field,
            resource.required(field).isIssued()
                ? model.keyed(text)
                : value(one(resource.required(field).kind()), text)
                    .orElseThrow(() -> none(resource)));
      }
    }
    return new Place(resource, route, id, values, above, called);
  }

  private static Resource referred(Model model, Resource resource, String field) {
    if (resource.required(field).kind() instanceof Words.Reference(var plural, _)) {
      return model.resource(plural);
    }
    throw new IllegalArgumentException(field + " refers to nothing");
  }

  /** The same with the keys of what its path calls otherwise. */
  Place resolved(Records records) throws SQLException {
    if (called.isEmpty()) {
      return this;
    }
    Map<String, Object> keys = new LinkedHashMap<>(values);
    for (var one : called.entrySet()) {
      var target = referred(records.model(), resource, one.getKey());
      var of = String.valueOf(route.called().get(one.getKey()));
      var rows = records.rows(target.plural(), Condition.equal(of, one.getValue()), "", 1);
      keys.put(one.getKey(), rows.isEmpty() ? NO_KEY : rows.getFirst().key());
    }
    return new Place(resource, route, id, keys, above, called);
  }

  /** Whose records a path names, beside which others are listed. */
  private static String beside(Model model, Mine which) {
    if (which.plural() != null
        && which.of() != null
        && model.resource(which.plural()).required(which.of()).kind()
            instanceof Words.Reference(var plural, _)) {
      return plural;
    }
    throw new IllegalArgumentException("what is listed is beside nothing");
  }

  /** Refuses what no record can have there. */
  private static void check(
      Model model, Resource resource, String parameter, String field, String text) {
    var key = resource.key();
    var natural = key instanceof Key.Natural(var name) ? name : "";
    if (!field.equals("id") || !natural.isEmpty()) {
      var kind = one(resource.required(field.equals("id") ? natural : field).kind());
      if (kind instanceof Words.Reference(var plural, _)) {
        check(model, model.resource(plural), parameter, "id", text);
        return;
      }
      try {
        var _ = kind.loose().parse(kind.fromText(text));
      } catch (Kind.Unfit unfit) {
        throw Problem.pathParameter(parameter, String.valueOf(unfit.getMessage()));
      }
    } else if (key instanceof Key.Sequence && !text.matches("[+-]?[0-9]+")) {
      throw Problem.pathParameter(parameter, "must be a whole number");
    } else if (key instanceof Key.Uuid && !text.matches(UUID)) {
      throw Problem.pathParameter(parameter, "must be a UUID");
    }
  }

  private static boolean isKey(Resource resource, String field) {
    return resource.key() instanceof Key.Natural(var natural) && natural.equals(field);
  }

  /** What a value in a path is: of a list, one of its items. */
  private static Kind one(Kind kind) {
    return kind instanceof Composites.ListOf list ? list.item() : kind;
  }

  private static Optional<Object> value(Kind kind, String text) {
    try {
      var value = kind.parse(kind.fromText(text));
      var _ = kind.store(value);
      return Optional.of(value);
    } catch (Kind.Unfit unfit) {
      return Optional.empty();
    }
  }

  private static Problem none(Resource resource) {
    return Problem.notFound("There is no " + resource.singular() + " at this address.");
  }

  /** What every record of this place fulfils. */
  Condition condition() {
    var condition = id == null ? Condition.always() : Condition.equal("id", id);
    for (var value : values.entrySet()) {
      var isList = resource.required(value.getKey()).kind() instanceof Composites.ListOf;
      condition =
          condition.and(
              isList
                  ? Condition.has(value.getKey(), List.of(value.getValue()))
                  : Condition.equal(value.getKey(), value.getValue()));
    }
    return condition;
  }

  /** The record here that the caller may read. */
  Optional<Row> find(Records records) throws SQLException {
    requireParents(records);
    var readable = resource.readAccess().of(records.caller()).and(route.condition(records.now()));
    var sorted = route.sorted();
    var rows =
        records.rows(resource.plural(), condition().and(readable), sorted == null ? "" : sorted, 1);
    return rows.isEmpty() ? Optional.empty() : Optional.of(rows.getFirst());
  }

  /**
   * The record here that the caller may read.
   *
   * @throws Problem NOT_FOUND when there is none
   */
  Row require(Records records) throws SQLException {
    return find(records).orElseThrow(this::none);
  }

  /** Whether a record can be made here: not when there is one that is elsewhere or hidden. */
  boolean isFree(Records records) throws SQLException {
    return id == null || records.find(resource.plural(), id).isEmpty();
  }

  /** That there is no record here. */
  Problem none() {
    return id == null
        ? none(resource)
        : Problem.notFound("There is no " + resource.singular() + " with this id.");
  }

  /**
   * Looks after what the path's references refer to, each of which is of those before it.
   *
   * @throws Problem NOT_FOUND when the caller may not read it, or it is another one's
   */
  void requireParents(Records records) throws SQLException {
    if (above != null && route.which() != null) {
      var plural = beside(records.model(), route.which());
      if (records.readable(plural, above).isEmpty()) {
        throw Problem.notFound(
            "There is no " + records.model().resource(plural).singular() + " with this id.");
      }
    }
    Map<String, String> before = new LinkedHashMap<>();
    for (var value : values.entrySet()) {
      if (resource.required(value.getKey()).kind() instanceof Words.Reference(var plural, _)) {
        var key = value.getValue().toString();
        if (!canRefer(records, plural, key) || !isOf(records, plural, key, before)) {
          throw Problem.notFound(
              "There is no %s %s."
                  .formatted(
                      records.model().resource(plural).singular(),
                      key.equals(NO_KEY) ? "at this address" : "with this id"));
        }
        before.put(plural, key);
      }
    }
  }

  /** Whether a record is one of those before it in the path, as far as it refers to them. */
  private static boolean isOf(Records records, String plural, String key, Map<String, String> above)
      throws SQLException {
    var condition = Condition.equal("id", key);
    for (var field : references(records.model().resource(plural), above.keySet())) {
      if (field.kind() instanceof Words.Reference(var of, _)) {
        condition = condition.and(Condition.equal(field.name(), above.get(of)));
      }
    }
    return records.exists(plural, condition);
  }

  /** The fields that are the only reference of a resource to one of some others. */
  private static List<Field> references(Resource resource, Set<String> others) {
    Map<String, List<Field>> references = new LinkedHashMap<>();
    for (var field : resource.fields()) {
      if (field.isStored()
          && field.kind() instanceof Words.Reference(var of, _)
          && others.contains(of)) {
        references.computeIfAbsent(of, _ -> new ArrayList<>()).add(field);
      }
    }
    return references.values().stream()
        .filter(fields -> fields.size() == 1)
        .map(List::getFirst)
        .toList();
  }

  /**
   * Whether there is a record to refer to, for who calls: one that he may read, and that calls with
   * the same header or cookie are about.
   */
  boolean canRefer(Records records, String plural, String key) throws SQLException {
    var found = records.readable(plural, key);
    if (found.isEmpty()) {
      return false;
    }
    for (var sent : route.sent()) {
      var theirs = theirs(records.model().resource(plural), sent);
      if (theirs != null && !Objects.equals(found.get().value(theirs), values.get(sent.field()))) {
        return false;
      }
    }
    return true;
  }

  /** The field that the same header or cookie says of other records; null where none does. */
  private static @Nullable String theirs(Resource other, SentKey sent) {
    return other.routes().stream()
        .flatMap(one -> one.sent().stream())
        .filter(one -> one.isCookie() == sent.isCookie() && one.name().equals(sent.name()))
        .map(SentKey::field)
        .findFirst()
        .orElse(null);
  }

  /** What headers and cookies say, which makes it another request than the same path else. */
  String sent() {
    var text = new StringBuilder();
    route
        .sent()
        .forEach(
            one ->
                text.append('\n').append(one.name()).append('=').append(values.get(one.field())));
    return text.toString();
  }

  /**
   * What a new record here has.
   *
   * @throws Problem NOT_FOUND when the id is no key that one can have
   */
  Map<String, Object> given() {
    Map<String, Object> given = new LinkedHashMap<>();
    for (var value : values.entrySet()) {
      if (!resource.required(value.getKey()).isReadOnly()) {
        given.put(value.getKey(), value.getValue());
      }
    }
    if (id != null && resource.key() instanceof Key.Natural(var natural)) {
      var key =
          value(resource.required(natural).kind(), id)
              .filter(value -> value.toString().equals(id))
              .orElseThrow(() -> none(resource));
      given.put(natural, key);
    }
    return given;
  }

  /** The fields that the path gives. */
  List<String> fields() {
    List<String> fields = new ArrayList<>(values.keySet());
    if (id != null && resource.key() instanceof Key.Natural(var natural)) {
      fields.add(natural);
    }
    return fields;
  }

  /**
   * Looks whether a record that was made is here, where the service set what the path says.
   *
   * @throws Problem NOT_FOUND when it is elsewhere
   */
  void requireHere(Records records, Row row) throws SQLException {
    if (values.keySet().stream().anyMatch(field -> resource.required(field).isReadOnly())
        && !records.exists(resource.plural(), Condition.equal("id", row.key()).and(condition()))) {
      throw none(resource);
    }
  }
}
