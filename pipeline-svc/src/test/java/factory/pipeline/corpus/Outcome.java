package factory.pipeline.corpus;

import java.util.Optional;

/**
 * What became of an idea's specification.
 *
 * @param checked whether the checker found nothing
 * @param compiled whether it was written and compiled
 * @param proven whether the prover found nothing wrong
 * @param right how many examples are answered as the idea says
 * @param examples how many there are
 * @param whole whether nothing of the idea was left out
 * @param why what went wrong first; empty when nothing did
 */
record Outcome(
    Idea idea,
    boolean checked,
    boolean compiled,
    boolean proven,
    int right,
    int examples,
    boolean whole,
    Optional<String> why) {
  /** One of four. */
  enum Verdict {
    /** Built, proven, and each example right. */
    RIGHT,
    /** Built and proven, but an example is answered otherwise. */
    WRONG,
    /** Built, but the prover found something. */
    UNPROVEN,
    /** Refused, or it did not compile or start. */
    NOT_BUILT
  }

  Verdict verdict() {
    if (!compiled) {
      return Verdict.NOT_BUILT;
    }
    if (!proven) {
      return Verdict.UNPROVEN;
    }
    return right == examples ? Verdict.RIGHT : Verdict.WRONG;
  }

  /** A line of a table. */
  String line() {
    return "%-28s %-8s %-9s %-7s %3d of %-3d %-9s %s"
        .formatted(
            idea.name(),
            checked ? "checked" : "-",
            compiled ? "compiled" : "-",
            proven ? "proven" : "-",
            right,
            examples,
            verdict() == Verdict.RIGHT ? (whole ? "right" : "in part") : "",
            why.map(text -> text.length() > 400 ? text.substring(0, 400) + "..." : text)
                .orElse("")
                .replace('\n', ' '))
        .stripTrailing();
  }
}
