package factory.pipeline.source.english;

import factory.pipeline.source.Nouns;
import factory.pipeline.source.english.FieldReader.Need;
import factory.pipeline.spec.Access;
import factory.pipeline.spec.Action;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.FieldType.OnDelete;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Origin;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Records that each person makes of others by a deed: votes, participations, orders. */
final class Joinings {
  private static final String ROOM =
      "(?:max_|maximum_|number_of_|limit_of_|total_)*(?:places?|seats?|spots?|portions?|tickets?|slots?|spaces?|capacity|room|participants|people|persons|limit|size|(?:needed_)?(?:helpers|volunteers))(?:_limit|_(?:of|for)_[a-z]+)?";

  private static final Set<String> TAKEN =
      Set.of("it", "place", "seat", "spot", "portion", "ticket", "one", "mine");

  private static final class Joining {
    private String verb = "";
    private boolean once;
    private boolean free;
    private boolean back;
    private boolean counted;
  }

  private final Builder builder;
  private final Map<String, Joining> all = new LinkedHashMap<>();

  Joinings(Builder builder) {
    this.builder = builder;
  }

  /** The deed itself, or more of it. */
  void joins(Statement.Joins joins) throws Misread {
    var draft = builder.kind(joins.kind());
    var joining = all.computeIfAbsent(draft.name(), _ -> new Joining());
    if (!joins.verb().isEmpty()) {
      if (!joining.verb.isEmpty() && !joining.verb.equals(joins.verb())) {
        throw new Misread(
            "It is not clear whether to \"%s\" and to \"%s\" %s are the same."
                .formatted(joining.verb, joins.verb(), draft.words()));
      }
      joining.verb = joins.verb();
    }
    joining.once |= joins.once();
    joining.free |= joins.free();
  }

  /** It can be taken back. */
  void leaves(Statement.Leaves leaves) throws Misread {
    var joining = of(leaves.kind());
    var noun = JoinRules.noun(joining.verb);
    var what = Nouns.singular(leaves.what());
    if (!what.equals(noun)
        && !what.equals(joining.verb)
        && !what.equals(leaves.kind())
        && !TAKEN.contains(what)) {
      throw new Misread("Nothing is said of \"%s\".".formatted(leaves.what().replace('_', ' ')));
    }
    joining.back = true;
  }

  private Joining of(String kind) throws Misread {
    var joining = all.get(kind);
    if (joining == null || joining.verb.isEmpty()) {
      throw new Misread("It is not said what is done with %s.".formatted(kind.replace('_', ' ')));
    }
    return joining;
  }

  /** Whether something like a vote is made of records of this kind. */
  Optional<String> of(Draft parent) {
    return Optional.ofNullable(all.get(parent.name()))
        .filter(joining -> !joining.verb.isEmpty())
        .map(joining -> JoinRules.noun(joining.verb));
  }

  /** Makes the kinds of what is made so; before anything is said of them. */
  void complete() throws Misread {
    for (var entry : all.entrySet()) {
      var parent = builder.kind(entry.getKey());
      var joining = of(entry.getKey());
      var noun = JoinRules.noun(joining.verb);
      var draft = builder.drafts().get(noun);
      if (draft != null && !draft.fields().isEmpty()) {
        throw new Misread(
            "The %s have fields of their own, which whoever makes one gives."
                .formatted(draft.words()));
      }
      if (!joining.once && JoinRules.isState(joining.verb)) {
        joining.once = true;
        builder
            .assumptions()
            .add(
                "Nobody can %s the same %s twice."
                    .formatted(joining.verb.replace('_', ' '), parent.word()));
      }
      if (!joining.once) {
        throw new Misread(
            "It is not said whether somebody can %s the same %s twice."
                .formatted(joining.verb.replace('_', ' '), parent.word()));
      }
      draft = builder.draft(new Noun(noun, Nouns.plural(noun)));
      draft.put(
          new Field(
              parent.name(),
              new FieldType.Reference(parent.name(), OnDelete.CASCADE),
              "",
              true,
              false,
              new Origin.Given(Optional.empty(), false)),
          Need.REQUIRED);
      draft.filter(parent.name(), Kind.Filter.Way.EQUAL);
      var maker = builder.maker(draft);
      draft.unique(List.of(parent.name(), maker));
      draft.only(Set.of(Kind.Operation.LIST, Kind.Operation.READ));
      if (joining.free) {
        parent.force(room(parent).name());
      }
    }
  }

  /** The number of places that a record has. */
  private Field room(Draft parent) throws Misread {
    var rooms =
        parent.fields().values().stream()
            .filter(f -> f.type() instanceof FieldType.Whole && f.origin() instanceof Origin.Given)
            .filter(f -> f.name().matches(ROOM))
            .toList();
    if (rooms.size() != 1) {
      throw new Misread("It is not said how many places %s have.".formatted(parent.words()));
    }
    return rooms.getFirst();
  }

  /** Whether records of a kind are made of others by a deed alone. */
  boolean isMade(Draft parent, Draft child) {
    return of(parent).filter(child.name()::equals).isPresent();
  }

  /** Shows how many have done it, which is kept so that lists can be in its order. */
  String counted(Draft parent) throws Misread {
    var joining = of(parent.name());
    var name = "number_of_" + Nouns.plural(JoinRules.noun(joining.verb));
    joining.counted = true;
    parent.put(
        new Field(
            name,
            new FieldType.Whole(FieldType.Bounds.NONE),
            "",
            true,
            false,
            new Origin.Actions(Optional.of("0"))),
        Need.REQUIRED);
    return name;
  }

  /** Shows how many places are left. */
  void free(Statement.Free free) throws Misread {
    var parent = builder.kind(free.kind());
    var room = room(parent);
    parent.force(room.name());
    var counted = counted(parent);
    parent.put(
        new Field(
            freeName(room.name()),
            new FieldType.Whole(FieldType.Bounds.NONE),
            "",
            false,
            false,
            new Origin.Computed("record.%s - record.%s".formatted(room.name(), counted))),
        Need.OPTIONAL);
  }

  private static String freeName(String room) {
    var plain = room.replaceFirst("^(?:max_|maximum_|number_of_|limit_of_|total_)+", "");
    return plain.matches("(?:capacity|room|limit|size|participants|people|persons)(?:_.*)?")
        ? "free_places"
        : "free_" + plain;
  }

  /** The deeds, after all is there that they need. */
  List<Action> actions() {
    try {
      return made();
    } catch (Misread misread) {
      throw new IllegalStateException("not completed", misread);
    }
  }

  private List<Action> made() throws Misread {
    List<Action> actions = new ArrayList<>();
    for (var entry : all.entrySet()) {
      var kind = entry.getKey();
      var joining = entry.getValue();
      var child = builder.kind(JoinRules.noun(joining.verb));
      var parent = builder.kind(kind);
      var maker = builder.maker(child);
      var rows = child.noun().plural();
      var verb = joining.verb.replace('_', ' ');
      var mine = "x.%s == record && x.%s == caller".formatted(kind, maker);
      List<Action.Guard> guards = new ArrayList<>();
      guards.add(
          guard(
              "!%s.exists(x, %s)".formatted(rows, mine),
              "ALREADY_DONE",
              "You did this already: once is all."));
      if (joining.free) {
        guards.add(
            guard(
                "%s.filter(x, x.%s == record).size() < record.%s"
                    .formatted(rows, kind, room(parent).name()),
                "FULL",
                "Nothing is left of this %s.".formatted(parent.word())));
      }
      actions.add(
          new Action(
              joining.verb,
              "To %s this %s, once.".formatted(verb, parent.word()),
              kind,
              true,
              List.of(),
              new Access.Anyone(),
              guards,
              effects(
                  joining,
                  child,
                  "+",
                  new Action.Effect.Insert(child.name(), Map.of(kind, "record"), "made")),
              new Action.Answer.Named("made", true)));
      if (joining.back) {
        actions.add(
            new Action(
                back(joining.verb),
                "Takes the caller's %s back.".formatted(child.word()),
                kind,
                true,
                List.of(),
                new Access.Anyone(),
                List.of(
                    guard(
                        "%s.exists(x, %s)".formatted(rows, mine),
                        "NOT_DONE",
                        "There is nothing of yours to take back.")),
                effects(
                    joining,
                    child,
                    "-",
                    new Action.Effect.DeleteEach("%s.filter(x, %s)".formatted(rows, mine), "")),
                new Action.Answer.Nothing()));
      }
    }
    return actions;
  }

  private static List<Action.Effect> effects(
      Joining joining, Draft child, String sign, Action.Effect effect) {
    if (!joining.counted) {
      return List.of(effect);
    }
    var name = "number_of_" + child.noun().plural();
    return List.of(
        effect,
        new Action.Effect.Set("record", Map.of(name, "record.%s %s 1".formatted(name, sign))));
  }

  private static String back(String verb) {
    return switch (verb) {
      case "join" -> "leave";
      case "vote", "like", "follow", "subscribe", "register" -> "un" + verb;
      default -> "cancel_" + JoinRules.noun(verb);
    };
  }

  private static Action.Guard guard(String check, String reason, String message) {
    return new Action.Guard(check, new Action.Refusal(409, reason, message));
  }
}
