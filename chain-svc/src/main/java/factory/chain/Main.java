package factory.chain;

import factory.mesh.Node;

/** Runs chain-svc as a process of its own. */
public final class Main {
  private Main() {}

  /** Reads {@code --key=value} arguments and the environment. */
  public static void main(String[] args) {
    Node.run("chain-svc", args, ChainNode::start);
  }
}
