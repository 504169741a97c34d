package factory.pipeline.write;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ideas as real processes, called over their unix sockets. */
@Tag("slow")
final class GeneratedServiceTest {
  private static final String BOOKS = "track books with title, author and a rating from 1 to 5";

  @Test
  void createsReadsListsChangesAndDeletes(@TempDir Path folder) throws Exception {
    try (var service = GeneratedService.start(BOOKS, folder, "v1")) {
      assertThat(service.get("/health").body()).isEqualTo("{\"status\":\"up\",\"version\":\"v1\"}");
      assertThat(service.get("/openapi.json").text("info", "title")).isEqualTo("Books");
      assertThat(service.get("/").text("links", "books")).isEqualTo("/books");

      var created =
          service.call("POST", "/books", "{\"title\":\"Emma\",\"author\":\"Austen\",\"rating\":5}");
      assertThat(created.status()).isEqualTo(201);
      var path = "/books/" + created.text("id");
      assertThat(created.headers()).containsEntry("location", path.substring(1));
      assertThat(service.get(path).body()).isEqualTo(created.body());

      assertThat(service.call("PATCH", path, "{\"rating\":4}").text("rating")).isEqualTo("4");
      var replaced =
          service.call("PUT", path, "{\"title\":\"Emma!\",\"author\":\"J. Austen\",\"rating\":1}");
      assertThat(replaced.text("title")).isEqualTo("Emma!");
      assertThat(replaced.text("created_at")).isEqualTo(created.text("created_at"));

      assertThat(service.call("DELETE", path, null).status()).isEqualTo(204);
      assertThat(service.get(path).status()).isEqualTo(404);
      assertThat(service.call("DELETE", path, null).status()).isEqualTo(404);
    }
  }

  @Test
  void answersNobodyWhoComesAroundTheGate(@TempDir Path folder) throws Exception {
    try (var service = GeneratedService.start(BOOKS, folder, "v1")) {
      for (var path : List.of("/", "/books", "/nothing")) {
        for (var method : List.of("GET", "POST", "DELETE", "OPTIONS")) {
          var refused = service.direct(method, path);
          assertThat(refused.status()).as(method + " " + path).isEqualTo(401);
          assertThat(refused.headers()).containsEntry("content-type", "application/problem+json");
          assertThat(refused.text("reason")).isEqualTo("ASSERTION_INVALID");
          assertThat(refused.text("title")).isEqualTo("Unauthorized");
        }
      }
      assertThat(service.direct("GET", "/openapi.json").status()).isEqualTo(200);
      assertThat(service.get("/books").text("books")).isEqualTo("[]");
    }
  }

  @Test
  void refusesWhatDoesNotFit(@TempDir Path folder) throws Exception {
    try (var service = GeneratedService.start(BOOKS, folder, "v1")) {
      assertThat(service.call("POST", "/books", "{\"title\":").text("reason"))
          .isEqualTo("MALFORMED_BODY");
      assertThat(service.call("POST", "/books", "[]").status()).isEqualTo(400);
      var refused = service.call("POST", "/books", "{\"title\":7,\"rating\":6,\"colour\":\"red\"}");
      assertThat(refused.status()).isEqualTo(422);
      assertThat(refused.body())
          .contains(
              "\"title\"", "\"author\"", "\"rating\"", "\"colour\"", "is required", "is unknown");
      assertThat(service.call("POST", "/books", "text/plain", "{}").status()).isEqualTo(415);
      assertThat(service.call("DELETE", "/books", null).headers()).containsKey("allow");
      assertThat(service.get("/books?page_size=101").status()).isEqualTo(400);
      assertThat(service.get("/books/nonsense").status()).isEqualTo(404);
      assertThat(service.get("/books").text("books")).isEqualTo("[]");
    }
  }

  @Test
  void keepsItsDataOverARestartAndAKill(@TempDir Path folder) throws Exception {
    String path;
    try (var service = GeneratedService.start(BOOKS, folder, "v1")) {
      path =
          "/books/"
              + service
                  .call("POST", "/books", "{\"title\":\"A\",\"author\":\"B\",\"rating\":5}")
                  .text("id");
      service.kill();
    }
    var again = GeneratedService.start(BOOKS, folder, "v1");
    try (again) {
      assertThat(again.get(path).text("title")).isEqualTo("A");
    }
    assertThat(again.exitCode()).isEqualTo(143);
    assertThat(folder.resolve("service.sock")).doesNotExist();
  }

  @Test
  void keepsItsDataWhenANewVersionHasMoreFields(@TempDir Path folder) throws Exception {
    String path;
    try (var service = GeneratedService.start(BOOKS, folder, "v1")) {
      path =
          "/books/"
              + service
                  .call("POST", "/books", "{\"title\":\"A\",\"author\":\"B\",\"rating\":5}")
                  .text("id");
    }
    try (var service =
        GeneratedService.start(
            "track books with title, author, a rating from 1 to 3, price, tags and whether it is read",
            folder,
            "v2")) {
      var old = service.get(path).body();
      assertThat(old).contains("\"rating\":5,", "\"price\":null", "\"tags\":[]", "\"read\":false");
      assertThat(service.get("/books").body()).contains("\"title\":\"A\"");
      assertThat(service.call("PATCH", path, "{\"price\":\"9.90\",\"tags\":[\"x\"]}").text("price"))
          .isEqualTo("9.90");
    }
    try (var service = GeneratedService.start(BOOKS, folder, "v1")) {
      assertThat(service.get(path).text("rating")).isEqualTo("5");
    }
  }

  @Test
  void acceptsTheExamplesOfItsOwnDocument(@TempDir Path folder) throws Exception {
    var idea =
        "products with sku (unique, required), name, description, price, weight in kg, stock at least 0, size: small or large, "
            + "url, supplier email, available (yes/no), released on, checked at, tags";
    try (var service = GeneratedService.start(idea, folder, "v1")) {
      var example = JsonText.of(service.contract().requestExample("post", "/products"));
      assertThat(service.call("POST", "/products", example).status()).isEqualTo(201);
      assertThat(service.call("POST", "/products", example).text("reason"))
          .isEqualTo("ALREADY_EXISTS");
    }
  }

  @Test
  void listsNewestFirstInPages(@TempDir Path folder) throws Exception {
    try (var service = GeneratedService.start("track notes with text", folder, "v1")) {
      for (var i = 0; i < 25; i++) {
        assertThat(service.call("POST", "/notes", "{\"text\":\"" + i + "\"}").status())
            .isEqualTo(201);
      }
      List<String> texts = new ArrayList<>();
      var page = (Map<?, ?>) service.get("/notes?page_size=10").json();
      while (page != null) {
        ((List<?>) Json.at(page, "notes"))
            .forEach(note -> texts.add(Json.at(note, "text").toString()));
        var token = page.get("next_page_token");
        page =
            token == null
                ? null
                : (Map<?, ?>) service.get("/notes?page_size=10&page_token=" + token).json();
      }
      assertThat(texts)
          .hasSize(25)
          .startsWith("24", "23")
          .endsWith("1", "0")
          .doesNotHaveDuplicates();
    }
  }

  /**
   * Every kind of field with every bound that it can have, each of them at the first place of some
   * thing and at all others of the rest.
   */
  @Test
  void acceptsTheExamplesOfEveryKindOfFieldInEveryPlace(@TempDir Path folder) throws Exception {
    var fields =
        List.of(
            "name",
            "title at most 3 characters",
            "description",
            "notes at most 1 characters",
            "contact email",
            "homepage",
            "stars",
            "rating from 1 to 5",
            "floor from -9 to -2",
            "visitors at least 100",
            "height",
            "temperature from -10.5 to -0.5",
            "length at most 0.25",
            "price",
            "fee from 0.05 to 0.10",
            "deposit at least 500",
            "whether it is open",
            "due date",
            "starts at",
            "status (open, closed or late)",
            "tags",
            "code (unique)");
    var things =
        List.of("book", "car", "pet", "song", "game", "tool", "plant", "room", "lamp", "boat");
    for (var half = 0; half * things.size() < fields.size(); half++) {
      var idea = new StringBuilder();
      for (var thing = 0; thing < things.size(); thing++) {
        List<String> turned = new ArrayList<>(fields);
        java.util.Collections.rotate(turned, -(half * things.size() + thing));
        idea.append("Track ")
            .append(things.get(thing))
            .append("s with ")
            .append(String.join(", ", turned))
            .append(". ");
      }
      try (var service =
          GeneratedService.start(idea.toString(), folder.resolve("h" + half), "v" + half)) {
        for (var thing : things) {
          var example = JsonText.of(service.contract().requestExample("post", "/" + thing + "s"));
          var created = service.call("POST", "/" + thing + "s", example);
          assertThat(created.status()).as(example + " " + created.body()).isEqualTo(201);
        }
      }
    }
  }

  /** In the 64 MB that a service has: before, a hundred records of half a megabyte were a 500. */
  @Test
  void listsLargeRecordsInPagesThatItsMemoryHolds(@TempDir Path folder) throws Exception {
    var texts = java.util.stream.IntStream.range(0, 25).mapToObj(i -> "description " + i).toList();
    var idea =
        "track notes with " + String.join(", ", texts).replaceAll("(\\d+)", "$1 as long text");
    try (var service = GeneratedService.start(idea, folder, "v1")) {
      var body = new StringBuilder("{");
      for (var i = 0; i < 25; i++) {
        body.append(i == 0 ? "" : ",")
            .append("\"description_" + i + "\":\"")
            .append("x".repeat(20_000))
            .append('"');
      }
      body.append('}');
      for (var i = 0; i < 100; i++) {
        assertThat(service.call("POST", "/notes", body.toString()).status()).isEqualTo(201);
      }
      var seen = 0;
      var path = "/notes?page_size=100";
      for (var pages = 0; !path.isEmpty(); pages++) {
        var page = (Map<?, ?>) java.util.Objects.requireNonNull(service.get(path).json());
        seen += ((List<?>) Json.at(page, "notes")).size();
        var token = page.get("next_page_token");
        path = token == null || pages > 100 ? "" : "/notes?page_size=100&page_token=" + token;
      }
      assertThat(seen).isEqualTo(100);
    }
  }
}
