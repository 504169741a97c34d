package factory.pipeline.plan;

import factory.mesh.Fault;
import factory.pipeline.spec.Problem;
import factory.pipeline.spec.Specification.Question;
import io.grpc.Status.Code;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Each way in which a plan is refused. */
public sealed interface PlanFault extends Fault.Tabled {
  /** The specification has problems; nothing was kept. */
  record Invalid(List<Problem> problems) implements PlanFault {
    /** Keeps a copy. */
    public Invalid {
      problems = List.copyOf(problems);
    }
  }

  /** Nothing is made of a plan with open questions. */
  record QuestionsOpen(UUID service, List<Question> questions) implements PlanFault {
    /** Keeps a copy. */
    public QuestionsOpen {
      questions = List.copyOf(questions);
    }
  }

  @Override
  default Fault.Plain told() {
    return switch (this) {
      case Invalid(var problems) ->
          new Fault.Plain(
              Code.INVALID_ARGUMENT,
              "SPECIFICATION_INVALID",
              "The specification has problems; mend what the fields name. Nothing was kept.",
              Map.of(),
              problems.stream()
                  .map(
                      problem ->
                          new FieldViolation(
                              "specification" + problem.pointer(), problem.message()))
                  .toList());
      case QuestionsOpen(var service, var questions) ->
          new Fault.Plain(
              Code.FAILED_PRECONDITION,
              "QUESTIONS_OPEN",
              "The plan of the service has open questions; answer them first.",
              Map.of("service_id", service.toString()),
              questions.stream()
                  .map(question -> new FieldViolation("answers." + question.id(), question.text()))
                  .toList());
    };
  }
}
