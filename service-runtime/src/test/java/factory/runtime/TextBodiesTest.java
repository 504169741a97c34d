package factory.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bodies of text, all of which is one field. */
final class TextBodiesTest {
  private static final String TEXT = "text/plain";

  private static final Resource PASTES =
      Resource.of("paste", "pastes", Field.text("content").to(20).required())
          .called("id", "id")
          .called("content", "text")
          .routes(
              Route.create("POST", "/pastes").text("content"),
              Route.list("/pastes"),
              Route.update("PUT", "/pastes/{id}").key("id", "id").text("content").instead(422, 400),
              Route.read("/pastes/{id}").key("id", "id"));

  private static final Resource NOTES =
      Resource.of("note", "notes", Field.text("heading"), Field.text("body").to(20).required())
          .called("id", "id")
          .routes(Route.create("POST", "/notes").text("body").takes(Http.JSON, TEXT));

  @TempDir private static Path folder = Path.of("");

  @SuppressWarnings("NullAway.Init")
  private static Running service;

  @BeforeAll
  static void start() throws Exception {
    service = Running.start(folder, PASTES, NOTES);
  }

  @AfterAll
  static void end() {
    service.close();
  }

  @Test
  void allOfABodyIsTheField() throws Exception {
    for (var text : new String[] {" a\r\n\tb ", "{\"text\":1}", "text=a&b=c", "üñ€😀"}) {
      var made = service.send("POST", "/pastes", TEXT, text).is(201);
      assertThat(made.text("text")).isEqualTo(text);
      assertThat(service.get("/pastes/" + made.id()).is(200).text("text")).isEqualTo(text);
    }
    // It is the usual type where no other is.
    assertThat(service.send("POST", "/pastes", "", "a").is(201).text("text")).isEqualTo("a");
  }

  @Test
  void anotherTextReplacesIt() throws Exception {
    var path = "/pastes/" + service.send("POST", "/pastes", TEXT, "a").is(201).id();
    assertThat(service.send("PUT", path, TEXT, "b").is(200).text("text")).isEqualTo("b");
    service.send("PUT", path, TEXT, "").is(400);
    service.send("PUT", path, TEXT, "x".repeat(21)).is(400);
    assertThat(service.get(path).is(200).text("text")).isEqualTo("b");
  }

  @Test
  void whatIsNoTextIsRefused() throws Exception {
    service.send("POST", "/pastes", TEXT, "").refuses(422, "INVALID_FIELDS", "text");
    service.send("POST", "/pastes", TEXT, "x".repeat(21)).refuses(422, "INVALID_FIELDS", "text");
    service.send("POST", "/pastes", TEXT, "x".repeat(3_000_000)).is(422);
    service.send("POST", "/pastes", TEXT, "a\u0000b").is(422);
    service.send("POST", "/pastes", Http.JSON, "{\"text\":\"a\"}").is(415);
    service.send("POST", "/pastes", "text/html", "a").is(415);
    service.send("POST", "/pastes", "text/plain; charset=utf-16", "a").is(415);
    service.send("POST", "/pastes", "text/plain; charset=\"UTF-8\"", "a").is(201);
  }

  @Test
  void jsonMayStandBesideIt() throws Exception {
    assertThat(service.send("POST", "/notes", TEXT, "{}").is(201).text("body")).isEqualTo("{}");
    var made = service.post("/notes", "{\"heading\":\"h\",\"body\":\"b\"}").is(201);
    assertThat(made.text("heading")).isEqualTo("h");
    assertThat(service.send("POST", "/notes", "", "{\"body\":\"c\"}").is(201).text("body"))
        .isEqualTo("c");
  }

  @Test
  void aRouteSaysWhatIsPossible() {
    assertThatThrownBy(() -> Route.read("/a/{id}").text("a"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Route.create("POST", "/a").takes(TEXT))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Route.create("POST", "/a").text("a").takes(Http.JSON))
        .isInstanceOf(IllegalArgumentException.class);
    var numbers =
        Resource.of("a", "as", Field.wholeNumber("n"))
            .called("id", "id")
            .routes(Route.create("POST", "/a").text("n"));
    assertThatThrownBy(() -> Running.start(folder.resolve("other"), numbers))
        .hasMessageContaining("n cannot be all of a body");
  }
}
