package factory.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.ByteString;
import factory.edge.v1.AccessGrpc;
import factory.edge.v1.CreateKeyRequest;
import factory.edge.v1.CreateNonceRequest;
import factory.edge.v1.CreateSessionRequest;
import factory.edge.v1.KeyScope;
import factory.mesh.Spellings;
import factory.registry.v1.LifecycleGrpc;
import factory.registry.v1.WatchRoutesRequest;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/**
 * However a path is spelled, through a real Envoy: what the upstream resolved is what was decided
 * on. The upstream is Helidon without any wall of ours, and tells how it read the path.
 */
@Tag("slow")
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PathMeaningTest {
  private static final String BOOKS = "/books";

  private Rig rig;
  private Echo books;
  private Echo vault;
  private String id;
  private String closed;
  private ManagedChannel http2;
  private String key;

  @BeforeAll
  void start() {
    rig = new Rig(Map.of("edge.dev-bypass", "false", "edge.access-log", "true"));
    books = rig.echo("books");
    vault = rig.echo("vault");
    id = rig.service(books);
    http2 = NettyChannelBuilder.forAddress("127.0.0.1", rig.port).usePlaintext().build();
    var richer = "0x" + "b2".repeat(20);
    rig.chain.announce(richer);
    rig.chain.balance(richer, Rig.NOBODY, "1");
    closed = Rig.newId();
    rig.registry.up(
        closed, vault.socket(), Optional.of(FakeRegistry.token(FakeChain.CHAIN_ID, richer, "1")));
    rig.await(closed, "/x", Rig.NOBODY, 200);
    key = "X-API-Key: " + keyOfBooks();
    assertThat(rig.http.get("/gateway/" + id + BOOKS, key).status()).isEqualTo(200);
    books.recording = true;
    vault.recording = true;
    rig.web.recording = true;
  }

  @AfterAll
  void stop() {
    http2.shutdownNow();
    rig.close();
    books.close();
    vault.close();
  }

  private String keyOfBooks() {
    var nobody = AccessGrpc.newBlockingStub(http2);
    var message = nobody.createNonce(CreateNonceRequest.newBuilder().setWallet(Rig.HOLDER).build());
    var session =
        nobody.createSession(
            CreateSessionRequest.newBuilder()
                .setMessage(message.getMessage())
                .setSignature(
                    FakeChain.sign(Rig.HOLDER, ByteString.copyFromUtf8(message.getMessage())))
                .build());
    return AccessGrpc.newBlockingStub(with("authorization", "Bearer " + session.getSecret()))
        .createKey(
            CreateKeyRequest.newBuilder()
                .setServiceId(id)
                .setName("books")
                .setScope(KeyScope.newBuilder().addPaths(BOOKS))
                .build())
        .getSecret();
  }

  private Channel with(String name, String value) {
    var headers = new Metadata();
    headers.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value);
    return ClientInterceptors.intercept(http2, MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  /** Several at once, as each is a connection of its own. */
  private static void each(List<String> paths, Consumer<String> check) throws Exception {
    assertThat(paths).hasSizeGreaterThan(1_000);
    try (var pool = Executors.newFixedThreadPool(8)) {
      List<Future<?>> running = new ArrayList<>();
      paths.forEach(path -> running.add(pool.submit(() -> check.accept(path))));
      for (var one : running) {
        one.get();
      }
    }
  }

  private static boolean isAtOrBelow(String path, String root) {
    return path.equals(root) || path.startsWith(root + "/");
  }

  private static JsonObject seen(Raw.Answer answer) {
    return JsonParser.parseString(answer.body()).getAsJsonObject();
  }

  @Test
  void aKeysPathsAreNotLeft() throws Exception {
    var from = "/gateway/" + id + BOOKS;
    var paths = Spellings.from(from, 1, "admin");
    paths.addAll(Spellings.from(from, 2, closed + "/x"));
    each(
        paths,
        path -> {
          var answer = rig.http.get(path, key);
          if (answer.status() == 200) {
            assertThat(seen(answer).get("name").getAsString()).as(path).isEqualTo("books");
            assertThat(seen(answer).get("resolved").getAsString())
                .as(path)
                .matches(p -> isAtOrBelow(p, BOOKS));
          } else {
            assertThat(answer.status()).as(path).isIn(400, 403, 404);
          }
        });
    assertThat(vault.resolved).isEmpty();
    // What is data is data.
    var data = rig.http.get(from + "/a;v=..;w/b%3Bc/..d?x=/../", key);
    assertThat(data.status()).isEqualTo(200);
    assertThat(seen(data).get("path").getAsString()).isEqualTo("/books/a;v=..;w/b%3Bc/..d");
  }

  @Test
  void aKeysPathsAreNotLeftOverHttp2() throws Exception {
    books.resolved.clear();
    var channel = with("x-api-key", key.substring("X-API-Key: ".length()));
    var from = "gateway/" + id + BOOKS;
    var paths = Spellings.from(from, 1, "admin");
    paths.addAll(Spellings.from(from, 2, closed + "/x"));
    each(paths, path -> assertThat(status(channel, path)).as(path).isNotEqualTo(Status.Code.OK));
    assertThat(books.resolved).isNotEmpty().allMatch(path -> isAtOrBelow(path, BOOKS));
    assertThat(vault.resolved).isEmpty();
  }

  @Test
  void nobodyGetsBeyondTheOpenPaths() throws Exception {
    for (var open : List.of("/health", "/openapi.json")) {
      books.resolved.clear();
      var paths = Spellings.from("/gateway/" + id + open, 1, "admin");
      each(paths, path -> assertThat(rig.http.get(path).status()).as(path).isIn(400, 401, 404));
      assertThat(books.resolved).isSubsetOf(open);
    }
  }

  @Test
  void thePlatformsOwnPathsHaveOneSpelling() throws Exception {
    rig.web.resolved.clear();
    var paths = Spellings.from("/zzz", 1, "gateway/" + id + "/books");
    paths.addAll(Spellings.from("/gateway", 1, "services"));
    each(paths, path -> assertThat(rig.http.get(path).status()).as(path).isIn(200, 400, 404));
    assertThat(rig.web.resolved).isNotEmpty().allMatch(path -> path.startsWith("/zzz/x"));
    // Slashes that follow each other are one, for everybody.
    assertThat(rig.http.get("//services").body()).contains("\"path\":\"/services\"");
    for (var path : List.of("/s%65rvices", "/services;x", "/services/%3b", "/services/..;/x")) {
      var answer = rig.http.get(path);
      assertThat(answer.status()).as(path).isEqualTo(400);
      assertThat(answer.body()).as(path).contains("PATH_AMBIGUOUS");
    }
  }

  @Test
  void noInternalMethodIsReachedThroughAPublicOne() throws Exception {
    var internal = LifecycleGrpc.getWatchRoutesMethod().getFullMethodName();
    for (var from :
        List.of(
            "factory.registry.v1.Registry",
            "grpc.health.v1.Health",
            "factory.edge.v1.Access/GetGate")) {
      each(
          Spellings.from(from, from.contains("/Get") ? 2 : 1, internal),
          path ->
              assertThat(status(http2, path))
                  .as(path)
                  .isIn(Status.Code.INVALID_ARGUMENT, Status.Code.UNIMPLEMENTED));
    }
    // None of it got behind Envoy, whose wall this is.
    assertThat(rig.envoy.log().lines())
        .filteredOn(line -> line.contains("\"cluster\":\"registry\""))
        .allMatch(line -> line.matches(".*\"path\":\"/factory.registry.v1.Registry/[A-Za-z]+\".*"));
  }

  private static Status.Code status(Channel channel, String path) {
    var method = LifecycleGrpc.getWatchRoutesMethod().toBuilder().setFullMethodName(path).build();
    try {
      ClientCalls.blockingServerStreamingCall(
              channel,
              method,
              CallOptions.DEFAULT.withDeadlineAfter(10, TimeUnit.SECONDS),
              WatchRoutesRequest.getDefaultInstance())
          .next();
      return Status.Code.OK;
    } catch (StatusRuntimeException e) {
      return e.getStatus().getCode();
    }
  }
}
