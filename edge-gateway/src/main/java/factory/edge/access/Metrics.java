package factory.edge.access;

import factory.edge.balances.Replicas;
import java.util.List;
import java.util.function.Supplier;

/** What the gate measures, as Prometheus reads it. */
public final class Metrics {
  private final Supplier<List<Replicas.Health>> replicas;

  /** Of these replicas. */
  public Metrics(Supplier<List<Replicas.Health>> replicas) {
    this.replicas = replicas;
  }

  /** Text exposition format 0.0.4. */
  public String text() {
    var text = new StringBuilder();
    text.append("# HELP access_revocation_seconds From a block's arrival at chain-svc to its")
        .append(" balances in force at the gate.\n")
        .append("# TYPE access_revocation_seconds histogram\n");
    for (var replica : replicas.get()) {
      replica.times().write(text, "chain_id=\"" + Long.toUnsignedString(replica.chainId()) + "\"");
    }
    text.append("# HELP gate_holders Wallets that hold something, over all tokens.\n")
        .append("# TYPE gate_holders gauge\n");
    for (var replica : replicas.get()) {
      text.append("gate_holders{chain_id=\"")
          .append(Long.toUnsignedString(replica.chainId()))
          .append("\"} ")
          .append(replica.holders())
          .append('\n');
    }
    return text.toString();
  }
}
