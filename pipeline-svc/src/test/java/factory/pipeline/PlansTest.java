package factory.pipeline;

import static factory.pipeline.Stage.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import factory.pipeline.document.DocumentReaders;
import factory.pipeline.source.english.EnglishSource;
import factory.pipeline.v1.ChangeSpecificationRequest;
import factory.pipeline.v1.GenerateServiceRequest;
import factory.pipeline.v1.GetDocumentRequest;
import factory.pipeline.v1.GetSpecificationRequest;
import factory.pipeline.v1.GetSpecificationSchemaRequest;
import factory.pipeline.v1.ListJobsRequest;
import factory.pipeline.v1.ListTemplatesRequest;
import factory.pipeline.v1.MakePlanRequest;
import factory.pipeline.v1.SubmitIdeaRequest;
import factory.pipeline.v1.TemplateUse;
import factory.pipeline.write.Writer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What would be made is seen, asked about and changed before anything is. */
@Timeout(120)
class PlansTest {
  private static final Stage STAGE =
      new Stage()
          .with(new EnglishSource(), new Writer()::write)
          .with("pipeline.document-libs", DocumentReaders.LIBS.toString());
  private static final String DOCUMENT =
      """
      openapi: 3.0.3
      info: {title: Shelf, version: '1'}
      paths:
        /books:
          post:
            requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Book'}}}}
            responses: {'201': {description: made, content: {application/json: {schema: {$ref: '#/components/schemas/Book'}}}}}
      components:
        schemas: {Book: {type: object, required: [title], properties: {id: {type: string, readOnly: true}, title: {type: string}}}}
      """;
  private static final String BOOKS = "track books with title, author and a rating from 1 to 5";
  private static final String BROKEN =
      "{\"format\":1,\"title\":\"Notes\",\"kinds\":[{\"name\":\"note\",\"plural\":\"notes\",\"fields\":[{\"name\":\"a\",\"type\":\"text\"},{\"name\":\"Not a name\",\"type\":\"text\"}]}]}";
  private static final String NOTES =
      "{\"format\":1,\"title\":\"Notes\",\"kinds\":[{\"name\":\"note\",\"plural\":\"notes\",\"fields\":[{\"name\":\"text\",\"type\":\"text\"}]}]}";

  @BeforeAll
  static void start() {
    STAGE.start();
  }

  @AfterAll
  static void stop() {
    STAGE.close();
  }

  private static SubmitIdeaRequest.Builder idea(String text) {
    return SubmitIdeaRequest.newBuilder().setIdea(text);
  }

  private static int jobs(String service) {
    return STAGE
        .rpc()
        .listJobs(ListJobsRequest.newBuilder().setServiceId(service).build())
        .getJobsCount();
  }

  @Test
  void aPlanOfAnIdeaKeepsNothing() {
    var before = STAGE.registry.size();
    var plan = STAGE.rpc().makePlan(MakePlanRequest.newBuilder().setIdea(BOOKS).build());
    assertThat(plan.getSpecification()).contains("\"book\"", "\"rating\"");
    assertThat(plan.getOpenapi()).contains("/books");
    assertThat(plan.getQuestionsList()).isEmpty();
    assertThat(plan.getProblemsList()).isEmpty();
    assertThat(STAGE.registry.size()).isEqualTo(before);
  }

  private static Struct openapi(String document) {
    return Struct.newBuilder()
        .putFields("openapi", Value.newBuilder().setStringValue(document).build())
        .putFields("team", Value.newBuilder().setStringValue("a").build())
        .build();
  }

  @Test
  void aDocumentSaysWhatIsMadeAndIsKeptByItsDigest() {
    var service =
        STAGE
            .rpc()
            .submitIdea(SubmitIdeaRequest.newBuilder().setMetadata(openapi(DOCUMENT)).build())
            .getService();
    assertThat(service.getPlan().getQuestionsList()).isEmpty();
    assertThat(service.getMetadata().getFieldsMap()).containsKey("team");
    var named = service.getMetadata().getFieldsOrThrow("openapi").getStructValue().getFieldsMap();
    assertThat(named).containsOnlyKeys("sha256");
    var kept =
        STAGE
            .rpc()
            .getDocument(GetDocumentRequest.newBuilder().setServiceId(service.getId()).build());
    assertThat(kept.getDocument()).isEqualTo(DOCUMENT);
    assertThat(kept.getSha256())
        .isEqualTo(java.util.Objects.requireNonNull(named.get("sha256")).getStringValue());
    // Named by its digest, as a record shows it, it is the same document again.
    var again =
        STAGE
            .rpc()
            .makePlan(
                MakePlanRequest.newBuilder()
                    .setIdea("Shelf")
                    .setMetadata(service.getMetadata())
                    .build());
    assertThat(again.getSpecification()).contains("\"books\"").doesNotContain("questions");
    var without = STAGE.rpc().submitIdea(idea(BOOKS).build()).getService();
    assertThat(
            refusal(
                    () ->
                        STAGE
                            .rpc()
                            .getDocument(
                                GetDocumentRequest.newBuilder()
                                    .setServiceId(without.getId())
                                    .build()))
                .reason())
        .isEqualTo("DOCUMENT_NOT_FOUND");
  }

  @Test
  void aDocumentThatIsPastedAsTheIdeaIsOne() {
    var plan = STAGE.rpc().makePlan(MakePlanRequest.newBuilder().setIdea(DOCUMENT).build());
    assertThat(plan.getSpecification()).contains("\"books\"");
    assertThat(plan.getQuestionsList()).isEmpty();
    var broken =
        STAGE
            .rpc()
            .makePlan(MakePlanRequest.newBuilder().setIdea("openapi: 3.0.3\npaths: {").build());
    assertThat(broken.getLeftOut(0).getReason()).startsWith("Line 2, column ");
  }

  @Test
  void whatIsSaidBesideADocumentIsAskedAbout() {
    var plan =
        STAGE
            .rpc()
            .makePlan(
                MakePlanRequest.newBuilder()
                    .setIdea("only owners may delete")
                    .setMetadata(openapi(DOCUMENT))
                    .build());
    assertThat(plan.getLeftOut(0).getText()).isEqualTo("only owners may delete");
    assertThat(plan.getQuestionsList()).hasSize(1);
  }

  @Test
  void aBrokenDocumentIsRefusedWithItsLineAndNothingIsKept() {
    var before = STAGE.registry.size();
    for (var broken :
        new String[] {
          "openapi: 3.0.3\npaths: {",
          DOCUMENT.replace("'#/components", "'http://localhost/x#/components")
        }) {
      var refused =
          refusal(
              () ->
                  STAGE
                      .rpc()
                      .submitIdea(
                          SubmitIdeaRequest.newBuilder().setMetadata(openapi(broken)).build()));
      assertThat(refused.fields().getFirst().field()).isEqualTo("metadata.openapi");
      assertThat(refused.fields().getFirst().message()).startsWith("Line ");
    }
    var large =
        refusal(
            () ->
                STAGE
                    .rpc()
                    .makePlan(
                        MakePlanRequest.newBuilder()
                            .setMetadata(openapi("#".repeat((1 << 20) + 1)))
                            .build()));
    assertThat(large.fields().getFirst().message()).contains("1048576");
    assertThat(STAGE.registry.size()).isEqualTo(before);
  }

  @Test
  void whatIsWrongWithASpecificationIsToldAndNeverKept() {
    var plan = STAGE.rpc().makePlan(MakePlanRequest.newBuilder().setSpecification(BROKEN).build());
    assertThat(plan.getProblemsList())
        .isNotEmpty()
        .allSatisfy(p -> assertThat(p.getPointer()).startsWith("/kinds/0/fields"));
    assertThat(plan.getOpenapi()).isEmpty();
    var before = STAGE.registry.size();
    var refused =
        refusal(() -> STAGE.rpc().submitIdea(idea("notes").setSpecification(BROKEN).build()));
    assertThat(refused.reason()).isEqualTo("SPECIFICATION_INVALID");
    assertThat(refused.fields().getFirst().field()).startsWith("specification/kinds/0/fields");
    for (var nonsense : new String[] {"[]", "{", "{\"format\":99,\"title\":\"x\"}"}) {
      assertThat(
              STAGE
                  .rpc()
                  .makePlan(MakePlanRequest.newBuilder().setSpecification(nonsense).build())
                  .getProblemsList())
          .as(nonsense)
          .isNotEmpty();
    }
    assertThat(STAGE.registry.size()).isEqualTo(before);
  }

  @Test
  void anIdeaThatIsNotUnderstoodWaitsForAnswersWhateverItWants() {
    var submitted = STAGE.rpc().submitIdea(idea("make me rich").setAuto(true).build());
    var service = submitted.getService();
    var id = service.getId();
    assertThat(service.getPlan().getQuestionsList()).isNotEmpty();
    assertThat(submitted.hasJob()).isFalse();
    assertThat(jobs(id)).isZero();
    var refused =
        refusal(
            () ->
                STAGE
                    .rpc()
                    .generateService(GenerateServiceRequest.newBuilder().setServiceId(id).build()));
    assertThat(refused.reason()).isEqualTo("QUESTIONS_OPEN");
    var question = service.getPlan().getQuestions(0);
    assertThat(refused.fields().getFirst().field()).isEqualTo("answers." + question.getId());
    var unclear = change(id).putAnswers(question.getId(), "no idea, really");
    assertThat(refusal(() -> STAGE.rpc().changeSpecification(unclear.build())).fields())
        .extracting(f -> f.field())
        .containsExactly("answers." + question.getId());
    var unknown = change(id).putAnswers("0".repeat(16), "x");
    assertThat(refusal(() -> STAGE.rpc().changeSpecification(unknown.build())).reason())
        .isEqualTo("INVALID_ARGUMENT");
    var answered =
        STAGE
            .rpc()
            .changeSpecification(change(id).putAnswers(question.getId(), BOOKS).build())
            .getService();
    assertThat(answered.getPlan().getQuestionsList()).isEmpty();
    assertThat(answered.getPlan().getChangesList())
        .containsExactly("Read from the idea.", "Answered: " + question.getText() + " " + BOOKS);
    var found = specification(id);
    assertThat(found.getDraft()).contains("\"rating\"");
    assertThat(found.getVersion()).isZero();
  }

  private static ChangeSpecificationRequest.Builder change(String id) {
    return ChangeSpecificationRequest.newBuilder().setServiceId(id);
  }

  private static factory.pipeline.v1.GetSpecificationResponse specification(String id) {
    return STAGE
        .rpc()
        .getSpecification(GetSpecificationRequest.newBuilder().setServiceId(id).build());
  }

  @Test
  void theFieldsThatAKindLacksAreNamedInWordsOrAsJson() {
    var open = STAGE.rpc().makePlan(MakePlanRequest.newBuilder().setIdea("track shoes").build());
    assertThat(open.getProblemsList()).isEmpty();
    var question = open.getQuestions(0);
    for (var answer :
        new String[] {
          "title and a rating from 1 to 5",
          "[{\"name\":\"title\",\"type\":\"text\"},{\"name\":\"rating\",\"type\":\"integer\"}]"
        }) {
      var plan =
          STAGE
              .rpc()
              .makePlan(
                  MakePlanRequest.newBuilder()
                      .setIdea("track shoes")
                      .putAnswers(question.getId(), answer)
                      .build());
      assertThat(plan.getQuestionsList()).as(answer).isEmpty();
      assertThat(plan.getSpecification()).contains("\"title\"", "\"rating\"");
      assertThat(plan.getOpenapi()).isNotEmpty();
    }
  }

  @Test
  void aDraftIsStoredForWhoeverHasSeenWhatItReplaces() {
    var service = STAGE.rpc().submitIdea(idea(BOOKS).build()).getService();
    var changed =
        STAGE
            .rpc()
            .changeSpecification(
                change(service.getId())
                    .setSpecification(NOTES)
                    .addExpectedRevisions(service.getRevision())
                    .build())
            .getService();
    assertThat(changed.getPlan().getOfIdea()).isFalse();
    assertThat(changed.getPlan().getTitle()).isEqualTo("Notes");
    assertThat(specification(service.getId()).getDraft()).contains("\"note\"");
    var late =
        change(service.getId()).setSpecification(NOTES).addExpectedRevisions(service.getRevision());
    assertThat(refusal(() -> STAGE.rpc().changeSpecification(late.build())).reason())
        .isEqualTo("REVISION_MISMATCH");
    assertThat(
            refusal(() -> STAGE.rpc().changeSpecification(change(service.getId()).build()))
                .fields())
        .isNotEmpty();
    assertThat(jobs(service.getId())).isZero();
  }

  @Test
  void aServiceIsRecordedOfASpecificationOrATemplateAlone() {
    var given =
        STAGE.rpc().submitIdea(SubmitIdeaRequest.newBuilder().setSpecification(NOTES).build());
    assertThat(given.getService().getIdea()).isEqualTo("Notes");
    var polls = TemplateUse.newBuilder().setName("polls").putParameters("item", "survey");
    var of = STAGE.rpc().submitIdea(SubmitIdeaRequest.newBuilder().addTemplates(polls).build());
    assertThat(specification(of.getService().getId()).getDraft()).contains("\"surveys\"");
    assertThat(given.getService().getPlan().getChangesList())
        .containsExactly("Made from a specification that was given.");
    assertThat(of.getService().getPlan().getChangesList())
        .containsExactly("Made from the template polls.");
    assertThat(
            refusal(
                    () ->
                        STAGE
                            .rpc()
                            .submitIdea(
                                idea("x").setSpecification(NOTES).addTemplates(polls).build()))
                .fields()
                .getFirst()
                .field())
        .isEqualTo("specification");
  }

  @Test
  void templatesAreTold() {
    var templates = STAGE.rpc().listTemplates(ListTemplatesRequest.getDefaultInstance());
    assertThat(templates.getTemplatesList())
        .hasSizeGreaterThanOrEqualTo(10)
        .allSatisfy(
            template -> {
              assertThat(template.getExample()).isNotBlank();
              assertThat(template.getSpecification()).startsWith("{");
            });
  }

  @Test
  void theSchemaThatIsServedHoldsForEachTemplate() {
    var served =
        STAGE
            .rpc()
            .getSpecificationSchema(GetSpecificationSchemaRequest.getDefaultInstance())
            .getSchema();
    var schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12, _ -> {})
            .getSchema(served, InputFormat.JSON);
    for (var template :
        STAGE.rpc().listTemplates(ListTemplatesRequest.getDefaultInstance()).getTemplatesList()) {
      assertThat(schema.validate(template.getSpecification(), InputFormat.JSON))
          .as(template.getName())
          .isEmpty();
      assertThat(
              schema.validate(
                  template.getSpecification().replaceFirst("\"title\"", "\"caption\""),
                  InputFormat.JSON))
          .as(template.getName())
          .isNotEmpty();
    }
  }

  @Test
  void anIdeaThatWasRecordedUnreadIsReadBeforeItIsMade() {
    var id = STAGE.registry.create("make me rich");
    var refused =
        refusal(
            () ->
                STAGE
                    .rpc()
                    .generateService(
                        GenerateServiceRequest.newBuilder().setServiceId(id.toString()).build()));
    assertThat(refused.reason()).isEqualTo("QUESTIONS_OPEN");
    assertThat(STAGE.registry.service(id).getPlan().getQuestionsList()).isNotEmpty();
    assertThat(STAGE.registry.effects(id)).anyMatch(effect -> effect.startsWith("plan: "));
  }
}
