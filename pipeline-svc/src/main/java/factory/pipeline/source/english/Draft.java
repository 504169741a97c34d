package factory.pipeline.source.english;

import factory.pipeline.source.english.FieldReader.Need;
import factory.pipeline.spec.Access;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Kind.Filter;
import factory.pipeline.spec.Kind.Filter.Way;
import factory.pipeline.spec.Kind.KindAccess;
import factory.pipeline.spec.Kind.Listing;
import factory.pipeline.spec.Kind.Operation;
import factory.pipeline.spec.Origin;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** A kind under construction. */
final class Draft {
  private static final Set<String> OWN_FIELDS = Set.of("id", "created_at", "updated_at");

  private final Noun noun;

  /** Of what one thing can be said, what was. */
  private final Map<String, Object> saidOf = new HashMap<>();

  private final Map<String, Field> fields = new LinkedHashMap<>();
  private final Map<String, Need> needs = new LinkedHashMap<>();

  /** Fields that were there before anything was said of them. */
  private final Set<String> unsaid = new HashSet<>();

  private final Set<Kind.Unique> uniques = new LinkedHashSet<>();
  private final Set<Kind.NoOverlap> noOverlap = new LinkedHashSet<>();
  private final List<Kind.Rule> rules = new ArrayList<>();
  private final Map<String, Set<Way>> filters = new LinkedHashMap<>();
  private final Set<String> search = new LinkedHashSet<>();
  private final Set<String> order = new LinkedHashSet<>();
  private final Map<Statement.Deed, Access> access = new EnumMap<>(Statement.Deed.class);
  private Set<Operation> operations = EnumSet.allOf(Operation.class);
  private Kind.Key key = new Kind.Key.Uuid();
  private String description = "";
  private String usualOrder = Listing.NEWEST_FIRST.defaultOrder();
  private Optional<String> expires = Optional.empty();

  private final Set<String> forced = new HashSet<>();
  private final Set<Later> later = new LinkedHashSet<>();

  private record Later(String field, String than, boolean orEqual) {}

  Draft(Noun noun) {
    this.noun = noun;
  }

  /** One that is there already, such as a template's. */
  static Draft of(Kind kind) {
    var draft = new Draft(new Noun(kind.name(), kind.plural()));
    draft.description = kind.description();
    draft.key = kind.key();
    kind.fields()
        .forEach(
            field -> {
              draft.put(field, field.required() ? Need.REQUIRED : Need.OPTIONAL);
              draft.unsaid.add(field.name());
            });
    draft.uniques.addAll(kind.unique());
    draft.noOverlap.addAll(kind.noOverlap());
    draft.rules.addAll(kind.rules());
    draft.expires = kind.expires();
    kind.listing().filters().forEach(f -> draft.filters.put(f.field(), f.ways()));
    draft.search.addAll(kind.listing().search());
    draft.order.addAll(kind.listing().order());
    draft.usualOrder = kind.listing().defaultOrder();
    draft.operations = kind.operations();
    draft.access.put(Statement.Deed.SEE, kind.access().read());
    draft.access.put(Statement.Deed.CREATE, kind.access().create());
    draft.access.put(Statement.Deed.CHANGE, kind.access().update());
    draft.access.put(Statement.Deed.DELETE, kind.access().delete());
    return draft;
  }

  /** More may be said of who may what, where whoever passes the gate may. */
  void reopen() {
    access.values().removeIf(Access.Anyone.class::isInstance);
  }

  Noun noun() {
    return noun;
  }

  String name() {
    return noun.singular();
  }

  /** The plural as words. */
  String words() {
    return noun.plural().replace('_', ' ');
  }

  /** The singular as words. */
  String word() {
    return noun.singular().replace('_', ' ');
  }

  Map<String, Field> fields() {
    return fields;
  }

  Optional<Field> field(String name) {
    return Optional.ofNullable(fields.get(name));
  }

  Set<String> order() {
    return order;
  }

  Set<String> search() {
    return search;
  }

  String usualOrder() {
    return usualOrder;
  }

  void usualOrder(String by) {
    usualOrder = by;
  }

  void unique(List<String> names) {
    if (names.size() == 1) {
      fields.computeIfPresent(
          names.getFirst(), (_, f) -> with(f, f.type(), f.required(), true, f.origin()));
    } else {
      uniques.add(new Kind.Unique(names));
    }
  }

  /** Has these operations and no others. */
  void only(Set<Operation> some) {
    operations = EnumSet.copyOf(some);
  }

  void noOverlap(Kind.NoOverlap interval) {
    noOverlap.add(interval);
  }

  void rule(Kind.Rule rule) {
    if (!rules.contains(rule)) {
      rules.add(rule);
    }
  }

  void later(String field, String than, boolean orEqual) {
    later.add(new Later(field, than, orEqual));
  }

  void expires(String field) {
    expires = Optional.of(field);
  }

  void filter(String field, Way way) {
    filters.computeIfAbsent(field, _ -> EnumSet.noneOf(Way.class));
    var ways = EnumSet.of(way);
    ways.addAll(filters.get(field));
    filters.put(field, ways);
  }

  /**
   * Keeps what is said of something of which one thing can be said.
   *
   * @throws Misread when something else was said before
   */
  void says(String what, Object now) throws Misread {
    var before = saidOf.putIfAbsent(what, now);
    if (before != null && !before.equals(now)) {
      throw new Misread("Two things are said of %s.".formatted(what));
    }
  }

  /**
   * Who may do something.
   *
   * @throws Misread when something else was said before
   */
  void may(Statement.Deed deed, Access who) throws Misread {
    var before = access.putIfAbsent(deed, who);
    if (before != null && !before.equals(who)) {
      throw twice(deed, before, who);
    }
  }

  /** Two sentences that exclude each other, with what each says. */
  Misread twice(Statement.Deed deed, Access one, Access other) {
    return new Misread(
        "Two things are said of who may %s %s: %s, and %s."
            .formatted(Builder.verb(deed), words(), whoever(one), whoever(other)));
  }

  private static String whoever(Access access) {
    return switch (access) {
      case Access.Anyone _ -> "everybody";
      case Access.Owner _ -> "only the author, who made it";
      case Access.Nobody _ -> "nobody";
      default -> "only some";
    };
  }

  /** Whoever may do something may do it only where a condition holds as well. */
  void onlyWhen(Statement.Deed deed, String whose, String condition) throws Misread {
    var who = access(deed);
    access.put(
        deed,
        switch (who) {
          case Access.Anyone _ -> new Access.When(condition);
          case Access.Owner _ ->
              new Access.When("record.%s == caller && (%s)".formatted(whose, condition));
          case Access.When(var before) when before.equals(condition) -> who;
          case Access.When(var before) ->
              new Access.When("(%s) && (%s)".formatted(before, condition));
          default -> throw new Misread("Nobody can do that with %s anyway.".formatted(words()));
        });
  }

  Access access(Statement.Deed deed) {
    return access.getOrDefault(deed, new Access.Anyone());
  }

  /** Reads a field that was said; the same again changes nothing. */
  void add(FieldReader.Read read) throws Misread {
    var name = read.field().name();
    if (OWN_FIELDS.contains(name)) {
      return;
    }
    var before = fields.putIfAbsent(name, read.field());
    if (before == null) {
      needs.put(name, read.need());
      if (read.field().origin() instanceof Origin.Given given && given.fallback().isPresent()) {
        force(name);
      }
      return;
    }
    var again = read.field();
    var plain = FieldReader.read(name(), name.replace('_', ' '), List.of()).field().type();
    var need = need(name);
    if ((!before.type().equals(again.type())
            && !before.type().equals(plain)
            && !(before.type() instanceof FieldType.Text
                && again.type() instanceof FieldType.Choice)
            && !again.type().equals(plain)
            && !(before.type() instanceof FieldType.Whole
                && again.type().equals(new FieldType.Whole(FieldType.Bounds.NONE))))
        || (need != read.need() && need != Need.NOT_SAID && read.need() != Need.NOT_SAID)) {
      throw new Misread("The field \"%s\" is said twice, differently.".formatted(name));
    }
    put(
        with(
            before,
            (before.type().equals(plain) || again.type() instanceof FieldType.Choice)
                    && !(before.type() instanceof FieldType.Whole
                        && again.type().equals(new FieldType.Whole(FieldType.Bounds.NONE)))
                ? again.type()
                : before.type(),
            false,
            before.unique() || again.unique(),
            before.origin()),
        need == Need.NOT_SAID ? read.need() : need);
  }

  /** Puts a field, instead of one of that name. */
  void put(Field field, Need need) {
    fields.put(field.name(), field);
    needs.put(field.name(), need);
  }

  Need need(String name) {
    return needs.getOrDefault(name, Need.NOT_SAID);
  }

  /** What a text says of whether a field may be missing; nothing where it only was so before. */
  Need saidNeed(String name) {
    return unsaid.contains(name) ? Need.NOT_SAID : need(name);
  }

  void need(String name, Need need) {
    needs.put(name, need);
    unsaid.remove(name);
  }

  /** Always has a value, which says nothing of other fields. */
  void force(String name) {
    if (needs.get(name) != Need.REQUIRED) {
      needs.put(name, Need.REQUIRED);
      forced.add(name);
    }
  }

  static Field with(Field field, FieldType type, boolean required, boolean unique, Origin origin) {
    return new Field(field.name(), type, field.description(), required, unique, origin);
  }

  /**
   * What is not said to be required or optional: all are required, unless one is said to be.
   * Yes-or-no fields and lists have an own meaning when they are absent, so they are optional
   * unless told.
   */
  private List<Field> decided() {
    var someRequired =
        fields.values().stream().anyMatch(f -> isGiven(f) && needs.get(f.name()) == Need.REQUIRED);
    return fields.values().stream()
        .map(
            field ->
                field.origin() instanceof Origin.Given
                    ? with(
                        field,
                        field.type(),
                        isRequired(field, someRequired),
                        field.unique(),
                        field.origin())
                    : field)
        .toList();
  }

  private boolean isRequired(Field field, boolean someRequired) {
    return switch (needs.getOrDefault(field.name(), Need.NOT_SAID)) {
      case REQUIRED -> true;
      case OPTIONAL -> false;
      case NOT_SAID ->
          !someRequired
              && !(field.type() instanceof FieldType.Truth)
              && !(field.type() instanceof FieldType.ListOf);
    };
  }

  private boolean isGiven(Field field) {
    return field.origin() instanceof Origin.Given
        && !forced.contains(field.name())
        && !(field.type() instanceof FieldType.Reference);
  }

  /** Whether anything depends on what nobody said of needs. */
  boolean assumesNeeds() {
    return fields.values().stream()
            .anyMatch(f -> isGiven(f) && needs.get(f.name()) == Need.NOT_SAID)
        && fields.values().stream()
            .noneMatch(f -> isGiven(f) && needs.get(f.name()) == Need.REQUIRED);
  }

  /** Whoever changes it alone deletes it alone, unless something else is said. */
  boolean completesAccess() {
    return access(Statement.Deed.CHANGE) instanceof Access.Owner
        && access.putIfAbsent(Statement.Deed.DELETE, new Access.Owner()) == null;
  }

  /** What whoever passes the gate may do, besides actions. */
  List<Statement.Deed> open() {
    return Stream.of(Statement.Deed.values())
        .filter(deed -> access(deed) instanceof Access.Anyone)
        .filter(
            deed ->
                operations.contains(
                    switch (deed) {
                      case SEE -> Operation.READ;
                      case CREATE -> Operation.CREATE;
                      case CHANGE -> Operation.UPDATE;
                      case DELETE -> Operation.DELETE;
                    }))
        .toList();
  }

  Kind kind() {
    var fields = decided();
    List<Kind.Rule> all = new ArrayList<>(rules);
    for (var each : later) {
      var rule = Times.rule(of(fields, each.field()), of(fields, each.than()), each.orEqual());
      if (!all.contains(rule)) {
        all.add(rule);
      }
    }
    return new Kind(
        noun.singular(),
        noun.plural(),
        description,
        key,
        fields,
        List.copyOf(uniques),
        List.copyOf(noOverlap),
        all,
        expires,
        new Listing(
            filters.entrySet().stream().map(e -> new Filter(e.getKey(), e.getValue())).toList(),
            List.copyOf(search),
            List.copyOf(order),
            usualOrder),
        new KindAccess(
            access(Statement.Deed.SEE),
            access(Statement.Deed.CREATE),
            access(Statement.Deed.CHANGE),
            access(Statement.Deed.DELETE)),
        operations);
  }

  private static Field of(List<Field> fields, String name) {
    return fields.stream().filter(field -> field.name().equals(name)).findFirst().orElseThrow();
  }
}
