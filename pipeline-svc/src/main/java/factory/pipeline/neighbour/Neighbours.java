package factory.pipeline.neighbour;

import com.google.protobuf.Struct;
import factory.chain.v1.ChainGrpc;
import factory.chain.v1.CreateTokenRequest;
import factory.chain.v1.IssuerGrpc;
import factory.chain.v1.ListChainsRequest;
import factory.mesh.Address;
import factory.mesh.Faults;
import factory.mesh.MeshChannel;
import factory.mesh.Trust;
import factory.registry.v1.GetServiceRequest;
import factory.registry.v1.LifecycleGrpc;
import factory.registry.v1.Plan;
import factory.registry.v1.RecordIdeaRequest;
import factory.registry.v1.RecordPlanRequest;
import factory.registry.v1.RecordServingRequest;
import factory.registry.v1.RecordTokenRequest;
import factory.registry.v1.RecordTransitionRequest;
import factory.registry.v1.RegistryGrpc;
import factory.registry.v1.RouteToken;
import factory.registry.v1.Service;
import factory.registry.v1.ServiceStatus;
import factory.registry.v1.Serving;
import factory.registry.v1.ServingState;
import factory.registry.v1.Upstream;
import factory.registry.v1.WatchServicesRequest;
import factory.registry.v1.WatchServicesResponse;
import io.grpc.Channel;
import io.grpc.ServiceDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The registry and the chain as this node calls them. Every method throws {@link
 * factory.mesh.Refused} with the neighbour's own fault.
 */
public final class Neighbours implements AutoCloseable {
  /** A token is created within a few blocks of the slowest followed chain. */
  private static final Duration TOKEN_DEADLINE = Duration.ofSeconds(90);

  private final List<MeshChannel> channels = new ArrayList<>();
  private final RegistryGrpc.RegistryBlockingStub registry;
  private final LifecycleGrpc.LifecycleBlockingStub lifecycle;
  private final IssuerGrpc.IssuerBlockingStub issuer;
  private final ChainGrpc.ChainBlockingStub chain;

  /** Where they are: the listener for everybody, and the one for nodes alone. */
  public record Places(
      Address registry, Address registryInternal, Address chain, Address chainInternal) {}

  /** Connects on the first call. */
  public Neighbours(Places at, Trust trust) {
    var toRegistry = trust.to("registry");
    var toChain = trust.to("chain");
    registry =
        RegistryGrpc.newBlockingStub(
            open(at.registry(), toRegistry, RegistryGrpc.getServiceDescriptor()));
    lifecycle =
        LifecycleGrpc.newBlockingStub(
            open(at.registryInternal(), toRegistry, LifecycleGrpc.getServiceDescriptor()));
    chain = ChainGrpc.newBlockingStub(open(at.chain(), toChain, ChainGrpc.getServiceDescriptor()));
    issuer =
        IssuerGrpc.newBlockingStub(
            open(at.chainInternal(), toChain, IssuerGrpc.getServiceDescriptor()));
  }

  private Channel open(Address address, Trust.Signer signer, ServiceDescriptor service) {
    var channel = MeshChannel.open(address, signer, service);
    channels.add(channel);
    return channel.channel();
  }

  /**
   * What this node needs to know of a service.
   *
   * @param chainId of its token; null when it has none
   * @param requester whose it is; empty for the operators'
   * @param takenDown why the operators keep it from running; empty while they do not
   */
  public record ServiceRecord(
      UUID id,
      String idea,
      @Nullable Long chainId,
      Optional<String> requester,
      Optional<String> takenDown) {
    /** Whether it has a token. */
    public boolean tokenised() {
      return chainId != null;
    }
  }

  /** A token as the chain gave it. */
  public record IssuedToken(long chainId, String address, BigInteger accessThreshold) {}

  /** One service. */
  public ServiceRecord service(UUID id) {
    return parse(shown(id));
  }

  /** One service, as everybody sees it. */
  public Service shown(UUID id) {
    return asking(
        () ->
            registry
                .getService(GetServiceRequest.newBuilder().setServiceId(id.toString()).build())
                .getService());
  }

  /**
   * Records an idea for whoever asks this node; the same request gives the same service.
   *
   * @param requestId null for a request that is not repeated
   * @param wallet who is signed in
   * @param plan what its first version is to be
   * @param message of its first event; may be empty
   */
  public Service recordIdea(
      @Nullable String requestId,
      String idea,
      Optional<String> requesterId,
      Optional<Struct> metadata,
      Optional<String> wallet,
      Plan plan,
      String message) {
    var request =
        RecordIdeaRequest.newBuilder()
            .setIdea(idea)
            .setWallet(wallet.orElse(""))
            .setPlan(plan)
            .setMessage(message);
    if (requestId != null) {
      request.setRequestId(requestId);
    }
    requesterId.ifPresent(request::setRequesterId);
    metadata.ifPresent(request::setMetadata);
    return asking(() -> lifecycle.recordIdea(request.build()).getService());
  }

  /**
   * Says what a service's next version is to be.
   *
   * @param expectedRevisions it must be at one of these; at any when there are none
   * @param message of an event; may be empty
   */
  public Service recordPlan(UUID service, Plan plan, List<Long> expectedRevisions, String message) {
    return asking(
        () ->
            lifecycle
                .recordPlan(
                    RecordPlanRequest.newBuilder()
                        .setServiceId(service.toString())
                        .setPlan(plan)
                        .addAllExpectedRevisions(expectedRevisions)
                        .setMessage(message)
                        .build())
                .getService());
  }

  /** Moves a service along its lifecycle. */
  public ServiceRecord transition(
      UUID service, String requestId, ServiceStatus status, String message) {
    return transition(service, requestId, List.of(), status, message);
  }

  /**
   * The same for a service that is in one of some states.
   *
   * @param expected refused when it is in another one; in any when there are none
   */
  public ServiceRecord transition(
      UUID service,
      String requestId,
      List<ServiceStatus> expected,
      ServiceStatus status,
      String message) {
    return asking(
        () ->
            parse(
                lifecycle
                    .recordTransition(
                        RecordTransitionRequest.newBuilder()
                            .setServiceId(service.toString())
                            .setRequestId(requestId)
                            .setStatus(status)
                            .setMessage(message)
                            .addAllExpectedStatuses(expected)
                            .build())
                    .getService()));
  }

  /** A version answers at an address. */
  public void up(UUID service, UUID version, Address upstream, String message) {
    serving(
        RecordServingRequest.newBuilder()
            .setServiceId(service.toString())
            .setServing(
                Serving.newBuilder()
                    .setState(ServingState.SERVING_STATE_UP)
                    .setVersion(version.toString()))
            .setUpstream(render(upstream))
            .setMessage(message)
            .build(),
        MeshChannel.DEADLINE);
  }

  private static Upstream.Builder render(Address upstream) {
    return switch (upstream) {
      case Address.Unix(var path) -> Upstream.newBuilder().setUnixPath(path.toString());
      case Address.Tcp tcp -> Upstream.newBuilder().setHostPort(tcp.toString());
    };
  }

  /** A version's process should answer and does not; the message says why. */
  public void down(UUID service, UUID version, String message, Duration deadline) {
    serving(
        RecordServingRequest.newBuilder()
            .setServiceId(service.toString())
            .setServing(
                Serving.newBuilder()
                    .setState(ServingState.SERVING_STATE_DOWN)
                    .setVersion(version.toString())
                    .setReason(message))
            .setMessage(message)
            .build(),
        deadline);
  }

  /** Nothing answers, and nothing ought to. */
  public void none(UUID service, String message) {
    serving(
        RecordServingRequest.newBuilder()
            .setServiceId(service.toString())
            .setServing(Serving.newBuilder().setState(ServingState.SERVING_STATE_NONE))
            .setMessage(message)
            .build(),
        MeshChannel.DEADLINE);
  }

  private void serving(RecordServingRequest request, Duration deadline) {
    var _ =
        asking(
            () ->
                lifecycle
                    .withDeadlineAfter(deadline.toMillis(), TimeUnit.MILLISECONDS)
                    .recordServing(request));
  }

  /** The service has this token. */
  public void recordToken(UUID service, IssuedToken token) {
    var _ =
        asking(
            () ->
                lifecycle.recordToken(
                    RecordTokenRequest.newBuilder()
                        .setServiceId(service.toString())
                        .setToken(
                            RouteToken.newBuilder()
                                .setChainId(token.chainId())
                                .setAddress(token.address())
                                .setAccessThreshold(token.accessThreshold().toString()))
                        .build()));
  }

  /** Whether tokens can be made on a chain. */
  public boolean followsChain(long chainId) {
    return asking(() -> chain.listChains(ListChainsRequest.getDefaultInstance()))
        .getChainsList()
        .stream()
        .anyMatch(followed -> followed.getChainId() == chainId);
  }

  /** Creates a service's token, or gives the one that equal arguments made before. */
  public IssuedToken createToken(
      UUID service, @Nullable Long chainId, BigInteger accessThreshold, String name) {
    var request =
        CreateTokenRequest.newBuilder()
            .setServiceId(service.toString())
            .setAccessThreshold(accessThreshold.toString())
            .setName(name);
    if (chainId != null) {
      request.setChainId(chainId);
    }
    return asking(
        () -> {
          var token =
              issuer
                  .withDeadlineAfter(TOKEN_DEADLINE.toMillis(), TimeUnit.MILLISECONDS)
                  .createToken(request.build())
                  .getToken();
          return new IssuedToken(
              token.getId().getChainId(),
              token.getId().getAddress(),
              token.getAccessThreshold().isEmpty()
                  ? accessThreshold
                  : new BigInteger(token.getAccessThreshold()));
        });
  }

  /** Follows the registry's services from a cursor. */
  public void watchServices(String cursor, StreamObserver<WatchServicesResponse> observer) {
    RegistryGrpc.newStub(registry.getChannel())
        .watchServices(WatchServicesRequest.newBuilder().setCursor(cursor).build(), observer);
  }

  private static ServiceRecord parse(Service service) {
    return new ServiceRecord(
        UUID.fromString(service.getId()),
        service.getIdea(),
        service.hasTokenAddress() ? service.getChainId() : null,
        service.hasRequesterId() ? Optional.of(service.getRequesterId()) : Optional.empty(),
        service.hasTakedown() ? Optional.of(service.getTakedown().getReason()) : Optional.empty());
  }

  private static <T> T asking(Supplier<T> call) {
    try {
      return call.get();
    } catch (StatusRuntimeException e) {
      throw Faults.refused(e);
    }
  }

  @Override
  public void close() {
    channels.forEach(MeshChannel::close);
  }
}
