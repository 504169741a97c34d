package factory.pipeline.spec;

import factory.pipeline.spec.Kind.Filter.Way;
import factory.pipeline.spec.Kind.Operation;
import factory.pipeline.spec.expression.Expected;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Checks one kind. */
final class KindChecker {
  private static final Set<String> BUILT_IN = Set.of("id", "created_at", "updated_at");
  private static final Set<String> PARAMETERS = Set.of("q", "order", "page_size", "page_token");

  private final Check check;
  private final Kind kind;
  private final String at;

  KindChecker(Check check, Kind kind, String at) {
    this.check = check;
    this.kind = kind;
    this.at = at;
  }

  void check() {
    if (kind.fields().isEmpty()) {
      check.problem(at + "/fields", "must have at least one");
    }
    var types = new TypeChecker(check);
    Map<String, String> names = new HashMap<>();
    for (var i = 0; i < kind.fields().size(); i++) {
      var field = kind.fields().get(i);
      var where = at + "/fields/" + i;
      check.taken(names, field.name(), where + "/name");
      types.name(field.name(), where + "/name");
      if (BUILT_IN.contains(field.name())) {
        check.problem(
            where + "/name", "'%s' is there in every record: leave it out".formatted(field.name()));
      }
      types.type(field.type(), field.required(), where);
      new OriginChecker(check, kind, field, where).check();
      if (field.type() instanceof FieldType.File
          && !field.origin().equals(new Origin.Given(Optional.empty(), false))) {
        check.problem(where, "a file is sent by callers: leave out default, fixed and set_by");
      }
      if (field.unique() && !field.isIssued()) {
        check.comparable(field, where + "/unique", "compare");
      }
    }
    key();
    unique();
    noOverlap();
    rules();
    listing();
    access();
    kind.http().ifPresent(http -> new HttpChecker(check, kind, http, at + "/http").check());
    kind.expires()
        .flatMap(name -> check.field(kind, name, at + "/expires"))
        .ifPresent(
            field -> {
              if (!(field.type() instanceof FieldType.Instant) || !field.isStored()) {
                check.problem(at + "/expires", "must be an instant field that is kept");
              }
            });
  }

  private void key() {
    switch (kind.key()) {
      case Kind.Key.Natural natural ->
          check
              .field(kind, natural.field(), at + "/key/field")
              .ifPresent(
                  field -> {
                    if (!(field.type() instanceof FieldType.Text
                        || field.type() instanceof FieldType.Whole)) {
                      check.problem(at + "/key/field", "must be a text or integer field");
                    }
                    if (!field.required() || !field.unique()) {
                      check.problem(at + "/key/field", "must be a required and unique field");
                    }
                    if (!field.isStored() || field.origin() instanceof Origin.Actions) {
                      check.problem(
                          at + "/key/field", "must be given or set when a record is made");
                    }
                  });
      case Kind.Key.Code code -> code(code.alphabet(), code.length());
      case Kind.Key.Slug slug -> OriginChecker.slugOf(check, kind, slug.of(), at + "/key/of");
      case Kind.Key.Uuid _, Kind.Key.Sequence _ -> {}
    }
  }

  private void code(String alphabet, int length) {
    if (alphabet.chars().distinct().count() < alphabet.length()) {
      check.problem(at + "/key/alphabet", "must not have a character twice");
    }
    if (length * Math.log(alphabet.length()) < Math.log(1_000_000)) {
      check.problem(at + "/key", "has fewer than a million codes: make it longer");
    }
  }

  private void unique() {
    for (var i = 0; i < kind.unique().size(); i++) {
      fields(kind.unique().get(i).fields(), at + "/unique/" + i + "/fields");
    }
  }

  private void fields(List<String> names, String where) {
    if (new HashSet<>(names).size() < names.size()) {
      check.problem(where, "must not name one twice");
    }
    for (var i = 0; i < names.size(); i++) {
      var pointer = where + "/" + i;
      check
          .field(kind, names.get(i), pointer)
          .ifPresent(field -> check.comparable(field, pointer, "compare"));
    }
  }

  private void noOverlap() {
    for (var i = 0; i < kind.noOverlap().size(); i++) {
      var interval = kind.noOverlap().get(i);
      var where = at + "/no_overlap/" + i;
      var from = check.field(kind, interval.from(), where + "/from");
      var to = check.field(kind, interval.to(), where + "/to");
      from.ifPresent(field -> end(field, where + "/from"));
      to.ifPresent(field -> end(field, where + "/to"));
      if (from.isPresent()
          && to.isPresent()
          && from.get().type().getClass() != to.get().type().getClass()) {
        check.problem(where + "/to", "must be of the same type as from");
      }
      fields(interval.per(), where + "/per");
    }
  }

  private void end(Field field, String where) {
    if (!(field.type() instanceof FieldType.Instant
        || field.type() instanceof FieldType.Date
        || field.type() instanceof FieldType.Time
        || field.type() instanceof FieldType.Whole)) {
      check.problem(where, "must be an instant, date, time or integer field");
    } else if (!field.required() || !field.isStored()) {
      check.problem(where, "must be a required field that is kept");
    }
  }

  private void rules() {
    var scope = check.expressions().rule(kind);
    for (var i = 0; i < kind.rules().size(); i++) {
      var rule = kind.rules().get(i);
      var where = at + "/rules/" + i;
      check.expression(where + "/check", scope, rule.check(), new Expected.Truth());
      check.field(kind, rule.field(), where + "/field");
    }
  }

  private void listing() {
    var listing = kind.listing();
    Map<String, String> parameters = new HashMap<>();
    PARAMETERS.forEach(name -> parameters.put(name, "every list"));
    for (var i = 0; i < listing.filters().size(); i++) {
      filter(listing.filters().get(i), at + "/list/filters/" + i, parameters);
    }
    for (var i = 0; i < listing.search().size(); i++) {
      var where = at + "/list/search/" + i;
      check
          .field(kind, listing.search().get(i), where)
          .ifPresent(
              field -> {
                if (check.comparable(field, where, "search") && !isText(field.type())) {
                  check.problem(where, "must be a text field");
                }
              });
    }
    fields(listing.order(), at + "/list/order");
    var order = listing.defaultOrder().replaceFirst("^-", "");
    if (!order.equals("created_at") && !listing.order().contains(order)) {
      check.problem(
          at + "/list/default_order", "must be created_at or a field that is named in order");
    }
  }

  private static boolean isText(FieldType type) {
    return type instanceof FieldType.Text
        || type instanceof FieldType.Email
        || type instanceof FieldType.Url;
  }

  private void filter(Kind.Filter filter, String where, Map<String, String> parameters) {
    var found = check.field(kind, filter.field(), where + "/field");
    if (found.isEmpty()) {
      return;
    }
    if (filter.ways().contains(Way.HAS)) {
      has(filter, found.get(), where, parameters);
      return;
    }
    if (!check.comparable(found.get(), where + "/field", Check.FILTER_BY)) {
      return;
    }
    var type = found.get().type();
    for (var way : filter.ways()) {
      switch (way) {
        case EQUAL -> check.taken(parameters, filter.field(), where + "/field");
        case RANGE -> {
          check.taken(parameters, filter.field() + "_from", where + "/field");
          check.taken(parameters, filter.field() + "_to", where + "/field");
        }
        case PREFIX -> check.taken(parameters, filter.field() + "_prefix", where + "/field");
        case ANY_OF -> check.taken(parameters, filter.field() + "_in", where + "/field");
        case HAS -> {}
      }
      if (way == Way.PREFIX && !isText(type)) {
        check.problem(where + "/by", "only text has a prefix");
      }
      if (way == Way.RANGE
          && (type instanceof FieldType.Truth
              || type instanceof FieldType.Choice
              || type instanceof FieldType.Reference
              || type instanceof FieldType.Wallet)) {
        check.problem(where + "/by", "a " + FieldWriter.nameOf(type) + " has no range");
      }
    }
  }

  /** A list is asked for by what is in it, and by nothing else. */
  private void has(Kind.Filter filter, Field field, String where, Map<String, String> parameters) {
    check.taken(parameters, filter.field() + "_has", where + "/field");
    if (!(field.type() instanceof FieldType.ListOf list) || !Check.isComparable(list.item())) {
      check.problem(where + "/by", "only a list of plain values has something in it");
    } else if (!field.isStored()) {
      check.problem(where + "/field", "'%s' is computed when it is read".formatted(field.name()));
    }
    if (filter.ways().size() > 1) {
      check.problem(where + "/by", "a list can be filtered by has alone");
    }
  }

  private void access() {
    var access = kind.access();
    access(access.read(), at + "/access/read");
    access(access.create(), at + "/access/create");
    access(access.update(), at + "/access/update");
    access(access.delete(), at + "/access/delete");
    if (access.create() instanceof Access.Owner) {
      check.problem(
          at + "/access/create",
          "whoever makes a record is its owner: write anyone, or a condition over caller");
    }
    if (access.read() instanceof Access.Nobody
        && (kind.operations().contains(Operation.READ)
            || kind.operations().contains(Operation.LIST))) {
      check.problem(
          at + "/access/read", "nobody can read it: leave list and read out of operations instead");
    }
  }

  private void access(Access access, String where) {
    if (access instanceof Access.When when) {
      check.expression(
          where + "/when",
          check.expressions().access(kind),
          when.condition(),
          new Expected.Condition());
    }
  }
}
