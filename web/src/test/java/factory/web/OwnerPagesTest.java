package factory.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Durations;
import factory.edge.v1.ActorRole;
import factory.edge.v1.Block;
import factory.edge.v1.Change;
import factory.edge.v1.DeleteServiceKeyRequest;
import factory.edge.v1.DeleteServiceKeyResponse;
import factory.edge.v1.Finality;
import factory.edge.v1.FinalityKind;
import factory.edge.v1.GetInsightRequest;
import factory.edge.v1.GetInsightResponse;
import factory.edge.v1.GetRulesRequest;
import factory.edge.v1.GetRulesResponse;
import factory.edge.v1.Limit;
import factory.edge.v1.ListChangesRequest;
import factory.edge.v1.ListChangesResponse;
import factory.edge.v1.ListServiceKeysRequest;
import factory.edge.v1.ListServiceKeysResponse;
import factory.edge.v1.ListWalletRulesRequest;
import factory.edge.v1.ListWalletRulesResponse;
import factory.edge.v1.Rules;
import factory.edge.v1.ServiceKey;
import factory.edge.v1.UpdateRulesRequest;
import factory.edge.v1.UpdateRulesResponse;
import factory.edge.v1.UpdateServiceKeyRequest;
import factory.edge.v1.UpdateServiceKeyResponse;
import factory.edge.v1.UpdateWalletRulesRequest;
import factory.edge.v1.UpdateWalletRulesResponse;
import factory.edge.v1.UsagePoint;
import factory.edge.v1.WalletRules;
import factory.mesh.Fault;
import factory.mesh.Refused;
import factory.registry.v1.ServiceStatus;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The page of a service's owner: what it shows, what its forms ask of the gate, and of whom. */
@Timeout(60)
class OwnerPagesTest {
  private static final String KEY_ID = "0193b1f2-7a11-7000-8000-00000000abce";
  private static final String OTHER = "0x3c44cdddb6a900fa2b585dd299e03d12fa4293bc";

  private final FakeRegistry registry = new FakeRegistry(Neighbourhood.CLOCK);
  private final List<Message> asked = new CopyOnWriteArrayList<>();
  private Neighbourhood web;
  private String id;
  private volatile boolean stranger;

  private static Timestamp ago(long seconds) {
    return Timestamp.newBuilder()
        .setSeconds(Neighbourhood.CLOCK.instant().getEpochSecond() - seconds)
        .build();
  }

  /** Tells the owner, and refuses whoever is none. */
  private final class Gate extends FakeAccess {
    private <T extends Message> void answer(
        Message request, T response, StreamObserver<T> observer) {
      if (stranger) {
        throw new Refused(
            new Fault.Plain(
                Status.Code.PERMISSION_DENIED, "NOT_THE_OWNER", "Only its owner may see this."));
      }
      asked.add(request);
      observer.onNext(response);
      observer.onCompleted();
    }

    @Override
    public void listWalletRules(
        ListWalletRulesRequest request, StreamObserver<ListWalletRulesResponse> observer) {
      answer(
          request,
          ListWalletRulesResponse.newBuilder()
              .addWallets(
                  WalletRules.newBuilder()
                      .setWallet(OTHER)
                      .setBlock(Block.newBuilder().setReason("copies <everything>"))
                      .setChangedAt(ago(60)))
              .build(),
          observer);
    }

    @Override
    public void updateWalletRules(
        UpdateWalletRulesRequest request, StreamObserver<UpdateWalletRulesResponse> observer) {
      if (request.getRules().hasBlock() && request.getRules().getBlock().getReason().isEmpty()) {
        throw Refused.field("rules.block.reason", "must have 1 to 200 characters");
      }
      answer(
          request,
          UpdateWalletRulesResponse.newBuilder().setRules(request.getRules()).build(),
          observer);
    }

    @Override
    public void listServiceKeys(
        ListServiceKeysRequest request, StreamObserver<ListServiceKeysResponse> observer) {
      answer(
          request,
          ListServiceKeysResponse.newBuilder()
              .addKeys(
                  ServiceKey.newBuilder()
                      .setId(KEY_ID)
                      .setWallet(OTHER)
                      .setHint("mf_abcd")
                      .setCreatedAt(ago(3_600))
                      .setPausedByOwner(true))
              .build(),
          observer);
    }

    @Override
    public void updateServiceKey(
        UpdateServiceKeyRequest request, StreamObserver<UpdateServiceKeyResponse> observer) {
      answer(request, UpdateServiceKeyResponse.getDefaultInstance(), observer);
    }

    @Override
    public void deleteServiceKey(
        DeleteServiceKeyRequest request, StreamObserver<DeleteServiceKeyResponse> observer) {
      answer(request, DeleteServiceKeyResponse.getDefaultInstance(), observer);
    }

    @Override
    public void getRules(GetRulesRequest request, StreamObserver<GetRulesResponse> observer) {
      answer(
          request,
          GetRulesResponse.newBuilder()
              .setRules(
                  Rules.newBuilder()
                      .setAccessThreshold("1000")
                      .addLimits(
                          Limit.newBuilder()
                              .setName("burst")
                              .setQuota(5)
                              .setWindow(Durations.fromSeconds(1))))
              .build(),
          observer);
    }

    @Override
    public void updateRules(
        UpdateRulesRequest request, StreamObserver<UpdateRulesResponse> observer) {
      answer(
          request, UpdateRulesResponse.newBuilder().setRules(request.getRules()).build(), observer);
    }

    @Override
    public void getInsight(GetInsightRequest request, StreamObserver<GetInsightResponse> observer) {
      var point =
          UsagePoint.newBuilder()
              .setCalls(1_200)
              .setCallers(3)
              .setSuccessful(1_000)
              .setClientErrors(150)
              .setServerErrors(50)
              .setP50Ms(4)
              .setP95Ms(20)
              .setP99Ms(80);
      answer(
          request,
          GetInsightResponse.newBuilder()
              .addPoints(point.clone().setAt(request.getSince()))
              .setTotal(point)
              .build(),
          observer);
    }

    @Override
    public void listChanges(
        ListChangesRequest request, StreamObserver<ListChangesResponse> observer) {
      answer(
          request,
          ListChangesResponse.newBuilder()
              .addChanges(
                  Change.newBuilder()
                      .setId(1)
                      .setAt(ago(60))
                      .setActor(Neighbourhood.WALLET)
                      .setRole(ActorRole.ACTOR_ROLE_OWNER)
                      .setWhat("WALLET_RULES_CHANGED")
                      .setWallet(OTHER)
                      .setAfter("{\"block\": 1}"))
              .build(),
          observer);
    }
  }

  @BeforeEach
  void start() {
    web =
        new Neighbourhood(
            Map.of(
                "registry",
                registry,
                "pipeline",
                new FakePipeline(Neighbourhood.CLOCK),
                "chain",
                new FakeChain(),
                "edge",
                new Gate()),
            Neighbourhood.CLOCK,
            "127.0.0.1:0");
    id =
        registry
            .add(
                "track films",
                ServiceStatus.SERVICE_STATUS_DEPLOYED,
                s -> s.setName("Films").setSlug("films"))
            .getId();
  }

  @AfterEach
  void stop() {
    web.close();
  }

  private HttpResponse<String> page() {
    return web.get("/s/films/owner", "Accept", "text/html");
  }

  private <T extends Message> T last(Class<T> type) {
    return asked.reversed().stream()
        .filter(type::isInstance)
        .map(type::cast)
        .findFirst()
        .orElseThrow();
  }

  private HttpResponse<String> post(String path, String form) {
    return web.form("/services/" + id + "/owner" + path, form);
  }

  private void leads(HttpResponse<String> answer, String to) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
    assertThat(answer.headers().firstValue("location")).hasValue(to);
  }

  @Test
  void showsWhoCallsKeysRulesUsageAndWhatWasChanged() {
    var answer = page();
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body())
        .contains(
            OTHER,
            "copies &lt;everything&gt;",
            "mf_abcd",
            "paused by you",
            "value=\"1000\"",
            "value=\"burst\"",
            "1,200 calls of 3 callers; the busiest hour had 1,200.",
            "class=\"server\"",
            "class=\"p99\"",
            "format=csv&amp;by=day",
            "Rules of a wallet changed",
            "the owner",
            "{\"block\": 1}",
            "value=\"films\"");
    var insight = last(GetInsightRequest.class);
    assertThat(insight.getSince().getSeconds() % 86_400).isZero();
    leads(web.get("/services/" + id + "/owner", "Accept", "text/html"), "/s/films/owner");
  }

  @Test
  void isNobodyElses() {
    stranger = true;
    var answer = page();
    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body()).contains("NOT_THE_OWNER").doesNotContain(OTHER, "mf_abcd");
    var tried = post("/keys/" + KEY_ID + "/end", "");
    assertThat(tried.statusCode()).isEqualTo(403);
    assertThat(tried.body()).doesNotContain(OTHER, "mf_abcd");
  }

  @Test
  void aWalletIsKeptOutAndSlowedDownAndLetInAgain() {
    leads(
        post(
            "/wallets",
            "wallet=0x3C44CDDDB6A900FA2B585DD299E03D12FA4293BC&blocked=on&reason=copies&until=2030-01-31&quota=100&seconds=60"),
        "/s/films/owner#wallets");
    var rules = last(UpdateWalletRulesRequest.class).getRules();
    assertThat(rules.getWallet()).isEqualTo(OTHER);
    assertThat(rules.getBlock().getReason()).isEqualTo("copies");
    assertThat(rules.getBlock().getUntil().getSeconds()).isEqualTo(1_896_048_000L);
    assertThat(rules.getLimit().getQuota()).isEqualTo(100);
    assertThat(rules.getLimit().getWindow().getSeconds()).isEqualTo(60);

    // What is wrong is said beside what was typed.
    var wrong = post("/wallets", "wallet=" + OTHER + "&blocked=on&reason=&seconds=60");
    assertThat(wrong.statusCode()).isEqualTo(422);
    assertThat(wrong.body()).contains("The reason must have 1 to 200 characters.", OTHER);
    assertThat(post("/wallets", "wallet=me").body()).contains("The wallet must be 0x and 40");
    assertThat(post("/wallets", "wallet=" + OTHER + "&quota=many").statusCode()).isEqualTo(422);

    leads(post("/wallets/" + OTHER + "/forget", ""), "/s/films/owner#wallets");
    var lifted = last(UpdateWalletRulesRequest.class).getRules();
    assertThat(lifted).isEqualTo(WalletRules.newBuilder().setWallet(OTHER).build());
  }

  @Test
  void keysArePausedLetGoOnAndEnded() {
    leads(post("/keys/" + KEY_ID + "/pause", "paused=on"), "/s/films/owner#keys");
    assertThat(last(UpdateServiceKeyRequest.class).getPaused()).isTrue();
    leads(post("/keys/" + KEY_ID + "/pause", "paused=off"), "/s/films/owner#keys");
    assertThat(last(UpdateServiceKeyRequest.class).getPaused()).isFalse();
    leads(post("/keys/" + KEY_ID + "/end", ""), "/s/films/owner#keys");
    assertThat(last(DeleteServiceKeyRequest.class).getKeyId()).isEqualTo(KEY_ID);
  }

  @Test
  void rulesAreSetAllAtOnce() {
    leads(
        post(
            "/rules",
            "access_threshold=2000&finality=12&calls_at_once=8&limit.0=burst&quota.0=5&seconds.0=1&multiple.0="
                + "&limit.1=month&quota.1=1000&seconds.1=2592000&multiple.1=10&limit.2=&quota.2=&seconds.2="),
        "/s/films/owner#rules");
    var rules = last(UpdateRulesRequest.class).getRules();
    assertThat(rules.getAccessThreshold()).isEqualTo("2000");
    assertThat(rules.getFinality())
        .isEqualTo(
            Finality.newBuilder()
                .setKind(FinalityKind.FINALITY_KIND_CONFIRMATIONS)
                .setConfirmations(12)
                .build());
    assertThat(rules.getCallsAtOnce()).isEqualTo(8);
    assertThat(rules.getLimitsList())
        .extracting(l -> l.getName() + l.getQuota() + "/" + l.getMaxMultiple())
        .containsExactly("burst5/0", "month1000/10");
    assertThat(post("/rules", "finality=soon").body()).contains("When a purchase counts must be");
    assertThat(post("/rules", "limit.0=x&quota.0=none").statusCode()).isEqualTo(422);
  }

  @Test
  void aServiceIsRenamedAndItsPageMovesAlong() {
    leads(post("/name", "name=Movies&slug=movies"), "/s/movies/owner#name");
    registry.formerly("films", id);
    leads(web.get("/s/films/owner", "Accept", "text/html"), "/s/movies/owner");
    assertThat(web.get("/s/movies/owner", "Accept", "text/html").body())
        .contains("<title>Owner of Movies");
  }
}
