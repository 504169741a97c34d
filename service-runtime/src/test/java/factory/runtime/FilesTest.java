package factory.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files of records: in, out, by parts, by whom, and what stays in the folder. */
@SuppressWarnings("NullAway.Init")
final class FilesTest {
  private static final String PNG = "\u0089PNG\r\n\u001a\n0123456789";
  private static final String MULTIPART = "multipart/form-data; boundary=b";

  private static final Resource PHOTOS =
      Resource.of(
              "photo",
              "photos",
              Field.text("title").required(),
              Field.texts("tags"),
              Field.json("notes"),
              Field.file("image").types("image/png", "image/gif").to(200_000).required(),
              Field.file("paper"))
          .read(Access.owner())
          .update(Access.owner())
          .delete(Access.owner());

  private static final Resource UPLOADS =
      Resource.of("upload", "uploads", Field.file("file").to(1_000).required())
          .sequenceKey()
          .called("id", "fileId")
          .called("file.name", "filename")
          .called("file.size", "size")
          .called("file.url", "url")
          .routes(
              Route.create("POST", "/upload").file("file").takes("image/*", "application/*"),
              Route.create("POST", "/form").takes(Http.MULTIPART),
              Route.list("/files"),
              Route.read("/files/{fileId}/content").key("fileId", "id").file("file"),
              Route.read("/files/{fileId}").key("fileId", "id"),
              Route.delete("DELETE", "/files/{fileId}").key("fileId", "id"));

  @TempDir private Path folder;
  private Running service;

  @BeforeEach
  void start() throws Exception {
    service = Running.start(folder, PHOTOS, UPLOADS);
  }

  @AfterEach
  void end() {
    service.close();
  }

  private List<String> kept() throws IOException {
    try (var files = Files.list(folder.resolve("data/files"))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(f -> f.length() == 32)
          .toList();
    }
  }

  private List<Path> incoming() throws IOException {
    try (var files = Files.list(folder.resolve("data/files/incoming"))) {
      return files.toList();
    }
  }

  private static String part(String disposition, String type, String content) {
    return "--b\r\nContent-Disposition: form-data; "
        + disposition
        + (type.isEmpty() ? "" : "\r\nContent-Type: " + type)
        + "\r\n\r\n"
        + content
        + "\r\n";
  }

  private static String text(String name, String value) {
    return part("name=\"" + name + "\"", "", value);
  }

  private static String file(String name, String fileName, String type, String content) {
    return part("name=\"" + name + "\"; filename=\"" + fileName + "\"", type, content);
  }

  /** An answer, whose body has a character for each byte. */
  private record Answer(int status, String head, String body) {
    Answer is(int expected) {
      assertThat(status).as(head + "\n" + body).isEqualTo(expected);
      return this;
    }

    String header(String name) {
      return head.lines()
          .filter(line -> line.toLowerCase(java.util.Locale.ROOT).startsWith(name + ": "))
          .map(line -> line.substring(name.length() + 2))
          .findFirst()
          .orElse("");
    }

    String member(String name) {
      var found = java.util.regex.Pattern.compile("\"" + name + "\":\"?([^\",}]*)").matcher(body);
      return found.find() ? found.group(1) : "";
    }
  }

  /** Sends what has a character for each byte. */
  private Answer send(
      String wallet, String method, String path, String type, String body, String... headers)
      throws IOException {
    var head = new StringBuilder("%s %s HTTP/1.1\r\nHost: service\r\n".formatted(method, path));
    head.append("x-factory-assertion: ").append(Caller.assertion(wallet)).append("\r\n");
    for (var header : headers) {
      head.append(header).append("\r\n");
    }
    if (!type.isEmpty()) {
      head.append("Content-Type: " + type + "\r\nContent-Length: " + body.length() + "\r\n");
    }
    var all = new ByteArrayOutputStream();
    all.writeBytes((head + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    all.writeBytes(body.getBytes(StandardCharsets.ISO_8859_1));
    var answer = new Caller(service.socket()).latin(all.toByteArray());
    return new Answer(answer.status(), answer.head(), answer.body());
  }

  private Answer get(String path, String... headers) throws IOException {
    return send(Running.ANN, "GET", path, "", "", headers);
  }

  private Answer make(String... parts) throws IOException {
    return send(Running.ANN, "POST", "/photos", MULTIPART, String.join("", parts) + "--b--\r\n");
  }

  private String photo() throws IOException {
    return make(text("title", "A"), file("image", "a.png", "image/png", PNG)).is(201).member("id");
  }

  @Test
  void aFormMakesARecordWithItsFilesAndTheyComeBackByteForByte() throws Exception {
    var large = PNG + "\r\n--\0\u00ff".repeat(30_000);
    var made =
        make(
                text("title", "A"),
                text("tags", "x"),
                text("notes", "{\"a\": [1]}"),
                file("image", "../a b.png", "text/html", large),
                file("paper", "", "", ""))
            .is(201);
    assertThat(made.body()).contains("\"notes\":{\"a\":[1]},\"image\":{\"name\":\"a b.png\"");
    assertThat(made.body()).contains("\"type\":\"image/png\",\"size\":" + large.length());
    assertThat(made.body()).contains("\"paper\":null");
    var url = "/photos/" + made.member("id") + "/image";
    assertThat(made.member("url")).isEqualTo("https://service" + url);
    assertThat(
            service
                .call(
                    Running.ANN,
                    "GET",
                    "/photos/" + made.member("id"),
                    "",
                    "x-factory-service: " + Caller.SERVICE)
                .is(200)
                .json()
                .at("/image/url")
                .asText())
        .as("as it is read behind the gate")
        .isEqualTo("https://service/gateway/" + Caller.SERVICE + url);
    var read = get(url).is(200);
    assertThat(read.body()).isEqualTo(large);
    assertThat(read.header("content-type")).isEqualTo("image/png");
    assertThat(read.header("content-disposition")).isEqualTo("inline; filename=\"a b.png\"");
    assertThat(read.header("x-content-type-options")).isEqualTo("nosniff");
    assertThat(read.header("content-length")).isEqualTo(Integer.toString(large.length()));
    var head = send(Running.ANN, "HEAD", url, "", "").is(200);
    assertThat(head.header("content-length")).isEqualTo(read.header("content-length"));
    assertThat(head.body()).isEmpty();
    assertThat(kept()).hasSize(1);
    assertThat(made.body()).doesNotContain(kept().getFirst());
    assertThat(incoming()).isEmpty();
    get("/photos/" + made.member("id") + "/paper").is(404);
    get("/photos/" + made.member("id") + "/title").is(404);
  }

  @Test
  void whoMayNotSeeTheRecordMayNotSeeItsFile() throws Exception {
    var id = photo();
    send(Running.BEN, "GET", "/photos/" + id + "/image", "", "").is(404);
    send("", "GET", "/photos/" + id + "/image", "", "").is(401);
    send(Running.BEN, "PUT", "/photos/" + id + "/image", "image/png", PNG).is(404);
    send(Running.BEN, "DELETE", "/photos/" + id + "/paper", "", "").is(404);
    assertThat(kept()).hasSize(1);
  }

  @Test
  void partsOfAFile() throws Exception {
    var url = "/photos/" + photo() + "/image";
    var etag = get(url).header("etag");
    for (var range :
        new String[][] {
          {"bytes=0-3", "0-3"},
          {"bytes=8-", "8-17"},
          {"bytes=-4", "14-17"},
          {"bytes=-99", "0-17"},
          {"bytes=17-99", "17-17"}
        }) {
      var part = get(url, "Range: " + range[0]).is(206);
      var bounds = range[1].split("-");
      assertThat(part.header("content-range")).isEqualTo("bytes " + range[1] + "/18");
      assertThat(part.body())
          .isEqualTo(PNG.substring(Integer.parseInt(bounds[0]), Integer.parseInt(bounds[1]) + 1));
    }
    for (var none : List.of("bytes=18-", "bytes=99-100", "bytes=-0")) {
      assertThat(get(url, "Range: " + none).is(416).header("content-range"))
          .isEqualTo("bytes */18");
    }
    for (var ignored : List.of("bytes=5-2", "bytes=0-1,3-4", "bytes=a-b", "lines=1-2", "bytes=-")) {
      assertThat(get(url, "Range: " + ignored).is(200).body()).isEqualTo(PNG);
    }
    get(url, "Range: bytes=0-3", "If-Range: " + etag).is(206);
    get(url, "Range: bytes=0-3", "If-Range: \"other\"").is(200);
    get(url, "If-None-Match: " + etag).is(304);
    get(url, "If-None-Match: \"other\"").is(200);
  }

  @Test
  void aFileIsReplacedAndRemovedWithItsRecord() throws Exception {
    var id = photo();
    var before = kept();
    var etag = get("/photos/" + id + "/image").header("etag");
    send(Running.ANN, "PUT", "/photos/" + id + "/image", "image/gif", "GIF89a1", "If-Match: \"1\"")
        .is(412);
    assertThat(kept()).isEqualTo(before);
    var put =
        send(
                Running.ANN,
                "PUT",
                "/photos/" + id + "/image",
                "image/png",
                "GIF89a1",
                "Content-Disposition: attachment; filename=\"b.gif\"")
            .is(200);
    assertThat(put.body()).contains("\"name\":\"b.gif\",\"type\":\"image/gif\",\"size\":7");
    assertThat(kept()).hasSize(1).doesNotContainAnyElementsOf(before);
    assertThat(get("/photos/" + id + "/image").header("etag")).isNotEqualTo(etag);
    send(
            Running.ANN,
            "PUT",
            "/photos/" + id + "/paper",
            MULTIPART,
            file("x", "p.txt", "text/csv", "a,b") + "--b--\r\n")
        .is(200);
    assertThat(get("/photos/" + id + "/paper").header("content-type")).startsWith("text/csv");
    assertThat(kept()).hasSize(2);
    // Whoever sends a record back as it was read changes no file, and null removes one.
    var record = get("/photos/" + id).is(200).body();
    var same =
        record.replaceAll("\"(id|created_at|updated_at)\":\"[^\"]*\",?", "").replace(",}", "}");
    send(Running.ANN, "PUT", "/photos/" + id, Http.JSON, same).is(200);
    send(Running.ANN, "PUT", "/photos/" + id, Http.JSON, "{\"title\":\"B\"}").is(200);
    assertThat(kept()).hasSize(2);
    send(Running.ANN, "DELETE", "/photos/" + id + "/image", "", "").is(405);
    send(Running.ANN, "PATCH", "/photos/" + id, Http.JSON, "{\"image\":null}").is(422);
    send(Running.ANN, "PATCH", "/photos/" + id, Http.JSON, "{\"paper\":\"x\"}").is(422);
    send(Running.ANN, "DELETE", "/photos/" + id + "/paper", "", "").is(204);
    get("/photos/" + id + "/paper").is(404);
    assertThat(kept()).hasSize(1);
    send(Running.ANN, "DELETE", "/photos/" + id, "", "").is(204);
    assertThat(kept()).isEmpty();
    assertThat(incoming()).isEmpty();
  }

  @Test
  void whatIsRefusedLeavesNothing() throws Exception {
    var image = file("image", "a.png", "image/png", PNG);
    make(image).is(422);
    make(text("title", "A")).is(422);
    assertThat(
            make(text("title", "A"), file("image", "a.png", "image/png", "<svg/>")).is(422).body())
        .contains("must be a file of image/png, image/gif");
    make(text("title", "A"), image, image).is(400);
    make(text("title", "A"), image, file("title", "x", "", "y")).is(422);
    make(text("title", "A"), image, text("other", "x")).is(422);
    make(text("title", "A"), file("image", "a.png", "", PNG + "x".repeat(200_000))).is(413);
    send(Running.ANN, "POST", "/photos", Http.JSON, "{\"title\":\"A\"}").is(422);
    send(Running.ANN, "POST", "/photos", Http.JSON, "{\"title\":\"A\",\"image\":\"x\"}").is(422);
    send(Running.ANN, "POST", "/photos", "text/plain", "x").is(415);
    var id = photo();
    send(Running.ANN, "PUT", "/photos/" + id + "/image", "image/png", "<html>").is(415);
    send(Running.ANN, "PUT", "/photos/" + id + "/image", "image/png", "").is(415);
    assertThat(kept()).hasSize(1);
    assertThat(incoming()).isEmpty();
  }

  @Test
  void theSameKeyKeepsTheSameFileOnce() throws Exception {
    var body = text("title", "A") + file("image", "a.png", "image/png", PNG) + "--b--\r\n";
    var first = send(Running.ANN, "POST", "/photos", MULTIPART, body, "Idempotency-Key: k").is(201);
    var again = send(Running.ANN, "POST", "/photos", MULTIPART, body, "Idempotency-Key: k").is(201);
    assertThat(again.body()).isEqualTo(first.body());
    assertThat(kept()).hasSize(1);
    var other = body.replace("0123", "0124");
    send(Running.ANN, "POST", "/photos", MULTIPART, other, "Idempotency-Key: k").is(409);
    assertThat(kept()).hasSize(1);
  }

  @Test
  void aDocumentMayHaveItsOwnWords() throws Exception {
    var made = send("", "POST", "/upload", "application/pdf", "%PDF-1.7").is(201);
    assertThat(made.body())
        .isEqualTo(
            "{\"fileId\":1,\"filename\":\"file\",\"size\":8,"
                + "\"url\":\"https://service/files/1/content\"}");
    assertThat(made.header("location")).isEqualTo("files/1");
    send("", "POST", "/upload", "text/plain", "x").is(415);
    var form = file("file", "\u00c3\u00bc.html", "image/png", "<script>") + "--b--\r\n";
    assertThat(send("", "POST", "/form", MULTIPART, form).is(201).body()).contains("\"size\":8");
    var page = send("", "GET", "/files/2/content", "", "").is(200);
    assertThat(page.header("content-type")).isEqualTo("text/html; charset=utf-8");
    assertThat(page.header("content-disposition")).startsWith("attachment; filename=\"");
    assertThat(page.header("content-security-policy")).contains("sandbox");
    send("", "GET", "/files", "", "").is(200);
    send("", "DELETE", "/files/1", "", "").is(204);
    send("", "GET", "/files/1/content", "", "").is(404);
    assertThat(kept()).hasSize(1);
  }

  @Test
  void whatAKilledProcessLeftIsGoneAndWhatRecordsHaveStays() throws Exception {
    var id = photo();
    service.close();
    var files = folder.resolve("data/files");
    Files.writeString(files.resolve("a".repeat(32)), "left");
    Files.writeString(files.resolve("incoming/upload-x"), "left");
    service = Running.start(folder, PHOTOS, UPLOADS);
    assertThat(kept()).hasSize(1);
    assertThat(incoming()).isEmpty();
    get("/photos/" + id + "/image").is(200);
    // A later version without the field keeps what an earlier one stored, until the record goes.
    service.close();
    var without = Resource.of("photo", "photos", Field.text("title").required());
    service = Running.start(folder, without, UPLOADS);
    assertThat(kept()).hasSize(1);
    send("", "DELETE", "/photos/" + id, "", "").is(204);
    assertThat(kept()).isEmpty();
  }

  @Test
  void aLinkIsNotFollowed() throws Exception {
    var id = photo();
    var secret = Files.writeString(folder.resolve("secret"), "of the machine, not of a caller");
    var file = folder.resolve("data/files").resolve(kept().getFirst());
    Files.delete(file);
    Files.createSymbolicLink(file, secret);
    assertThat(get("/photos/" + id + "/image").is(404).body()).doesNotContain("machine");
    service.close();
    Files.delete(file);
    var elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    Files.delete(folder.resolve("data/files/incoming"));
    Files.createSymbolicLink(folder.resolve("data/files/incoming"), elsewhere);
    Files.writeString(elsewhere.resolve("theirs"), "stays");
    assertThat(
            org.assertj.core.api.Assertions.catchThrowable(
                () -> Running.start(folder, PHOTOS, UPLOADS)))
        .isInstanceOf(IOException.class);
    assertThat(elsewhere.resolve("theirs")).exists();
    Files.delete(folder.resolve("data/files/incoming"));
    service = Running.start(folder, PHOTOS, UPLOADS);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "../../etc/passwd | passwd",
        "C:\\dir\\a.txt | a.txt",
        "/abs/.hidden | hidden",
        ".. | file",
        "a\u202egpj.exe | agpj.exe",
        "a\"<b>.txt | a__b_.txt",
        "` ` | file",
        "u\u0308.txt | \u00fc.txt",
      })
  void namesAreCleaned(String said, String name) {
    assertThat(FileNames.clean(said)).isEqualTo(name);
  }

  @Test
  void namesHaveNoControlsAndLongOnesKeepTheirEnding() {
    assertThat(FileNames.clean("a\r\nX: y\0.txt")).isEqualTo("aX_ y.txt");
    var name = FileNames.clean("\ud83d\ude00".repeat(500) + ".tar.gz");
    assertThat(name.codePointCount(0, name.length())).isEqualTo(FileNames.MOST);
    assertThat(name).endsWith("\ud83d\ude00.gz");
    assertThat(FileNames.disposition(false, "a\u00fc\"%.txt"))
        .isEqualTo("attachment; filename=\"a___.txt\"; filename*=UTF-8''a%C3%BC%22%25.txt");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GIF89a. | text/html | image/gif | true",
        "RIFF....WEBP | | image/webp | true",
        "RIFF....WAVE | | audio/wav | true",
        "....ftypisom | | video/mp4 | true",
        "%PDF-1.4 | image/png | application/pdf | true",
        "PK\u0003\u0004x | application/zip | application/zip | false",
        "PK\u0003\u0004x | application/epub+zip | application/epub+zip | false",
        "hello | | text/plain | true",
        "hello | image/png | text/plain | true",
        "BM is a word | | text/plain | true",
        "a,b | text/csv | text/csv | false",
        "{} | application/json | application/json | false",
        "x | text/html | text/plain | true",
        "<p>x | text/plain | text/html | false",
        "  <!DOCTYPE html> | text/plain | text/html | false",
        "x<script>y</script> | text/plain | text/html | false",
        "<?xml version='1.0'?><svg> | image/png | image/svg+xml | false",
        "<?xml version='1.0'?><a/> | | application/xml | false",
        "x\u0001\u0002x | text/plain | application/octet-stream | false",
      })
  void bytesSayWhatTheyAre(String bytes, String said, String type, boolean shown) {
    assertThat(MediaTypes.of(bytes.getBytes(StandardCharsets.ISO_8859_1), said)).isEqualTo(type);
    assertThat(MediaTypes.isShown(type)).isEqualTo(shown);
  }
}
