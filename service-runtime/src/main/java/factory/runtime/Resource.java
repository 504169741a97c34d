package factory.runtime;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A kind of thing that a service keeps: created, read, listed, changed and deleted at {@code
 * /{plural}}, stored in a table of that name. Immutable: each method returns another resource.
 */
public final class Resource implements Part {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,59}");
  private static final Set<String> OURS = Set.of("health");
  static final Set<String> SHOWN = Set.of("id", "created_at", "updated_at");
  private static final Set<String> EVERY = Set.of("id", "created_at", "updated_at", "_owner");

  private final String singular;
  private final String plural;
  private final Map<String, Field> fields = new LinkedHashMap<>();
  private Key key = new Key.Uuid();
  private List<List<String>> uniques = List.of();
  private List<NoOverlap> overlaps = List.of();
  private List<Rule> rules = List.of();
  private Map<String, Set<Filter>> filters = Map.of();
  private List<String> search = List.of();
  private List<String> orders = List.of();
  private String defaultOrder = "-created_at";
  private @Nullable String expires;
  private byte @Nullable [] shape;
  private Set<Operation> operations = EnumSet.allOf(Operation.class);
  private Access read = Access.anyone();
  private Access create = Access.anyone();
  private Access update = Access.anyone();
  private Access delete = Access.anyone();
  private Map<String, String> names = Map.of();
  private List<String> hidden = List.of();
  private List<String> unseen = List.of();
  private Map<String, Excerpt> objects = Map.of();
  private Map<String, Twice> again = Map.of();
  private boolean nullsLeftOut;
  private boolean unknownRefused;
  private @Nullable List<Route> routes;

  private Resource(String singular, String plural, List<Field> fields) {
    for (var name : List.of(singular, plural)) {
      if (!NAME.matcher(name).matches() || OURS.contains(name) || name.startsWith("sqlite_")) {
        throw new IllegalArgumentException("'" + name + "' cannot be a resource's name");
      }
    }
    this.singular = singular;
    this.plural = plural;
    for (var field : fields) {
      if (this.fields.put(field.name(), field) != null) {
        throw new IllegalArgumentException(plural + " has " + field.name() + " twice");
      }
    }
  }

  private Resource(Resource other) {
    this(other.singular, other.plural, other.fields());
    key = other.key;
    uniques = other.uniques;
    overlaps = other.overlaps;
    rules = other.rules;
    filters = other.filters;
    search = other.search;
    orders = other.orders;
    defaultOrder = other.defaultOrder;
    expires = other.expires;
    operations = other.operations;
    read = other.read;
    create = other.create;
    update = other.update;
    delete = other.delete;
    names = other.names;
    hidden = other.hidden;
    unseen = other.unseen;
    objects = other.objects;
    again = other.again;
    nullsLeftOut = other.nullsLeftOut;
    unknownRefused = other.unknownRefused;
    routes = other.routes;
  }

  /** Intervals of which no two overlap among records with the same values of some fields. */
  record NoOverlap(String from, String to, List<String> per) {}

  /** What holds whenever a record is stored. */
  record Rule(String field, String message, Predicate<Row> check) {}

  /**
   * A resource with these fields, in this order.
   *
   * @param singular what one is called, such as {@code book}
   * @param plural its path and table, such as {@code books}
   */
  public static Resource of(String singular, String plural, Field... fields) {
    return new Resource(singular, plural, Field.kept(List.of(fields)));
  }

  /** The same, of which no two records share the values of these fields; null is like no other. */
  public Resource unique(String... names) {
    Arrays.stream(names).forEach(this::stored);
    var copy = new Resource(this);
    copy.uniques = more(uniques, List.of(names));
    return copy;
  }

  /**
   * The same, of which no two records with the same values of {@code per} overlap in their
   * intervals {@code [from, to)}. A record without one of these values overlaps none.
   */
  public Resource noOverlap(String from, String to, String... per) {
    stored(from);
    stored(to);
    Arrays.stream(per).forEach(this::stored);
    var copy = new Resource(this);
    copy.overlaps = more(overlaps, new NoOverlap(from, to, List.of(per)));
    return copy;
  }

  /**
   * The same with what holds whenever a record is stored.
   *
   * @param field the one that a refusal names
   * @param message what must be, such as {@code must be after starts_at}
   */
  public Resource rule(String field, String message, Predicate<Row> check) {
    required(field);
    var copy = new Resource(this);
    copy.rules = more(rules, new Rule(field, message, check));
    return copy;
  }

  /** The same, whose list can be filtered by a field. */
  public Resource filter(String field, Filter... ways) {
    stored(field);
    var copy = new Resource(this);
    copy.filters = new LinkedHashMap<>(filters);
    copy.filters.put(field, EnumSet.copyOf(List.of(ways)));
    return copy;
  }

  /** The same, whose list can be searched with {@code q} for a part of these texts. */
  public Resource search(String... names) {
    Arrays.stream(names).forEach(this::stored);
    var copy = new Resource(this);
    copy.search = List.of(names);
    return copy;
  }

  /** The same, whose list can be in the order of one of these fields. */
  public Resource order(String... names) {
    Arrays.stream(names).forEach(this::stored);
    var copy = new Resource(this);
    copy.orders = List.of(names);
    return copy;
  }

  /**
   * The same with the order of its list when nobody asks for one.
   *
   * @param order a field or {@code created_at}, with a leading {@code -} for descending
   */
  public Resource defaultOrder(String order) {
    var name = order.startsWith("-") ? order.substring(1) : order;
    var copy = new Resource(this);
    if (!name.equals("created_at")) {
      stored(name);
      copy.orders = orders.contains(name) ? orders : more(orders, name);
    }
    copy.defaultOrder = order;
    return copy;
  }

  /** The same, of which a record is gone after the moment in this field. */
  public Resource expires(String field) {
    stored(field);
    var copy = new Resource(this);
    copy.expires = field;
    return copy;
  }

  /** The same, with which clients can do these things only, besides actions. */
  public Resource operations(Operation... allowed) {
    var copy = new Resource(this);
    copy.operations = EnumSet.noneOf(Operation.class);
    copy.operations.addAll(List.of(allowed));
    return copy;
  }

  /** The same, whose ids are numbers that rise from 1. */
  public Resource sequenceKey() {
    return withKey(new Key.Sequence());
  }

  /** The same, whose ids are so many random characters of an alphabet. */
  public Resource codeKey(String alphabet, int length) {
    return withKey(new Key.Code(alphabet, length));
  }

  /**
   * The same, whose ids are the words of a text, when a record is made, as they stand in an
   * address.
   *
   * @param length the most characters
   */
  public Resource slugKey(String of, int length) {
    stored(of);
    return withKey(new Key.Slug(of, length));
  }

  /** The same, whose ids are the values of a field, which cannot be changed. */
  public Resource naturalKey(String field) {
    stored(field);
    var copy = withKey(new Key.Natural(field));
    copy.fields.computeIfPresent(field, (_, natural) -> natural.required().unique());
    return copy;
  }

  private Resource withKey(Key other) {
    var copy = new Resource(this);
    copy.key = other;
    return copy;
  }

  /** The same with who may read a record. */
  public Resource read(Access access) {
    var copy = new Resource(this);
    copy.read = access;
    return copy;
  }

  /** The same with who may make a record; a condition is looked at once it is made. */
  public Resource create(Access access) {
    var copy = new Resource(this);
    copy.create = access;
    return copy;
  }

  /** The same with who may change a record. */
  public Resource update(Access access) {
    var copy = new Resource(this);
    copy.update = access;
    return copy;
  }

  /** The same with who may delete a record. */
  public Resource delete(Access access) {
    var copy = new Resource(this);
    copy.delete = access;
    return copy;
  }

  /**
   * The same with what a field is called in JSON. With routes, {@code id}, {@code created_at} and
   * {@code updated_at} are shown only when they are called something, and of a file {@code
   * file.name}, {@code file.type}, {@code file.size} and {@code file.url} alone.
   */
  public Resource called(String field, String name) {
    if (!SHOWN.contains(field) && !isFilePart(field)) {
      required(field);
    }
    var copy = new Resource(this);
    copy.names = new LinkedHashMap<>(names);
    copy.names.put(field, name);
    return copy;
  }

  private boolean isFilePart(String name) {
    var dot = name.indexOf('.');
    return dot > 0
        && required(name.substring(0, dot)).kind() instanceof FileKind
        && Arrays.stream(Attachment.Part.values())
            .anyMatch(part -> name.equals(part(name.substring(0, dot), part)));
  }

  private static String part(String field, Attachment.Part part) {
    return field + "." + part.name().toLowerCase(Locale.ROOT);
  }

  /** What a part of a file is called in JSON; null when it is not shown by itself. */
  @Nullable String called(Field file, Attachment.Part part) {
    return names.get(part(file.name(), part));
  }

  /** Whether it has files. */
  boolean hasFiles() {
    return fields.values().stream().anyMatch(field -> field.kind() instanceof FileKind);
  }

  /** The same, of which a field is in no answer and no body: paths say what it is. */
  public Resource hidden(String field) {
    required(field);
    var copy = new Resource(this);
    copy.hidden = more(hidden, field);
    return copy;
  }

  /** The same, of which bodies give a field that no answer shows. */
  public Resource unseen(String field) {
    required(field);
    var copy = new Resource(this);
    copy.unseen = more(unseen, field);
    return copy;
  }

  /**
   * A field that bodies give twice, as forms have passwords.
   *
   * @param isRequired whether whoever makes a record has to
   */
  record Twice(String field, boolean isRequired) {}

  /**
   * The same, of which a body that gives a field may give it again, and has to when it makes a
   * record: where both differ it is refused. The second one is not kept.
   *
   * @param member what the second one is called in JSON
   */
  public Resource again(String member, String field) {
    return again(member, new Twice(field, true));
  }

  /** The same, where whoever makes a record need not give it again. */
  public Resource perhapsAgain(String member, String field) {
    return again(member, new Twice(field, false));
  }

  private Resource again(String member, Twice twice) {
    required(twice.field());
    if (fields.values().stream().anyMatch(field -> called(field.name()).equals(member))) {
      throw new IllegalArgumentException(member + " is a field of " + plural);
    }
    var copy = new Resource(this);
    copy.again = new LinkedHashMap<>(again);
    copy.again.put(member, twice);
    return copy;
  }

  /** What bodies give twice, by what the second one is called in JSON. */
  Map<String, Twice> again() {
    return again;
  }

  /**
   * The same, which shows some of what a field refers to as an object.
   *
   * @param member what the object is called in JSON
   * @param membersAndFields the name in JSON of each of its members, and what field of the other
   *     record that is, or {@code id}, in turn
   */
  public Resource object(String member, String reference, String... membersAndFields) {
    required(reference);
    var copy = new Resource(this);
    copy.objects = new LinkedHashMap<>(objects);
    copy.objects.put(member, Excerpt.of(reference, membersAndFields));
    return copy;
  }

  /** What it shows of other records, by names in JSON. */
  Map<String, Excerpt> objects() {
    return objects;
  }

  /** The same, of which a field without a value is left out, and not null. */
  public Resource nullsLeftOut() {
    var copy = new Resource(this);
    copy.nullsLeftOut = true;
    return copy;
  }

  /**
   * The same, of which a body with an unknown field is refused; with routes, it is ignored else.
   */
  public Resource unknownRefused() {
    var copy = new Resource(this);
    copy.unknownRefused = true;
    return copy;
  }

  /**
   * The same, served at these routes only, in place of {@code /{plural}}. Bodies may have what
   * clients cannot set, and lists unknown parameters: both are ignored.
   */
  public Resource routes(Route... all) {
    var copy = new Resource(this);
    copy.routes = List.of(all);
    return copy;
  }

  private static <T> List<T> more(List<T> list, T one) {
    List<T> longer = new ArrayList<>(list);
    longer.add(one);
    return List.copyOf(longer);
  }

  String singular() {
    return singular;
  }

  String plural() {
    return plural;
  }

  Key key() {
    return key;
  }

  /** Whether ids are shown as numbers. */
  boolean hasNumberKey() {
    return switch (key) {
      case Key.Sequence _ -> true;
      case Key.Natural(var field) -> required(field).kind() instanceof Numbers.Whole;
      default -> false;
    };
  }

  List<Field> fields() {
    return List.copyOf(fields.values());
  }

  Optional<Field> field(String name) {
    return Optional.ofNullable(fields.get(name));
  }

  Field required(String name) {
    return field(name)
        .orElseThrow(() -> new IllegalArgumentException(plural + " have no field " + name));
  }

  private void stored(String name) {
    if (!required(name).isStored()) {
      throw new IllegalArgumentException(plural + " do not store " + name);
    }
  }

  List<List<String>> uniques() {
    List<List<String>> all = new ArrayList<>(uniques);
    fields.values().stream()
        .filter(Field::isUnique)
        .forEach(field -> all.add(List.of(field.name())));
    return all;
  }

  List<NoOverlap> overlaps() {
    return overlaps;
  }

  List<Rule> rules() {
    return rules;
  }

  Map<String, Set<Filter>> filters() {
    return filters;
  }

  List<String> searched() {
    return search;
  }

  List<String> orders() {
    return orders;
  }

  String defaultOrder() {
    return defaultOrder;
  }

  @Nullable String expires() {
    return expires;
  }

  boolean allows(Operation operation) {
    return operations.contains(operation);
  }

  Access readAccess() {
    return read;
  }

  Access createAccess() {
    return create;
  }

  Access updateAccess() {
    return update;
  }

  Access deleteAccess() {
    return delete;
  }

  /** Whether only who is logged in may do something with any record. */
  boolean needsAccount(Operation operation) {
    return switch (operation) {
      case LIST, READ -> read.needsAccount();
      case CREATE ->
          create.needsAccount()
              || fields.values().stream().anyMatch(f -> f.origin() instanceof Origin.Account);
      case UPDATE -> read.needsAccount() || update.needsAccount();
      case DELETE -> read.needsAccount() || delete.needsAccount();
    };
  }

  /** Whether it is served at routes of its own. */
  boolean hasRoutes() {
    return routes != null;
  }

  /** Where it is served. */
  List<Route> routes() {
    return routes == null ? UsualRoutes.of(this) : routes;
  }

  boolean leavesNullsOut() {
    return nullsLeftOut;
  }

  boolean refusesUnknown() {
    return unknownRefused || routes == null;
  }

  /** Whether a field is in answers. */
  boolean shows(String field) {
    return !unseen.contains(field) && isCalled(field);
  }

  /** Whether a field is in answers, or in bodies alone. */
  boolean isCalled(String field) {
    return !hidden.contains(field)
        && (routes == null || names.containsKey(field) || !SHOWN.contains(field));
  }

  /** What a field is called in JSON. */
  String called(String field) {
    return names.getOrDefault(field, field);
  }

  /** What tells records that look like these from the same ones in another look. */
  byte[] shape() {
    var bytes = shape;
    if (bytes == null) {
      var look =
          routes == null && names.isEmpty() && hidden.isEmpty() && unseen.isEmpty() && !nullsLeftOut
              ? ""
              : names
                  + " "
                  + hidden
                  + " "
                  + nullsLeftOut
                  + (unseen.isEmpty() ? "" : " unseen " + unseen)
                  + (objects.isEmpty() ? "" : " " + objects);
      bytes = (fields.values() + look).getBytes(StandardCharsets.UTF_8);
      shape = bytes;
    }
    return bytes;
  }

  /** Whether a field has a second column, with the form in which it is compared. */
  boolean hasComparedColumn(Field field) {
    var name = field.name();
    return field.isText()
        && field.isStored()
        && (field.isUnique()
            || field.ignoresCase()
            || filters.containsKey(name)
            || orders.contains(name)
            || uniques.stream().anyMatch(together -> together.contains(name))
            || overlaps.stream().anyMatch(overlap -> overlap.per().contains(name)));
  }

  /** The form of a stored value in which {@link #column} has it. */
  Object compared(Field field, Object stored) {
    return hasComparedColumn(field) ? field.compared(stored) : stored;
  }

  /** The column with which values are compared; the name's own when it is no field. */
  String column(String name) {
    if (EVERY.contains(name)) {
      return name;
    }
    var field = required(name);
    if (!field.isStored()) {
      throw new IllegalArgumentException(plural + " do not store " + name);
    }
    return hasComparedColumn(field) ? "_eq_" + name : name;
  }
}
