package factory.web;

import static org.assertj.core.api.Assertions.assertThat;

import factory.edge.v1.ExplainAccessResponse;
import factory.edge.v1.LimitState;
import factory.mesh.Assertions;
import factory.mesh.Caller;
import factory.mesh.TestTrust;
import factory.pipeline.v1.JobKind;
import factory.pipeline.v1.JobState;
import factory.pipeline.v1.Step;
import factory.registry.v1.ServiceStatus;
import factory.registry.v1.Serving;
import factory.registry.v1.ServingState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Pages say what the other nodes say, and offer what these would do. */
@Timeout(60)
class TruthTest {
  private static final String BROWSER = "text/html,application/xhtml+xml,*/*;q=0.8";
  private static final String OWNER = "0x" + "0a".repeat(20);
  private static final String OPERATOR = "0x" + "0b".repeat(20);
  private static final String STRANGER = "0x" + "0c".repeat(20);
  private static final String OPENAPI =
      "{\"paths\": {\"/\": {\"get\": {}}, \"/health\": {\"get\": {}}, \"/films/{id}\": {\"get\": {}},"
          + " \"/films\": {\"get\": {}, \"post\": {}}}}";

  private final FakeRegistry registry = new FakeRegistry(Neighbourhood.CLOCK);
  private final FakePipeline pipeline = new FakePipeline(Neighbourhood.CLOCK);
  private final FakeChain chain = new FakeChain();
  private final FakeAccess gate = new FakeAccess();
  private Neighbourhood web;

  @BeforeEach
  void start() {
    open(Map.of("factory.profile", "development"));
  }

  private void open(Map<String, String> settings) {
    web =
        new Neighbourhood(
            Map.of("registry", registry, "pipeline", pipeline, "chain", chain, "edge", gate),
            Neighbourhood.CLOCK,
            "127.0.0.1:0",
            settings);
  }

  @AfterEach
  void stop() {
    web.close();
  }

  private String page(String path, String... headers) {
    var all = new ArrayList<>(List.of("Accept", BROWSER));
    all.addAll(List.of(headers));
    var response = web.open(path, all.toArray(String[]::new));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return response.body();
  }

  private String service(ServiceStatus status, ServingState serving) {
    var id =
        registry
            .add(
                "track films",
                status,
                s ->
                    s.setRequesterId(OWNER)
                        .setServing(Serving.newBuilder().setState(serving).setVersion("7"))
                        .setApiBaseUrl("http://localhost:8080/gateway/" + s.getId()))
            .getId();
    return id;
  }

  private String deployed() {
    var id = service(ServiceStatus.SERVICE_STATUS_DEPLOYED, ServingState.SERVING_STATE_UP);
    pipeline.version(id, OPENAPI);
    registry.change(id, s -> s.setTokenAddress(FakeChain.ADDRESS).setChainId(31337));
    chain.tokenOf(id, "Films");
    return id;
  }

  /** The page of its token. */
  private String token(String id) {
    return web.get("/services/" + id, "Accept", BROWSER)
            .headers()
            .firstValue("location")
            .orElseThrow()
        + "/token";
  }

  private String poll(String html, String id) {
    var poll = Pattern.compile("id=\"" + id + "\"[^>]* hx-get=\"([^\"]*)\"").matcher(html);
    assertThat(poll.find()).as(html).isTrue();
    return poll.group(1).replace("&amp;", "&");
  }

  // ---- 1

  @Test
  void aQuoteIsAskedForAgainAndAPreparedPurchaseThatNoLongerHoldsSaysSo() {
    var id = deployed();
    var wallet = new String[] {"Cookie", "wallet=" + Neighbourhood.WALLET};
    var plain = poll(page(token(id) + "?buy=0.02", wallet), "buy-quote");
    var prepared = poll(page(token(id) + "?buy=0.02&prepare=yes", wallet), "buy-quote");
    for (var poll : List.of(plain, prepared)) {
      assertThat(poll).contains("amount=0.02");
      assertThat(web.get(poll, "HX-Request", "true", wallet[0], wallet[1]).statusCode())
          .isEqualTo(204);
    }

    chain.bought = "4310000000000000000";
    assertThat(page(plain)).contains("0.02 ETH buys 4.31 BOOKS now.");
    assertThat(page(prepared)).contains("buys 4.31 BOOKS now.").doesNotContain("revert");
    chain.bought = "2150000000000000000";
    assertThat(page(plain)).contains("buys 2.15 BOOKS now.").doesNotContain("revert");
    assertThat(page(prepared)).contains("2.15", "what was prepared would revert");
    assertThat(page(prepared.replaceFirst("until=[0-9]+", "until=1"))).contains("no longer valid");
  }

  @Test
  void whatAWalletWouldHoldIsToldWithWhatTheGateSaysOfIt() {
    var id = deployed();
    chain.balance(Neighbourhood.WALLET, "2500000000000000000");
    var wallet = new String[] {"Cookie", "wallet=" + Neighbourhood.WALLET};
    var buying = token(id) + "?buy=0.02";
    assertThat(page(buying)).doesNotContain("You will hold");
    assertThat(page(buying, wallet)).contains("6.851648 BOOKS", "Enough to open the API");

    var low =
        ExplainAccessResponse.newBuilder()
            .setReason("BALANCE_TOO_LOW")
            .setHeld("2500000000000000000")
            .setNeeded("9000000000000000000");
    gate.explains(Neighbourhood.WALLET, low);
    assertThat(page(buying, wallet)).contains("Not enough to open the API: 2.148351 short");

    gate.explains(
        Neighbourhood.WALLET,
        low.setNeeded("1").setReason("WALLET_BLOCKED").setDetail("The owner has blocked it."));
    assertThat(page(buying, wallet))
        .contains("the gate would not let it in: The owner has blocked it.")
        .doesNotContain("<b>Enough to open the API</b>");
    assertThat(page(token(id) + "?sell=2.5", wallet)).contains("<strong>0 BOOKS</strong>");
  }

  // ---- 2

  @Test
  void whetherAWalletMayCallIsWhatTheGateSaysWhateverItHolds() {
    var id = deployed();
    var path = token(id);
    var wallet = new String[] {"Cookie", "wallet=" + Neighbourhood.WALLET};
    chain.balance(Neighbourhood.WALLET, "2500000000000000000");
    assertThat(page(path, wallet)).contains(">may call<", "any balance above zero");

    var low =
        ExplainAccessResponse.newBuilder()
            .setReason("BALANCE_TOO_LOW")
            .setHeld("2500000000000000000")
            .setNeeded("4000000000000000000")
            .setCostWei("2300000000000001");
    gate.explains(Neighbourhood.WALLET, low);
    assertThat(page(path, wallet))
        .contains(
            "may not call yet", "a balance of 4 or more", "1.5 more are needed, which cost about")
        .doesNotContain(">may call<");

    gate.explains(
        Neighbourhood.WALLET, low.setHeld("0").setNeeded("1000000000000000000").clearCostWei());
    assertThat(page(path, wallet)).contains("may not call yet", "final enough");

    gate.explains(
        Neighbourhood.WALLET,
        ExplainAccessResponse.newBuilder()
            .setReason("LIMIT_EXCEEDED")
            .setDetail("The wallet has called as often as the limit month allows.")
            .setNeeded("1")
            .addLimits(
                LimitState.newBuilder()
                    .setName("month")
                    .setQuota(100)
                    .setResetAfter(com.google.protobuf.Duration.newBuilder().setSeconds(90_000))));
    assertThat(page(path, wallet))
        .contains("may not call yet", "limit month allows", "0 of 100 calls left", "in 2 days");

    gate.explains(
        Neighbourhood.WALLET,
        ExplainAccessResponse.newBuilder()
            .setReason("WALLET_BLOCKED")
            .setDetail("The owner has blocked this wallet.")
            .setNeeded("1"));
    assertThat(page(path, wallet)).contains("may not call now", "has blocked this wallet");
  }

  // ---- 4

  @ParameterizedTest
  @EnumSource(
      value = ServingState.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"UNRECOGNIZED"})
  void aServiceAnswersCallsOnlyWhenItsProcessIsUpAndTheGateSaysSo(ServingState state) {
    var id = service(ServiceStatus.SERVICE_STATUS_DEPLOYED, state);
    registry.event(id, ServiceStatus.SERVICE_STATUS_DEPLOYED, "It answers through the gate.");
    for (var path : new String[] {"/services", "/services/" + id}) {
      assertThat(page(path).contains(">Live<"))
          .as(path)
          .isEqualTo(state == ServingState.SERVING_STATE_UP);
    }

    gate.refuses(id, "BALANCES_STALE", "The gate cannot rely on the chain now.");
    for (var path : new String[] {"/services", "/services/" + id}) {
      assertThat(page(path)).as(path).doesNotContain(">Live<");
    }
    assertThat(page("/services/" + id).contains("It cannot be called now"))
        .isEqualTo(state == ServingState.SERVING_STATE_UP);
    if (state == ServingState.SERVING_STATE_UP) {
      assertThat(page("/services/" + id))
          .contains("<bdi>It cannot be called now. The gate cannot rely on the chain now.</bdi>")
          .doesNotContain("<span><bdi>It answers through the gate.");
    }
  }

  @Test
  void aListAsksTheGateOnce() {
    for (var i = 0; i < 5; i++) {
      deployed();
    }
    gate.checksAsked.set(0);
    assertThat(page("/services")).contains(">Live<");
    assertThat(gate.checksAsked).hasValue(1);
  }

  // ---- 5

  @Test
  void aWindowOfAServiceThatWasDeletedElsewhereSaysSo() {
    var id = deployed();
    var open = Map.of("service", page("/services/" + id), "token", page(token(id)));
    assertThat(web.form("/services/" + id + "/delete", "").statusCode()).isEqualTo(303);

    for (var part : open.entrySet()) {
      var answer = web.get(poll(part.getValue(), part.getKey()), "HX-Request", "true");
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("hx-retarget")).hasValue("#main");
      assertThat(answer.body()).contains("This service was deleted", id);
    }
  }

  @Test
  void aDeletionIsToldOnlyWhereThereWasOne() {
    var id = deployed();
    assertThat(page("/services?deleted=" + id)).doesNotContain("was deleted");
    assertThat(web.get("/services?deleted=x", "Accept", BROWSER).statusCode()).isEqualTo(400);
  }

  // ---- buttons

  /** Each button, pressed, as whoever sees it. */
  private java.util.Set<String> buttons(String html) {
    var found = new TreeSet<String>();
    var buttons = Pattern.compile("id=\"do-([a-z-]+)\"").matcher(html);
    while (buttons.find()) {
      found.add(buttons.group(1));
    }
    return found;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "QUEUED     | false | generate generate-auto",
        "QUEUED     | true  | generate generate-auto token",
        "GENERATING | false | ",
        "GENERATED  | true  | deploy generate token",
        "DEPLOYING  | true  | ",
        "DEPLOYED   | true  | deploy generate token",
        "FAILED     | false | generate",
        "FAILED     | true  | deploy generate token",
      })
  void onlyButtonsThatHelpAreThereAndTheApiTakesThem(
      String status, boolean version, String expected) {
    var id =
        service(ServiceStatus.valueOf("SERVICE_STATUS_" + status), ServingState.SERVING_STATE_NONE);
    if (version) {
      pipeline.version(id, OPENAPI);
    }
    var seen = buttons(page("/services/" + id) + page(token(id)));
    assertThat(String.join(" ", seen)).isEqualTo(expected == null ? "" : expected);
    for (var button : seen) {
      var path = button.equals("generate-auto") ? "/generate" : "/" + button;
      assertThat(web.form(path, "service_id=" + id).statusCode()).as(button).isEqualTo(303);
      var job = pipeline.jobs().getLast().getId();
      pipeline.change(job, j -> j.setState(JobState.JOB_STATE_CANCELLED));
    }
  }

  @Test
  void aServiceThatIsDownSaysWhyOnItsPageAndInTheList() {
    var id = service(ServiceStatus.SERVICE_STATUS_DEPLOYED, ServingState.SERVING_STATE_DOWN);
    var reason = "Its process ended with exit code 3, \u00ab<b>bad</b>\u00bb.";
    registry.change(id, s -> s.setServing(Serving.newBuilder(s.getServing()).setReason(reason)));
    registry.event(id, ServiceStatus.SERVICE_STATUS_DEPLOYED, "It answers through the gate.");
    var shown = "Its process ended with exit code 3, \u00ab&lt;b&gt;bad&lt;/b&gt;\u00bb.";
    for (var path :
        new String[] {"/services/" + id, "/fragments/service?service_id=" + id, "/services"}) {
      assertThat(page(path)).as(path).contains("It does not answer.", shown);
    }
    assertThat(page("/fragments/service?service_id=" + id))
        .contains("<bdi>It does not answer. " + shown + "</bdi>");
    registry.change(
        id, s -> s.setServing(Serving.newBuilder().setState(ServingState.SERVING_STATE_NONE)));
    assertThat(page("/services")).doesNotContain(shown);
  }

  @ParameterizedTest
  @CsvSource({
    "owner,true",
    "stranger,false",
  })
  void aFailedJobCanBeTakenUpAgainByWhoMayChangeItsService(String who, boolean may) {
    web.close();
    open(Map.of("factory.profile", "production"));
    var id = service(ServiceStatus.SERVICE_STATUS_FAILED, ServingState.SERVING_STATE_NONE);
    pipeline.version(id, OPENAPI);
    var step = Step.newBuilder().setName("probe-gateway").setState(JobState.JOB_STATE_FAILED);
    var older = pipeline.add(id, JobKind.JOB_KIND_GENERATE, JobState.JOB_STATE_FAILED, false);
    var token = pipeline.add(id, JobKind.JOB_KIND_TOKENISE, JobState.JOB_STATE_FAILED, false);
    var job =
        pipeline.add(id, JobKind.JOB_KIND_DEPLOY, JobState.JOB_STATE_FAILED, false, step.build());
    var headers = signedIn(who.equals("owner") ? OWNER : STRANGER);
    var html = page("/services/" + id, headers);
    assertThat(html.contains("id=\"do-retry-" + job.getId() + "\"")).isEqualTo(may);
    assertThat(html.contains("id=\"do-retry-" + token.getId() + "\"")).isEqualTo(may);
    assertThat(html).doesNotContain("do-retry-" + older.getId());
    if (may) {
      assertThat(web.form("/jobs/" + job.getId() + "/retry", "service_id=" + id).statusCode())
          .isEqualTo(303);
      // Something works on the service now.
      assertThat(page("/services/" + id, headers)).doesNotContain("do-retry-");
      assertThat(
              web.form("/jobs/" + job.getId() + "/retry", "service_id=" + id, "HX-Request", "true")
                  .headers()
                  .firstValue("hx-retarget"))
          .hasValue("#notice");
    }
  }

  @Test
  void anIdeaThatNothingCouldBeMadeOfIsOfferedToBeWrittenAnew() {
    var id = service(ServiceStatus.SERVICE_STATUS_FAILED, ServingState.SERVING_STATE_NONE);
    pipeline.add(
        id,
        JobKind.JOB_KIND_GENERATE,
        JobState.JOB_STATE_FAILED,
        false,
        Step.newBuilder().setName("write-source").setState(JobState.JOB_STATE_FAILED).build());
    assertThat(page("/services/" + id)).contains("href=\"/new?from=" + id + "\"");
    assertThat(page("/new?from=" + id)).contains(">track films</textarea>");
  }

  @ParameterizedTest
  @CsvSource({
    "production,owner,true",
    "production,operator,true",
    "production,stranger,false",
    "production,nobody,false",
    "development,owner,true",
    "development,stranger,false",
    "development,nobody,true",
  })
  void whoMayNotChangeAServiceSeesNoButtonsAndIsToldWhoMay(
      String profile, String who, boolean may) {
    web.close();
    open(Map.of("factory.profile", profile, "operators", OPERATOR));
    var id = service(ServiceStatus.SERVICE_STATUS_GENERATED, ServingState.SERVING_STATE_NONE);
    pipeline.version(id, OPENAPI);
    var headers =
        switch (who) {
          case "owner" -> signedIn(OWNER);
          case "operator" -> signedIn(OPERATOR);
          case "stranger" -> signedIn(STRANGER);
          default -> new String[] {};
        };
    for (var path : new String[] {"/services/" + id, "/fragments/service?service_id=" + id}) {
      var html = page(path, headers);
      assertThat(buttons(html).contains("deploy")).as(path).isEqualTo(may);
      assertThat(html.contains("Only whoever has asked for this service")).isEqualTo(!may);
      assertThat(html.contains("anybody who is not signed in may change"))
          .isEqualTo(profile.equals("development") && who.equals("nobody"));
    }
    assertThat(buttons(page("/fragments/token?service_id=" + id, headers)).contains("token"))
        .isEqualTo(may);
    assertThat(page("/services/" + id, headers).contains("/delete\"")).isEqualTo(may);
    var runs = web.get("/s/" + registry.shown(id).getSlug() + "/runs", runsHeaders(headers));
    assertThat(runs.statusCode()).isEqualTo(may ? 200 : who.equals("nobody") ? 401 : 403);
    assertThat(page("/services/" + id, headers).contains("/runs\"")).isEqualTo(may);
    assertThat(buttons(page("/services/" + id + "/delete", headers)).contains("delete"))
        .isEqualTo(may);
  }

  private static String[] runsHeaders(String... headers) {
    return java.util.stream.Stream.concat(
            java.util.stream.Stream.of("Accept", "text/html"), java.util.Arrays.stream(headers))
        .toArray(String[]::new);
  }

  /** What the gate tells of who is signed in. */
  private static String[] signedIn(String wallet) {
    var caller = new Caller(Optional.of(wallet), Optional.empty(), Optional.empty());
    return new String[] {Assertions.HEADER, TestTrust.of("edge").gateTo("web").sign(caller)};
  }

  @Test
  void theCallThatIsShownHasARealPathAndAWayInThatIsTaken() {
    var id = deployed();
    var base = "http://localhost:8080/gateway/" + id;
    assertThat(page("/services/" + id, "Cookie", "wallet=" + Neighbourhood.WALLET))
        .contains("curl -H 'X-Wallet-Address: " + Neighbourhood.WALLET + "' " + base + "/films<");
    gate.walletHeader = false;
    assertThat(page("/services/" + id))
        .contains("X-API-Key: $FACTORY_KEY", base + "/films<")
        .doesNotContain("X-Wallet-Address");

    var dark = deployed();
    pipeline.version(dark, "{\"paths\": {}}");
    registry.change(dark, s -> s.setServing(Serving.newBuilder(s.getServing()).setVersion("8")));
    assertThat(page("/services/" + dark)).contains("/gateway/" + dark + "/openapi.json<");
  }

  @Test
  void theNewestEventsAreShownWithOneCallHoweverManyThereAre() {
    var id = deployed();
    for (var i = 1; i <= 1200; i++) {
      registry.event(id, ServiceStatus.SERVICE_STATUS_FAILED, "event number " + i + ".");
    }
    registry.eventCalls.set(0);
    var html = page("/fragments/runs?service_id=" + id);
    assertThat(registry.eventCalls).hasValue(1);
    assertThat(html).contains("event number 1200.", "event number 1151.", "id=\"earlier\"");
    assertThat(html).doesNotContain("event number 1150.");
    assertThat(html.indexOf("number 1200.")).isLessThan(html.indexOf("number 1199."));
  }

  @Test
  void whatPeopleWroteDoesNotTurnTheLineAround() {
    var id =
        registry.add("\u202etrack books", ServiceStatus.SERVICE_STATUS_QUEUED, _ -> {}).getId();
    assertThat(page("/services")).contains("<bdi>\u202etrack books</bdi>");
    assertThat(page("/services/" + id)).contains("<h1 dir=\"auto\">\u202etrack books</h1>");
  }
}
