package factory.chain;

import factory.chain.v1.ChainGrpc;
import factory.chain.v1.ChainStatus;
import factory.chain.v1.CreateTokenRequest;
import factory.chain.v1.CreateTokenResponse;
import factory.chain.v1.GetBalanceRequest;
import factory.chain.v1.GetTokenRequest;
import factory.chain.v1.IssuerGrpc;
import factory.chain.v1.ListChainsRequest;
import factory.chain.v1.Token;
import factory.chain.v1.TokenId;
import factory.mesh.Address;
import factory.mesh.Fault;
import factory.mesh.Faults;
import factory.mesh.NodeChannel;
import factory.mesh.Settings;
import factory.mesh.TestTrust;
import factory.store.Database;
import io.grpc.StatusRuntimeException;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;

/** The real node, and a client of it. */
final class RunningNode implements AutoCloseable {
  private final ChainNode node;
  private final NodeChannel channel;

  private RunningNode(ChainNode node) {
    this.node = node;
    channel = open(node.address(), node.internalAddress());
  }

  static RunningNode start(Database.Place place, URI endpoint) {
    return start(place, endpoint, Map.of());
  }

  static RunningNode start(Database.Place place, URI endpoint, Map<String, String> more) {
    Map<String, String> values = new HashMap<>();
    values.put("factory.profile", "development");
    values.put("chain.listen", "127.0.0.1:0");
    values.put("chain.db.url", place.url());
    values.put("chain.db.user", place.user());
    values.put("chain.dev.rpc-urls", endpoint.toString());
    values.put("chain.rpc-timeout", "PT1S");
    values.putAll(more);
    return new RunningNode(ChainNode.start(Settings.of(values)));
  }

  /** Waits until the chain is followed. */
  RunningNode healthy() {
    Until.holds("the chain is healthy", Duration.ofSeconds(40), () -> status().getHealthy());
    return this;
  }

  ChainNode node() {
    return node;
  }

  Address address() {
    return node.address();
  }

  /** A channel to a node that runs with the keys of development. */
  static NodeChannel open(Address address, Address internal) {
    return NodeChannel.to(address, ChainGrpc.getServiceDescriptor())
        .internal(
            internal,
            Map.of(IssuerGrpc.SERVICE_NAME, TestTrust.ofDevelopment("pipeline").to("chain")));
  }

  NodeChannel channel() {
    return channel;
  }

  ChainGrpc.ChainBlockingStub chain() {
    return ChainGrpc.newBlockingStub(channel.channel());
  }

  IssuerGrpc.IssuerBlockingStub issuer() {
    return IssuerGrpc.newBlockingStub(channel.channel());
  }

  ChainStatus status() {
    return chain().listChains(ListChainsRequest.getDefaultInstance()).getChains(0);
  }

  CreateTokenResponse create(UUID service, String name) {
    return issuer()
        .createToken(
            CreateTokenRequest.newBuilder().setServiceId(service.toString()).setName(name).build());
  }

  Token token(UUID service) {
    return chain()
        .getToken(GetTokenRequest.newBuilder().setServiceId(service.toString()).build())
        .getToken();
  }

  BigInteger balance(TokenId token, String wallet) {
    return new BigInteger(
        chain()
            .getBalance(GetBalanceRequest.newBuilder().setToken(token).setWallet(wallet).build())
            .getBalance());
  }

  /** Why a call is refused. */
  static Fault refusal(Callable<?> call) {
    try {
      var answer = call.call();
      throw new AssertionError("not refused: " + answer);
    } catch (StatusRuntimeException e) {
      return Faults.fromGrpc(e);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    channel.close();
    node.close();
  }
}
