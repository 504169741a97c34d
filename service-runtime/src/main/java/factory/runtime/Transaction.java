package factory.runtime;

import factory.runtime.Problem.FieldError;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The one transaction that writes. Whatever a resource says of its records holds after each call,
 * or the call throws a {@link Problem} and nothing of the transaction remains. Not thread-safe.
 */
final class Transaction extends Records {
  private static final int BATCH = 500;
  private static final int EXPIRED_AT_ONCE = 20;
  private static final int CODES_TRIED = 20;

  private final Constraints constraints = new Constraints(this);
  private final Slugs slugs = new Slugs(this);

  Transaction(Connection connection, Model model, String caller, Instant now) {
    super(connection, model, caller, now);
  }

  /**
   * Stores a new record.
   *
   * @param given Java values by field; what is not among them is what it is when nobody gives it
   */
  Row insert(String plural, Map<String, @Nullable Object> given) throws SQLException {
    var resource = model().resource(plural);
    known(resource, given);
    removeExpired(resource);
    Map<String, @Nullable Object> stored = new LinkedHashMap<>();
    Map<String, String> issued = new LinkedHashMap<>();
    List<FieldError> errors = new ArrayList<>();
    var begun = begun(resource, given);
    for (var field : resource.fields()) {
      if (field.isIssued()) {
        issued.put(field.name(), issue(field));
        stored.put(field.name(), hashed(issued.get(field.name())));
      } else if (field.isStored() && !(field.origin() instanceof Origin.Slug)) {
        var value =
            given.get(field.name()) == null
                ? initial(resource, field, begun)
                : given.get(field.name());
        put(resource, field, value, stored, errors);
      }
    }
    refuse(errors);
    slugs.put(resource, stored);
    var id = newKey(resource, stored);
    constraints.check(resource, stored, stored.keySet(), null);
    var moment = Times.stored(now());
    Map<String, @Nullable Object> columns = new LinkedHashMap<>();
    columns.put("id", id);
    columns.put("created_at", moment);
    columns.put("updated_at", moment);
    columns.put("_owner", caller().isEmpty() ? null : caller());
    columns.putAll(stored);
    derived(resource, stored, columns);
    var sql =
        "INSERT INTO \"%s\" (%s) VALUES (%s)"
            .formatted(
                plural,
                columns.keySet().stream()
                    .map(name -> "\"" + name + "\"")
                    .collect(Collectors.joining(", ")),
                columns.keySet().stream().map(_ -> "?").collect(Collectors.joining(", ")));
    try (var statement = connection().prepareStatement(sql)) {
      bind(statement, columns.values());
      statement.executeUpdate();
    }
    return checked(resource, id).issued(issued);
  }

  /** A new secret of the service's; two that are the same are less likely than any other fault. */
  private static String issue(Field field) {
    if (field.origin() instanceof Origin.Code(var alphabet, var length)) {
      return Secrets.code(alphabet, length);
    }
    throw new IllegalArgumentException(field.name() + " is not issued");
  }

  private Object hashed(@Nullable Object issued) {
    return model().keyed(String.valueOf(issued)).hash();
  }

  /**
   * Sets fields of a record and leaves the others.
   *
   * @param row as it was read in this transaction
   * @param given Java values by field
   */
  Row set(Row row, Map<String, @Nullable Object> given) throws SQLException {
    var resource = row.resource();
    known(resource, given);
    removeExpired(resource);
    Map<String, @Nullable Object> stored = new LinkedHashMap<>();
    Map<String, @Nullable Object> changed = new LinkedHashMap<>();
    List<FieldError> errors = new ArrayList<>();
    for (var field : resource.fields()) {
      if (!field.isStored()) {
        continue;
      }
      var name = field.name();
      stored.put(name, row.stored(name));
      if (given.containsKey(name)) {
        put(resource, field, given.get(name), changed, errors);
      } else if (field.origin() instanceof Origin.Now(var onUpdate) && onUpdate) {
        put(resource, field, moment(field), changed, errors);
      }
    }
    refuse(errors);
    slugs.follow(resource, stored, changed);
    constraints.checkTransitions(row, changed);
    stored.putAll(changed);
    if (resource.key() instanceof Key.Natural(var field)
        && !row.key().equals(String.valueOf(stored.get(field)))) {
      throw Problem.invalid(List.of(new FieldError(resource.called(field), "cannot be changed")));
    }
    constraints.check(resource, stored, changed.keySet(), row);
    Map<String, @Nullable Object> columns = new LinkedHashMap<>();
    columns.put("updated_at", Times.stored(now()));
    columns.putAll(changed);
    derived(resource, stored, columns);
    var sql =
        "UPDATE \"%s\" SET _revision = _revision + 1, %s WHERE _seq = ?"
            .formatted(
                resource.plural(),
                columns.keySet().stream()
                    .map(name -> "\"" + name + "\" = ?")
                    .collect(Collectors.joining(", ")));
    try (var statement = connection().prepareStatement(sql)) {
      var place = bind(statement, columns.values());
      statement.setLong(place, row.seq());
      statement.executeUpdate();
    }
    return checked(resource, row.key());
  }

  /**
   * Deletes a record, and what its resource's references say.
   *
   * @throws Problem STILL_REFERENCED when one of them keeps it
   */
  void delete(Row row) throws SQLException {
    var resource = row.resource();
    var referrers = model().referrers(resource);
    for (var referrer : referrers) {
      if (referrer.onDelete() == Words.Reference.OnDelete.RESTRICT) {
        var others = referring(referrer, row);
        if (resource.plural().equals(referrer.resource().plural())) {
          others = others.and(Condition.notEqual("id", row.key()));
        }
        if (exists(referrer.resource().plural(), others)) {
          throw Problem.stillReferenced(
              referrer.resource().plural(), referrer.resource().called(referrer.field().name()));
        }
      }
    }
    try (var statement =
        connection()
            .prepareStatement("DELETE FROM \"%s\" WHERE _seq = ?".formatted(resource.plural()))) {
      statement.setLong(1, row.seq());
      statement.executeUpdate();
    }
    for (var referrer : referrers) {
      release(referrer, row);
    }
  }

  /** Has nothing refer to a record any more that was deleted. */
  private void release(Model.Referrer referrer, Row row) throws SQLException {
    var plural = referrer.resource().plural();
    if (referrer.resource().expires() != null) {
      deleteAll(plural, referring(referrer, row), true);
    }
    switch (referrer.onDelete()) {
      case RESTRICT -> {}
      case CASCADE -> deleteAll(plural, referring(referrer, row), false);
      case CLEAR -> {
        Map<String, @Nullable Object> cleared = new LinkedHashMap<>();
        cleared.put(referrer.field().name(), null);
        for (var rows = rows(plural, referring(referrer, row), "", BATCH);
            !rows.isEmpty();
            rows = rows(plural, referring(referrer, row), "", BATCH)) {
          for (var child : rows) {
            set(child, cleared);
          }
        }
      }
    }
  }

  private void deleteAll(String plural, Condition condition, boolean expired) throws SQLException {
    var asked = new Asked(condition, new Order("_seq", false), null, "", expired, 0);
    for (var rows = rows(plural, asked, BATCH);
        !rows.isEmpty();
        rows = rows(plural, asked, BATCH)) {
      for (var row : rows) {
        delete(row);
      }
    }
  }

  private static Condition referring(Model.Referrer referrer, Row row) {
    return Condition.equal(referrer.field().name(), row.key());
  }

  /** Removes some of the records that are gone, when nothing keeps them. */
  private void removeExpired(Resource resource) throws SQLException {
    var expires = resource.expires();
    if (expires == null) {
      return;
    }
    // In the order of the field's index, or the whole table would be looked through.
    var asked = new Asked(Condition.always(), new Order(expires, false), null, "", true, 0);
    for (var row : rows(resource.plural(), asked, EXPIRED_AT_ONCE)) {
      Store.run(connection(), "SAVEPOINT expired");
      try {
        delete(row);
      } catch (Problem stillReferenced) {
        Store.run(connection(), "ROLLBACK TO expired");
      }
      Store.run(connection(), "RELEASE expired");
    }
  }

  private static void known(Resource resource, Map<String, @Nullable Object> given) {
    for (var name : given.keySet()) {
      if (!resource.required(name).isStored()) {
        throw new IllegalArgumentException(resource.plural() + "." + name + " is computed");
      }
    }
  }

  private static void put(
      Resource resource,
      Field field,
      @Nullable Object value,
      Map<String, @Nullable Object> stored,
      List<FieldError> errors) {
    if (value == null
        || (value instanceof List<?> items
            && items.isEmpty()
            && field.kind() instanceof Composites.ListOf list
            && list.min() > 0)) {
      if (field.isRequired()) {
        errors.add(new FieldError(resource.called(field.name()), FieldError.REQUIRED));
      }
      stored.put(field.name(), field.kind().absent());
      return;
    }
    try {
      stored.put(field.name(), field.kind().store(value));
    } catch (Kind.Unfit unfit) {
      errors.add(new FieldError(resource.called(field.name()), String.valueOf(unfit.getMessage())));
    }
  }

  private static void refuse(List<FieldError> errors) {
    if (!errors.isEmpty()) {
      throw Problem.invalid(errors);
    }
  }

  /** What clients give of a new record, with what it is where they do not. */
  private static Input begun(Resource resource, Map<String, @Nullable Object> given) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    for (var field : resource.fields()) {
      if (field.origin() instanceof Origin.Given) {
        var value = given.get(field.name());
        values.put(field.name(), value == null ? fallback(field) : value);
      }
    }
    return new Input(values);
  }

  private static @Nullable Object fallback(Field field) {
    var fallback = field.fallback();
    return fallback == null
            && field.kind() instanceof Words.OneOf(var words, var transitions)
            && !transitions.isEmpty()
        ? words.getFirst()
        : fallback;
  }

  /** What a field is in a new record when nobody gives it. */
  private @Nullable Object initial(Resource resource, Field field, Input begun)
      throws SQLException {
    return switch (field.origin()) {
      case Origin.Given _ -> begun.value(field.name());
      case Origin.Actions(var initial) -> {
        var inFirst = field.inFirst();
        // Nobody else writes until this has: of many at once, one is the first.
        if (inFirst != null && !holdsAny(resource)) {
          yield inFirst;
        }
        var value = initial == null ? null : initial.apply(begun);
        yield value == null
                && field.kind() instanceof Words.OneOf(var words, var transitions)
                && !transitions.isEmpty()
            ? words.getFirst()
            : value;
      }
      case Origin.Now _ -> moment(field);
      case Origin.Maker _ -> {
        if (caller().isEmpty()) {
          throw Problem.callerRequired();
        }
        yield caller();
      }
      case Origin.Account _ -> LoggedIn.account().key();
      case Origin.Sequence _ -> next(resource.plural(), field.name());
      case Origin.Code(var alphabet, var length) ->
          code(resource.plural(), field.name(), alphabet, length);
      case Origin.Slug _, Origin.Computed _, Origin.Aggregated _ -> null;
    };
  }

  /** Whether there is a record, also one that has expired. */
  boolean holdsAny(Resource resource) throws SQLException {
    try (var statement =
            connection()
                .prepareStatement("SELECT 1 FROM \"%s\" LIMIT 1".formatted(resource.plural()));
        var rows = statement.executeQuery()) {
      return rows.next();
    }
  }

  private Object moment(Field field) {
    return switch (field.kind()) {
      case Times.Date _ -> LocalDate.ofInstant(now(), ZoneOffset.UTC);
      case Times.Time _ ->
          LocalTime.ofInstant(now(), ZoneOffset.UTC).truncatedTo(ChronoUnit.SECONDS);
      default -> now();
    };
  }

  private String newKey(Resource resource, Map<String, @Nullable Object> stored)
      throws SQLException {
    return switch (resource.key()) {
      case Key.Uuid _ -> UUID.randomUUID().toString();
      case Key.Sequence _ -> Long.toString(next(resource.plural(), "id"));
      case Key.Code(var alphabet, var length) -> code(resource.plural(), "id", alphabet, length);
      case Key.Slug(var of, var length) -> slugs.free(resource, "id", stored.get(of), length);
      case Key.Natural(var field) -> {
        var key = String.valueOf(stored.get(field));
        if (!RequestPath.hasOneMeaning("/" + Location.escaped(key)) || key.isEmpty()) {
          throw Problem.invalid(
              List.of(
                  new FieldError(
                      resource.called(field),
                      "must be fit for an address: no slashes, no dots only, no %41")));
        }
        if (find(resource.plural(), key).isPresent()) {
          throw Problem.taken(List.of(resource.called(field)));
        }
        yield key;
      }
    };
  }

  /** The next number of a field; the first is 1, or one above what is there. */
  private long next(String plural, String field) throws SQLException {
    var name = plural + "." + field;
    var next =
        counted("UPDATE \"_counters\" SET value = value + 1 WHERE name = ? RETURNING value", name);
    if (next.isEmpty()) {
      var greatest =
          field.equals("id")
              ? "0"
              : "COALESCE((SELECT MAX(\"%s\") FROM \"%s\"), 0)".formatted(field, plural);
      next =
          counted(
              "INSERT INTO \"_counters\" VALUES (?, 1 + " + greatest + ") RETURNING value", name);
    }
    return next.orElseThrow();
  }

  private OptionalLong counted(String sql, String name) throws SQLException {
    try (var statement = connection().prepareStatement(sql)) {
      statement.setString(1, name);
      try (var rows = statement.executeQuery()) {
        return rows.next() ? OptionalLong.of(rows.getLong(1)) : OptionalLong.empty();
      }
    }
  }

  /** A code that no other record has. */
  private String code(String plural, String field, String alphabet, int length)
      throws SQLException {
    for (var i = 0; i < CODES_TRIED; i++) {
      var code = Secrets.code(alphabet, length);
      if (!exists(plural, Condition.equal(field, code))) {
        return code;
      }
    }
    throw new SQLException("no code of " + plural + " is free");
  }

  /** The columns that follow from others. */
  private static void derived(
      Resource resource,
      Map<String, @Nullable Object> stored,
      Map<String, @Nullable Object> columns) {
    for (var field : resource.fields()) {
      if (resource.hasComparedColumn(field) && columns.containsKey(field.name())) {
        var value = stored.get(field.name());
        columns.put(resource.column(field.name()), value == null ? null : field.compared(value));
      }
    }
    if (!resource.searched().isEmpty()) {
      List<@Nullable Object> texts = new ArrayList<>();
      resource.searched().forEach(name -> texts.add(stored.get(name)));
      columns.put(SEARCH, searchText(texts));
    }
  }

  private static int bind(
      java.sql.PreparedStatement statement, Iterable<? extends @Nullable Object> values)
      throws SQLException {
    var place = 1;
    for (var value : values) {
      statement.setObject(place++, value);
    }
    return place;
  }

  /** The record as it is now, of which all rules hold. */
  private Row checked(Resource resource, String id) throws SQLException {
    var row =
        find(resource.plural(), id)
            .orElseThrow(
                () ->
                    Problem.invalid(
                        List.of(
                            new FieldError(
                                resource.called(String.valueOf(resource.expires())),
                                "must be in the future"))));
    Constraints.checkRules(row);
    return row;
  }
}
