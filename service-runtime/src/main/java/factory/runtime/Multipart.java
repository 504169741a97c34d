package factory.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a body in {@code multipart/form-data}, in their order (RFC 7578, RFC 2046 5.1). Read
 * as it comes: what is large goes to files, which are gone when this is closed.
 */
final class Multipart implements AutoCloseable {
  private static final int MAX_HEADER = 8 * 1024;
  private static final int MAX_PREAMBLE = 8 * 1024;
  private static final Pattern BOUNDARY =
      Pattern.compile(
          ";\\s*boundary=(?:\"([^\"\\r\\n]{1,70})\"|([^\\s;\"]{1,70}))", Pattern.CASE_INSENSITIVE);

  private final List<BodyPart> parts = new ArrayList<>();

  private Multipart() {}

  /**
   * What a body may have.
   *
   * @param parts how many in all
   * @param files how many that have a file name
   * @param textBytes of each part that has none
   * @param fileBytes of each part that has one
   */
  record Limits(int parts, int files, long textBytes, long fileBytes) {
    /** For fields alone. */
    static final Limits TEXTS = new Limits(1_000, 0, 4L * Bodies.MAX_CHARACTERS, 0);

    /** For fields and some files. */
    static Limits files(int files, long fileBytes) {
      return new Limits(1_000, files, 4L * Bodies.MAX_CHARACTERS, fileBytes);
    }
  }

  /**
   * Reads all of a body.
   *
   * @param type the whole header {@code Content-Type}
   * @param folder where large parts are kept meanwhile; null to hold all in memory
   * @throws Problem MALFORMED_BODY when it cannot be read, BODY_TOO_LARGE when a part is beyond
   *     what is allowed
   */
  static Multipart read(String type, InputStream body, Limits limits, @Nullable Path folder)
      throws IOException {
    var multipart = new Multipart();
    try {
      multipart.readAll(new Source(body), boundary(type), limits, folder);
      return multipart;
    } catch (IOException | RuntimeException | Error e) {
      multipart.close();
      throw e;
    }
  }

  List<BodyPart> parts() {
    return List.copyOf(parts);
  }

  /** Removes the files that nobody moved. */
  @Override
  public void close() throws IOException {
    for (var part : parts) {
      part.content().close();
    }
  }

  private static byte[] boundary(String type) {
    var boundary = BOUNDARY.matcher(type);
    if (!boundary.find()) {
      throw Problem.malformed("The content type multipart/form-data needs a boundary.");
    }
    var text = boundary.group(1) == null ? boundary.group(2) : boundary.group(1);
    return ("\r\n--" + text).getBytes(StandardCharsets.ISO_8859_1);
  }

  private void readAll(Source source, byte[] boundary, Limits limits, @Nullable Path folder)
      throws IOException {
    source.until(boundary, (_, _, _) -> {}, MAX_PREAMBLE, Multipart::broken);
    while (!source.take("--")) {
      if (parts.size() == limits.parts()) {
        throw Problem.malformed("A form has at most " + limits.parts() + " values.");
      }
      source.skipBlanks();
      if (!source.take("\r\n")) {
        throw broken();
      }
      part(source, boundary, limits, folder);
    }
    source.drain();
  }

  private void part(Source source, byte[] boundary, Limits limits, @Nullable Path folder)
      throws IOException {
    var header = new Upload(folder);
    source.until(
        "\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1),
        header::write,
        MAX_HEADER,
        Multipart::broken);
    var headers = PartHeaders.parse(Forms.text(header.bytes()));
    var isFile = headers.fileName() != null;
    if (isFile && parts.stream().filter(BodyPart::isFile).count() >= Math.max(limits.files(), 1)) {
      throw Problem.malformed("A form has at most " + limits.files() + " files.");
    }
    var content = new Upload(folder);
    // Before it is read, so that it is closed whatever happens.
    parts.add(new BodyPart(headers.name(), headers.fileName(), headers.type(), content));
    // The line of the boundary may be the one that ends the header.
    source.back(2);
    if (!source.take(new String(boundary, StandardCharsets.ISO_8859_1))) {
      source.skip(2);
      if (isFile) {
        // What takes no file tells so once the form is read; none of it is kept meanwhile.
        var most = limits.files() == 0 ? Bodies.MAX_BYTES : limits.fileBytes();
        Sink into = limits.files() == 0 ? (_, _, _) -> {} : content::write;
        source.until(boundary, into, most, () -> Problem.fileTooLarge(limits.fileBytes()));
      } else {
        source.until(
            boundary,
            content::write,
            limits.textBytes(),
            () -> Problem.malformed("A text has at most 1,000,000 characters."));
      }
    }
    content.end();
  }

  private static Problem broken() {
    return Problem.malformed("The body is no multipart/form-data: its parts do not end.");
  }

  /** Where bytes go. */
  private interface Sink {
    void write(byte[] bytes, int from, int length) throws IOException;
  }

  private interface Refusal {
    Problem problem();
  }

  /** A body with a window of bytes to look into. */
  private static final class Source {
    private final InputStream in;
    private final byte[] window = new byte[32 * 1024];
    private int at;
    private int end;

    /** Begins with the end of a line: the first boundary may have no line before it. */
    Source(InputStream in) {
      this.in = in;
      window[0] = '\r';
      window[1] = '\n';
      end = 2;
    }

    /** Gets more, behind what is not used yet; whether there was some. */
    private boolean fill() throws IOException {
      // Two bytes stay, so that one can go back to them.
      var from = Math.max(at - 2, 0);
      System.arraycopy(window, from, window, 0, end - from);
      end -= from;
      at -= from;
      var read = in.read(window, end, window.length - end);
      if (read > 0) {
        end += read;
      }
      return read > 0;
    }

    /** Hands on what comes before some bytes, and leaves both behind. */
    void until(byte[] wanted, Sink sink, long most, Refusal refusal) throws IOException {
      var handed = 0L;
      while (true) {
        var found = find(wanted);
        var length = (found < 0 ? Math.max(end - wanted.length + 1, at) : found) - at;
        handed += length;
        if (handed > most) {
          throw refusal.problem();
        }
        sink.write(window, at, length);
        at += length;
        if (found >= 0) {
          at += wanted.length;
          return;
        }
        if (!fill()) {
          throw broken();
        }
      }
    }

    private int find(byte[] wanted) {
      for (var i = at; i <= end - wanted.length; i++) {
        if (window[i] == wanted[0]
            && Arrays.equals(window, i, i + wanted.length, wanted, 0, wanted.length)) {
          return i;
        }
      }
      return -1;
    }

    /** Takes these letters, if they are next. */
    boolean take(String text) throws IOException {
      while (end - at < text.length() && fill()) {
        // Until there are as many, or no more.
      }
      if (end - at < text.length()
          || !new String(window, at, text.length(), StandardCharsets.ISO_8859_1).equals(text)) {
        return false;
      }
      at += text.length();
      return true;
    }

    void skipBlanks() throws IOException {
      while (take(" ") || take("\t")) {
        // Transport padding.
      }
    }

    void skip(int bytes) {
      at += bytes;
    }

    void back(int bytes) {
      at -= bytes;
    }

    /** What is behind the last boundary is read, or the connection could not be used again. */
    void drain() throws IOException {
      do {
        at = end;
      } while (fill());
    }
  }
}
