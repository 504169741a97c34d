package factory.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Durations;
import factory.edge.v1.AccessGrpc.AccessBlockingStub;
import factory.edge.v1.ActorRole;
import factory.edge.v1.Allowance;
import factory.edge.v1.Block;
import factory.edge.v1.Change;
import factory.edge.v1.CheckServicesRequest;
import factory.edge.v1.CloseReportRequest;
import factory.edge.v1.CreateKeyRequest;
import factory.edge.v1.CreateKeyResponse;
import factory.edge.v1.DeleteServiceKeyRequest;
import factory.edge.v1.ExplainAccessRequest;
import factory.edge.v1.ExplainAccessResponse;
import factory.edge.v1.GetInsightRequest;
import factory.edge.v1.GetTakedownRequest;
import factory.edge.v1.Key;
import factory.edge.v1.KeyScope;
import factory.edge.v1.Limit;
import factory.edge.v1.ListChangesRequest;
import factory.edge.v1.ListReportsRequest;
import factory.edge.v1.ListServiceKeysRequest;
import factory.edge.v1.ListWalletRulesRequest;
import factory.edge.v1.Publishable;
import factory.edge.v1.PutBackServiceRequest;
import factory.edge.v1.ReportReason;
import factory.edge.v1.ReportServiceRequest;
import factory.edge.v1.RotateKeyRequest;
import factory.edge.v1.Rules;
import factory.edge.v1.TakeDownServiceRequest;
import factory.edge.v1.UpdateKeyRequest;
import factory.edge.v1.UpdateRulesRequest;
import factory.edge.v1.UpdateServiceKeyRequest;
import factory.edge.v1.UpdateWalletRulesRequest;
import factory.edge.v1.WalletRules;
import factory.mesh.Fault;
import factory.mesh.Faults;
import factory.registry.v1.RecordTakedownRequest;
import factory.registry.v1.Route;
import factory.registry.v1.Serving;
import factory.registry.v1.ServingState;
import factory.registry.v1.Upstream;
import factory.store.Database;
import io.grpc.StatusRuntimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What owners do with single callers, and callers with their keys, met through a real Envoy. */
class OwnersTest {
  private static final String OWNER = "0x" + "aa".repeat(20);
  private static final String OPERATOR = "0x" + "0b".repeat(20);
  private static final String STRANGER = "0x" + "55".repeat(20);
  private static final String OTHER = "0x" + "0e".repeat(20);
  private static final String PAGE = "https://guests.example";

  private static Rig rig;
  private static UsageCaller caller;
  private static AccessBlockingStub owner;
  private static AccessBlockingStub operator;
  private static AccessBlockingStub holder;
  private static AccessBlockingStub stranger;
  private static Echo echo;
  private String service;

  @BeforeAll
  static void start() {
    rig = new Rig(Map.of("edge.sign-ins-per-minute", "1000", "operators", OPERATOR));
    caller = new UsageCaller(rig);
    owner = caller.signedIn(OWNER);
    operator = caller.signedIn(OPERATOR);
    holder = caller.signedIn(Rig.HOLDER);
    stranger = caller.signedIn(STRANGER);
    echo = rig.echo("books");
  }

  @AfterAll
  static void stop() {
    caller.close();
    echo.close();
    rig.close();
  }

  @BeforeEach
  void aServiceOfAnOwner() {
    service = Rig.newId();
    rig.chain.announce(Rig.TOKEN);
    rig.chain.balance(Rig.TOKEN, Rig.HOLDER, "1");
    rig.chain.balance(Rig.TOKEN, OTHER, "1");
    rig.registry.put(
        Route.newBuilder()
            .setServiceId(service)
            .setServing(Serving.newBuilder().setState(ServingState.SERVING_STATE_UP))
            .setUpstream(Upstream.newBuilder().setUnixPath(echo.socket().toString()))
            .setToken(Rig.token())
            .setRequesterId(OWNER)
            .build());
    rig.await(service, "/x", Rig.HOLDER, 200);
    rig.await(service, "/x", OTHER, 200);
  }

  private Raw.Answer get(String... headers) {
    return rig.http.get("/gateway/" + service + "/books", headers);
  }

  private Raw.Answer as(String wallet) {
    return get("X-Wallet-Address: " + wallet);
  }

  private static JsonObject problem(Raw.Answer answer) {
    return JsonParser.parseString(answer.body()).getAsJsonObject();
  }

  private static void refused(Raw.Answer answer, int status, String reason) {
    assertThat(answer.body()).contains("\"reason\":\"" + reason + "\"");
    assertThat(answer.status()).isEqualTo(status);
  }

  private static Fault fault(ThrowingCallable call) {
    var error = catchThrowableOfType(StatusRuntimeException.class, call);
    assertThat(error).isNotNull();
    return Faults.fromGrpc(error);
  }

  private static String field(ThrowingCallable call) {
    return fault(call).fields().getFirst().field();
  }

  private ExplainAccessResponse explain(String wallet) {
    return caller
        .access()
        .explainAccess(
            ExplainAccessRequest.newBuilder().setServiceId(service).setWallet(wallet).build());
  }

  private WalletRules say(AccessBlockingStub as, String wallet, WalletRules.Builder rules) {
    return as.updateWalletRules(
            UpdateWalletRulesRequest.newBuilder()
                .setServiceId(service)
                .setRules(rules.setWallet(wallet))
                .build())
        .getRules();
  }

  private static WalletRules.Builder nothing() {
    return WalletRules.newBuilder();
  }

  private static WalletRules.Builder blocked(String reason) {
    return nothing().setBlock(Block.newBuilder().setReason(reason));
  }

  private static Allowance allowance(long quota, long seconds) {
    return Allowance.newBuilder().setQuota(quota).setWindow(Durations.fromSeconds(seconds)).build();
  }

  private List<WalletRules> said() {
    return owner
        .listWalletRules(ListWalletRulesRequest.newBuilder().setServiceId(service).build())
        .getWalletsList();
  }

  private CreateKeyResponse key(AccessBlockingStub as, String name) {
    return as.createKey(CreateKeyRequest.newBuilder().setServiceId(service).setName(name).build());
  }

  private UpdateKeyRequest.Builder change(Key key) {
    return UpdateKeyRequest.newBuilder().setServiceId(service).setKeyId(key.getId());
  }

  private List<Change> changes(AccessBlockingStub as) {
    return as.listChanges(ListChangesRequest.newBuilder().setServiceId(service).build())
        .getChangesList();
  }

  private static Timestamp in(long seconds) {
    return Timestamp.newBuilder()
        .setSeconds(Instant.now().plusSeconds(seconds).getEpochSecond())
        .build();
  }

  @Test
  void aBlockedWalletIsToldWhyAndUntilWhenFromTheNextCallOn() {
    var until = in(3_600);
    say(
        owner,
        Rig.HOLDER,
        nothing().setBlock(Block.newBuilder().setReason("Bücher kopiert").setUntil(until)));
    var refused = as(Rig.HOLDER);
    refused(refused, 403, "WALLET_BLOCKED");
    var told = Instant.ofEpochSecond(until.getSeconds()).toString();
    assertThat(problem(refused).getAsJsonObject("metadata").get("until").getAsString())
        .isEqualTo(told);
    assertThat(problem(refused).getAsJsonObject("metadata").get("blocked_reason").getAsString())
        .isEqualTo("Bücher kopiert");
    assertThat(problem(refused).get("detail").getAsString()).contains(told, "Bücher kopiert");
    assertThat(problem(refused).has("ways_in")).isFalse();
    assertThat(explain(Rig.HOLDER).getReason()).isEqualTo("WALLET_BLOCKED");
    assertThat(explain(Rig.HOLDER).getDetail()).contains("Bücher kopiert");
    assertThat(explain(Rig.HOLDER).getCalldata()).isEmpty();
    assertThat(as(OTHER).status()).isEqualTo(200);

    assertThat(said()).hasSize(1);
    assertThat(said().getFirst().getBlock().getUntil()).isEqualTo(until);
    say(owner, Rig.HOLDER, nothing());
    assertThat(as(Rig.HOLDER).status()).isEqualTo(200);
    assertThat(explain(Rig.HOLDER).getAdmitted()).isTrue();
    assertThat(said()).isEmpty();
  }

  @Test
  void aBlockEndsByItself() {
    say(
        owner,
        Rig.HOLDER,
        nothing().setBlock(Block.newBuilder().setReason("cool down").setUntil(in(2))));
    refused(as(Rig.HOLDER), 403, "WALLET_BLOCKED");
    Await.until("the block is over", () -> as(Rig.HOLDER).status() == 200);
  }

  @Test
  void aBlockHoldsForTheWalletsKeysAndPagesAndOutlivesARestart() {
    var key = key(holder, "job").getSecret();
    var publishable =
        holder
            .createKey(
                CreateKeyRequest.newBuilder()
                    .setServiceId(service)
                    .setName("page")
                    .setPublishable(
                        Publishable.newBuilder().addOrigins(PAGE).addOperations("GET /books"))
                    .build())
            .getSecret();
    Supplier<Raw.Answer> byPage = () -> get("X-API-Key: " + publishable, "Origin: " + PAGE);
    assertThat(byPage.get().status()).isEqualTo(200);
    say(owner, Rig.HOLDER, blocked("enough"));
    refused(get("X-API-Key: " + key), 403, "WALLET_BLOCKED");
    // A guest learns nothing of what is between the owner and the wallet.
    refused(byPage.get(), 403, "KEY_PAUSED");
    assertThat(byPage.get().body()).doesNotContain("enough");

    rig.edge.close();
    rig.startEdgeAgain();
    Await.until("the gate is back", () -> as(OTHER).status() == 200);
    refused(as(Rig.HOLDER), 403, "WALLET_BLOCKED");
  }

  @Test
  void onlyTheOwnerSaysAnythingOfAWallet() {
    for (var request : List.of(blocked("x"), nothing())) {
      assertThat(fault(() -> say(stranger, Rig.HOLDER, request)).reason())
          .isEqualTo("NOT_THE_OWNER");
    }
    assertThat(
            fault(
                    () ->
                        stranger.listWalletRules(
                            ListWalletRulesRequest.newBuilder().setServiceId(service).build()))
                .reason())
        .isEqualTo("NOT_THE_OWNER");
    assertThat(
            fault(
                    () ->
                        holder.listServiceKeys(
                            ListServiceKeysRequest.newBuilder().setServiceId(service).build()))
                .reason())
        .isEqualTo("NOT_THE_OWNER");
    assertThat(as(Rig.HOLDER).status()).isEqualTo(200);
  }

  @Test
  void whatIsWrongOfABlockOrLimitIsNamed() {
    assertThat(field(() -> say(owner, "0x1", blocked("x")))).isEqualTo("rules.wallet");
    assertThat(field(() -> say(owner, "0x" + "0".repeat(40), blocked("x"))))
        .isEqualTo("rules.wallet");
    assertThat(field(() -> say(owner, OTHER, blocked(" ")))).isEqualTo("rules.block.reason");
    assertThat(field(() -> say(owner, OTHER, blocked("a\nb")))).isEqualTo("rules.block.reason");
    assertThat(field(() -> say(owner, OTHER, blocked("x".repeat(201)))))
        .isEqualTo("rules.block.reason");
    var over = Block.newBuilder().setReason("x").setUntil(in(-10));
    assertThat(field(() -> say(owner, OTHER, nothing().setBlock(over))))
        .isEqualTo("rules.block.until");
    assertThat(field(() -> say(owner, OTHER, nothing().setLimit(allowance(0, 60)))))
        .isEqualTo("rules.limit.quota");
    assertThat(field(() -> say(owner, OTHER, nothing().setLimit(allowance(1, 0)))))
        .isEqualTo("rules.limit.window");
  }

  @Test
  void aWalletsOwnLimitNarrowsThatOfTheServiceForItAlone() {
    owner.updateRules(
        UpdateRulesRequest.newBuilder()
            .setServiceId(service)
            .setRules(
                Rules.newBuilder()
                    .addLimits(
                        Limit.newBuilder()
                            .setName("wallet")
                            .setQuota(3)
                            .setWindow(Durations.fromSeconds(3_600))))
            .build());
    say(owner, Rig.HOLDER, nothing().setLimit(allowance(1, 3_600)));
    var first = as(Rig.HOLDER);
    assertThat(first.status()).isEqualTo(200);
    assertThat(first.header("ratelimit-policy"))
        .isEqualTo("\"wallet\";q=3;w=3600, \"wallet-2\";q=1;w=3600");
    refused(as(Rig.HOLDER), 429, "LIMIT_EXCEEDED");
    assertThat(explain(Rig.HOLDER).getReason()).isEqualTo("LIMIT_EXCEEDED");
    assertThat(explain(Rig.HOLDER).getLimitsList())
        .extracting(l -> l.getName() + " " + l.getRemaining())
        .containsExactly("wallet 2", "wallet-2 0");
    for (var status : List.of(200, 200, 200, 429)) {
      assertThat(as(OTHER).status()).isEqualTo(status);
    }
    // What was used of the service's own limit goes on.
    say(owner, Rig.HOLDER, nothing());
    for (var status : List.of(200, 200, 429)) {
      assertThat(as(Rig.HOLDER).status()).isEqualTo(status);
    }
  }

  @Test
  void anOwnerPausesAndEndsAnyKeyWithoutReadingItsName() {
    var made = key(holder, "my secret project");
    var header = "X-API-Key: " + made.getSecret();
    var listed =
        owner.listServiceKeys(ListServiceKeysRequest.newBuilder().setServiceId(service).build());
    assertThat(listed.getKeysList()).hasSize(1);
    assertThat(listed.toString())
        .doesNotContain("my secret project", made.getSecret())
        .contains(made.getKey().getHint(), Rig.HOLDER);
    var request =
        UpdateServiceKeyRequest.newBuilder().setServiceId(service).setKeyId(made.getKey().getId());
    assertThat(owner.updateServiceKey(request.setPaused(true).build()).getKey().getPausedByOwner())
        .isTrue();
    refused(get(header), 403, "KEY_PAUSED");
    // Its wallet cannot go on by itself.
    var own = holder.updateKey(change(made.getKey()).setPaused(false).build()).getKey();
    assertThat(own.getPausedByOwner()).isTrue();
    refused(get(header), 403, "KEY_PAUSED");
    assertThat(as(Rig.HOLDER).status()).isEqualTo(200);
    owner.updateServiceKey(request.setPaused(false).build());
    assertThat(get(header).status()).isEqualTo(200);

    var end =
        DeleteServiceKeyRequest.newBuilder()
            .setServiceId(service)
            .setKeyId(made.getKey().getId())
            .build();
    assertThat(fault(() -> stranger.deleteServiceKey(end)).reason()).isEqualTo("NOT_THE_OWNER");
    owner.deleteServiceKey(end);
    refused(get(header), 401, "KEY_INVALID");
    assertThat(fault(() -> owner.deleteServiceKey(end)).reason())
        .isEqualTo("SERVICE_KEY_NOT_FOUND");

    assertThat(changes(owner).toString()).doesNotContain("my secret project");
    assertThat(changes(holder).toString()).contains("my secret project");
    assertThat(changes(owner))
        .extracting(Change::getWhat)
        .containsExactly("KEY_ENDED", "KEY_RESUMED_BY_OWNER", "KEY_PAUSED_BY_OWNER", "KEY_MADE");
  }

  @Test
  void everybodysKeysAreListedInPages() {
    for (var i = 0; i < 5; i++) {
      key(i % 2 == 0 ? holder : stranger, "k" + i);
    }
    var request = ListServiceKeysRequest.newBuilder().setServiceId(service).setPageSize(2);
    var first = owner.listServiceKeys(request.build());
    var second = owner.listServiceKeys(request.setPageToken(first.getNextPageToken()).build());
    var third = owner.listServiceKeys(request.setPageToken(second.getNextPageToken()).build());
    assertThat(third.getNextPageToken()).isEmpty();
    assertThat(
            List.of(first, second, third).stream()
                .flatMap(p -> p.getKeysList().stream())
                .map(k -> k.getId())
                .distinct())
        .hasSize(5);
    request.clearPageToken().setPageSize(100).setWallet(STRANGER);
    assertThat(owner.listServiceKeys(request.build()).getKeysList())
        .hasSize(2)
        .allMatch(k -> k.getWallet().equals(STRANGER));
    assertThat(field(() -> owner.listServiceKeys(request.setPageToken("!").build())))
        .isEqualTo("page_token");
  }

  @Test
  void aCallerChangesAKeyWhileItsSecretStays() {
    var made = key(holder, "job");
    var header = "X-API-Key: " + made.getSecret();
    var end = in(3_600);
    var changed =
        holder
            .updateKey(
                change(made.getKey())
                    .setName("nightly")
                    .setScope(KeyScope.newBuilder().addPaths("/books").addMethods("GET"))
                    .setExpiresAt(end)
                    .setLimit(allowance(2, 3_600))
                    .build())
            .getKey();
    assertThat(changed.getName()).isEqualTo("nightly");
    assertThat(changed.getExpiresAt()).isEqualTo(end);
    assertThat(get(header).status()).isEqualTo(200);
    refused(rig.http.get("/gateway/" + service + "/films", header), 403, "KEY_SCOPE_EXCEEDED");
    assertThat(get(header).status()).isEqualTo(200);
    var above = get(header);
    refused(above, 429, "KEY_RATE_EXCEEDED");
    assertThat(problem(above).getAsJsonObject("metadata").get("by").getAsString())
        .isEqualTo("own_limit");
    assertThat(Integer.parseInt(above.header("retry-after"))).isBetween(3_500, 3_600);
    // The wallet itself, and its other keys, call on.
    assertThat(as(Rig.HOLDER).status()).isEqualTo(200);
    assertThat(get("X-API-Key: " + key(holder, "other").getSecret()).status()).isEqualTo(200);
    var paused = holder.updateKey(change(made.getKey()).setPaused(true).build()).getKey();
    assertThat(paused.getLimitState().getRemaining()).isZero();
    assertThat(paused.getName()).isEqualTo("nightly");
    refused(get(header), 403, "KEY_PAUSED");
    holder.updateKey(
        change(made.getKey()).setPaused(false).setWithoutLimit(true).setNeverExpires(true).build());
    assertThat(get(header).status()).isEqualTo(200);

    assertThat(fault(() -> stranger.updateKey(change(made.getKey()).setName("x").build())).reason())
        .isEqualTo("KEY_NOT_FOUND");
    assertThat(field(() -> holder.updateKey(change(made.getKey()).build()))).isEqualTo("key_id");
    assertThat(field(() -> holder.updateKey(change(made.getKey()).setName("\u0007").build())))
        .isEqualTo("name");
    assertThat(field(() -> holder.updateKey(change(made.getKey()).setExpiresAt(in(-1)).build())))
        .isEqualTo("expires_at");
  }

  @Test
  void everyChangeIsWrittenDownAndStays() {
    var made = key(holder, "job");
    holder.rotateKey(
        RotateKeyRequest.newBuilder()
            .setServiceId(service)
            .setKeyId(made.getKey().getId())
            .build());
    say(owner, OTHER, blocked("no"));
    say(owner, OTHER, blocked("no"));
    say(owner, OTHER, nothing());
    owner.updateRules(
        UpdateRulesRequest.newBuilder()
            .setServiceId(service)
            .setRules(Rules.newBuilder().setAccessThreshold("7"))
            .build());

    var changes = changes(owner);
    assertThat(changes)
        .extracting(c -> c.getWhat() + " " + c.getActor() + " " + c.getRole())
        .containsExactly(
            "RULES_CHANGED " + OWNER + " " + ActorRole.ACTOR_ROLE_OWNER,
            "WALLET_RULES_CHANGED " + OWNER + " " + ActorRole.ACTOR_ROLE_OWNER,
            "WALLET_RULES_CHANGED " + OWNER + " " + ActorRole.ACTOR_ROLE_OWNER,
            "KEY_ROTATED " + Rig.HOLDER + " " + ActorRole.ACTOR_ROLE_CALLER,
            "KEY_MADE " + Rig.HOLDER + " " + ActorRole.ACTOR_ROLE_CALLER);
    assertThat(changes.getFirst().getBefore()).doesNotContain("access_threshold");
    assertThat(changes.getFirst().getAfter()).contains("\"access_threshold\": \"7\"");
    assertThat(changes.get(1).getBefore()).contains("no");
    assertThat(changes.get(1).getAfter()).isEmpty();
    assertThat(changes.get(2).getWallet()).isEqualTo(OTHER);
    assertThat(changes.toString()).doesNotContain(made.getSecret());

    // A caller reads what they did, and what is about them.
    assertThat(changes(holder))
        .extracting(Change::getWhat)
        .containsExactly("KEY_ROTATED", "KEY_MADE");
    assertThat(changes(stranger)).isEmpty();
    assertThat(changes(caller.signedIn(OTHER))).hasSize(2);
    var request = ListChangesRequest.newBuilder().setServiceId(service).setPageSize(3);
    var first = owner.listChanges(request.build());
    var second = owner.listChanges(request.setPageToken(first.getNextPageToken()).build());
    assertThat(first.getChangesList()).hasSize(3);
    assertThat(second.getChangesList()).hasSize(2);
    assertThat(second.getNextPageToken()).isEmpty();

    try (var database = Database.open(rig.database)) {
      for (var sql :
          List.of("UPDATE audit SET actor = 'x'", "DELETE FROM audit", "TRUNCATE audit")) {
        assertThat(
                catchThrowableOfType(
                    RuntimeException.class, () -> database.inTransaction(db -> db.dml(sql))))
            .isNotNull();
      }
    }
    assertThat(changes(owner)).hasSize(5);
  }

  @Test
  void anInsightIsOfAllForTheOwnerAndOfTheirOwnForOthers() {
    say(owner, Rig.HOLDER, nothing().setLimit(allowance(100, 3_600)));
    var key = key(holder, "job");
    assertThat(get("X-API-Key: " + key.getSecret()).status()).isEqualTo(200);
    assertThat(as(OTHER).status()).isEqualTo(200);
    var request = GetInsightRequest.newBuilder().setServiceId(service);
    var own = request.clone().setKeyId(key.getKey().getId()).build();
    Await.until("its call is counted", () -> holder.getInsight(own).getTotal().getCalls() == 1);
    var told = holder.getInsight(own);
    assertThat(told.getTotal().getSuccessful()).isEqualTo(1);
    assertThat(told.getTotal().hasP99Ms()).isTrue();
    assertThat(told.getLimitsOf()).isEqualTo(Rig.HOLDER);
    assertThat(told.getLimitsList())
        .extracting(l -> l.getName() + " " + l.getRemaining())
        .containsExactly("wallet 99");
    Await.until(
        "all are counted", () -> owner.getInsight(request.build()).getTotal().getCallers() == 2);
    // Whoever's they ask for.
    var others = request.clone().setWallet(OTHER).build();
    assertThat(holder.getInsight(others).getTotal().getCallers()).isEqualTo(1);
    assertThat(holder.getInsight(others).getLimitsOf()).isEqualTo(Rig.HOLDER);
    assertThat(stranger.getInsight(request.build()).getTotal().getCalls()).isZero();
    assertThat(owner.getInsight(others).getLimitsOf()).isEqualTo(OTHER);
  }

  private TakeDownServiceRequest takeDown(String reason) {
    return TakeDownServiceRequest.newBuilder().setServiceId(service).setReason(reason).build();
  }

  @Test
  void whatOperatorsTakeDownOpensToNobodyUntilItIsPutBack() {
    assertThat(operator.takeDownService(takeDown("deceives people")).getTakedown().getReason())
        .isEqualTo("deceives people");
    for (var path : List.of("/books", "/openapi.json", "/health")) {
      var answer = rig.http.get("/gateway/" + service + path, "X-Wallet-Address: " + Rig.HOLDER);
      refused(answer, 403, "SERVICE_TAKEN_DOWN");
      assertThat(problem(answer).get("detail").getAsString()).contains("deceives people");
    }
    refused(get("X-Dev-Bypass: 1"), 403, "SERVICE_TAKEN_DOWN");
    assertThat(explain(Rig.HOLDER).getReason()).isEqualTo("SERVICE_TAKEN_DOWN");
    var check =
        caller
            .access()
            .checkServices(CheckServicesRequest.newBuilder().addServiceIds(service).build())
            .getChecks(0);
    assertThat(check.getReason()).isEqualTo("SERVICE_TAKEN_DOWN");
    assertThat(check.getDetail()).contains("deceives people");
    var asked = GetTakedownRequest.newBuilder().setServiceId(service).build();
    assertThat(stranger.getTakedown(asked).getTakedown().getReason()).isEqualTo("deceives people");

    rig.edge.close();
    rig.startEdgeAgain();
    Await.until("the gate is back", () -> as(Rig.HOLDER).body().contains("SERVICE_TAKEN_DOWN"));
    var back = PutBackServiceRequest.newBuilder().setServiceId(service).build();
    for (var nobody : List.of(owner, stranger)) {
      assertThat(fault(() -> nobody.putBackService(back)).reason()).isEqualTo("NOT_AN_OPERATOR");
      assertThat(fault(() -> nobody.takeDownService(takeDown("x"))).reason())
          .isEqualTo("NOT_AN_OPERATOR");
    }
    operator.putBackService(back);
    Await.until("the balances are back", () -> as(Rig.HOLDER).status() == 200);
    assertThat(stranger.getTakedown(asked).hasTakedown()).isFalse();
    assertThat(changes(owner))
        .extracting(c -> c.getWhat() + " " + c.getActor() + " " + c.getRole())
        .containsExactly(
            "PUT_BACK " + OPERATOR + " " + ActorRole.ACTOR_ROLE_OPERATOR,
            "TAKEN_DOWN " + OPERATOR + " " + ActorRole.ACTOR_ROLE_OPERATOR);
    assertThat(field(() -> operator.takeDownService(takeDown(" ")))).isEqualTo("reason");
  }

  @Test
  void theRegistryIsToldOfATakedownAlsoWhenItWasAwayAndTheEdgeStartsAgain() {
    rig.registry.mode = FakeRegistry.Mode.ERRORING;
    var _ = operator.takeDownService(takeDown("deceives people"));
    rig.edge.close();
    assertThat(told()).isEmpty();

    rig.registry.mode = FakeRegistry.Mode.WELL;
    rig.startEdgeAgain();
    Await.until("the registry is told", () -> told().equals(List.of("deceives people")));
    var _ =
        operator.putBackService(PutBackServiceRequest.newBuilder().setServiceId(service).build());
    Await.until("it is told of the return", () -> told().equals(List.of("deceives people", "")));
    assertThat(rig.registry.takedowns.stream().filter(t -> t.getServiceId().equals(service)))
        .extracting(RecordTakedownRequest::getNumber)
        .isSorted()
        .doesNotHaveDuplicates();
  }

  private List<String> told() {
    return rig.registry.takedowns.stream()
        .filter(t -> t.getServiceId().equals(service))
        .map(t -> t.getTakedown().getReason())
        .toList();
  }

  @Test
  void anybodyReportsAndOperatorsRead() {
    var request =
        ReportServiceRequest.newBuilder()
            .setServiceId(service)
            .setReason(ReportReason.REPORT_REASON_FRAUD)
            .setText("It asks for my seed phrase.");
    var told = stranger.reportService(request.build()).getReport();
    assertThat(told.getReporter()).isEqualTo(STRANGER);
    assertThat(caller.access().reportService(request.build()).getReport().getReporter()).isEmpty();
    assertThat(field(() -> stranger.reportService(request.clone().clearReason().build())))
        .isEqualTo("reason");
    assertThat(field(() -> stranger.reportService(request.clone().setText("").build())))
        .isEqualTo("text");
    assertThat(
            fault(
                    () -> {
                      for (var i = 0; i < 10; i++) {
                        stranger.reportService(request.build());
                      }
                    })
                .reason())
        .isEqualTo("REPORT_RATE_EXCEEDED");

    var list = ListReportsRequest.newBuilder().setServiceId(service).setPageSize(2);
    assertThat(fault(() -> owner.listReports(list.build())).reason()).isEqualTo("NOT_AN_OPERATOR");
    var first = operator.listReports(list.build());
    assertThat(first.getReportsList()).hasSize(2);
    var rest =
        operator.listReports(
            list.clone().setPageSize(100).setPageToken(first.getNextPageToken()).build());
    assertThat(rest.getReportsList()).contains(told);
    var close = CloseReportRequest.newBuilder().setReportId(told.getId()).build();
    assertThat(fault(() -> owner.closeReport(close)).reason()).isEqualTo("NOT_AN_OPERATOR");
    operator.closeReport(close);
    assertThat(fault(() -> operator.closeReport(close)).reason()).isEqualTo("REPORT_NOT_FOUND");
    assertThat(changes(owner).toString())
        .contains("REPORT_CLOSED", "FRAUD")
        .doesNotContain("seed phrase", STRANGER);
  }
}
