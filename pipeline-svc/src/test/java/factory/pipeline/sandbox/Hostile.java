package factory.pipeline.sandbox;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * A program that wants out. Each attempt throws when it is stopped and returns what it got when it
 * is not; a line for each is printed.
 */
public final class Hostile {
  private Hostile() {}

  private interface Attempt {
    Object run() throws Throwable;
  }

  /** Thrown by attempts that found out that they were stopped. */
  private static IOException stopped(String why) {
    return new IOException(why);
  }

  /**
   * Tries everything.
   *
   * @param args secret, foreign data, another's socket, a port of loopback, a pid, own data; then
   *     {@code only-look} for what does no harm where nothing stops it, or else {@code
   *     in-the-sandbox} and more paths to read
   */
  public static void main(String[] args) throws Throwable {
    if (args[0].equals("eat")) {
      eat();
      return;
    }
    var secret = Path.of(args[0]);
    var foreign = Path.of(args[1]);
    var socket = Path.of(args[2]);
    var port = Integer.parseInt(args[3]);
    var pid = Long.parseLong(args[4]);
    var data = Path.of(args[5]);
    Map<String, Attempt> attempts = new LinkedHashMap<>();
    attempts.put("the platform's secret", () -> Files.readString(secret));
    attempts.put("another's data", () -> list(foreign));
    attempts.put("a node's socket", () -> connect(UnixDomainSocketAddress.of(socket)));
    attempts.put(
        "loopback",
        () -> SocketChannel.open(new java.net.InetSocketAddress("127.0.0.1", port)).isConnected());
    attempts.put("another process", () -> foreignProcess(pid));
    attempts.put("the machine's users", () -> Files.readString(Path.of("/etc/passwd")));
    attempts.put("a shell", () -> new ProcessBuilder("/bin/sh", "-c", "id").start().waitFor());
    if (args[6].equals("in-the-sandbox")) {
      addHarmful(attempts, data, pid);
      for (var more : Arrays.asList(args).subList(7, args.length)) {
        attempts.put("reading " + more, () -> look(Path.of(more)));
      }
    }
    tryAll(attempts);
    Files.writeString(data.resolve("mine"), "its own data is its own");
    System.out.println("WROTE " + Files.readString(data.resolve("mine")));
  }

  /** What would change the machine if it were not stopped: for the sandbox alone. */
  private static void addHarmful(Map<String, Attempt> attempts, Path data, long pid) {
    attempts.put("a network", Hostile::network);
    attempts.put("the first process's memory", () -> readSome(Path.of("/proc/1/mem")));
    attempts.put("the kernel's settings", () -> write(Path.of("/proc/sys/kernel/core_pattern")));
    attempts.put("the kernel's memory", () -> readSome(Path.of("/proc/kcore")));
    attempts.put("control groups", () -> list(Path.of("/sys/fs/cgroup")));
    for (var folder : List.of("/", "/usr/lib", "/tmp", "/dev", "/dev/shm", "/proc", data + "/..")) {
      attempts.put(
          "writing to " + folder.replace(data + "", "own"), () -> write(Path.of(folder, "x")));
    }
    attempts.put("a large file", () -> largeFile(data));
    for (var call : SYSCALLS.entrySet()) {
      attempts.put("the call " + call.getKey(), () -> call(call.getValue()));
    }
    // With the number 0 it would only be asked whether it may.
    var kill = System.getProperty("os.arch").equals("aarch64") ? 129L : 62L;
    attempts.put("a signal to the node", () -> call(new long[] {kill, pid, 0}));
    attempts.put("many threads", Hostile::threads);
  }

  private static void tryAll(Map<String, Attempt> attempts) {
    attempts.forEach(
        (name, attempt) -> {
          try {
            System.out.println("GOT " + name + ": " + attempt.run());
          } catch (Throwable e) {
            System.out.println("STOPPED " + name + ": " + e);
          }
        });
  }

  private static final Map<String, long[]> SYSCALLS = new LinkedHashMap<>();

  static {
    var arm = System.getProperty("os.arch").equals("aarch64");
    SYSCALLS.put("unshare", new long[] {arm ? 97 : 272, 0x10000000});
    SYSCALLS.put("clone", new long[] {arm ? 220 : 56, 0x10000000 | 17});
    SYSCALLS.put("clone3", new long[] {435});
    SYSCALLS.put("mount", new long[] {arm ? 40 : 165});
    SYSCALLS.put("setns", new long[] {arm ? 268 : 308});
    SYSCALLS.put("ptrace", new long[] {arm ? 117 : 101});
    SYSCALLS.put("bpf", new long[] {arm ? 280 : 321});
    SYSCALLS.put("keyctl", new long[] {arm ? 219 : 250});
    SYSCALLS.put("io_uring_setup", new long[] {425, 8});
    SYSCALLS.put("perf_event_open", new long[] {arm ? 241 : 298});
    SYSCALLS.put("kexec_load", new long[] {arm ? 104 : 246});
    SYSCALLS.put("a netlink socket", new long[] {arm ? 198 : 41, 16, 3, 0});
    SYSCALLS.put("setuid", new long[] {arm ? 146 : 105, 0});
  }

  // What is called must be the kernel itself: the C library would refuse some of it.
  @SuppressWarnings("restricted")
  private static Object call(long[] numbers) throws Throwable {
    var linker = Linker.nativeLinker();
    var layout = ValueLayout.JAVA_LONG;
    var syscall =
        linker.downcallHandle(
            linker.defaultLookup().find("syscall").orElseThrow(),
            FunctionDescriptor.of(layout, layout, layout, layout, layout, layout, layout));
    var all = new long[6];
    System.arraycopy(numbers, 0, all, 0, numbers.length);
    var got = (long) syscall.invokeExact(all[0], all[1], all[2], all[3], all[4], all[5]);
    if (got == -1) {
      throw stopped("-1");
    }
    return got;
  }

  private static Object connect(UnixDomainSocketAddress address) throws IOException {
    try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      return channel.connect(address);
    }
  }

  private static Object network() throws IOException {
    List<String> found = new ArrayList<>();
    for (var network : NetworkInterface.networkInterfaces().toList()) {
      network
          .inetAddresses()
          .filter(a -> !a.isLoopbackAddress())
          .map(InetAddress::toString)
          .forEach(found::add);
    }
    if (found.isEmpty()) {
      throw stopped("no address but loopback");
    }
    return found;
  }

  private static Object foreignProcess(long pid) throws IOException {
    var processes = ProcessHandle.allProcesses().count();
    if (processes <= 3 && ProcessHandle.of(pid).isEmpty()) {
      throw stopped("sees " + processes + " processes");
    }
    return processes;
  }

  private static Object list(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.toList();
    }
  }

  private static Object look(Path path) throws IOException {
    return Files.isDirectory(path) ? list(path) : readSome(path);
  }

  private static Object readSome(Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      return in.readNBytes(16).length;
    }
  }

  private static Object write(Path file) throws IOException {
    Files.write(file, new byte[] {1});
    return file;
  }

  private static Object largeFile(Path data) throws IOException {
    var file = data.resolve("large");
    try (var out = Files.newOutputStream(file)) {
      for (var i = 0; i < 64; i++) {
        out.write(new byte[1 << 20]);
      }
      return Files.size(file);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  /** Platform threads: processes, to the kernel. */
  private static Object threads() throws IOException {
    var end = new CountDownLatch(1);
    var started = 0;
    try {
      for (; started < 2_000; started++) {
        Thread.ofPlatform().daemon().stackSize(64 * 1024).start(() -> await(end));
      }
      return started;
    } catch (OutOfMemoryError e) {
      throw stopped("after " + started);
    } finally {
      end.countDown();
    }
  }

  private static void await(CountDownLatch end) {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Takes memory outside of the heap until something ends it. */
  private static void eat() {
    for (var i = 1; i <= 64; i++) {
      Arena.global().allocate(16 << 20).fill((byte) 1);
      System.out.println("ATE " + 16 * i);
      System.out.flush();
    }
  }
}
