package factory.runtime;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that came with a request: in memory when they are few, else in a file with a name of ours
 * that is gone with this, unless it was {@link #moveTo moved}.
 */
final class Upload implements AutoCloseable {
  /** What is held in memory. */
  static final int IN_MEMORY = 64 * 1024;

  private final @Nullable Path folder;
  private final ByteArrayOutputStream few = new ByteArrayOutputStream();
  private @Nullable Path file;
  private @Nullable OutputStream out;
  private long size;

  /**
   * Nothing yet.
   *
   * @param folder where the file is made, on the disk to which it may be moved; null to hold all in
   *     memory
   */
  Upload(@Nullable Path folder) {
    this.folder = folder;
  }

  /**
   * All bytes of a stream.
   *
   * @param most how many it may have
   * @throws Problem BODY_TOO_LARGE when it has more
   */
  static Upload read(InputStream from, long most, @Nullable Path folder) throws IOException {
    var upload = new Upload(folder);
    try {
      var buffer = new byte[16 * 1024];
      for (var read = from.read(buffer); read >= 0; read = from.read(buffer)) {
        if (upload.size + read > most) {
          throw Problem.fileTooLarge(most);
        }
        upload.write(buffer, 0, read);
      }
      upload.end();
      return upload;
    } catch (IOException | RuntimeException | Error e) {
      upload.close();
      throw e;
    }
  }

  void write(byte[] bytes, int from, int length) throws IOException {
    if (out == null && folder != null && size + length > IN_MEMORY) {
      var path = fresh(folder);
      file = path;
      out =
          Channels.newOutputStream(
              Files.newByteChannel(
                  path, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)));
      few.writeTo(out);
      few.reset();
    }
    if (out == null) {
      few.write(bytes, from, length);
    } else {
      out.write(bytes, from, length);
    }
    size += length;
  }

  /** That there are no more. */
  void end() throws IOException {
    if (out != null) {
      out.close();
    }
  }

  long size() {
    return size;
  }

  InputStream open() throws IOException {
    return file == null
        ? new ByteArrayInputStream(few.toByteArray())
        : Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS);
  }

  /** All of them, for what has a bound of its own. */
  byte[] bytes() throws IOException {
    try (var in = open()) {
      return in.readAllBytes();
    }
  }

  /** The first ones, at most so many. */
  byte[] head(int most) throws IOException {
    try (var in = open()) {
      return in.readNBytes(most);
    }
  }

  /**
   * As text.
   *
   * @throws Problem MALFORMED_BODY when they are no UTF-8
   */
  String text() throws IOException {
    return Forms.text(bytes());
  }

  /**
   * Keeps the bytes under a name that is free.
   *
   * @param durable whether to wait for the disk
   */
  void moveTo(Path target, boolean durable) throws IOException {
    var kept = file;
    if (kept == null) {
      kept = fresh(Objects.requireNonNull(folder));
      file = kept;
      Files.write(kept, few.toByteArray(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }
    if (durable) {
      sync(kept);
    }
    Files.move(kept, target, StandardCopyOption.ATOMIC_MOVE);
    file = null;
    if (durable) {
      sync(target.getParent());
    }
  }

  /** A name of random letters and digits: nothing that a caller says is in it. */
  private static Path fresh(Path folder) {
    return folder.resolve("upload-" + Secrets.code("abcdefghijklmnopqrstuvwxyz234567", 32));
  }

  private static void sync(@Nullable Path path) throws IOException {
    if (path != null) {
      try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  /** Removes the file, if there is one. */
  @Override
  public void close() throws IOException {
    end();
    if (file != null) {
      Files.deleteIfExists(file);
      file = null;
    }
  }
}
