package factory.web;

import com.google.protobuf.Timestamp;
import factory.pipeline.v1.JobKind;
import factory.pipeline.v1.JobState;
import factory.pipeline.v1.MakePlanResponse;
import factory.pipeline.v1.Step;
import factory.pipeline.v1.Template;
import factory.pipeline.v1.TemplateParameter;
import factory.pipeline.v1.Version;
import factory.registry.v1.Choice;
import factory.registry.v1.LeftOut;
import factory.registry.v1.Question;
import factory.registry.v1.Service;
import factory.registry.v1.ServiceStatus;
import factory.registry.v1.Serving;
import factory.registry.v1.ServingState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A platform with something to see: services in every state, and an idea with questions. */
final class Exhibits {
  /** Its plan has two questions and something left out. */
  static final String IDEA =
      "A library: books with a title, an isbn and copies; members borrow books. Send a reminder the day before a book is due.";

  private final FakeRegistry registry;
  private final FakePipeline pipeline;
  private final FakeChain chain;

  /** Live, with a token, a proof and a plan. */
  final String live;

  /** Being proven. */
  final String building;

  /** Its proof found something. */
  final String failed;

  /** Never built. */
  final String draft;

  Exhibits(FakeRegistry registry, FakePipeline pipeline, FakeChain chain) {
    this.registry = registry;
    this.pipeline = pipeline;
    this.chain = chain;
    pipeline.plans.put("A library", plan());
    pipeline.plans.put("Lending library", plan());
    templates();
    draft =
        registry
            .add("Guest list with invitation codes", ServiceStatus.SERVICE_STATUS_QUEUED, _ -> {})
            .getId();
    failed = failed();
    live("Potluck", "Who comes, and who brings what, so that nobody brings a third salad.", 158);
    live("Fairshare", "Takes who paid what on a trip and answers who owes whom.", 96);
    live = live("Library", "Books, and who has borrowed them, with a fine for late ones.", 214);
    pipeline.drafts.put(live, library());
    building = building();
  }

  /** What stands for a service in the addresses of its pages. */
  String slug(String id) {
    return registry.shown(id).getSlug();
  }

  private static String library() {
    return resource("/library.json");
  }

  private static String resource(String name) {
    try (var in = Objects.requireNonNull(Exhibits.class.getResourceAsStream(name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One that is made of all that a specification has. */
  private void templates() {
    pipeline.templates.add(
        Template.newBuilder()
            .setName("shelves")
            .setTitle("Library")
            .setDescription(
                "Books with copies that are lent and come back, and a bound of how many somebody has at a time.")
            .setExample("A library: books with copies; members borrow books, three at most.")
            .setSpecification(library())
            .addParameters(
                TemplateParameter.newBuilder()
                    .setName("item")
                    .setDescription("What is lent, in the singular")
                    .setFallback("book")
                    .setPattern("[a-z][a-z_]{0,30}"))
            .addParameters(
                TemplateParameter.newBuilder()
                    .setName("items")
                    .setDescription("The same in the plural")
                    .setFallback("${item}s")
                    .setPattern("[a-z][a-z_]{0,31}"))
            .addParameters(
                TemplateParameter.newBuilder()
                    .setName("most")
                    .setDescription("How many one may have at a time")
                    .setFallback("3")
                    .setPattern("[1-9][0-9]?"))
            .build());
    pipeline.plans.put(
        "shelves",
        MakePlanResponse.newBuilder()
            .setSpecification(library())
            .setOpenapi(resource("/library-openapi.json"))
            .build());
  }

  private static MakePlanResponse plan() {
    return MakePlanResponse.newBuilder()
        .setSpecification(
            library().replace("\"title\": \"Library\"", "\"title\": \"Lending library\""))
        .addLeftOut(
            LeftOut.newBuilder()
                .setText("Send a reminder the day before a book is due.")
                .setReason("Services here cannot send e-mail."))
        .addQuestions(
            Question.newBuilder()
                .setId("0123456789abcdef")
                .setText("Who may see a loan?")
                .addChoices(Choice.newBuilder().setValue("own").setLabel("Whoever borrowed"))
                .addChoices(Choice.newBuilder().setValue("all").setLabel("Everybody")))
        .addQuestions(
            Question.newBuilder()
                .setId("0123456789abcdee")
                .setText("How much is the fine for each day?"))
        .build();
  }

  private String live(String title, String description, int passed) {
    // The token that other tests know is the library's.
    var token = title.equals("Library") ? FakeChain.ADDRESS : "0x%040x".formatted(title.length());
    var id =
        registry
            .add(
                description,
                ServiceStatus.SERVICE_STATUS_DEPLOYED,
                s ->
                    s.setName(title)
                        .setTokenAddress(token)
                        .setChainId(31337)
                        .setServing(
                            Serving.newBuilder()
                                .setState(ServingState.SERVING_STATE_UP)
                                .setVersion("3f9a1c2e77b0"))
                        .setApiBaseUrl("http://localhost:8080/gateway/" + s.getId()))
            .getId();
    chain.tokenOf(id, title, token);
    chain.balance(Neighbourhood.WALLET, "2500000000000000000");
    pipeline.version(id, resource("/library-openapi.json"));
    pipeline.made.put(
        id,
        List.of(
            Version.newBuilder()
                .setId("3f9a1c2e77b0")
                .setServiceId(id)
                .setNumber(1)
                .setTitle(title)
                .setContentHash("ab".repeat(32))
                .setSpecification(
                    library()
                        .replaceFirst(
                            "\"title\": \"Library\", \"description\": \"[^\"]*\"",
                            "\"title\": \"%s\", \"description\": \"%s\""
                                .formatted(title, description)))
                .setProof(proof(passed))
                .setCreatedAt(time(-86))
                .build()));
    registry.event(id, ServiceStatus.SERVICE_STATUS_DEPLOYED, "It answers through the gate.");
    made(id, -86, JobState.JOB_STATE_SUCCEEDED);
    pipeline.add(
        id,
        JobKind.JOB_KIND_DEPLOY,
        JobState.JOB_STATE_SUCCEEDED,
        true,
        step("start", "A process was started.", -40, -36),
        step("probe-gateway", "The version answers through the gateway.", -36, -4));
    return id;
  }

  private static String proof(int passed) {
    return Stream.of("records", "routes", "rules", "visibility", "actions", "attacks")
        .flatMap(
            area ->
                Stream.generate(
                        () ->
                            "{\"area\":\"%s\",\"name\":\"a check\",\"outcome\":\"passed\"}"
                                .formatted(area))
                    .limit(passed / 6))
        .collect(
            Collectors.joining(
                ",",
                "{\"checks\":[",
                ",{\"area\":\"lists\",\"name\":\"a list of a million books\",\"outcome\":\"not_tried\",\"evidence\":\"it takes too long\"}]}"));
  }

  private void made(String id, int from, JobState last) {
    var tried =
        switch (last) {
          case JOB_STATE_SUCCEEDED ->
              step("prove", "Every check that was made held.", from + 10, from + 40);
          case JOB_STATE_FAILED ->
              step(
                      "prove",
                      "A year of 0 was taken where it is at least 1888: POST /films answered 201 instead of 422.",
                      from + 10,
                      from + 30)
                  .toBuilder()
                  .setState(last)
                  .build();
          default ->
              step("prove", "", from + 10, 0).toBuilder().setState(last).clearFinishedAt().build();
        };
    var recorded =
        last == JobState.JOB_STATE_SUCCEEDED
            ? step("record", "Version 1 was made and proved itself.", from + 40, from + 41)
            : Step.newBuilder().setName("record").setState(JobState.JOB_STATE_QUEUED).build();
    pipeline.add(
        id,
        JobKind.JOB_KIND_GENERATE,
        last,
        true,
        step("begin", "The service is generating.", from, from + 1),
        step("write-source", "23 files were written.", from + 1, from + 4),
        step("compile", "The sources compile.", from + 4, from + 10),
        tried,
        recorded);
  }

  private String building() {
    var id =
        registry
            .add(
                "Desks that colleagues reserve for a day",
                ServiceStatus.SERVICE_STATUS_GENERATING,
                _ -> {})
            .getId();
    made(id, -30, JobState.JOB_STATE_RUNNING);
    return id;
  }

  private String failed() {
    Service service =
        registry.add(
            "Track films with a title and a year", ServiceStatus.SERVICE_STATUS_FAILED, _ -> {});
    made(service.getId(), -60, JobState.JOB_STATE_FAILED);
    return service.getId();
  }

  private static Timestamp time(int seconds) {
    return Timestamp.newBuilder().setSeconds(Instant.now().getEpochSecond() + seconds).build();
  }

  private static Step step(String name, String message, int from, int to) {
    return Step.newBuilder()
        .setName(name)
        .setState(JobState.JOB_STATE_SUCCEEDED)
        .setMessage(message)
        .setAttempts(1)
        .setStartedAt(time(from))
        .setFinishedAt(time(to))
        .build();
  }
}
