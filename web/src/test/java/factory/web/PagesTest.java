package factory.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import factory.chain.v1.ChainStatus;
import factory.chain.v1.PrepareBuyRequest;
import factory.chain.v1.PrepareSellRequest;
import factory.pipeline.v1.Isolation;
import factory.pipeline.v1.JobKind;
import factory.pipeline.v1.JobState;
import factory.pipeline.v1.Step;
import factory.registry.v1.ServiceStatus;
import factory.registry.v1.Serving;
import factory.registry.v1.ServingState;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The pages: as a browser without JavaScript, and as htmx. */
@Timeout(60)
class PagesTest {
  private static final String BROWSER = "text/html,application/xhtml+xml,*/*;q=0.8";

  /** A plan that is ready, to be built. */
  private static final String BUILD =
      "do=build&idea=books&nonce=1&specification=%7B%22title%22%3A%22Books%22%7D";

  private static final Pattern POLL = Pattern.compile("hx-get=\"(/fragments/[^\"]*)\"");

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

  private String page(String path, String... headers) {
    var all = new java.util.ArrayList<>(java.util.List.of("Accept", BROWSER));
    all.addAll(java.util.List.of(headers));
    var response = web.open(path, all.toArray(String[]::new));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(response.headers().firstValue("content-type")).hasValue("text/html; charset=utf-8");
    return response.body();
  }

  private static String location(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(303);
    return response.headers().firstValue("location").orElse("");
  }

  /** The page of its token. */
  private String token(String id) {
    return location(web.get("/services/" + id, "Accept", BROWSER)) + "/token";
  }

  private String queued(String idea) {
    return registry.add(idea, ServiceStatus.SERVICE_STATUS_QUEUED, _ -> {}).getId();
  }

  /** A service with everything that its page can show. */
  private String deployed() {
    var id =
        registry
            .add(
                "track books with title and author",
                ServiceStatus.SERVICE_STATUS_DEPLOYED,
                s ->
                    s.setName("Library")
                        .setSlug("library")
                        .setTokenAddress(FakeChain.ADDRESS)
                        .setChainId(31337)
                        .setRequesterId("me")
                        .setMetadata(
                            Struct.newBuilder()
                                .putFields(
                                    "team", Value.newBuilder().setStringValue("a & b").build()))
                        .setServing(
                            Serving.newBuilder()
                                .setState(ServingState.SERVING_STATE_UP)
                                .setVersion("3f9a"))
                        .setApiBaseUrl("http://localhost:8080/gateway/" + s.getId()))
            .getId();
    registry.event(id, ServiceStatus.SERVICE_STATUS_DEPLOYED, "It answers through the gate.");
    pipeline.add(
        id,
        JobKind.JOB_KIND_DEPLOY,
        JobState.JOB_STATE_SUCCEEDED,
        true,
        Step.newBuilder()
            .setName("probe")
            .setState(JobState.JOB_STATE_SUCCEEDED)
            .setMessage("200")
            .setAttempts(2)
            .build());
    pipeline.version(
        id,
        "{\"paths\": {\"/health\": {\"get\": {}}, \"/books/{id}\": {\"get\": {}},"
            + " \"/books\": {\"get\": {}, \"post\": {}}}}");
    chain.tokenOf(id, "Books");
    chain.balance(Neighbourhood.WALLET, "2500000000000000000");
    return id;
  }

  @Test
  void anAddressWithAnIdOrAFormerSlugLeadsToThePage() {
    var id = deployed();
    assertThat(location(web.get("/services/" + id + "?notice=x", "Accept", BROWSER)))
        .isEqualTo("/s/library?notice=x");
    assertThat(location(web.get("/services/" + id + "/build?find=a%20b", "Accept", BROWSER)))
        .isEqualTo("/s/library/build?find=a%20b");
    assertThat(page("/s/library")).contains(">Library</h1>");
    registry.formerly("books", id);
    assertThat(location(web.get("/s/books/token?buy=1", "Accept", BROWSER)))
        .isEqualTo("/s/library/token?buy=1");
    assertThat(location(web.get("/s/books/build", "Accept", BROWSER)))
        .isEqualTo("/s/library/build");
    assertThat(web.get("/s/nobodys", "Accept", BROWSER).statusCode()).isEqualTo(404);
  }

  @Test
  void fragmentsLookAsTheyWereReviewed() {
    queued("keep <b>cats</b> & \"dogs\"");
    var id = deployed();
    Golden.matches("services.html", page("/fragments/services?q=k"));
    Golden.matches("statistics.html", page("/fragments/statistics"));
    Golden.matches("status.html", page("/fragments/status"));
    Golden.matches(
        "token.html",
        page("/fragments/token?service_id=" + id, "Cookie", "wallet=" + Neighbourhood.WALLET));
    Golden.matches("buy.html", prepared("/fragments/buy?service_id=" + id + "&buy=0.01"));
    Golden.matches("sell.html", prepared("/fragments/sell?service_id=" + id + "&sell=1.5"));
    chain.alsoFollow(
        ChainStatus.newBuilder().setChainId(1).setName("One").setProblem("no endpoint").build());
    Golden.matches("chains.html", page("/fragments/chains"));
    Golden.matches(
        "service.html",
        page("/services/" + id).replaceAll("/static/[0-9a-f]{16}/", "/static/HASH/"));
  }

  private String prepared(String path) {
    return page(path + "&prepare=yes", "Cookie", "wallet=" + Neighbourhood.WALLET);
  }

  @Test
  void whatPeopleWroteIsNeverMarkup() {
    var evil = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>";
    var id =
        registry
            .add(
                evil,
                ServiceStatus.SERVICE_STATUS_FAILED,
                s ->
                    s.setRequesterId(evil)
                        .setApiBaseUrl("javascript:alert(3)")
                        .setTokenAddress(FakeChain.ADDRESS)
                        .setChainId(31337)
                        .setMetadata(
                            Struct.newBuilder()
                                .putFields(evil, Value.newBuilder().setStringValue(evil).build())))
            .getId();
    registry.event(id, ServiceStatus.SERVICE_STATUS_FAILED, evil);
    pipeline.add(
        id,
        JobKind.JOB_KIND_GENERATE,
        JobState.JOB_STATE_FAILED,
        false,
        Step.newBuilder()
            .setName(evil)
            .setMessage(evil)
            .setState(JobState.JOB_STATE_FAILED)
            .build());
    chain.tokenOf(id, evil);

    for (var path :
        new String[] {
          "/services",
          "/services?q=%3Cscript%3Ealert(1)%3C/script%3E%22",
          "/services/" + id,
          "/services/" + id + "/build",
          token(id) + "?buy=%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
          "/services/" + id + "/build",
          "/services/" + id + "/build?find=%3Cscript%3E",
          "/services/" + id + "/delete",
        }) {
      assertThat(page(path))
          .doesNotContain("<script>", "<img", "javascript:")
          .containsPattern("&lt;script>|&lt;script&gt;");
    }
    var again =
        web.form(
            "/new",
            "do=build&idea=%3Cscript%3E&metadata=%3Cscript%3E&nonce=%22%3E%3Cscript%3E"
                + "&specification=%7B%22title%22%3A%22%3Cscript%3E%22%7D");
    assertThat(again.body()).doesNotContain("<script>").contains("&lt;script");
    assertThat(web.form("/wallet", "address=%22%3E%3Cscript%3E&return_to=/").body())
        .doesNotContain("<script>");
    assertThat(web.get("/%3Cscript%3E", "Accept", BROWSER).body()).doesNotContain("<script>");
  }

  @Test
  void aPollThatWouldShowTheSameIs204AndAChangeIsShown() {
    var id = deployed();
    for (var path :
        new String[] {"/", "/status", "/services/" + id, token(id), "/services/" + id + "/build"}) {
      var polls = POLL.matcher(page(path));
      while (polls.find()) {
        var poll = polls.group(1).replace("&amp;", "&");
        if (!poll.contains("v=")) {
          continue;
        }
        assertThat(web.get(poll, "HX-Request", "true").statusCode()).as(poll).isEqualTo(204);
      }
    }
    var poll = poll(page("/fragments/services?q="));
    registry.change(id, s -> s.setStatus(ServiceStatus.SERVICE_STATUS_FAILED));

    var changed = web.get(poll, "HX-Request", "true");
    assertThat(changed.statusCode()).isEqualTo(200);
    assertThat(changed.body()).startsWith("<div id=\"services\"").contains("could not be opened");
    assertThat(poll(changed.body())).isNotEqualTo(poll);
  }

  private static String poll(String html) {
    var poll = POLL.matcher(html);
    assertThat(poll.find()).isTrue();
    return poll.group(1).replace("&amp;", "&");
  }

  @Test
  void anIdeaBecomesAPlanAndAServiceWithoutJavaScript() {
    assertThat(page("/"))
        .contains("method=\"post\" action=\"/new\"", "name=\"idea\"", "name=\"do\" value=\"read\"");
    var plan = web.form("/new", "do=read&idea=track+b%C3%BCcher");
    assertThat(plan.statusCode()).isEqualTo(200);
    assertThat(plan.body()).contains("track b\u00fccher", "id=\"do-build\"");
    assertThat(registry.all()).isEmpty();

    var location =
        location(
            web.form(
                "/new",
                "do=build&idea=track+b%C3%BCcher&metadata=%7B%22a%22%3A1%7D&nonce=1"
                    + "&specification=%7B%22title%22%3A%22Books%22%7D",
                "Cookie",
                "theme=x; wallet=" + Neighbourhood.WALLET));
    var service = registry.all().iterator().next();
    assertThat(location).isEqualTo("/services/" + service.getId() + "/build");
    assertThat(service.getIdea()).isEqualTo("track b\u00fccher");
    assertThat(service.getRequesterId()).isEqualTo(Neighbourhood.WALLET);
    assertThat(service.getMetadata().getFieldsOrThrow("a").getNumberValue()).isEqualTo(1);
    assertThat(pipeline.jobs()).hasSize(1).allMatch(j -> j.getAuto());
    assertThat(page("/services/" + service.getId())).contains("track b\u00fccher");
  }

  @Test
  void thePlanOffersTheChainWhereThereAreSeveral() {
    var read = "do=read&idea=books";
    assertThat(web.form("/new", read).body())
        .contains("a new one on Dev chain (31337)")
        .doesNotContain("id=\"plan-chain\"");
    chain.alsoFollow(ChainStatus.newBuilder().setChainId(8453).setName("Base").build());
    assertThat(web.form("/new", read).body())
        .contains("<option value=\"31337\" selected>Dev chain (31337)</option>");

    assertThat(location(web.form("/new", BUILD + "&chain_id=8453"))).isNotEmpty();
    assertThat(pipeline.chainIds()).containsExactly(8453L);
    assertThat(web.form("/new", BUILD + "&chain_id=8453&metadata=x").body())
        .contains("<option value=\"8453\" selected>Base (8453)</option>");
  }

  @Test
  void thePlanThatIsBuiltTwiceMakesOneServiceAndAnotherOneAnother() {
    var first = location(web.form("/new", BUILD));
    assertThat(location(web.form("/new", BUILD))).isEqualTo(first);
    assertThat(location(web.form("/new", BUILD + "%20"))).isEqualTo(first);
    assertThat(location(web.form("/new", BUILD.replace("Books", "Films")))).isNotEqualTo(first);
    assertThat(registry.all()).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({
    "do=read&idea=++,plan-idea-error",
    "do=build&metadata=%5B1%5D&specification=%7B%22title%22%3A%22x%22%7D,plan-metadata-error",
    "do=build&metadata=%7B&specification=%7B%22title%22%3A%22x%22%7D,plan-metadata-error",
  })
  void anInvalidPlanIs422WithItsTextAndMessagesAndBeginsAtTheFirst(String form, String message) {
    var page = web.form("/new", form + "&nonce=1");
    assertThat(page.statusCode()).isEqualTo(422);
    assertThat(page.body())
        .contains("<html", "id=\"" + message + "\"", "aria-invalid=\"true\"", "autofocus");
    assertThat(registry.all()).isEmpty();
  }

  @Test
  void theFirstPageShowsServicesThatAnswerAndIdeasAndNoFigures() {
    assertThat(page("/"))
        .contains("Books I have read", "How it works")
        .doesNotContain("Running now", "Pipeline", "new in 24 hours");
    var id = deployed();
    pipeline.made.put(
        id,
        java.util.List.of(
            factory.pipeline.v1.Version.newBuilder()
                .setNumber(1)
                .setSpecification("{\"title\":\"Library\",\"description\":\"Books <of> all\"}")
                .setProof(
                    "{\"checks\":[{\"name\":\"a\",\"outcome\":\"passed\"},{\"name\":\"b\",\"outcome\":\"not_tried\"}]}")
                .build()));
    assertThat(page("/"))
        .contains(
            "Running now",
            "<bdi>Library</bdi>",
            "/s/library",
            "Books &lt;of",
            "1 check passed, 1 not tried",
            "Any BOOKS opens it, one costs 0.00225 ETH now",
            "/gateway/" + id + "/openapi.json");
    registry.change(
        id, s -> s.setServing(Serving.newBuilder().setState(ServingState.SERVING_STATE_DOWN)));
    assertThat(page("/")).doesNotContain("Running now");
    assertThat(page("/status")).contains("new in 24 hours", "Pipeline");
  }

  @ParameterizedTest
  @CsvSource({
    "Sec-Fetch-Site,cross-site",
    "Sec-Fetch-Site,same-site",
    "Origin,https://evil.example",
    "Origin,null",
    "Origin,http://127.0.0.1:1",
  })
  void aWriteFromAnotherSiteIsRefused(String header, String value) {
    var id = queued("track books");
    for (var path : new String[] {"/new", "/generate", "/wallet", "/services/" + id + "/delete"}) {
      var response =
          web.call(
              "POST",
              path,
              "idea=x",
              "Content-Type",
              "application/x-www-form-urlencoded",
              header,
              value);
      assertThat(response.statusCode()).as(path).isEqualTo(403);
      assertThat(response.body()).contains("CROSS_ORIGIN");
    }
    assertThat(web.json("POST", "/ideas", "{\"idea\": \"x\"}", header, value).statusCode())
        .isEqualTo(403);
    assertThat(web.call("DELETE", "/services/" + id, "", header, value).statusCode())
        .isEqualTo(403);
    assertThat(registry.all()).hasSize(1);
  }

  @Test
  void aFormWithoutAnySignOfItsOriginIsRefusedAndAProgramsJsonIsNot() {
    assertThat(
            web.call("POST", "/new", "idea=x", "Content-Type", "application/x-www-form-urlencoded")
                .statusCode())
        .isEqualTo(403);
    // What a page can send elsewhere without a question is no JSON.
    assertThat(
            web.call("POST", "/ideas", "{\"idea\": \"x\"}", "Content-Type", "text/plain")
                .statusCode())
        .isEqualTo(415);
    assertThat(web.json("POST", "/ideas", "{\"idea\": \"x\"}").statusCode()).isEqualTo(201);
    assertThat(
            web.call(
                    "POST",
                    "/new",
                    BUILD,
                    "Content-Type",
                    "application/x-www-form-urlencoded",
                    "Sec-Fetch-Site",
                    "same-origin")
                .statusCode())
        .isEqualTo(303);
    // Behind a proxy the public address counts, whatever host the proxy names.
    assertThat(
            web.call(
                    "POST",
                    "/new",
                    BUILD,
                    "Content-Type",
                    "application/x-www-form-urlencoded",
                    "Origin",
                    "http://localhost:8080")
                .statusCode())
        .isEqualTo(303);
  }

  @Test
  void aWalletIsConnectedShownAndForgotten() {
    var connected =
        web.form(
            "/wallet", "address=0xF39Fd6e51aad88F6F4ce6aB8827279cffFb92266&return_to=/services");
    assertThat(location(connected)).isEqualTo("/services");
    var cookie = connected.headers().firstValue("set-cookie").orElse("");
    assertThat(cookie)
        .isEqualTo(
            "wallet="
                + Neighbourhood.WALLET
                + "; Path=/; HttpOnly; SameSite=Lax; Max-Age=31536000");
    var id = deployed();
    assertThat(page(token(id), "Cookie", "wallet=" + Neighbourhood.WALLET))
        .contains("0xf39f\u20262266", ">2.5</strong>", "may call");
    assertThat(page(token(id), "Cookie", "wallet=nonsense")).contains("connect a wallet");

    var forgotten = web.form("/wallet/forget", "return_to=/");
    assertThat(forgotten.headers().firstValue("set-cookie").orElse("")).contains("Max-Age=0");
  }

  @ParameterizedTest
  @CsvSource({"https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"})
  void aWalletsFormLeadsBackToPagesOfThisSiteOnly(String target) {
    assertThat(
            location(
                web.form(
                    "/wallet",
                    "address="
                        + Neighbourhood.WALLET
                        + "&return_to="
                        + java.net.URLEncoder.encode(
                            target, java.nio.charset.StandardCharsets.UTF_8))))
        .isEqualTo("/");
  }

  @Test
  void aWrongWalletIs422WithItsMessage() {
    var page = web.form("/wallet", "address=0x12&return_to=/");
    assertThat(page.statusCode()).isEqualTo(422);
    assertThat(page.body()).contains("id=\"wallet-error\"", "value=\"0x12\"", "40 hex digits");
    var fragment = web.form("/wallet", "address=0x12&return_to=/", "HX-Request", "true");
    assertThat(fragment.statusCode()).isEqualTo(422);
    assertThat(fragment.body()).startsWith("<div id=\"wallet\"");
  }

  @Test
  void theButtonsThatTheLifecycleAllowsWork() {
    var id = queued("track books");
    assertThat(page("/services/" + id))
        .contains("id=\"do-generate-auto\"")
        .doesNotContain("id=\"do-deploy\"");

    assertThat(location(web.form("/generate", "service_id=" + id + "&auto=on")))
        .isEqualTo("/services/" + id + "/build");
    var job = pipeline.jobs().getFirst();
    assertThat(job.getAuto()).isTrue();
    assertThat(page("/services/" + id))
        .contains("id=\"do-cancel\"")
        .doesNotContain("id=\"do-generate\"");

    var cancelled =
        web.form("/jobs/" + job.getId() + "/cancel", "service_id=" + id, "HX-Request", "true");
    assertThat(cancelled.statusCode()).isEqualTo(200);
    assertThat(cancelled.body()).startsWith("<section id=\"progress\"").contains("cancelled");

    registry.change(id, s -> s.setStatus(ServiceStatus.SERVICE_STATUS_GENERATED));
    pipeline.version(id, "{}");
    assertThat(location(web.form("/deploy", "service_id=" + id)))
        .isEqualTo("/services/" + id + "/build");
  }

  @Test
  void aRefusedButtonSaysWhyWhereItWasPressed() {
    var id = queued("track books");
    assertThat(location(web.form("/generate", "service_id=" + id))).isNotEmpty();

    var page = web.form("/generate", "service_id=" + id);
    assertThat(page.statusCode()).isEqualTo(409);
    assertThat(page.body()).contains("<html", "A job works on this service already", "JOB_ACTIVE");

    var fragment = web.form("/generate", "service_id=" + id, "HX-Request", "true");
    assertThat(fragment.statusCode()).isEqualTo(409);
    assertThat(fragment.headers().firstValue("hx-retarget")).hasValue("#notice");
    assertThat(fragment.body()).contains("id=\"notice\"");
  }

  @Test
  void aTokenIsCreatedFromThePage() {
    var id = queued("track books");
    pipeline.version(id, "{}");
    assertThat(page(token(id))).contains("id=\"token-form\"");
    assertThat(location(web.form("/token", "service_id=" + id + "&name=Books")))
        .isEqualTo(token(id));
    assertThat(page(token(id))).contains("The token is being created.");
  }

  @Test
  void aTokenIsCreatedOnAChosenChainWhereThereAreSeveral() {
    var id = queued("track books");
    pipeline.version(id, "{}");
    assertThat(page(token(id))).doesNotContain("id=\"token-chain\"");
    chain.alsoFollow(ChainStatus.newBuilder().setChainId(8453).setName("Base").build());
    assertThat(page(token(id)))
        .contains(
            "<option value=\"31337\" selected>Dev chain (31337)</option>",
            "<option value=\"8453\">Base (8453)</option>");

    assertThat(location(web.form("/token", "service_id=" + id + "&name=&chain_id=8453")))
        .isNotEmpty();
    assertThat(pipeline.chainIds()).containsExactly(8453L);
    assertThat(web.form("/token", "service_id=" + id + "&chain_id=main").statusCode())
        .isEqualTo(400);
  }

  @Test
  void aWrongAmountIsSaidBesideItsField() {
    var id = deployed();
    assertThat(page(token(id) + "?buy=1,5")).contains("An amount of ETH above 0");
    assertThat(page(token(id) + "?sell=0")).contains("An amount of tokens above 0");
    for (var side : new String[] {"buy", "sell"}) {
      var fragment =
          web.get(
              "/fragments/" + side + "?service_id=" + id + "&" + side + "=0", "HX-Request", "true");
      assertThat(fragment.statusCode()).isEqualTo(422);
      assertThat(fragment.headers().firstValue("x-fragment")).hasValue(side);
      assertThat(fragment.body()).startsWith("<div id=\"" + side + "\"");
    }
  }

  @Test
  void aClearedAmountSaysNothing() {
    var id = deployed();
    for (var side : new String[] {"buy", "sell"}) {
      assertThat(page("/fragments/" + side + "?service_id=" + id + "&" + side + "="))
          .isEqualToIgnoringWhitespace(
              "<div id=\"" + side + "\" class=\"stack\" aria-live=\"polite\"></div>");
      assertThat(
              web.get(
                      "/fragments/" + side + "?service_id=" + id + "&prepare=yes",
                      "HX-Request",
                      "true")
                  .statusCode())
          .isEqualTo(422);
    }
  }

  @Test
  void aTradeIsPreparedForTheConnectedWalletOnlyWhenItIsAskedFor() {
    var id = deployed();
    var wallet = new String[] {"Cookie", "wallet=" + Neighbourhood.WALLET};
    assertThat(page(token(id), wallet)).contains("0.01 ETH buys 4.351648 BOOKS now.");
    assertThat(page(token(id) + "?buy=0.02", wallet)).contains("0.02 ETH buys");
    assertThat(page(token(id) + "?buy=0.02&prepare=yes")).contains("Connect a wallet first");
    assertThat(chain.buys).isEmpty();

    var bought = page(token(id) + "?buy=0.02&prepare=yes", wallet);
    assertThat(bought)
        .contains(
            "20000000000000000 wei (0.02 ETH)",
            "4.308131748679453056 BOOKS, or it reverts",
            "cast send " + FakeChain.ADDRESS + " --value 20000000000000000 --data 0xb5b2d6a1");
    assertThat(chain.buys.getLast().getWallet()).isEqualTo(Neighbourhood.WALLET);

    var sold = page(token(id) + "?sell=1.5&prepare=yes", wallet);
    assertThat(sold)
        .contains(
            "0.0017325 ETH, or it reverts", "cast send " + FakeChain.ADDRESS + " --data 0xd7");
    assertThat(chain.sells.getLast().getAmount()).isEqualTo("1500000000000000000");
    assertThat(page(token(id) + "?sell=99&prepare=yes", wallet))
        .contains("The wallet holds less than it would sell; sell less.");
  }

  @Test
  void slippageIsChosenWithinBoundsAndIsWhatIsPrepared() {
    var id = deployed();
    String[] wallet = {"Cookie", "wallet=" + Neighbourhood.WALLET};
    page(token(id) + "?buy=0.02&prepare=yes", wallet);
    page(token(id) + "?buy=0.02&prepare=yes&slippage=0", wallet);
    page(token(id) + "?buy=0.02&prepare=yes&slippage=50.00", wallet);
    page(token(id) + "?sell=1&prepare=yes&slippage=0.55", wallet);
    assertThat(chain.buys)
        .extracting(PrepareBuyRequest::getSlippageBps)
        .containsExactly(100, 0, 5000);
    assertThat(chain.sells).extracting(PrepareSellRequest::getSlippageBps).containsExactly(55);

    for (var bad : List.of("50.01", "51", "-1", "0.555", "much", "1e1", "100")) {
      assertThat(page(token(id) + "?buy=0.02&prepare=yes&slippage=" + bad, wallet))
          .contains("id=\"buy-slippage-error\"", "from 0 to 50", "value=\"" + bad + "\"")
          .doesNotContain("Sign exactly this");
      assertThat(
              web.get("/fragments/buy?service_id=" + id + "&buy=0.02&slippage=" + bad).statusCode())
          .isEqualTo(422);
    }
    assertThat(chain.buys).hasSize(3);
  }

  @Test
  void aCurveAndHoldersThatCannotBeToldLeaveTheRestOfTheToken() {
    var id = deployed();
    chain.unwilling = true;
    assertThat(page(token(id)))
        .contains("0.00225 <span", "The curve cannot be reached now.", "id=\"buy-form\"")
        .contains("The list of holders cannot be reached now.")
        .contains("The list of trades cannot be reached now.")
        .doesNotContain("class=\"curve\"");
  }

  @Test
  void tradesSayWhatTheyPaidAndFromWhereOnTheyAreKnown() {
    var id = deployed();
    chain.completeFrom = 36;
    assertThat(page(token(id)))
        .contains("Bought <code title=\"0x70997970c51812dc3a010c7d01b50e0d17dc79c8\">")
        .contains("data-label=\"ETH\">0.00205<")
        .contains("block 41, <span class=\"muted\">not final yet")
        .contains("7 trades from 16 Nov to 22 Nov: a token cost 0.00115 ETH in the first")
        .contains("What was traded before block 36 is not kept here.");
  }

  @Test
  void everyChainIsOnTheStatusPage() {
    chain.alsoFollow(
        ChainStatus.newBuilder()
            .setChainId(8453)
            .setName("Base")
            .setProblem("no endpoint answers")
            .setLagBlocks(3)
            .build());
    assertThat(page("/status"))
        .contains(
            "Dev chain (31337)",
            "2 confirmations",
            "42, confirmed just now",
            "1: localhost",
            "it refuses connections",
            "Base (8453)",
            "no endpoint answers",
            "3 blocks",
            "Models and their cost, last 24 hours",
            "openai:&lt;a-model&gt;",
            "cut off",
            "14.2 s",
            "0.04956")
        .contains("aria-current=\"page\">Status");
  }

  @Test
  void aDeletionIsAskedForAndDone() {
    var id = deployed();
    assertThat(page("/services/" + id + "/delete")).contains("Its token stays on the chain");
    assertThat(registry.all()).hasSize(1);
    assertThat(location(web.form("/services/" + id + "/delete", "")))
        .isEqualTo("/services?deleted=" + id);
    assertThat(registry.all()).isEmpty();
    assertThat(page("/services?deleted=" + id)).contains("The service was deleted", id);
    var gone = web.open("/services/" + id, "Accept", BROWSER);
    assertThat(gone.statusCode()).isEqualTo(404);
    assertThat(gone.body()).contains("<html", "There is no such service.");
  }

  @Test
  void listsAreFilteredAndPagedByLinks() {
    for (var i = 0; i < 25; i++) {
      queued("track books & more " + i);
    }
    var first = page("/services?q=books+%26");
    assertThat(first).contains("track books &amp; more 24", "value=\"books &amp;\"");
    var next = Pattern.compile("id=\"next-page\" href=\"([^\"]*)\"").matcher(first);
    assertThat(next.find()).isTrue();
    var second = page(next.group(1).replace("&amp;", "&"));
    assertThat(second).contains("more 4<", "id=\"first-page\"").doesNotContain("more 24<");
    assertThat(page("/services?status=failed")).contains("No service matches.");
    assertThat(page("/services?status=nonsense")).contains("There is no status");
  }

  @Test
  void browsersGetErrorsAsPages() {
    for (var path :
        new String[] {"/elsewhere", "/services/x", "/services?limit=1", "/services?deleted=1"}) {
      var response = web.get(path, "Accept", BROWSER);
      assertThat(response.statusCode()).isBetween(400, 404);
      assertThat(response.body()).contains("<html", "id=\"notice\"");
    }
    var wrong = web.call("PUT", "/", "", "Accept", BROWSER);
    assertThat(wrong.statusCode()).isEqualTo(405);
    assertThat(wrong.headers().firstValue("allow")).hasValue("GET, HEAD, OPTIONS");
    assertThat(wrong.body()).contains("<html");
  }

  @Test
  void everyAddressOnThePagesLeadsSomewhere() {
    var id = deployed();
    for (var path :
        new String[] {
          "/",
          "/new",
          "/services",
          "/status",
          "/services/" + id,
          token(id),
          "/services/" + id + "/build",
          "/services/" + id + "/delete"
        }) {
      var links = Pattern.compile("(?:href|src|hx-get)=\"(/[^\"#]*)\"").matcher(page(path));
      while (links.find()) {
        var link = links.group(1).replace("&amp;", "&");
        assertThat(web.open(link, "Accept", BROWSER).statusCode())
            .as(link)
            .isIn(200, 204, link.matches("/fragments/(buy|sell).*") ? 422 : 200);
      }
    }
  }

  @Test
  void filesAreKeptByBrowsersForEver() {
    var style = Pattern.compile("href=\"(/static/[0-9a-f]{16}/style.css)\"").matcher(page("/"));
    assertThat(style.find()).isTrue();
    var response = web.get(style.group(1), "Accept", "text/css,*/*;q=0.1");
    assertThat(response.headers().firstValue("content-type").orElse("")).startsWith("text/css");
    assertThat(response.headers().firstValue("cache-control"))
        .hasValue("public, max-age=31536000, immutable");
    var htmx = Pattern.compile("src=\"(/static/[0-9a-f]{16}/htmx.js)\"").matcher(page("/"));
    assertThat(htmx.find()).isTrue();
    assertThat(web.get(htmx.group(1)).body()).contains("htmx");
  }

  @Test
  void everyPageSaysThatServicesRunUnsandboxed() throws Exception {
    assertThat(page("/")).doesNotContain("nsandboxed:");
    pipeline.isolation(Isolation.ISOLATION_UNSANDBOXED, "unsandboxed: bubblewrap is missing");
    stop();
    start();

    var deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!page("/").contains("Unsandboxed: services run with the rights")) {
      assertThat(System.nanoTime()).as("waited in vain").isLessThan(deadline);
      Thread.sleep(20);
    }

    for (var path : new String[] {"/services", "/status", "/services/" + queued("an idea")}) {
      assertThat(page(path)).contains("Unsandboxed: services run with the rights");
    }
    assertThat(page("/status")).contains("unsandboxed: bubblewrap is missing");
  }
}
