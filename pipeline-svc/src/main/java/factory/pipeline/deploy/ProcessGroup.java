package factory.pipeline.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * A process that was started in a session of its own, and everything that it has started there.
 * Ended at once, and only then: whoever returns from {@link #kill} has seen that none of it runs.
 */
final class ProcessGroup {
  /** A process that the kernel cannot end now, such as one that waits for a broken disk. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private ProcessGroup() {}

  /**
   * Kills all of it; returns when nothing of it runs, also when the thread is interrupted
   * meanwhile.
   *
   * @throws IllegalStateException when something of it cannot be ended
   */
  static void kill(ProcessHandle leader) {
    var deadline = System.nanoTime() + PATIENCE.toNanos();
    var interrupted = false;
    Set<ProcessHandle> all = new HashSet<>();
    try {
      while (true) {
        // Again and again: one of them may have started another meanwhile.
        all.addAll(members(leader));
        all.removeIf(one -> !Processes.alive(one));
        if (all.isEmpty()) {
          return;
        }
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException(
              "processes do not end: " + all.stream().map(ProcessHandle::pid).toList());
        }
        all.forEach(ProcessHandle::destroyForcibly);
        try {
          Thread.sleep(5);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** The leader, what descends from it, and who else is of its session. */
  private static Set<ProcessHandle> members(ProcessHandle leader) {
    Set<ProcessHandle> members = new HashSet<>();
    if (isReused(leader)) {
      return members;
    }
    members.add(leader);
    leader.descendants().forEach(members::add);
    ProcessHandle.allProcesses().filter(one -> session(one) == leader.pid()).forEach(members::add);
    return members;
  }

  /** As long as a session has a member its number is no other process's. */
  private static boolean isReused(ProcessHandle leader) {
    return ProcessHandle.of(leader.pid()).filter(now -> !now.equals(leader)).isPresent();
  }

  /** The session that a process belongs to; 0 when it is gone, or the system has no /proc. */
  private static long session(ProcessHandle process) {
    return stat(process)
        .map(stat -> Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[3]))
        .orElse(0L);
  }

  private static Optional<String> stat(ProcessHandle process) {
    try {
      return Optional.of(Files.readString(Path.of("/proc/" + process.pid() + "/stat")));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
