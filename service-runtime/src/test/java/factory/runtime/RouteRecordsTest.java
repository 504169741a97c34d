package factory.runtime;

import static factory.runtime.Running.ANN;
import static factory.runtime.Running.BEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Records that clients name, parts of others, actions beside routes, and routes that are none. */
final class RouteRecordsTest {
  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path folder;

  /** What always says the same may be a text. */
  @Test
  void aTextSaysThatItWasDone() throws Exception {
    var tags =
        Resource.of("tag", "tags", Field.text("name").required())
            .routes(
                Route.create("POST", "/tags").says("The tag was saved"),
                Route.list("/tags"),
                Route.update("PUT", "/tags/{id}").key("id", "id").says("Changed"),
                Route.delete("DELETE", "/tags/{id}").key("id", "id").status(200).says("Grüß Gott"))
            .called("id", "id");
    try (var service = Running.start(folder, tags)) {
      for (var turn = 0; turn < 2; turn++) {
        // The same again is answered as it was.
        var made =
            service.call(ANN, "POST", "/tags", "{\"name\":\"a\"}", "Idempotency-Key: k").is(201);
        assertThat(made.header("content-type")).startsWith("text/plain");
        assertThat(made.text()).isEqualTo("The tag was saved");
      }
      var id = service.get("/tags").is(200).json().path(0).path("id").asText();
      service.put("/tags/" + id, "{}").refuses(422, "INVALID_FIELDS", "name");
      assertThat(service.put("/tags/" + id, "{\"name\":\"b\"}").is(200).text())
          .isEqualTo("Changed");
      var gone = service.call(ANN, "DELETE", "/tags/" + id, "").is(200);
      assertThat(gone.header("content-type")).startsWith("text/plain");
      assertThat(gone.text()).isEqualTo("Grüß Gott");
      service.call(ANN, "DELETE", "/tags/" + id, "").refuses(404, "NOT_FOUND");
    }
  }

  @Test
  void aPutMakesOrReplaces() throws Exception {
    try (var service = Running.start(folder, Settings.RESOURCE)) {
      // Who may make one is asked as ever.
      service.put("/settings/colour", "{\"value\":\"red\"}").refuses(401, "CALLER_REQUIRED");
      var made = service.call(ANN, "PUT", "/settings/colour", "{\"value\":\"red\"}").is(201);
      assertThat(made.header("location")).isEqualTo("../settings/colour");
      assertThat(made.header("etag")).isNotEmpty();
      // No id, no null, no secret, no created_at.
      assertThat(made.json().propertyStream().map(java.util.Map.Entry::getKey))
          .containsExactly("key", "value", "maker", "updatedAt");
      assertThat(made.text("key")).isEqualTo("colour");
      var replaced =
          service
              .call(BEN, "PUT", "/settings/colour", "{\"value\":\"blue\",\"note\":\"n\",\"key\":7}")
              .is(200);
      assertThat(replaced.text("maker")).isEqualTo(ANN);
      assertThat(replaced.text("note")).isEqualTo("n");
      assertThat(service.put("/settings/colour", "{\"value\":\"blue\"}").is(200).json().has("note"))
          .isFalse();
      assertThat(service.get("/settings/colour").is(200).text("value")).isEqualTo("blue");
      assertThat(service.get("/settings").is(200).json()).hasSize(1);
      service.put("/settings/colour", "{}").refuses(422, "INVALID_FIELDS", "value");
      service.call(ANN, "PUT", "/settings/size", "{}").refuses(422, "INVALID_FIELDS", "value");
      service.get("/settings/size").refuses(404, "NOT_FOUND");
      // A key that no record can have.
      service
          .call(ANN, "PUT", "/settings/" + "x".repeat(21), "{\"value\":\"a\"}")
          .refuses(404, "NOT_FOUND");
      // PATCH makes nothing.
      service.call(ANN, "PATCH", "/settings/size", "{\"value\":\"a\"}").refuses(404, "NOT_FOUND");
      // A name that is a fixed segment of another route is a key all the same.
      service.call(ANN, "PUT", "/settings/search", "{\"value\":\"a\"}").is(201);
      service.get("/settings/search").is(200);
      service.call(ANN, "POST", "/settings/search", "{\"key\":\"k\",\"value\":\"a\"}").is(202);
      // What is unknown is refused, what only the service sets is not.
      service
          .put("/settings/colour", "{\"value\":\"a\",\"colour\":1,\"updated_at\":1}")
          .refuses(422, "INVALID_FIELDS", "colour", "updated_at");
      service.put("/settings/colour", "{\"value\":\"a\",\"updatedAt\":1,\"maker\":1}").is(200);
    }
  }

  @Test
  void preconditionsOfAPutThatMakes() throws Exception {
    try (var service = Running.start(folder, Settings.RESOURCE)) {
      var path = "/settings/colour";
      var json = "{\"value\":\"red\"}";
      service.call(ANN, "PUT", path, json, "If-Match: *").refuses(412, "REVISION_MISMATCH");
      service.get(path).refuses(404, "NOT_FOUND");
      service.call(ANN, "PUT", path, json, "If-None-Match: *").is(201);
      service.call(ANN, "PUT", path, json, "If-None-Match: *").refuses(412, "REVISION_MISMATCH");
      service.call(ANN, "PUT", path, json, "If-Match: *").is(200);
    }
  }

  @Test
  void theOnlyOneOfAParentNeedsNoId() throws Exception {
    var owners = Resource.of("owner", "owners", Field.text("name"));
    var cards =
        Resource.of(
                "card",
                "cards",
                Field.reference("owner", "owners").required().unique(),
                Field.text("text"))
            .routes(
                Route.read("/owners/{o}/card").key("o", "owner").in("card"),
                Route.update("PUT", "/owners/{o}/card").key("o", "owner").madeStatus(201),
                Route.delete("DELETE", "/owners/{o}/card").key("o", "owner"));
    try (var service = Running.start(folder, owners, cards)) {
      var owner = service.post("/owners", "{}").is(201).id();
      var path = "/owners/" + owner + "/card";
      service.get(path).refuses(404, "NOT_FOUND");
      var made = service.put(path, "{\"text\":\"a\"}").is(201);
      assertThat(made.json()).hasToString("{\"owner\":\"" + owner + "\",\"text\":\"a\"}");
      assertThat(made.header("location")).isEqualTo("../../owners/" + owner + "/card");
      service.put(path, "{\"text\":\"b\"}").is(200);
      assertThat(service.get(path).json().path("card").path("text").asText()).isEqualTo("b");
      service.put("/owners/nobody/card", "{}").refuses(404, "NOT_FOUND");
      // Who refers is named as it is called.
      service.delete("/owners/" + owner).refuses(409, "STILL_REFERENCED", "owner");
      service.delete(path).is(204);
      service.get(path).refuses(404, "NOT_FOUND");
    }
  }

  @Test
  void theMemberOfABodyIsHeldToItsNamesToo() throws Exception {
    var pets =
        Resource.of("pet", "pets", Field.text("name").required())
            .unknownRefused()
            .called("id", "id")
            .routes(
                Route.create("POST", "/pets").bodyIn("data").in("data").answersNothing(),
                Route.update("PATCH", "/pets/{id}").key("id", "id").bodyIn("data").in("data"),
                Route.list("/pets").in("data"));
    try (var service = Running.start(folder, pets)) {
      var made = service.post("/pets", "{\"data\":{\"id\":1,\"name\":\"Rex\"}}").is(201);
      assertThat(made.json().isMissingNode()).isTrue();
      // Nothing reads one.
      assertThat(made.header("location")).isEmpty();
      service
          .post("/pets", "{\"data\":{\"name\":\"Rex\",\"a\":1},\"b\":2}")
          .refuses(422, "INVALID_FIELDS", "a", "b");
      var id = service.get("/pets").json().path("data").path(0).path("id").asText();
      var changed = service.patch("/pets/" + id, "{\"data\":{\"name\":\"Max\"}}").is(200);
      assertThat(changed.json()).hasToString("{\"data\":{\"id\":\"" + id + "\",\"name\":\"Max\"}}");
      service.patch("/pets/" + id, "{\"name\":\"Max\"}").refuses(422, "INVALID_FIELDS", "data");
    }
  }

  @Test
  void aPathCallsWhatIsAboveByAnotherFieldThanItsId() throws Exception {
    var posts = Resource.of("post", "posts", Field.text("slug").required().unique());
    var comments =
        Resource.of("comment", "comments", Field.reference("post", "posts").required())
            .called("id", "id")
            .hidden("post")
            .routes(
                Route.list("/posts/{slug}/comments").key("slug", "post", "slug").pathChecked(),
                Route.create("POST", "/posts/{slug}/comments").key("slug", "post", "slug"),
                Route.read("/posts/{slug}/comments/{id}")
                    .key("slug", "post", "slug")
                    .key("id", "id"),
                Route.delete("DELETE", "/posts/{slug}/comments/{id}")
                    .key("slug", "post", "slug")
                    .key("id", "id"));
    try (var service = Running.start(folder, posts, comments)) {
      var id = service.post("/posts", "{\"slug\":\"a\"}").is(201).id();
      service.post("/posts", "{\"slug\":\"b\"}").is(201);
      var one = service.post("/posts/a/comments", "{\"post\":7}").is(201);
      assertThat(one.header("location")).isEqualTo("../../posts/a/comments/" + one.text("id"));
      var path = "/comments/" + one.text("id");
      service.get("/posts/a" + path).is(200);
      service.get("/posts/b" + path).refuses(404, "NOT_FOUND");
      service.get("/posts/c" + path).refuses(404, "NOT_FOUND");
      // Its id is what no path calls it by.
      service.get("/posts/" + id + path).refuses(404, "NOT_FOUND");
      service.post("/posts/" + id + "/comments", "{}").refuses(404, "NOT_FOUND");
      assertThat(service.get("/posts/a/comments").is(200).json()).hasSize(1);
      assertThat(service.get("/posts/b/comments").is(200).json()).isEmpty();
      service.get("/posts/c/comments").refuses(404, "NOT_FOUND");
      service.delete("/posts/b" + path).refuses(404, "NOT_FOUND");
      service.delete("/posts/a" + path).is(204);
    }
    assertThatThrownBy(
            () ->
                Running.start(
                    folder, posts.routes(Route.read("/posts/{slug}").key("slug", "slug", "id"))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void parametersOfAListAreWhatTheirBoundsSay() throws Exception {
    var wines =
        Resource.of("wine", "wines", Field.text("name").required(), Field.wholeNumber("stars"))
            .search("name")
            .filter("stars", Filter.EQUAL)
            .called("id", "id")
            .routes(
                Route.create("POST", "/wines"),
                Route.list("/wines")
                    .search("q")
                    .bounded(Field.text("q").from(2).to(5))
                    .parameter("stars", "stars", Route.By.EQUAL)
                    .bounded(Field.wholeNumber("stars").from(1).to(5)));
    try (var service = Running.start(folder, wines)) {
      service.post("/wines", "{\"name\":\"barolo\",\"stars\":5}").is(201);
      service.post("/wines", "{\"name\":\"rioja\",\"stars\":1}").is(201);
      assertThat(service.get("/wines?q=ro&stars=5").is(200).json()).hasSize(1);
      assertThat(service.get("/wines?q=rioja&stars=1").is(200).json()).hasSize(1);
      // Whoever fills a form leaves numbers empty; what needs characters is told.
      assertThat(service.get("/wines?stars=").is(200).json()).hasSize(2);
      for (var wrong : List.of("q=", "q=r", "q=barolo", "stars=0", "stars=6", "stars=x")) {
        service
            .get("/wines?" + wrong)
            .refuses(400, "INVALID_ARGUMENT", wrong.substring(0, wrong.indexOf('=')));
      }
    }
    assertThatThrownBy(
            () ->
                Running.start(
                    folder, wines.routes(Route.list("/wines").bounded(Field.text("country")))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aBodyGivesWhatItsRouteTakesAlone() throws Exception {
    var tasks =
        Resource.of(
                "task",
                "tasks",
                Field.text("title").required(),
                Field.text("state").required().orElse("new"),
                Field.text("remark"))
            .called("id", "id")
            .routes(
                Route.create("POST", "/tasks").only("title"),
                Route.read("/tasks/{id}").key("id", "id"),
                Route.update("PATCH", "/tasks/{id}").key("id", "id").only("title", "remark"),
                Route.update("PUT", "/tasks/{id}").key("id", "id").only("state", "remark"));
    try (var service = Running.start(folder, tasks)) {
      var made =
          service.post("/tasks", "{\"title\":\"a\",\"state\":\"done\",\"remark\":7}").is(201);
      assertThat(made.text("state")).isEqualTo("new");
      assertThat(made.json().path("remark").isNull()).isTrue();
      var path = "/tasks/" + made.text("id");
      var changed =
          service.patch(path, "{\"state\":\"done\",\"title\":\"b\",\"remark\":\"r\"}").is(200);
      assertThat(changed.text("state")).isEqualTo("new");
      assertThat(changed.text("title")).isEqualTo("b");
      // What a replacement takes is set anew, and what it does not take stays.
      var replaced = service.put(path, "{\"state\":\"done\",\"title\":null}").is(200);
      assertThat(replaced.text("state")).isEqualTo("done");
      assertThat(replaced.text("title")).isEqualTo("b");
      assertThat(replaced.json().path("remark").isNull()).isTrue();
      assertThat(service.put(path, "{}").is(200).text("state")).isEqualTo("new");
    }
  }

  @Test
  void aClosedBodyRefusesWhatAnotherRouteTakes() throws Exception {
    var tasks =
        Resource.of("task", "tasks", Field.text("title").required(), Field.text("state"))
            .unknownRefused()
            .called("id", "id")
            .routes(
                Route.create("POST", "/tasks"),
                Route.update("PATCH", "/tasks/{id}")
                    .key("id", "id")
                    .takes("application/json", "application/x-www-form-urlencoded")
                    .only("state"));
    try (var service = Running.start(folder, tasks)) {
      var made = service.post("/tasks", "{\"title\":\"a\",\"state\":\"new\"}").is(201);
      var path = "/tasks/" + made.text("id");
      service
          .patch(path, "{\"title\":\"b\",\"state\":\"done\"}")
          .refuses(422, "INVALID_FIELDS", "title");
      service.patch(path, "{\"state\":\"done\",\"id\":\"x\"}").is(200);
    }
  }

  @Test
  void fieldsThatNoBodyHasAreFoundAtTheStart() {
    var made = Field.text("maker").setByActions();
    for (var route :
        List.of(
            Route.create("POST", "/tasks").only("maker"),
            Route.create("POST", "/tasks").only("state"))) {
      var tasks = Resource.of("task", "tasks", made, Field.text("title"));
      assertThatThrownBy(() -> Running.start(folder, tasks.routes(route)))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> Route.read("/tasks/{id}").only("title"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void hiddenAndForeignRecordsAreNotMadeAgain() throws Exception {
    var files =
        Resource.of("file", "files", Field.text("name"), Field.text("folder").required())
            .naturalKey("name")
            .read(Access.owner())
            .routes(
                Route.update("PUT", "/folders/{folder}/files/{name}")
                    .key("folder", "folder")
                    .key("name", "id")
                    .madeStatus(201)
                    .status(204),
                Route.read("/folders/{folder}/files/{name}")
                    .key("folder", "folder")
                    .key("name", "name"));
    try (var service = Running.start(folder, files)) {
      service.call(ANN, "PUT", "/folders/a/files/f", "{}").is(201);
      var put = service.call(ANN, "PUT", "/folders/a/files/f", "{}").is(204);
      assertThat(put.json().isMissingNode()).isTrue();
      service.call(ANN, "PUT", "/folders/b/files/f", "{}").refuses(404, "NOT_FOUND");
      service.call(BEN, "PUT", "/folders/a/files/f", "{}").refuses(404, "NOT_FOUND");
      service.call(BEN, "GET", "/folders/a/files/f", "").refuses(404, "NOT_FOUND");
      assertThat(service.call(ANN, "GET", "/folders/a/files/f", "").is(200).json())
          .hasToString("{\"name\":\"f\",\"folder\":\"a\"}");
    }
  }

  @Test
  void whatTheServiceSetsMustBeWhatThePathSays() throws Exception {
    var notes =
        Resource.of("note", "notes", Field.wallet("author").setToCaller(), Field.text("text"))
            .routes(
                Route.create("POST", "/users/{user}/notes").key("user", "author"),
                Route.list("/users/{user}/notes").key("user", "author"));
    try (var service = Running.start(folder, notes)) {
      service.call(ANN, "POST", "/users/" + ANN + "/notes", "{\"text\":\"a\"}").is(201);
      service.call(ANN, "POST", "/users/" + BEN + "/notes", "{}").refuses(404, "NOT_FOUND");
      assertThat(service.get("/users/" + ANN + "/notes").is(200).json()).hasSize(1);
      assertThat(service.get("/users/" + BEN + "/notes").is(200).json()).isEmpty();
      service.get("/users/ann/notes").refuses(404, "NOT_FOUND");
    }
  }

  @Test
  void actionsAndReportsTellOfRecordsAsTheyAreCalled() throws Exception {
    var visit =
        Action.onRecord(
            "pets",
            "visit",
            call ->
                Outcome.changed(
                    call.set(
                        call.record(),
                        Values.of("visits", Math.addExact(call.record().whole("visits"), 1)))));
    var copy =
        Action.onRecord(
            "pets",
            "copy",
            call ->
                Outcome.created(
                    call.insert(
                        "pets",
                        Values.of("name", call.record().text("name"))
                            .and("chip_code", call.record().text("chip_code")))));
    var report = Report.of("pets_by_age", "pets").group("age", "age").count("pets");
    try (var service =
        Running.start(folder, Clinic.OWNERS, Clinic.PETS.nullsLeftOut(), visit, copy, report)) {
      var id = service.post("/pet", "{\"name\":\"Rex\",\"chipCode\":\"7\"}").is(200).text("petId");
      var visited = service.post("/pets/" + id + "/visit", "").is(200).json();
      assertThat(visited.propertyStream().map(java.util.Map.Entry::getKey))
          .containsExactly("petId", "name", "status", "chipCode", "visits", "createdAt");
      service.post("/pets/" + id + "/copy", "").refuses(409, "ALREADY_EXISTS", "chipCode");
      service.patch("/pets/" + id, "{\"chipCode\":null}").is(204);
      var copied = service.post("/pets/" + id + "/copy", "").is(201);
      assertThat(copied.header("location")).isEqualTo("../../pets/" + copied.text("petId"));
      assertThat(service.get("/pets-by-age").is(200).json())
          .hasToString("{\"rows\":[{\"pets\":2}]}");
      service.call("", "GET", "/pets/" + id + "/visit", "").refuses(405, "METHOD_NOT_ALLOWED");
    }
  }

  @Test
  void namesWorkWithoutRoutesToo() throws Exception {
    var pets =
        Resource.of("pet", "pets", Field.text("nick_name").required())
            .called("id", "petId")
            .called("nick_name", "nickName")
            .order("nick_name");
    try (var service = Running.start(folder, pets)) {
      var pet = service.post("/pets", "{\"nickName\":\"R\"}").is(201);
      assertThat(pet.json().propertyStream().map(java.util.Map.Entry::getKey))
          .containsExactly("petId", "nickName", "created_at", "updated_at");
      service
          .post("/pets", "{\"nick_name\":\"R\"}")
          .refuses(422, "INVALID_FIELDS", "nickName", "nick_name");
      assertThat(service.get("/pets?order=nickName").is(200).json().path("pets")).hasSize(1);
      assertThat(pet.header("location")).isEqualTo("pets/" + pet.text("petId"));
    }
  }

  @Test
  void aDirectionIsAParameterOfItsOwn() throws Exception {
    var pets =
        Resource.of("pet", "pets", Field.text("name").required(), Field.wholeNumber("age"))
            .order("name", "age")
            .defaultOrder("-age")
            .routes(
                Route.create("POST", "/pets"),
                Route.list("/pets").order("sort").direction("order").limit("limit", 10, 10));
    try (var service = Running.start(folder, pets)) {
      service.post("/pets", "{\"name\":\"a\",\"age\":2}").is(201);
      service.post("/pets", "{\"name\":\"b\",\"age\":1}").is(201);
      for (var one :
          List.of(
              "a ",
              "a ?order=desc",
              "b ?order=ASC",
              "a ?order=",
              "b ?sort=name",
              "a ?sort=name&order=asc",
              "a ?order=asc&sort=name",
              "b ?sort=name&order=DESC")) {
        assertThat(service.get("/pets" + one.substring(2)).is(200).json().path(0).path("name"))
            .as(one)
            .hasToString("\"" + one.charAt(0) + "\"");
      }
      for (var wrong :
          List.of("?order=up", "?sort=-name", "?sort=colour", "?order=asc&order=desc")) {
        service.get("/pets" + wrong).is(400);
      }
    }
  }

  static List<Arguments> wrong() {
    var field = Field.text("name");
    var list = Route.list("/pets");
    return List.of(
        wrong("/pets there twice", list, list),
        wrong(
            "same template",
            Route.read("/a/{b}").key("b", "id"),
            Route.read("/a/{c}").key("c", "id")),
        wrong("ours", Route.list("/health")),
        wrong("no key", Route.list("/a/{b}")),
        wrong("no such field", Route.list("/a/{b}").key("b", "colour")),
        wrong("twice the same", Route.list("/a/{b}/{c}").key("b", "name").key("c", "name")),
        wrong("not one record", Route.read("/pets")),
        wrong("not one record by a field", Route.read("/a/{b}").key("b", "name")),
        wrong("an id of the client's", Route.create("POST", "/a/{b}").key("b", "id")),
        wrong("made with it", Route.update("PUT", "/a/{b}").key("b", "id").madeStatus(201)),
        wrong("a total of nothing", list.figure("total", Route.Part.TOTAL)),
        wrong("nothing to search", list.search("q")),
        wrong("nothing to order by", list.order("sort")),
        wrong("a direction of no order", list.direction("order")),
        wrong("a filter of nothing", list.parameter("x", "colour", Route.By.EQUAL)),
        wrong("two of one name", list.parameter("x", "name", Route.By.EQUAL).offset("x")),
        Arguments.of(
            "two fields of one name",
            Resource.of("pet", "pets", field, Field.text("other")).called("other", "name")));
  }

  private static Arguments wrong(String what, Route... routes) {
    return Arguments.of(what, Resource.of("pet", "pets", Field.text("name")).routes(routes));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrong")
  void whatDoesNotGoTogetherIsRefusedAtTheStart(String what, Resource resource) {
    assertThatThrownBy(() -> Running.start(folder, resource).close())
        .as(what)
        .isInstanceOf(IllegalArgumentException.class);
  }

  static List<Arguments> unbuildable() {
    return List.of(
        unbuildable("no slash", () -> Route.list("pets")),
        unbuildable("the root", () -> Route.list("/")),
        unbuildable("half a segment", () -> Route.read("/pets/{id}.json")),
        unbuildable("dots", () -> Route.list("/pets/../x")),
        unbuildable("twice one parameter", () -> Route.list("/a/{b}/{b}")),
        unbuildable("no parameter of that name", () -> Route.list("/a").key("b", "name")),
        unbuildable("GET that makes", () -> Route.create("GET", "/a")),
        unbuildable("a status that fails", () -> Route.list("/a").status(404)),
        unbuildable("a refusal that succeeds", () -> Route.list("/a").instead(422, 200)),
        unbuildable("a page of nothing", () -> Route.list("/a").limit("l", 0, 10)),
        unbuildable("a page beyond all", () -> Route.list("/a").limit("l", 5, 10_001)),
        unbuildable("paging one", () -> Route.read("/a").offset("o")),
        unbuildable("making by PATCH", () -> Route.update("PATCH", "/a").madeStatus(201)),
        unbuildable("no JSON", () -> Route.delete("DELETE", "/a").answers("{")),
        unbuildable("two of JSON", () -> Route.delete("DELETE", "/a").answers("1 2")),
        unbuildable("nothing of JSON", () -> Route.delete("DELETE", "/a").answers("")),
        unbuildable(
            "a constant that is none", () -> ErrorShape.of("application/json").constant("a", "b")),
        unbuildable(
            "a member twice", () -> ErrorShape.of("application/json").status("a").title("a")),
        unbuildable("a name of no field", () -> Clinic.PETS.called("colour", "color")));
  }

  private static Arguments unbuildable(
      String what, org.assertj.core.api.ThrowableAssert.ThrowingCallable built) {
    return Arguments.of(what, built);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("unbuildable")
  void whatCannotBeIsNotBuilt(
      String what, org.assertj.core.api.ThrowableAssert.ThrowingCallable built) {
    assertThatThrownBy(built).as(what).isInstanceOf(IllegalArgumentException.class);
  }
}
