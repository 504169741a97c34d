package factory.pipeline.prove;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Small files of each type that tools are given, and such as harm who reads them carelessly. */
final class ToolSamples {
  static final String WORD = "hello";
  static final int WIDTH = 40;
  static final int HEIGHT = 30;
  private static final int MIB = 1 << 20;

  private ToolSamples() {}

  /** A file, with its media type. */
  static final class Sample {
    private final String type;
    private final byte[] bytes;

    Sample(String type, byte[] bytes) {
      this.type = type;
      this.bytes = bytes;
    }

    String type() {
      return type;
    }

    byte[] bytes() {
      return bytes;
    }

    /** As a body that is sent character by character. */
    String body() {
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }
  }

  /** What can be made; the first that fits is taken. */
  static List<Sample> all() {
    return List.of(
        new Sample("image/png", png(WIDTH, HEIGHT)),
        new Sample("application/zip", zip("in.txt", WORD)),
        new Sample("application/gzip", gzip(WORD.getBytes(StandardCharsets.US_ASCII))),
        new Sample("application/pdf", pdf()),
        new Sample("application/x-tar", tar("in.txt", '0', "")),
        text("text/x-c", "int main(void) { return 0; }\n"),
        text("text/markdown", "# " + WORD + "\n"),
        text("text/html", "<!doctype html><p>" + WORD + "</p>"),
        text("text/plain", WORD));
  }

  static Sample text(String type, String text) {
    return new Sample(type, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Such as would have a careless tool show what is not in them, or never end. */
  static List<Sample> hostile() {
    List<Sample> all = new ArrayList<>();
    for (var file : List.of("/etc/passwd", "/proc/self/environ", "/proc/1/cmdline")) {
      all.add(text("text/x-c", "#include \"" + file + "\"\nint main(void) { return 0; }\n"));
      all.add(text("text/plain", "@" + file + "\n"));
      all.add(text("text/markdown", "![](" + file + ")\n\n```{include=" + file + "}\n```\n"));
      all.add(
          text("text/html", "<img src=\"" + file + "\"><object data=\"" + file + "\"></object>"));
      all.add(
          text(
              "image/png",
              "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\">"
                  + "<image xlink:href=\"text:"
                  + file
                  + "\" width=\"9\" height=\"9\"/></svg>"));
      all.add(text("image/png", "push graphic-context\nimage over 0,0 9,9 'text:" + file + "'\n"));
      all.add(new Sample("application/x-tar", tar("link", '2', file)));
      all.add(new Sample("application/zip", zip("../../.." + file, WORD)));
    }
    all.add(new Sample("image/png", png(60_000, 60_000)));
    return all;
  }

  /** Some kB that become more than any answer may have. */
  static Sample bomb() {
    var bytes = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(bytes)) {
      var zeros = new byte[MIB];
      for (var i = 0; i < 24; i++) {
        gzip.write(zeros);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Sample("application/gzip", bytes.toByteArray());
  }

  /** A grey image; of a large one there are not so many rows as it says. */
  static byte[] png(int width, int height) {
    var bytes = new ByteArrayOutputStream();
    bytes.writeBytes("\u0089PNG\r\n\u001a\n".getBytes(StandardCharsets.ISO_8859_1));
    chunk(
        bytes, "IHDR", ByteBuffer.allocate(13).putInt(width).putInt(height).put((byte) 8).array());
    var rows = new byte[(Math.min(width, WIDTH) + 1) * Math.min(height, HEIGHT)];
    chunk(bytes, "IDAT", packed(rows));
    chunk(bytes, "IEND", new byte[0]);
    return bytes.toByteArray();
  }

  private static byte[] packed(byte[] raw) {
    return written(
        to -> {
          try (var deflater = new DeflaterOutputStream(to)) {
            deflater.write(raw);
          }
        });
  }

  private static void chunk(ByteArrayOutputStream to, String name, byte[] data) {
    var named = ByteBuffer.allocate(4 + data.length);
    named.put(name.getBytes(StandardCharsets.US_ASCII)).put(data);
    var crc = new CRC32();
    crc.update(named.array());
    to.writeBytes(ByteBuffer.allocate(4).putInt(data.length).array());
    to.writeBytes(named.array());
    to.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
  }

  static byte[] gzip(byte[] raw) {
    return written(
        to -> {
          try (var gzip = new GZIPOutputStream(to)) {
            gzip.write(raw);
          }
        });
  }

  static byte[] zip(String name, String text) {
    return written(
        to -> {
          try (var zip = new ZipOutputStream(to)) {
            zip.putNextEntry(new ZipEntry(name));
            zip.write(text.getBytes(StandardCharsets.UTF_8));
            zip.closeEntry();
          }
        });
  }

  /** One entry: {@code 0} is an empty file, {@code 2} a symbolic link. */
  static byte[] tar(String name, char kind, String link) {
    var header = new byte[512];
    put(header, 0, name);
    put(header, 100, "0000644\0");
    put(header, 108, "0000000\0");
    put(header, 116, "0000000\0");
    put(header, 124, "00000000000\0");
    put(header, 136, "00000000000\0");
    put(header, 148, "        ");
    header[156] = (byte) kind;
    put(header, 157, link);
    put(header, 257, "ustar\00000");
    var sum = 0;
    for (var one : header) {
      sum += one & 0xff;
    }
    put(header, 148, "%06o\0 ".formatted(sum));
    var all = new byte[512 * 3];
    System.arraycopy(header, 0, all, 0, header.length);
    return all;
  }

  private static void put(byte[] into, int at, String text) {
    var bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, into, at, bytes.length);
  }

  /** One page with one word. */
  static byte[] pdf() {
    var content = "BT /F1 12 Tf 20 100 Td (" + WORD + ") Tj ET";
    var objects =
        List.of(
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents 4 0 R"
                + " /Resources << /Font << /F1 5 0 R >> >> >>",
            "<< /Length " + content.length() + " >>\nstream\n" + content + "\nendstream",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>");
    var text = new StringBuilder("%PDF-1.4\n");
    List<Integer> offsets = new ArrayList<>();
    for (var i = 0; i < objects.size(); i++) {
      offsets.add(text.length());
      text.append(i + 1).append(" 0 obj\n").append(objects.get(i)).append("\nendobj\n");
    }
    var start = text.length();
    text.append("xref\n0 ").append(objects.size() + 1).append("\n0000000000 65535 f \n");
    offsets.forEach(offset -> text.append("%010d 00000 n \n".formatted(offset)));
    text.append("trailer\n<< /Size ")
        .append(objects.size() + 1)
        .append(" /Root 1 0 R >>\nstartxref\n")
        .append(start)
        .append("\n%%EOF\n");
    return text.toString().getBytes(StandardCharsets.US_ASCII);
  }

  /** A side of a PNG; empty where bytes are none. */
  static Optional<Integer> side(byte[] png, boolean width) {
    return png.length < 24 || png[0] != (byte) 0x89
        ? Optional.empty()
        : Optional.of(ByteBuffer.wrap(png).getInt(width ? 16 : 20));
  }

  private interface Writing {
    void to(OutputStream out) throws IOException;
  }

  private static byte[] written(Writing writing) {
    var bytes = new ByteArrayOutputStream();
    try {
      writing.to(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
