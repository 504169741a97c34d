package factory.web;

import factory.mesh.Node;

/** Runs web as a process of its own. */
public final class Main {
  private Main() {}

  /** Takes {@code --key=value} arguments; see {@link WebConfig} for the keys. */
  public static void main(String[] args) {
    Node.run("web", args, WebNode::start);
  }
}
