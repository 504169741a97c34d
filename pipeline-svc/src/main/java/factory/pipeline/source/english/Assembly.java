package factory.pipeline.source.english;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Puts together what sentences say. One that does not fit to the others is left out; where it would
 * without one of them, the two contradict each other, and its reason names the other one.
 */
final class Assembly {
  /** What one sentence says, with the sentence; the same said twice are two. */
  static final class Spoken {
    private final Traced sentence;
    private final List<Statement> statements;

    Spoken(Traced sentence, List<Statement> statements) {
      this.sentence = sentence;
      this.statements = List.copyOf(statements);
    }

    Traced sentence() {
      return sentence;
    }

    List<Statement> statements() {
      return statements;
    }
  }

  private final List<Spoken> all;
  private final Set<Noun> named;
  private final Set<String> described;
  private final List<Left> before;
  private List<Left> left = new ArrayList<>();
  private Builder builder = new Builder();

  /**
   * Puts them together.
   *
   * @param all in their order; those that do not fit are taken out
   * @param named things that are named where nothing else is understood of them
   * @param described kinds whose fields were said, but not understood
   * @param before what is left out already
   */
  Assembly(List<Spoken> all, Set<Noun> named, Set<String> described, List<Left> before) {
    this.all = all;
    this.named = named;
    this.described = described;
    this.before = List.copyOf(before);
    var given = List.copyOf(all);
    Map<Spoken, Left> failed = new LinkedHashMap<>();
    for (var wrong = applied(all, failed); wrong.isPresent(); wrong = applied(all, failed)) {
      failed.put(wrong.get().said(), wrong.get().why());
      all.remove(wrong.get().said());
      for (var statement : wrong.get().said().statements()) {
        if (statement instanceof Statement.Has has) {
          named.add(has.thing());
          described.add(has.thing().singular());
        }
      }
    }
    if (!failed.isEmpty()) {
      contradictions(given, failed);
      applied(all, failed);
    }
  }

  Builder builder() {
    return builder;
  }

  /** All that is left out. */
  List<Left> left() {
    return left;
  }

  /** Says of those that do not fit which other sentence they exclude. */
  private void contradictions(List<Spoken> given, Map<Spoken, Left> failed) {
    for (var wrong : List.copyOf(failed.keySet())) {
      var with = new ArrayList<>(given);
      with.removeIf(said -> said != wrong && failed.containsKey(said));
      for (var other : List.copyOf(all)) {
        var without = new ArrayList<>(with);
        without.remove(other);
        if (applied(without, Map.of()).isEmpty()) {
          failed.computeIfPresent(wrong, (_, why) -> why.against(other.sentence()));
          break;
        }
      }
    }
  }

  /** A sentence that does not fit to the others, and why. */
  private record Wrong(Spoken said, Left why) {}

  /** Anew: nothing of a sentence that cannot be whole. */
  private Optional<Wrong> applied(List<Spoken> some, Map<Spoken, Left> failed) {
    builder = new Builder();
    left = new ArrayList<>(before);
    left.addAll(failed.values());
    named.forEach(builder::draft);
    some.forEach(said -> FirstGo.related(said.sentence().text()).forEach(builder::draft));
    for (var phase = 0; phase <= Statement.LAST_PHASE; phase++) {
      for (var said : some) {
        try {
          for (var statement : said.statements()) {
            if (statement.phase() == phase) {
              builder.apply(statement);
            }
          }
        } catch (Misread misread) {
          return Optional.of(wrong(said, misread));
        }
      }
      if (phase == Statement.LAST_OF_JOININGS) {
        try {
          builder.joinings().complete();
        } catch (Misread misread) {
          var said = some.stream().filter(Assembly::joins).findFirst().orElseThrow();
          return Optional.of(wrong(said, misread));
        }
      }
      if (phase == 0) {
        for (var draft : builder.drafts().values()) {
          if (draft.fields().isEmpty() && !described.contains(draft.name())) {
            Relating.usual(builder, draft);
          }
        }
        new Relating(builder, left).relate();
      }
    }
    return Optional.empty();
  }

  private static Wrong wrong(Spoken said, Misread misread) {
    return new Wrong(said, Left.unread(said.sentence(), Left.reason(said.sentence(), misread)));
  }

  private static boolean joins(Spoken said) {
    return said.statements().stream().anyMatch(Statement.Joins.class::isInstance);
  }
}
