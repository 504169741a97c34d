package factory.chain.evm;

/** An endpoint answered a call with a JSON-RPC error. */
public final class RpcRefused extends RuntimeException {
  /** The method is not there. */
  public static final int UNKNOWN_METHOD = -32601;

  private static final long serialVersionUID = 1;

  private final int code;
  private final String text;
  private final String data;

  RpcRefused(String method, int code, String text, String data) {
    super(method + " was refused (" + code + "): " + text);
    this.code = code;
    this.text = text;
    this.data = data;
  }

  /** The JSON-RPC error code. */
  public int code() {
    return code;
  }

  /** What the endpoint said; bounded. */
  public String text() {
    return text;
  }

  /** What a reverted call returned, as hex; empty when nothing. */
  public String data() {
    return data;
  }

  /** Whether a contract refused, not the endpoint. */
  public boolean reverted() {
    return code == 3 || text.contains("revert");
  }
}
