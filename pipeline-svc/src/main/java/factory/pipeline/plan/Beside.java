package factory.pipeline.plan;

import factory.pipeline.document.DocumentStore;
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
            idea.substring(
                0,
                idea.offsetByCodePoints(0, Math.min(SHOWN, idea.codePointCount(0, idea.length())))),
            "The document says what the service does; the text beside it is not read."));
    List<Specification.Question> questions = new ArrayList<>(read.questions());
    var words = "The text beside the document is not read. Does the document say all that matters?";
    questions.add(
        new Specification.Question(
            DocumentStore.digest(idea + words).substring(0, 16),
            words,
            "",
            List.of(new Specification.Choice("yes", "Yes, the document says it all."))));
    return new Specification(
        read.format(),
        read.title(),
        read.description(),
        read.kinds(),
        read.actions(),
        read.reports(),
        read.functions(),
        read.examples(),
        leftOut,
        read.assumptions(),
        questions);
  }
}
