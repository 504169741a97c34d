package factory.runtime;

import com.fasterxml.jackson.core.JsonFactory;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Figures of groups of records, in their order; records without a value are in none of them. */
public final class Grouped {
  /** The most groups of one answer. */
  static final int MOST = 1_000;

  private static final JsonFactory JSON = new JsonFactory();

  private record Group(Object key, List<@Nullable Object> figures) {}

  private final Groups groups;
  private final List<Group> all;

  private Grouped(Groups groups, List<Group> all) {
    this.groups = groups;
    this.all = all;
  }

  /** Those of the records for which a condition holds, which SQLite groups. */
  static Grouped read(Records records, String plural, Groups groups, Condition condition)
      throws SQLException {
    var resource = records.model().resource(plural);
    // As it was put in, and not as it is compared.
    var column = column(resource, groups);
    var sql = new Sql();
    var alias = sql.alias();
    var part = groups.part();
    var isList = part == null && resource.required(column).kind() instanceof Composites.ListOf;
    var values = isList ? sql.alias() : alias;
    if (part == null) {
      sql.add("SELECT " + values + ".").name(isList ? "value" : column);
    } else {
      sql.add("SELECT substr(" + alias + ".").name(column).add(", 1, " + part.characters() + ")");
    }
    for (var measure : groups.measures()) {
      sql.add(", ");
      var of = measure.field();
      Figures.write(sql, measure.figure(), resource, of == null ? "" : of, alias);
    }
    sql.add(" FROM ").name(plural).add(" AS " + alias);
    if (isList) {
      sql.add(", json_each(" + alias + ".").name(column).add(") AS " + values);
    }
    sql.add(" WHERE " + alias + ".").name(column).add(" IS NOT NULL AND ");
    if (isList) {
      // A record is once in the group of each, however often its list has it.
      var before = sql.alias();
      sql.add("NOT EXISTS (SELECT 1 FROM json_each(" + alias + ".").name(column);
      sql.add(") AS " + before + " WHERE " + before + ".value = " + values + ".value");
      sql.add(" AND " + before + ".key < " + values + ".key) AND ");
    }
    records.where(sql, resource, alias, condition);
    sql.add(" GROUP BY 1 ORDER BY 1 LIMIT ").value(MOST + 1);
    List<Group> all = new ArrayList<>();
    try (var statement = records.connection().prepareStatement(sql.toString())) {
      sql.bind(statement);
      try (var rows = statement.executeQuery()) {
        while (rows.next()) {
          all.add(group(resource, groups, rows));
        }
      }
    }
    if (all.size() > MOST) {
      throw Problem.refused(
          422, "TOO_MANY_GROUPS", "There are more than " + MOST + " groups to answer at once.");
    }
    return new Grouped(groups, ordered(resource, groups, all));
  }

  private static String column(Resource resource, Groups groups) {
    var name = groups.field();
    if (groups.part() != null && name.equals("created_at")) {
      return name;
    }
    var by = resource.required(name);
    var isMoment = by.kind() instanceof Times.Date || by.kind() instanceof Times.DateTime;
    if (!by.isStored() || by.ignoresCase() || (groups.part() != null && !isMoment)) {
      throw new IllegalArgumentException(name + " has no values of its own to group by");
    }
    return name;
  }

  private static Object key(Resource resource, Groups groups, Object stored) {
    if (groups.part() != null) {
      var text = stored.toString();
      return groups.part() == Groups.Part.DAY ? LocalDate.parse(text) : text;
    }
    var kind = resource.required(groups.field()).kind();
    var loaded =
        kind instanceof Composites.ListOf list ? list.item().load(stored) : kind.load(stored);
    return loaded == null ? stored.toString() : loaded;
  }

  private static Group group(Resource resource, Groups groups, ResultSet rows) throws SQLException {
    var found = rows.getObject(1);
    var stored = found instanceof Integer number ? (Object) number.longValue() : found;
    List<@Nullable Object> figures = new ArrayList<>();
    var place = 2;
    for (var measure : groups.measures()) {
      var of = measure.field();
      figures.add(
          Figures.value(measure.figure(), resource, of == null ? "" : of, rows.getObject(place++)));
    }
    return new Group(key(resource, groups, stored), figures);
  }

  /** The figures of no records. */
  private static List<@Nullable Object> nothing(Resource resource, Groups groups) {
    List<@Nullable Object> nothing = new ArrayList<>();
    for (var measure : groups.measures()) {
      var of = measure.field();
      nothing.add(
          measure.figure() == Report.Figure.COUNT
                  || measure.figure() == Report.Figure.COUNT_DISTINCT
              ? (Object) 0L
              : Figures.value(measure.figure(), resource, of == null ? "" : of, null));
    }
    return nothing;
  }

  /** A group of each text that is named, whether records have it or its place. */
  private static List<Group> among(Resource resource, Groups groups, List<Group> found) {
    Map<Object, Group> by = new HashMap<>();
    found.forEach(group -> by.put(group.key(), group));
    var isPlace = resource.required(groups.field()).kind() instanceof Numbers.Whole;
    var texts = isPlace ? groups.words() : groups.words().stream().distinct().toList();
    List<Group> all = new ArrayList<>();
    for (var place = 0; place < texts.size(); place++) {
      var group = by.get(isPlace ? (Object) Long.valueOf(place) : texts.get(place));
      all.add(
          new Group(texts.get(place), group == null ? nothing(resource, groups) : group.figures()));
    }
    return all;
  }

  private static List<Group> ordered(Resource resource, Groups groups, List<Group> found) {
    if (groups.isAmong()) {
      return among(resource, groups, found);
    }
    if (groups.words().isEmpty()) {
      return found;
    }
    // What an earlier version kept is none of the words, and comes last.
    List<Group> all = new ArrayList<>(found);
    if (groups.hasEvery()) {
      for (var word : groups.words()) {
        if (found.stream().noneMatch(group -> group.key().toString().equals(word))) {
          all.add(new Group(word, nothing(resource, groups)));
        }
      }
    }
    all.sort(
        Comparator.comparingInt(
            group -> {
              var place = groups.words().indexOf(group.key().toString());
              return place < 0 ? groups.words().size() : place;
            }));
    return all;
  }

  /** The values alone. */
  public List<Object> values() {
    return all.stream().map(Group::key).toList();
  }

  /** A list of objects: the value as a member, and each figure by its name. */
  public List<Map<String, Object>> rows(String key) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (var group : all) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put(key, group.key());
      for (var i = 0; i < groups.measures().size(); i++) {
        var figure = group.figures().get(i);
        if (figure != null) {
          row.put(groups.measures().get(i).name(), figure);
        }
      }
      rows.add(row);
    }
    return rows;
  }

  /** An object with the first figure of each value; of a text at two places, of both together. */
  public Map<String, Object> members() {
    Map<String, Object> members = new LinkedHashMap<>();
    for (var group : all) {
      var figure = group.figures().getFirst();
      if (figure != null) {
        members.merge(group.key().toString(), figure, Grouped::sum);
      }
    }
    return members;
  }

  private static Object sum(Object one, Object other) {
    return one instanceof BigDecimal number
        ? number.add((BigDecimal) other)
        : (Object) Math.addExact((Long) one, (Long) other);
  }

  /** The same object as JSON. */
  public String json() {
    var text = new StringWriter();
    try (var out = JSON.createGenerator(text)) {
      out.writeStartObject();
      for (var member : members().entrySet()) {
        out.writeFieldName(member.getKey());
        if (member.getValue() instanceof BigDecimal number) {
          out.writeNumber(Decimals.plain(number));
        } else {
          out.writeNumber((Long) member.getValue());
        }
      }
      out.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }
}
