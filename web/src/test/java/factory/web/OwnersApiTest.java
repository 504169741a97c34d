package factory.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Durations;
import factory.edge.v1.ActorRole;
import factory.edge.v1.Allowance;
import factory.edge.v1.Block;
import factory.edge.v1.Change;
import factory.edge.v1.DeleteServiceKeyRequest;
import factory.edge.v1.DeleteServiceKeyResponse;
import factory.edge.v1.Key;
import factory.edge.v1.KeyScope;
import factory.edge.v1.LimitState;
import factory.edge.v1.ListChangesRequest;
import factory.edge.v1.ListChangesResponse;
import factory.edge.v1.ListServiceKeysRequest;
import factory.edge.v1.ListServiceKeysResponse;
import factory.edge.v1.ServiceKey;
import factory.edge.v1.UpdateKeyRequest;
import factory.edge.v1.UpdateKeyResponse;
import factory.edge.v1.UpdateServiceKeyRequest;
import factory.edge.v1.UpdateServiceKeyResponse;
import factory.edge.v1.UpdateWalletRulesRequest;
import factory.edge.v1.UpdateWalletRulesResponse;
import factory.edge.v1.WalletRules;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What owners do with single callers over REST, as it is asked of the gate and told. */
@Timeout(60)
class OwnersApiTest {
  private static final String ID = "0193b1f2-7a11-7000-8000-00000000abcd";
  private static final String KEY_ID = "0193b1f2-7a11-7000-8000-00000000abce";
  private static final String OF_SERVICE = "/services/" + ID;
  private static final String OF_WALLET = OF_SERVICE + "/wallets/" + Neighbourhood.WALLET;
  private static final String OF_KEY = OF_SERVICE + "/keys/" + KEY_ID;
  private static final Timestamp TIME = Timestamp.newBuilder().setSeconds(1_893_456_000).build();
  private static final Allowance LIMIT =
      Allowance.newBuilder().setQuota(100).setWindow(Durations.fromSeconds(3_600)).build();

  private final List<Message> asked = new CopyOnWriteArrayList<>();
  private Neighbourhood web;

  /** Answers with what it was asked for. */
  private final class Gate extends FakeAccess {
    private <T extends Message> void answer(
        Message request, T response, StreamObserver<T> observer) {
      asked.add(request);
      observer.onNext(response);
      observer.onCompleted();
    }

    @Override
    public void updateWalletRules(
        UpdateWalletRulesRequest request, StreamObserver<UpdateWalletRulesResponse> observer) {
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
          ListServiceKeysResponse.newBuilder().addKeys(key()).setNextPageToken("more").build(),
          observer);
    }

    @Override
    public void updateServiceKey(
        UpdateServiceKeyRequest request, StreamObserver<UpdateServiceKeyResponse> observer) {
      answer(request, UpdateServiceKeyResponse.newBuilder().setKey(key()).build(), observer);
    }

    @Override
    public void deleteServiceKey(
        DeleteServiceKeyRequest request, StreamObserver<DeleteServiceKeyResponse> observer) {
      answer(request, DeleteServiceKeyResponse.getDefaultInstance(), observer);
    }

    @Override
    public void updateKey(UpdateKeyRequest request, StreamObserver<UpdateKeyResponse> observer) {
      var key =
          Key.newBuilder()
              .setId(KEY_ID)
              .setServiceId(ID)
              .setWallet(Neighbourhood.WALLET)
              .setLimit(LIMIT)
              .setLimitState(
                  LimitState.newBuilder()
                      .setRemaining(41)
                      .setResetAfter(Durations.fromSeconds(1_200)))
              .setPaused(true);
      answer(request, UpdateKeyResponse.newBuilder().setKey(key).build(), observer);
    }

    @Override
    public void listChanges(
        ListChangesRequest request, StreamObserver<ListChangesResponse> observer) {
      var change =
          Change.newBuilder()
              .setId(7)
              .setAt(TIME)
              .setRole(ActorRole.ACTOR_ROLE_OPERATOR)
              .setServiceId(ID)
              .setWhat("KEY_MADE")
              .setKeyId(KEY_ID)
              .setAfter("{\"hint\": \"mf_a\"}");
      answer(request, ListChangesResponse.newBuilder().addChanges(change).build(), observer);
    }
  }

  private static ServiceKey key() {
    return ServiceKey.newBuilder()
        .setId(KEY_ID)
        .setWallet(Neighbourhood.WALLET)
        .setHint("mf_a")
        .setPausedByOwner(true)
        .build();
  }

  @BeforeEach
  void start() {
    web = new Neighbourhood(Map.of("edge", new Gate()), Neighbourhood.CLOCK, "127.0.0.1:0");
  }

  @AfterEach
  void stop() {
    web.close();
  }

  @Test
  void aWalletIsBlockedLimitedAndForgotten() {
    var said =
        web.json(
            "PUT",
            OF_WALLET,
            """
            {"block": {"reason": "copies everything", "until": "2030-01-01T00:00:00Z"},
             "limit": {"quota": 100, "window_seconds": 3600}}""");
    assertThat(said.statusCode()).isEqualTo(200);
    assertThat(said.body())
        .contains(
            "\"block\":{\"reason\":\"copies everything\",\"until\":\"2030-01-01T00:00:00Z\"}",
            "\"limit\":{\"quota\":100,\"window_seconds\":3600}");
    assertThat(web.call("DELETE", OF_WALLET, "").statusCode()).isEqualTo(204);
    var rules = WalletRules.newBuilder().setWallet(Neighbourhood.WALLET);
    var nothing = UpdateWalletRulesRequest.newBuilder().setServiceId(ID).setRules(rules).build();
    rules.setBlock(Block.newBuilder().setReason("copies everything").setUntil(TIME));
    rules.setLimit(LIMIT);
    assertThat(asked)
        .containsExactly(
            UpdateWalletRulesRequest.newBuilder().setServiceId(ID).setRules(rules).build(),
            nothing);
  }

  @Test
  void anybodysKeysAreListedPausedAndEnded() {
    var listed = web.get(OF_SERVICE + "/all-keys?wallet=" + Neighbourhood.WALLET + "&page_size=5");
    assertThat(listed.body()).contains("\"hint\":\"mf_a\"", "\"next_page_token\":\"more\"");
    var path = OF_SERVICE + "/all-keys/" + KEY_ID;
    assertThat(web.json("PATCH", path, "{\"paused\": true}").body())
        .contains("\"paused_by_owner\":true");
    assertThat(web.call("DELETE", path, "").statusCode()).isEqualTo(204);
    assertThat(asked)
        .containsExactly(
            ListServiceKeysRequest.newBuilder()
                .setServiceId(ID)
                .setWallet(Neighbourhood.WALLET)
                .setPageSize(5)
                .build(),
            UpdateServiceKeyRequest.newBuilder()
                .setServiceId(ID)
                .setKeyId(KEY_ID)
                .setPaused(true)
                .build(),
            DeleteServiceKeyRequest.newBuilder().setServiceId(ID).setKeyId(KEY_ID).build());
  }

  @Test
  void aKeyKeepsWhatIsNotGivenAndNullTakesAway() {
    var changed =
        web.json(
            "PATCH",
            OF_KEY,
            """
            {"name": "nightly", "methods": ["GET"], "paths": [], "expires_at": null,
             "limit": {"quota": 100, "window_seconds": 3600}, "paused": true}""");
    assertThat(changed.statusCode()).isEqualTo(200);
    assertThat(changed.body())
        .contains(
            "\"limit\":{\"quota\":100,\"window_seconds\":3600,\"remaining\":41,\"reset_after_seconds\":1200}",
            "\"paused\":true,\"paused_by_owner\":false");
    web.json("PATCH", OF_KEY, "{\"limit\": null, \"expires_at\": \"2030-01-01T00:00:00Z\"}");
    var change = UpdateKeyRequest.newBuilder().setServiceId(ID).setKeyId(KEY_ID);
    assertThat(asked)
        .containsExactly(
            change
                .clone()
                .setName("nightly")
                .setScope(KeyScope.newBuilder().addMethods("GET"))
                .setNeverExpires(true)
                .setLimit(LIMIT)
                .setPaused(true)
                .build(),
            change.clone().setWithoutLimit(true).setExpiresAt(TIME).build());
  }

  @Test
  void changesAreToldAsTheyWere() {
    for (var path : List.of(OF_SERVICE + "/audit?page_size=3", "/audit")) {
      assertThat(web.get(path).body().strip())
          .isEqualTo(
              "{\"changes\":[{\"id\":7,\"at\":\"2030-01-01T00:00:00Z\",\"actor\":null,"
                  + "\"role\":\"operator\",\"service_id\":\""
                  + ID
                  + "\",\"what\":\"KEY_MADE\",\"wallet\":null,\"key_id\":\""
                  + KEY_ID
                  + "\",\"before\":null,\"after\":{\"hint\":\"mf_a\"}}],\"next_page_token\":null}");
    }
    assertThat(asked)
        .containsExactly(
            ListChangesRequest.newBuilder().setServiceId(ID).setPageSize(3).build(),
            ListChangesRequest.newBuilder().setPageSize(100).build());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "PUT | /wallets/0x1 | {} | wallet",
        "PUT | /wallets/W | {\"block\": {}} | block.reason",
        "PUT | /wallets/W | {\"block\": {\"reason\": \"x\", \"until\": \"soon\"}} | block.until",
        "PUT | /wallets/W | {\"limit\": {\"quota\": 0, \"window_seconds\": 1}} | limit.quota",
        "PUT | /wallets/W | {\"limit\": {\"quota\": 1}} | limit.window_seconds",
        "PATCH | /all-keys/K | {} | paused",
        "PATCH | /all-keys/K | {\"paused\": null} | paused",
        "PATCH | /keys/K | {} | name",
        "PATCH | /keys/K | {\"name\": null} | name",
        "PATCH | /keys/K | {\"methods\": []} | paths",
        "PATCH | /keys/K | {\"paths\": [\"/x\"]} | methods",
        "PATCH | /keys/K | {\"secret\": \"x\"} | secret",
      })
  void whatCannotBeIsNamed(String method, String path, String body, String field) {
    var at = path.replace("W", Neighbourhood.WALLET).replace("/K", "/" + KEY_ID);
    var answer = web.json(method, OF_SERVICE + at, body);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("\"field\":\"" + field + "\"");
    assertThat(asked).isEmpty();
  }
}
