package factory.edge.gate;

import com.google.protobuf.ByteString;
import factory.chain.v1.ChainGrpc;
import factory.edge.v1.AccessGrpc;
import factory.mesh.Assertions;
import factory.mesh.Trust;
import factory.pipeline.v1.PipelineGrpc;
import factory.registry.v1.RegistryGrpc;
import io.envoyproxy.envoy.service.auth.v3.OkHttpResponse;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/**
 * What a wallet's calls take to a service instead of credentials: where they go, who calls, and the
 * assertion of that. It is made and written once for half of an assertion's life, since signing
 * costs several times what the rest of a decision does. Any number of threads, without a lock, and
 * never a pause: what is remembered lies in tables of fixed size, where a newcomer takes the place
 * of another with its hash, at the price of one more signature.
 */
public final class AssertedHeaders {
  private static final long REUSED_SECONDS = Assertions.LIFE_SECONDS / 2;

  /** About 700 bytes each. */
  private static final int MOST = 1 << 16;

  private static final int MOST_KEYS = 1 << 12;

  private final Assertions assertions;
  private final InstantSource clock;
  private final Trust.Signer web;

  /** By the full name of the public gRPC service that a node answers. */
  private final Map<String, Trust.Signer> nodes;

  private final AtomicReferenceArray<@Nullable Known> keys = new AtomicReferenceArray<>(MOST_KEYS);
  private final AtomicReferenceArray<@Nullable Written> written = new AtomicReferenceArray<>(MOST);

  /**
   * Signed with these keys.
   *
   * @param assertions of generated services
   * @param trust edge-gateway's, for the platform's own nodes
   */
  public AssertedHeaders(Assertions assertions, Trust trust, InstantSource clock) {
    this.assertions = assertions;
    this.clock = clock;
    web = trust.gateTo("web");
    nodes =
        Map.of(
            RegistryGrpc.SERVICE_NAME, trust.gateTo("registry"),
            PipelineGrpc.SERVICE_NAME, trust.gateTo("pipeline"),
            ChainGrpc.SERVICE_NAME, trust.gateTo("chain"),
            AccessGrpc.SERVICE_NAME, trust.gateTo("edge"));
  }

  /**
   * The assertion of a call of the platform itself, for the node that Envoy's routes lead it to.
   *
   * @param path of the call
   */
  String of(factory.mesh.Caller caller, String path) {
    var end = path.indexOf('/', 1);
    var node = end < 0 ? web : nodes.getOrDefault(path.substring(1, end), web);
    return node.sign(caller);
  }

  private record Known(String serviceId, SecretKey key) {}

  private record Written(
      String serviceId,
      String cluster,
      Optional<EvmAddress> wallet,
      int others,
      ByteString headers,
      long at) {
    boolean serves(Decision.Allow allow, int shown, long now) {
      // A clock that was set back makes an assertion one of the future.
      return now >= at
          && now - at < REUSED_SECONDS
          && others == shown
          && wallet.equals(allow.wallet())
          && serviceId.equals(allow.serviceId())
          && cluster.equals(allow.cluster());
    }
  }

  /**
   * For a call that goes on: the fields of an {@link OkHttpResponse}, which others may follow.
   *
   * @param others which of its credentials are the service's, as {@link PlatformCredentials} counts
   *     them: they go on with it, and no other one does
   */
  ByteString of(Decision.Allow allow, int others) {
    var now = clock.millis() / 1_000;
    var place =
        place(31 * (allow.serviceId().hashCode() + others) + allow.wallet().hashCode(), MOST);
    var last = written.get(place);
    if (last != null && last.serves(allow, others, now)) {
      return last.headers();
    }
    var headers = write(allow, others, now);
    written.set(
        place,
        new Written(allow.serviceId(), allow.cluster(), allow.wallet(), others, headers, now));
    return headers;
  }

  private ByteString write(Decision.Allow allow, int others, long now) {
    var id = allow.serviceId();
    var wallet = allow.wallet().map(EvmAddress::toString);
    var ok =
        OkHttpResponse.newBuilder()
            .addAllHeadersToRemove(without(others))
            .addHeaders(Answers.header(AuthorizationRpc.CLUSTER, allow.cluster()))
            .addHeaders(Answers.header(AuthorizationRpc.SERVICE_ASSERTION, id))
            .addHeaders(
                Answers.header(Assertions.HEADER, Assertions.sign(key(id), id, wallet, now)));
    wallet.ifPresent(w -> ok.addHeaders(Answers.header(AuthorizationRpc.WALLET_ASSERTION, w)));
    return ok.build().toByteString();
  }

  private static List<String> without(int others) {
    return AuthorizationRpc.CREDENTIALS.stream()
        .filter(
            name ->
                switch (name) {
                  case Identification.AUTHORIZATION ->
                      (others & PlatformCredentials.AUTHORIZATION) == 0;
                  case Identification.API_KEY -> (others & PlatformCredentials.API_KEY) == 0;
                  case Identification.X_SESSION -> (others & PlatformCredentials.X_SESSION) == 0;
                  default -> true;
                })
        .toList();
  }

  private SecretKey key(String serviceId) {
    var place = place(serviceId.hashCode(), MOST_KEYS);
    var last = keys.get(place);
    if (last != null && last.serviceId().equals(serviceId)) {
      return last.key();
    }
    var key = assertions.key(serviceId);
    keys.set(place, new Known(serviceId, key));
    return key;
  }

  /** Spreads hashes of alike ids; {@code size} is a power of two. */
  private static int place(int hash, int size) {
    return (hash * 0x9E3779B9) >>> (Integer.numberOfLeadingZeros(size) + 1);
  }
}
