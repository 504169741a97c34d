package factory.chain.index;

import factory.chain.evm.EndpointDown;

/** An endpoint's chain is not the one whose blocks were final. */
final class Contradiction extends EndpointDown {
  private static final long serialVersionUID = 1;

  Contradiction(long finalNumber) {
    super(
        "the endpoint's chain has another block "
            + finalNumber
            + " than the one that was final: a reorganisation beyond finality, or another chain");
  }
}
