package factory.edge.gate;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import factory.edge.gate.Balances.Holding;
import factory.edge.gate.Credentials.ChainScope;
import factory.mesh.Assertions;
import factory.mesh.ServiceHosts;
import factory.mesh.Settings;
import factory.mesh.TestTrust;
import io.envoyproxy.envoy.service.auth.v3.CheckResponse;
import java.math.BigInteger;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;

/**
 * Whatever a call shows: it goes on with one identity of the platform and never with two, what is
 * ours ends at the gate, and what is the service's own reaches it as it came.
 */
class CredentialProperties {
  private static final String ID = "0193b1f2-7a11-7000-8000-00000000abcd";
  private static final EvmAddress HOLDER = new EvmAddress(1, 1, 1);

  /**
   * A header of ours that is good, one of ours that is not, and one that is no business of ours.
   */
  private enum Whose {
    GOOD,
    BAD,
    SERVICE
  }

  private record Value(Whose whose, String text) {}

  /** What a call shows; a part that is not there is absent. */
  private record Shown(
      Optional<Value> authorization,
      Optional<Value> key,
      Optional<Value> session,
      boolean wallet,
      boolean ourCookie,
      List<String> cookies,
      boolean bypass) {

    Map<String, String> headers(boolean atOrigin) {
      Map<String, String> headers = new HashMap<>();
      authorization.ifPresent(v -> headers.put("authorization", v.text));
      key.ifPresent(v -> headers.put("x-api-key", v.text));
      session.ifPresent(v -> headers.put("x-session", v.text));
      if (wallet) {
        headers.put("x-wallet-address", HOLDER.toString());
      }
      if (bypass) {
        headers.put("x-dev-bypass", "1");
      }
      var all = new java.util.ArrayList<>(cookies);
      if (ourCookie) {
        all.add(
            cookies.size() / 2,
            atOrigin ? "__Host-factory-origin=mfo_good" : "__Host-factory=mfs_good");
      }
      if (!all.isEmpty()) {
        headers.put("cookie", String.join("; ", all));
      }
      if (atOrigin) {
        headers.put("sec-fetch-site", "same-origin");
      }
      return headers;
    }

    int identities(boolean ofService) {
      return count(authorization, ofService)
          + count(key, ofService)
          + count(session, ofService)
          + (wallet ? 1 : 0)
          + (ourCookie && !isOfPage() ? 1 : 0);
    }

    /** Beside which our cookie, which comes by itself, counts for nothing. */
    private boolean isOfPage() {
      return key.filter(v -> v.text.startsWith("mfp_")).isPresent();
    }

    private static int count(Optional<Value> value, boolean ofService) {
      return value.filter(v -> !ofService || v.whose != Whose.SERVICE).isPresent() ? 1 : 0;
    }

    boolean good() {
      return wallet
          || (ourCookie && !isOfPage())
          || good(authorization)
          || good(key)
          || good(session);
    }

    private static boolean good(Optional<Value> value) {
      return value.filter(v -> v.whose == Whose.GOOD).isPresent();
    }
  }

  private static Arbitrary<Optional<Value>> header(
      String prefix, String secret, List<String> bad, List<String> services) {
    var ours = Arbitraries.of(new Value(Whose.GOOD, prefix + secret));
    var over = Arbitraries.of(bad).map(text -> new Value(Whose.BAD, text));
    var others = Arbitraries.of(services).map(text -> new Value(Whose.SERVICE, text));
    return Arbitraries.oneOf(ours, over, others, others).optional(0.5);
  }

  @Provide
  Arbitrary<Shown> shown() {
    return Combinators.combine(
            header(
                "Bearer ",
                "mfs_good",
                List.of(
                    "Bearer mfs_over",
                    "bearer  mfs_over",
                    "mfs_good",
                    "Basic mfs_good",
                    "Bearer mf_good",
                    "Bearer mfp_page",
                    "Bearer a.b.c,Bearer mfs_good",
                    "Bearer mfs_good,Basic eDp5",
                    "Token token=\"mf_good\"",
                    "Bearer\tmfs_good"),
                List.of(
                    "Basic eDp5",
                    "Bearer eyJhbGciOiJub25lIn0.e30.mfs_mf_",
                    "Bearer mfa_x",
                    "Token xmf_good",
                    "Digest username=\"mf\", realm=\"a,b\"",
                    "",
                    "Bearer MFS_GOOD",
                    "Basic eDp5,Basic eDp6")),
            header(
                "",
                "mf_good",
                List.of(
                    "mfp_over",
                    "mfp_page,own",
                    "mf_over",
                    "mfs_good",
                    "mf_",
                    "mf_good,own",
                    "own,mf_good",
                    "\"mf_good\""),
                List.of("own", "sk_live_1", "", "own,other", "MF_GOOD", "a.mf_good")),
            header(
                "",
                "mfs_good",
                List.of("mfs_over", "mf_good", "mfs_good,mfs_good"),
                List.of("7", "amfs_good")),
            Arbitraries.frequency(
                net.jqwik.api.Tuple.of(4, false), net.jqwik.api.Tuple.of(1, true)),
            Arbitraries.frequency(
                net.jqwik.api.Tuple.of(3, false), net.jqwik.api.Tuple.of(1, true)),
            Arbitraries.of("sid=1", "a=\"x,y\"", "b=", "__Hostfactory=1", "c=mfs_")
                .list()
                .ofMaxSize(3),
            Arbitraries.frequency(
                net.jqwik.api.Tuple.of(6, false), net.jqwik.api.Tuple.of(1, true)))
        .as(Shown::new);
  }

  @Property(tries = 4000)
  void aServiceSeesItsOwnCredentialsAndNoneOfOurs(
      @ForAll("shown") Shown shown, @ForAll boolean atOrigin) {
    var headers = shown.headers(atOrigin);
    var answer =
        atOrigin
            ? ask("/books", headers, Call.Kind.ORIGIN)
            : ask("/gateway/" + ID + "/books", headers, Call.Kind.ORDINARY);
    var identities = shown.identities(true);
    var admitted = shown.bypass || (identities == 1 && shown.good());
    Statistics.collect(admitted ? "admitted" : identities + " identities");

    assertThat(answer.hasOkResponse()).as("%s", answer).isEqualTo(admitted);
    if (!admitted) {
      assertThat(answer.getDeniedResponse().getBody())
          .contains(
              identities > 1
                  ? "SEVERAL_CREDENTIALS"
                  : identities == 0 ? "WALLET_MISSING" : "\"reason\":")
          .doesNotContain("mfs_good", "mf_good\"");
      return;
    }
    var upstream = upstream(headers, answer);
    for (var name : List.of("authorization", "x-api-key", "x-session")) {
      var value = headers.get(name);
      var of =
          switch (name) {
            case "authorization" -> shown.authorization;
            case "x-api-key" -> shown.key;
            default -> shown.session;
          };
      var passes = of.filter(v -> v.whose == Whose.SERVICE).isPresent();
      assertThat(upstream.get(name)).as(name).isEqualTo(passes ? value : null);
    }
    assertThat(upstream.get("cookie"))
        .isEqualTo(shown.cookies.isEmpty() ? null : String.join("; ", shown.cookies));
    assertThat(upstream).doesNotContainKeys("x-wallet-address", "x-dev-bypass");
  }

  /** Whatever else a page's call shows, it is nobody's or it does not go on. */
  @Property(tries = 3000)
  void aPageIsNobodyAndSeesToItThatTheServiceKnowsNoWallet(
      @ForAll("shown") Shown shown, @ForAll boolean atOrigin) {
    var headers = shown.headers(atOrigin);
    headers.put("x-api-key", "mfp_page");
    headers.put("origin", "https://guests.example");
    var answer =
        atOrigin
            ? ask("/books", headers, Call.Kind.ORIGIN)
            : ask("/gateway/" + ID + "/books", headers, Call.Kind.ORDINARY);
    // Our cookie comes by itself and names nobody here; whatever else is ours is a second identity.
    var others =
        Shown.count(shown.authorization, true)
            + Shown.count(shown.session, true)
            + (shown.wallet ? 1 : 0);
    Statistics.collect(answer.hasOkResponse());

    assertThat(answer.hasOkResponse()).as("%s", answer).isEqualTo(shown.bypass || others == 0);
    if (!answer.hasOkResponse()) {
      assertThat(answer.getDeniedResponse().getBody()).contains("SEVERAL_CREDENTIALS");
      return;
    }
    var upstream = upstream(headers, answer);
    assertThat(upstream).doesNotContainKeys("x-api-key", "x-wallet-address");
    assertThat(upstream.getOrDefault("cookie", "")).doesNotContain("__Host-factory");
    if (!shown.bypass) {
      assertThat(upstream).doesNotContainKey("x-factory-wallet");
      assertThat(upstream.get("authorization"))
          .isEqualTo(shown.authorization.map(Value::text).orElse(null));
      assertThat(answer.getDynamicMetadata().getFieldsOrThrow("page").getStringValue())
          .isEqualTo("https://guests.example");
    }
  }

  @Property(tries = 2000)
  void thePlatformSeesNoCredentialAndTakesOneAlone(@ForAll("shown") Shown shown) {
    var headers = shown.headers(false);
    var answer = ask("/services", headers, Call.Kind.ORDINARY);
    var identities = shown.identities(false);

    if (identities > 1) {
      assertThat(answer.getDeniedResponse().getBody()).contains("SEVERAL_CREDENTIALS");
    }
    if (answer.hasOkResponse()) {
      assertThat(identities).isLessThan(2);
      var upstream = upstream(headers, answer);
      assertThat(upstream)
          .doesNotContainKeys("authorization", "x-api-key", "x-session", "x-wallet-address");
      assertThat(upstream.getOrDefault("cookie", "")).doesNotContain("__Host-factory=");
    }
  }

  /** What Envoy hands on: it sets first and removes then. */
  private static Map<String, String> upstream(Map<String, String> headers, CheckResponse answer) {
    Map<String, String> upstream = new HashMap<>(headers);
    answer
        .getOkResponse()
        .getHeadersList()
        .forEach(h -> upstream.put(h.getHeader().getKey(), h.getHeader().getValue()));
    answer
        .getOkResponse()
        .getHeadersToRemoveList()
        .forEach(name -> upstream.remove(name.toLowerCase(Locale.ROOT)));
    return upstream;
  }

  private static CheckResponse ask(String path, Map<String, String> headers, Call.Kind kind) {
    var credentials = new FakeCredentials();
    credentials.sessions.put(
        "mfs_good", new Credentials.Session(UUID.randomUUID(), HOLDER, ChainScope.ALL));
    credentials.sessions.put("mfo_good@" + ID, credentials.sessions.get("mfs_good"));
    credentials.keys.put(
        "mf_good",
        new Credentials.Key(UUID.randomUUID(), ID, HOLDER, ChainScope.ALL, KeyScope.ALL));
    credentials.publishableKeys.put(
        "mfp_page",
        new Credentials.PublishableKey(
            UUID.randomUUID(),
            ID,
            HOLDER,
            ChainScope.ALL,
            new PageScope(List.of("https://guests.example"), List.of("GET /books"), 6_000, 600)));
    var token = new AccessToken(31337, new EvmAddress(1, 2, 3), BigInteger.TEN);
    var service =
        new GatedService(
            ID,
            GatedService.State.UP,
            Optional.of("cluster-1"),
            Optional.of(token),
            Optional.empty());
    var services =
        new Services() {
          @Override
          public boolean loaded() {
            return true;
          }

          @Override
          public Optional<GatedService> service(String id) {
            return Optional.of(service);
          }
        };
    var gate =
        new Gate(
            new Gate.Known(
                services,
                (_, _, _) -> new Holding.Known(BigInteger.TEN, BigInteger.TEN, 1),
                credentials,
                Terms.NONE),
            _ -> true,
            new Gate.Policy(
                true,
                true,
                "https://factory.example",
                Optional.of(new ServiceHosts("https", "services.example", -1))),
            () -> Instant.EPOCH);
    var rpc =
        new AuthorizationRpc(
            gate,
            new WaysIn("https://factory.example", java.time.Clock.systemUTC()),
            new AssertedHeaders(KEYS, TestTrust.of("edge"), () -> Instant.EPOCH));
    try {
      return CheckResponse.parseFrom(
          rpc.check(new Call("GET", path, headers, kind, ID + ".services.example")));
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  private static final Assertions KEYS =
      Assertions.from(Settings.of(Map.of("factory.profile", "development")));
}
