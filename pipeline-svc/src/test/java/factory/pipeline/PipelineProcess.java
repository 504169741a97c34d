package factory.pipeline;

import factory.mesh.Node;

/** The node as a process of its own, with the tests' generator, so that a test can kill it. */
public final class PipelineProcess {
  private PipelineProcess() {}

  /** Takes the settings of the real node. */
  public static void main(String[] args) {
    var scripted = new ScriptedGenerator();
    Node.run(
        "pipeline-svc",
        args,
        settings -> PipelineNode.start(settings, scripted, scripted, scripted));
  }
}
