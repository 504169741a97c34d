package factory.pipeline.work;

import factory.mesh.Retry;
import factory.pipeline.document.DocumentExcerpt;
import factory.pipeline.document.MetadataDocument;
import factory.pipeline.job.Flow;
import factory.pipeline.job.JobKind;
import factory.pipeline.job.Progress;
import factory.pipeline.job.Result;
import factory.pipeline.job.Step;
import factory.pipeline.job.Step.Cancelling;
import factory.pipeline.job.StepFailed;
import factory.pipeline.model.Asker;
import factory.pipeline.model.Model;
import factory.pipeline.model.ModelFailed;
import factory.pipeline.plan.Plan;
import factory.pipeline.plan.Plans;
import factory.pipeline.prove.Proof;
import factory.pipeline.reading.Contract;
import factory.pipeline.reading.ModelReader;
import factory.pipeline.reading.Task;
import factory.pipeline.reading.Trial;
import factory.pipeline.source.DocumentSource;
import factory.pipeline.source.english.ChangeReader;
import factory.pipeline.spec.Specification;
import factory.pipeline.spec.Specifications;
import factory.pipeline.version.Versions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Has a model read an idea, or a change of a service in words; a change that is understood without
 * one is read without. Until its plan is recorded the service is what it was, and when that fails
 * it stays so.
 */
public final class ReadWork implements Flow {
  /** Some answers, their mending, and trials of what they say. */
  private static final Duration AT_MOST = Duration.ofHours(2);

  private static final String UNDERSTOOD = "It was understood without a model.";
  private static final String IN_PART =
      "It was read without a model, and not all of it was understood.";

  private static final String CHANGES =
      "'add a phone number to customers', 'rename amount to total', 'remove the field notes', 'make title required', 'rating is from 1 to 10', 'also track suppliers with a name and an email'";

  private final Making making;
  private final Plans plans;
  private final MetadataDocument documents;
  private final Optional<ModelReader> reader;

  private final Step<Begun> begin;
  private final Step<Read> read;
  private final Step<Recorded> record;

  /**
   * What is read, as it was when the job began.
   *
   * @param draft what its next version was to be, as JSON; may be empty
   * @param answered what was decided before, in sentences
   * @param revision of the service
   */
  record Begun(String idea, String draft, List<String> answered, long revision) implements Result {
    @Override
    public String message() {
      return "What there is was looked up.";
    }
  }

  /** There is a specification, as JSON. */
  record Read(String specification, String words) implements Result {
    @Override
    public String message() {
      return words;
    }
  }

  /** The service has it as its plan. */
  record Recorded(String words) implements Result {
    @Override
    public String message() {
      return words;
    }
  }

  /**
   * Reads ideas so.
   *
   * @param model empty where none is asked
   */
  public ReadWork(
      Making making,
      Plans plans,
      MetadataDocument documents,
      Optional<Model> model,
      Limits limits) {
    this.documents = documents;
    this.making = making;
    this.plans = plans;
    this.reader =
        model.map(
            asked ->
                new ModelReader(
                    asked,
                    plans::check,
                    specification -> plans.written(specification).openapi(),
                    this::firstFailure));
    begin = Step.waiting("begin", Begun.class, limits.retry(), Limits.CALL, this::begin).opens();
    // It is asked again by its client, where that may help.
    read =
        Step.waiting(
            "read",
            Read.class,
            new Retry(limits.retry().pauses(), 2, AT_MOST),
            AT_MOST,
            this::read);
    record =
        Step.waiting("record", Recorded.class, limits.retry(), Limits.CALL, this::record)
            .cancelled(Cancelling.WAITS);
  }

  @Override
  public JobKind kind() {
    return JobKind.READ;
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public List<Step<?>> steps() {
    return List.of(begin, read, record);
  }

  private Begun begin(Progress progress) {
    var id = progress.job().serviceId();
    var service = making.neighbours().shown(id);
    var draft = plans.draft(id).or(() -> plans.built(id)).orElse("");
    return new Begun(
        service.getIdea(),
        draft,
        service.getPlan().getChangesList().stream()
            .filter(change -> change.startsWith(Plans.ANSWERED))
            .toList(),
        service.getRevision());
  }

  private Read read(Progress progress) throws StepFailed, InterruptedException {
    var begun = progress.of(begin);
    var job = progress.job();
    if (!job.asked().why().isEmpty() && !begun.draft().isEmpty()) {
      var changed = plans.changed(Specifications.parse(begun.draft()), job.asked().why());
      if (changed.unread().isEmpty()) {
        return new Read(Specifications.write(asking(job.serviceId(), changed)), UNDERSTOOD);
      }
      if (reader.isEmpty()) {
        return inPart(job.serviceId(), begun, changed);
      }
    }
    var by =
        reader.orElseThrow(() -> new StepFailed("No model reads ideas here (pipeline.model)."));
    var asker = new Asker(job.id(), job.serviceId(), job.owner(), "specification");
    var task =
        new Task(
            begun.idea(),
            contract(job.serviceId(), begun.idea()),
            Optional.of(begun.draft()).filter(json -> !json.isEmpty()).map(Specifications::parse),
            job.asked().why(),
            begun.answered());
    try {
      var specification = by.read(asker, task);
      return new Read(
          Specifications.write(specification),
          "%s read it; that cost %s US dollars."
              .formatted(by.model().place(), by.model().spent(job.id())));
    } catch (ModelFailed e) {
      throw new StepFailed(
          "%s did not read it. %s The plan is what it was."
              .formatted(by.model().place(), String.valueOf(e.getMessage())));
    }
  }

  /** What of a change is understood without a model, where there is none. */
  private Read inPart(UUID service, Begun begun, ChangeReader.Changed changed) throws StepFailed {
    if (changed.specification().equals(Specifications.parse(begun.draft()))) {
      var first = changed.unread().getFirst();
      throw new StepFailed(
          "Nothing of the change is understood without a model, and none is asked here. \"%s\": %s The plan is what it was. What is understood: %s."
              .formatted(first.text(), first.reason(), CHANGES));
    }
    return new Read(Specifications.write(asking(service, changed)), IN_PART);
  }

  /** Records that there are may lose something; without a version there are none. */
  private Specification asking(UUID service, ChangeReader.Changed changed) {
    return Plans.asking(changed, plans.built(service).isPresent());
  }

  private Optional<Contract> contract(UUID service, String idea) {
    return documents
        .in(plans.metadata(service))
        .or(() -> Optional.of(idea).filter(DocumentSource::looksLikeDocument))
        .map(
            text ->
                new Contract() {
                  @Override
                  public List<DocumentExcerpt.Part> parts(Set<String> operations) {
                    return plans.parts(text, operations);
                  }

                  @Override
                  public Map<String, String> differences(Specification specification) {
                    return plans.differences(text, specification).orElse(Map.of());
                  }
                });
  }

  /** A process that does not start has failed too. */
  private Optional<Trial.Failed> firstFailure(Specification specification)
      throws InterruptedException {
    try {
      return making
          .tried(specification)
          .map(
              check ->
                  new Trial.Failed(
                      check.name(), check.evidence(), check.area() == Proof.Area.EXAMPLES));
    } catch (StepFailed e) {
      return Optional.of(new Trial.Failed("It starts", String.valueOf(e.getMessage()), false));
    }
  }

  private Recorded record(Progress progress) throws StepFailed {
    var begun = progress.of(begin);
    var specification = Specifications.parse(progress.of(read).specification());
    var why = progress.job().asked().why();
    var words = progress.of(read).words();
    Plan plan;
    if (words.equals(UNDERSTOOD) || words.equals(IN_PART)) {
      plan =
          plans.of(
              specification, plans.changes(progress.job().serviceId()), "Changed in words: " + why);
    } else {
      plan =
          plans.of(
              specification,
              List.of(),
              why.isEmpty() ? "Read from the idea by a model." : "Changed by a model: " + why);
    }
    var _ =
        making
            .neighbours()
            .recordPlan(
                progress.job().serviceId(),
                plans.keep(plan),
                List.of(begun.revision()),
                (progress.of(read).words() + " " + plan.words(progress.job().auto())).strip());
    var open = plan.questions().size();
    return new Recorded(
        switch (open) {
          case 0 -> "The plan is made, with nothing open.";
          case 1 -> "The plan is made, with a question.";
          default -> "The plan is made, with %d questions.".formatted(open);
        });
  }

  @Override
  public Optional<Next> next(Progress progress) throws StepFailed {
    return Specifications.parse(progress.of(read).specification()).questions().isEmpty()
        ? Optional.of(new Next(JobKind.GENERATE, Versions.idOf(progress.job().id())))
        : Optional.empty();
  }

  /** The service is what it was. */
  @Override
  public void abandon(Progress progress) {}
}
