package factory.pipeline.source.english;

import factory.pipeline.source.english.Statement.Deed;
import factory.pipeline.spec.Access;
import factory.pipeline.spec.Problem;
import factory.pipeline.spec.Specification.Choice;
import factory.pipeline.spec.Specification.LeftOut;
import factory.pipeline.spec.Specification.Question;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.regex.Pattern;

/** What is left out of a service, and what has to be asked because of it. */
final class Open {
  static final String EXAMPLE =
      "Try for example: track books with title, author and a rating from 1 to 5.";

  private static final int MOST_QUESTIONS = 12;
  private static final int SHOWN = 160;

  private static final Pattern PERMITS =
      Pattern.compile(
          "\\b(?:only|admins?|administrators?|moderators?|managers?|staff|owners?|nobody|permissions?|private|secret|hidden|may|allowed|authori[sz]ed|own)\\b");
  private static final Pattern CHANGES =
      Pattern.compile("\\b(?:edit|edits|change|changes|update|updates|modify|modifies)\\b");
  private static final Pattern DELETES =
      Pattern.compile("\\b(?:delete|deletes|remove|removes|deleted|removed)\\b");
  private static final Pattern SEES =
      Pattern.compile("\\b(?:see|sees|view|views|read|reads|visible|access|private|hidden)\\b");

  private final List<LeftOut> leftOut = new ArrayList<>();
  private final List<Question> questions = new ArrayList<>();

  List<LeftOut> leftOut() {
    return leftOut;
  }

  List<Question> questions() {
    return questions;
  }

  /** Leaves a part out without asking. */
  void harmless(String typed, String reason) {
    leftOut.add(new LeftOut(typed, reason));
  }

  /** Leaves a part out that matters, and asks whether it goes on without. */
  void leaveOut(String typed, String reason) {
    leftOut.add(new LeftOut(typed, reason));
    ask(
        "\"%s\" is not understood as a rule that can be served. Shall the service be made without it?"
            .formatted(shortened(typed, SHOWN)),
        "",
        List.of(new Choice("without", "Yes, without it")));
  }

  /** Leaves a part out that excludes another one, and asks whether that one is meant. */
  void contradiction(Left left) {
    leftOut.add(new LeftOut(left.typed(), left.reason()));
    ask(
        "\"%s\" and \"%s\" exclude each other. Is the first one meant?"
            .formatted(shortened(left.other(), SHOWN), shortened(left.typed(), SHOWN)),
        "",
        List.of(new Choice("first", "Yes, leave the second one out")));
  }

  /** Leaves a part out that cannot be done here at all. */
  void impossible(String typed, String reason) {
    leftOut.add(new LeftOut(typed, reason));
    ask(
        "%s Shall the service be made without \"%s\"?".formatted(reason, shortened(typed, SHOWN)),
        "",
        List.of(new Choice("without", "Yes, without it")));
  }

  /**
   * Leaves out what is about permission: who may is asked, where one kind is spoken of.
   *
   * @param index of the kind
   */
  boolean permission(Left part, Draft draft, int index) {
    var text = part.text();
    if (!PERMITS.matcher(text).find()) {
      return false;
    }
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
    if (deeds.isEmpty()) {
      return false;
    }
    leftOut.add(new LeftOut(part.typed(), part.reason()));
    var verbs = String.join(" or ", deeds.stream().map(Builder::verb).toList());
    List<Choice> choices = new ArrayList<>();
    choices.add(
        new Choice(access(draft, deeds, "owner"), "Whoever made the %s".formatted(draft.word())));
    choices.add(new Choice(access(draft, deeds, "anyone"), "Everybody who holds the token"));
    if (!deeds.contains(Deed.SEE)) {
      choices.add(new Choice(access(draft, deeds, "nobody"), "Nobody"));
    }
    ask(
        "Who may %s %s? (%s)"
            .formatted(
                verbs,
                draft.words(),
                part.other().isEmpty()
                    ? "\"%s\" is not understood as it stands."
                        .formatted(shortened(part.typed(), SHOWN))
                    : "\"%s\" and \"%s\" exclude each other."
                        .formatted(shortened(part.other(), SHOWN), shortened(part.typed(), SHOWN))),
        "/kinds/%d/access".formatted(index),
        choices);
    return true;
  }

  /** All of the kind's access with one word for some deeds, as JSON. */
  private static String access(Draft draft, EnumSet<Deed> deeds, String word) {
    List<String> members = new ArrayList<>();
    for (var deed : Deed.values()) {
      var said = deeds.contains(deed) ? word : wordOf(draft.access(deed));
      members.add(
          "\"%s\": \"%s\""
              .formatted(
                  switch (deed) {
                    case SEE -> "read";
                    case CREATE -> "create";
                    case CHANGE -> "update";
                    case DELETE -> "delete";
                  },
                  said));
    }
    return "{" + String.join(", ", members) + "}";
  }

  private static String wordOf(Access access) {
    return switch (access) {
      case Access.Owner _ -> "owner";
      case Access.Nobody _ -> "nobody";
      default -> "anyone";
    };
  }

  /** Asks what should be at a place where something does not fit. */
  void problem(Problem problem) {
    ask(
        "This cannot be made as it was read: %s. What should be there?".formatted(problem),
        problem.pointer(),
        List.of());
  }

  /** Asks what a kind has. */
  void fields(Draft draft, int index) {
    ask(
        "Which fields do the %s have?".formatted(draft.words()),
        "/kinds/%d/fields".formatted(index),
        List.of());
  }

  /** Asks what is kept at all. */
  void kinds() {
    ask(
        "What does the service keep, and which fields does it have? " + EXAMPLE,
        "/kinds",
        List.of());
  }

  private void ask(String text, String path, List<Choice> choices) {
    if (questions.size() >= MOST_QUESTIONS) {
      return;
    }
    var question = Question.of(path + "\n" + text, text, path, choices);
    if (questions.stream().noneMatch(q -> q.id().equals(question.id()))) {
      questions.add(question);
    }
  }

  private static String shortened(String text, int most) {
    var plain = text.replaceAll("[\"\\p{C}\\p{Z}]+", " ").strip();
    return plain.codePointCount(0, plain.length()) <= most
        ? plain
        : plain.substring(0, plain.offsetByCodePoints(0, most - 3)).strip() + "...";
  }
}
