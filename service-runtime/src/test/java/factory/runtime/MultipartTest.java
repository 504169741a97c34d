package factory.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Parts of a body, byte for byte, however it arrives. */
@SuppressWarnings("NullAway.Init")
final class MultipartTest {
  private static final String TYPE = "multipart/form-data; boundary=AaB03x";
  private static final Multipart.Limits LIMITS = new Multipart.Limits(5, 2, 1_000, 300_000);

  @TempDir private Path folder;

  /** A stream that gives few bytes at a time, as a slow caller does. */
  private static InputStream slow(byte[] bytes, int step) {
    return new FilterInputStream(new ByteArrayInputStream(bytes)) {
      @Override
      public int read(byte[] into, int from, int length) throws IOException {
        return super.read(into, from, Math.min(length, step));
      }
    };
  }

  private static byte[] part(String header, byte[] content) {
    var out = new ByteArrayOutputStream();
    out.writeBytes(("--AaB03x\r\n" + header + "\r\n\r\n").getBytes(StandardCharsets.UTF_8));
    out.writeBytes(content);
    out.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
    return out.toByteArray();
  }

  private static byte[] body(byte[]... parts) {
    var out = new ByteArrayOutputStream();
    for (var part : parts) {
      out.writeBytes(part);
    }
    out.writeBytes("--AaB03x--\r\n".getBytes(StandardCharsets.UTF_8));
    return out.toByteArray();
  }

  private Multipart read(byte[] body) throws IOException {
    return Multipart.read(TYPE, new ByteArrayInputStream(body), LIMITS, folder);
  }

  private BodyPart one(String header) throws IOException {
    try (var multipart = read(body(part(header, "x".getBytes(StandardCharsets.UTF_8))))) {
      return multipart.parts().getFirst();
    }
  }

  private List<Path> files() throws IOException {
    try (var files = Files.list(folder)) {
      return files.toList();
    }
  }

  /** Bytes in which boundaries almost come. */
  private static byte[] hard(int length) {
    var random = new Random(length);
    var pieces = new String[] {"\r\n", "--", "\r\n--AaB03", "\r", "\n\r\n--", "AaB03x", "\0", "ÿ"};
    var out = new ByteArrayOutputStream();
    while (out.size() < length) {
      out.writeBytes(pieces[random.nextInt(pieces.length)].getBytes(StandardCharsets.ISO_8859_1));
    }
    return out.toString(StandardCharsets.ISO_8859_1)
        .replace("--AaB03x", "--AaB03y")
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  @ParameterizedTest
  @CsvSource({"0,1", "1,1", "100,1", "1000,7", "70000,100", "200000,32768", "200000,5000"})
  void filesAndTextsComeBackByteForByte(int length, int step) throws Exception {
    var content = hard(length);
    var body =
        body(
            part(
                "Content-Disposition: form-data; name=\"title\"",
                "Ü".getBytes(StandardCharsets.UTF_8)),
            part(
                "content-type: Image/PNG;x=y\r\nContent-Disposition: form-data; filename=a.png; name=f",
                content),
            part("Content-Disposition: form-data; name=e; filename=\"\"", new byte[0]));
    try (var multipart = Multipart.read(TYPE, slow(body, step), LIMITS, folder)) {
      var parts = multipart.parts();
      assertThat(parts).extracting(BodyPart::name).containsExactly("title", "f", "e");
      assertThat(parts).extracting(BodyPart::isFile).containsExactly(false, true, true);
      assertThat(parts.get(0).content().text()).isEqualTo("Ü");
      assertThat(parts.get(1).fileName()).isEqualTo("a.png");
      assertThat(parts.get(1).type()).isEqualTo("image/png");
      assertThat(parts.get(1).content().size()).isEqualTo(content.length);
      assertThat(parts.get(1).content().bytes()).isEqualTo(content);
      assertThat(parts.get(1).content().head(3).length).isEqualTo(Math.min(3, content.length));
      assertThat(parts.get(2).content().size()).isZero();
      assertThat(files()).hasSize(content.length > Upload.IN_MEMORY ? 1 : 0);
    }
    assertThat(files()).isEmpty();
  }

  @Test
  void whatIsMovedStays() throws Exception {
    for (var length : new int[] {3, 100_000}) {
      var target = folder.resolve("kept" + length);
      try (var upload =
          Upload.read(new ByteArrayInputStream(new byte[length]), 1_000_000, folder)) {
        upload.moveTo(target, true);
      }
      assertThat(files()).containsExactly(target);
      assertThat(Files.size(target)).isEqualTo(length);
      Files.delete(target);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "filename=\"a b;c.txt\" | a b;c.txt",
        "filename=\"a\\\"b\\\\c.txt\" | a\"b\\c.txt",
        "filename=\"C:\\dir\\a.txt\" | C:\\dir\\a.txt",
        "filename=\"../../etc/passwd\" | ../../etc/passwd",
        "filename=\"a%22b%41.txt\" | a\"b%41.txt",
        "filename=\"Ü.txt\" | Ü.txt",
        "filename=plain; filename*=UTF-8''%C3%9C%2F.txt | Ü/.txt",
        "filename*=iso-8859-1'en'%DC | Ü",
        "FILENAME=a.txt ;| a.txt",
      })
  void namesAreWhatTheCallerWrote(String parameter, String expected) throws Exception {
    var part = one("Content-Disposition: form-data; name=f; " + parameter);
    assertThat(part.fileName()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Disposition: form-data",
        "Content-Disposition: attachment; name=f",
        "Content-Type: text/plain",
        "Content-Disposition: form-data; name=f; name=g",
        "Content-Disposition: form-data; name=f\r\nContent-Disposition: form-data; name=g",
        "Content-Disposition: form-data; name=\"f",
        "Content-Disposition: form-data; name=f g",
        "Content-Disposition: form-data; name=\"f\0\"",
        "Content-Disposition: form-data; name=\"f\"; filename=\"a\nb\"",
        "Content-Disposition: form-data; name=f; filename*=UTF-8''%FF",
        "Content-Disposition: form-data; name=f; filename*=%41",
        "Content-Disposition: form-data;\r\n name=f",
        "Content-Disposition: form-data; name=f\r\nContent-Transfer-Encoding: base64",
        "no header",
      })
  void headersThatCanBeReadInTwoWaysAreRefused(String header) {
    assertThatThrownBy(() -> one(header))
        .isInstanceOfSatisfying(
            Problem.class, problem -> assertThat(problem.status()).isEqualTo(400));
  }

  @Test
  void whatIsBeyondItsLimitsIsRefusedAndLeavesNothing() throws Exception {
    var file = "Content-Disposition: form-data; name=f; filename=a";
    var text = "Content-Disposition: form-data; name=t";
    var few = new byte[1];
    refused(
        400,
        body(
            part(text, few),
            part(text, few),
            part(text, few),
            part(text, few),
            part(text, few),
            part(text, few)));
    refused(400, body(part(file, few), part(file, few), part(file, few)));
    refused(400, body(part(text, new byte[1_001])));
    refused(413, body(part(file, new byte[100_000]), part(file, new byte[300_001])));
    refused(400, body(part(text + "; x=\"" + "\\\\".repeat(5_000) + "\"", few)));
    refused(400, part(file, new byte[200_000]));
    refused(400, new byte[100_000]);
    refused(400, "x".getBytes(StandardCharsets.UTF_8));
    try (var most = read(body(part(file, new byte[300_000]), part(text, new byte[1_000])))) {
      assertThat(most.parts()).hasSize(2);
    }
    assertThat(files()).isEmpty();
  }

  private void refused(int status, byte[] body) throws IOException {
    assertThatThrownBy(() -> read(body))
        .isInstanceOfSatisfying(
            Problem.class, problem -> assertThat(problem.status()).isEqualTo(status));
    assertThat(files()).isEmpty();
  }

  @Test
  void aNameOfBackslashesAlone() throws Exception {
    var slashes = "\\\\".repeat(3_900);
    assertThat(
            one("Content-Disposition: form-data; name=f; filename=\"" + slashes + "\"").fileName())
        .hasSize(3_900);
  }
}
