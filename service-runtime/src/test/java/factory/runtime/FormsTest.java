package factory.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import factory.runtime.ErrorShape.Says;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that are forms, paths that end in a slash or are checked, and lists of errors. */
@SuppressWarnings("NullAway.Init")
final class FormsTest {
  private static final String FORM = "application/x-www-form-urlencoded";
  private static final String MULTIPART = "multipart/form-data; boundary=\"b x\"";

  private static final Resource USERS =
      Resource.of(
              "user",
              "users",
              Field.text("name").to(20).required(),
              Field.wholeNumber("age"),
              Field.yesNo("is_active"),
              Field.date("born_on"),
              Field.texts("tags"))
          .sequenceKey()
          .called("id", "id")
          .routes(
              Route.list("/api/users/"),
              Route.create("POST", "/api/users/")
                  .takes(Http.JSON, Http.URLENCODED, Http.MULTIPART)
                  .instead(400, 422),
              Route.read("/api/users/{id}/").key("id", "id").pathChecked().instead(400, 422),
              Route.update("PATCH", "/api/users/{id}/").key("id", "id").takes(Http.URLENCODED),
              Route.delete("DELETE", "/api/users/{id}/").key("id", "id"));

  private static final ErrorShape ERRORS =
      ErrorShape.of("application/json")
          .detail("detail")
          .at(
              422,
              ErrorShape.of("application/json")
                  .errors("detail")
                  .item("loc", Says.LOCATION)
                  .item("msg", Says.MESSAGE)
                  .item("type", Says.CODE));

  private static final Resource AUTHORS =
      Resource.of(
              "author",
              "authors",
              Field.text("handle").to(20).required().unique(),
              Field.json("labels").each(Field.text("each").to(5)),
              Field.json("settings").each(Field.json("each")),
              Field.json("level").anyOf(Field.text("text").to(5), Field.wholeNumber("integer")))
          .sequenceKey()
          .called("id", "id")
          .routes(
              Route.list("/authors")
                  .limit("limit", 2, 10)
                  .offset("offset")
                  .header("X-Total-Count", Route.Part.TOTAL)
                  .header("X-Has-More", Route.Part.MORE)
                  .emptyNotFound(),
              Route.create("POST", "/authors"),
              Route.read("/authors/{handle}").key("handle", "handle"),
              Route.delete("DELETE", "/authors/{handle}").key("handle", "handle"));

  @TempDir private static Path folder;
  private static Running service;

  @BeforeAll
  static void start() throws Exception {
    service = Running.start(folder, USERS, AUTHORS, ERRORS);
  }

  @AfterAll
  static void end() {
    service.close();
  }

  private static Running.Answer make(String type, String body) throws IOException {
    return service.send("POST", "/api/users/", type, body);
  }

  private static String multipart(String... parts) {
    var text = new StringBuilder();
    for (var part : parts) {
      text.append("--b x\r\n").append(part).append("\r\n");
    }
    return text + "--b x--\r\n";
  }

  private static String part(String name, String value) {
    return "Content-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value;
  }

  @Test
  void aPathMayEndInASlash() throws Exception {
    var made = make(Http.JSON, "{\"name\":\"Ada\"}").is(201);
    assertThat(made.header("location")).endsWith("api/users/" + made.id() + "/");
    service.get("/api/users/" + made.id() + "/").is(200);
    service.get("/api/users/" + made.id()).is(404);
    service.get("/api/users/").is(200);
    service.get("/api/users").is(404);
    service.get("/api/users//").is(400);
    service.delete("/api/users/" + made.id() + "/").is(204);
  }

  @Test
  void aFormIsReadByTheTypesOfItsFields() throws Exception {
    var made =
        make(FORM, "name=Ada+%C3%9C%26&age=36&is_active=true&born_on=1815-12-10&tags=a&tags=b&x=1")
            .is(201);
    assertThat(made.json().toString())
        .contains(
            "\"name\":\"Ada Ü&\",\"age\":36,\"is_active\":true,\"born_on\":\"1815-12-10\",\"tags\":[\"a\",\"b\"]");
    // What is left empty has no value.
    var empty = make(FORM + ";charset=UTF-8", "name=Bob&age=&born_on=&tags=").is(201);
    assertThat(empty.json().path("age").isNull()).isTrue();
    assertThat(empty.json().path("tags")).isEmpty();
    service.send("PATCH", "/api/users/" + made.id() + "/", FORM, "age=37").is(200);
    assertThat(service.get("/api/users/" + made.id() + "/").json().path("age").asInt())
        .isEqualTo(37);
  }

  @Test
  void aFormMayHaveParts() throws Exception {
    var made =
        make(
                MULTIPART,
                multipart(
                    part("name", "Ada\r\n--b"),
                    "content-type: text/plain\r\ncontent-disposition: form-data; name=age\r\n\r\n36",
                    part("tags", "a"),
                    part("tags", "b"),
                    part("born_on", "")))
            .is(201);
    assertThat(made.text("name")).isEqualTo("Ada\r\n--b");
    assertThat(made.json().path("age").asInt()).isEqualTo(36);
    assertThat(made.json().path("tags")).hasSize(2);
    make("Multipart/Form-Data;Boundary=b", "--b\r\n" + part("name", "Ü") + "\r\n--b--").is(201);
    make(MULTIPART, "before\r\n" + multipart(part("name", "Ada")) + "after").is(201);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "--b x",
        "--b x--",
        "--b x\r\n",
        "--b x\r\nname\r\n--b x--",
        "--b x\r\nContent-Disposition: form-data\r\n\r\nAda\r\n--b x--",
        "--b x\r\nContent-Disposition: form-data; name=name\r\n\r\nAda",
        "--b x--\r\n--b x",
      })
  void partsThatDoNotEndAreRefused(String body) throws Exception {
    // An empty form lacks the name; anything else is no form.
    make(MULTIPART, body).is(422);
    assertThat(service.get("/api/users/").is(200).json().valueStream())
        .noneMatch(user -> user.path("name").asText().equals("AdaX"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "application/x-www-form-urlencoded | age=x&name=Ada | age",
        "application/x-www-form-urlencoded | is_active=perhaps&name=Ada | is_active",
        "application/x-www-form-urlencoded | age=1 | name",
        "application/x-www-form-urlencoded | name=%FF | body",
        "application/x-www-form-urlencoded | name=%4 | body",
        "application/x-www-form-urlencoded | name=a&name=b | body",
        "application/json | {\"age\":1} | name",
        "application/json | {\"age\" | body",
      })
  void anErrorTellsWhereItIs(String type, String body, String last) throws Exception {
    var errors = make(type, body).is(422).json().path("detail");
    assertThat(errors).hasSize(1);
    var location = errors.get(0).path("loc");
    assertThat(location.get(0).asText()).isEqualTo("body");
    assertThat(location.get(location.size() - 1).asText()).isEqualTo(last);
    assertThat(errors.get(0).path("msg").asText()).isNotBlank();
    assertThat(errors.get(0).path("type").asText())
        .isEqualTo(last.equals("name") ? "missing" : "invalid");
  }

  @Test
  void aFileIsNoText() throws Exception {
    var errors =
        make(
                MULTIPART,
                multipart(
                    "Content-Disposition: form-data; name=\"name\"; filename=\"a.txt\"\r\n\r\nAda"))
            .is(422)
            .json();
    assertThat(errors.toString()).contains("must be a text, not a file");
  }

  @Test
  void onlyDeclaredMediaTypesAreTaken() throws Exception {
    make("text/plain", "name=Ada").is(415);
    make("application/xml", "<a/>").is(415);
    make("", "{\"name\":\"Ada\"}").is(201);
    var id = make(FORM, "name=Ada").is(201).id();
    service.patch("/api/users/" + id + "/", "{\"age\":1}").is(415);
    service.send("PATCH", "/api/users/" + id + "/", Http.MERGE_PATCH, "{\"age\":1}").is(415);
    service.send("PATCH", "/api/users/" + id + "/", "", "age=1").is(200);
  }

  @Test
  void aListMayBeNotFoundWhenItIsEmptyAndCountedInHeaders() throws Exception {
    assertThat(service.get("/authors").is(404).text("detail"))
        .isEqualTo("There are no authors here.");
    for (var handle : new String[] {"ann", "ben", "cem"}) {
      var made = service.post("/authors", "{\"handle\":\"" + handle + "\"}").is(201);
      assertThat(made.header("location")).endsWith("authors/" + handle);
    }
    var first = service.get("/authors").is(200);
    assertThat(first.json()).hasSize(2);
    assertThat(first.header("x-total-count")).isEqualTo("3");
    assertThat(first.header("x-has-more")).isEqualTo("true");
    assertThat(service.get("/authors?offset=2").is(200).header("x-has-more")).isEqualTo("false");
    service.get("/authors?offset=3").is(404);
    assertThat(service.get("/authors/ben").is(200).text("handle")).isEqualTo("ben");
    for (var handle : new String[] {"ann", "ben", "cem"}) {
      service.delete("/authors/" + handle).is(204);
      service.get("/authors/" + handle).is(404);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "labels | {\"a\":\"b\",\"c\":\"\"} | ",
        "labels | {} | ",
        "labels | {\"a\":1} | a: must be text",
        "labels | {\"a\":null} | a: must be text",
        "labels | {\"a\":\"123456\"} | a: must have at most 5 characters",
        "labels | [\"a\"] | must be an object",
        "labels | \"a\" | must be an object",
        "settings | {\"a\":{\"b\":[1,null]},\"c\":null} | ",
        "settings | 1 | must be an object",
        "level | \"a\" | ",
        "level | 7 | ",
        "level | 7.5 | must be a whole number",
        "level | true | must be",
        "level | {} | must be",
        "level | [] | must be",
      })
  void jsonMayBeAnObjectOfOneKindOrOneOfSomeScalars(String field, String value, String wrong)
      throws Exception {
    var answer = service.post("/authors", "{\"handle\":\"x\",\"" + field + "\":" + value + "}");
    if (wrong == null) {
      assertThat(answer.is(201).json().path(field)).hasToString(value);
      service.delete("/authors/x").is(204);
    } else {
      var errors = answer.is(422).json().path("detail");
      assertThat(errors.get(0).path("loc").get(1).asText()).isEqualTo(field);
      assertThat(errors.get(0).path("msg").asText()).contains(wrong);
    }
  }

  @Test
  void eachStatusHasItsShape() throws Exception {
    assertThat(service.get("/api/users/abc/").is(422).json().toString())
        .isEqualTo(
            "{\"detail\":[{\"loc\":[\"path\",\"id\"],\"msg\":\"must be a whole number\",\"type\":\"invalid\"}]}");
    assertThat(service.get("/api/users/999/").is(404).text("detail")).startsWith("There is no");
    assertThat(service.get("/api/users/-1/").is(404).json().path("detail").isTextual()).isTrue();
    assertThat(service.post("/api/users/1/", "{}").is(405).json().path("detail").isTextual())
        .isTrue();
  }
}
