package factory.pipeline.deploy;

import factory.pipeline.sandbox.Sandbox;
import java.util.Optional;

/** How services are kept apart from everything else here: found out once, when a node starts. */
public sealed interface Isolation {
  /** Each one runs in a sandbox, which was tried. */
  record Sandboxed(Sandbox sandbox) implements Isolation {
    @Override
    public String words() {
      return "sandboxed: bubblewrap, " + sandbox.bounds();
    }
  }

  /**
   * They have all rights of this node's user, which its operator has accepted.
   *
   * @param why there is no sandbox
   */
  record Unsandboxed(String why) implements Isolation {
    @Override
    public String words() {
      return "unsandboxed: services have the rights of this node's user, and nothing bounds their"
          + " memory and processes together (pipeline.unsandboxed=accepted; "
          + why
          + ")";
    }
  }

  /**
   * None run.
   *
   * @param why there is no sandbox
   */
  record Missing(String why) implements Isolation {
    @Override
    public String words() {
      return "no service runs: there is no sandbox here ("
          + why
          + "), and pipeline.unsandboxed is not 'accepted'";
    }
  }

  /**
   * What there is, or what the operator has accepted in its stead.
   *
   * @param accepted whether services may run without a sandbox
   */
  static Isolation of(Sandbox.Found found, boolean accepted) {
    return switch (found) {
      case Sandbox.Found.Works(var sandbox) -> new Sandboxed(sandbox);
      case Sandbox.Found.Missing(var why) -> accepted ? new Unsandboxed(why) : new Missing(why);
    };
  }

  /** The sandbox, where there is one. */
  default Optional<Sandbox> found() {
    return this instanceof Sandboxed(var sandbox) ? Optional.of(sandbox) : Optional.empty();
  }

  /** Why nothing runs here; empty where services do. */
  default Optional<String> refusal() {
    return this instanceof Missing(var why) ? Optional.of(why) : Optional.empty();
  }

  /** What is so, for an operator to read. */
  String words();
}
