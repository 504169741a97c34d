package factory.pipeline.sandbox;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Control groups of the kernel, version 1 or 2, where this node may write them: they bound what a
 * process and everything that it starts use up together.
 */
final class ControlGroups {
  private static final Logger LOG = Logger.getLogger(ControlGroups.class.getName());
  private static final Path MOUNT = Path.of("/sys/fs/cgroup");

  /** Of each controller that bounds something, the folder that our groups are in. */
  private final Map<String, Path> parents;

  private final int version;

  private ControlGroups(int version, Map<String, Path> parents) {
    this.version = version;
    this.parents = parents;
  }

  /**
   * Those of this machine, or empty where they cannot be written.
   *
   * @param ours the name of the group that all of ours are in
   * @param memoryBytes that it may take
   */
  static Optional<ControlGroups> find(String ours, long memoryBytes) {
    try {
      var mine = Files.readAllLines(Path.of("/proc/self/cgroup"));
      var found =
          Files.exists(MOUNT.resolve("cgroup.controllers")) ? two(mine, ours) : one(mine, ours);
      if (found.isPresent()) {
        found.get().boundAll(memoryBytes);
      }
      return found;
    } catch (IOException | SecurityException e) {
      LOG.fine(() -> "no control groups: " + e.getMessage());
      return Optional.empty();
    }
  }

  private static Optional<ControlGroups> one(List<String> mine, String name) throws IOException {
    var memory = MOUNT.resolve("memory" + path(mine, "memory")).resolve(name);
    var pids = MOUNT.resolve("pids" + path(mine, "pids")).resolve(name);
    Files.createDirectories(memory);
    Files.createDirectories(pids);
    return writable(memory.resolve("memory.limit_in_bytes"))
            && writable(pids.resolve("cgroup.procs"))
        ? Optional.of(new ControlGroups(1, Map.of("memory", memory, "pids", pids)))
        : Optional.empty();
  }

  private static Optional<ControlGroups> two(List<String> mine, String name) throws IOException {
    var own = MOUNT.resolve(path(mine, "").substring(1));
    var ours = own.resolve(name);
    Files.createDirectories(ours);
    // Refused where processes live in the group itself and it is not the root one.
    enable(own);
    enable(ours);
    return writable(ours.resolve("memory.max")) && writable(ours.resolve("pids.max"))
        ? Optional.of(new ControlGroups(2, Map.of("memory", ours)))
        : Optional.empty();
  }

  private static void enable(Path group) throws IOException {
    Files.writeString(group.resolve("cgroup.subtree_control"), "+memory +pids");
  }

  /** This node's place among the groups of a controller; {@code ""} for version 2. */
  private static String path(List<String> mine, String controller) throws IOException {
    for (var line : mine) {
      var parts = line.split(":", 3);
      if (parts.length == 3 && List.of(parts[1].split(",")).contains(controller)) {
        return parts[2].equals("/") ? "/" : parts[2] + "/";
      }
    }
    throw new IOException("no group for '" + controller + "'");
  }

  private static boolean writable(Path file) {
    return Files.isWritable(file);
  }

  private void boundAll(long memoryBytes) throws IOException {
    var all = parents.get("memory");
    if (all != null) {
      write(all.resolve(version == 1 ? "memory.limit_in_bytes" : "memory.max"), memoryBytes);
    }
  }

  /** Whether the kernel ended something in a group, since that was full. */
  boolean ranOutOfMemory(String name) {
    try {
      var counts =
          Files.readAllLines(
              group("memory", name).resolve(version == 1 ? "memory.oom_control" : "memory.events"));
      return counts.stream().anyMatch(line -> line.matches("oom_kill [1-9][0-9]*"));
    } catch (IOException e) {
      LOG.fine(() -> name + " tells no counts: " + e.getMessage());
      return false;
    }
  }

  /** Removes the group that all of ours were in. */
  void close() {
    for (var parent : parents.values()) {
      // Those too that were busy when their processes had only just ended.
      try (var left = Files.list(parent)) {
        left.filter(Files::isDirectory).forEach(ControlGroups::delete);
      } catch (IOException e) {
        LOG.fine(() -> parent + " cannot be listed: " + e.getMessage());
      }
      delete(parent);
    }
  }

  /** 1 or 2. */
  int version() {
    return version;
  }

  /** Makes a group, or bounds it anew; gives the files that a process writes itself into. */
  List<Path> bound(String name, Bounds bounds) throws IOException {
    List<Path> joins = new ArrayList<>();
    for (var parent : List.copyOf(parents.values())) {
      var group = parent.resolve(name);
      Files.createDirectories(group);
      joins.add(group.resolve("cgroup.procs"));
    }
    if (version == 1) {
      var memory = group("memory", name);
      write(memory.resolve("memory.limit_in_bytes"), bounds.memoryBytes());
      write(group("pids", name).resolve("pids.max"), bounds.processes());
    } else {
      var group = group("memory", name);
      write(group.resolve("memory.max"), bounds.memoryBytes());
      write(group.resolve("memory.swap.max"), 0);
      write(group.resolve("pids.max"), bounds.processes());
    }
    return joins;
  }

  private Path group(String controller, String name) {
    @Nullable Path parent = parents.get(controller);
    if (parent == null) {
      throw new IllegalArgumentException(controller);
    }
    return parent.resolve(name);
  }

  private static void write(Path file, long value) throws IOException {
    // Swap's is not there on every kernel.
    if (Files.exists(file)) {
      Files.writeString(file, Long.toString(value));
    }
  }

  /** Removes a group whose processes have ended. */
  void remove(String name) {
    parents.values().forEach(parent -> delete(parent.resolve(name)));
  }

  private static void delete(Path group) {
    try {
      Files.deleteIfExists(group);
    } catch (DirectoryNotEmptyException e) {
      LOG.fine(() -> group + " has groups of its own");
    } catch (IOException e) {
      // Busy while something still runs in it.
      LOG.fine(() -> group + " cannot be removed yet: " + e.getMessage());
    }
  }
}
