package factory.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import factory.edge.v1.AccessGrpc;
import factory.edge.v1.CheckServicesRequest;
import factory.edge.v1.ServiceCheck;
import factory.mesh.MeshChannel;
import factory.registry.v1.ServingState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever breaks around the gate: 503, never in, and never "you hold nothing". */
@Timeout(60)
@Tag("slow")
class MisbehaviourTest {
  private Rig rig = new Rig(Map.of());

  {
    rig.chain.maxHeadAge = Duration.ofSeconds(2);
  }

  private final Echo echo = rig.echo("books");

  @AfterEach
  void stop() {
    rig.close();
    echo.close();
  }

  private Raw.Answer call(String id) {
    return rig.http.get("/gateway/" + id + "/books", "X-Wallet-Address: " + Rig.HOLDER);
  }

  private void becomes(String id, String reason) {
    Await.until(
        reason,
        () -> {
          var answer = call(id);
          assertThat(answer.status()).isIn(200, 503);
          return answer.body().contains(reason);
        });
    assertThat(call(id).status()).isEqualTo(503);
    assertThat(check(id).getReason()).isEqualTo(reason);
    assertThat(check(id).getDetail()).isNotEmpty();
    assertThat(rig.http.get("/gateway/" + id + "/books").status()).isEqualTo(401);
    assertThat(rig.http.get("/gateway/" + id + "/health").status()).isEqualTo(200);
  }

  /** What pages say of a service. */
  private ServiceCheck check(String id) {
    try (var edge = MeshChannel.open(rig.unix("edge"), AccessGrpc.getServiceDescriptor())) {
      return AccessGrpc.newBlockingStub(edge.channel())
          .checkServices(CheckServicesRequest.newBuilder().addServiceIds(id).build())
          .getChecks(0);
    }
  }

  @Test
  void aServicesCheckSaysWhatEveryCallerMeets() {
    var id = rig.service(echo);
    assertThat(check(id))
        .isEqualTo(ServiceCheck.newBuilder().setServiceId(id).setNeeded("1").build());
    assertThat(check(Rig.newId()).getReason()).isEqualTo("SERVICE_NOT_FOUND");
    for (var state : List.of(ServingState.SERVING_STATE_DOWN, ServingState.SERVING_STATE_ASLEEP)) {
      assertThat(check(rig.serviceIn(state)).getReason()).isEqualTo("SERVICE_NOT_SERVING");
    }
    var open = Rig.newId();
    rig.registry.up(open, echo.socket(), Optional.empty());
    rig.await(open, "/health", Rig.HOLDER, 200);
    assertThat(check(open).getReason()).isEqualTo("TOKEN_NOT_CREATED");
    assertThatThrownBy(() -> check("x")).hasMessageContaining("INVALID_ARGUMENT");

    rig.envoy.close();
    Await.until("it is missed", () -> check(id).getReason().equals("ENVOY_NOT_READY"));
  }

  @Test
  void aBrowserReadsEnvoysOwnAnswersAsAPageOutsideOfServicesOnly() {
    var id = rig.service(echo);
    var accept = "Accept: text/html,application/xhtml+xml,*/*;q=0.8";
    var wallet = "X-Wallet-Address: " + Rig.HOLDER;
    var page = rig.http.get("/factory.registry.v1.Lifecycle/WatchRoutes", accept);
    assertThat(page.status()).isEqualTo(404);
    assertThat(page.header("content-type")).isEqualTo("text/html; charset=utf-8");
    assertThat(page.header("content-security-policy"))
        .contains("default-src 'none'; style-src 'sha256-");
    assertThat(page.body()).contains("<h1>There is nothing at this path</h1>", "PATH_NOT_FOUND");
    assertThat(rig.http.get("/factory.registry.v1.Lifecycle/WatchRoutes").body()).startsWith("{");

    rig.web.close();
    var away = rig.http.get("/services", accept, wallet);
    assertThat(away.status()).isEqualTo(503);
    assertThat(away.header("retry-after")).isEqualTo("1");
    assertThat(away.body()).contains("<html", "UPSTREAM_UNAVAILABLE");
    assertThat(rig.http.get("/services", wallet).body()).startsWith("{");

    echo.close();
    var service = rig.http.get("/gateway/" + id + "/books", accept, wallet);
    assertThat(service.status()).isEqualTo(503);
    assertThat(service.header("content-type")).isEqualTo("application/problem+json");

    rig.edge.close();
    assertThat(rig.http.get("/services", accept, wallet).body())
        .contains("<html", "GATE_UNAVAILABLE");
    assertThat(rig.http.get("/gateway/" + id + "/books", accept, wallet).body()).startsWith("{");
  }

  private String routed() {
    var id = Rig.newId();
    rig.chain.announce(Rig.TOKEN);
    rig.chain.balance(Rig.TOKEN, Rig.HOLDER, "1");
    rig.registry.up(id, echo.socket(), Optional.of(Rig.token()));
    rig.await(id, "/health", Rig.HOLDER, 200);
    return id;
  }

  @Test
  void aSilentChainIsNotLoaded() {
    rig.chain.mode = FakeChain.Mode.SILENT;
    becomes(routed(), "BALANCES_NOT_LOADED");
  }

  @Test
  void anErringChainIsNotLoaded() {
    rig.chain.mode = FakeChain.Mode.ERRORING;
    becomes(routed(), "BALANCES_NOT_LOADED");
  }

  @Test
  void anIncompleteReplicaIsNotLoaded() {
    rig.chain.mode = FakeChain.Mode.NEVER_COMPLETE;
    becomes(routed(), "BALANCES_NOT_LOADED");
  }

  @Test
  void aStaleHeadIsUnavailable() {
    rig.chain.mode = FakeChain.Mode.STALE;
    becomes(routed(), "BALANCES_STALE");
  }

  @Test
  void aChainThatSaysNotToDecideIsUnavailableAndWellAgainOnceItSaysNothing() {
    var id = rig.service(echo);
    rig.chain.mode = FakeChain.Mode.PROBLEM;

    becomes(id, "BALANCES_STALE");

    rig.chain.mode = FakeChain.Mode.WELL;
    rig.await(id, "/books", Rig.HOLDER, 200);
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.INCLUDE,
      names = {"RUBBISH", "RETRACTS_AN_UNKNOWN_BLOCK", "LEAVES_A_GAP", "OVERDRAWS"})
  void whatCannotBeIsNotTrusted(FakeChain.Mode mode) {
    rig.chain.mode = mode;
    becomes(routed(), "BALANCES_NOT_LOADED");
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.INCLUDE,
      names = {"RUBBISH", "RETRACTS_AN_UNKNOWN_BLOCK", "OVERDRAWS"})
  void aReplicaThatBreaksIsToldAnewFromTheBeginning(FakeChain.Mode mode) {
    var id = rig.service(echo);
    var begun = rig.chain.begun();
    rig.chain.mode = mode;
    Await.until("a new picture is asked for", () -> rig.chain.begun() > begun);
    assertThat(rig.chain.resumed()).isZero();

    rig.chain.mode = FakeChain.Mode.WELL;
    rig.await(id, "/books", Rig.HOLDER, 200);
  }

  @Test
  void aBrokenStreamGoesOnFromItsCursor() {
    var id = rig.service(echo);
    var begun = rig.chain.begun();
    rig.chain.stop();
    rig.chain.balance(Rig.TOKEN, Rig.HOLDER, "0");
    rig.chain.balance(Rig.TOKEN, Rig.NOBODY, "1");
    rig.chain.startAgain();

    rig.await(id, "/books", Rig.HOLDER, 403);
    rig.await(id, "/books", Rig.NOBODY, 200);
    assertThat(rig.chain.begun()).isEqualTo(begun);
    assertThat(rig.chain.resumed()).isPositive();
  }

  @Test
  void whatGoesOnAndNeverCatchesUpIsStaleAfterTheAge() {
    var id = rig.service(echo);
    rig.chain.mode = FakeChain.Mode.NEVER_COMPLETE;

    becomes(id, "BALANCES_STALE");

    rig.chain.mode = FakeChain.Mode.WELL;
    rig.await(id, "/books", Rig.HOLDER, 200);
  }

  @Test
  void aCursorThatNobodyKnowsBeginsANewPicture() {
    var id = rig.service(echo);
    var begun = rig.chain.begun();
    rig.chain.stop();
    rig.chain.forgetCursors();
    rig.chain.balance(Rig.TOKEN, Rig.HOLDER, "0");
    rig.chain.startAgain();

    rig.await(id, "/books", Rig.HOLDER, 403);
    assertThat(rig.chain.begun()).isEqualTo(begun + 1);
    assertThat(rig.chain.resumed()).isZero();
  }

  @Test
  void aChainThatGoesAwayIsStaleAfterTheAgeAndWellAgainOnItsReturn() {
    var id = rig.service(echo);
    rig.chain.stop();

    becomes(id, "BALANCES_STALE");

    rig.chain.startAgain();
    rig.await(id, "/books", Rig.HOLDER, 200);
  }

  @Test
  void aReplicaThatStartsOverAndDoesNotFinishIsNotLoaded() {
    var id = rig.service(echo);
    rig.chain.mode = FakeChain.Mode.NEVER_COMPLETE;
    rig.chain.forgetCursors();
    rig.chain.stop();
    rig.chain.startAgain();

    becomes(id, "BALANCES_NOT_LOADED");
  }

  @Test
  void aTokenThatTheChainDoesNotKnowYetIsNotLoaded() {
    rig.service(echo);
    var id = Rig.newId();
    var unknown = "0x" + "c3".repeat(20);
    rig.registry.up(
        id, echo.socket(), Optional.of(FakeRegistry.token(FakeChain.CHAIN_ID, unknown, "1")));
    rig.await(id, "/health", Rig.HOLDER, 200);
    becomes(id, "BALANCES_NOT_LOADED");

    rig.chain.announce(unknown);

    rig.await(id, "/books", Rig.HOLDER, 403);
  }

  @Test
  void theSameAddressOnAnotherChainIsAnotherToken() {
    rig.service(echo);
    var id = Rig.newId();
    rig.registry.up(id, echo.socket(), Optional.of(FakeRegistry.token(8453, Rig.TOKEN, "1")));
    rig.await(id, "/health", Rig.HOLDER, 200);

    becomes(id, "BALANCES_NOT_LOADED");
    assertThat(call(id).body()).contains("8453");
  }

  @Test
  void aRouteWithAnUnreadableTokenIsClosed() {
    var id = Rig.newId();
    rig.registry.up(
        id, echo.socket(), Optional.of(FakeRegistry.token(FakeChain.CHAIN_ID, Rig.TOKEN, "0")));
    rig.await(id, "/health", Rig.HOLDER, 503);
  }

  @Test
  void theLastGoodRoutesServeWhileTheRegistryIsAway() {
    var id = rig.service(echo);
    rig.registry.stop();

    for (var i = 0; i < 20; i++) {
      assertThat(call(id).status()).isEqualTo(200);
    }

    var later = Rig.newId();
    rig.registry.up(later, echo.socket(), Optional.of(Rig.token()));
    rig.registry.startAgain();
    rig.await(later, "/books", Rig.HOLDER, 200);
  }

  @Test
  void nothingIsDecidedBeforeTheRegistryWasEverReached() {
    rig.registry.up(Rig.newId(), echo.socket(), Optional.of(Rig.token()));
    rig.edge.close();
    rig.registry.mode = FakeRegistry.Mode.SILENT;
    rig.startEdgeAgain();

    Await.until("the gate says so", () -> call(Rig.newId()).body().contains("ROUTES_NOT_LOADED"));
    assertThat(call(Rig.newId()).status()).isEqualTo(503);
  }

  @Test
  void nobodyPassesWhileTheEdgeIsDeadAndHoldersPassOnceItIsBack() {
    var id = rig.service(echo);
    rig.edge.close();

    for (var path : new String[] {"/books", "/health", "/openapi.json"}) {
      var answer = rig.http.get("/gateway/" + id + path, "X-Wallet-Address: " + Rig.HOLDER);
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.body()).contains("GATE_UNAVAILABLE");
      assertThat(answer.header("content-type")).isEqualTo("application/problem+json");
    }
    assertThat(rig.http.get("/ideas").status()).isEqualTo(200);

    rig.startEdgeAgain();
    rig.await(id, "/books", Rig.HOLDER, 200);
  }
}
