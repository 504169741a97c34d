package factory.web;

import static org.assertj.core.api.Assertions.assertThat;

import factory.registry.v1.ServiceStatus;
import io.grpc.Status;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What callers see when other nodes are down, slow or refuse. */
@Timeout(60)
@Tag("slow")
class TroubleTest {
  private static final String BROWSER = "text/html,application/xhtml+xml,*/*;q=0.8";

  @ParameterizedTest
  @CsvSource({
    "INVALID_ARGUMENT,400",
    "OUT_OF_RANGE,400",
    "UNAUTHENTICATED,401",
    "PERMISSION_DENIED,403",
    "NOT_FOUND,404",
    "ALREADY_EXISTS,409",
    "FAILED_PRECONDITION,409",
    "ABORTED,409",
    "RESOURCE_EXHAUSTED,429",
    "INTERNAL,500",
    "UNAVAILABLE,503",
    "DEADLINE_EXCEEDED,503",
  })
  void aRefusalOfAnotherNodePassesThroughWithItsReason(Status.Code code, int status) {
    try (var web =
        new Neighbourhood(
            Map.of("pipeline", new RefusingPipeline(code)), Neighbourhood.CLOCK, "127.0.0.1:0")) {
      var response =
          web.json("POST", "/generate", "{\"service_id\": \"" + FakeRegistry.id(1) + "\"}");

      assertThat(response.statusCode()).isEqualTo(status);
      assertThat(response.body())
          .contains("\"reason\":\"REFUSED_FOR_A_TEST\"", "\"metadata\":{\"key\":\"value\"}");
      assertThat(response.headers().firstValue("retry-after").isPresent())
          .isEqualTo(status == 503 || status == 429);
    }
  }

  @Test
  void withEverythingDownTheApiSays503AndPagesSayWhat() {
    try (var web = new Neighbourhood(Map.of(), Neighbourhood.CLOCK, "127.0.0.1:0")) {
      var api = web.get("/services");
      assertThat(api.statusCode()).isEqualTo(503);
      assertThat(api.body()).contains("\"reason\":\"UNAVAILABLE\"");
      assertThat(web.get("/healthz").statusCode()).isEqualTo(200);

      var page = web.get("/", "Accept", BROWSER);
      assertThat(page.statusCode()).isEqualTo(200);
      assertThat(page.body())
          .contains("Make a plan", "Books I have read")
          .doesNotContain("Running now");
      assertThat(web.get("/status", "Accept", BROWSER).body())
          .contains("The registry cannot be reached now.", "Of 4 parts 4 are down");
      assertThat(web.get("/new", "Accept", BROWSER).body()).contains("Make a plan");

      var service = web.get("/services/" + FakeRegistry.id(1), "Accept", BROWSER);
      assertThat(service.statusCode()).isEqualTo(503);
      assertThat(service.headers().firstValue("content-type").orElse("")).startsWith("text/html");
    }
  }

  @Test
  void aPageShowsThePartsThatItCanReach() {
    var registry = new FakeRegistry(Neighbourhood.CLOCK);
    var id =
        registry
            .add(
                "track books",
                ServiceStatus.SERVICE_STATUS_DEPLOYED,
                s -> s.setTokenAddress(FakeChain.ADDRESS).setChainId(31337))
            .getId();
    try (var web =
        new Neighbourhood(
            Map.of("registry", registry, "edge", new FakeAccess()),
            Neighbourhood.CLOCK,
            "127.0.0.1:0")) {
      assertThat(web.get("/services", "Accept", BROWSER).body()).contains("track books");
      assertThat(web.get("/status", "Accept", BROWSER).body()).contains("Of 4 parts 2 are down");

      var page = web.open("/services/" + id, "Accept", BROWSER);
      assertThat(page.statusCode()).isEqualTo(200);
      assertThat(page.body())
          .contains(
              "track books",
              "The pipeline cannot be reached now.",
              "The chain cannot be reached now.");
    }
  }

  @Test
  void aSlowNodeIsNotWaitedForLongerThanTheDeadline() {
    var registry = new SlowRegistry();
    try (var web =
        new Neighbourhood(
            Map.of("registry", registry),
            Neighbourhood.CLOCK,
            "127.0.0.1:0",
            Map.of(
                "factory.profile",
                "development",
                "web.deadline",
                "PT2S",
                "web.page-deadline",
                "PT1.5S"))) {
      var page = web.get("/status", "Accept", BROWSER);
      assertThat(page.statusCode()).isEqualTo(200);
      assertThat(page.body())
          .contains("The registry does not answer in time.", "Of 4 parts 1 is unknown, 3 are down");
      // Its parts wait at the same time, not one after another.
      assertThat(registry.most()).isGreaterThan(1);

      var api = web.get("/stats");
      assertThat(api.statusCode()).isEqualTo(503);
      assertThat(api.body()).contains("\"reason\":\"DEADLINE_EXCEEDED\"");
    }
  }

  @Test
  void anIdeaWhoseWorkCannotBeStartedIsToldWithItsService() {
    var registry = new FakeRegistry(Neighbourhood.CLOCK);
    var pipeline = new FakePipeline(Neighbourhood.CLOCK);
    pipeline.stuck = true;
    try (var web =
        new Neighbourhood(
            Map.of("registry", registry, "pipeline", pipeline),
            Neighbourhood.CLOCK,
            "127.0.0.1:0")) {
      var response = web.json("POST", "/ideas", "{\"idea\": \"track books\", \"auto\": true}");
      var id = FakeRegistry.id(1).toString();

      assertThat(response.statusCode()).isEqualTo(503);
      assertThat(response.headers().firstValue("location")).hasValue("/services/" + id);
      assertThat(response.body()).contains("\"service_id\":\"" + id + "\"", "recorded");

      var form =
          web.form(
              "/new", "do=build&idea=track+cats&nonce=n&specification=%7B%22title%22%3A%22x%22%7D");
      assertThat(form.statusCode()).isEqualTo(303);
      var location = form.headers().firstValue("location").orElse("");
      assertThat(location).endsWith("/build");
      assertThat(web.open(location, "Accept", BROWSER).body())
          .contains("Nothing was built yet.", "id=\"do-generate-auto\"");
    }
  }

  @Test
  void aFormKeepsItsTextWhenTheRegistryIsDown() {
    try (var web = new Neighbourhood(Map.of(), Neighbourhood.CLOCK, "127.0.0.1:0")) {
      var response = web.form("/new", "do=read&idea=track+books&nonce=n");

      assertThat(response.statusCode()).isEqualTo(503);
      assertThat(response.body())
          .contains(">track books</textarea>", "What you wrote is still here");
    }
  }
}
