package factory.pipeline;

import factory.mesh.Node;

/** Starts pipeline-svc as a process of its own. */
public final class Main {
  private Main() {}

  /** Settings are arguments {@code --key=value}, the environment, and a file. */
  public static void main(String[] args) {
    Node.run("pipeline-svc", args, PipelineNode::start);
  }
}
