package factory.pipeline.sandbox;

import java.nio.file.Path;
import java.util.List;

/**
 * What a process may have of this machine.
 *
 * @param readable folders and files that it reads
 * @param writable its own folders, the only ones that it writes: what it keeps first, whose user it
 *     runs as where this node is root
 * @param name of its control group: letters, digits and dashes
 */
public record Confinement(List<Path> readable, List<Path> writable, String name) {
  /** Copies. */
  public Confinement {
    readable = List.copyOf(readable);
    writable = List.copyOf(writable);
    if (!name.matches("[a-z0-9-]+")) {
      throw new IllegalArgumentException("'" + name + "' names no control group");
    }
  }

  /** What it keeps. */
  Path data() {
    return writable.getFirst();
  }
}
