package factory.edge.gate;

import static org.assertj.core.api.Assertions.assertThat;

import factory.edge.gate.Balances.Holding;
import factory.edge.gate.Credentials.ChainScope;
import factory.mesh.ServiceHosts;
import java.math.BigInteger;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a call may show, and what that opens. */
class CredentialsTest {
  private static final String ORIGIN = "https://factory.example";
  private static final String ID = "0193b1f2-7a11-7000-8000-00000000abcd";
  private static final String OTHER = "0193b1f2-7a11-7000-8000-00000000abce";
  private static final EvmAddress HOLDER = new EvmAddress(1, 1, 1);
  private static final EvmAddress SELLER = new EvmAddress(2, 2, 2);
  private static final AccessToken TOKEN =
      new AccessToken(31337, new EvmAddress(1, 2, 3), BigInteger.TEN);

  private final FakeCredentials credentials = new FakeCredentials();
  private final Map<String, String> headers = new HashMap<>();
  private boolean walletHeader;

  @BeforeEach
  void someSessionsAndKeys() {
    session("mfs_holder", HOLDER, ChainScope.ALL);
    session("mfs_seller", SELLER, ChainScope.ALL);
    session("mfs_elsewhere", HOLDER, new ChainScope(Optional.of(1L)));
    session("mfs_here", HOLDER, new ChainScope(Optional.of(31337L)));
    key("mf_holder", ID, HOLDER, KeyScope.ALL);
    key("mf_seller", ID, SELLER, KeyScope.ALL);
    key("mf_other", OTHER, HOLDER, KeyScope.ALL);
    key("mf_reader", ID, HOLDER, new KeyScope(List.of("GET"), List.of("/books")));
  }

  private void session(String secret, EvmAddress wallet, ChainScope chain) {
    credentials.sessions.put(secret, new Credentials.Session(UUID.randomUUID(), wallet, chain));
  }

  private void key(String secret, String service, EvmAddress wallet, KeyScope scope) {
    credentials.keys.put(
        secret, new Credentials.Key(UUID.randomUUID(), service, wallet, ChainScope.ALL, scope));
  }

  private String decide(String method, String path) {
    return told(decision(method, path));
  }

  private static String told(Decision decision) {
    return switch (decision) {
      case Decision.Allow allow -> allow.warning().isPresent() ? "allow with a warning" : "allow";
      case Decision.Pass(var caller) -> caller.map(c -> "pass " + c.wallet()).orElse("pass nobody");
      case Decision.Deny(var fault, var serviceId) -> fault.status() + " " + fault.reason();
    };
  }

  private String detail() {
    return ((Decision.Deny) decision("GET", "/gateway/" + ID + "/books")).fault().detail();
  }

  private Decision decision(String method, String path) {
    return decision(new Call(method, path, headers));
  }

  private Decision decision(Call call) {
    var services =
        new Services() {
          @Override
          public boolean loaded() {
            return true;
          }

          @Override
          public Optional<GatedService> service(String id) {
            return Optional.of(
                new GatedService(
                    id,
                    GatedService.State.UP,
                    Optional.of("c"),
                    Optional.of(TOKEN),
                    Optional.empty()));
          }
        };
    Balances balances =
        (_, wallet, _) -> {
          var held = wallet.equals(HOLDER) ? BigInteger.TEN : BigInteger.ZERO;
          return new Holding.Known(held, held, 1);
        };
    var gate =
        new Gate(
            new Gate.Known(services, balances, credentials, Terms.NONE),
            _ -> true,
            new Gate.Policy(
                false,
                walletHeader,
                ORIGIN,
                Optional.of(new ServiceHosts("https", "services.example", -1))),
            () -> Instant.EPOCH);
    return gate.decide(call);
  }

  private String call() {
    return decide("GET", "/gateway/" + ID + "/books");
  }

  @ParameterizedTest
  @CsvSource({
    "authorization,Bearer mfs_holder,allow",
    "authorization,bearer mfs_holder,allow",
    "authorization,Bearer mfs_seller,403 BALANCE_TOO_LOW",
    "authorization,Bearer mfs_unknown,401 SESSION_INVALID",
    "authorization,Bearer mfs_here,allow",
    "authorization,Bearer mfs_elsewhere,403 WALLET_OF_ANOTHER_CHAIN",
    "authorization,Basic mfs_holder,400 AUTHORIZATION_MALFORMED",
    "authorization,mfs_holder,400 AUTHORIZATION_MALFORMED",
    "authorization,Bearer mf_holder,400 AUTHORIZATION_MALFORMED",
    "authorization,Basic aG9sZGVy,401 WALLET_MISSING",
    "authorization,Bearer holder,401 WALLET_MISSING",
    "x-session,mfs_holder,allow",
    "x-session,mfs_unknown,401 SESSION_INVALID",
    "x-session,mf_holder,401 SESSION_INVALID",
    "x-session,'mfs_holder,mfs_holder',400 SEVERAL_CREDENTIALS",
    "x-session,holder,401 WALLET_MISSING",
    "x-api-key,HOLDER,401 WALLET_MISSING",
    "authorization,'Bearer mfs_holder,Bearer mfs_holder',400 SEVERAL_CREDENTIALS",
    "cookie,__Host-factory=mfs_holder,allow",
    "cookie,a=b; __Host-factory=mfs_holder; c=d,allow",
    "cookie,__Host-factory=mfs_unknown,401 SESSION_INVALID",
    "cookie,__Host-factory=mfs_holder; __Host-factory=mfs_holder,400 SEVERAL_CREDENTIALS",
    "cookie,__Host-factoryx=holder,401 WALLET_MISSING",
    "cookie,a=b,401 WALLET_MISSING",
    "x-api-key,mf_holder,allow",
    "x-api-key,mf_seller,403 BALANCE_TOO_LOW",
    "x-api-key,mf_other,403 KEY_OF_ANOTHER_SERVICE",
    "x-api-key,mf_unknown,401 KEY_INVALID",
    "x-api-key,'mf_holder,mf_holder',400 SEVERAL_CREDENTIALS",
    "x-wallet-address,0x0000000000000001000000000000000100000001,401 WALLET_NOT_ACCEPTED"
  })
  void oneCredentialOpensWhatItsWalletsHoldingOpens(String name, String value, String expected) {
    headers.put(name, value);
    assertThat(call()).isEqualTo(expected);
  }

  @Test
  void anUnsignedWalletIsBelievedWithAWarningWhereItIsAllowed() {
    walletHeader = true;
    headers.put("x-wallet-address", HOLDER.toString());
    assertThat(call()).isEqualTo("allow with a warning");
  }

  @Test
  void twoCredentialsAreRefusedAlsoWhenBothAreGood() {
    walletHeader = true;
    var all =
        Map.of(
            "authorization", "Bearer mfs_holder",
            "cookie", "__Host-factory=mfs_holder",
            "x-api-key", "mf_holder",
            "x-session", "mfs_holder",
            "x-wallet-address", HOLDER.toString());
    for (var one : all.entrySet()) {
      for (var other : all.entrySet()) {
        headers.clear();
        headers.put(one.getKey(), one.getValue());
        headers.put(other.getKey(), other.getValue());
        assertThat(call().startsWith("allow"))
            .as("%s with %s", one.getKey(), other.getKey())
            .isEqualTo(one.equals(other));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GET,/books,allow",
    "GET,/books/1,allow",
    "GET,/books?q=/x,allow",
    "GET,/bookshop,403 KEY_SCOPE_EXCEEDED",
    "GET,/,403 KEY_SCOPE_EXCEEDED",
    "GET,'',403 KEY_SCOPE_EXCEEDED",
    "POST,/books,403 KEY_SCOPE_EXCEEDED",
    "get,/books,403 KEY_SCOPE_EXCEEDED",
    "HEAD,/books,403 KEY_SCOPE_EXCEEDED"
  })
  void aKeyOpensWhatIsInItsScope(String method, String path, String expected) {
    headers.put("x-api-key", "mf_reader");
    assertThat(decide(method, "/gateway/" + ID + path)).isEqualTo(expected);
  }

  @Test
  void aCookieChangesNothingForAnotherSitesPage() {
    headers.put("cookie", "__Host-factory=mfs_holder");
    headers.put("origin", "https://evil.example");
    assertThat(decide("POST", "/gateway/" + ID + "/books")).isEqualTo("403 COOKIE_FROM_ELSEWHERE");
    headers.put("origin", ORIGIN);
    assertThat(decide("POST", "/gateway/" + ID + "/books")).isEqualTo("allow");
  }

  @ParameterizedTest
  @CsvSource({
    "authorization,Bearer mfs_holder,pass 0x0000000000000001000000000000000100000001",
    "authorization,Bearer mfs_unknown,401 SESSION_INVALID",
    "cookie,__Host-factory=mfs_holder,pass 0x0000000000000001000000000000000100000001",
    "cookie,__Host-factory=mfs_unknown,pass nobody",
    "cookie,a=b,pass nobody",
    "x-session,mfs_holder,pass 0x0000000000000001000000000000000100000001",
    "x-session,mfs_unknown,401 SESSION_INVALID",
    "authorization,Basic aG9sZGVy,400 AUTHORIZATION_MALFORMED",
    "authorization,Bearer holder,401 SESSION_INVALID",
    "x-api-key,holder,401 KEY_INVALID",
    "x-session,holder,401 SESSION_INVALID",
    "x-api-key,mf_holder,400 KEY_NOT_FOR_PLATFORM",
    "x-wallet-address,0x0000000000000001000000000000000100000001,401 WALLET_NOT_ACCEPTED"
  })
  void thePlatformIsToldWhoCalls(String name, String value, String expected) {
    headers.put(name, value);
    for (var path : List.of("/services", "/factory.registry.v1.Registry/GetService", "/")) {
      assertThat(decide("POST", path)).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GET,same-origin,cors,empty,allow",
    "POST,same-origin,cors,empty,allow",
    "GET,none,navigate,document,allow",
    "GET,cross-site,navigate,document,allow",
    "GET,same-site,navigate,document,allow",
    "POST,cross-site,navigate,document,403 COOKIE_FROM_ELSEWHERE",
    "POST,same-site,navigate,document,403 COOKIE_FROM_ELSEWHERE",
    "GET,same-site,navigate,iframe,403 COOKIE_FROM_ELSEWHERE",
    "GET,same-site,no-cors,script,403 COOKIE_FROM_ELSEWHERE",
    "GET,same-site,cors,empty,403 COOKIE_FROM_ELSEWHERE",
    "GET,cross-site,no-cors,image,403 COOKIE_FROM_ELSEWHERE",
    "GET,,,,403 COOKIE_FROM_ELSEWHERE",
    "POST,,,,403 COOKIE_FROM_ELSEWHERE"
  })
  void anOriginsCookieCountsForItsOwnPagesAndForWhoeverOpensOne(
      String method, String site, String mode, String destination, String expected) {
    credentials.sessions.put("mfo_holder@" + ID, credentials.sessions.get("mfs_holder"));
    headers.put("cookie", "__Host-factory-origin=mfo_holder");
    if (site != null) {
      headers.put("sec-fetch-site", site);
      headers.put("sec-fetch-mode", mode);
      headers.put("sec-fetch-dest", destination);
    }
    assertThat(atOrigin(method, ID)).isEqualTo(expected);
    if (expected.equals("allow")) {
      // Of another service, and below the prefix, it is nobody's.
      assertThat(atOrigin(method, OTHER)).isEqualTo("401 SESSION_INVALID");
      assertThat(decide(method, "/gateway/" + ID + "/books")).isEqualTo("401 WALLET_MISSING");
    }
    headers.remove("sec-fetch-site");
    headers.put("origin", "https://" + ID + ".services.example");
    assertThat(atOrigin("POST", ID)).isEqualTo("allow");
    headers.put("origin", "https://" + OTHER + ".services.example");
    assertThat(atOrigin("POST", ID)).isEqualTo("403 COOKIE_FROM_ELSEWHERE");
  }

  private String atOrigin(String method, String id) {
    return told(
        decision(
            new Call(method, "/books", headers, Call.Kind.ORIGIN, id + ".services.example:8443")));
  }

  @Test
  void onlyAHostOfAServiceIsOneAndThePlatformsCookieIsNothingThere() {
    headers.put("x-api-key", "mf_holder");
    for (var host :
        List.of(
            "services.example",
            "x.services.example",
            ID + ".x.services.example",
            "x" + ID + ".services.example",
            ID + ".services.example.evil",
            ID + "services.example",
            "")) {
      assertThat(told(decision(new Call("GET", "/books", headers, Call.Kind.ORIGIN, host))))
          .as(host)
          .isEqualTo("404 SERVICE_NOT_FOUND");
    }
    assertThat(atOrigin("GET", ID.toUpperCase(java.util.Locale.ROOT))).isEqualTo("allow");
    headers.clear();
    headers.put("cookie", "__Host-factory=mfs_holder");
    headers.put("sec-fetch-site", "same-origin");
    assertThat(atOrigin("GET", ID)).isEqualTo("401 WALLET_MISSING");
  }

  @Test
  void aRefusalNamesWhatWasShownAndWhatToSend() {
    headers.put("authorization", "Bearer a.service's.own");
    assertThat(detail())
        .contains("its Authorization is not of the platform's form", "X-Session", "X-API-Key")
        .doesNotContain("send besides Authorization");
    headers.put("x-api-key", "own");
    assertThat(detail())
        .contains("its Authorization and X-API-Key", "send besides X-Session")
        .doesNotContain("mf_");
    headers.remove("authorization");
    assertThat(detail()).contains("its X-API-Key is", "send besides Authorization: Bearer");
    headers.put("authorization", "Bearer mfs_holder");
    headers.put("x-api-key", "mf_holder");
    assertThat(detail()).contains("Authorization and X-API-Key; send one of them");
    headers.remove("authorization");
    headers.put("x-api-key", "mf_holder,mf_holder");
    assertThat(detail()).isEqualTo("The call shows X-API-Key more than once; send it once.");
  }
}
