package factory.pipeline.plan;

import factory.mesh.Refused;
import factory.pipeline.document.MetadataDocument;
import factory.pipeline.spec.Specification;
import factory.pipeline.template.Template;
import factory.pipeline.v1.ChangeSpecificationRequest;
import factory.pipeline.v1.ChangeSpecificationResponse;
import factory.pipeline.v1.GetSpecificationResponse;
import factory.pipeline.v1.ListTemplatesResponse;
import factory.pipeline.v1.MakePlanRequest;
import factory.pipeline.v1.MakePlanResponse;
import factory.pipeline.v1.Problem;
import factory.pipeline.v1.SpecificationChange;
import factory.pipeline.v1.TemplateParameter;
import factory.pipeline.v1.TemplateUse;
import factory.pipeline.version.Versions;
import factory.registry.v1.Choice;
import factory.registry.v1.LeftOut;
import factory.registry.v1.Question;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The part of the Pipeline service that is about plans: parse, call, render. */
public final class PlanRpc {
  private static final int MAX_IDEA_BYTES = 64 * 1024;
  private static final int MAX_ANSWERS = 100;
  private static final int MAX_ANSWER_BYTES = 16 * 1024;

  private final Plans plans;
  private final Versions versions;
  private final MetadataDocument documents;

  /** The same for as long as this runs, and dear to make. */
  private volatile @Nullable ListTemplatesResponse templates;

  /** Serves the use cases. */
  public PlanRpc(Plans plans, Versions versions, MetadataDocument documents) {
    this.documents = documents;
    this.plans = plans;
    this.versions = versions;
  }

  /** MakePlan. */
  public MakePlanResponse make(MakePlanRequest request) {
    if (request.getIdea().getBytes(StandardCharsets.UTF_8).length > MAX_IDEA_BYTES) {
      throw Refused.field("idea", "must have at most 65536 bytes of UTF-8");
    }
    var plan =
        plans.make(
            input(
                request.getIdea(),
                documents.in(request.getMetadata()),
                request.getSpecification(),
                request.getTemplatesList(),
                request.getAnswersMap()));
    return MakePlanResponse.newBuilder()
        .setSpecification(plan.json())
        .setOpenapi(plans.openapi(plan))
        .addAllLeftOut(plan.leftOut().stream().map(PlanRpc::render).toList())
        .addAllAssumptions(plan.specification().map(Specification::assumptions).orElse(List.of()))
        .addAllQuestions(plan.questions().stream().map(PlanRpc::render).toList())
        .addAllProblems(
            plan.problems().stream()
                .map(
                    problem ->
                        Problem.newBuilder()
                            .setPointer(problem.pointer())
                            .setMessage(problem.message())
                            .build())
                .toList())
        .build();
  }

  /** What a request gives to be planned. */
  public static Input input(
      String idea,
      Optional<String> document,
      String specification,
      List<TemplateUse> templates,
      Map<String, String> answers) {
    return new Input(
        idea,
        document,
        given(specification),
        templates.stream()
            .map(use -> new Template.Use(use.getName(), use.getParametersMap()))
            .toList(),
        answers(answers));
  }

  private static Map<String, String> answers(Map<String, String> answers) {
    if (answers.size() > MAX_ANSWERS) {
      throw Refused.field("answers", "must be at most " + MAX_ANSWERS);
    }
    answers.forEach(
        (id, answer) -> {
          if (answer.getBytes(StandardCharsets.UTF_8).length > MAX_ANSWER_BYTES) {
            throw Refused.field("answers." + id, "must have at most 16384 bytes of UTF-8");
          }
        });
    return answers;
  }

  private static Optional<String> given(String text) {
    return Optional.of(text).filter(t -> !t.isEmpty());
  }

  /** GetSpecification. */
  public GetSpecificationResponse get(UUID service) {
    var response = GetSpecificationResponse.newBuilder().setDraft(plans.draft(service).orElse(""));
    versions
        .newest(service)
        .ifPresent(
            version ->
                response
                    .setVersion(version.number())
                    .setSpecification(versions.specification(version).orElse("")));
    Differences.between(response.getSpecification(), response.getDraft()).stream()
        .map(
            difference ->
                SpecificationChange.newBuilder()
                    .setPath(difference.path())
                    .setBefore(difference.before())
                    .setAfter(difference.after())
                    .build())
        .forEach(response::addChanges);
    return response.build();
  }

  /** GetDocument. */
  public String document(UUID service) {
    return documents.of(service, plans.metadata(service));
  }

  /** ChangeSpecification. */
  public ChangeSpecificationResponse change(UUID service, ChangeSpecificationRequest request) {
    return ChangeSpecificationResponse.newBuilder()
        .setService(
            plans.change(
                service,
                input(
                    "",
                    Optional.empty(),
                    request.getSpecification(),
                    List.of(),
                    request.getAnswersMap()),
                request.getExpectedRevisionsList()))
        .build();
  }

  /** ListTemplates. */
  public ListTemplatesResponse templates() {
    var made = templates;
    if (made == null) {
      made = renderTemplates();
      templates = made;
    }
    return made;
  }

  private ListTemplatesResponse renderTemplates() {
    var response = ListTemplatesResponse.newBuilder();
    for (var template : plans.templates()) {
      response
          .addTemplatesBuilder()
          .setName(template.name())
          .setTitle(template.title())
          .setDescription(template.description())
          .setExample(template.example())
          .setSpecification(
              plans
                  .make(
                      new Input(
                          "",
                          Optional.empty(),
                          List.of(new Template.Use(template.name(), Map.of())),
                          Map.of()))
                  .json())
          .addAllParameters(
              template.parameters().stream()
                  .map(
                      parameter ->
                          TemplateParameter.newBuilder()
                              .setName(parameter.name())
                              .setDescription(parameter.description())
                              .setFallback(parameter.fallback())
                              .setPattern(parameter.pattern())
                              .build())
                  .toList());
    }
    return response.build();
  }

  static Question render(Specification.Question question) {
    return Question.newBuilder()
        .setId(question.id())
        .setText(question.text())
        .setPath(question.path())
        .addAllChoices(
            question.choices().stream()
                .map(
                    choice ->
                        Choice.newBuilder()
                            .setValue(choice.value())
                            .setLabel(choice.label())
                            .build())
                .toList())
        .build();
  }

  static Specification.Question parse(Question question) {
    return new Specification.Question(
        question.getId(),
        question.getText(),
        question.getPath(),
        question.getChoicesList().stream()
            .map(choice -> new Specification.Choice(choice.getValue(), choice.getLabel()))
            .toList());
  }

  static LeftOut render(Specification.LeftOut part) {
    return LeftOut.newBuilder().setText(part.text()).setReason(part.reason()).build();
  }
}
