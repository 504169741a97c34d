package factory.pipeline.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;

/**
 * Runs a command where it sees nothing of this machine but what it is given: bubblewrap with
 * namespaces of its own for users, mounts, processes, networks, IPC and names, no network, no
 * capabilities, a filter of system calls, and bounds of memory, processes and files. Where this
 * node is root, each command has a user of its own outside, too; the kernel bounds processes by
 * user, and never root's.
 */
public final class Sandbox {
  private static final Logger LOG = Logger.getLogger(Sandbox.class.getName());
  private static final Path BUBBLEWRAP = Path.of("/usr/bin/bwrap");
  private static final Path SETPRIV = Path.of("/usr/bin/setpriv");
  private static final Path PRLIMIT = Path.of("/usr/bin/prlimit");
  private static final Path TRUE = Path.of("/usr/bin/true");

  /**
   * Is ended before others where memory is short, joins the groups, opens the filter where
   * bubblewrap reads it, becomes the command.
   */
  private static final String SCRIPT =
      """
      { echo 600 > /proc/self/oom_score_adj; } 2> /dev/null
      while [ "$1" != -- ]; do echo $$ > "$1" || exit 125; shift; done
      shift; filter=$1; shift
      exec "$@" 3< "$filter"
      """;

  private final Path filter;
  private final boolean root;
  private final Optional<ControlGroups> groups;
  private final Optional<Users> users;

  private Sandbox(Path filter, Optional<ControlGroups> groups, Optional<Users> users) {
    this.filter = filter;
    this.root = users.isPresent();
    this.groups = groups;
    this.users = users;
  }

  /** What there is: a sandbox, or why there is none. */
  public sealed interface Found {
    /** It was tried and works. */
    record Works(Sandbox sandbox) implements Found {}

    /**
     * There is none here.
     *
     * @param why with what to do, in words
     */
    record Missing(String why) implements Found {}
  }

  /**
   * Looks for what it takes, and tries it.
   *
   * @param folder of this node, for the filter's program; a name of its own on this machine
   * @param memoryBytes that everything in sandboxes of this folder may take together, where control
   *     groups bound it
   */
  public static Found find(Path folder, long memoryBytes) {
    var program = SyscallFilter.program();
    if (program.isEmpty()) {
      return new Found.Missing(
          "system calls of " + System.getProperty("os.arch") + " cannot be filtered");
    }
    for (var tool : List.of(BUBBLEWRAP, SETPRIV, PRLIMIT)) {
      if (!Files.isExecutable(tool)) {
        return new Found.Missing(
            tool + " is missing; install it: apt-get install bubblewrap util-linux");
      }
    }
    try {
      Files.createDirectories(folder);
      var filter = folder.resolve("syscalls.bpf");
      Files.write(filter, program.get());
      var root = isRoot();
      var users = root ? Users.find() : Optional.<Users>empty();
      if (root && users.isEmpty()) {
        return new Found.Missing(
            "this container has too few users for one to each service; run it with more, or not as"
                + " root");
      }
      var sandbox = new Sandbox(filter, ControlGroups.find(groupOf(folder), memoryBytes), users);
      var scratch = Files.createTempDirectory(folder, "sandbox");
      try {
        return sandbox.tried(scratch);
      } finally {
        sandbox.forget(scratch, "sandbox-trial");
        Files.delete(scratch);
      }
    } catch (IOException e) {
      return new Found.Missing(e.getMessage() + "; the data folder must be writable");
    }
  }

  private Found tried(Path scratch) throws IOException {
    var confinement = new Confinement(List.of(TRUE), List.of(scratch), "sandbox-trial");
    var command = command(List.of(TRUE.toString()), confinement, Bounds.SERVICE);
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return new Found.Missing("bubblewrap hangs");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Found.Missing("interrupted");
    }
    return process.exitValue() == 0
        ? new Found.Works(this)
        : new Found.Missing("bubblewrap does not work here: " + said);
  }

  /** Nodes of one machine have groups of their own. */
  private static String groupOf(Path folder) {
    return "factory-services-" + Integer.toHexString(folder.toAbsolutePath().hashCode());
  }

  /** What bounds memory and processes here, in words. */
  public String bounds() {
    return groups
        .map(
            g ->
                "memory and processes by control groups (version %d%s)"
                    .formatted(g.version(), root ? ", a user for each service" : ""))
        .orElse(
            root
                ? "memory and processes by limits of each process and user (no control groups can be"
                    + " written here)"
                : "memory by limits of each process, the number of processes by nothing (neither root"
                    + " nor control groups)");
  }

  /** Those who own these folders keep them. */
  public void learn(Iterable<Path> folders) throws IOException {
    if (users.isPresent()) {
      users.get().learn(folders);
    }
  }

  /**
   * The command that runs another one apart. Its folders are made and given to its user.
   *
   * @throws IOException when they cannot be
   */
  public List<String> command(List<String> inner, Confinement confinement, Bounds bounds)
      throws IOException {
    var command = bounded(confinement.name(), bounds, List.of());
    var owner = users.map(u -> u.of(confinement.data())).orElse(-1);
    for (var folder : confinement.writable()) {
      Files.createDirectories(folder);
      if (root) {
        own(folder, owner);
      }
    }
    command.addAll(apart());
    command.addAll(mounts(confinement, List.of()));
    command.add("--");
    command.addAll(as(owner));
    command.addAll(inner);
    return command;
  }

  /**
   * The command that runs another one apart, which keeps nothing, and ends with the thread that
   * starts it: that has to be a platform thread which waits for its end.
   *
   * @throws IOException when its bounds cannot be set
   */
  public List<String> command(List<String> inner, Workspace workspace, Bounds bounds)
      throws IOException {
    var command = bounded(workspace.name(), bounds, List.of("--cpu=" + (workspace.seconds() + 1)));
    var owner = users.map(u -> u.of(workspace.scratch())).orElse(-1);
    command.addAll(apart());
    command.add("--die-with-parent");
    command.addAll(mounts(workspace.confinement(), workspace.mounts()));
    command.add("--");
    command.addAll(as(owner));
    command.addAll(inner);
    return command;
  }

  /** Whose a process is that keeps its data in a folder, where each has a user of its own. */
  public Optional<Integer> user(Path data) {
    return users.map(u -> u.of(data));
  }

  private List<String> bounded(String name, Bounds bounds, List<String> besides)
      throws IOException {
    List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", SCRIPT, "sandbox"));
    if (groups.isPresent()) {
      groups.get().bound(name, bounds).forEach(join -> command.add(join.toString()));
    }
    command.addAll(List.of("--", filter.toString()));
    command.addAll(
        List.of(PRLIMIT.toString(), "--core=0", "--nofile=1024", "--fsize=" + bounds.fileBytes()));
    command.addAll(besides);
    if (groups.isEmpty()) {
      // Of addresses it could not be: a JVM reserves gigabytes of them.
      command.add("--data=" + bounds.memoryBytes());
      if (root) {
        command.add("--nproc=" + bounds.processes());
      }
    }
    return command;
  }

  private List<String> apart() {
    List<String> command = new ArrayList<>(List.of(BUBBLEWRAP.toString()));
    command.addAll(
        List.of(
            "--unshare-pid",
            "--unshare-net",
            "--unshare-ipc",
            "--unshare-uts",
            "--unshare-cgroup-try",
            "--new-session"));
    if (root) {
      command.addAll(
          List.of(
              "--cap-drop", "ALL",
              "--cap-add", "CAP_SETUID",
              "--cap-add", "CAP_SETGID",
              "--cap-add", "CAP_SETPCAP"));
    } else {
      command.addAll(List.of("--unshare-user", "--cap-drop", "ALL", "--seccomp", "3"));
    }
    return command;
  }

  private List<String> as(int owner) {
    if (!root) {
      return List.of();
    }
    var user = Integer.toString(owner);
    return List.of(
        SETPRIV.toString(),
        "--reuid",
        user,
        "--regid",
        user,
        "--clear-groups",
        "--inh-caps=-all",
        "--bounding-set=-all",
        "--no-new-privs",
        // Once more, as that user: root's own would be root's namespace of users.
        BUBBLEWRAP.toString(),
        "--unshare-user",
        "--dev-bind",
        "/",
        "/",
        "--seccomp",
        "3",
        "--");
  }

  private List<String> mounts(Confinement confinement, List<String> besides) {
    Set<Path> readable = new LinkedHashSet<>();
    List<String> links = new ArrayList<>();
    for (var libraries :
        List.of(Path.of("/usr/lib"), Path.of("/usr/lib64"), Path.of("/lib"), Path.of("/lib64"))) {
      if (Files.isSymbolicLink(libraries)) {
        try {
          links.addAll(
              List.of(
                  "--symlink", Files.readSymbolicLink(libraries).toString(), libraries.toString()));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      } else if (Files.isDirectory(libraries)) {
        readable.add(libraries);
      }
    }
    if (root) {
      readable.addAll(List.of(BUBBLEWRAP, SETPRIV));
    }
    readable.addAll(confinement.readable());
    Set<Path> folders = new TreeSet<>();
    // The second bubblewrap puts its own there.
    folders.add(Path.of("/tmp"));
    readable.forEach(path -> parents(path, folders));
    confinement.writable().forEach(path -> parents(path, folders));
    List<String> mounts = new ArrayList<>();
    // Made by bubblewrap itself, they would be for root alone.
    folders.forEach(
        folder -> mounts.addAll(List.of("--perms", "0755", "--dir", folder.toString())));
    readable.forEach(path -> mounts.addAll(List.of("--ro-bind", path.toString(), path.toString())));
    mounts.addAll(links);
    confinement
        .writable()
        .forEach(path -> mounts.addAll(List.of("--bind", path.toString(), path.toString())));
    mounts.addAll(besides);
    mounts.addAll(
        List.of("--proc", "/proc", "--dev", "/dev", "--remount-ro", "/dev", "--remount-ro", "/"));
    return mounts;
  }

  private static void parents(Path path, Set<Path> into) {
    for (var parent = path.getParent();
        parent != null && parent.getNameCount() > 0;
        parent = parent.getParent()) {
      into.add(parent);
    }
  }

  /** Forgets what is kept of a process that has ended. */
  public void forget(String name) {
    groups.ifPresent(g -> g.remove(name));
  }

  /** Forgets a process that has ended and whose data are gone, too. */
  public void forget(Path data, String name) {
    forget(name);
    forget(data);
  }

  /** Data are gone: their user is free for others. */
  public void forget(Path data) {
    users.ifPresent(u -> u.forget(data));
  }

  /** Whether a group was full of memory, so that the kernel ended something in it. */
  public boolean ranOutOfMemory(String name) {
    return groups.map(g -> g.ranOutOfMemory(name)).orElse(false);
  }

  /** Nothing runs any more: leaves the machine as it was. */
  public void close() {
    groups.ifPresent(ControlGroups::close);
  }

  /** By this process's effective user; {@code /proc/self} itself is always root's. */
  private static boolean isRoot() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("Uid:"))
        .anyMatch(line -> line.split("\\s+")[2].equals("0"));
  }

  private static void own(Path folder, int user) throws IOException {
    if (uid(folder) == user) {
      return;
    }
    try (var all = Files.walk(folder)) {
      for (var path : (Iterable<Path>) all::iterator) {
        Files.setAttribute(path, "unix:uid", user, LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(path, "unix:gid", user, LinkOption.NOFOLLOW_LINKS);
      }
    }
    LOG.fine(() -> folder + " belongs to user " + user);
  }

  private static int uid(Path path) throws IOException {
    return (int) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
  }
}
