package factory.edge.usage;

import factory.edge.gate.Admission;
import factory.edge.gate.EvmAddress;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * One file of the journal, mapped into memory: a header, then records of one size. What is written
 * is there after the process was killed; a power cut may lose what was not {@link #force forced}.
 *
 * <pre>
 * header: magic, generation (0: free), last generation, is empty               128 bytes
 * record: state, checksum | request id | time | service | key | wallet, flags |
 *         status, request bytes, response bytes, duration | home               128 bytes
 * </pre>
 */
final class Segment {
  static final int RECORD = 128;
  private static final long MAGIC = 0x4641_4354_5553_4731L;

  private static final int GENERATION = 8;
  private static final int LAST = 16;
  private static final int EMPTY = 24;

  /** A record's state is its first word, and written last. */
  private static final int FREE = 0;

  private static final int ADMITTED = 1;
  private static final int SETTLED = 2;
  private static final int LEFT = 3;

  private static final int CHECKSUM = 4;
  private static final int REQUEST = 8;
  private static final int TIME = 24;
  private static final int SERVICE = 32;
  private static final int KEY = 48;
  private static final int WALLET = 64;
  private static final int FLAGS = 84;
  private static final int STATUS = 88;
  private static final int REQUEST_BYTES = 92;
  private static final int RESPONSE_BYTES = 100;
  private static final int DURATION = 108;
  private static final int HOME = 116;

  private static final int HAS_KEY = 1;
  private static final int HAS_WALLET = 2;
  private static final int HAS_HOME = 4;

  private static final VarHandle INT =
      MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  /**
   * A record by its name.
   *
   * @param generation of the filling
   */
  record Home(long generation, int record) {}

  private final MappedByteBuffer bytes;
  private final int records;

  private Segment(MappedByteBuffer bytes, int records) {
    this.bytes = bytes;
    this.records = records;
  }

  /** Writes an empty segment, not only promises it: a full disk is found out now, not in a call. */
  static void prepare(FileChannel channel, int records) throws IOException {
    var size = size(records);
    var zeros = ByteBuffer.allocate(64 * 1024);
    for (var at = 0L; at < size; at += zeros.limit()) {
      zeros.clear().limit((int) Math.min(zeros.capacity(), size - at));
      while (zeros.hasRemaining()) {
        channel.write(zeros, at + zeros.position());
      }
    }
    channel.write(ByteBuffer.allocate(RECORD).putLong(0, MAGIC).putLong(EMPTY, 1), 0);
  }

  /** Opens a file that {@link #prepare} made. */
  static Segment open(Path file, int records) throws IOException {
    try (var channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      if (channel.size() != size(records)) {
        throw new IllegalArgumentException(
            file
                + " has another size than edge.journal-segment-records says; deliver it first, with the old size");
      }
      var segment =
          new Segment(channel.map(FileChannel.MapMode.READ_WRITE, 0, channel.size()), records);
      if (segment.bytes.getLong(0) != MAGIC) {
        throw new IllegalArgumentException(file + " is no segment of a journal");
      }
      return segment;
    }
  }

  private static long size(int records) {
    return (long) (records + 1) * RECORD;
  }

  int records() {
    return records;
  }

  /** The number of this filling; 0 while the segment is free. */
  long generation() {
    return bytes.getLong(GENERATION);
  }

  /** The number of its last filling, also while it is free. */
  long lastGeneration() {
    return Math.max(bytes.getLong(GENERATION), bytes.getLong(LAST));
  }

  /** Takes a free segment into use. */
  void begin(long generation) {
    bytes.putLong(EMPTY, 0);
    bytes.putLong(LAST, generation);
    VarHandle.fullFence();
    bytes.putLong(GENERATION, generation);
  }

  /**
   * Empties it: first nothing counts any more, then the records go. On the disk when this returns:
   * a call that the store has forgotten must not be told again.
   */
  void free() {
    bytes.putLong(GENERATION, 0);
    VarHandle.fullFence();
    var zeros = new byte[RECORD];
    for (var i = 0; i < records; i++) {
      bytes.put(at(i), zeros);
    }
    force();
    bytes.putLong(EMPTY, 1);
  }

  /** Whether it is free and {@link #free} came to its end. */
  boolean isEmpty() {
    return generation() == 0 && bytes.getLong(EMPTY) == 1;
  }

  private static int at(int record) {
    return (record + 1) * RECORD;
  }

  /** Writes a call down. Each record is written by one thread, once. */
  void admit(int record, Admission call) {
    var at = at(record);
    publish(at, write(at, call));
  }

  /** Writes down a call that has a record elsewhere, which it is to {@link #leave}. */
  void move(int record, Admission call, Home home) {
    var at = at(record);
    bytes.putLong(at + HOME, home.generation());
    bytes.putInt(at + HOME + 8, home.record());
    publish(at, write(at, call) | HAS_HOME);
  }

  private int write(int at, Admission call) {
    put(at + REQUEST, call.requestId());
    bytes.putLong(at + TIME, call.epochMillis());
    put(at + SERVICE, call.serviceId());
    var flags = 0;
    if (call.keyId().isPresent()) {
      put(at + KEY, call.keyId().get());
      flags |= HAS_KEY;
    }
    if (call.wallet().isPresent()) {
      var wallet = call.wallet().get();
      bytes.putLong(at + WALLET, wallet.high());
      bytes.putLong(at + WALLET + 8, wallet.middle());
      bytes.putInt(at + WALLET + 16, wallet.low());
      flags |= HAS_WALLET;
    }
    return flags;
  }

  private void publish(int at, int flags) {
    bytes.putInt(at + FLAGS, flags);
    bytes.putInt(at + CHECKSUM, checksum(at));
    INT.setRelease(bytes, at, ADMITTED);
  }

  /** Nothing is told of this record any more: its call has another one. */
  void leave(int record) {
    INT.setRelease(bytes, at(record), LEFT);
  }

  /** Where the call of a record was written down first, if that was elsewhere. */
  Optional<Home> home(int record) {
    var at = at(record);
    return admission(record).isPresent() && (bytes.getInt(at + FLAGS) & HAS_HOME) != 0
        ? Optional.of(new Home(bytes.getLong(at + HOME), bytes.getInt(at + HOME + 8)))
        : Optional.empty();
  }

  /** Writes down how a call ended. The first end counts. */
  void settle(int record, End end) {
    var at = at(record);
    bytes.putInt(at + STATUS, end.status());
    bytes.putLong(at + REQUEST_BYTES, end.requestBytes());
    bytes.putLong(at + RESPONSE_BYTES, end.responseBytes());
    bytes.putLong(at + DURATION, end.durationMs());
    INT.setRelease(bytes, at, SETTLED);
  }

  /** The call of a record, if one was written down whole. */
  Optional<Admission> admission(int record) {
    var at = at(record);
    // A record that a power cut tore is no call: its answer cannot have been seen, or the machine
    // would have lived on.
    var state = (int) INT.getAcquire(bytes, at);
    if (state == FREE || state == LEFT || bytes.getInt(at + CHECKSUM) != checksum(at)) {
      return Optional.empty();
    }
    var flags = bytes.getInt(at + FLAGS);
    return Optional.of(
        new Admission(
            uuid(at + REQUEST),
            uuid(at + SERVICE),
            (flags & HAS_WALLET) == 0
                ? Optional.empty()
                : Optional.of(
                    new EvmAddress(
                        bytes.getLong(at + WALLET),
                        bytes.getLong(at + WALLET + 8),
                        bytes.getInt(at + WALLET + 16))),
            (flags & HAS_KEY) == 0 ? Optional.empty() : Optional.of(uuid(at + KEY)),
            bytes.getLong(at + TIME)));
  }

  /** How a record's call ended, once that is known. */
  Optional<End> end(int record) {
    var at = at(record);
    return (int) INT.getAcquire(bytes, at) == SETTLED
        ? Optional.of(
            new End(
                bytes.getInt(at + STATUS),
                bytes.getLong(at + REQUEST_BYTES),
                bytes.getLong(at + RESPONSE_BYTES),
                bytes.getLong(at + DURATION)))
        : Optional.empty();
  }

  /** Hands everything to the disk. */
  void force() {
    bytes.force();
  }

  private void put(int at, UUID id) {
    bytes.putLong(at, id.getMostSignificantBits());
    bytes.putLong(at + 8, id.getLeastSignificantBits());
  }

  private UUID uuid(int at) {
    return new UUID(bytes.getLong(at), bytes.getLong(at + 8));
  }

  /** Of what {@link #admit} and {@link #move} write, and never 0. */
  private int checksum(int at) {
    var crc = new CRC32C();
    crc.update(bytes.slice(at + REQUEST, STATUS - REQUEST));
    if ((bytes.getInt(at + FLAGS) & HAS_HOME) != 0) {
      crc.update(bytes.slice(at + HOME, RECORD - HOME));
    }
    var value = (int) crc.getValue();
    return value == 0 ? 1 : value;
  }
}
