package factory.edge.gate;

import static org.assertj.core.api.Assertions.assertThat;

import factory.edge.gate.Balances.Holding;
import factory.edge.gate.GatedService.State;
import factory.edge.throttle.Throttle;
import factory.mesh.Spellings;
import io.helidon.common.uri.UriPath;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GateTest {
  private static final String ORIGIN = "https://factory.example";
  private static final String ID = "0193b1f2-7a11-7000-8000-00000000abcd";
  private static final String WALLET = "0x" + "0f".repeat(20);
  private static final EvmAddress ADDRESS = EvmAddress.parse(WALLET).orElseThrow();
  private static final AccessToken TOKEN =
      new AccessToken(31337, new EvmAddress(1, 2, 3), BigInteger.valueOf(100));

  private static final int PREFIX_LENGTH = ("/gateway/" + ID).length();

  private boolean loaded = true;
  private State state = State.UP;
  private Optional<String> cluster = Optional.of("cluster-1");
  private Optional<AccessToken> token = Optional.of(TOKEN);
  private Holding holding = known(100);
  private Gate.Policy policy = new Gate.Policy(false, true, ORIGIN);
  private Optional<String> wallet = Optional.of(WALLET);
  private Optional<String> bypass = Optional.empty();
  private Optional<String> length = Optional.empty();
  private final Map<String, String> more = new HashMap<>();
  private final FakeCredentials credentials = new FakeCredentials();
  private final List<Admission> admissions = new ArrayList<>();
  private boolean room = true;
  private Terms terms = Terms.NONE;
  private Throttle throttle = new Throttle(Throttle.Limits.DEFAULT, System::nanoTime);
  private Call.Kind kind = Call.Kind.ORDINARY;

  /** What does not count yet does not decide. */
  private static Holding known(long counted) {
    return new Holding.Known(BigInteger.valueOf(1_000), BigInteger.valueOf(counted), 7);
  }

  private String decide(String method, String path) {
    var services =
        new Services() {
          @Override
          public boolean loaded() {
            return loaded;
          }

          @Override
          public Optional<GatedService> service(String id) {
            return id.equals(ID)
                ? Optional.of(new GatedService(ID, state, cluster, token, Optional.empty()))
                : Optional.empty();
          }
        };
    Map<String, String> headers = new HashMap<>(more);
    wallet.ifPresent(w -> headers.put("x-wallet-address", w));
    bypass.ifPresent(b -> headers.put("x-dev-bypass", b));
    length.ifPresent(l -> headers.put("content-length", l));
    var gate =
        new Gate(
            new Gate.Known(services, (_, _, _) -> holding, credentials, terms),
            admission -> {
              admissions.add(admission);
              return room;
            },
            throttle,
            policy,
            () -> Instant.EPOCH);
    return switch (gate.decide(new Call(method, path, headers, kind))) {
      case Decision.Pass(var caller) -> caller.map(c -> "pass " + c.wallet()).orElse("pass");
      case Decision.Allow(var service, var to, var who, var warning, var rateLimit, var page) -> {
        assertThat(service).isEqualTo(ID);
        assertThat(to).isEqualTo("cluster-1");
        yield who.map(w -> "allow " + w).orElse("allow");
      }
      case Decision.Deny(var fault, var serviceId) -> fault.status() + " " + fault.reason();
    };
  }

  private String decide() {
    return decide("GET", "/gateway/" + ID + "/books");
  }

  @Test
  void aHolderPasses() {
    assertThat(decide()).isEqualTo("allow " + WALLET);
  }

  @Test
  void aWalletHasAsManyCallsOpenAsItMayAndARefusedOneTakesNoPlace() {
    for (var i = 0; i < Terms.CALLS_AT_ONCE; i++) {
      more.put("x-request-id", new UUID(1, i).toString());
      assertThat(decide()).isEqualTo("allow " + WALLET);
    }
    more.put("x-request-id", new UUID(2, 0).toString());
    assertThat(decide()).isEqualTo("429 CALLS_AT_ONCE_EXCEEDED");
    assertThat(admissions).hasSize(Terms.CALLS_AT_ONCE);
    wallet = Optional.of("0x" + "0e".repeat(20));
    more.put("x-request-id", new UUID(3, 0).toString());
    assertThat(decide()).startsWith("allow");
    wallet = Optional.of(WALLET);
    more.put("x-request-id", new UUID(4, 0).toString());

    throttle.end(new UUID(1, 3));
    // Refused after its place was taken: by the journal, for which there is no room.
    room = false;
    assertThat(decide()).isEqualTo("503 USAGE_NOT_RECORDABLE");
    room = true;
    assertThat(decide()).startsWith("allow");
    assertThat(decide()).isEqualTo("429 CALLS_AT_ONCE_EXCEEDED");
  }

  @Test
  void anAddressHasAsManyStreamsAndAsMuchWorkAsItMayWhoeverSignsIn() {
    throttle =
        new Throttle(
            new Throttle.Limits(2, Duration.ofHours(1), 2, Duration.ofMinutes(6)), () -> 0);
    for (var refused : Map.of(Call.Kind.STREAM, "STREAMS", Call.Kind.WORK, "BUDGET").entrySet()) {
      kind = refused.getKey();
      for (var address : List.of("203.0.113.1", "2001:db8::1")) {
        more.put("x-envoy-external-address", address);
        wallet = Optional.empty();
        assertThat(decide("POST", "/ideas")).isEqualTo("pass");
        wallet = Optional.of(WALLET);
        assertThat(decide("POST", "/ideas")).isEqualTo("pass " + WALLET);
        assertThat(decide("POST", "/ideas")).isEqualTo("429 " + refused.getValue() + "_EXCEEDED");
      }
    }
    kind = Call.Kind.ORDINARY;
    assertThat(decide("GET", "/")).startsWith("pass");
  }

  @ParameterizedTest
  @CsvSource({"0,403 BALANCE_TOO_LOW", "99,403 BALANCE_TOO_LOW", "100,allow", "101,allow"})
  void theThresholdIsTheLeastThatOpens(String held, String expected) {
    holding = known(Long.parseLong(held));
    assertThat(decide()).startsWith(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/gateway",
        "/gateway/",
        "/gateway/x/books",
        "/gateway/" + ID + "x/books",
        "/gateway/0193b1f2-7a11-7000-8000-00000000abc0/books"
      })
  void whatNamesNoServiceIsNotFound(String path) {
    assertThat(decide("GET", path)).isEqualTo("404 SERVICE_NOT_FOUND");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/gatewayx/" + ID + "/books", "/x/gateway/" + ID + "/books"})
  void whatIsBesideTheGatewayIsThePlatforms(String path) {
    assertThat(decide("GET", path)).isEqualTo("pass " + WALLET);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/health", "/openapi.json", "/health?a=/../books", "/openapi.json?x"})
  void anOpenPathNeedsNobody(String rest) {
    wallet = Optional.empty();
    token = Optional.empty();
    holding = new Holding.NotLoaded();
    for (var method : new String[] {"GET", "HEAD"}) {
      assertThat(decide(method, "/gateway/" + ID + rest)).isEqualTo("allow");
    }
    token = Optional.of(TOKEN);
    for (var method : new String[] {"POST", "PUT", "DELETE", "OPTIONS", "get"}) {
      assertThat(decide(method, "/gateway/" + ID + rest)).isEqualTo("401 WALLET_MISSING");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "/books",
        "/health/",
        "/Health",
        "/health;a",
        "/healthz",
        "/health;/books",
        "/he%61lth",
        "/openapi.jso",
        "/x?/health",
        "/x/health",
      })
  void everyOtherPathIsGated(String rest) {
    wallet = Optional.empty();
    assertThat(decide("GET", "/gateway/" + ID + rest)).isEqualTo("401 WALLET_MISSING");
  }

  /** The gate by itself, as if Envoy let everything through. */
  @Test
  void whatCanBeReadInTwoWaysIsRefusedBeforeAnythingIsDecided() {
    List<String> paths = new ArrayList<>();
    for (var from : List.of("/zzz", "/gateway/" + ID, "/gateway/" + ID + "/health")) {
      paths.addAll(Spellings.from(from, 1, "books"));
      paths.addAll(Spellings.from(from, 2, "gateway/" + ID + "/books"));
    }
    var decided = 0;
    var request = new UUID(7, 7);
    more.put("x-request-id", request.toString());
    for (var path : paths) {
      var decision = decide("GET", path);
      throttle.end(request);
      if (!decision.equals("400 PATH_AMBIGUOUS")) {
        decided++;
        var own = path.startsWith("/zzz") ? "pass" : "allow";
        assertThat(decision).as(path).isEqualTo(own + " " + WALLET);
        // Helidon, which every upstream is, reads no other path than the one that was decided on.
        assertThat(UriPath.create(path).path())
            .as(path)
            .startsWith(
                path.substring(0, path.indexOf('/', path.startsWith("/zzz") ? 1 : PREFIX_LENGTH)));
      }
    }
    assertThat(decided).isBetween(1, paths.size() / 4);
    for (var path : List.of("", "*", "/gateway/" + ID + ";/books", "/gateway//" + ID, "/a;b")) {
      assertThat(decide("GET", path)).as(path).isEqualTo("400 PATH_AMBIGUOUS");
    }
    assertThat(decide("GET", "/gateway/" + ID + "/books;v=1/..x?/../"))
        .isEqualTo("allow " + WALLET);
  }

  @Test
  void anIdIsFoundInEitherCase() {
    assertThat(decide("GET", "/gateway/" + ID.toUpperCase(Locale.ROOT) + "/books"))
        .isEqualTo("allow " + WALLET);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "0x",
        "0X0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f",
        "0x0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0",
        "0x0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0",
        "0x0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0g",
        "0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f",
        " 0x0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f",
        "0x\u0660f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f"
      })
  void whatIsNoAddressIsABadRequest(String text) {
    wallet = Optional.of(text);
    assertThat(decide()).isEqualTo("400 WALLET_MALFORMED");
  }

  @Test
  void twoWalletsAreABadRequest() {
    wallet = Optional.of(WALLET + "," + WALLET);
    assertThat(decide()).isEqualTo("400 WALLET_REPEATED");
  }

  @ParameterizedTest
  @CsvSource({
    "10485760,allow",
    "10485761,413 BODY_TOO_LARGE",
    "99999999999999999999,413 BODY_TOO_LARGE",
    "x,413 BODY_TOO_LARGE"
  })
  void aBodyMayBeTenMebibytes(String contentLength, String expected) {
    length = Optional.of(contentLength);
    assertThat(decide("POST", "/gateway/" + ID + "/books")).startsWith(expected);
  }

  @Test
  void theWalletHeaderNamesNobodyWhenItIsOff() {
    policy = new Gate.Policy(false, false, ORIGIN);
    assertThat(decide()).isEqualTo("401 WALLET_NOT_ACCEPTED");
  }

  @Test
  void anyCombinationIsAllowedOnlyForAHolderAnOpenPathOrTheBypass() {
    List<Holding> holdings =
        List.of(known(99), known(100), new Holding.NotLoaded(), new Holding.Stale());
    var seen = new ArrayList<String>();
    for (var nowLoaded : new boolean[] {true, false}) {
      for (var nowState : State.values()) {
        for (var nowCluster : List.of(Optional.of("cluster-1"), Optional.<String>empty())) {
          for (var nowToken : List.of(Optional.of(TOKEN), Optional.<AccessToken>empty())) {
            for (var nowHolding : holdings) {
              for (var nowWallet :
                  List.of(Optional.of(WALLET), Optional.of("0x1"), Optional.<String>empty())) {
                for (var nowBypass :
                    List.of(Optional.of("1"), Optional.of("true"), Optional.<String>empty())) {
                  for (var allowed : new boolean[] {true, false}) {
                    for (var path : new String[] {"/health", "/books"}) {
                      loaded = nowLoaded;
                      state = nowState;
                      cluster = nowCluster;
                      token = nowToken;
                      holding = nowHolding;
                      wallet = nowWallet;
                      bypass = nowBypass;
                      policy = new Gate.Policy(allowed, true, ORIGIN);
                      var answer = decide("GET", "/gateway/" + ID + path);
                      seen.add(answer);
                      var reachable = nowLoaded && nowState == State.UP && nowCluster.isPresent();
                      var bypassed = allowed && nowBypass.equals(Optional.of("1"));
                      var holds =
                          nowToken.isPresent()
                              && nowWallet.equals(Optional.of(WALLET))
                              && nowHolding.equals(holdings.get(1));
                      assertThat(answer.startsWith("allow"))
                          .as("%s", answer)
                          .isEqualTo(reachable && (path.equals("/health") || bypassed || holds));
                      if (nowHolding instanceof Holding.NotLoaded
                          || nowHolding instanceof Holding.Stale) {
                        assertThat(answer).doesNotContain("BALANCE_TOO_LOW");
                      }
                      if (!nowLoaded) {
                        assertThat(answer).isEqualTo("503 ROUTES_NOT_LOADED");
                      }
                    }
                  }
                }
              }
            }
          }
        }
      }
    }
    assertThat(seen)
        .contains(
            "allow",
            "allow " + ADDRESS,
            "401 WALLET_MISSING",
            "400 WALLET_MALFORMED",
            "403 TOKEN_NOT_CREATED",
            "403 BALANCE_TOO_LOW",
            "503 SERVICE_NOT_SERVING",
            "503 BALANCES_NOT_LOADED",
            "503 BALANCES_STALE",
            "503 ROUTES_NOT_LOADED");
  }

  /** Terms with one limit. */
  private static final class OneLimit implements Terms.OfService {
    private int left = 2;

    @Override
    public BigInteger threshold(AccessToken token) {
      return BigInteger.valueOf(150);
    }

    @Override
    public Finality finality() {
      return new Finality.Safe();
    }

    @Override
    public Terms.Quota take(EvmAddress wallet, BigInteger held, BigInteger threshold) {
      if (left == 0) {
        return new Terms.Quota.Exceeded(new Terms.RateLimit("p", "l"), 7, List.of("burst"));
      }
      left--;
      return new Terms.Quota.Granted(Optional.of(new Terms.RateLimit("p", "l")), () -> left++);
    }

    @Override
    public Optional<Terms.Quota.Exceeded> exhausted(
        EvmAddress wallet, BigInteger held, BigInteger threshold) {
      return Optional.empty();
    }
  }

  @Test
  void theServicesOwnThresholdCountsWhereItIsHigher() {
    terms = _ -> new OneLimit();
    holding = known(149);
    assertThat(decide()).isEqualTo("403 BALANCE_TOO_LOW");
    holding = known(150);
    assertThat(decide()).isEqualTo("allow " + WALLET);
  }

  @Test
  void whatIsNotFinalEnoughDoesNotCount() {
    terms = _ -> new OneLimit();
    holding = new Holding.Known(BigInteger.valueOf(1000), BigInteger.valueOf(149), 1);
    assertThat(decide()).isEqualTo("403 BALANCE_TOO_LOW");
  }

  @Test
  void aLimitThatIsUsedUpRefusesAndWritesNothingDown() {
    var limit = new OneLimit();
    terms = _ -> limit;
    holding = known(150);
    assertThat(decide()).startsWith("allow");
    assertThat(decide()).startsWith("allow");
    assertThat(decide()).isEqualTo("429 LIMIT_EXCEEDED");
    assertThat(admissions).hasSize(2);
  }

  @Test
  void aCallThatCannotBeWrittenDownDoesNotPassAndCostsNothing() {
    var limit = new OneLimit();
    terms = _ -> limit;
    holding = known(150);
    room = false;
    assertThat(decide()).isEqualTo("503 USAGE_NOT_RECORDABLE");
    assertThat(limit.left).isEqualTo(2);
  }

  @Test
  void admittedCallsAreWrittenDownAndOpenOnesAreNot() {
    more.put("x-request-id", "0193b1f2-7a11-7000-8000-00000000ffff");
    assertThat(decide("GET", "/gateway/" + ID + "/health")).isEqualTo("allow");
    assertThat(admissions).isEmpty();
    assertThat(decide()).startsWith("allow");
    assertThat(admissions)
        .containsExactly(
            new Admission(
                UUID.fromString("0193b1f2-7a11-7000-8000-00000000ffff"),
                UUID.fromString(ID),
                Optional.of(ADDRESS),
                Optional.empty(),
                0));
  }
}
