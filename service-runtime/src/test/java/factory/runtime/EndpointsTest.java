package factory.runtime;

import static factory.runtime.Running.ANN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Functions and actions at addresses of their own, in shapes of their own. */
final class EndpointsTest {
  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path folder;

  private static Function share() {
    return Function.of(
            "share",
            input ->
                Outcome.values(
                    Values.of("each_one", input.whole("total") / input.whole("people"))
                        .and("note", input.value("note"))))
        .input(Field.wholeNumber("total").from(0).required())
        .input(Field.wholeNumber("people").from(1).required())
        .input(Field.text("note"))
        .output(Field.wholeNumber("each_one"))
        .output(Field.text("note"));
  }

  private static Function greeting() {
    return Function.of(
            "greeting", input -> Outcome.values(Values.of("text", "Hello " + input.value("name"))))
        .input(Field.text("name").required())
        .output(Field.text("text"));
  }

  @Test
  void inputsComeFromWhereverTheEndpointSays() throws Exception {
    var endpoint =
        Endpoint.of("GET", "/shares/{all}")
            .path("total", "all")
            .query("people", "by")
            .header("note", "X-Note")
            .called("each_one", "eachOne")
            .in("data")
            .instead(422, 400);
    try (var service = Running.start(folder, share().at(endpoint))) {
      var shared = service.call(ANN, "GET", "/shares/12?by=4&x=1", "", "X-Note: hi").is(200);
      assertThat(shared.json().toString()).isEqualTo("{\"data\":{\"eachOne\":3,\"note\":\"hi\"}}");
      assertThat(service.get("/shares/12?by=4").is(200).json().at("/data/note").isNull()).isTrue();
      // All that is wrong at once, by the names of the wire.
      service.get("/shares/x?by=0").refuses(400, "INVALID_ARGUMENT", "all", "by");
      service.get("/shares/12").refuses(400, "INVALID_ARGUMENT", "by");
      service.get("/shares/12?by=").refuses(400, "INVALID_ARGUMENT", "by");
      service.get("/shares/12?by=1&by=2").refuses(400, "INVALID_ARGUMENT", "by");
      service.get("/shares/9007199254740992?by=1").refuses(400, "INVALID_ARGUMENT", "all");
      // The house's address is no more.
      service.post("/share", "{\"total\":1,\"people\":1}").is(404);
      service.post("/shares/12", "{}").is(405);
      service.call(ANN, "HEAD", "/shares/12?by=4", "").is(200);
    }
  }

  @Test
  void membersOfBodiesHaveNamesAndMayBeUnknown() throws Exception {
    var open = Endpoint.of("PUT", "/open/share").body("total", "totalAmount").status(202);
    var closed = Endpoint.of("POST", "/closed").body("total", "totalAmount").unknownRefused();
    var body = "{\"totalAmount\":9,\"people\":3,\"more\":1}";
    try (var service = Running.start(folder, share().at(open), named("other").at(closed))) {
      assertThat(service.put("/open/share", body).is(202).json().path("each_one").asInt())
          .isEqualTo(3);
      service.put("/open/share", "{}").refuses(422, "INVALID_FIELDS", "totalAmount", "people");
      service.put("/open/share", "[").is(400);
      service.call(ANN, "PUT", "/open/share", body, "Content-Type: text/plain").is(415);
      service.post("/closed", body).refuses(422, "INVALID_FIELDS", "more");
    }
  }

  private static Function named(String name) {
    return Function.of(name, input -> Outcome.values(Values.of("sum", input.value("total"))))
        .input(Field.wholeNumber("total").required())
        .input(Field.wholeNumber("people"))
        .output(Field.wholeNumber("sum"));
  }

  private static Function size(String name, int least, Endpoint endpoint) {
    return Function.of(name, input -> Outcome.values(Values.of("given", input.value("text"))))
        .input(Field.text("text").from(least).to(20).required())
        .output(Field.text("given"))
        .at(endpoint.text("text"));
  }

  @Test
  void allOfABodyOfTextIsAnInput() throws Exception {
    var any = Endpoint.of("POST", "/any");
    var some = Endpoint.of("POST", "/some").instead(422, 400);
    try (var service = Running.start(folder, size("any", 0, any), size("some", 1, some))) {
      for (var text : List.of(" a\r\n\tb ", "{\"text\":1}", "a=b&c", "üñ€😀", "   ", "")) {
        assertThat(service.send("POST", "/any", "text/plain", text).is(200).text("given"))
            .isEqualTo(text);
      }
      assertThat(service.send("POST", "/any", "", "a").is(200).text("given")).isEqualTo("a");
      assertThat(service.send("POST", "/any", "", "").is(200).text("given")).isEmpty();
      service.send("POST", "/some", "text/plain", "").refuses(400, "INVALID_FIELDS", "text");
      service.send("POST", "/some", "", "").refuses(400, "INVALID_FIELDS", "text");
      service
          .send("POST", "/some", "text/plain", "a".repeat(21))
          .refuses(400, "INVALID_FIELDS", "text");
      service.send("POST", "/any", "text/plain; charset=utf-16", "a").is(415);
      for (var other : List.of("application/json", "text/csv", "multipart/form-data")) {
        service.send("POST", "/any", other, "a").is(415);
      }
      service.get("/any").is(405);
    }
  }

  @Test
  void aBodyOfTextIsOneInput() {
    var endpoint = Endpoint.of("POST", "/share").text("total");
    assertThatThrownBy(() -> Running.start(folder, share().at(endpoint)))
        .hasMessageContaining("has more in its body than one text");
    assertThatThrownBy(
            () -> Running.start(folder, greeting().at(Endpoint.of("GET", "/hello").text("name"))))
        .hasMessageContaining("has no body");
  }

  @Test
  void listsComeInAQueryOftenOrWithCommas() throws Exception {
    var function =
        Function.of(
                "total",
                input ->
                    Outcome.values(
                        Values.of(
                            "sum",
                            ((List<?>) java.util.Objects.requireNonNull(input.value("values")))
                                .stream().mapToLong(v -> (Long) v).sum())))
            .input(Field.listOf("values", Field.wholeNumber("v")).required())
            .output(Field.wholeNumber("sum"))
            .at(Endpoint.of("GET", "/sum").query("values", "v").answersValue());
    try (var service = Running.start(folder, function)) {
      assertThat(service.get("/sum?v=1,2&v=3").is(200).json().asInt()).isEqualTo(6);
      service.get("/sum?v=1,x").refuses(400, "INVALID_ARGUMENT", "v");
      service.get("/sum").refuses(400, "INVALID_ARGUMENT", "v");
    }
  }

  @Test
  void oneOutputIsTheWholeAnswer() throws Exception {
    var json = Endpoint.of("GET", "/json").query("name", "name").answersValue();
    var text = Endpoint.of("GET", "/text").query("name", "name").answersText();
    var page = Endpoint.of("GET", "/page").query("name", "name").answersHtml();
    try (var service =
        Running.start(
            folder, greeting().at(json), again("second").at(text), again("third").at(page))) {
      assertThat(service.get("/json?name=Bo").is(200).json().textValue()).isEqualTo("Hello Bo");
      var plain = service.get("/text?name=%3Cb%3E").is(200);
      assertThat(plain.header("content-type")).isEqualTo("text/plain; charset=utf-8");
      assertThat(plain.text()).isEqualTo("Hello <b>");
      var html = service.get("/page?name=%3Cscript%3E").is(200);
      assertThat(html.header("content-type")).isEqualTo("text/html; charset=utf-8");
      assertThat(html.text()).contains("<p>Hello &lt;script&gt;</p>").doesNotContain("<script");
      // Refusals look as ever.
      service.get("/page").refuses(400, "INVALID_ARGUMENT", "name");
    }
  }

  private static Function again(String name) {
    return Function.of(
            name, input -> Outcome.values(Values.of("text", "Hello " + input.value("name"))))
        .input(Field.text("name").required())
        .output(Field.text("text"));
  }

  @Test
  void anAnswerMayAlwaysBeTheSame() throws Exception {
    var ping = Endpoint.of("GET", "/ping").answersText("pong");
    var ready = Endpoint.of("GET", "/ready").answers("{\"ok\": true}");
    var quiet = Endpoint.of("POST", "/quiet").answersNothing();
    try (var service =
        Running.start(
            folder, same("ping").at(ping), same("ready").at(ready), same("quiet").at(quiet))) {
      assertThat(service.get("/ping").is(200).text()).isEqualTo("pong");
      assertThat(service.get("/ready").is(200).json().toString()).isEqualTo("{\"ok\":true}");
      assertThat(service.post("/quiet", "whatever").is(204).text()).isEmpty();
    }
  }

  private static Function same(String name) {
    return Function.of(name, _ -> Outcome.nothing());
  }

  private static Resource posts() {
    return Resource.of(
            "post",
            "posts",
            Field.text("site").required().fixed(),
            Field.text("title").required(),
            Field.wholeNumber("likes").setByActions(0L))
        .sequenceKey()
        .called("id", "postId")
        .nullsLeftOut()
        .routes(
            Route.create("POST", "/sites/{site}/posts").key("site", "site"),
            Route.read("/sites/{site}/posts/{post}").key("site", "site").key("post", "id"));
  }

  private static Action like() {
    return Action.onRecord(
            "posts",
            "like",
            call -> {
              var post = call.record();
              return Outcome.changed(
                  call.set(
                      post, Values.of("likes", post.whole("likes") + call.input().whole("n"))));
            })
        .input(Field.wholeNumber("n").from(1).required());
  }

  @Test
  void anActionIsOnTheRecordOfItsPath() throws Exception {
    var endpoint =
        Endpoint.of("POST", "/sites/{site}/posts/{post}/likes/{n}")
            .key("site", "site")
            .key("post", "id")
            .path("n", "n")
            .status(201)
            .in("post");
    try (var service = Running.start(folder, posts(), like().at(endpoint))) {
      service.call(ANN, "POST", "/sites/a/posts", "{\"title\":\"t\"}").is(201);
      var liked = service.call(ANN, "POST", "/sites/a/posts/1/likes/2", "").is(201);
      assertThat(liked.json().toString())
          .isEqualTo("{\"post\":{\"postId\":1,\"site\":\"a\",\"title\":\"t\",\"likes\":2}}");
      // Another one's record, none at all, and what is no number.
      service.call(ANN, "POST", "/sites/b/posts/1/likes/2", "").refuses(404, "NOT_FOUND");
      service.call(ANN, "POST", "/sites/a/posts/2/likes/2", "").refuses(404, "NOT_FOUND");
      service
          .call(ANN, "POST", "/sites/a/posts/1/likes/x", "")
          .refuses(400, "INVALID_ARGUMENT", "n");
      // Entity tags and keys are as everywhere.
      var etag = liked.header("etag");
      service
          .call(ANN, "POST", "/sites/a/posts/1/likes/1", "", "If-Match: \"x\"")
          .refuses(412, "REVISION_MISMATCH");
      var once = "Idempotency-Key: k";
      service.call(ANN, "POST", "/sites/a/posts/1/likes/1", "", "If-Match: " + etag, once).is(201);
      var same = service.call(ANN, "POST", "/sites/a/posts/1/likes/1", "", once).is(201);
      assertThat(same.json().at("/post/likes").asInt()).isEqualTo(3);
      service
          .call(ANN, "POST", "/sites/a/posts/1/likes/5", "", once)
          .refuses(409, "IDEMPOTENCY_KEY_REUSED");
      assertThat(service.get("/sites/a/posts/1").is(200).json().path("likes").asInt()).isEqualTo(3);
    }
  }

  @Test
  void anActionMayAnswerAConstant() throws Exception {
    var endpoint =
        Endpoint.of("DELETE", "/posts/{post}/likes").key("post", "id").answers("{\"liked\":false}");
    var clear =
        Action.onRecord(
            "posts",
            "clear",
            call -> {
              var _ = call.set(call.record(), Values.of("likes", 0L));
              return Outcome.nothing();
            });
    try (var service = Running.start(folder, posts(), clear.at(endpoint))) {
      service.call(ANN, "POST", "/sites/a/posts", "{\"title\":\"t\"}").is(201);
      var cleared = service.delete("/posts/1/likes").is(200);
      assertThat(cleared.json().toString()).isEqualTo("{\"liked\":false}");
    }
  }

  @Test
  void whatIsComputedFromNothingSaysInItsWordsThatTheServiceIsUp() throws Exception {
    var health =
        Function.of("health", _ -> Outcome.nothing())
            .at(Endpoint.of("GET", "/health").answers("{\"status\":\"ok\"}"));
    try (var service = Running.start(folder, posts(), health)) {
      var answer = service.get("/health").is(200);
      assertThat(answer.json().toString()).isEqualTo("{\"status\":\"ok\"}");
      assertThat(answer.header("x-factory-version")).isEqualTo("v1");
      service.post("/health", "{}").is(405);
    }
    var coded =
        Resource.of("link", "links", Field.text("url")).routes(Route.read("/{id}").key("id", "id"));
    try (var service = Running.start(folder.resolve("coded"), coded)) {
      assertThat(service.get("/health").is(200).json().path("status").asText()).isEqualTo("up");
    }
  }

  static List<Arguments> wrong() {
    return List.of(
        Arguments.of(Endpoint.of("GET", "/a/{x}"), "does not say what {x} is"),
        Arguments.of(Endpoint.of("GET", "/a").query("name", "n").query("no", "n"), "no input no"),
        Arguments.of(Endpoint.of("GET", "/a"), "has no body for its inputs"),
        Arguments.of(Endpoint.of("GET", "/health").query("name", "n"), "is there twice"));
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void whatMakesNoSenseIsToldAtTheStart(Endpoint endpoint, String message) {
    assertThatThrownBy(
            () -> {
              try (var _ = Running.start(folder, greeting().at(endpoint))) {
                // It does not start.
              }
            })
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
