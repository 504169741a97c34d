package factory.pipeline.sandbox;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A seccomp filter in the form that the kernel takes: a classic BPF program, which refuses what a
 * service has no use for and what the kernel's own holes are often in.
 *
 * <p>Source: Linux, include/uapi/linux/{seccomp,filter,audit,sched}.h and each machine's table of
 * system calls.
 */
final class SyscallFilter {
  private static final int EPERM = 1;
  private static final int ENOSYS = 38;
  private static final int EAFNOSUPPORT = 97;

  private static final int ALLOW = 0x7fff0000;
  private static final int KILL_PROCESS = 0x80000000;
  private static final int ERRNO = 0x00050000;

  private static final int LOAD = 0x20;
  private static final int JUMP_IF_EQUAL = 0x15;
  private static final int JUMP_IF_AT_LEAST = 0x35;
  private static final int JUMP_IF_ANY_BIT = 0x45;
  private static final int RETURN = 0x06;

  // Places in the kernel's struct seccomp_data; the low half of the first argument.
  private static final int NUMBER = 0;
  private static final int MACHINE = 4;
  private static final int FIRST_ARGUMENT = 16;

  /** CLONE_NEWNS, -CGROUP, -UTS, -IPC, -USER, -PID and -NET. */
  private static final int NEW_NAMESPACES = 0x7e020000;

  private static final int AF_UNIX = 1;
  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;

  private SyscallFilter() {}

  /** A kind of processor: its name to the kernel, and its numbers of calls that are looked into. */
  private enum Machine {
    X86_64(0xc000003e, 56, 41),
    AARCH64(0xc00000b7, 220, 198);

    private final int audit;
    private final int clone;
    private final int socket;

    Machine(int audit, int clone, int socket) {
      this.audit = audit;
      this.clone = clone;
      this.socket = socket;
    }
  }

  /**
   * With another number on every machine since 5.1: one for all, its flags out of a filter's reach.
   */
  private static final int CLONE3 = 435;

  /** A refused call's numbers; -1 where the machine has none. */
  private record Refused(String name, int x86, int arm) {
    Refused(String name, int both) {
      this(name, both, both);
    }

    int on(Machine machine) {
      return switch (machine) {
        case X86_64 -> x86;
        case AARCH64 -> arm;
      };
    }
  }

  private static final List<Refused> REFUSED =
      List.of(
          // File systems.
          new Refused("mount", 165, 40),
          new Refused("umount2", 166, 39),
          new Refused("pivot_root", 155, 41),
          new Refused("chroot", 161, 51),
          new Refused("open_tree", 428),
          new Refused("move_mount", 429),
          new Refused("fsopen", 430),
          new Refused("fsconfig", 431),
          new Refused("fsmount", 432),
          new Refused("fspick", 433),
          new Refused("mount_setattr", 442),
          new Refused("name_to_handle_at", 303, 264),
          new Refused("open_by_handle_at", 304, 265),
          new Refused("quotactl", 179, 60),
          new Refused("quotactl_fd", 443),
          new Refused("fanotify_init", 300, 262),
          new Refused("swapon", 167, 224),
          new Refused("swapoff", 168, 225),
          new Refused("acct", 163, 89),
          // Namespaces.
          new Refused("unshare", 272, 97),
          new Refused("setns", 308, 268),
          // Other processes.
          new Refused("ptrace", 101, 117),
          new Refused("process_vm_readv", 310, 270),
          new Refused("process_vm_writev", 311, 271),
          new Refused("process_madvise", 440),
          new Refused("pidfd_getfd", 438),
          new Refused("kcmp", 312, 272),
          // The kernel itself.
          new Refused("bpf", 321, 280),
          new Refused("perf_event_open", 298, 241),
          new Refused("userfaultfd", 323, 282),
          new Refused("io_uring_setup", 425),
          new Refused("io_uring_enter", 426),
          new Refused("io_uring_register", 427),
          new Refused("add_key", 248, 217),
          new Refused("request_key", 249, 218),
          new Refused("keyctl", 250, 219),
          new Refused("kexec_load", 246, 104),
          new Refused("kexec_file_load", 320, 294),
          new Refused("init_module", 175, 105),
          new Refused("finit_module", 313, 273),
          new Refused("delete_module", 176, 106),
          new Refused("reboot", 169, 142),
          new Refused("syslog", 103, 116),
          new Refused("personality", 135, 92),
          new Refused("lookup_dcookie", 212, 18),
          new Refused("nfsservctl", 180, 42),
          new Refused("vhangup", 153, 58),
          new Refused("sethostname", 170, 161),
          new Refused("setdomainname", 171, 162),
          // Its clock.
          new Refused("settimeofday", 164, 170),
          new Refused("clock_settime", 227, 112),
          new Refused("clock_adjtime", 305, 266),
          new Refused("adjtimex", 159, 171),
          // What only the older machine has.
          new Refused("iopl", 172, -1),
          new Refused("ioperm", 173, -1),
          new Refused("modify_ldt", 154, -1),
          new Refused("uselib", 134, -1),
          new Refused("ustat", 136, -1),
          new Refused("sysfs", 139, -1),
          new Refused("create_module", 174, -1),
          new Refused("get_kernel_syms", 177, -1),
          new Refused("query_module", 178, -1),
          new Refused("vserver", 236, -1));

  /** The filter for this machine, or empty where its calls are not known here. */
  static Optional<byte[]> program() {
    return switch (System.getProperty("os.arch").toLowerCase(Locale.ROOT)) {
      case "amd64", "x86_64" -> Optional.of(program(Machine.X86_64));
      case "aarch64" -> Optional.of(program(Machine.AARCH64));
      default -> Optional.empty();
    };
  }

  private static byte[] program(Machine machine) {
    var program = ByteBuffer.allocate(8 * 1024).order(ByteOrder.LITTLE_ENDIAN);
    add(program, LOAD, 0, 0, MACHINE);
    add(program, JUMP_IF_EQUAL, 1, 0, machine.audit);
    add(program, RETURN, 0, 0, KILL_PROCESS);
    add(program, LOAD, 0, 0, NUMBER);
    if (machine == Machine.X86_64) {
      // The x32 calls: the same ones under other numbers.
      add(program, JUMP_IF_AT_LEAST, 0, 1, 0x40000000);
      add(program, RETURN, 0, 0, ERRNO | EPERM);
    }
    for (var refused : REFUSED) {
      if (refused.on(machine) >= 0) {
        add(program, JUMP_IF_EQUAL, 0, 1, refused.on(machine));
        add(program, RETURN, 0, 0, ERRNO | EPERM);
      }
    }
    // Its flags lie in memory that a filter cannot read; the C library then takes clone.
    add(program, JUMP_IF_EQUAL, 0, 1, CLONE3);
    add(program, RETURN, 0, 0, ERRNO | ENOSYS);
    add(program, JUMP_IF_EQUAL, 0, 4, machine.clone);
    add(program, LOAD, 0, 0, FIRST_ARGUMENT);
    add(program, JUMP_IF_ANY_BIT, 0, 1, NEW_NAMESPACES);
    add(program, RETURN, 0, 0, ERRNO | EPERM);
    add(program, RETURN, 0, 0, ALLOW);
    // Netlink, vsock, AF_ALG and the like are ways into the kernel that a service has no use for.
    add(program, JUMP_IF_EQUAL, 0, 6, machine.socket);
    add(program, LOAD, 0, 0, FIRST_ARGUMENT);
    add(program, JUMP_IF_EQUAL, 2, 0, AF_UNIX);
    add(program, JUMP_IF_EQUAL, 1, 0, AF_INET);
    add(program, JUMP_IF_EQUAL, 0, 1, AF_INET6);
    add(program, RETURN, 0, 0, ALLOW);
    add(program, RETURN, 0, 0, ERRNO | EAFNOSUPPORT);
    add(program, RETURN, 0, 0, ALLOW);
    var bytes = new byte[program.position()];
    program.flip().get(bytes);
    return bytes;
  }

  private static void add(ByteBuffer program, int code, int ifTrue, int ifFalse, int value) {
    program.putShort((short) code).put((byte) ifTrue).put((byte) ifFalse).putInt(value);
  }
}
