package factory.pipeline.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Finds and stops processes of generated services on this machine. A process belongs to this node
 * when its data lies below the node's folder: that is how one is found again after this node was
 * killed. In a sandbox a service is several: bubblewrap outside, bubblewrap as the first process
 * inside, and Java. Only Java's are the service's own to change.
 */
final class Processes {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final String SOCKET = "--socket=";
  private static final Set<String> MAINS = Set.of(Launcher.MAIN, Launcher.STANDBY);

  private final String data;

  Processes(Path dataDir) {
    data = "--data=" + dataDir + "/";
  }

  /**
   * Processes of one instance.
   *
   * @param root the one that all others come from
   */
  record Group(ProcessHandle root, List<Member> members) {
    /** Whether it was started with this argument. */
    boolean has(String argument) {
      return members.stream().anyMatch(m -> m.arguments().contains(argument));
    }

    boolean sandboxed() {
      return members.stream().anyMatch(m -> m.program().equals("bwrap"));
    }

    List<ProcessHandle> processes() {
      return members.stream().map(Member::process).toList();
    }
  }

  /** One process with what it was started with. */
  record Member(ProcessHandle process, List<String> arguments) {
    String program() {
      var first = arguments.getFirst();
      return first.substring(first.lastIndexOf('/') + 1);
    }
  }

  /** Everything of this node that runs now, by the socket that it was told to listen on. */
  Map<Path, Group> running() {
    Map<Path, List<Member>> found = new HashMap<>();
    ProcessHandle.allProcesses()
        .filter(Processes::alive)
        .forEach(
            process -> {
              var arguments = arguments(process);
              if (arguments.stream().anyMatch(MAINS::contains)
                  && arguments.stream().anyMatch(a -> a.startsWith(data))) {
                arguments.stream()
                    .filter(a -> a.startsWith(SOCKET))
                    .findFirst()
                    .map(a -> Path.of(a.substring(SOCKET.length())))
                    .ifPresent(
                        socket ->
                            found
                                .computeIfAbsent(socket, _ -> new ArrayList<>())
                                .add(new Member(process, arguments)));
              }
            });
    Map<Path, Group> groups = new HashMap<>();
    found.forEach((socket, members) -> groups.put(socket, new Group(root(members), members)));
    return groups;
  }

  private static ProcessHandle root(List<Member> members) {
    Set<Long> pids = new HashSet<>();
    members.forEach(m -> pids.add(m.process().pid()));
    return members.stream()
        .map(Member::process)
        .filter(p -> p.parent().filter(parent -> pids.contains(parent.pid())).isEmpty())
        .findFirst()
        .orElse(members.getFirst().process());
  }

  private static List<String> arguments(ProcessHandle process) {
    try {
      var line = Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"));
      return List.of(line.split("\0"));
    } catch (IOException e) {
      // Gone just now, or a system without /proc.
      var info = process.info();
      List<String> all = new ArrayList<>();
      all.add(info.command().orElse(""));
      all.addAll(List.of(info.arguments().orElse(new String[0])));
      return all;
    }
  }

  /** Whether a process runs; one that has ended and waits for its parent does not. */
  static boolean alive(ProcessHandle process) {
    if (!process.isAlive()) {
      return false;
    }
    try {
      var stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
      return !stat.substring(stat.lastIndexOf(')') + 1).strip().startsWith("Z");
    } catch (IOException e) {
      // Gone just now, or a system without /proc.
      return process.isAlive();
    }
  }

  /**
   * Asks the Java of an instance to end, and ends what of it is left then. Returns once nothing of
   * it runs.
   *
   * @param root of those that were started; null when only what is found counts
   */
  void stop(Path socket, @Nullable ProcessHandle root) {
    Set<ProcessHandle> all = new LinkedHashSet<>();
    if (root != null && alive(root)) {
      all.add(root);
      root.descendants().forEach(all::add);
    }
    var group = running().get(socket);
    if (group != null) {
      all.addAll(group.processes());
      group.members().stream()
          .filter(m -> m.program().equals("java"))
          .forEach(m -> m.process().destroy());
      if (group.members().stream().anyMatch(m -> m.program().equals("java"))) {
        awaitEnds(all, PATIENCE);
      }
    }
    kill(socket, root);
  }

  /**
   * Ends all of an instance without asking. Returns once nothing of it runs.
   *
   * @param root of those that were started; null when only what is found counts
   */
  void kill(Path socket, @Nullable ProcessHandle root) {
    if (root != null) {
      ProcessGroup.kill(root);
    }
    var group = running().get(socket);
    if (group != null) {
      group.processes().forEach(ProcessGroup::kill);
    }
  }

  private static void awaitEnds(Set<ProcessHandle> all, Duration atMost) {
    var interrupted = false;
    var deadline = System.nanoTime() + atMost.toNanos();
    for (var process : all) {
      try {
        if (interrupted) {
          break;
        }
        var _ = awaitEnd(process, Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits for a process's end; false when it still runs after that time. */
  static boolean awaitEnd(ProcessHandle process, Duration atMost) throws InterruptedException {
    var deadline = System.nanoTime() + atMost.toNanos();
    while (alive(process)) {
      var left = deadline - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      // The handle's own future never completes for a stranger's child that nobody reaps.
      TimeUnit.NANOSECONDS.sleep(Math.min(left, 20_000_000));
    }
    return true;
  }
}
