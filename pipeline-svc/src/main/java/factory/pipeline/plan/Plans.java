package factory.pipeline.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Struct;
import factory.mesh.Caller;
import factory.mesh.Owners;
import factory.mesh.Refused;
import factory.pipeline.compute.CpuPool;
import factory.pipeline.compute.TookTooLong;
import factory.pipeline.document.DocumentExcerpt;
import factory.pipeline.document.DocumentReader;
import factory.pipeline.neighbour.Neighbours;
import factory.pipeline.source.DocumentSource;
import factory.pipeline.source.SpecSource;
import factory.pipeline.source.english.ChangeReader;
import factory.pipeline.spec.Checker;
import factory.pipeline.spec.ExactJson;
import factory.pipeline.spec.InvalidSpecification;
import factory.pipeline.spec.Problem;
import factory.pipeline.spec.Specification;
import factory.pipeline.spec.Specification.Choice;
import factory.pipeline.spec.Specification.LeftOut;
import factory.pipeline.spec.Specification.Question;
import factory.pipeline.spec.Specifications;
import factory.pipeline.template.Template;
import factory.pipeline.template.Templates;
import factory.pipeline.tool.Toolbox;
import factory.pipeline.version.Versions;
import factory.pipeline.write.Artifact;
import factory.registry.v1.Service;
import factory.store.Database;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;

/**
 * What can be asked of plans. Reading and checking happen on threads of a pool, for a bounded time.
 */
public final class Plans {
  /** A specification takes at most so much as JSON in UTF-8. */
  public static final int MAX_BYTES = 192 * 1024;

  /** How what somebody answered begins, among the changes of a plan. */
  public static final String ANSWERED = "Answered: ";

  private static final String CHANGED = "The specification was changed.";
  private static final String UNREAD = "00756e72656164ff";
  private static final Duration AT_MOST = Duration.ofSeconds(10);

  private final SpecSource source;
  private final DocumentSource documents;
  private final Function<Specification, Artifact> writer;
  private final Templates templates = Templates.load();
  private final CpuPool cpu;
  private final DraftStore drafts;
  private final Versions versions;
  private final Neighbours neighbours;
  private final Owners owners;
  private final Answers answers = new Answers(ExactJson.MAPPER, this::kindsIn);

  /** Plans of ideas that a source reads, and of the documents that a writer writes. */
  public Plans(
      SpecSource source,
      DocumentReader reader,
      Function<Specification, Artifact> writer,
      CpuPool cpu,
      Database database,
      Clock clock,
      Versions versions,
      Neighbours neighbours,
      Owners owners,
      Toolbox tools) {
    this.source = source;
    this.writer = writer;
    this.cpu = cpu;
    this.documents =
        new DocumentSource(
            reader,
            specification ->
                computed("Checking the document's kinds", () -> Checker.check(specification)),
            specification -> written(specification).openapi(),
            tools);
    this.drafts = new DraftStore(database, clock);
    this.versions = versions;
    this.neighbours = neighbours;
    this.owners = owners;
  }

  /** The templates. */
  public List<Template> templates() {
    return templates.all();
  }

  /** What would be made of something; nothing is kept. */
  public Plan make(Input input) {
    if (input.specification().isPresent() && !input.templates().isEmpty()) {
      throw Refused.field("specification", "must not be given together with a template");
    }
    if (input.specification().isEmpty()
        && input.templates().isEmpty()
        && input.document().isEmpty()
        && input.idea().isBlank()) {
      throw Refused.field(
          "idea", "must be given, or else a document, a specification or a template");
    }
    var given = input.specification().map(Plans::bounded);
    // A process reads it, which is waited for: no thread that computes is held meanwhile.
    var ofDocument =
        given.isPresent() || !input.templates().isEmpty()
            ? Optional.<Specification>empty()
            : ofDocument(input);
    return computed("Reading the idea", () -> planned(input, given, ofDocument));
  }

  /** The document that it would serve; empty while it has problems or open questions. */
  String openapi(Plan plan) {
    return plan.problems().isEmpty() && plan.questions().isEmpty()
        ? plan.specification().map(specification -> written(specification).openapi()).orElse("")
        : "";
  }

  /** What a document says that was given, or pasted as the idea; empty when there is none. */
  private Optional<Specification> ofDocument(Input input) {
    if (input.document().isPresent()) {
      return Optional.of(
          switch (documents.read(input.document().get())) {
            case SpecSource.Outcome.Understood(var specification) ->
                Beside.document(specification, input.idea());
            case SpecSource.Outcome.Questions(var draft) -> Beside.document(draft, input.idea());
            case SpecSource.Outcome.Refused(var why) ->
                throw Refused.field("metadata.openapi", why);
          });
    }
    return DocumentSource.looksLikeDocument(input.idea())
        ? Optional.of(read(documents, input.idea()))
        : Optional.empty();
  }

  /**
   * The plan of what somebody else has read of an idea, or changed of another plan.
   *
   * @param before how that one came to be
   */
  public Plan of(Specification read, List<String> before, String how) {
    return computed(
        "Checking the plan",
        () ->
            checked(Specifications.write(read), false)
                .changed(Changes.after(before, List.of(how))));
  }

  /** What a change in words makes of a specification, without a model. */
  public ChangeReader.Changed changed(Specification before, String change) {
    return computed("Reading the change", () -> ChangeReader.read(before, change));
  }

  /**
   * The plan of a change in words: what was understood of it, with a question for the rest.
   *
   * @param loses whether there are records that lose something
   */
  public static Specification asking(ChangeReader.Changed changed, boolean loses) {
    var after = changed.specification();
    List<LeftOut> leftOut = new ArrayList<>(after.leftOut());
    List<Question> questions = new ArrayList<>(after.questions());
    for (var unread : changed.unread()) {
      leftOut.add(new LeftOut(unread.text(), unread.reason()));
      asked(
          questions,
          "\"%s\" was left out: %s Go on without it?".formatted(unread.text(), unread.reason()),
          "Yes, without that");
    }
    if (loses) {
      changed.loses().forEach(text -> asked(questions, text, "Yes"));
    }
    return after.with(leftOut, questions);
  }

  private static void asked(List<Question> questions, String text, String label) {
    var question = Question.of(text, text, "", List.of(new Choice("yes", label)));
    if (questions.stream().noneMatch(q -> q.id().equals(question.id()))) {
      questions.add(question);
    }
  }

  /**
   * Which operations of a document a specification does not serve as it says, each with why; empty
   * when the text is no document.
   */
  public Optional<Map<String, String>> differences(String document, Specification specification) {
    return documents.differences(document, specification);
  }

  /** The parts in which a document is shown to a model that reads some of its operations. */
  public List<DocumentExcerpt.Part> parts(String document, Set<String> operations) {
    return documents.parts(document, operations);
  }

  /** What makes no sense in a specification. */
  public List<Problem> check(Specification specification) {
    return computed("Checking the specification", () -> Checker.check(specification));
  }

  /** The files of a specification. */
  public Artifact written(Specification specification) {
    return computed("Writing the sources", () -> writer.apply(specification));
  }

  private Plan planned(Input input, Optional<String> given, Optional<Specification> ofDocument) {
    var ofIdea = input.ofIdea();
    String json;
    if (given.isPresent()) {
      json = given.get();
    } else if (!input.templates().isEmpty()) {
      json = templates.filled(input.templates());
    } else {
      json = Specifications.write(ofDocument.orElseGet(() -> read(source, input.idea())));
    }
    List<String> changes = new ArrayList<>(List.of(Changes.first(input)));
    changes.addAll(Changes.answers(treeOrNothing(json), input.answers()));
    var plan = checked(answered(json, input.answers()), ofIdea).changed(changes);
    return (ofIdea || ofDocument.isPresent()) && !plan.problems().isEmpty() ? plan.asking() : plan;
  }

  private static Specification read(SpecSource by, String idea) {
    return switch (by.read(idea)) {
      case SpecSource.Outcome.Understood(var specification) -> specification;
      case SpecSource.Outcome.Questions(var draft) -> draft;
      case SpecSource.Outcome.Refused(var why) -> unread(idea, why);
    };
  }

  /** No wording fails an idea: of what cannot be read at all everything is asked. */
  private static Specification unread(String idea, String why) {
    return new Specification(
        Specification.FORMAT,
        "A new service",
        "",
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(new LeftOut(Beside.shown(idea), why)),
        List.of(),
        List.of(
            new Question(
                UNREAD,
                "What does the service keep, and which fields does it have?",
                "/kinds",
                List.of())));
  }

  private String answered(String json, Map<String, String> given) {
    if (given.isEmpty()) {
      return json;
    }
    try {
      if (ExactJson.MAPPER.readTree(json) instanceof ObjectNode specification) {
        answers.apply(specification, given);
        return specification.toString();
      }
    } catch (JsonProcessingException e) {
      // Told as a problem of the specification.
    }
    return json;
  }

  private Optional<JsonNode> kindsIn(String text) {
    return source.read(text) instanceof SpecSource.Outcome.Understood(var specification)
        ? Optional.of(tree(Specifications.write(specification)).path("kinds"))
        : Optional.empty();
  }

  private JsonNode tree(String json) {
    try {
      return ExactJson.MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static JsonNode treeOrNothing(String json) {
    try {
      return ExactJson.MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      // Told as a problem of the specification.
      return MissingNode.getInstance();
    }
  }

  private static Plan checked(String json, boolean ofIdea) {
    Specification specification;
    try {
      specification = Specifications.parse(json);
    } catch (InvalidSpecification e) {
      return new Plan(json, Optional.empty(), e.problems(), ofIdea, List.of());
    }
    var problems =
        Checker.check(specification).stream()
            .filter(problem -> !isOpen(specification, problem))
            .toList();
    return new Plan(
        Specifications.write(specification),
        Optional.of(specification),
        problems,
        ofIdea,
        List.of());
  }

  /** Whether the answer to a question may mend the problem: it is there, below, or of a whole. */
  private static boolean isOpen(Specification specification, Problem problem) {
    return specification.questions().stream()
        .map(Question::path)
        .filter(path -> !path.isEmpty())
        .anyMatch(
            path ->
                problem.pointer().equals(path)
                    || problem.pointer().startsWith(path + "/")
                    || path.startsWith(problem.pointer() + "/"));
  }

  private static String bounded(String specification) {
    if (specification.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      throw Refused.field("specification", "must be at most 196608 bytes of JSON");
    }
    return specification;
  }

  private <T> T computed(String what, Callable<T> work) {
    try {
      return cpu.run(what, AT_MOST, work);
    } catch (TookTooLong e) {
      throw Refused.field("idea", "takes too long to read; say it in fewer and plainer words");
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while something is read", e);
    }
  }

  /**
   * Keeps a plan that could be built, or has open questions.
   *
   * @return what the registry keeps of it
   * @throws Refused with its problems
   */
  public factory.registry.v1.Plan keep(Plan plan) {
    if (!plan.problems().isEmpty()) {
      throw new Refused(new PlanFault.Invalid(plan.problems()));
    }
    drafts.keep(plan.hash(), plan.json());
    return factory.registry.v1.Plan.newBuilder()
        .setSpecificationHash(plan.hash())
        .setOfIdea(plan.ofIdea())
        .setTitle(plan.specification().map(Specification::title).orElse(""))
        .addAllChanges(plan.changes())
        .addAllQuestions(plan.questions().stream().map(PlanRpc::render).toList())
        .addAllLeftOut(plan.leftOut().stream().map(PlanRpc::render).toList())
        .build();
  }

  /** What to call a service whose idea nobody put in words. */
  public static String ideaOf(Input input, Plan plan) {
    if (!input.idea().isBlank() || plan.specification().isEmpty()) {
      return input.idea();
    }
    var specification = plan.specification().get();
    return specification.description().isBlank()
        ? specification.title()
        : specification.description();
  }

  /** Says what a service's next version is to be. */
  Service change(UUID id, Input change, List<Long> expectedRevisions) {
    if (change.specification().isEmpty() && change.answers().isEmpty()) {
      throw Refused.field("specification", "must be given, or else answers to open questions");
    }
    var service = neighbours.shown(id);
    requireOwner(service);
    var draft = draft(service);
    var built = built(id);
    var base = change.specification().or(() -> draft).or(() -> built);
    List<String> changes = new ArrayList<>();
    if (change.specification().isPresent()) {
      changes.add(CHANGED);
    }
    base.ifPresent(json -> changes.addAll(Changes.answers(treeOrNothing(json), change.answers())));
    var before = changes(service, draft, built);
    var plan =
        make(new Input(service.getIdea(), base, List.of(), change.answers()))
            .changed(Changes.after(before, changes));
    return neighbours.recordPlan(id, keep(plan), expectedRevisions, plan.words(false));
  }

  /** How the plan of a service's next version came to be so far, in sentences. */
  public List<String> changes(UUID id) {
    var service = neighbours.shown(id);
    return changes(service, draft(service), built(id));
  }

  /** What is in a version already is no change of the next one. */
  private static List<String> changes(
      Service service, Optional<String> draft, Optional<String> built) {
    return draft.isEmpty() || isSame(draft, built) ? List.of() : service.getPlan().getChangesList();
  }

  private static boolean isSame(Optional<String> draft, Optional<String> built) {
    return draft.map(String::strip).equals(built.map(String::strip));
  }

  private void requireOwner(Service service) {
    owners.requireChange(
        service.hasRequesterId() ? Optional.of(service.getRequesterId()) : Optional.empty(),
        Caller.current());
  }

  /** What a service's next version is to be, as JSON; empty when nobody has read the idea. */
  public Optional<String> draft(UUID service) {
    return draft(neighbours.shown(service));
  }

  /** What came with a service's idea. */
  public Struct metadata(UUID service) {
    return neighbours.shown(service).getMetadata();
  }

  private Optional<String> draft(Service service) {
    return service.hasPlan()
        ? drafts.find(service.getPlan().getSpecificationHash())
        : Optional.empty();
  }

  /** What a service's newest version was made from, as JSON. */
  public Optional<String> built(UUID service) {
    return versions.newest(service).flatMap(version -> versions.specification(version));
  }

  /**
   * Refuses what could not be built. An idea that nobody has read yet is read now.
   *
   * @throws Refused with the open questions
   */
  public void requireReady(UUID id) {
    var service = neighbours.shown(id);
    if (!service.hasPlan()) {
      var plan = make(new Input(service.getIdea(), Optional.empty(), List.of(), Map.of()));
      service = neighbours.recordPlan(id, keep(plan), List.of(), plan.words(false));
    }
    if (service.getPlan().getQuestionsCount() > 0) {
      throw new Refused(
          new PlanFault.QuestionsOpen(
              id, service.getPlan().getQuestionsList().stream().map(PlanRpc::parse).toList()));
    }
  }

  /**
   * What the next version of a service is made from.
   *
   * @throws Refused when it leaves questions open
   */
  public Specification specification(UUID id) {
    var service = neighbours.shown(id);
    var draft = draft(service);
    var specification =
        computed(
            "Reading the idea",
            () ->
                draft.map(Specifications::parse).orElseGet(() -> read(source, service.getIdea())));
    if (!specification.questions().isEmpty()) {
      throw new Refused(new PlanFault.QuestionsOpen(id, specification.questions()));
    }
    return specification;
  }

  /**
   * Why a version is made: what changed since the one before, in sentences.
   *
   * @param specification what it is made from, as JSON
   */
  public String why(UUID id, String specification) {
    var service = neighbours.shown(id);
    // What was changed while this one is made is of the next one.
    var changes =
        isSame(draft(service), Optional.of(specification))
            ? Changes.told(service.getPlan().getChangesList())
            : "";
    if (versions.newest(id).isEmpty()) {
      return ("First version. " + changes).strip();
    }
    if (isSame(Optional.of(specification), built(id))) {
      return "Made again from the same specification.";
    }
    return changes.isEmpty() ? CHANGED : changes;
  }
}
