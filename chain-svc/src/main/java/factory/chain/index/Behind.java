package factory.chain.index;

import factory.chain.evm.EndpointDown;

/** An endpoint has not seen yet what was applied already: that is no reorganisation. */
final class Behind extends EndpointDown {
  private static final long serialVersionUID = 1;

  Behind(long told, long applied) {
    super("the endpoint's newest block is " + told + ", and " + applied + " was applied already");
  }
}
