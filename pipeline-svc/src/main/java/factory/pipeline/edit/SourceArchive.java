package factory.pipeline.edit;

import factory.mesh.Refused;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.io.input.BoundedInputStream;

/**
 * Reads an archive that somebody hands in, a zip or a tar.gz, into texts by their paths. Nothing of
 * it ever becomes a file by its own name, so that a link in a zip is the text that it holds; those
 * of a tar are refused. Whatever it says, it takes no more than the bounds here.
 */
final class SourceArchive {
  /** Of the archive as it comes. */
  static final int MAX_BYTES = 2 << 20;

  /** Of all files together. */
  static final int MAX_TOTAL = 4 << 20;

  static final int MAX_FILE = 256 << 10;
  static final int MAX_ENTRIES = 1_000;
  private static final int MAX_PATH = 200;

  /** What a tar says of a file that is nothing else. */
  private static final Set<Byte> PLAIN =
      Set.of(TarConstants.LF_OLDNORM, TarConstants.LF_NORMAL, TarConstants.LF_CONTIG);

  private final SortedMap<String, String> files = new TreeMap<>();
  private int entries;
  private int total;

  private SourceArchive() {}

  /**
   * Its files.
   *
   * @throws Refused naming the entry and what to do about it
   */
  static SortedMap<String, String> read(byte[] archive) {
    if (archive.length > MAX_BYTES) {
      throw refused("must have at most %d bytes".formatted(MAX_BYTES));
    }
    var in = new ByteArrayInputStream(archive);
    var read = new SourceArchive();
    try {
      if (begins(archive, 'P', 'K')) {
        read.zip(in);
      } else if (begins(archive, 0x1f, 0x8b)) {
        // Headers of a tar may be large too, and are read whole.
        read.tar(
            BoundedInputStream.builder()
                .setInputStream(new GZIPInputStream(in))
                .setMaxCount(MAX_TOTAL + MAX_ENTRIES * 2_048L)
                .get());
      } else {
        throw refused("must be a zip or a tar.gz");
      }
    } catch (ZipException | EOFException e) {
      throw refused("is broken or cut off; pack it again");
    } catch (IOException | IllegalArgumentException e) {
      throw refused("cannot be read; pack it again as a zip or a tar.gz");
    }
    return withoutFolder(read.files);
  }

  /** Files that came by their paths: the same bounds. */
  static SortedMap<String, String> of(Map<String, String> files) {
    var read = new SourceArchive();
    new TreeMap<>(files)
        .forEach((path, text) -> read.add(path, text.getBytes(StandardCharsets.UTF_8)));
    return read.files;
  }

  private static boolean begins(byte[] bytes, int first, int second) {
    return bytes.length > 2 && (bytes[0] & 0xff) == first && (bytes[1] & 0xff) == second;
  }

  private void zip(InputStream archive) throws IOException {
    try (var in = new ZipInputStream(archive, StandardCharsets.UTF_8)) {
      for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        count();
        if (!entry.isDirectory()) {
          add(entry.getName(), bounded(in, entry.getName()));
        }
      }
    }
  }

  private void tar(InputStream archive) throws IOException {
    try (var in = new TarArchiveInputStream(archive, StandardCharsets.UTF_8.name())) {
      for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        count();
        if (entry.isDirectory()) {
          continue;
        }
        if (entry.getSize() > MAX_FILE) {
          throw tooLarge(entry.getName());
        }
        if (!PLAIN.contains(entry.getLinkFlag())) {
          throw refused(shown(entry.getName()) + " is a link or a device; put plain files in");
        }
        add(entry.getName(), bounded(in, entry.getName()));
      }
    }
  }

  private void count() {
    if (++entries > MAX_ENTRIES) {
      throw refused("must have at most %d entries".formatted(MAX_ENTRIES));
    }
  }

  private void grow(int bytes) {
    total += bytes;
    if (total > MAX_TOTAL) {
      throw refused("must hold at most %d bytes in all".formatted(MAX_TOTAL));
    }
  }

  /** At most what one file may have, so that nothing grows without end. */
  private static byte[] bounded(InputStream in, String path) throws IOException {
    var bytes = in.readNBytes(MAX_FILE + 1);
    if (bytes.length > MAX_FILE) {
      throw tooLarge(path);
    }
    return bytes;
  }

  private void add(String given, byte[] content) {
    grow(content.length);
    if (content.length > MAX_FILE) {
      throw tooLarge(given);
    }
    var path = given.startsWith("./") ? given.substring(2) : given;
    requirePlain(path);
    if (Editable.isIgnored(path)) {
      return;
    }
    if (files.putIfAbsent(path, decoded(path, content)) != null) {
      throw refused(shown(path) + " is in it twice; leave one out");
    }
  }

  private static void requirePlain(String path) {
    if (path.length() > MAX_PATH || path.split("/", -1).length > 12) {
      throw refused(shown(path) + " is too long a path");
    }
    for (var part : path.split("/", -1)) {
      if (!part.matches("[\\w.$@+ -]+") || part.matches("\\.+")) {
        throw refused(
            shown(path)
                + " must be a path of letters, digits and _.$@+- below the archive's root, without '..'");
      }
    }
  }

  private static String decoded(String path, byte[] content) {
    try {
      var text =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(content))
              .toString()
              .replace("\r\n", "\n");
      if (text.indexOf('\0') < 0) {
        return text;
      }
    } catch (CharacterCodingException e) {
      // Refused below like any other file that is no text.
    }
    throw refused(shown(path) + " must be text in UTF-8; leave other files out");
  }

  /** Archives often have everything in a folder that is named after them. */
  private static SortedMap<String, String> withoutFolder(SortedMap<String, String> files) {
    var folders =
        files.keySet().stream()
            .map(path -> path.substring(0, path.indexOf('/') + 1))
            .distinct()
            .toList();
    if (folders.size() != 1
        || folders.getFirst().isEmpty()
        || folders.getFirst().equals(Editable.ROOT)) {
      return files;
    }
    SortedMap<String, String> inside = new TreeMap<>();
    files.forEach((path, text) -> inside.put(path.substring(folders.getFirst().length()), text));
    inside.keySet().removeIf(Editable::isIgnored);
    return inside;
  }

  private static Refused tooLarge(String path) {
    return refused(shown(path) + " must have at most %d bytes".formatted(MAX_FILE));
  }

  static Refused refused(String why) {
    return Refused.field("source", why);
  }

  /** A path from outside, as it may be told. */
  static String shown(String path) {
    var plain = path.replaceAll("[^ -~]", "?");
    return "'" + (plain.length() <= 100 ? plain : plain.substring(0, 97) + "...") + "'";
  }
}
