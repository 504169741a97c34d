package factory.runtime;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a service keeps, as one caller's work on one connection sees it. A record that expired is
 * not there. Not thread-safe.
 */
class Records {
  /** The column with the folded texts that {@code q} looks into. */
  static final String SEARCH = "_search";

  private final Connection connection;
  private final Model model;
  private final String caller;
  private final Instant now;

  /**
   * @param caller the wallet, or empty when there is none
   * @param now the moment of the call
   */
  Records(Connection connection, Model model, String caller, Instant now) {
    this.connection = connection;
    this.model = model;
    this.caller = caller;
    this.now = now;
  }

  /**
   * A list of rows that are asked for.
   *
   * @param after where to go on; null for the beginning
   * @param search what is in their texts; empty for anything
   * @param expired whether those that are gone are asked for, and no others
   * @param offset how many come before
   * @param then orders of what is the same by the first; where there are some, others are those
   *     behind an offset
   */
  record Asked(
      Condition condition,
      Order order,
      @Nullable After after,
      String search,
      boolean expired,
      long offset,
      List<Order> then) {
    Asked(
        Condition condition,
        Order order,
        @Nullable After after,
        String search,
        boolean expired,
        long offset) {
      this(condition, order, after, search, expired, offset, List.of());
    }

    Asked(Condition condition, Order order, @Nullable After after, String search) {
      this(condition, order, after, search, false, 0);
    }

    /** The same from another place on, or from its beginning. */
    Asked from(@Nullable After place) {
      return new Asked(condition, order, place, search, expired, 0, then);
    }

    /** The same behind so many more. */
    Asked past(long more) {
      return new Asked(condition, order, after, search, expired, offset + more, then);
    }

    /** The last of its orders, in whose direction the order of creation is behind it. */
    private Order last() {
      return then.isEmpty() ? order : then.getLast();
    }
  }

  /** The order that is another one each time. */
  static final String RANDOM = "_random";

  /** How many others are read at once. */
  private static final int OTHERS = 500;

  /** The column of a read that has a figure about others. */
  private static final String FIGURE = "_of_";

  /**
   * By a column; {@code _seq} is the order of creation.
   *
   * @param ofOthers whether it is a figure about others, which is computed and not stored
   */
  record Order(String column, boolean descending, boolean ofOthers) {
    Order(String column, boolean descending) {
      this(column, descending, false);
    }

    /** The column in a statement. */
    private String in(String alias) {
      return (ofOthers ? "" : alias + ".") + '"' + column + '"';
    }
  }

  /** The last row that was seen: its value in the order's column, and its number. */
  record After(@Nullable Object value, long seq) {}

  Connection connection() {
    return connection;
  }

  Model model() {
    return model;
  }

  /** The wallet of who calls, or empty when there is none. */
  String caller() {
    return caller;
  }

  /** The same however often it is asked. */
  Instant now() {
    return now;
  }

  /** The record of that key, whoever may read it. */
  Optional<Row> find(String plural, String key) throws SQLException {
    return one(plural, key, Condition.always());
  }

  /** The record of that key, when the caller may read it. */
  Optional<Row> readable(String plural, String key) throws SQLException {
    return one(plural, key, model.resource(plural).readAccess().of(caller));
  }

  private Optional<Row> one(String plural, String key, Condition condition) throws SQLException {
    var rows = rows(plural, Condition.equal("id", key).and(condition), "", 1);
    return rows.isEmpty() ? Optional.empty() : Optional.of(rows.getFirst());
  }

  /**
   * The first records for which a condition holds.
   *
   * @param order a field or {@code created_at}, with a leading {@code -} for descending; empty for
   *     the order of creation
   */
  List<Row> rows(String plural, Condition condition, String order, int limit) throws SQLException {
    return rows(
        plural, new Asked(condition, order(model.resource(plural), order), null, ""), limit);
  }

  List<Row> rows(String plural, Asked asked, int limit) throws SQLException {
    List<Row> rows = new ArrayList<>();
    for (var phase : phases(asked)) {
      if (rows.size() < limit) {
        rows.addAll(rows(plural, asked, phase, limit - rows.size(), Long.MAX_VALUE).rows());
      }
    }
    return rows;
  }

  static Order order(Resource resource, String text) {
    var descending = text.startsWith("-");
    var name = descending ? text.substring(1) : text;
    if (name.isEmpty() || name.equals("created_at")) {
      return new Order("_seq", descending);
    }
    if (name.equals(RANDOM)) {
      return new Order(RANDOM, false);
    }
    var figure =
        resource
            .field(name)
            .filter(
                field ->
                    field.origin() instanceof Origin.Aggregated(var aggregate)
                        && aggregate.isOrdered());
    return figure.isPresent()
        ? new Order(FIGURE + name, descending, true)
        : new Order(resource.column(name), descending);
  }

  /** Whether there is a record for which a condition holds. */
  boolean exists(String plural, Condition condition) throws SQLException {
    return !rows(plural, condition, "", 1).isEmpty();
  }

  /** Whether a condition holds that is about no record of its own. */
  boolean holds(Resource resource, Condition condition) throws SQLException {
    var sql = new Sql();
    sql.add("SELECT 1 WHERE ");
    new ConditionSql(model.resources(), false).write(sql, condition, resource, "nothing");
    try (var statement = connection.prepareStatement(sql.toString())) {
      sql.bind(statement);
      try (var rows = statement.executeQuery()) {
        return rows.next();
      }
    }
  }

  /** For how many records a condition holds. */
  long count(String plural, Condition condition) throws SQLException {
    return (Long) figure(Report.Figure.COUNT, plural, "", condition).orElse(0L);
  }

  /** How many rows a list has in all. */
  long count(String plural, Asked asked) throws SQLException {
    var sql = new Sql();
    var alias = sql.alias();
    sql.add("SELECT COUNT(*) FROM ").name(plural).add(" AS " + alias + " WHERE ");
    where(sql, model.resource(plural), alias, asked);
    try (var statement = connection.prepareStatement(sql.toString())) {
      sql.bind(statement);
      try (var rows = statement.executeQuery()) {
        return rows.next() ? rows.getLong(1) : 0;
      }
    }
  }

  /** A figure over a field of the records for which a condition holds, as a Java value. */
  Optional<Object> figure(Report.Figure figure, String plural, String field, Condition condition)
      throws SQLException {
    var resource = model.resource(plural);
    var sql = new Sql();
    var alias = sql.alias();
    sql.add("SELECT ");
    Figures.write(sql, figure, resource, field, alias);
    sql.add(" FROM ").name(plural).add(" AS " + alias + " WHERE ");
    where(sql, resource, alias, condition);
    try (var statement = connection.prepareStatement(sql.toString())) {
      sql.bind(statement);
      try (var rows = statement.executeQuery()) {
        return Optional.ofNullable(
            rows.next() ? Figures.value(figure, resource, field, rows.getObject(1)) : null);
      }
    }
  }

  /**
   * Records of one list, read at once.
   *
   * @param more whether others follow
   */
  record Part(List<Row> rows, boolean more) {}

  /**
   * The next records of a list: at most so many, and none after that with which they have {@code
   * characters}, so that large ones do not fill the memory. One at least, when there is one.
   */
  Part part(String plural, Asked asked, int size, long characters) throws SQLException {
    List<Row> rows = new ArrayList<>();
    var held = 0L;
    for (var phase : phases(asked)) {
      // One more than asked for says whether there are others.
      var part = rows(plural, asked, phase, size + 1 - rows.size(), characters - held);
      rows.addAll(part.rows());
      held += part.rows().stream().mapToLong(Row::characters).sum();
      if (rows.size() > size) {
        return new Part(List.copyOf(rows.subList(0, size)), true);
      }
      if (part.more()) {
        return new Part(rows, true);
      }
    }
    return new Part(rows, false);
  }

  /** Rows without a value come apart from the others, so that both run along an index. */
  private enum Phase {
    /** In the order of creation, or together, those without a value at the order's low end. */
    ALL,
    NULLS,
    VALUES
  }

  private static List<Phase> phases(Asked asked) {
    var column = asked.order().column();
    if (column.equals("_seq")
        || column.equals(RANDOM)
        || asked.offset() > 0
        || !asked.then().isEmpty()) {
      return List.of(Phase.ALL);
    }
    var after = asked.after();
    if (asked.order().descending()) {
      return after != null && after.value() == null
          ? List.of(Phase.NULLS)
          : List.of(Phase.VALUES, Phase.NULLS);
    }
    return after != null && after.value() != null
        ? List.of(Phase.VALUES)
        : List.of(Phase.NULLS, Phase.VALUES);
  }

  private Part rows(String plural, Asked asked, Phase phase, int limit, long characters)
      throws SQLException {
    var part = plain(plural, asked, phase, limit, characters);
    return new Part(withOthers(model.resource(plural), part.rows()), part.more());
  }

  private Part plain(String plural, Asked asked, Phase phase, int limit, long characters)
      throws SQLException {
    var resource = model.resource(plural);
    var sql = new Sql();
    var alias = sql.alias();
    sql.add("SELECT ");
    columns(sql, resource, alias);
    sql.add(" FROM ").name(plural).add(" AS " + alias + " WHERE ");
    where(sql, resource, alias, asked);
    var column = asked.order().in(alias);
    var seq = alias + "._seq";
    var compare = asked.order().descending() ? " < " : " > ";
    var direction = asked.order().descending() ? " DESC" : "";
    var after = asked.after();
    switch (phase) {
      case ALL -> {
        if (after != null) {
          sql.add(" AND " + seq + compare).value(after.seq());
        }
        sql.add(" ORDER BY ");
        if (asked.order().column().equals(RANDOM)) {
          sql.add("random()");
        } else {
          if (!asked.order().column().equals("_seq")) {
            sql.add(column + direction + ", ");
          }
          for (var other : asked.then()) {
            sql.add(other.in(alias) + (other.descending() ? " DESC, " : ", "));
          }
          sql.add(seq + (asked.last().descending() ? " DESC" : ""));
        }
      }
      case NULLS -> {
        sql.add(" AND " + column + " IS NULL");
        if (after != null && after.value() == null) {
          sql.add(" AND " + seq + compare).value(after.seq());
        }
        sql.add(" ORDER BY " + seq + direction);
      }
      case VALUES -> {
        sql.add(" AND " + column + " IS NOT NULL");
        if (after != null && after.value() != null) {
          sql.add(" AND (" + column + ", " + seq + ")" + compare + "(").value(after.value());
          sql.add(", ").value(after.seq()).add(")");
        }
        sql.add(" ORDER BY " + column + direction + ", " + seq + direction);
      }
    }
    sql.add(" LIMIT ").value(limit);
    if (asked.offset() > 0) {
      sql.add(" OFFSET ").value(asked.offset());
    }
    try (var statement = connection.prepareStatement(sql.toString())) {
      sql.bind(statement);
      List<Row> rows = new ArrayList<>();
      var held = 0L;
      try (var found = statement.executeQuery()) {
        while (found.next()) {
          if (held >= characters) {
            return new Part(rows, true);
          }
          var row = row(resource, found);
          rows.add(row);
          held += row.characters();
        }
      }
      return new Part(rows, false);
    }
  }

  /** Records with what they show of others, which are read at once. */
  private List<Row> withOthers(Resource resource, List<Row> rows) throws SQLException {
    if (rows.isEmpty()) {
      return rows;
    }
    Map<String, Map<String, Row>> read = new LinkedHashMap<>();
    for (var object : resource.objects().values()) {
      if (resource.required(object.reference()).kind() instanceof Words.Reference(var plural, _)
          && !read.containsKey(object.reference())) {
        read.put(object.reference(), others(plural, object.reference(), rows));
      }
    }
    if (read.isEmpty()) {
      return rows;
    }
    List<Row> full = new ArrayList<>();
    for (var row : rows) {
      Map<String, Row> referred = new LinkedHashMap<>();
      read.forEach(
          (reference, others) -> {
            var other = others.get(String.valueOf(row.stored(reference)));
            if (other != null) {
              referred.put(reference, other);
            }
          });
      full.add(row.with(referred));
    }
    return full;
  }

  /** Those that some records refer to, by their keys. */
  private Map<String, Row> others(String plural, String reference, List<Row> rows)
      throws SQLException {
    var keys =
        rows.stream()
            .map(row -> row.stored(reference))
            .filter(Objects::nonNull)
            .distinct()
            .toList();
    Map<String, Row> others = new LinkedHashMap<>();
    for (var from = 0; from < keys.size(); from += OTHERS) {
      var some = keys.subList(from, Math.min(from + OTHERS, keys.size()));
      var asked = new Asked(Condition.anyOf("id", some), new Order("_seq", false), null, "");
      // Nothing is shown of what those refer to in turn.
      for (var row : plain(plural, asked, Phase.ALL, some.size(), Long.MAX_VALUE).rows()) {
        others.put(row.key(), row);
      }
    }
    return others;
  }

  /** Writes which records of a table are there and fulfil a condition. */
  void where(Sql sql, Resource resource, String alias, Condition condition) {
    where(sql, resource, alias, condition, false);
  }

  private void where(Sql sql, Resource resource, String alias, Asked asked) {
    where(sql, resource, alias, asked.condition(), asked.expired());
    if (!asked.search().isEmpty()) {
      sql.add(" AND instr(" + alias + ".\"" + SEARCH + "\", ").value(asked.search()).add(") > 0");
    }
  }

  private void where(
      Sql sql, Resource resource, String alias, Condition condition, boolean expired) {
    var expires = resource.expires();
    if (expired && expires != null) {
      sql.add(alias + ".\"" + expires + "\" <= ").value(Times.stored(now));
    } else {
      alive(sql, resource, alias);
    }
    sql.add(" AND ");
    new ConditionSql(model.resources(), false).write(sql, condition, resource, alias);
  }

  /** Writes which records of a table did not expire. */
  void alive(Sql sql, Resource resource, String alias) {
    var expires = resource.expires();
    if (expires == null) {
      sql.add("(1)");
    } else {
      var column = alias + ".\"" + expires + "\"";
      sql.add("(" + column + " IS NULL OR " + column + " > ").value(Times.stored(now)).add(")");
    }
  }

  private void columns(Sql sql, Resource resource, String alias) {
    sql.add(alias + "._seq");
    for (var name : List.of("id", "created_at", "updated_at", "_revision", "_owner")) {
      sql.add(", " + alias + ".").name(name);
    }
    for (var field : resource.fields()) {
      if (field.isStored()) {
        sql.add(", " + alias + ".").name(field.name());
      }
    }
    for (var field : resource.fields()) {
      if (field.origin() instanceof Origin.Aggregated(var aggregate)) {
        sql.add(", ");
        aggregate.write(sql, this, alias);
        sql.add(" AS ").name(FIGURE + field.name());
      }
    }
  }

  private Row row(Resource resource, ResultSet rows) throws SQLException {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    var place = 7;
    for (var field : resource.fields()) {
      if (field.isStored()) {
        var stored = rows.getObject(place++);
        values.put(field.name(), stored instanceof Integer number ? number.longValue() : stored);
      }
    }
    Map<String, @Nullable Object> figures = new LinkedHashMap<>();
    for (var field : resource.fields()) {
      if (field.origin() instanceof Origin.Aggregated(var aggregate)) {
        var computed = rows.getObject(place++);
        figures.put(field.name(), aggregate.value(model, computed));
        values.put(
            FIGURE + field.name(),
            computed instanceof Integer number ? (Object) number.longValue() : computed);
      }
    }
    return new Row(
        resource,
        rows.getLong(1),
        rows.getString(2),
        rows.getString(3),
        rows.getString(4),
        rows.getLong(5),
        rows.getString(6),
        values,
        figures);
  }

  /** What {@code q} looks into: texts in which case and Unicode form do not matter. */
  static String searchText(List<@Nullable Object> texts) {
    var all = new StringBuilder();
    for (var text : texts) {
      if (text != null) {
        all.append(Words.folded(text.toString())).append('\n');
      }
    }
    return all.toString();
  }
}
