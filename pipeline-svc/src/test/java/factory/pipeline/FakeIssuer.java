package factory.pipeline;

import factory.chain.v1.ChainGrpc;
import factory.chain.v1.ChainStatus;
import factory.chain.v1.CreateTokenRequest;
import factory.chain.v1.CreateTokenResponse;
import factory.chain.v1.IssuerGrpc;
import factory.chain.v1.ListChainsRequest;
import factory.chain.v1.ListChainsResponse;
import factory.chain.v1.Token;
import factory.chain.v1.TokenId;
import factory.mesh.Address;
import factory.mesh.Fault;
import factory.mesh.MeshServer;
import factory.mesh.Refused;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The chain in memory: one token for a service, the same for equal arguments. */
final class FakeIssuer extends IssuerGrpc.IssuerImplBase implements AutoCloseable {
  private final Map<String, CreateTokenRequest> requests = new HashMap<>();
  private final List<String> created = new ArrayList<>();
  private MeshServer server;

  FakeIssuer() {
    server =
        MeshServer.at(new Address.Tcp("127.0.0.1", 0)).service(this).service(new Chains()).start();
  }

  Address address() {
    return server.address();
  }

  void goAway() {
    server.close();
  }

  void comeBack() {
    server = MeshServer.at(server.address()).service(this).service(new Chains()).start();
  }

  @Override
  public void close() {
    server.close();
  }

  /** The tokens that were created, in order: id of the service, name and threshold. */
  synchronized List<String> created() {
    return List.copyOf(created);
  }

  static String addressOf(UUID service) {
    return "0x" + service.toString().replace("-", "") + "00000000";
  }

  @Override
  public void createToken(
      CreateTokenRequest request, StreamObserver<CreateTokenResponse> observer) {
    observer.onNext(CreateTokenResponse.newBuilder().setToken(create(request)).build());
    observer.onCompleted();
  }

  /** Two chains, of which tests' services use the first unless they say so. */
  private static final class Chains extends ChainGrpc.ChainImplBase {
    @Override
    public void listChains(ListChainsRequest request, StreamObserver<ListChainsResponse> observer) {
      observer.onNext(
          ListChainsResponse.newBuilder()
              .addChains(ChainStatus.newBuilder().setChainId(31337).setDefaultChain(true))
              .addChains(ChainStatus.newBuilder().setChainId(8453))
              .build());
      observer.onCompleted();
    }
  }

  private synchronized Token create(CreateTokenRequest given) {
    var request =
        given.toBuilder().setChainId(given.hasChainId() ? given.getChainId() : 31337).build();
    var before = requests.putIfAbsent(request.getServiceId(), request);
    if (before != null && !before.equals(request)) {
      throw new Refused(
          new Fault.Plain(
              Status.Code.ALREADY_EXISTS, "TOKEN_EXISTS", "There is one with other arguments."));
    }
    if (before == null) {
      created.add(
          request.getServiceId() + " " + request.getName() + " " + request.getAccessThreshold());
    }
    return Token.newBuilder()
        .setId(
            TokenId.newBuilder()
                .setChainId(request.getChainId())
                .setAddress(addressOf(UUID.fromString(request.getServiceId()))))
        .setAccessThreshold(request.getAccessThreshold())
        .build();
  }
}
