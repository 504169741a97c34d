package factory.pipeline.source.english;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Every wording that is understood besides things with their fields. */
final class Rules {
  private static final List<Rule> ALL =
      Stream.of(
              RelationRules.all(),
              HoldRules.all(),
              JoinRules.figures(),
              StateRules.all(),
              MoveRules.all(),
              FieldRules.all(),
              ListRules.all(),
              AccessRules.all())
          .flatMap(List::stream)
          .toList();

  private Rules() {}

  /** What a clause says; empty when no rule has a place for all of it. */
  static List<Statement> read(Clause clause, String latest) throws Misread {
    @Nullable Misread first = null;
    for (var form : Forms.of(clause.text())) {
      try {
        var moves = MoveRules.read(form, latest);
        if (!moves.isEmpty()) {
          return moves;
        }
        for (var rule : ALL) {
          var statements = rule.read(form, latest);
          if (!statements.isEmpty()) {
            return statements;
          }
        }
      } catch (Misread misread) {
        first = first == null ? misread : first;
      }
    }
    if (first != null) {
      throw first;
    }
    return List.of();
  }
}
