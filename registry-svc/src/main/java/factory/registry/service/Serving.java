package factory.registry.service;

import factory.mesh.Address;

/** What answers a service's calls now. */
public sealed interface Serving {
  /** No version was ever deployed. */
  record None() implements Serving {}

  /** The version's process answers. */
  record Up(String version, Address upstream) implements Serving {}

  /** The version's process is stopped until it is called. */
  record Asleep(String version) implements Serving {}

  /**
   * The version's process should answer and does not.
   *
   * @param reason for a person to read; may be empty
   */
  record Down(String version, String reason) implements Serving {}

  /** Whether the public sees no difference: where a process listens stays in the mesh. */
  default boolean looksLike(Serving other) {
    if (this instanceof Up(var mine, var _) && other instanceof Up(var theirs, var _)) {
      return mine.equals(theirs);
    }
    return equals(other);
  }
}
