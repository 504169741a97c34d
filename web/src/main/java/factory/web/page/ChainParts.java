package factory.web.page;

import com.google.protobuf.Duration;
import factory.chain.v1.ChainStatus;
import factory.chain.v1.EndpointStatus;
import factory.chain.v1.ListChainsRequest;
import factory.web.neighbour.Neighbours;
import io.grpc.StatusRuntimeException;
import java.util.List;

/** The followed chains, for whoever runs the platform. */
public final class ChainParts {
  private final Neighbours neighbours;

  public ChainParts(Neighbours neighbours) {
    this.neighbours = neighbours;
  }

  public Views.Chains chains() {
    try {
      return new Views.Chains("", followed().stream().map(ChainParts::chain).toList());
    } catch (StatusRuntimeException e) {
      return new Views.Chains(Parts.trouble("The chain node", e), List.of());
    }
  }

  private List<ChainStatus> followed() {
    return neighbours
        .chain(neighbours.pageDeadline())
        .listChains(ListChainsRequest.getDefaultInstance())
        .getChainsList();
  }

  /** The chains that a token can be made on; none to choose from when there is one. */
  public List<Views.Choice> choices() {
    try {
      var chains = followed();
      return chains.size() < 2
          ? List.of()
          : chains.stream()
              .map(
                  c ->
                      new Views.Choice(
                          Long.toUnsignedString(c.getChainId()), named(c), c.getDefaultChain()))
              .toList();
    } catch (StatusRuntimeException e) {
      return List.of();
    }
  }

  /** What a chain is called; its number when nobody says. */
  public String name(long chainId) {
    try {
      return followed().stream()
          .filter(c -> c.getChainId() == chainId)
          .map(ChainParts::named)
          .findFirst()
          .orElse(Long.toUnsignedString(chainId));
    } catch (StatusRuntimeException e) {
      return Long.toUnsignedString(chainId);
    }
  }

  /** Where tokens are created unless somebody chooses; empty when nobody says. */
  public String byDefault() {
    try {
      return followed().stream()
          .filter(ChainStatus::getDefaultChain)
          .map(ChainParts::named)
          .findFirst()
          .orElse("");
    } catch (StatusRuntimeException e) {
      return "";
    }
  }

  /** Whether what is known of a chain is of now. */
  public boolean isHealthy(long chainId) {
    return followed().stream().anyMatch(c -> c.getChainId() == chainId && c.getHealthy());
  }

  private static String named(ChainStatus chain) {
    return chain.getName() + " (" + Long.toUnsignedString(chain.getChainId()) + ")";
  }

  private static Views.Chain chain(ChainStatus chain) {
    return new Views.Chain(
        named(chain),
        chain.getHealthy()
            ? new Views.Badge("healthy", "good")
            : new Views.Badge("not healthy", "bad"),
        chain.getDefaultChain(),
        chain.getProblem(),
        chain.hasLatest()
            ? Long.toUnsignedString(chain.getLatest().getNumber())
                + (chain.hasHeadAge()
                    ? ", confirmed " + ago(chain.getHeadAge())
                    : ", not confirmed yet")
            : "none yet",
        Long.toUnsignedString(chain.getLagBlocks())
            + (chain.getLagBlocks() == 1 ? " block" : " blocks"),
        chain.hasFinalized() ? Long.toUnsignedString(chain.getFinalized().getNumber()) : "none yet",
        chain.getFinality(),
        chain.getFactoryAddress(),
        chain.getEndpointsList().stream().map(ChainParts::endpoint).toList());
  }

  private static Views.Endpoint endpoint(EndpointStatus endpoint) {
    var badge =
        !endpoint.getHealthy()
            ? new Views.Badge("not asked", "bad")
            : endpoint.getInUse()
                ? new Views.Badge("in use", "good")
                : new Views.Badge("ready", "wait");
    return new Views.Endpoint(
        endpoint.getLabel(),
        badge,
        endpoint.getHeadNumber() == 0 ? "" : Long.toUnsignedString(endpoint.getHeadNumber()),
        endpoint.hasAnswerAge() ? ago(endpoint.getAnswerAge()) : "never",
        endpoint.getProblem());
  }

  private static String ago(Duration age) {
    return Shown.relative(java.time.Duration.ofSeconds(age.getSeconds(), age.getNanos()));
  }
}
