package factory.pipeline.source.english;

import factory.pipeline.source.english.Guesses.Guess;
import factory.pipeline.source.english.Statement.Deed;
import factory.pipeline.spec.Access;
import factory.pipeline.spec.Kind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Who may do what, of a sentence that speaks of it in words that are not understood. */
final class GuessedAccess {
  private static final Pattern PERMITS =
      Pattern.compile(
          "\\b(?:only|admins?|administrators?|moderators?|managers?|staff|owners?|nobody|permissions?|private|secret|hidden|may|allowed|authori[sz]ed|own)\\b");
  private static final Pattern CHANGES =
      Pattern.compile("\\b(?:edit|edits|change|changes|update|updates|modify|modifies)\\b");
  private static final Pattern DELETES =
      Pattern.compile("\\b(?:delete|deletes|remove|removes|deleted|removed)\\b");
  private static final Pattern SEES =
      Pattern.compile("\\b(?:see|sees|view|views|read|reads|visible|access|private|hidden)\\b");

  private GuessedAccess() {}

  static Optional<Guesses> of(Recognised found) {
    var text = found.text();
    var deeds = EnumSet.noneOf(Deed.class);
    if (SEES.matcher(text).find()) {
      deeds.add(Deed.SEE);
    }
    if (CHANGES.matcher(text).find()) {
      deeds.add(Deed.CHANGE);
    }
    if (DELETES.matcher(text).find()) {
      deeds.add(Deed.DELETE);
    }
    if (!PERMITS.matcher(text).find() || deeds.isEmpty() || found.spoken().isEmpty()) {
      return Optional.empty();
    }
    var kind = found.spoken().get();
    var word = Guesses.word(kind);
    var verbs = String.join(" or ", deeds.stream().map(Builder::verb).toList());
    List<Guess> all = new ArrayList<>();
    all.add(
        new Guess(
            "Only its author may %s a %s.".formatted(verbs, word),
            "Whoever made the %s".formatted(word)));
    if (!deeds.contains(Deed.SEE)) {
      all.add(new Guess("Nobody may %s a %s.".formatted(verbs, word), "Nobody"));
    }
    return Optional.of(
        new Guesses(
            "Who may %s %s?".formatted(verbs, Builder.words(kind.plural())),
            all,
            deeds.stream().allMatch(deed -> access(kind, deed) instanceof Access.Anyone)
                ? "Everybody who holds the token"
                : "It stays as it is otherwise: leave this out"));
  }

  private static Access access(Kind kind, Deed deed) {
    return switch (deed) {
      case SEE -> kind.access().read();
      case CREATE -> kind.access().create();
      case CHANGE -> kind.access().update();
      case DELETE -> kind.access().delete();
    };
  }
}
