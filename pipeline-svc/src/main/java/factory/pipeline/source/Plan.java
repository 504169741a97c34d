package factory.pipeline.source;

import factory.pipeline.spec.Field;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Kind.KindAccess;
import factory.pipeline.spec.Kind.Listing;
import factory.pipeline.spec.Kind.Operation;
import factory.pipeline.spec.Specification;
import factory.pipeline.spec.Specification.LeftOut;
import factory.pipeline.spec.Specification.Question;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/** Specifications of kinds with fields, and such as wait for their fields. */
final class Plan {
  static final String EXAMPLE =
      "Try for example: track books with title, author and a rating from 1 to 5.";

  private static final String NO_TITLE = "A new service";

  private Plan() {}

  /** A kind with every operation, open to whoever passes the gate. */
  static Kind kind(Noun noun, List<Field> fields) {
    return new Kind(
        noun.singular(),
        noun.plural(),
        "",
        new Kind.Key.Uuid(),
        fields,
        List.of(),
        List.of(),
        List.of(),
        Optional.empty(),
        Listing.NEWEST_FIRST,
        KindAccess.OPEN,
        EnumSet.allOf(Operation.class));
  }

  /** All that was said. */
  static Specification whole(String description, List<Kind> kinds, List<String> assumptions) {
    return specification(
        title(kinds.stream().map(Kind::plural).toList()),
        description,
        kinds,
        List.of(),
        assumptions,
        List.of());
  }

  /** The kinds that were named, with empty tables, and what to ask. */
  static Specification open(List<Noun> nouns, List<LeftOut> leftOut) {
    var kinds = nouns.stream().map(noun -> kind(noun, List.of())).toList();
    List<Question> questions = new ArrayList<>();
    if (nouns.isEmpty()) {
      questions.add(
          question(
              "What does the service keep, and which fields does it have? " + EXAMPLE, "/kinds"));
    }
    for (var i = 0; i < nouns.size(); i++) {
      questions.add(
          question(
              "Which fields do the %s have?".formatted(nouns.get(i).plural().replace('_', ' ')),
              "/kinds/%d/fields".formatted(i)));
    }
    return specification(
        nouns.isEmpty() ? NO_TITLE : title(nouns.stream().map(Noun::plural).toList()),
        "",
        kinds,
        leftOut,
        List.of(),
        questions);
  }

  private static Specification specification(
      String title,
      String description,
      List<Kind> kinds,
      List<LeftOut> leftOut,
      List<String> assumptions,
      List<Question> questions) {
    return new Specification(
        Specification.FORMAT,
        title,
        description,
        kinds,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        leftOut,
        assumptions,
        questions);
  }

  /** A title such as {@code Authors and books}. */
  private static String title(List<String> plurals) {
    var names = plurals.stream().map(plural -> plural.replace('_', ' ')).toList();
    var text =
        names.size() == 1
            ? names.getFirst()
            : String.join(", ", names.subList(0, names.size() - 1)) + " and " + names.getLast();
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }

  private static Question question(String text, String path) {
    return Question.of(path + "\n" + text, text, path, List.of());
  }
}
