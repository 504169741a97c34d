package factory.pipeline.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** The sandbox of this machine, for tests of what runs in it. */
public final class TestSandbox {
  private TestSandbox() {}

  /** What there is; in CI bubblewrap has to be there, and may be forbidden to work. */
  public static Sandbox.Found find(Path folder) {
    if (System.getenv("CI") != null) {
      assertThat(Path.of("/usr/bin/bwrap")).as("installed by ./factory test").exists();
    }
    return Sandbox.find(folder, 2L << 30);
  }

  /** A sandbox, or the test is skipped with the reason. */
  public static Sandbox orSkip(Path folder) {
    var found = find(folder);
    Assumptions.assumeTrue(found instanceof Sandbox.Found.Works, found.toString());
    return ((Sandbox.Found.Works) found).sandbox();
  }
}
