package factory.web;

import static org.assertj.core.api.Assertions.assertThat;

import factory.edge.v1.ExplainAccessResponse;
import factory.edge.v1.Finality;
import factory.edge.v1.FinalityKind;
import factory.edge.v1.GetInsightResponse;
import factory.edge.v1.Limit;
import factory.edge.v1.LimitState;
import factory.edge.v1.Rules;
import factory.edge.v1.UsagePoint;
import factory.mesh.Assertions;
import factory.mesh.Caller;
import factory.mesh.TestTrust;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a caller sees of a service, over fakes: the way in, as the gate says it, and the keys. */
class AccessPagesTest {
  private final FakeRegistry registry = new FakeRegistry(Neighbourhood.CLOCK);
  private final FakePipeline pipeline = new FakePipeline(Neighbourhood.CLOCK);
  private final FakeChain chain = new FakeChain();
  private final FakeAccess gate = new FakeAccess();
  private final Exhibits exhibits = new Exhibits(registry, pipeline, chain);

  private Neighbourhood web;

  @BeforeEach
  void start() {
    web =
        new Neighbourhood(
            Map.of("registry", registry, "pipeline", pipeline, "chain", chain, "edge", gate),
            Neighbourhood.CLOCK,
            "127.0.0.1:0");
  }

  @AfterEach
  void stop() {
    web.close();
  }

  private String path() {
    return "/s/" + exhibits.slug(exhibits.live) + "/access";
  }

  private String page(String... headers) {
    var all = new ArrayList<>(List.of("Accept", "text/html"));
    all.addAll(List.of(headers));
    var response = web.get(path(), all.toArray(String[]::new));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return response.body();
  }

  private static String[] looking() {
    return new String[] {"Cookie", "wallet=" + Neighbourhood.WALLET};
  }

  private static String[] signedIn() {
    var caller =
        new Caller(
            Optional.of(Neighbourhood.WALLET), Optional.of(new UUID(1, 2)), Optional.empty());
    return new String[] {Assertions.HEADER, TestTrust.of("edge").gateTo("web").sign(caller)};
  }

  private static String step(String html, String title) {
    var step =
        Pattern.compile(
            "<li class=\"(done|now|later)\"[^>]*>(?:(?!<li).)*<b>" + title, Pattern.DOTALL);
    var found = step.matcher(html);
    assertThat(found.find()).as(html).isTrue();
    return found.group(1);
  }

  @Test
  void aStrangerIsToldWhatOpensItAndBeginsWithSayingWhoTheyAre() {
    gate.walletHeader = false;
    var html = page();
    assertThat(html)
        .contains("It depends on your wallet", "It opens for whoever holds any BOOKS.")
        .contains("curl -H \"X-API-Key: $FACTORY_KEY\"", "/books</pre>", "sign in at the top");
    assertThat(step(html, "Show who you are")).isEqualTo("now");
    assertThat(step(html, "Call it")).isEqualTo("later");
    assertThat(html).doesNotContain("id=\"make\"");
  }

  @Test
  void whoMayCallIsToldSoAndForHowLong() {
    gate.explains(
        Neighbourhood.WALLET,
        ExplainAccessResponse.newBuilder()
            .setAdmitted(true)
            .setHeld("2500000000000000000")
            .setNeeded("2000000000000000000")
            .addLimits(
                LimitState.newBuilder().setName("day").setQuota(10_000).setRemaining(8_716)));
    var html = page(looking());
    assertThat(html)
        .contains("Yes, you may call Library", "You hold 2.5 BOOKS and may call it.")
        .contains("while you hold 2 BOOKS or more", "8,716 of 10,000", "value=\"8716\"");
    assertThat(step(html, "Hold 2 BOOKS or more")).isEqualTo("done");
  }

  @Test
  void aRefusalBecomesTheWayIn() {
    gate.explains(
        Neighbourhood.WALLET,
        ExplainAccessResponse.newBuilder()
            .setReason("BALANCE_TOO_LOW")
            .setHeld("2500000000000000000")
            .setNeeded("4000000000000000000")
            .setCostWei("2300000000000001"));
    var html = page(looking());
    assertThat(html)
        .contains("Not opened for you yet", "You hold 2.5 BOOKS and may not call it yet: 1.5 more")
        .contains("What is missing costs about 0.0023 ETH.", ">Buy BOOKS</a>")
        .doesNotContain("Yes, you may");
    assertThat(step(html, "Hold 4 BOOKS or more")).isEqualTo("now");

    gate.explains(
        Neighbourhood.WALLET,
        ExplainAccessResponse.newBuilder()
            .setReason("WALLET_BLOCKED")
            .setDetail("The owner has blocked this wallet."));
    assertThat(page(looking()))
        .contains("You may not call it now", "The owner has blocked this wallet.");
  }

  @Test
  void keysAreMadeShownOnceChangedPausedReplacedAndEnded() {
    var keys = "/services/" + exhibits.live + "/keys";
    var made =
        web.form(
            keys,
            "for=programs&name=Office&reads=on&until=2027-01-31&calls=100&window=hour",
            signedIn());
    assertThat(made.statusCode()).as(made.body()).isEqualTo(200);
    assertThat(made.body())
        .contains(
            "Key for \u201c<bdi>Office</bdi>\u201d", "mfk_AbC0-told-once", "GET, HEAD at any path")
        .contains("100 calls in 1 hour, 99 of them left", "31 Jan 2027");
    assertThat(made.headers().firstValue("cache-control")).hasValue("no-store");
    assertThat(page(signedIn()))
        .contains("mfk_AbC0", ">Office<", ">My calls</h2>")
        .doesNotContain("told-once");
    assertThat(page(looking())).doesNotContain(">My calls</h2>");

    var key = keys + "/00000000-0000-0007-0000-000000000000";
    assertThat(web.form(key + "/change", "do=pause", signedIn()).headers().firstValue("location"))
        .hasValue(path() + "#keys");
    assertThat(page(signedIn())).contains("Paused", "Let it go on");
    web.form(key + "/change", "do=resume", signedIn());
    assertThat(page(signedIn())).contains("Pause it").doesNotContain("Paused");
    web.form(key + "/change", "do=edit&name=Attic&until=&calls=&window=day", signedIn());
    assertThat(page(signedIn())).contains(">Attic<", "any method at any path");
    assertThat(web.form(key + "/change", "do=replace", signedIn()).body())
        .contains("mfk_another-one", "The one before works until");
    web.form(key + "/delete", "do=end", signedIn());
    assertThat(page(signedIn())).contains("No key yet.");
  }

  @Test
  void whatIsWrongWithAKeyIsSaidWhereItWasTyped() {
    var keys = "/services/" + exhibits.live + "/keys";
    for (var wrong :
        List.of(
            "for=programs&name=%20&calls=7&window=hour",
            "for=programs&name=A&until=tomorrow", "for=programs&name=A&calls=many&window=day")) {
      var again = web.form(keys, wrong, signedIn());
      assertThat(again.statusCode()).as(again.body()).isEqualTo(422);
      assertThat(again.body()).contains("role=\"alert\"").doesNotContain("told-once");
    }
    assertThat(web.form(keys, "name=&origins=x", signedIn()).body())
        .contains("open id=\"publish-box\"");
  }

  @Test
  void theFormerAddressOfKeysLeadsHere() {
    assertThat(
            web.get("/services/" + exhibits.live + "/keys", "Accept", "text/html")
                .headers()
                .firstValue("location"))
        .hasValue(path() + "#keys");
  }

  @Test
  void aServiceIsReportedFromItsPage() {
    var service = "/s/" + exhibits.slug(exhibits.live);
    assertThat(web.get(service, "Accept", "text/html").body()).contains(service + "/report");
    assertThat(web.get(service + "/report", "Accept", "text/html").body())
        .contains("Report Library", "It deceives or robs people");
    var path = "/services/" + exhibits.live + "/reports";
    for (var wrong : List.of("reason=fraud&text=%20", "text=a", "reason=boredom&text=a")) {
      assertThat(web.form(path, wrong).statusCode()).as(wrong).isEqualTo(422);
    }
    assertThat(gate.reports).isEmpty();
    var told = web.form(path, "reason=fraud&text=It+takes+money").headers().firstValue("location");
    assertThat(told).hasValue(service + "?notice=reported");
    assertThat(gate.reports.getFirst().getText()).isEqualTo("It takes money");
    assertThat(web.get(told.orElseThrow(), "Accept", "text/html").body())
        .contains("the operators have your report");
  }

  @Test
  void whatAccessBuysIsSaidInTheWordsOfItsRules() {
    gate.rules =
        Rules.newBuilder()
            .addLimits(
                Limit.newBuilder()
                    .setName("day")
                    .setQuota(10_000)
                    .setWindow(com.google.protobuf.Duration.newBuilder().setSeconds(86_400)))
            .setFinality(
                Finality.newBuilder()
                    .setKind(FinalityKind.FINALITY_KIND_CONFIRMATIONS)
                    .setConfirmations(2))
            .build();
    gate.insight =
        GetInsightResponse.newBuilder()
            .setTotal(UsagePoint.newBuilder().setCalls(18_406).setServerErrors(3).setP50Ms(11))
            .build();
    var html = web.get("/s/" + exhibits.slug(exhibits.live), "Accept", "text/html").body();
    assertThat(html)
        .contains("Hold any BOOKS to call it", "10,000 calls in a day", "Opens 2 blocks after you")
        .contains("Closes as soon as you hold none", "18,406", "3 failed", ">11 <")
        .contains("210 checks passed, 1 not tried", "a list of a million books");
    gate.explains(
        Neighbourhood.WALLET,
        ExplainAccessResponse.newBuilder()
            .setReason("BALANCE_TOO_LOW")
            .setHeld("2500000000000000000")
            .setNeeded("4000000000000000000"));
    assertThat(
            web.get(
                    "/s/" + exhibits.slug(exhibits.live),
                    "Accept",
                    "text/html",
                    "Cookie",
                    "wallet=" + Neighbourhood.WALLET)
                .body())
        .contains("Hold 4 BOOKS to call it", "Closes as soon as you hold less than 4");
  }
}
