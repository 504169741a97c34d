package factory.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.Timestamp;
import factory.pipeline.v1.MakePlanResponse;
import factory.pipeline.v1.Problem;
import factory.pipeline.v1.Version;
import factory.registry.v1.LeftOut;
import factory.registry.v1.Question;
import factory.registry.v1.ServiceStatus;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Plans over REST and as a page. */
@Timeout(60)
class PlansTest {
  private static final String ID = "0123456789abcdef";
  private static final String STATE =
      """
      {"format":1,"title":"Books","kinds":[{"name":"book","plural":"books","fields":[
      {"name":"title","type":"text","required":true,"max_length":1.10},{"name":"pages","type":"integer","min":1}],
      "rules":[{"check":"record.pages > 1","field":"pages","message":"must be more"}],
      "list":{"filters":[{"field":"pages","by":["range"]}],"search":["title"]}}]}""";

  private final FakePipeline pipeline = new FakePipeline(Neighbourhood.CLOCK);
  private final FakeRegistry registry = new FakeRegistry(Neighbourhood.CLOCK);
  private Neighbourhood web;

  @BeforeEach
  void start() {
    pipeline.over(registry, null);
    web =
        new Neighbourhood(
            Map.of(
                "registry",
                registry,
                "pipeline",
                pipeline,
                "chain",
                new FakeChain(),
                "edge",
                new FakeAccess()),
            Neighbourhood.CLOCK,
            "127.0.0.1:0");
  }

  @AfterEach
  void stop() {
    web.close();
  }

  private static JsonNode json(HttpResponse<String> response) throws Exception {
    return new ObjectMapper().readTree(response.body());
  }

  private HttpResponse<String> form(String path, Map<String, String> fields) {
    return web.form(
        path,
        fields.entrySet().stream()
            .map(e -> encoded(e.getKey()) + "=" + encoded(e.getValue()))
            .collect(Collectors.joining("&")));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private Map<String, String> state(String button, String... more) {
    Map<String, String> fields =
        new LinkedHashMap<>(Map.of("specification", STATE, "do", button, "nonce", "n"));
    for (var i = 0; i < more.length; i += 2) {
      fields.put(more[i], more[i + 1]);
    }
    return fields;
  }

  @Test
  void aPlanIsToldWithItsNumbersAndTheOrderOfItsKeysAsTheyAre() throws Exception {
    var response =
        web.json(
            "POST",
            "/plans",
            "{\"specification\":" + STATE + ",\"answers\":{\"" + ID + "\":\"yes\"}}");
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(response.body())
        .contains("\"max_length\":1.10")
        .startsWith("{\"specification\":{\"format\":1,\"title\"");
    assertThat(pipeline.asked.getAnswersMap()).containsEntry(ID, "yes");
  }

  @Test
  void aPlanIsOfSomething() throws Exception {
    for (var body :
        List.of(
            "{}",
            "{\"idea\":\" \"}",
            "{\"answers\":{}}",
            "{\"parameters\":{\"a\":\"b\"}}",
            "{\"specification\":[]}",
            "{\"idea\":\"x\",\"answers\":{\"a\":1}}",
            "{\"template\":\"a\",\"templates\":[{\"name\":\"b\"}]}",
            "{\"templates\":[{}]}")) {
      var response = web.json("POST", "/plans", body);
      assertThat(response.statusCode()).as(body).isEqualTo(400);
      assertThat(json(response).path("errors")).as(body).isNotEmpty();
    }
  }

  @Test
  void templatesAreListedAndFoundByName() throws Exception {
    assertThat(json(web.get("/templates")).at("/templates/0/parameters/0/default").asText())
        .isEqualTo("poll");
    assertThat(web.get("/templates/polls").statusCode()).isEqualTo(200);
    assertThat(json(web.get("/templates/nonsense")).path("reason").asText())
        .isEqualTo("TEMPLATE_NOT_FOUND");
    var _ =
        web.json("POST", "/plans", "{\"template\":\"polls\",\"parameters\":{\"item\":\"survey\"}}");
    assertThat(pipeline.asked.getTemplates(0).getParametersMap()).containsEntry("item", "survey");
  }

  @Test
  void theSchemaOfSpecificationsIsServedAtTheAddressThatItNames() throws Exception {
    var response = web.get("/specification.schema.json");
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/schema+json");
    assertThat(response.headers().firstValue("Cache-Control")).contains("public, max-age=300");
    assertThat(response.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
    var schema = json(response);
    assertThat(schema.path("$id").asText()).endsWith("/specification.schema.json");
    assertThat(java.net.URI.create(schema.path("$id").asText()).isAbsolute()).isTrue();
    assertThat(schema.fieldNames()).toIterable().startsWith("$schema", "$id");
    var etag = response.headers().firstValue("ETag").orElseThrow();
    var again = web.get("/specification.schema.json", "If-None-Match", etag);
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
  }

  @Test
  void aDraftIsChangedByItselfAndWhatIsWrongNamesItsPlace() throws Exception {
    var id = registry.add("books", ServiceStatus.SERVICE_STATUS_QUEUED, _ -> {}).getId();
    var changed = web.json("PATCH", "/services/" + id, "{\"specification\":" + STATE + "}");
    assertThat(changed.statusCode()).as(changed.body()).isEqualTo(200);
    assertThat(json(web.get("/services/" + id + "/specification")).at("/draft/title").asText())
        .isEqualTo("Books");
    var wrong = web.json("PATCH", "/services/" + id, "{\"specification\":{\"title\":\"wrong\"}}");
    assertThat(wrong.statusCode()).isEqualTo(422);
    assertThat(json(wrong).at("/errors/0/field").asText()).isEqualTo("specification/kinds/0/name");
    var both = web.json("PATCH", "/services/" + id, "{\"answers\":{},\"metadata\":{}}");
    assertThat(both.statusCode()).isEqualTo(400);
  }

  @Test
  void versionsAreToldWithTheirProofAndTheirFiles() throws Exception {
    var id = registry.add("books", ServiceStatus.SERVICE_STATUS_QUEUED, _ -> {}).getId();
    pipeline.made.put(id, List.of(version(id)));
    var path = "/services/" + id + "/versions";
    assertThat(json(web.get(path)).at("/versions/0/author").isNull()).isTrue();
    pipeline.made.put(
        id,
        List.of(version(id).toBuilder().setAuthor("0xab").setReason("Because <I> can.").build()));
    assertThat(json(web.get(path)).at("/versions/0/author").asText()).isEqualTo("0xab");
    assertThat(json(web.get(path)).at("/versions/0/reason").asText()).isEqualTo("Because <I> can.");
    assertThat(web.open("/services/" + id + "/owner", "Accept", "text/html").body())
        .contains("<bdi>0xab</bdi>", "Because &lt;I&gt; can.");
    assertThat(json(web.get(path + "/1")).at("/specification/title").asText()).isEqualTo("Books");
    assertThat(json(web.get(path + "/1/proof")).at("/proof/checks/0/outcome").asText())
        .isEqualTo("passed");
    assertThat(json(web.get(path + "/1/source")).at("/files/README.md").asText())
        .isEqualTo("# Books");
    assertThat(web.get(path + "/0").statusCode()).isEqualTo(400);
    var published = web.json("PATCH", path + "/1", "{\"published\":true}");
    assertThat(json(published).path("published").asBoolean()).isTrue();
    assertThat(web.json("PATCH", path + "/1", "{}").statusCode()).isEqualTo(400);
  }

  private static Version version(String service) {
    return Version.newBuilder()
        .setId(service)
        .setServiceId(service)
        .setNumber(1)
        .setTitle("<b>Books</b>")
        .setContentHash("ab".repeat(32))
        .setSpecification(STATE)
        .setOpenapi("{}")
        .setProof(
            "{\"checks\":[{\"name\":\"a\",\"outcome\":\"passed\"},{\"name\":\"<i>fuzz</i>\",\"outcome\":\"not_tried\",\"evidence\":\"no time\"}],"
                + "\"fuzz\":{\"outcome\":\"failed\",\"found\":\"POST /books <b> answered 500\"}}")
        .setCreatedAt(
            Timestamp.newBuilder().setSeconds(Neighbourhood.CLOCK.instant().getEpochSecond()))
        .build();
  }

  @Test
  void aFieldIsRenamedWhereverItIsSpokenOf() throws Exception {
    var page =
        form(
            "/new",
            state(
                "show",
                "k0.f1.name",
                "Number of pages",
                "k0.f1.type",
                "integer",
                "k0.f0.name",
                "title",
                "k0.f0.type",
                "text"));
    assertThat(page.statusCode()).isEqualTo(200);
    var now = new ObjectMapper().readTree(pipeline.asked.getSpecification());
    assertThat(now.at("/kinds/0/fields/1/name").asText()).isEqualTo("number_of_pages");
    assertThat(now.at("/kinds/0/rules/0/check").asText()).isEqualTo("record.number_of_pages > 1");
    assertThat(now.at("/kinds/0/rules/0/field").asText()).isEqualTo("number_of_pages");
    assertThat(now.at("/kinds/0/list/filters/0/field").asText()).isEqualTo("number_of_pages");
    assertThat(now.at("/kinds/0/fields/1/min").asInt()).isEqualTo(1);
    // Neither was ticked.
    assertThat(now.at("/kinds/0/fields/0/required").isMissingNode()).isTrue();
    assertThat(pipeline.asked.getSpecification()).contains("1.10");
  }

  @Test
  void fieldsAndKindsComeAndGo() throws Exception {
    var _ =
        form(
            "/new",
            state(
                "show",
                "k0.new.name",
                "State",
                "k0.new.type",
                "enum",
                "k0.new.words",
                "new, old",
                "k0.new.required",
                "on"));
    assertThat(
            new ObjectMapper()
                .readTree(pipeline.asked.getSpecification())
                .at("/kinds/0/fields/2")
                .toString())
        .isEqualTo(
            "{\"name\":\"state\",\"type\":\"enum\",\"values\":[\"new\",\"old\"],\"required\":true}");
    var _ = form("/new", state("remove.k0.f1"));
    var now = new ObjectMapper().readTree(pipeline.asked.getSpecification());
    assertThat(now.at("/kinds/0/fields")).hasSize(1);
    assertThat(now.at("/kinds/0/list/filters")).isEmpty();
    var _ = form("/new", state("add.kind", "kind_name", "Author"));
    assertThat(
            new ObjectMapper()
                .readTree(pipeline.asked.getSpecification())
                .at("/kinds/1/plural")
                .asText())
        .isEqualTo("authors");
    var _ = form("/new", state("show", "k0.f1.type", "boolean", "k0.f1.name", "pages"));
    assertThat(
            new ObjectMapper()
                .readTree(pipeline.asked.getSpecification())
                .at("/kinds/0/fields/1")
                .toString())
        .isEqualTo("{\"name\":\"pages\",\"type\":\"boolean\"}");
  }

  @Test
  void questionsAreAskedAndTheirAnswersSent() {
    pipeline.plans.put(
        "open",
        MakePlanResponse.newBuilder()
            .setSpecification(
                "{\"title\":\"open\",\"left_out\":[{\"text\":\"<script>\",\"reason\":\"no\"}]}")
            .addQuestions(
                Question.newBuilder().setId(ID).setText("Which \"fields\"?").setPath("/kinds"))
            .addLeftOut(LeftOut.newBuilder().setText("<script>").setReason("no"))
            .addProblems(Problem.newBuilder().setPointer("/kinds").setMessage("must have one"))
            .build());
    var page = form("/new", Map.of("do", "read", "idea", "open questions"));
    assertThat(page.body())
        .contains("Which &quot;fields&quot;?".replace("&quot;", "\""))
        .contains("&lt;script>")
        .doesNotContain("<q><script>")
        .contains("kinds must have one");
    var _ =
        form(
            "/new",
            Map.of(
                "do",
                "show",
                "specification",
                "{\"title\":\"open\"}",
                "answer." + ID + ".text",
                "title and author"));
    assertThat(pipeline.asked.getAnswersMap()).containsEntry(ID, "title and author");
    // Nothing is built of it.
    var built = form("/new", Map.of("do", "build", "specification", "{\"title\":\"open\"}"));
    assertThat(built.statusCode()).isEqualTo(422);
    assertThat(built.body())
        .contains(
            "It needs your answer before it can be built.",
            "href=\"#answer-" + ID + "\"",
            "id=\"answer-" + ID + "\"",
            "autofocus");
    assertThat(registry.all()).isEmpty();
  }

  @Test
  void theKindThatIsEditedStaysOpen() {
    var page = form("/new", state("show.k0", "k0.new.name", "weight"));
    assertThat(page.body()).contains("id=\"edit-0\" open", "value=\"weight\"");
    assertThat(form("/new", state("show")).body())
        .contains("id=\"edit-0\"")
        .doesNotContain("id=\"edit-0\" open");
  }

  @Test
  void anIdeaIsReadBackWithItsNamesMarkedAndWhatWasLeftOutStruck() {
    pipeline.plans.put(
        "remind me",
        MakePlanResponse.newBuilder()
            .setSpecification(
                STATE.replace(
                    "\"kinds\"",
                    "\"left_out\":[{\"text\":\"remind <me>\",\"reason\":\"no\"}],\"kinds\""))
            .build());
    pipeline.plans.put(
        "remind <me>", java.util.Objects.requireNonNull(pipeline.plans.get("remind me")));
    assertThat(form("/new", Map.of("do", "read", "idea", "books with titles, remind <me>")).body())
        .contains("<mark>books</mark> with <mark>titles</mark>, <del>remind &lt;me</del>");
  }

  @Test
  void aDocumentIsKeptAsTheContractAndSaysWhatItIsAbout() {
    var document = "openapi: 3.1.0\ninfo: {title: Books, version: '1'}";
    var read = form("/new", Map.of("do", "read", "idea", document));
    assertThat(read.body())
        .contains("Your document, read back")
        .doesNotContain("As it was understood");
    assertThat(form("/new", state("build", "idea", document)).statusCode()).isEqualTo(303);
    var service = registry.all().iterator().next();
    assertThat(service.getIdea()).isEmpty();
    assertThat(service.getMetadata().getFieldsOrThrow("openapi").getStringValue())
        .isEqualTo(document);
  }

  @Test
  void aModelMayReadWhatIsNotUnderstoodWhereThereIsOne() {
    pipeline.plans.put(
        "open",
        MakePlanResponse.newBuilder()
            .setSpecification("{\"title\":\"open\"}")
            .addQuestions(Question.newBuilder().setId(ID).setText("What?"))
            .build());
    var read = Map.of("do", "read", "idea", "open to all");
    assertThat(form("/new", read).body()).doesNotContain("Let a model read it");
    pipeline.model = "small-reader";
    assertThat(form("/new", read).body()).contains("Let a model read it", "small-reader");
    var sent = form("/new", Map.of("do", "model", "idea", "open to all", "nonce", "n"));
    assertThat(sent.headers().firstValue("location").orElse("")).endsWith("/build");
    assertThat(registry.all().iterator().next().getIdea()).isEqualTo("open to all");
    assertThat(pipeline.jobs()).hasSize(1);
  }

  @Test
  void whatIsReadyIsBuiltOnce() {
    var first = form("/new", state("build", "idea", "my books"));
    assertThat(first.statusCode()).as(first.body()).isEqualTo(303);
    var again = form("/new", state("build", "idea", "my books"));
    assertThat(again.headers().firstValue("location"))
        .isEqualTo(first.headers().firstValue("location"));
    assertThat(registry.all()).hasSize(1);
  }

  @Test
  void aServicesPageSaysWhatItIsAndHowItsVersionsDid() {
    var id = registry.add("books", ServiceStatus.SERVICE_STATUS_QUEUED, _ -> {}).getId();
    pipeline.drafts.put(id, STATE);
    pipeline.made.put(id, List.of(version(id)));
    var page = web.open("/services/" + id, "Accept", "text/html");
    assertThat(page.body())
        .contains("Not tried: &lt;i&gt;fuzz&lt;/i&gt;", "must be more", "/new?service=" + id)
        .doesNotContain("<b>Books");
    assertThat(web.open("/services/" + id + "/owner", "Accept", "text/html").body())
        .contains(
            "1 check passed, 1 not tried. It was found at fault when it was tried for longer,",
            "POST /books &lt;b&gt; answered 500");
    assertThat(web.get("/new?service=" + id, "Accept", "text/html").body())
        .contains("name=\"k0.f1.name\" value=\"pages\"", "Keep it for later");
  }

  @Test
  void theFirstPageOfPlansOffersTemplates() {
    assertThat(web.get("/new", "Accept", "text/html").body())
        .contains("/new?template=polls", "Make a plan");
    assertThat(web.get("/new?template=polls", "Accept", "text/html").statusCode()).isEqualTo(200);
    assertThat(form("/new", Map.of("do", "read")).statusCode()).isEqualTo(422);
  }
}
