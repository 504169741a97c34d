package factory.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import factory.edge.v1.GetInsightResponse;
import factory.edge.v1.Session;
import factory.edge.v1.UsagePoint;
import factory.mesh.Assertions;
import factory.mesh.Caller;
import factory.mesh.TestTrust;
import factory.registry.v1.ServiceStatus;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What a wallet sees of its own, over fakes: by who it is, and what its buttons ask of the gate.
 */
class MePagesTest {
  private static final String OTHER = "0x3c44cdddb6a900fa2b585dd299e03d12fa4293bc";

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
    registry.add(
        "track films",
        ServiceStatus.SERVICE_STATUS_QUEUED,
        s -> s.setName("Films <b>").setSlug("films").setRequesterId(Neighbourhood.WALLET));
    gate.insight =
        GetInsightResponse.newBuilder()
            .addPoints(
                UsagePoint.newBuilder()
                    .setAt(at("2026-11-20T00:00:00Z"))
                    .setCalls(7)
                    .setSuccessful(5)
                    .setClientErrors(2))
            .setTotal(UsagePoint.newBuilder().setCalls(7).setCallers(1).setClientErrors(2))
            .build();
    gate.sessions.add(session(1, true));
    gate.sessions.add(session(2, false));
    gate.sessions.add(session(3, false));
  }

  @AfterEach
  void stop() {
    web.close();
  }

  private static Timestamp at(String time) {
    return Timestamp.newBuilder()
        .setSeconds(java.time.Instant.parse(time).getEpochSecond())
        .build();
  }

  private static Session session(long number, boolean current) {
    return Session.newBuilder()
        .setId(new UUID(9, number).toString())
        .setWallet(Neighbourhood.WALLET)
        .setCreatedAt(at("2026-11-22T17:00:00Z"))
        .setExpiresAt(at("2026-11-29T17:00:00Z"))
        .setCurrent(current)
        .build();
  }

  private static String[] signedIn() {
    var caller =
        new Caller(
            Optional.of(Neighbourhood.WALLET), Optional.of(new UUID(1, 2)), Optional.empty());
    return new String[] {Assertions.HEADER, TestTrust.of("edge").gateTo("web").sign(caller)};
  }

  private String page(String... headers) {
    var all = new ArrayList<>(List.of("Accept", "text/html"));
    all.addAll(List.of(headers));
    var response = web.get("/me", all.toArray(String[]::new));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return response.body();
  }

  private static void leads(HttpResponse<String> answer, String to) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
    assertThat(answer.headers().firstValue("location")).hasValue(to);
  }

  @Test
  void nobodyIsToldHowToSignIn() {
    assertThat(page())
        .contains("Who are you?", "Connect")
        .doesNotContain("id=\"sessions\"", ">Mine</a>");
  }

  @Test
  void whoOnlyLooksSeesWhatEverybodyMaySee() {
    assertThat(page("Cookie", "wallet=" + Neighbourhood.WALLET))
        .contains("Films &lt;b&gt;", "sign in to see", "2.5 <code>", "0.00175 ETH", "Only for you")
        .doesNotContain("id=\"sessions\"", "id=\"keys\"");
  }

  @Test
  void aSignedInWalletSeesItsServicesTokensCallsKeysAndSessions() {
    var key = make();
    var html = page(signedIn());
    assertThat(html)
        .contains(
            ">Mine</a>",
            "Films &lt;b&gt;",
            "Library",
            "Selling all that is listed would pay <b class=\"amounts\">0.00525 ETH on",
            "?sell=2.5",
            // Of the three services that it holds and the one that it had made, seven each.
            "28 calls; the busiest day had 28.",
            "Of the 4 services above, together.",
            "my laptop",
            "/me/keys/" + exhibits.live + "/" + key,
            "<b>Here</b>",
            "Sign out everywhere else");
    gate.insight = null;
    assertThat(page(signedIn())).contains("not known now").doesNotContain("busiest day");
  }

  @Test
  void whatCannotBeReachedIsSaidAndTheRestIsShown() {
    web.close();
    web =
        new Neighbourhood(
            Map.of("registry", registry, "pipeline", pipeline, "edge", gate),
            Neighbourhood.CLOCK,
            "127.0.0.1:0");
    assertThat(page(signedIn()))
        .contains("Films &lt;b&gt;", "The chain cannot be reached now.", "<b>Here</b>");
  }

  private String make() {
    leads(
        web.form(
            "/services/" + exhibits.live + "/keys",
            "name=my+laptop&origins=https://a.example&operations=GET+/books&each=1&all=1",
            signedIn()),
        "/s/" + exhibits.slug(exhibits.live) + "/access#keys");
    return new UUID(7, 0).toString();
  }

  @Test
  void keysArePausedLetGoOnAndEnded() {
    var at = "/me/keys/" + exhibits.live + "/" + make();
    leads(web.form(at, "do=pause", signedIn()), "/me#keys");
    assertThat(page(signedIn())).contains("Go on", ">Paused<");
    leads(web.form(at, "do=resume", signedIn()), "/me#keys");
    assertThat(page(signedIn())).doesNotContain(">Paused<");
    assertThat(web.form(at, "do=lend", signedIn()).statusCode()).isEqualTo(400);
    leads(web.form(at, "do=end", signedIn()), "/me#keys");
    assertThat(page(signedIn())).doesNotContain("my laptop");
  }

  @Test
  void sessionsAreEndedOneAllOthersAndThisOne() {
    leads(web.form("/me/sessions/" + new UUID(9, 2) + "/end", "", signedIn()), "/me#sessions");
    assertThat(gate.sessions).hasSize(2);
    leads(web.form("/me/sessions/end", "", signedIn()), "/me#sessions");
    assertThat(gate.sessions).extracting(Session::getCurrent).containsExactly(true);
    assertThat(page(signedIn())).doesNotContain("Sign out everywhere else");
    var out = web.form("/me/sessions/" + new UUID(9, 1) + "/end", "", signedIn());
    leads(out, "/me");
    assertThat(out.headers().firstValue("set-cookie").orElseThrow()).contains("Max-Age=0");
  }

  @Test
  void nothingOfAnotherWalletIsShown() {
    registry.add(
        "somebody else's",
        ServiceStatus.SERVICE_STATUS_QUEUED,
        s -> s.setName("Secret").setRequesterId(OTHER));
    assertThat(page(signedIn())).doesNotContain("Secret");
  }
}
