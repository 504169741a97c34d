package factory.web.neighbour;

import factory.chain.v1.ChainGrpc;
import factory.edge.v1.AccessGrpc;
import factory.mesh.Address;
import factory.mesh.Health;
import factory.mesh.MeshChannel;
import factory.mesh.Trust;
import factory.pipeline.v1.PipelineGrpc;
import factory.registry.v1.RegistryGrpc;
import io.grpc.stub.AbstractStub;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** One channel to each of the other nodes. Safe for any number of threads. */
public final class Neighbours implements AutoCloseable {
  private final Places places;
  private final MeshChannel registry;
  private final MeshChannel pipeline;
  private final MeshChannel chain;
  private final MeshChannel edge;

  /**
   * Where they are.
   *
   * @param deadline what a call made for the API may take
   * @param pageDeadline what a call made for one part of a page may take
   */
  public record Places(
      Address registry,
      Address pipeline,
      Address chain,
      Address edge,
      Duration deadline,
      Duration pageDeadline) {}

  private Neighbours(Places places, Trust trust) {
    this.places = places;
    registry =
        MeshChannel.open(
            places.registry(), trust.onBehalfTo("registry"), RegistryGrpc.getServiceDescriptor());
    pipeline =
        MeshChannel.open(
            places.pipeline(), trust.onBehalfTo("pipeline"), PipelineGrpc.getServiceDescriptor());
    chain =
        MeshChannel.open(
            places.chain(), trust.onBehalfTo("chain"), ChainGrpc.getServiceDescriptor());
    edge =
        MeshChannel.open(
            places.edge(), trust.onBehalfTo("edge"), AccessGrpc.getServiceDescriptor());
  }

  /** Connects on the first call to each, on behalf of whoever asks this node. */
  public static Neighbours open(Places places, Trust trust) {
    return new Neighbours(places, trust);
  }

  /** Makes a node's health show how these do. */
  public Health reportedTo(Health health) {
    return health
        .neighbour("registry", registry, RegistryGrpc.SERVICE_NAME)
        .neighbour("pipeline", pipeline, PipelineGrpc.SERVICE_NAME)
        .neighbour("chain", chain, ChainGrpc.SERVICE_NAME)
        .neighbour("edge", edge, AccessGrpc.SERVICE_NAME);
  }

  /** How long a caller of the API waits at most. */
  public Duration deadline() {
    return places.deadline();
  }

  /** How long a part of a page waits at most. */
  public Duration pageDeadline() {
    return places.pageDeadline();
  }

  /** The registry, for one call. */
  public RegistryGrpc.RegistryBlockingStub registry(Duration deadline) {
    return within(RegistryGrpc.newBlockingStub(registry.channel()), deadline);
  }

  /** The registry's feeds, which have no deadline. */
  public RegistryGrpc.RegistryStub feeds() {
    return RegistryGrpc.newStub(registry.channel());
  }

  /** The pipeline, for one call. */
  public PipelineGrpc.PipelineBlockingStub pipeline(Duration deadline) {
    return within(PipelineGrpc.newBlockingStub(pipeline.channel()), deadline);
  }

  /** The chain, for one call. */
  public ChainGrpc.ChainBlockingStub chain(Duration deadline) {
    return within(ChainGrpc.newBlockingStub(chain.channel()), deadline);
  }

  /** The gate, for one call. */
  public AccessGrpc.AccessBlockingStub gate(Duration deadline) {
    return within(AccessGrpc.newBlockingStub(edge.channel()), deadline);
  }

  private static <S extends AbstractStub<S>> S within(S stub, Duration deadline) {
    return stub.withDeadlineAfter(deadline.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    registry.close();
    pipeline.close();
    chain.close();
    edge.close();
  }
}
