package factory.edge;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import factory.chain.v1.ChainGrpc;
import factory.edge.audit.Actor;
import factory.edge.balances.Replicas;
import factory.edge.gate.AccessToken;
import factory.edge.gate.AssertedHeaders;
import factory.edge.gate.AuthorizationRpc;
import factory.edge.gate.Call;
import factory.edge.gate.Credentials;
import factory.edge.gate.EvmAddress;
import factory.edge.gate.Finality;
import factory.edge.gate.Gate;
import factory.edge.gate.GatedService;
import factory.edge.gate.KeyScope;
import factory.edge.gate.Services;
import factory.edge.gate.WaysIn;
import factory.edge.identity.IdentityBook;
import factory.edge.identity.Keys;
import factory.edge.limits.Limit;
import factory.edge.limits.Limits;
import factory.edge.limits.OwnerTerms;
import factory.edge.limits.RuleBook;
import factory.edge.limits.Rules;
import factory.edge.throttle.Throttle;
import factory.edge.usage.Journal;
import factory.edge.usage.SettlingCost;
import factory.mesh.Address;
import factory.mesh.Assertions;
import factory.mesh.Caller;
import factory.mesh.MeshChannel;
import factory.mesh.Settings;
import factory.mesh.TestTrust;
import factory.store.Database;
import factory.store.TestDatabase;
import io.envoyproxy.envoy.service.auth.v3.AttributeContext;
import io.envoyproxy.envoy.service.auth.v3.AuthorizationGrpc;
import io.envoyproxy.envoy.service.auth.v3.CheckRequest;
import io.envoyproxy.envoy.service.auth.v3.CheckResponse;
import io.grpc.MethodDescriptor;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * What a decision costs from Envoy's message to the answer's, both as bytes, with all that stands
 * behind it and no transport: a key, a threshold of the owner's, two limits, the replica, the
 * assertion and the journal.
 */
final class DecisionCost {
  private static final int BATCH = 500;

  /** Of which the compilers have seen all there is to see. */
  private static final int WARMING = 800;

  private static final int BATCHES = 400;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final AuthorizationRpc rpc;
  private final MethodDescriptor<?, ?> check;
  private final Journal journal;
  private final Consumer<UUID> end;
  private final Messages messages;

  private DecisionCost(
      AuthorizationRpc rpc, Journal journal, Consumer<UUID> end, Messages messages) {
    this.rpc = rpc;
    this.journal = journal;
    this.end = end;
    this.messages = messages;
    check =
        rpc.bindService()
            .getMethod(AuthorizationGrpc.getCheckMethod().getFullMethodName())
            .getMethodDescriptor();
  }

  /** {@code FOLDER}: prints what the bench prints. A JVM of its own has the compilers of one. */
  public static void main(String[] args) throws Exception {
    var check = open(Files.createDirectory(Path.of(args[0], "check")));
    List<long[]> batches = new ArrayList<>();
    for (var batch = -WARMING; batch < BATCHES; batch++) {
      var cost = check.batch();
      if (batch >= 0) {
        batches.add(cost);
      }
    }
    System.out.printf(
        "apart, without gRPC, for each call: the check %.2f us of CPU (%.2f in the best tenth of batches) and %d bytes, the access log %.2f us%n",
        at(batches, 0, 2) / 1e3,
        at(batches, 0, 10) / 1e3,
        at(batches, 1, 2),
        SettlingCost.microseconds(Path.of(args[0], "log")));
    System.exit(0);
  }

  /** The batch at a part of all: on a busy machine a mean tells of its neighbours. */
  static long at(List<long[]> batches, int figure, int part) {
    return batches.stream()
        .mapToLong(b -> b[figure])
        .sorted()
        .skip(batches.size() / part)
        .findFirst()
        .orElseThrow();
  }

  /** A gate with all that it needs, and one call that passes. Open until the process ends. */
  static DecisionCost open(Path folder) throws Exception {
    var clock = Clock.systemUTC();
    var service = UUID.randomUUID();
    var wallet = EvmAddress.parse(Rig.HOLDER).orElseThrow();
    var token =
        new AccessToken(
            FakeChain.CHAIN_ID, EvmAddress.parse(Rig.TOKEN).orElseThrow(), BigInteger.ONE);
    var chain = new FakeChain(new Address.Unix(folder.resolve("chain.sock")));
    var channel =
        MeshChannel.open(
            new Address.Unix(folder.resolve("chain.sock")), ChainGrpc.getServiceDescriptor());
    var replicas = new Replicas(channel.channel(), System::nanoTime);
    var database = Database.open(TestDatabase.fresh("edge"));
    var rules = RuleBook.open(database, clock);
    var journal = Journal.open(folder.resolve("journal"), 4, 50_000);
    chain.announce(Rig.TOKEN);
    chain.balance(Rig.TOKEN, Rig.HOLDER, "5");
    replicas.follow(Set.of(FakeChain.CHAIN_ID));
    Await.until(
        "the replica knows the holder",
        () ->
            replicas.holding(token, wallet, new Finality.Latest())
                instanceof factory.edge.gate.Balances.Holding.Known);
    rules.update(
        service,
        new Rules(
            Optional.of(BigInteger.TWO),
            new Finality.Latest(),
            List.of(limit("minute", Duration.ofMinutes(1)), limit("month", Duration.ofDays(30))),
            512),
        Actor.caller(Caller.NOBODY));
    var throttle = new Throttle(Throttle.Limits.DEFAULT, System::nanoTime);
    var book = new IdentityBook(database, clock);
    var key =
        new Keys(book)
            .create(
                service,
                wallet,
                new Credentials.ChainScope(Optional.empty()),
                new Keys.Wanted(
                    "bench", KeyScope.ALL, Optional.empty(), Optional.empty(), Optional.empty()),
                Actor.caller(Caller.NOBODY));
    var gate =
        new Gate(
            new Gate.Known(
                one(service, token),
                replicas,
                book,
                new OwnerTerms(rules, new Limits(1_000), clock)),
            journal,
            throttle,
            new Gate.Policy(false, true, "https://factory.example"),
            clock);
    var rpc =
        new AuthorizationRpc(
            gate,
            new WaysIn("https://factory.example", clock),
            new AssertedHeaders(
                Assertions.from(Settings.of(Map.of("factory.profile", "development"))),
                TestTrust.of("edge"),
                clock));
    return new DecisionCost(rpc, journal, throttle::end, new Messages(service, key.secret()));
  }

  /** Nanoseconds of CPU and bytes allocated for each of some calls, which are ended afterwards. */
  long[] batch() throws Exception {
    var ids = Stream.generate(UUID::randomUUID).limit(BATCH).toList();
    var calls = ids.stream().map(messages::of).toList();
    var last = new byte[0];
    var allocated = threads.getCurrentThreadAllocatedBytes();
    var cpu = threads.getCurrentThreadCpuTime();
    for (var message : calls) {
      last = rpc.check((Call) check.parseRequest(message));
    }
    cpu = threads.getCurrentThreadCpuTime() - cpu;
    allocated = threads.getCurrentThreadAllocatedBytes() - allocated;
    SettlingCost.settle(journal, ids);
    ids.forEach(end);
    assertThat(CheckResponse.parseFrom(last).getOkResponse().getHeadersCount()).isEqualTo(4);
    return new long[] {cpu / BATCH, allocated / BATCH};
  }

  /** Envoy's messages, which differ in the request's id. */
  private static final class Messages {
    private final byte[] one;
    private final int at;

    Messages(UUID service, String secret) {
      var id = new UUID(0, 0);
      one = request(id, service, secret).toByteArray();
      at = new String(one, ISO_8859_1).indexOf(id.toString());
    }

    InputStream of(UUID id) {
      var message = one.clone();
      System.arraycopy(id.toString().getBytes(ISO_8859_1), 0, message, at, 36);
      return new ByteArrayInputStream(message);
    }
  }

  /** As Envoy sends it: fields around the call, and the headers that the listener lets through. */
  private static CheckRequest request(UUID id, UUID service, String secret) {
    return CheckRequest.newBuilder()
        .setAttributes(
            AttributeContext.newBuilder()
                .setSource(peer(40_000))
                .setDestination(peer(8080))
                .setRequest(
                    AttributeContext.Request.newBuilder()
                        .setTime(
                            com.google.protobuf.Timestamp.newBuilder().setSeconds(1).setNanos(2))
                        .setHttp(
                            AttributeContext.HttpRequest.newBuilder()
                                .setId("12345678901234567890")
                                .setMethod("GET")
                                .setPath("/gateway/" + service + "/books")
                                .setHost("127.0.0.1:8080")
                                .setScheme("http")
                                .setProtocol("HTTP/1.1")
                                .putHeaders("x-api-key", secret)
                                .putHeaders("x-envoy-external-address", "127.0.0.1")
                                .putHeaders("x-request-id", id.toString()))))
        .build();
  }

  private static AttributeContext.Peer.Builder peer(int port) {
    var peer = AttributeContext.Peer.newBuilder();
    peer.getAddressBuilder().getSocketAddressBuilder().setAddress("127.0.0.1").setPortValue(port);
    return peer;
  }

  private static Limit limit(String name, Duration window) {
    return new Limit(name, 1_000_000_000_000L, window, 1);
  }

  private static Services one(UUID id, AccessToken token) {
    var service =
        Optional.of(
            new GatedService(
                id.toString(),
                GatedService.State.UP,
                Optional.of("service-" + id),
                Optional.of(token),
                Optional.empty()));
    return new Services() {
      @Override
      public boolean loaded() {
        return true;
      }

      @Override
      public Optional<GatedService> service(String text) {
        return text.equals(id.toString()) ? service : Optional.empty();
      }
    };
  }
}
