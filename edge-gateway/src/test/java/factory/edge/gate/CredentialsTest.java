package factory.edge.gate;

import static org.assertj.core.api.Assertions.assertThat;

import factory.edge.gate.Balances.Holding;
import factory.edge.gate.Credentials.ChainScope;
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
    session("holder", HOLDER, ChainScope.ALL);
    session("seller", SELLER, ChainScope.ALL);
    session("elsewhere", HOLDER, new ChainScope(Optional.of(1L)));
    session("here", HOLDER, new ChainScope(Optional.of(31337L)));
    key("holder", ID, HOLDER, KeyScope.ALL);
    key("seller", ID, SELLER, KeyScope.ALL);
    key("other", OTHER, HOLDER, KeyScope.ALL);
    key("reader", ID, HOLDER, new KeyScope(List.of("GET"), List.of("/books")));
  }

  private void session(String secret, EvmAddress wallet, ChainScope chain) {
    credentials.sessions.put(secret, new Credentials.Session(UUID.randomUUID(), wallet, chain));
  }

  private void key(String secret, String service, EvmAddress wallet, KeyScope scope) {
    credentials.keys.put(
        secret, new Credentials.Key(UUID.randomUUID(), service, wallet, ChainScope.ALL, scope));
  }

  private String decide(String method, String path) {
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
            new Gate.Policy(false, walletHeader, ORIGIN),
            () -> Instant.EPOCH);
    return switch (gate.decide(new Call(method, path, headers))) {
      case Decision.Allow allow -> allow.warning().isPresent() ? "allow with a warning" : "allow";
      case Decision.Pass(var caller) -> caller.map(c -> "pass " + c.wallet()).orElse("pass nobody");
      case Decision.Deny(var fault, var serviceId) -> fault.status() + " " + fault.reason();
    };
  }

  private String call() {
    return decide("GET", "/gateway/" + ID + "/books");
  }

  @ParameterizedTest
  @CsvSource({
    "authorization,Bearer holder,allow",
    "authorization,bearer holder,allow",
    "authorization,Bearer seller,403 BALANCE_TOO_LOW",
    "authorization,Bearer unknown,401 SESSION_INVALID",
    "authorization,Bearer here,allow",
    "authorization,Bearer elsewhere,403 WALLET_OF_ANOTHER_CHAIN",
    "authorization,Basic holder,400 AUTHORIZATION_MALFORMED",
    "authorization,holder,400 AUTHORIZATION_MALFORMED",
    "authorization,'Bearer holder,Bearer holder',400 SEVERAL_CREDENTIALS",
    "cookie,__Host-factory=holder,allow",
    "cookie,a=b; __Host-factory=holder; c=d,allow",
    "cookie,__Host-factory=unknown,401 SESSION_INVALID",
    "cookie,__Host-factory=holder; __Host-factory=holder,400 SEVERAL_CREDENTIALS",
    "cookie,__Host-factoryx=holder,401 WALLET_MISSING",
    "cookie,a=b,401 WALLET_MISSING",
    "x-api-key,holder,allow",
    "x-api-key,seller,403 BALANCE_TOO_LOW",
    "x-api-key,other,403 KEY_OF_ANOTHER_SERVICE",
    "x-api-key,unknown,401 KEY_INVALID",
    "x-api-key,'holder,holder',400 SEVERAL_CREDENTIALS",
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
            "authorization", "Bearer holder",
            "cookie", "__Host-factory=holder",
            "x-api-key", "holder",
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
    headers.put("x-api-key", "reader");
    assertThat(decide(method, "/gateway/" + ID + path)).isEqualTo(expected);
  }

  @Test
  void aCookieChangesNothingForAnotherSitesPage() {
    headers.put("cookie", "__Host-factory=holder");
    headers.put("origin", "https://evil.example");
    assertThat(decide("POST", "/gateway/" + ID + "/books")).isEqualTo("403 COOKIE_FROM_ELSEWHERE");
    headers.put("origin", ORIGIN);
    assertThat(decide("POST", "/gateway/" + ID + "/books")).isEqualTo("allow");
  }

  @ParameterizedTest
  @CsvSource({
    "authorization,Bearer holder,pass 0x0000000000000001000000000000000100000001",
    "authorization,Bearer unknown,401 SESSION_INVALID",
    "cookie,__Host-factory=holder,pass 0x0000000000000001000000000000000100000001",
    "cookie,__Host-factory=unknown,pass nobody",
    "cookie,a=b,pass nobody",
    "x-api-key,holder,400 KEY_NOT_FOR_PLATFORM",
    "x-wallet-address,0x0000000000000001000000000000000100000001,401 WALLET_NOT_ACCEPTED"
  })
  void thePlatformIsToldWhoCalls(String name, String value, String expected) {
    headers.put(name, value);
    for (var path : List.of("/services", "/factory.registry.v1.Registry/GetService", "/")) {
      assertThat(decide("POST", path)).isEqualTo(expected);
    }
  }
}
