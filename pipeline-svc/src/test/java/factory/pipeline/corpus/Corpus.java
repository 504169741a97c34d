package factory.pipeline.corpus;

import factory.pipeline.build.CompilationFailed;
import factory.pipeline.build.SourceCompiler;
import factory.pipeline.prove.Budget;
import factory.pipeline.prove.Prover;
import factory.pipeline.spec.Checker;
import factory.pipeline.spec.InvalidSpecification;
import factory.pipeline.spec.Problem;
import factory.pipeline.spec.Specification;
import factory.pipeline.spec.Specifications;
import factory.pipeline.write.Sources;
import factory.pipeline.write.Writer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Takes specifications through all stages, and asks what comes out by their examples. */
final class Corpus {
  private static final java.time.Duration LONG = java.time.Duration.ofMinutes(4);

  private final Path folder;
  private int number;

  /**
   * Works in a folder.
   *
   * @param folder with a short path, since sockets lie in it
   */
  Corpus(Path folder) {
    this.folder = folder;
  }

  /** All that is wrong with a specification before anything is written. */
  static List<Problem> problems(Idea idea) {
    try {
      return Checker.check(Specifications.parse(idea.specification()));
    } catch (InvalidSpecification e) {
      return e.problems();
    }
  }

  /** Checks, writes, compiles, proves, and follows each example on an empty service. */
  Outcome run(Idea idea) {
    var problems = problems(idea);
    if (!problems.isEmpty()) {
      return new Outcome(
          idea, false, false, false, 0, 0, false, Optional.of("refused: " + problems));
    }
    var specification = Specifications.parse(idea.specification());
    var place = folder.resolve("c" + number++);
    var jar = place.resolve("service.jar");
    String openapi;
    try {
      var artifact = new Writer().write(specification);
      openapi = artifact.openapi();
      Sources.write(artifact, place.resolve("src"));
      new SourceCompiler(Sources.RUNTIME_LIBS).compileToJar(place.resolve("src"), jar);
    } catch (IOException | CompilationFailed | RuntimeException e) {
      return outcome(idea, specification, false, 0, false, "not compiled: " + e);
    }
    List<String> wrong = new ArrayList<>();
    var proven = false;
    var right = 0;
    try {
      for (var example : specification.examples()) {
        try (var started = Started.start(jar, openapi, place.resolve("e" + number++))) {
          var difference = new Acceptance(started.client()).follow(example);
          right += difference.isEmpty() ? 1 : 0;
          difference.ifPresent(wrong::add);
        }
      }
      try (var started = Started.start(jar, openapi, place.resolve("p"))) {
        var proof =
            new Prover()
                .prove(
                    withoutExamples(specification),
                    openapi,
                    started.client(),
                    new Budget(20_000, LONG, 60));
        proven = proof.holds();
        proof.firstFailure().ifPresent(check -> wrong.add("unproven: " + check));
      }
    } catch (Exception e) {
      return outcome(idea, specification, false, right, false, "not started: " + e);
    }
    return outcome(idea, specification, true, right, proven, String.join("; ", wrong));
  }

  private static Outcome outcome(
      Idea idea,
      Specification specification,
      boolean compiled,
      int right,
      boolean proven,
      String why) {
    return new Outcome(
        idea,
        true,
        compiled,
        proven,
        right,
        specification.examples().size(),
        specification.leftOut().isEmpty(),
        why.isEmpty() ? Optional.empty() : Optional.of(why));
  }

  /** So that what the prover finds and what the examples find are told apart. */
  private static Specification withoutExamples(Specification all) {
    return new Specification(
        all.format(),
        all.title(),
        all.description(),
        all.kinds(),
        all.actions(),
        all.reports(),
        all.functions(),
        List.of(),
        all.leftOut(),
        all.assumptions(),
        all.questions(),
        all.errors(),
        all.accounts(),
        all.tools());
  }
}
