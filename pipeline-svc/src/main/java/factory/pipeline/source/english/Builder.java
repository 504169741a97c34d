package factory.pipeline.source.english;

import factory.pipeline.source.english.FieldReader.Need;
import factory.pipeline.source.english.Statement.Deed;
import factory.pipeline.spec.Access;
import factory.pipeline.spec.Action;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.FieldType.OnDelete;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Kind.Filter.Way;
import factory.pipeline.spec.Origin;
import factory.pipeline.spec.Report;
import factory.pipeline.spec.Specification;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Puts statements together to kinds and reports. */
final class Builder {
  private final Map<String, Draft> drafts = new LinkedHashMap<>();
  private final Holdings holdings = new Holdings();
  private final Joinings joinings = new Joinings(this);
  private final Movings movings = new Movings(this);
  private final Doings doings = new Doings(this);
  private final List<Report> reports = new ArrayList<>();
  private final Set<String> assumptions = new LinkedHashSet<>();
  private final Set<String> seenByAll = new HashSet<>();
  private final List<Specification> made = new ArrayList<>();

  Map<String, Draft> drafts() {
    return drafts;
  }

  Joinings joinings() {
    return joinings;
  }

  Movings movings() {
    return movings;
  }

  Holdings holdings() {
    return holdings;
  }

  /** What can be done with records, besides what can be done with all. */
  List<Action> actions() {
    return Stream.of(holdings.actions(), movings.actions(), joinings.actions(), doings.actions())
        .flatMap(List::stream)
        .toList();
  }

  List<Report> reports() {
    return reports;
  }

  Set<String> assumptions() {
    return assumptions;
  }

  /** The templates that are in it. */
  List<Specification> made() {
    return made;
  }

  private void made(Specification template, int top) throws Misread {
    for (var kind : template.kinds()) {
      if (drafts.containsKey(kind.name())) {
        throw new Misread("There are %s of another sort already.".formatted(words(kind.plural())));
      }
    }
    template.kinds().forEach(kind -> drafts.put(kind.name(), Draft.of(kind)));
    for (var report : template.reports()) {
      reports.add(
          top == 0
              ? report
              : new Report(
                  report.name(),
                  report.description(),
                  report.kind(),
                  report.inputs(),
                  report.where(),
                  report.groups(),
                  report.measures(),
                  report.order(),
                  top));
    }
    made.add(template);
    assumptions.add(
        "Nobody says more of it, so it is what is usual: %s".formatted(template.description()));
  }

  /** In words. */
  static String verb(Deed deed) {
    return switch (deed) {
      case SEE -> "see";
      case CREATE -> "make";
      case CHANGE -> "change";
      case DELETE -> "delete";
    };
  }

  Draft draft(Noun noun) {
    return drafts.computeIfAbsent(noun.singular(), _ -> new Draft(noun));
  }

  /**
   * Adds what a statement says.
   *
   * @throws Misread where it fits to nothing, or says something else than another one
   */
  void apply(Statement statement) throws Misread {
    switch (statement) {
      case Statement.Has has -> {
        var draft = draft(has.thing());
        for (var read : has.fields()) {
          draft.add(read);
        }
      }
      case Statement.Made made -> made(Concepts.made(made.use()), made.top());
      case Statement.BelongsTo belongs -> belongs(belongs);
      case Statement.Deleted deleted -> deleted(deleted);
      case Statement.May may -> may(may);
      case Statement.Once once -> once(once);
      case Statement.Usual usual -> usual(usual);
      case Statement.Counts counts -> new Counting(this).counts(counts);
      case Statement.Figure figure -> new Counting(this).figure(figure);
      case Statement.Table table -> new Tables(this).add(table);
      case Statement.Filter filter -> new Lists(this).filter(filter);
      case Statement.Search search -> new Lists(this).search(search);
      case Statement.Order order -> new Lists(this).order(order);
      case Statement.Sorted sorted -> new Lists(this).sorted(sorted);
      case Statement.Joins joins -> joinings.joins(joins);
      case Statement.Leaves leaves -> joinings.leaves(leaves);
      case Statement.Free free -> joinings.free(free);
      case Statement.Joined joined -> joinings.counted(kind(joined.kind()));
      case Statement.Ranked ranked -> new Counting(this).ranked(ranked);
      case Statement.Takes takes -> holdings.takes(kind(takes.kind()), takes);
      case Statement.GivesBack back -> holdings.givesBack(kind(back.kind()), back);
      case Statement.Moves moves -> movings.moves(moves);
      case Statement.Enough enough -> movings.enough(enough);
      case Statement.Does does -> doings.does(does);
      case Statement.Graded graded -> new Guarding(this).graded(graded);
      case Statement.OnlyWhile only -> new Guarding(this).onlyWhile(only);
      case Statement.ChildOnly child -> new Guarding(this).childOnly(child);
      case Statement.NotOwn own -> new Guarding(this).notOwn(own);
      case Statement.Differ differ -> new Guarding(this).differ(differ);
      case Statement.Compared compared -> new Guarding(this).compared(compared);
      case Statement.Held held -> holdings.shown(kind(held.kind()));
      case Statement.NoOverlap overlap -> new Times(this).noOverlap(overlap);
      case Statement.Expires expires -> new Times(this).expires(expires);
      case Statement.Later later -> new Times(this).later(later);
      case Statement.Needs _,
          Statement.Bounded _,
          Statement.Length _,
          Statement.Default _,
          Statement.Fixed _,
          Statement.Product _,
          Statement.Passed _,
          Statement.Chain _,
          Statement.Starts _,
          Statement.CanBe _ ->
          new FieldChanges(this).apply(statement);
      case Statement.Harmless _ -> {}
    }
  }

  /** A kind that was named. */
  Draft kind(String name) throws Misread {
    var draft = drafts.get(name);
    if (draft == null) {
      throw new Misread("Nothing is kept that is called \"%s\".".formatted(name.replace('_', ' ')));
    }
    return draft;
  }

  /** The kind that has a field; the one that is named, or the only one with it. */
  Draft with(String kind, String field) throws Misread {
    if (!kind.isEmpty() && kind(kind).field(field).isPresent()) {
      return kind(kind);
    }
    var all = drafts.values().stream().filter(d -> d.field(field).isPresent()).toList();
    if (all.size() != 1 || !kind.isEmpty()) {
      throw new Misread(
          all.isEmpty() || !kind.isEmpty()
              ? "There is no field \"%s\" that it could be about.".formatted(words(field))
              : "More than one kind has a field \"%s\": say which is meant."
                  .formatted(words(field)));
    }
    return all.getFirst();
  }

  Field field(Draft draft, String name) throws Misread {
    return draft
        .field(name)
        .orElseThrow(
            () ->
                new Misread("The %s have no field \"%s\".".formatted(draft.words(), words(name))));
  }

  static String words(String name) {
    return name.replace('_', ' ');
  }

  void belongs(Statement.BelongsTo belongs) throws Misread {
    var child = kind(belongs.child());
    var parent = kind(belongs.parent());
    var before = child.field(parent.name());
    if (before.isPresent() && before.get().type() instanceof FieldType.Reference) {
      return;
    }
    if (refersTo(/* child= */ parent, /* parent= */ child)) {
      throw new Misread(
          "Each of the %s has many %s and the other way round: that needs a kind of its own, with one of each."
              .formatted(parent.words(), child.words()));
    }
    // A list of the children by name would be another one.
    parent.field(child.noun().plural()).ifPresent(f -> parent.fields().remove(f.name()));
    if (before.isPresent() && !(before.get().type() instanceof FieldType.Text)) {
      throw new Misread(
          "The field \"%s\" of %s cannot be a %s and something else."
              .formatted(words(parent.name()), child.words(), parent.word()));
    }
    var required = belongs.required();
    child.put(
        new Field(
            parent.name(),
            new FieldType.Reference(parent.name(), OnDelete.RESTRICT),
            "",
            required,
            false,
            new Origin.Given(Optional.empty(), false)),
        required ? Need.REQUIRED : Need.OPTIONAL);
    child.filter(parent.name(), Way.EQUAL);
    if (belongs.assumed()) {
      assumptions.add(
          "The %s of %s is one of the %s.".formatted(parent.word(), child.words(), parent.words()));
    }
  }

  private void deleted(Statement.Deleted deleted) throws Misread {
    var child = kind(deleted.child());
    var parent = kind(deleted.parent());
    if (child.field(parent.name()).isEmpty()) {
      belongs(new Statement.BelongsTo(child.name(), parent.name(), true, true));
    }
    var field = field(child, parent.name());
    if (!(field.type() instanceof FieldType.Reference)) {
      throw new Misread(
          "It is not said that %s belong to %s.".formatted(child.words(), parent.words()));
    }
    child.says(
        "what becomes of %s when their %s is deleted".formatted(child.words(), parent.word()),
        deleted.then());
    child.put(
        Draft.with(
            field,
            new FieldType.Reference(parent.name(), deleted.then()),
            field.required(),
            field.unique(),
            field.origin()),
        child.need(field.name()));
  }

  private void may(Statement.May may) throws Misread {
    var draft = kind(may.kind());
    for (var deed : may.deeds()) {
      if (deed == Deed.SEE
          && seenByAll.contains(may.kind())
          && !(may.who() instanceof Access.Anyone)) {
        throw draft.twice(deed, new Access.Anyone(), may.who());
      }
      draft.may(deed, may.who());
    }
    if (may.who() instanceof Access.Owner) {
      assumptions.add("Whose %s it is says the wallet that made it.".formatted(draft.word()));
    }
    if (may.who() instanceof Access.Owner && may.deeds().contains(Deed.SEE)) {
      // What others do not see they cannot change.
      for (var deed : Set.of(Deed.CHANGE, Deed.DELETE)) {
        if (draft.access(deed) instanceof Access.Anyone) {
          draft.may(deed, may.who());
        }
      }
    }
  }

  /** It is so unless something else is said. */
  private void usual(Statement.Usual usual) throws Misread {
    for (var name : usual.kinds()) {
      var draft = kind(name);
      for (var deed : usual.deeds()) {
        if (draft.access(deed) instanceof Access.Nobody
            || (deed == Deed.SEE && !(draft.access(deed) instanceof Access.Anyone))) {
          throw draft.twice(deed, draft.access(deed), new Access.Anyone());
        }
        if (deed == Deed.SEE) {
          seenByAll.add(name);
        }
      }
    }
  }

  private void once(Statement.Once once) throws Misread {
    var first = once.fields().isEmpty() ? "" : once.fields().getFirst();
    var draft = once.caller() ? kind(once.kind()) : with(once.kind(), first);
    List<String> names = new ArrayList<>();
    for (var name : once.fields()) {
      if (draft.field(name).isEmpty() && drafts.containsKey(name)) {
        belongs(new Statement.BelongsTo(draft.name(), name, true, true));
      }
      var field = field(draft, name);
      if (!Lists.isComparable(field)) {
        throw new Misread("A %s cannot be compared.".formatted(words(name)));
      }
      names.add(field.name());
    }
    if (once.caller()) {
      names.add(maker(draft));
    }
    draft.unique(names);
  }

  /** The field with the wallet that made a record. */
  String maker(Draft draft) {
    return draft.fields().values().stream()
        .filter(f -> f.origin() instanceof Origin.Caller)
        .map(Field::name)
        .findFirst()
        .orElseGet(
            () -> {
              var name = draft.field("made_by").isPresent() ? "made_by_wallet" : "made_by";
              draft.put(
                  new Field(name, new FieldType.Wallet(), "", true, false, new Origin.Caller()),
                  Need.REQUIRED);
              return name;
            });
  }

  static boolean refersTo(Draft child, Draft parent) {
    return child
        .field(parent.name())
        .filter(f -> f.type() instanceof FieldType.Reference)
        .isPresent();
  }

  static boolean isText(FieldType type) {
    return type instanceof FieldType.Text
        || type instanceof FieldType.Email
        || type instanceof FieldType.Url;
  }

  /** Kinds as they are now. */
  List<Kind> kinds() {
    return drafts.values().stream().map(Draft::kind).toList();
  }
}
