package factory.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import com.google.protobuf.util.Durations;
import factory.edge.v1.AccessGrpc;
import factory.edge.v1.AccessGrpc.AccessBlockingStub;
import factory.edge.v1.ExplainAccessRequest;
import factory.edge.v1.ExplainAccessResponse;
import factory.edge.v1.Finality;
import factory.edge.v1.FinalityKind;
import factory.edge.v1.GetGateRequest;
import factory.edge.v1.GetRulesRequest;
import factory.edge.v1.Limit;
import factory.edge.v1.LimitState;
import factory.edge.v1.Rules;
import factory.edge.v1.UpdateRulesRequest;
import factory.mesh.Address;
import factory.mesh.Faults;
import factory.mesh.MeshChannel;
import factory.registry.v1.Route;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What owners ask of callers, set and met through a real Envoy. */
class TermsTest {
  private static Rig rig;
  private static MeshChannel envoy;
  private static AccessBlockingStub access;
  private static Echo echo;
  private String service;

  @BeforeAll
  static void start() {
    rig = new Rig(Map.of());
    envoy =
        MeshChannel.open(new Address.Tcp("127.0.0.1", rig.port), AccessGrpc.getServiceDescriptor());
    access = AccessGrpc.newBlockingStub(envoy.channel());
    echo = rig.echo("books");
  }

  @BeforeEach
  void aService() {
    service = rig.service(echo);
  }

  @AfterAll
  static void stop() {
    envoy.close();
    echo.close();
    rig.close();
  }

  private void rules(Rules.Builder rules) {
    var updated =
        access.updateRules(
            UpdateRulesRequest.newBuilder().setServiceId(service).setRules(rules).build());
    assertThat(updated.getRules()).isEqualTo(rules.build());
    assertThat(
            access.getRules(GetRulesRequest.newBuilder().setServiceId(service).build()).getRules())
        .isEqualTo(rules.build());
  }

  private static Limit limit(String name, long quota, long seconds) {
    return Limit.newBuilder()
        .setName(name)
        .setQuota(quota)
        .setWindow(Durations.fromSeconds(seconds))
        .build();
  }

  private Raw.Answer get() {
    return rig.http.get("/gateway/" + service + "/books", "X-Wallet-Address: " + Rig.HOLDER);
  }

  private ExplainAccessResponse explain(String wallet) {
    return access.explainAccess(
        ExplainAccessRequest.newBuilder().setServiceId(service).setWallet(wallet).build());
  }

  @Test
  void limitsAreToldOnEveryAnswerAndRefuseWithoutCounting() {
    rules(
        Rules.newBuilder()
            .addLimits(limit("burst", 2, 3600))
            .addLimits(limit("month", 3, 2592000)));

    var first = get();
    assertThat(first.status()).isEqualTo(200);
    assertThat(first.header("ratelimit-policy"))
        .isEqualTo("\"burst\";q=2;w=3600, \"month\";q=3;w=2592000");
    assertThat(first.header("ratelimit")).matches("\"burst\";r=1;t=3600, \"month\";r=2;t=2592000");
    assertThat(get().status()).isEqualTo(200);

    var refused = get();
    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.header("content-type")).isEqualTo("application/problem+json");
    assertThat(refused.header("ratelimit")).matches("\"burst\";r=0;t=3(600|59\\d)");
    assertThat(Integer.parseInt(refused.header("retry-after"))).isBetween(3500, 3600);
    assertThat(refused.body())
        .contains(
            "LIMIT_EXCEEDED",
            "\"type\":\"https://iana.org/assignments/http-problem-types#quota-exceeded\"",
            "\"violated-policies\":[\"burst\"]");
    get();
    assertThat(explain(Rig.HOLDER).getLimitsList())
        .extracting(LimitState::getRemaining)
        .containsExactly(0L, 1L);
    assertThat(explain(Rig.HOLDER).getReason()).isEqualTo("LIMIT_EXCEEDED");
  }

  @Test
  void whatWasCountedOutlivesARestart() {
    rules(Rules.newBuilder().addLimits(limit("hour", 3, 3600)));
    get();
    get();
    rig.edge.close();
    rig.startEdgeAgain();
    Await.until(
        "the gate is back", () -> rig.http.get("/gateway/" + service + "/health").status() == 200);
    Await.until(
        "the balances are back", () -> explain(Rig.NOBODY).getReason().equals("BALANCE_TOO_LOW"));
    assertThat(get().status()).isEqualTo(200);
    assertThat(get().status()).isEqualTo(429);
  }

  @Test
  void aThresholdAboveTheTokensOwnCounts() {
    rules(Rules.newBuilder().setAccessThreshold("5"));
    var refused = get();
    assertThat(refused.status()).isEqualTo(403);
    var problem = JsonParser.parseString(refused.body()).getAsJsonObject();
    assertThat(problem.getAsJsonObject("metadata").get("needed").getAsString()).isEqualTo("5");
    assertThat(problem.getAsJsonObject("metadata").get("held").getAsString()).isEqualTo("1");
    var ways = problem.getAsJsonObject("ways_in");
    assertThat(ways.get("quote").getAsString())
        .isEqualTo("http://localhost:" + rig.port + "/services/" + service + "/quote?tokens=4");
    var purchase = ways.getAsJsonObject("purchase");
    assertThat(purchase.get("to").getAsString()).isEqualTo(Rig.TOKEN);
    assertThat(purchase.get("data").getAsString())
        .startsWith("0xa59ac6dd" + "0".repeat(24) + Rig.HOLDER.substring(2) + "0".repeat(63) + "4")
        .hasSize(2 + 8 + 3 * 64);

    rig.chain.balance(Rig.TOKEN, Rig.HOLDER, "5");
    rig.await(service, "/books", Rig.HOLDER, 200);
    rig.chain.balance(Rig.TOKEN, Rig.HOLDER, "1");
    rig.await(service, "/books", Rig.HOLDER, 403);
  }

  @Test
  void aPurchaseCountsOnceItIsFinalEnoughAndASaleAtOnce() {
    var buyer = "0x" + "b0".repeat(20);
    rules(
        Rules.newBuilder()
            .setFinality(
                Finality.newBuilder()
                    .setKind(FinalityKind.FINALITY_KIND_CONFIRMATIONS)
                    .setConfirmations(3)));
    rig.chain.balance(Rig.TOKEN, buyer, "1");
    Await.until("the purchase is seen", () -> explain(buyer).getDetail().contains("final enough"));
    assertThat(explain(buyer).getHeld()).isEqualTo("0");
    rig.chain.balance(Rig.TOKEN, Rig.HOLDER, "2");
    rig.chain.balance(Rig.TOKEN, Rig.HOLDER, "1");
    rig.await(service, "/books", buyer, 200);
    rig.chain.balance(Rig.TOKEN, buyer, "0");
    rig.await(service, "/books", buyer, 403);
  }

  @Test
  void anExplanationIsWhatTheGateSaysAndCountsNothing() {
    var holder = explain(Rig.HOLDER);
    assertThat(holder.getAdmitted()).isTrue();
    assertThat(holder.getReason()).isEmpty();
    var nobody = explain(Rig.NOBODY);
    assertThat(nobody.getAdmitted()).isFalse();
    assertThat(nobody.getReason()).isEqualTo("BALANCE_TOO_LOW");
    assertThat(nobody.getNeeded()).isEqualTo("1");
    assertThat(nobody.getHeld()).isEqualTo("0");
    assertThat(nobody.getBlockNumber()).isPositive();
    assertThat(nobody.getTokenAddress()).isEqualTo(Rig.TOKEN);
    assertThat(nobody.getCostWei()).isEqualTo("42");
    assertThat(nobody.getCalldata()).startsWith("0xa59ac6dd");
  }

  @Test
  void theTimeFromABlockToTheChangeInForceIsPublished() {
    rig.chain.balance(Rig.TOKEN, "0x" + "cc".repeat(20), "1");
    Await.until(
        "the block was measured",
        () -> {
          var replica = access.getGate(GetGateRequest.getDefaultInstance()).getReplicas(0);
          var times = replica.getAccessRevocation();
          return times.getCount() > 0
              && Durations.compare(times.getMedian(), times.getP99()) <= 0
              && Durations.isPositive(times.getMedian());
        });
  }

  @Test
  void onlyItsOwnerSetsAServicesRules() {
    rig.registry.put(
        Route.newBuilder()
            .setServiceId(service)
            .setToken(Rig.token())
            .setRequesterId(Rig.HOLDER)
            .build());
    var rules = UpdateRulesRequest.newBuilder().setServiceId(service).build();
    Await.until(
        "the owner is known",
        () -> {
          try {
            as(Rig.NOBODY).updateRules(rules);
            return false;
          } catch (StatusRuntimeException e) {
            return Faults.fromGrpc(e).reason().equals("NOT_THE_OWNER");
          }
        });
    assertThat(as(Rig.HOLDER).updateRules(rules).hasRules()).isTrue();
  }

  private static AccessBlockingStub as(String wallet) {
    var headers = new Metadata();
    headers.put(Metadata.Key.of("x-wallet-address", Metadata.ASCII_STRING_MARSHALLER), wallet);
    return access.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
  }
}
