package factory.web;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import factory.chain.v1.ChainStatus;
import factory.pipeline.v1.JobKind;
import factory.pipeline.v1.JobState;
import factory.registry.v1.ServiceStatus;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every path of the REST API among nodes that behave. */
@Timeout(60)
class ApiTest {
  private final FakeRegistry registry = new FakeRegistry(Neighbourhood.CLOCK);
  private final FakePipeline pipeline = new FakePipeline(Neighbourhood.CLOCK);
  private final FakeChain chain = new FakeChain();
  private Neighbourhood web;

  @BeforeEach
  void start() {
    web =
        new Neighbourhood(
            Map.of(
                "registry",
                registry,
                "pipeline",
                pipeline,
                "chain",
                chain,
                "edge",
                new FakeAccess()),
            Neighbourhood.CLOCK,
            "127.0.0.1:0");
  }

  @AfterEach
  void stop() {
    web.close();
  }

  private static JsonNode body(HttpResponse<String> response) {
    try {
      return new ObjectMapper().readTree(response.body());
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new AssertionError(response.body(), e);
    }
  }

  private static void isProblem(
      HttpResponse<String> response, int status, String reason, String field) {
    assertThat(response.body()).contains("\"reason\":\"" + reason + "\"");
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.headers().firstValue("content-type")).hasValue("application/problem+json");
    var problem = body(response);
    assertThat(problem.get("status").asInt()).isEqualTo(status);
    assertThat(problem.get("title").asText()).isNotEmpty();
    assertThat(problem.get("detail").asText()).isNotEmpty();
    if (!field.isEmpty()) {
      assertThat(problem.get("errors")).hasSize(1);
      assertThat(problem.get("errors").get(0).get("field").asText()).isEqualTo(field);
      assertThat(problem.get("errors").get(0).get("message").asText()).isNotEmpty();
    }
  }

  private String queued() {
    return registry.add("track books", ServiceStatus.SERVICE_STATUS_QUEUED, _ -> {}).getId();
  }

  @Test
  void anIdeaBecomesARecordWithALocation() {
    var response =
        web.json(
            "POST",
            "/ideas",
            """
            {"idea": "track books", "requester_id": "me",
             "metadata": {"a": 1, "b": [true, null, 1.5, "x"], "c": {"d": "e"}}}
            """);

    assertThat(response.statusCode()).isEqualTo(201);
    var id = FakeRegistry.id(1);
    assertThat(response.headers().firstValue("location")).hasValue("/services/" + id);
    assertThat(response.body())
        .isEqualTo(
            """
            {"id":"%s","name":"track books","slug":"service-1","idea":"track books","requester_id":"me",\
            "metadata":{"a":1,"b":[true,null,1.5,"x"],"c":{"d":"e"}},"status":"queued",\
            "chain_id":null,"token_address":null,"api_base_url":null,"origin":null,\
            "serving":{"state":"none","version":null,"reason":null},\
            "takedown":null,"questions":[],"left_out":[],\
            "allowed_actions":["edit","edit_idea","generate","delete"],\
            "created_at":"2026-11-22T18:00:00Z","updated_at":"2026-11-22T18:00:00Z"}
            """
                .formatted(id));
    assertThat(response.headers().firstValue("etag")).hasValue("\"1\"");
    assertThat(web.get("/services/" + id).body()).isEqualTo(response.body());
    assertThat(pipeline.jobs()).isEmpty();
  }

  @Test
  void theSameIdempotencyKeyGivesTheSameRecordAndOneJob() {
    var request = "{\"idea\": \"track books\", \"auto\": true}";
    var first = web.json("POST", "/ideas", request, "Idempotency-Key", "key-1");
    var second = web.json("POST", "/ideas", request, "Idempotency-Key", "key-1");
    for (var other :
        new String[] {
          "{\"idea\": \"track books\"}",
          "{\"idea\": \"track films\", \"auto\": true}",
          "{\"idea\": \"track books\", \"auto\": true, \"chain_id\": 31337}",
        }) {
      isProblem(
          web.json("POST", "/ideas", other, "Idempotency-Key", "key-1"),
          409,
          "REQUEST_ID_REUSED",
          "Idempotency-Key");
    }
    isProblem(
        web.json("POST", "/ideas", request, "Idempotency-Key", "key-1", "Idempotency-Key", "key-2"),
        400,
        "INVALID_ARGUMENT",
        "Idempotency-Key");

    assertThat(first.statusCode()).isEqualTo(201);
    assertThat(body(second).get("id")).isEqualTo(body(first).get("id"));
    assertThat(pipeline.jobs()).hasSize(1).allMatch(job -> job.getAuto());
    assertThat(pipeline.requestIds()).containsExactly("key-1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"idea": "x", "colour": 1}               | colour
          {"idea": 1}                              | idea
          {}                                       | idea
          {"idea": null}                           | idea
          {"idea": "x", "idea": "y"}               | idea
          {"idea": "x", "auto": "yes"}             | auto
          {"idea": "x", "metadata": [1]}           | metadata
          {"idea": "x", "metadata": {"n": 1e400}}  | metadata
          {"idea": "x", "metadata": {"n": 90071992547409931}} | metadata
          {"idea": "x", "requester_id": 7}         | requester_id
          {"idea": "unacceptable"}                 | idea
          {"idea": "x", "chain_id": 31337}         | chain_id
          {"idea": "x", "auto": true, "chain_id": 1}   | chain_id
          {"idea": "x", "auto": true, "chain_id": "1"} | chain_id
          """)
  void aWrongFieldOfAnIdeaIsNamed(String json, String field) {
    isProblem(web.json("POST", "/ideas", json), 400, "INVALID_ARGUMENT", field);
    assertThat(registry.all()).isEmpty();
  }

  @Test
  void everythingThatIsWrongIsToldAtOnce() {
    var problem = body(web.json("POST", "/ideas", "{\"idea\": 1, \"auto\": 2, \"x\": 3}"));

    assertThat(problem.get("errors").findValuesAsText("field"))
        .containsExactly("x", "idea", "auto");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock = "{\n[]\n\"x\"\n{} {}\n{\"idea\": \"x\",}\n'{\"idea\": NaN}'")
  void aBodyThatIsNotOneJsonObjectIsRefused(String json) {
    isProblem(web.json("POST", "/ideas", json), 400, "MALFORMED_JSON", "");
  }

  @Test
  void deepMetadataIsRefusedBeforeTheOtherSideCannotReadIt() {
    var deep = "{\"a\":".repeat(17) + "1" + "}".repeat(17);
    isProblem(
        web.json("POST", "/ideas", "{\"idea\": \"x\", \"metadata\": " + deep + "}"),
        400,
        "INVALID_ARGUMENT",
        "metadata");
    isProblem(
        web.json("POST", "/ideas", "[".repeat(2000) + "]".repeat(2000)), 400, "MALFORMED_JSON", "");
  }

  @Test
  void anotherTypeOfBodyIs415() {
    isProblem(
        web.call("POST", "/ideas", "{}", "Content-Type", "text/plain"),
        415,
        "UNSUPPORTED_MEDIA_TYPE",
        "");
    isProblem(web.call("POST", "/ideas", "{}"), 415, "UNSUPPORTED_MEDIA_TYPE", "");
    isProblem(
        web.call("POST", "/ideas", "{}", "Content-Type", "application/json; charset=latin1"),
        415,
        "UNSUPPORTED_MEDIA_TYPE",
        "");
    isProblem(
        web.json("POST", "/ideas", "{}", "Content-Encoding", "gzip"),
        415,
        "UNSUPPORTED_MEDIA_TYPE",
        "");
  }

  @Test
  void aBodyOverTheLimitIs413() {
    var body = "{\"idea\": \"" + "x".repeat(300_000) + "\"}";
    var response = web.json("POST", "/ideas", body);

    isProblem(response, 413, "BODY_TOO_LARGE", "");
  }

  @Test
  void aRefusedBodyIsReadToItsEndSoThatTheRefusalArrives() throws IOException {
    var url = URI.create(web.base());
    try (var socket = new Socket(url.getHost(), url.getPort())) {
      var out = socket.getOutputStream();
      var length = 8 << 20;
      var head =
          """
          POST /ideas HTTP/1.1
          Host: localhost
          Content-Type: application/json
          Content-Length: %d

          """
              .formatted(length);
      out.write(head.replace("\n", "\r\n").getBytes(US_ASCII));
      // A plain sender looks for the answer only after its last byte.
      out.write(new byte[length]);
      out.flush();

      var answer = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
      assertThat(answer.readLine()).startsWith("HTTP/1.1 413 ");
    }
  }

  @Test
  void servicesAreListedFilteredAndPaged() {
    for (var i = 0; i < 3; i++) {
      registry.add("track books " + i, ServiceStatus.SERVICE_STATUS_QUEUED, _ -> {});
    }
    registry.add("keep cats", ServiceStatus.SERVICE_STATUS_FAILED, _ -> {});

    var first = body(web.get("/services?page_size=2&q=BOOKS"));
    assertThat(first.get("services").findValuesAsText("idea"))
        .containsExactly("track books 2", "track books 1");
    var second =
        body(
            web.get(
                "/services?page_size=2&q=books&page_token="
                    + first.get("next_page_token").asText()));
    assertThat(second.get("services").findValuesAsText("idea")).containsExactly("track books 0");
    assertThat(second.get("next_page_token").isNull()).isTrue();
    assertThat(body(web.get("/services?status=failed")).get("services").findValuesAsText("idea"))
        .containsExactly("keep cats");
  }

  @Test
  void servicesAreListedByNameByOwnerAndByWhoHoldsTheirToken() {
    var owner = "0x70997970c51812dc3a010c7d01b50e0d17dc79c8";
    registry.add(
        "track books",
        ServiceStatus.SERVICE_STATUS_DEPLOYED,
        s ->
            s.setName("Books")
                .setRequesterId(owner)
                .setChainId(31337)
                .setTokenAddress(FakeChain.ADDRESS));
    registry.add("keep cats", ServiceStatus.SERVICE_STATUS_QUEUED, s -> s.setName("a cat"));

    var named = body(web.get("/services?order=name&with_total=true"));
    assertThat(named.get("services").findValuesAsText("idea"))
        .containsExactly("keep cats", "track books");
    assertThat(named.get("total").asLong()).isEqualTo(2);
    assertThat(named.get("total_is_least").asBoolean()).isFalse();
    assertThat(body(web.get("/services")).get("total").isNull()).isTrue();
    assertThat(body(web.get("/services?with_total=false")).get("total").isNull()).isTrue();
    assertThat(
            body(web.get("/services?owner=" + owner.toUpperCase(Locale.ROOT).replace("0X", "0x")))
                .get("services")
                .findValuesAsText("idea"))
        .containsExactly("track books");
    chain.tokenOf(registry.all().iterator().next().getId(), "Books");
    assertThat(body(web.get("/services?held_by=" + owner)).get("services").findValuesAsText("idea"))
        .containsExactly("track books");
    assertThat(
            body(web.get("/services?with_total=true&held_by=0x" + "11".repeat(20)))
                .get("total")
                .asLong())
        .isZero();
    isProblem(
        web.get("/services?held_by=0x" + "ff".repeat(20)), 400, "INVALID_ARGUMENT", "held_by");
  }

  @ParameterizedTest
  @CsvSource({
    "/services?order=calls,order",
    "/services?owner=,owner",
    "/services?held_by=me,held_by",
    "/services?page_size=0,page_size",
    "/services?page_size=101,page_size",
    "/services?page_size=ten,page_size",
    "/services?page_size=,page_size",
    "/services?status=,status",
    "/tokens?chain_id=,chain_id",
    "/services/6f0c1b52-0e5c-4d7a-9c63-2f1d3a4b5c6d/usage?wallet=,wallet",
    "/services/6f0c1b52-0e5c-4d7a-9c63-2f1d3a4b5c6d/usage?since=,since",
    "/services/6f0c1b52-0e5c-4d7a-9c63-2f1d3a4b5c6d/curve?up_to_supply=,up_to_supply",
    "/services/6f0c1b52-0e5c-4d7a-9c63-2f1d3a4b5c6d/quote?eth_in_wei=,eth_in_wei",
    "/services?page_size=1&page_size=2,page_size",
    "/services?status=DEPLOYED,status",
    "/services?limit=5,limit",
    "/services?q=%ff,q",
    "/services/not-a-uuid,id",
    "/services/6f0c1b52-0e5c-4d7a-9c63-2f1d3a4b5c6d?x=1,x",
    "/stats?x=1,x",
    "/chains?x=1,x",
    "/services/6f0c1b52-0e5c-4d7a-9c63-2f1d3a4b5c6d/events?page_size=x,page_size",
    "/services/6f0c1b52-0e5c-4d7a-9c63-2f1d3a4b5c6d/quote,eth_in_wei",
    "/services/6f0c1b52-0e5c-4d7a-9c63-2f1d3a4b5c6d/quote?eth_in_wei=0,eth_in_wei",
    "/services/6f0c1b52-0e5c-4d7a-9c63-2f1d3a4b5c6d/quote?amount=1.5,amount",
    "/services/6f0c1b52-0e5c-4d7a-9c63-2f1d3a4b5c6d/balance?wallet=0x12,wallet",
    "/services/6f0c1b52-0e5c-4d7a-9c63-2f1d3a4b5c6d/quote?eth_in_wei=1&tokens=1,tokens",
    "/services/6f0c1b52-0e5c-4d7a-9c63-2f1d3a4b5c6d/quote?tokens=x,tokens",
    "/services/6f0c1b52-0e5c-4d7a-9c63-2f1d3a4b5c6d/curve?points=1,points",
    "/services/6f0c1b52-0e5c-4d7a-9c63-2f1d3a4b5c6d/curve?points=501,points",
    "/services/6f0c1b52-0e5c-4d7a-9c63-2f1d3a4b5c6d/holders?page_size=0,page_size",
    "/services/6f0c1b52-0e5c-4d7a-9c63-2f1d3a4b5c6d/holders?wallet=x,wallet",
    "/services/6f0c1b52-0e5c-4d7a-9c63-2f1d3a4b5c6d/trades?page_size=101,page_size",
    "/services/6f0c1b52-0e5c-4d7a-9c63-2f1d3a4b5c6d/trades?side=buy,side",
    "/services?with_total=yes,with_total",
    "/tokens?chain_id=main,chain_id",
    "/tokens?chain_id=0,chain_id",
    "/tokens?page_size=101,page_size",
    "/transactions/x/0x1,hash",
    "/transactions/x/0xcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd,chain_id",
    "/jobs/7,id",
    "/jobs?state=done,state",
    "/jobs?kind=job_kind_deploy,kind",
    "/jobs?service_id=7,service_id",
    "/jobs?service_id=,service_id",
    "/jobs?owner=,owner",
    "/jobs?state=,state",
    "/jobs?kind=,kind",
    "/jobs?page_size=101,page_size",
    "/jobs?status=failed,status",
  })
  void aWrongParameterIsNamed(String path, String field) {
    isProblem(web.get(path), 400, "INVALID_ARGUMENT", field);
  }

  @Test
  void aFieldHasTheNameThatItsCallerUsed() {
    isProblem(web.get("/services?q=" + "x".repeat(300)), 400, "INVALID_ARGUMENT", "q");
  }

  @Test
  void whatIsNotThereIs404WithItsReason() {
    var unknown = "6f0c1b52-0e5c-4d7a-9c63-2f1d3a4b5c6d";
    isProblem(web.get("/services/" + unknown), 404, "SERVICE_NOT_FOUND", "");
    isProblem(web.get("/services/" + unknown + "/events"), 404, "SERVICE_NOT_FOUND", "");
    isProblem(web.get("/services/" + unknown + "/token"), 404, "TOKEN_NOT_FOUND", "");
    isProblem(web.get("/jobs/" + unknown), 404, "JOB_NOT_FOUND", "");
    isProblem(web.call("DELETE", "/services/" + unknown, ""), 404, "SERVICE_NOT_FOUND", "");
    isProblem(web.get("/elsewhere"), 404, "PATH_NOT_FOUND", "");
    isProblem(web.get("/services/"), 404, "PATH_NOT_FOUND", "");
    isProblem(web.get("/static/0000000000000000/style.css"), 404, "PATH_NOT_FOUND", "");
    isProblem(web.get("/static/x/..%2f..%2fetc"), 400, "PATH_AMBIGUOUS", "");
  }

  @Test
  void aServiceIsChangedAndDeleted() {
    var id = queued();
    var changed =
        web.json(
            "PATCH",
            "/services/" + id,
            "{\"name\": \"Films\", \"slug\": \"my-films\", \"idea\": \"track films\", \"metadata\": {\"x\": \"y\"}}");
    assertThat(changed.statusCode()).isEqualTo(200);
    assertThat(body(changed).get("name").asText()).isEqualTo("Films");
    assertThat(body(changed).get("slug").asText()).isEqualTo("my-films");
    var named = web.get("/s/my-films");
    assertThat(named.statusCode()).isEqualTo(200);
    assertThat(body(named)).isEqualTo(body(web.get("/services/" + id)));
    assertThat(named.headers().firstValue("Content-Location")).hasValue("/services/" + id);
    assertThat(web.get("/s/their-films").statusCode()).isEqualTo(404);
    assertThat(body(changed).get("idea").asText()).isEqualTo("track films");
    assertThat(body(changed).get("metadata").get("x").asText()).isEqualTo("y");

    var deleted = web.call("DELETE", "/services/" + id, "");
    assertThat(deleted.statusCode()).isEqualTo(204);
    assertThat(deleted.body()).isEmpty();
    assertThat(web.get("/services/" + id).statusCode()).isEqualTo(404);
  }

  @Test
  void aChangeThatChangesNothingOrRemovesIsRefused() {
    var id = queued();
    isProblem(web.json("PATCH", "/services/" + id, "{}"), 400, "INVALID_ARGUMENT", "");
    isProblem(
        web.json("PATCH", "/services/" + id, "{\"requester_id\": null}"),
        400,
        "INVALID_ARGUMENT",
        "requester_id");
    isProblem(
        web.json("PATCH", "/services/" + id, "{\"status\": \"deployed\"}"),
        400,
        "INVALID_ARGUMENT",
        "status");
    registry.change(id, s -> s.setStatus(ServiceStatus.SERVICE_STATUS_GENERATED));
    isProblem(web.json("PATCH", "/services/" + id, "{\"idea\": \"z\"}"), 409, "IDEA_FIXED", "");
    isProblem(web.call("DELETE", "/services/" + id, "x"), 400, "INVALID_ARGUMENT", "");
  }

  @Test
  void eventsComeInEitherOrder() {
    var id = queued();
    registry.event(id, ServiceStatus.SERVICE_STATUS_FAILED, "It names nothing.");
    var path = "/services/" + id + "/events";
    var oldest = body(web.get(path)).get("events");
    assertThat(body(web.get(path + "?order=asc")).get("events")).isEqualTo(oldest);
    var newest = body(web.get(path + "?order=desc&page_size=1"));
    assertThat(newest.get("events").get(0)).isEqualTo(oldest.get(1));
    var next = newest.get("next_page_token").asText();
    assertThat(
            body(web.get(path + "?order=desc&page_size=1&page_token=" + next)).get("events").get(0))
        .isEqualTo(oldest.get(0));
    isProblem(web.get(path + "?order=newest"), 400, "INVALID_ARGUMENT", "order");
  }

  @Test
  void eventsComeInPages() {
    var id = queued();
    registry.event(id, ServiceStatus.SERVICE_STATUS_FAILED, "It names nothing.");

    var first = body(web.get("/services/" + id + "/events?page_size=1"));
    assertThat(first.get("events").get(0).toString())
        .isEqualTo(
            "{\"sequence\":1,\"service_id\":\""
                + id
                + "\",\"status\":\"queued\",\"message\":null,\"created_at\":\"2026-11-22T18:00:00Z\"}");
    var second =
        body(
            web.get(
                "/services/"
                    + id
                    + "/events?page_size=1&page_token="
                    + first.get("next_page_token").asText()));
    assertThat(second.get("events").get(0).get("message").asText()).isEqualTo("It names nothing.");
  }

  @Test
  void jobsAreListedByTheirStateKindAndService() {
    var one = queued();
    var other = queued();
    web.json("POST", "/generate", "{\"service_id\": \"" + one + "\"}");
    web.json("POST", "/generate", "{\"service_id\": \"" + other + "\"}");
    var failed = pipeline.jobs().getLast().getId();
    pipeline.change(
        failed, j -> j.setState(JobState.JOB_STATE_FAILED).setMessage("It names nothing."));

    var all = body(web.get("/jobs"));
    assertThat(all.get("jobs")).hasSize(2);
    assertThat(all.get("jobs").get(0).get("id").asText()).isEqualTo(failed);
    assertThat(all.get("next_page_token").isNull()).isTrue();
    var dead = body(web.get("/jobs?state=failed&kind=generate")).get("jobs");
    assertThat(dead).hasSize(1);
    assertThat(dead.get(0).get("message").asText()).isEqualTo("It names nothing.");
    assertThat(body(web.get("/jobs?kind=deploy")).get("jobs")).isEmpty();
    assertThat(body(web.get("/jobs?page_size=1")).get("jobs")).hasSize(1);
    assertThat(body(web.get("/jobs?service_id=" + one + "&owner=0x12")).get("jobs"))
        .hasSize(1)
        .allMatch(job -> job.get("service_id").asText().equals(one));
  }

  @Test
  void workIsAcceptedWithItsJobAndItsService() {
    var id = queued();
    var response = web.json("POST", "/generate", "{\"service_id\": \"" + id + "\"}");

    assertThat(response.statusCode()).isEqualTo(202);
    var job = pipeline.jobs().getFirst();
    assertThat(response.headers().firstValue("location")).hasValue("/jobs/" + job.getId());
    assertThat(body(response).get("job_id").asText()).isEqualTo(job.getId());
    assertThat(body(response).get("service").get("id").asText()).isEqualTo(id);
    assertThat(web.get("/jobs/" + job.getId()).body())
        .isEqualTo(
            "{\"id\":\""
                + job.getId()
                + "\",\"service_id\":\""
                + id
                + "\",\"kind\":\"generate\",\"state\":\"queued\",\"message\":null,\"auto\":false,\"model_cost_usd\":null,\"steps\":[],\"created_at\":\"2026-11-22T18:00:00Z\",\"updated_at\":\"2026-11-22T18:00:00Z\"}\n");
    isProblem(
        web.json("POST", "/deploy", "{\"service_id\": \"" + id + "\"}"), 409, "NO_VERSION", "");
    pipeline.version(id, "{}");
    isProblem(
        web.json("POST", "/deploy", "{\"service_id\": \"" + id + "\"}"), 409, "JOB_ACTIVE", "");

    var cancelled = web.call("POST", "/jobs/" + job.getId() + "/cancel", "");
    assertThat(cancelled.statusCode()).isEqualTo(200);
    assertThat(body(cancelled).get("state").asText()).isEqualTo("cancelled");
    isProblem(web.call("POST", "/jobs/" + job.getId() + "/cancel", ""), 409, "JOB_ENDED", "");
    isProblem(web.call("POST", "/jobs/" + job.getId() + "/retry", ""), 409, "JOB_NOT_FAILED", "");
    pipeline.change(job.getId(), j -> j.setState(JobState.JOB_STATE_FAILED));
    var retried = web.call("POST", "/jobs/" + job.getId() + "/retry", "");
    assertThat(retried.statusCode()).isEqualTo(202);
    assertThat(retried.headers().firstValue("location")).hasValue("/jobs/" + job.getId());
    assertThat(body(retried).get("state").asText()).isEqualTo("queued");
    pipeline.change(job.getId(), j -> j.setState(JobState.JOB_STATE_CANCELLED));
    assertThat(
            web.json("POST", "/deploy", "{\"service_id\": \"" + id + "\"}", "Idempotency-Key", "k")
                .statusCode())
        .isEqualTo(202);
    assertThat(pipeline.requestIds()).containsExactly("", "k");
  }

  @Test
  void anIdeaNamesTheChainOfItsToken() {
    chain.alsoFollow(ChainStatus.newBuilder().setChainId(8453).setName("Base").build());
    var made =
        web.json("POST", "/ideas", "{\"idea\": \"x\", \"auto\": true, \"chain_id\": 8453.0}");
    assertThat(made.statusCode()).isEqualTo(201);
    var generated =
        web.json(
            "POST",
            "/generate",
            "{\"service_id\": \"" + queued() + "\", \"auto\": true, \"chain_id\": 31337}");
    assertThat(generated.statusCode()).isEqualTo(202);
    assertThat(pipeline.chainIds()).containsExactly(8453L, 31337L);
  }

  @Test
  void aTokenIs202WhileItIsMadeAnd200WhenItIsThere() {
    var id = queued();
    isProblem(
        web.json("POST", "/token", "{\"service_id\": \"" + id + "\"}"), 409, "NO_VERSION", "");
    pipeline.version(id, "{}");
    var request =
        "{\"service_id\": \""
            + id
            + "\", \"chain_id\": 31337, \"access_threshold\": \"5\", \"name\": \"Books\"}";
    assertThat(web.json("POST", "/token", request).statusCode()).isEqualTo(202);
    pipeline.change(
        pipeline.jobs().getFirst().getId(), j -> j.setState(JobState.JOB_STATE_SUCCEEDED));
    assertThat(web.json("POST", "/token", request).statusCode()).isEqualTo(200);
    isProblem(
        web.json("POST", "/token", request.replace("Books", "Another")), 409, "TOKEN_EXISTS", "");
    assertThat(pipeline.jobs())
        .extracting(j -> j.getKind())
        .containsExactly(JobKind.JOB_KIND_TOKENISE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /generate | {"service_id": "x"}                                                        | service_id
          /generate | {}                                                                         | service_id
          /generate | {"service_id": "6f0c1b52-0e5c-4d7a-9c63-2f1d3a4b5c6d", "chain_id": 31337} | chain_id
          /deploy   | {"service_id": 5}                                                          | service_id
          /deploy   | {"service_id": "6f0c1b52-0e5c-4d7a-9c63-2f1d3a4b5c6d", "auto": true}       | auto
          /token    | {"service_id": "6f0c1b52-0e5c-4d7a-9c63-2f1d3a4b5c6d", "chain_id": "1"}    | chain_id
          /token    | {"service_id": "6f0c1b52-0e5c-4d7a-9c63-2f1d3a4b5c6d", "chain_id": 0}      | chain_id
          /token    | {"service_id": "6f0c1b52-0e5c-4d7a-9c63-2f1d3a4b5c6d", "chain_id": 1.5}    | chain_id
          /token    | {"service_id": "6f0c1b52-0e5c-4d7a-9c63-2f1d3a4b5c6d", "access_threshold": 1} | access_threshold
          """)
  void aWrongFieldOfWorkIsNamed(String path, String json, String field) {
    isProblem(web.json("POST", path, json), 400, "INVALID_ARGUMENT", field);
    assertThat(pipeline.jobs()).isEmpty();
  }

  @Test
  void statisticsAndChainsAreTold() {
    queued();
    assertThat(web.get("/stats").body())
        .isEqualTo(
            """
            {"total":1,"by_status":{"queued":1,"generating":0,"generated":0,"deploying":0,\
            "deployed":0,"failed":0},"tokenised":0,"serving":0,"created_last_day":1}
            """);
    assertThat(web.get("/status", "Accept", "application/json").body())
        .isEqualTo(
            """
            {"deployer":{"kind":"local","isolation":"sandboxed","detail":"sandboxed: bubblewrap",\
            "services":1,"max_services":7,"max_services_per_owner":5,"memory_bytes":734003200},"model":null}
            """);
    assertThat(web.get("/stats/models?hours=48").body())
        .isEqualTo(
            """
            {"models":[{"model":"openai:<a-model>","outcome":"cut_off","calls":48,"tokens_in":9120,\
            "tokens_out":1480,"cost_usd":"0.04956","duration_ms":14210}],"days":[{"day":"2026-11-22",\
            "model":"openai:<a-model>","calls":1,"tokens_in":0,"tokens_out":0,"cost_usd":"0.04956",\
            "duration_ms":0}]}
            """);
    isProblem(web.get("/stats/models?hours=0"), 400, "INVALID_ARGUMENT", "hours");
    assertThat(web.get("/chains").body())
        .isEqualTo(
            """
            {"chains":[{"chain_id":31337,"name":"Dev chain",\
            "latest":{"number":42,"hash":"0x%s","time":"2026-11-22T17:59:58Z"},\
            "finalized":{"number":40,"hash":"0x%s","time":"2026-11-22T17:59:34Z"},\
            "finality":"2 confirmations","head_age_ms":250,"lag_blocks":0,"healthy":true,\
            "problem":null,"factory_address":"0x%s","default_chain":true,\
            "endpoints":[{"label":"1: localhost","healthy":true,"in_use":true,"problem":null,\
            "head_number":42,"answer_age_ms":250},\
            {"label":"2: 127.0.0.1","healthy":false,"in_use":false,\
            "problem":"it refuses connections","head_number":null,"answer_age_ms":null}]}]}
            """
                .formatted("ab".repeat(32), "aa".repeat(32), "fa".repeat(20)));
  }

  @Test
  void aChainThatWasNeverReachedHasNullsAndNoZeros() {
    chain.alsoFollow(
        ChainStatus.newBuilder().setChainId(1).setName("One").setProblem("no endpoint").build());
    assertThat(body(web.get("/chains")).get("chains").get(1).toString())
        .isEqualTo(
            """
            {"chain_id":1,"name":"One","latest":null,"finalized":null,"finality":"",\
            "head_age_ms":null,"lag_blocks":0,"healthy":false,"problem":"no endpoint",\
            "factory_address":null,"default_chain":false,"endpoints":[]}\
            """);
  }

  @Test
  void aTokenItsQuotesAndBalancesAreTold() {
    var id = queued();
    chain.tokenOf(id, "Books");
    chain.balance(Neighbourhood.WALLET, "7");

    assertThat(web.get("/services/" + id + "/token").body())
        .isEqualTo(
            """
            {"chain_id":31337,"token_address":"%s","service_id":"%s","name":"Books",\
            "symbol":"BOOKS","access_threshold":"1","supply":"12500000000000000000",\
            "price_wei":"2250000000000000","block_number":7,"holders":3}
            """
                .formatted(FakeChain.ADDRESS, id));
    assertThat(web.get("/services/" + id + "/quote?eth_in_wei=10000000000000000").body())
        .isEqualTo(
            """
            {"chain_id":31337,"token_address":"%s","tokens":"4351648230989346522",\
            "cost_wei":"10000000000000000","supply":"12500000000000000000"}
            """
                .formatted(FakeChain.ADDRESS));
    assertThat(web.get("/services/" + id + "/quote?tokens=1000000000000000000").body())
        .contains("\"tokens\":\"1000000000000000000\",\"cost_wei\":\"2300000000000001\"");
    assertThat(web.get("/services/" + id + "/quote?amount=1000000000000000000").body())
        .contains("\"amount\":\"1000000000000000000\",\"payout_wei\":\"1750000000000000\"");
    isProblem(
        web.get("/services/" + id + "/quote?eth_in_wei=1" + "0".repeat(40)), 400, "PAST_CAP", "");
    assertThat(
            web.get(
                    "/services/"
                        + id
                        + "/balance?wallet=0xF39Fd6e51aad88F6F4ce6aB8827279cffFb92266")
                .body())
        .contains(
            "\"wallet\":\""
                + Neighbourhood.WALLET
                + "\",\"balance\":\"7\",\"latest\":{\"number\":42",
            "\"finalized_balance\":\"7\",\"finalized\":{\"number\":40");
  }

  @Test
  void tokensAndHoldersComeInPages() {
    for (var i = 0; i < 3; i++) {
      chain.tokenOf(queued(), "Books " + i);
    }
    var first = body(web.get("/tokens?chain_id=31337&page_size=2"));
    assertThat(first.get("tokens").findValuesAsText("name")).containsExactly("Books 0", "Books 1");
    var second =
        body(web.get("/tokens?page_size=2&page_token=" + first.get("next_page_token").asText()));
    assertThat(second.get("tokens").findValuesAsText("name")).containsExactly("Books 2");
    assertThat(second.get("next_page_token").isNull()).isTrue();
    assertThat(body(web.get("/tokens?chain_id=1")).get("tokens")).isEmpty();

    var holders = body(web.get("/services/" + FakeRegistry.id(1) + "/holders?page_size=3"));
    assertThat(holders.get("holders").get(0).toString())
        .isEqualTo(
            "{\"wallet\":\"0x70997970c51812dc3a010c7d01b50e0d17dc79c8\",\"amount\":\"9500000000000000000\"}");
    assertThat(holders.get("next_page_token").asText()).isEqualTo("2");
  }

  @Test
  void tradesAreListedByPage() {
    var id = queued();
    chain.tokenOf(id, "Books");
    var first = body(web.get("/services/" + id + "/trades?page_size=2"));
    assertThat(first.get("trades").get(0).toString())
        .isEqualTo(
            "{\"side\":\"buy\",\"wallet\":\"0x70997970c51812dc3a010c7d01b50e0d17dc79c8\","
                + "\"recipient\":\"0x70997970c51812dc3a010c7d01b50e0d17dc79c8\","
                + "\"tokens\":\"2000000000000000000\",\"wei\":\"4300000000000000\","
                + "\"transaction_hash\":\"0x"
                + "2a".repeat(32)
                + "\",\"block_number\":42,\"log_index\":1,\"time\":\"2026-11-22T17:59:58Z\","
                + "\"finalized\":false}");
    assertThat(first.get("trades").get(1).get("side").asText()).isEqualTo("sell");
    assertThat(first.get("complete_from_block").isNull()).isTrue();
    chain.completeFrom = 36;
    var last = body(web.get("/services/" + id + "/trades?page_token=5"));
    assertThat(last.get("trades")).hasSize(2);
    assertThat(last.get("trades").get(1).get("finalized").asBoolean()).isTrue();
    assertThat(last.get("complete_from_block").asLong()).isEqualTo(36);
    assertThat(last.get("next_page_token").isNull()).isTrue();
  }

  @Test
  void theCurveIsToldAsPoints() {
    var id = queued();
    chain.tokenOf(id, "Books");
    assertThat(web.get("/services/" + id + "/curve?points=2").body())
        .isEqualTo(
            """
            {"chain_id":31337,"token_address":"%s","cap":"1000000000000000000000000",\
            "now":{"supply":"12500000000000000000","price_wei":"2250000000000000",\
            "reserve_wei":"20312500000000000"},\
            "points":[{"supply":"0","price_wei":"1000000000000000","reserve_wei":"0"},\
            {"supply":"25000000000000000000","price_wei":"3500000000000000",\
            "reserve_wei":"56250000000000000"}]}
            """
                .formatted(FakeChain.ADDRESS));
    assertThat(body(web.get("/services/" + id + "/curve")).get("points")).hasSize(50);
  }

  @Test
  void aPurchaseAndASaleArePreparedForTheWalletToSign() {
    var id = queued();
    chain.tokenOf(id, "Books");
    chain.balance(Neighbourhood.WALLET, "7");
    var path = "/services/" + id + "/transactions/";

    assertThat(
            web.json(
                    "POST",
                    path + "buy",
                    "{\"wallet\": \"0xF39Fd6e51aad88F6F4ce6aB8827279cffFb92266\", \"eth_in_wei\": \"10000000000000000\"}")
                .body())
        .isEqualTo(
            """
            {"transaction":{"chain_id":31337,"from":"%s","to":"%s","data":"0xb5b2d6a1%s",\
            "value_wei":"10000000000000000","gas_limit":75000,\
            "max_fee_per_gas_wei":"2000000000","max_priority_fee_per_gas_wei":"1000000000"},\
            "tokens":"4351648230989346522","min_tokens":"4308131748679453056",\
            "deadline":"2026-11-22T18:20:00Z"}
            """
                .formatted(Neighbourhood.WALLET, FakeChain.ADDRESS, "0".repeat(192)));
    assertThat(chain.buys.getLast().hasSlippageBps()).isFalse();
    assertThat(chain.buys.getLast().hasValidFor()).isFalse();

    var other = "0x" + "0a".repeat(20);
    var chosen =
        web.json(
            "POST",
            path + "buy",
            "{\"wallet\": \"%s\", \"eth_in_wei\": \"5\", \"to\": \"%s\", \"slippage_bps\": 0, \"valid_for_seconds\": 60}"
                .formatted(Neighbourhood.WALLET, other));
    assertThat(chosen.statusCode()).isEqualTo(200);
    assertThat(chain.buys.getLast().getTo()).isEqualTo(other);
    assertThat(chain.buys.getLast().hasSlippageBps()).isTrue();
    assertThat(chain.buys.getLast().getSlippageBps()).isZero();
    assertThat(chain.buys.getLast().getValidFor().getSeconds()).isEqualTo(60);

    var sale =
        web.json(
            "POST",
            path + "sell",
            "{\"wallet\": \""
                + Neighbourhood.WALLET
                + "\", \"amount\": \"7\", \"slippage_bps\": 50}");
    assertThat(sale.body())
        .contains(
            "\"value_wei\":\"0\"",
            "\"payout_wei\":\"1750000000000000\",\"min_payout_wei\":\"1732500000000000\"");
    assertThat(chain.sells.getLast().getSlippageBps()).isEqualTo(50);
    isProblem(
        web.json(
            "POST",
            path + "sell",
            "{\"wallet\": \"" + Neighbourhood.WALLET + "\", \"amount\": \"8\"}"),
        409,
        "WALLET_HOLDS_LESS",
        "");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          buy  | {"eth_in_wei": "1"}                                                     | wallet
          buy  | {"wallet": "0x12", "eth_in_wei": "1"}                                   | wallet
          buy  | {"wallet": "W"}                                                         | eth_in_wei
          buy  | {"wallet": "W", "eth_in_wei": "0"}                                      | eth_in_wei
          buy  | {"wallet": "W", "eth_in_wei": 1}                                        | eth_in_wei
          buy  | {"wallet": "W", "eth_in_wei": "1", "to": "me"}                          | to
          buy  | {"wallet": "W", "eth_in_wei": "1", "slippage_bps": 5001}                | slippage_bps
          buy  | {"wallet": "W", "eth_in_wei": "1", "slippage_bps": "1"}                 | slippage_bps
          buy  | {"wallet": "W", "eth_in_wei": "1", "valid_for_seconds": 9}              | valid_for_seconds
          buy  | {"wallet": "W", "eth_in_wei": "1", "valid_for_seconds": 86401}          | valid_for_seconds
          buy  | {"wallet": "W", "eth_in_wei": "1", "min_tokens": "1"}                   | min_tokens
          sell | {"wallet": "W"}                                                         | amount
          sell | {"wallet": "W", "amount": "-1"}                                         | amount
          sell | {"wallet": "W", "amount": "1", "to": "0x"}                              | to
          """)
  void aWrongFieldOfATradeIsNamed(String verb, String json, String field) {
    var id = queued();
    chain.tokenOf(id, "Books");
    isProblem(
        web.json(
            "POST",
            "/services/" + id + "/transactions/" + verb,
            json.replace("W", Neighbourhood.WALLET)),
        400,
        "INVALID_ARGUMENT",
        field);
    assertThat(chain.buys).isEmpty();
    assertThat(chain.sells).isEmpty();
  }

  @Test
  void whatBecameOfATransactionIsTold() {
    var hash = "0x" + "cd".repeat(32);
    assertThat(web.get("/transactions/31337/" + hash.replace("cd", "CD")).body())
        .isEqualTo(
            """
            {"chain_id":31337,"hash":"%s","state":"succeeded",\
            "block":{"number":42,"hash":"0x%s","time":"2026-11-22T17:59:58Z"},\
            "confirmations":1,"finalized":false,"indexed":true,"fee_wei":"60000000000000"}
            """
                .formatted(hash, "ab".repeat(32)));
    assertThat(web.get("/transactions/31337/0x" + "c0".repeat(32)).body())
        .contains("\"state\":\"pending\",\"block\":null,\"confirmations\":0", "\"fee_wei\":null");
  }

  @Test
  void otherMethodsAreRefusedWithThoseThatAreTaken() {
    var response = web.call("PUT", "/services/" + FakeRegistry.id(1), "");
    isProblem(response, 405, "METHOD_NOT_ALLOWED", "");
    assertThat(response.headers().firstValue("allow"))
        .hasValue("DELETE, GET, HEAD, OPTIONS, PATCH");
    var options = web.call("OPTIONS", "/ideas", "");
    assertThat(options.statusCode()).isEqualTo(204);
    assertThat(options.headers().firstValue("allow")).hasValue("OPTIONS, POST");
  }

  @Test
  void headIsGetWithoutItsBody() {
    for (var path :
        new String[] {"/healthz", "/stats", "/services", "/", "/services?page_size=0"}) {
      var get = web.get(path);
      var head = web.call("HEAD", path, "");
      assertThat(head.statusCode()).as(path).isEqualTo(get.statusCode());
      assertThat(head.body()).isEmpty();
      assertThat(
              head.headers()
                  .firstValue("content-type")
                  .orElse("")
                  .toLowerCase(java.util.Locale.ROOT))
          .isEqualTo(
              get.headers()
                  .firstValue("content-type")
                  .orElse("")
                  .toLowerCase(java.util.Locale.ROOT));
      if (!path.equals("/")) {
        assertThat(head.headers().firstValue("content-length"))
            .isEqualTo(get.headers().firstValue("content-length"));
      }
    }
    assertThat(web.get("/healthz").body()).isEqualTo("{\"status\":\"ok\"}\n");
  }

  @Test
  void whoComesThroughAProxyHearsHowItGoesInOneWord() {
    assertThat(web.get("/healthz", "X-Forwarded-Proto", "https").body())
        .matches("\\{\"status\":\"(ok|degraded)\"}\n");
    assertThat(web.get("/readyz").body()).contains("\"name\":\"registry\"");
    isProblem(web.get("/readyz", "X-Forwarded-Proto", "https"), 404, "PATH_NOT_FOUND", "");
  }

  @Test
  void theFormOfAnAnswerIsAgreedOn() {
    var _ = queued();
    for (var path : new String[] {"/services", "/s/service-1"}) {
      assertThat(type(path)).isEqualTo("application/json");
      assertThat(type(path, "Accept", "*/*")).isEqualTo("application/json");
      assertThat(type(path, "Accept", "text/html,application/xhtml+xml,*/*;q=0.8"))
          .startsWith("text/html");
      assertThat(type(path, "Accept", "text/html, application/json")).isEqualTo("application/json");
      assertThat(type(path, "Accept", "text/html;q=0.5, application/json;q=0.4"))
          .startsWith("text/html");
      assertThat(type(path, "HX-Request", "true")).startsWith("text/html");
    }
    isProblem(web.get("/services", "Accept", "image/png"), 406, "NOT_ACCEPTABLE", "");
    assertThat(web.get("/stats", "Accept", "text/html").statusCode()).isEqualTo(406);
    isProblem(
        web.get("/stats", "Accept", "application/json;q=0, text/html;q=0"),
        406,
        "NOT_ACCEPTABLE",
        "");
  }

  private String type(String path, String... headers) {
    return web.get(path, headers).headers().firstValue("content-type").orElse("");
  }

  @Test
  void everyAnswerCarriesTheHeadersThatKeepBrowsersSafe() {
    for (var path : new String[] {"/", "/healthz", "/services", "/elsewhere"}) {
      var headers = web.get(path).headers();
      assertThat(headers.firstValue("content-security-policy").orElse(""))
          .contains("default-src 'none'", "frame-ancestors 'none'")
          .doesNotContain("unsafe");
      assertThat(headers.firstValue("x-content-type-options")).hasValue("nosniff");
      assertThat(headers.firstValue("referrer-policy")).hasValue("same-origin");
      assertThat(headers.firstValue("cache-control")).hasValue("no-store");
      assertThat(headers.firstValue("vary")).hasValue("Accept, HX-Request");
    }
  }
}
