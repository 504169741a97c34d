package factory.pipeline.plan;

import factory.pipeline.spec.Specification;
import java.util.ArrayList;
import java.util.List;

/** What is said beside a document is not read, and that is told. */
final class Beside {
  private static final int SHOWN = 1_000;

  private Beside() {}

  /** The specification of a document with what becomes of the idea. */
  static Specification document(Specification read, String idea) {
    if (idea.isBlank() || idea.strip().equalsIgnoreCase(read.title().strip())) {
      return read;
    }
    List<Specification.LeftOut> leftOut = new ArrayList<>(read.leftOut());
    leftOut.add(
        new Specification.LeftOut(
            shown(idea),
            "The document says what the service does; the text beside it is not read."));
    List<Specification.Question> questions = new ArrayList<>(read.questions());
    var words = "The text beside the document is not read. Does the document say all that matters?";
    questions.add(
        Specification.Question.of(
            idea + words,
            words,
            "",
            List.of(new Specification.Choice("yes", "Yes, the document says it all."))));
    return read.with(leftOut, questions);
  }

  /** The beginning of an idea, which may be of any length. */
  static String shown(String idea) {
    return idea.substring(
        0, idea.offsetByCodePoints(0, Math.min(SHOWN, idea.codePointCount(0, idea.length()))));
  }
}
