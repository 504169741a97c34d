package factory.pipeline.source.english;

import factory.pipeline.source.english.Guesses.Guess;
import factory.pipeline.source.english.Recognised.Of;
import factory.pipeline.spec.FieldType;
import java.util.List;

/** Lists, figures and relations that a sentence may mean. */
final class GuessedLists {
  private GuessedLists() {}

  static void add(Recognised found, List<Guess> all) {
    for (var of : found.fields()) {
      order(found, of, all);
      figures(found, of, all);
      filter(found, of, all);
    }
    pairs(found, all);
  }

  private static void order(Recognised found, Of of, List<Guess> all) {
    if (!found.says(
        "first|orders?|ordered|sort(?:ed)?|top|latest|newest|oldest|earliest|best|highest|lowest|cheapest|most")) {
      return;
    }
    var plural = Builder.words(of.kind().plural());
    var name = Builder.words(of.field().name());
    var down = found.says("latest|newest|best|highest|most|top|descending");
    for (var descending : List.of(down, !down)) {
      var way = descending ? "descending" : "ascending";
      all.add(
          new Guess(
              "%s are sorted by %s, %s.".formatted(plural, name, way),
              "The list of %s is in the order of %s, %s first"
                  .formatted(plural, name, descending ? "the highest" : "the lowest")));
    }
  }

  private static void figures(Recognised found, Of of, List<Guess> all) {
    var plural = Builder.words(of.kind().plural());
    var name = Builder.words(of.field().name());
    if (found.says("how many|number|count|counts") && !of.field().type().isNumber()) {
      all.add(
          new Guess(
              "Show the number of %s per %s.".formatted(plural, name),
              "A report of how many %s there are per %s".formatted(plural, name)));
    }
    if (!of.field().type().isNumber()) {
      return;
    }
    var figure =
        found.says("average|avg|mean")
            ? "average"
            : found.says("total|sum|pledged|altogether|in all") ? "total" : "";
    if (figure.isEmpty()) {
      return;
    }
    for (var span : List.of("month", "day", "year")) {
      if (found.says(span)) {
        all.add(
            new Guess(
                "Show the %s %s per %s.".formatted(figure, name, span),
                "A report of the %s %s per %s".formatted(figure, name, span)));
      }
    }
    for (var field : of.kind().fields()) {
      if (field.type() instanceof FieldType.Reference to) {
        var parent = Builder.words(to.kind());
        all.add(
            new Guess(
                "A %s shows the %s %s of its %s.".formatted(parent, figure, name, plural),
                "Each %s shows the %s %s of its %s".formatted(parent, figure, name, plural)));
      }
    }
  }

  private static void filter(Recognised found, Of of, List<Guess> all) {
    if (!found.says(
        "list|lists|see|show|filter|filters|find|look|search|only|by|get|want|per|of")) {
      return;
    }
    var plural = Builder.words(of.kind().plural());
    var name = Builder.words(of.field().name());
    if (of.field().type() instanceof FieldType.Text && found.says("search|find|look")) {
      all.add(
          new Guess(
              "Search %s by %s.".formatted(plural, name),
              "The list of %s can be searched by %s".formatted(plural, name)));
    }
    all.add(
        new Guess(
            "Filter %s by %s.".formatted(plural, name),
            "The list of %s can be narrowed by %s".formatted(plural, name)));
  }

  private static void pairs(Recognised found, List<Guess> all) {
    if (found.kinds().size() != 2) {
      return;
    }
    var one = found.kinds().getFirst();
    var other = found.kinds().getLast();
    for (var pair : List.of(List.of(one, other), List.of(other, one))) {
      var child = Guesses.word(pair.getFirst());
      var parent = Guesses.word(pair.getLast());
      var children = Builder.words(pair.getFirst().plural());
      if (found.says("deleted?|removed?|goes?|gone")) {
        all.add(
            new Guess(
                "When a %s is deleted, its %s are deleted too.".formatted(parent, children),
                "When a %s is deleted, its %s are too".formatted(parent, children)));
        all.add(
            new Guess(
                "A %s with %s cannot be deleted.".formatted(parent, children),
                "A %s with %s cannot be deleted".formatted(parent, children)));
      }
      if (found.says("how many|number|count|counts")) {
        all.add(
            new Guess(
                "A %s shows how many %s it has.".formatted(parent, children),
                "Each %s shows how many %s it has".formatted(parent, children)));
      }
      all.add(
          new Guess(
              "Each %s belongs to one %s.".formatted(child, parent),
              "Each %s is of one %s".formatted(child, parent)));
    }
  }
}
