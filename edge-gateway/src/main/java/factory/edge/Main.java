package factory.edge;

import factory.mesh.Node;

/** Runs edge-gateway as a process of its own. */
public final class Main {
  private Main() {}

  /** {@code --key=value} arguments; see {@code EdgeConfig}. */
  public static void main(String[] args) {
    Node.run("edge-gateway", args, EdgeNode::start);
  }
}
