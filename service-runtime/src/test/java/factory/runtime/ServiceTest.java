package factory.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ServiceTest {
  private static final byte[] OPENAPI = "{\"openapi\":\"3.1.0\"}".getBytes(StandardCharsets.UTF_8);

  private static final Resource THINGS =
      Resource.of(
          "thing",
          "things",
          Field.text("name").to(5),
          Field.email("email").unique(),
          Field.url("url"),
          Field.wholeNumber("stars").from(1).to(5),
          Field.number("weight").from("0.5"),
          Field.money("price").from("0"),
          Field.yesNo("done"),
          Field.date("due"),
          Field.dateTime("seen_at"),
          Field.oneOf("status", "open", "closed"),
          Field.texts("tags"),
          Field.text("order"));

  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "FACTORY_SERVICE",
          Caller.SERVICE,
          "FACTORY_ASSERTION_KEY",
          Base64.getEncoder().encodeToString(Caller.KEY.getEncoded()));

  private static Service start(Path folder, Resource... resources) throws Exception {
    var options =
        new Options(folder.resolve("s"), folder.resolve("data"), "v1", Caller.SERVICE, Caller.KEY);
    return Service.start(options, List.of(resources), OPENAPI, Clock.systemUTC());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"name\":\"abcde\"} | 201",
        "{\"name\":\"abcdef\"} | 422",
        "{\"name\":7} | 422",
        "{\"name\":\"\\ud800\"} | 422",
        "{\"name\":\"\\u0000\"} | 422",
        "{\"email\":\"ada@example.com\"} | 201",
        "{\"email\":\"ada\"} | 422",
        "{\"url\":\"https://example.com/a?b=c\"} | 201",
        "{\"url\":\"javascript:alert(1)\"} | 422",
        "{\"stars\":5} | 201",
        "{\"stars\":5.0} | 201",
        "{\"stars\":6} | 422",
        "{\"stars\":4.5} | 422",
        "{\"stars\":1e999999999} | 422",
        "{\"stars\":\"5\"} | 422",
        "{\"weight\":0.5} | 201",
        "{\"weight\":0.49} | 422",
        "{\"weight\":1e400} | 422",
        "{\"price\":\"12.5\"} | 201",
        "{\"price\":\"12.505\"} | 422",
        "{\"price\":\"-1\"} | 422",
        "{\"price\":12.5} | 422",
        "{\"done\":true} | 201",
        "{\"done\":\"yes\"} | 422",
        "{\"due\":\"2024-02-29\"} | 201",
        "{\"due\":\"2023-02-29\"} | 422",
        "{\"seen_at\":\"2026-01-31T18:30:00+02:00\"} | 201",
        "{\"seen_at\":\"2026-01-31\"} | 422",
        "{\"status\":\"open\"} | 201",
        "{\"status\":\"ajar\"} | 422",
        "{\"tags\":[\"a\",\"b\"]} | 201",
        "{\"tags\":[\"\"]} | 422",
        "{\"tags\":[[\"a\"]]} | 422",
        "{\"tags\":\"a\"} | 422",
        "{\"order\":\"by\"} | 201",
        "{\"id\":\"1\"} | 422",
        "{\"name\":null} | 201",
        "{} | 201",
        "{\"name\":\"a\",\"name\":\"b\"} | 400",
        "{\"name\": | 400",
        "{}{} | 400",
        "[] | 400",
        "null | 400",
        "~~ | 400",
      })
  void takesWhatFitsAndRefusesTheRest(String body, int status, @TempDir Path folder)
      throws Exception {
    try (var _ = start(folder, THINGS)) {
      var caller = new Caller(folder.resolve("s"));
      var answer = caller.send("POST", "/things", body);
      assertThat(answer.status()).as(answer.body()).isEqualTo(status);
      if (status != 201) {
        assertThat(answer.head()).contains("application/problem+json");
        assertThat(answer.body()).contains("\"status\":" + status, "\"reason\":\"");
      }
    }
  }

  @Test
  void showsWhatItStored(@TempDir Path folder) throws Exception {
    try (var _ = start(folder, THINGS)) {
      var caller = new Caller(folder.resolve("s"));
      var body =
          "{\"name\":\"é😀\",\"stars\":3,\"weight\":0.7,\"price\":\"0.1\",\"done\":true,"
              + "\"seen_at\":\"2026-01-31T18:30:00+02:00\",\"tags\":[\"x\",\"y\"]}";
      assertThat(caller.send("POST", "/things", body).body())
          .contains(
              "\"name\":\"é😀\"",
              "\"email\":null",
              "\"stars\":3",
              "\"weight\":0.7",
              "\"price\":\"0.10\"",
              "\"done\":true",
              "\"seen_at\":\"2026-01-31T16:30:00Z\"",
              "\"tags\":[\"x\",\"y\"]");
    }
  }

  @Test
  void changesOnlyTheFieldsOfAPatchAndAllOfAPut(@TempDir Path folder) throws Exception {
    try (var _ = start(folder, THINGS)) {
      var caller = new Caller(folder.resolve("s"));
      var path = "/things/" + id(caller.send("POST", "/things", "{\"name\":\"a\",\"stars\":3}"));
      assertThat(caller.send("PATCH", path, "{\"stars\":4}").body())
          .contains("\"name\":\"a\"", "\"stars\":4");
      assertThat(caller.send("PATCH", path, "{\"name\":null}").body())
          .contains("\"name\":null", "\"stars\":4");
      assertThat(caller.send("PUT", path, "{\"name\":\"b\"}").body())
          .contains("\"name\":\"b\"", "\"stars\":null");
      assertThat(caller.send("PATCH", "/things/" + "0".repeat(36), "{}").status()).isEqualTo(404);
    }
  }

  @Test
  void keepsUniqueValuesUnique(@TempDir Path folder) throws Exception {
    try (var _ = start(folder, THINGS)) {
      var caller = new Caller(folder.resolve("s"));
      var first = caller.send("POST", "/things", "{\"email\":\"a@example.com\"}");
      var second = caller.send("POST", "/things", "{\"email\":\"b@example.com\"}");
      var taken = "{\"email\":\"a@example.com\"}";
      assertThat(caller.send("POST", "/things", taken).status()).isEqualTo(409);
      assertThat(caller.send("PATCH", "/things/" + id(second), taken).body())
          .contains("ALREADY_EXISTS", "\"field\":\"email\"");
      assertThat(caller.send("PATCH", "/things/" + id(first), taken).status()).isEqualTo(200);
    }
  }

  @Test
  void refusesABodyAbove10MiBHoweverItIsFramed(@TempDir Path folder) throws Exception {
    try (var _ = start(folder, THINGS)) {
      var caller = new Caller(folder.resolve("s"));
      var head = "POST /things HTTP/1.1\r\nHost: service\r\nContent-Type: application/json\r\n";
      var tooLong = 10 * 1024 * 1024 + 1;
      assertThat(caller.raw(head + "Content-Length: " + tooLong + "\r\n\r\n").body())
          .contains("BODY_TOO_LARGE");
      var chunk = "%x\r\n%s\r\n0\r\n\r\n".formatted(tooLong, " ".repeat(tooLong));
      var answer = caller.raw(head + "Transfer-Encoding: chunked\r\n\r\n" + chunk);
      assertThat(answer.status()).isEqualTo(413);
      assertThat(caller.get("/health").status()).isEqualTo(200);
    }
  }

  /** Every way to go beyond what is read at all, in a field and beside the fields. */
  @ParameterizedTest
  @CsvSource({
    "string,1000001",
    "digits,101",
    "fraction,101",
    "exponent,101",
    "arrays,100",
    "objects,100"
  })
  void refusesWhatIsTooLongOrTooDeepWithTheFieldsName(String kind, int size, @TempDir Path folder)
      throws Exception {
    var value =
        switch (kind) {
          case "string" -> '"' + "x".repeat(size) + '"';
          case "digits" -> "1".repeat(size);
          case "fraction" -> "0." + "1".repeat(size);
          case "exponent" -> "1e" + "1".repeat(size);
          case "arrays" -> "[".repeat(size) + "]".repeat(size);
          default -> "{\"a\":".repeat(size) + "1" + "}".repeat(size);
        };
    try (var _ = start(folder, THINGS)) {
      var caller = new Caller(folder.resolve("s"));
      for (var field : List.of("name", "stars", "weight", "price", "done", "tags", "status")) {
        var answer = caller.send("POST", "/things", "{\"" + field + "\":" + value + "}");
        assertThat(answer.status()).as(field + ": " + answer.body()).isEqualTo(400);
        assertThat(answer.body()).contains("MALFORMED_BODY", "\"field\":\"" + field + "\"");
      }
      // What is no field is skipped or refused by its name, and never breaks.
      var unknown = caller.send("POST", "/things", "{\"colour\":" + value + "}");
      assertThat(unknown.status()).isIn(400, 422);
      assertThat(unknown.body()).contains("\"field\":\"colour\"");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\0\0\0{",
        "\u00ff\u00fe",
        "{\"name\":\"\u00c3(\"}",
        "{\"na",
        "{\"stars\":1e99999999999}",
        "{\"stars\":-}",
        "{\"name\":tru}",
        "{\"a\":[}",
        "\u00fe\u00ff\0{"
      })
  void whatCannotBeParsedIsTheBodysFault(String bytes, @TempDir Path folder) throws Exception {
    try (var _ = start(folder, THINGS)) {
      var caller = new Caller(folder.resolve("s"));
      var answer = caller.sendBytes("/things", bytes.getBytes(StandardCharsets.ISO_8859_1));
      assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    }
  }

  @Test
  void aPageEndsByItsLengthAndGoesOnAtItsToken(@TempDir Path folder) throws Exception {
    var notes = Resource.of("note", "notes", Field.longText("text"), Field.text("name"));
    try (var _ = start(folder, notes)) {
      var caller = new Caller(folder.resolve("s"));
      var text = "é".repeat(20_000);
      for (var i = 0; i < 130; i++) {
        var created =
            caller.send("POST", "/notes", "{\"text\":\"" + text + "\",\"name\":\"n" + i + "\"}");
        assertThat(created.status()).isEqualTo(201);
      }
      var seen = new ArrayList<String>();
      var pages = 0;
      for (var path = "/notes?page_size=100"; !path.isEmpty(); pages++) {
        var page = caller.get(path).body();
        assertThat(page.length()).isLessThan(1_200_000);
        var names = Pattern.compile("\"name\":\"(n[0-9]+)\"").matcher(page);
        names.results().forEach(name -> seen.add(name.group(1)));
        var token = Pattern.compile("\"next_page_token\":\"([^\"]+)\"").matcher(page);
        path = token.find() ? "/notes?page_size=100&page_token=" + token.group(1) : "";
      }
      assertThat(seen).hasSize(130).doesNotHaveDuplicates().startsWith("n129").endsWith("n0");
      assertThat(pages).isEqualTo(3);
      var head = caller.raw("HEAD /notes?page_size=100 HTTP/1.1\r\nHost: service\r\n\r\n");
      assertThat(head.status()).isEqualTo(200);
      assertThat(head.body()).isEmpty();
    }
  }

  @Test
  void saysWhatItServesAndWhatNot(@TempDir Path folder) throws Exception {
    try (var _ = start(folder, THINGS)) {
      var caller = new Caller(folder.resolve("s"));
      assertThat(caller.get("/health").body()).isEqualTo("{\"status\":\"up\",\"version\":\"v1\"}");
      assertThat(caller.get("/openapi.json").body()).isEqualTo("{\"openapi\":\"3.1.0\"}");
      assertThat(caller.get("/").body()).contains("\"things\":\"/things\"");
      assertThat(caller.get("/nothing").status()).isEqualTo(404);
      assertThat(caller.get("/things/1/2").status()).isEqualTo(404);
      assertThat(caller.get("/things?page_size=0").status()).isEqualTo(400);
      assertThat(caller.get("/things?page_token=!").status()).isEqualTo(400);
      assertThat(caller.get("/things?colour=red").status()).isEqualTo(400);
      assertThat(caller.get("/things?page_size=100").status()).isEqualTo(200);
      var refused = caller.send("PUT", "/things", "{}");
      assertThat(refused.status()).isEqualTo(405);
      assertThat(refused.head()).contains("Allow: GET, HEAD, POST, OPTIONS");
      assertThat(
              caller
                  .raw(
                      "POST /things HTTP/1.1\r\nHost: service\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\n{}")
                  .status())
          .isEqualTo(415);
      var unreadable = caller.raw("GET /%zz HTTP/1.1\r\nHost: service\r\n\r\n");
      assertThat(unreadable.status()).isEqualTo(400);
      assertThat(unreadable.head()).contains("application/problem+json");
    }
  }

  @Test
  void keepsWhatAnEarlierVersionStored(@TempDir Path folder) throws Exception {
    var early = Resource.of("thing", "things", Field.text("name"), Field.text("size"));
    var late =
        Resource.of(
            "thing",
            "things",
            Field.text("name").unique(),
            Field.wholeNumber("size"),
            Field.money("price").required());
    String path;
    try (var _ = start(folder, early)) {
      var caller = new Caller(folder.resolve("s"));
      caller.send("POST", "/things", "{\"name\":\"a\",\"size\":\"big\"}");
      path = "/things/" + id(caller.send("POST", "/things", "{\"name\":\"a\",\"size\":\"big\"}"));
    }
    try (var _ = start(folder, late)) {
      var caller = new Caller(folder.resolve("s"));
      assertThat(caller.get(path).body())
          .contains("\"name\":\"a\"", "\"size\":null", "\"price\":null");
      assertThat(caller.send("PATCH", path, "{\"price\":\"1\"}").body())
          .contains("\"price\":\"1.00\"");
    }
    try (var _ = start(folder, early)) {
      assertThat(new Caller(folder.resolve("s")).get(path).body()).contains("\"size\":\"big\"");
    }
  }

  @Test
  void removesAStaleSocketAndLeavesALivingOne(@TempDir Path folder) throws Exception {
    var socket = folder.resolve("s");
    Files.writeString(socket, "left by a killed process");
    try (var _ = start(folder, THINGS)) {
      assertThat(new Caller(socket).get("/health").status()).isEqualTo(200);
      assertThatThrownBy(() -> start(folder, THINGS))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("another process listens");
      assertThat(new Caller(socket).get("/health").status()).isEqualTo(200);
    }
    assertThat(socket).doesNotExist();
  }

  @Test
  void refusesNamesThatAreNotPlainWords() {
    for (var name :
        List.of("", "a b", "a\"b", "A", "1a", "id", "created_at", "é", "a".repeat(61))) {
      assertThatThrownBy(() -> Resource.of("x", "xs", Field.text(name)))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> Resource.of("x", "sqlite_x"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Options.parse(ENVIRONMENT, "--socket=/s", "--data=/d"))
        .hasMessageContaining("--version");
    assertThatThrownBy(
            () ->
                Options.parse(
                    ENVIRONMENT, "--socket=/" + "s".repeat(107), "--data=/d", "--version=1"))
        .hasMessageContaining("107 bytes");
    assertThatThrownBy(
            () -> Options.parse(ENVIRONMENT, "--socket=/s", "--data=/d", "--version=1", "--port=1"))
        .hasMessageContaining("--port");
  }

  @Test
  void waitsForTheDiskUnlessNobodyKeepsWhatItStores(@TempDir Path folder) throws Exception {
    var args = new String[] {"--socket=/s", "--data=/d", "--version=1", ""};
    args[3] = "--trial=sometimes";
    assertThatThrownBy(() -> Options.parse(ENVIRONMENT, args)).hasMessageContaining("--trial");
    args[3] = "--trial=off";
    assertThat(Options.parse(ENVIRONMENT, args).trial()).isFalse();
    args[3] = "--trial=on";
    assertThat(Options.parse(ENVIRONMENT, args).trial()).isTrue();

    for (var round = 0; round < 2; round++) {
      try (var store = Store.open(folder, List.of(THINGS), Clock.systemUTC(), false)) {
        store.write("", t -> t.insert("things", Map.of("name", "kept")));
        assertThat(store.<Long>read("", r -> r.count("things", Condition.always())))
            .isEqualTo(round + 1);
      }
    }
  }

  private static String id(Caller.Answer answer) {
    assertThat(answer.status()).isEqualTo(201);
    return answer.body().substring(7, 43);
  }

  @Test
  void withoutAKeyItDoesNotStart() {
    var args = new String[] {"--socket=/s", "--data=/d", "--version=1"};
    assertThatThrownBy(() -> Options.parse(Map.of(), args)).hasMessageContaining("FACTORY_SERVICE");
    assertThatThrownBy(() -> Options.parse(Map.of("FACTORY_SERVICE", "s"), args))
        .hasMessageContaining("FACTORY_ASSERTION_KEY");
    assertThatThrownBy(
            () ->
                Options.parse(
                    Map.of("FACTORY_SERVICE", "s", "FACTORY_ASSERTION_KEY", "c2VjcmV0"), args))
        .hasMessageContaining("FACTORY_ASSERTION_KEY")
        .hasMessageNotContaining("c2VjcmV0");
  }
}
