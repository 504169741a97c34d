package factory.pipeline.source.english;

import factory.pipeline.source.english.FieldReader.Need;
import factory.pipeline.spec.Access;
import factory.pipeline.spec.Action;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Origin;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is said of taking things and giving them back, until it is a pair of actions. */
final class Holdings {
  private static final class Holding {
    private String take = "";
    private String back = "";
    private boolean alone;
    private boolean ownBack;
  }

  private final Map<String, Holding> all = new LinkedHashMap<>();

  private Holding of(Draft draft) {
    return all.computeIfAbsent(draft.name(), _ -> new Holding());
  }

  void takes(Draft draft, Statement.Takes takes) throws Misread {
    var holding = of(draft);
    if (!takes.verb().isEmpty()) {
      if (!holding.take.isEmpty() && !holding.take.equals(takes.verb())) {
        throw new Misread(
            "It is not clear whether to \"%s\" and to \"%s\" %s are the same."
                .formatted(holding.take, takes.verb(), draft.words()));
      }
      holding.take = takes.verb();
    }
    holding.alone |= takes.alone();
  }

  void givesBack(Draft draft, Statement.GivesBack back) throws Misread {
    var holding = of(draft);
    // To bring it back and to return it is the same.
    holding.back = holding.back.isEmpty() ? back.verb() : holding.back;
    holding.ownBack |= back.own();
    if (holding.take.isEmpty()) {
      throw new Misread(
          "It is not said how %s are taken that are given back.".formatted(draft.words()));
    }
  }

  /** Whether a record shows who has it. */
  void shown(Draft draft) throws Misread {
    var holding = all.get(draft.name());
    if (holding == null || holding.take.isEmpty()) {
      throw new Misread("It is not said how %s are taken.".formatted(draft.words()));
    }
    if (!holding.alone) {
      throw new Misread(
          "It is not said whether %s can be taken that somebody has.".formatted(draft.words()));
    }
    if (!holding.back.isEmpty() && !holding.ownBack) {
      throw new Misread(
          "It is not said who gives %s back that somebody has.".formatted(draft.words()));
    }
    var name = fieldOf(holding.take);
    if (draft.field(name).isEmpty()) {
      draft.put(
          new Field(
              name, new FieldType.Wallet(), "", false, false, new Origin.Actions(Optional.empty())),
          Need.OPTIONAL);
      draft.filter(name, factory.pipeline.spec.Kind.Filter.Way.EQUAL);
    }
  }

  private static String fieldOf(String take) {
    var words = take.split(" ");
    words[0] =
        switch (words[0]) {
          case "take" -> "taken";
          case "grab" -> "grabbed";
          default -> words[0].endsWith("e") ? words[0] + "d" : words[0] + "ed";
        };
    return String.join("_", words) + "_by";
  }

  List<Action> actions() {
    List<Action> actions = new ArrayList<>();
    all.forEach(
        (kind, holding) -> {
          var words = kind.replace('_', ' ');
          var field = fieldOf(holding.take);
          actions.add(
              action(
                  kind,
                  holding.take,
                  "Takes the %s, if nobody has it.".formatted(words),
                  List.of(
                      guard(
                          "record.%s == null".formatted(field),
                          409,
                          "TAKEN",
                          "Somebody has this %s already.".formatted(words))),
                  Map.of(field, "caller")));
          if (!holding.back.isEmpty()) {
            actions.add(
                action(
                    kind,
                    holding.back,
                    "Gives the %s back, which only whoever has it can do.".formatted(words),
                    List.of(
                        guard(
                            "record.%s != null".formatted(field),
                            409,
                            "NOT_TAKEN",
                            "Nobody has this %s.".formatted(words)),
                        guard(
                            "record.%s == caller".formatted(field),
                            403,
                            "NOT_YOURS",
                            "Somebody else has this %s.".formatted(words))),
                    Map.of(field, "null")));
          }
        });
    return actions;
  }

  private static Action.Guard guard(String check, int status, String reason, String message) {
    return new Action.Guard(check, new Action.Refusal(status, reason, message));
  }

  private static Action action(
      String kind,
      String verb,
      String description,
      List<Action.Guard> guards,
      Map<String, String> values) {
    return new Action(
        verb.replace(' ', '_'),
        description,
        kind,
        true,
        List.of(),
        new Access.Anyone(),
        guards,
        List.of(new Action.Effect.Set("record", values)),
        new Action.Answer.Changed());
  }
}
