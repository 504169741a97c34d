package factory.pipeline.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Users of the machine that nobody else is, one for each folder that a sandboxed process keeps its
 * data in. Who owns a folder is its user from then on, also after a restart. Safe for many threads.
 */
public final class Users {
  /** Numbers that distributions leave unused; and others, where a container has not so many. */
  private static final long[][] RANGES = {{1_879_048_192L, 65_536}, {30_000, 25_000}};

  private final long first;
  private final long count;
  private final Map<Path, Integer> given = new HashMap<>();
  private final Set<Integer> used = new HashSet<>();

  private Users(long first, long count) {
    this.first = first;
    this.count = count;
  }

  /** Those that this machine, or this container, has; empty when they are too few. */
  static Optional<Users> find() throws IOException {
    for (var range : RANGES) {
      for (var line : Files.readAllLines(Path.of("/proc/self/uid_map"))) {
        var numbers = line.strip().split("\\s+");
        var from = Long.parseLong(numbers[0]);
        if (from <= range[0] && from + Long.parseLong(numbers[2]) >= range[0] + range[1]) {
          return Optional.of(new Users(range[0], range[1]));
        }
      }
    }
    return Optional.empty();
  }

  /** Which users folders have that were left by a former node. */
  synchronized void learn(Iterable<Path> folders) throws IOException {
    for (var folder : folders) {
      var owner = owner(folder);
      if (owner >= first && owner < first + count && used.add((int) owner)) {
        given.put(folder, (int) owner);
      }
    }
  }

  /** The user of a folder; a new one unless it has one. */
  synchronized int of(Path folder) {
    return given.computeIfAbsent(folder, _ -> next());
  }

  private int next() {
    for (var user = first; user < first + count; user++) {
      if (used.add((int) user)) {
        return (int) user;
      }
    }
    throw new IllegalStateException("every user of the sandbox is in use");
  }

  /** The folder is gone. */
  synchronized void forget(Path folder) {
    var user = given.remove(folder);
    if (user != null) {
      used.remove(user);
    }
  }

  private static long owner(Path folder) throws IOException {
    return ((Integer) Files.getAttribute(folder, "unix:uid", LinkOption.NOFOLLOW_LINKS))
        .longValue();
  }
}
