package factory.pipeline.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import factory.mesh.Refused;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

class SourceArchiveTest {
  private static final String A = "src/factory/generated/A.java";

  private static byte[] zip(Map<String, byte[]> files) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(bytes)) {
      for (var file : files.entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey()));
        zip.write(file.getValue());
      }
    }
    return bytes.toByteArray();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] header(String name, long size, char type) {
    var block = new byte[512];
    put(block, 0, name);
    put(block, 124, "%011o".formatted(size));
    block[156] = (byte) type;
    put(block, 257, "ustar");
    return block;
  }

  private static void put(byte[] block, int at, String text) {
    System.arraycopy(bytes(text), 0, block, at, text.length());
  }

  private static byte[] tar(byte[]... parts) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(bytes)) {
      for (var part : parts) {
        out.write(Arrays.copyOf(part, (part.length + 511) / 512 * 512));
      }
      out.write(new byte[1024]);
    }
    return bytes.toByteArray();
  }

  private static String refusal(byte[] archive) {
    var refused = catchThrowableOfType(Refused.class, () -> SourceArchive.read(archive));
    assertThat(refused).as("a refusal").isNotNull();
    return refused.fault().fields().getFirst().message();
  }

  @Test
  void bothKindsAreRead() throws IOException {
    assertThat(SourceArchive.read(zip(Map.of(A, bytes("x\r\ny\n")))))
        .isEqualTo(Map.of(A, "x\ny\n"));
    assertThat(SourceArchive.read(tar(header("src/", 0, '5'), header(A, 2, '0'), bytes("x\n"))))
        .isEqualTo(Map.of(A, "x\n"));
    var pax = bytes("40 path=src/factory/generated/Long.java\n");
    assertThat(
            SourceArchive.read(
                tar(header("pax", pax.length, 'x'), pax, header("short", 2, '0'), bytes("x\n"))))
        .isEqualTo(Map.of("src/factory/generated/Long.java", "x\n"));
  }

  @Test
  void aFolderAroundItAndWhatToolsLeaveAreNotOfIt() throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("books-2/" + A, bytes("x"));
    files.put("books-2/README.md", bytes("y"));
    files.put("books-2/.DS_Store", new byte[] {0, 1});
    files.put("books-2/build/classes/A.class", bytes("not of it"));
    files.put("__MACOSX/books-2/._README.md", new byte[] {0, 5, 22});
    assertThat(SourceArchive.read(zip(files))).isEqualTo(Map.of(A, "x", "README.md", "y"));
  }

  @Test
  void whatGoesAnywhereElseIsRefused() throws IOException {
    for (var path : new String[] {"../x", "/x", "a//x", "a/./x", "a\\x", "a/../../x", "a/\u0000"}) {
      assertThat(refusal(zip(Map.of(path, bytes("x"))))).as(path).contains("must be a path");
    }
    assertThat(refusal(tar(header("../x", 1, '0'), bytes("x")))).contains("must be a path");
    for (var link : new char[] {'1', '2', '3', '6'}) {
      assertThat(refusal(tar(header("x", 0, link)))).contains("is a link or a device");
    }
  }

  @Test
  void bombsAreBounded() throws IOException {
    assertThat(refusal(zip(Map.of(A, new byte[50 << 20])))).contains("at most 262144 bytes");
    Map<String, byte[]> many = new LinkedHashMap<>();
    for (var i = 0; i < 1_001; i++) {
      many.put("a/" + i, new byte[0]);
    }
    assertThat(refusal(zip(many))).contains("at most 1000 entries");
    Map<String, byte[]> large = new LinkedHashMap<>();
    for (var i = 0; i < 20; i++) {
      large.put("build/" + i, new byte[250 << 10]);
    }
    assertThat(refusal(zip(large))).contains("4194304 bytes in all");
    assertThat(refusal(tar(header("x", 7_000_000_000L, '0')))).contains("at most 262144");
    var headers = new byte[100 << 20];
    assertThat(refusal(tar(header("pax", headers.length, 'x'), headers))).contains("pack it again");
    assertThat(refusal(new byte[3 << 20])).contains("at most 2097152 bytes");
  }

  @Test
  void whatIsNoArchiveOrNoTextIsRefused() throws IOException {
    assertThat(refusal(bytes("hello there"))).contains("zip or a tar.gz");
    assertThat(refusal(new byte[] {0x1f, (byte) 0x8b, 8, 0, 0})).contains("pack it again");
    var whole = zip(Map.of(A, bytes("x".repeat(5_000))));
    assertThat(refusal(Arrays.copyOf(whole, whole.length / 3))).contains("pack it again");
    assertThat(refusal(zip(Map.of(A, new byte[] {(byte) 0xc3, 0x28})))).contains("UTF-8");
    assertThat(refusal(zip(Map.of(A, new byte[] {0})))).contains("UTF-8");
    assertThat(
            refusal(tar(header(A, 2, '0'), bytes("x\n"), header("./" + A, 2, '0'), bytes("y\n"))))
        .contains("twice");
  }
}
