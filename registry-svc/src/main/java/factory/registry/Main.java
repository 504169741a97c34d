package factory.registry;

import factory.mesh.Node;

/** Runs registry-svc as a process of its own. */
public final class Main {
  private Main() {}

  /** Arguments are {@code --key=value}. */
  public static void main(String[] args) {
    Node.run("registry-svc", args, RegistryNode::start);
  }
}
