package factory.pipeline.source.english;

import java.util.List;
import java.util.stream.Stream;

/** Every wording that is understood besides things with their fields. */
final class Rules {
  private static final List<Rule> ALL =
      Stream.of(
              RelationRules.all(),
              HoldRules.all(),
              FieldRules.all(),
              ListRules.all(),
              AccessRules.all())
          .flatMap(List::stream)
          .toList();

  private Rules() {}

  /** What a clause says; empty when no rule has a place for all of it. */
  static List<Statement> read(Clause clause, String latest) throws Misread {
    for (var rule : ALL) {
      var statements = rule.read(clause, latest);
      if (!statements.isEmpty()) {
        return statements;
      }
    }
    return List.of();
  }
}
