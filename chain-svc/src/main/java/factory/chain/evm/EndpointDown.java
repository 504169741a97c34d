package factory.chain.evm;

/**
 * An endpoint did not answer, or answered with what no endpoint may say. Trying again later may
 * help. The message is for a person and holds no address or key.
 */
public class EndpointDown extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Says what is wrong. */
  public EndpointDown(String message) {
    super(message);
  }

  /** Says what is wrong and keeps what led to it. */
  public EndpointDown(String message, Throwable cause) {
    super(message, cause);
  }
}
