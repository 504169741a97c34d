package factory.runtime;

import static factory.runtime.Running.ANN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Routes about some of the records: those for which a condition holds, in an order, any of them.
 */
@SuppressWarnings("NullAway.Init")
final class RoutePicksTest {
  private static final Resource POSTS =
      Resource.of(
              "post",
              "posts",
              Field.longText("title").required(),
              Field.wholeNumber("views"),
              Field.date("due"),
              Field.listOf("tags", Field.text("tag")),
              Field.wholeNumber("comment_count").aggregated(Aggregate.count("comments", "post")),
              Field.number("rating").aggregated(Aggregate.average("comments", "post", "stars")))
          .defaultOrder("created_at")
          .filter("tags", Filter.HAS)
          .called("id", "id")
          .routes(
              Route.create("POST", "/posts"),
              Route.list("/posts"),
              Route.read("/posts/{id}").key("id", "id"),
              Route.list("/posts/late")
                  .where(now -> Condition.less("due", Dates.date(now)))
                  .sorted("due"),
              Route.list("/posts/most-viewed").sorted("-views").limit(2),
              Route.list("/posts/most-commented").sorted("-comment_count").limit("limit", 2, 9),
              Route.list("/posts/best").sorted("-rating"),
              Route.list("/posts/worst").sorted("rating"),
              Route.list("/tags/{tag}/posts").key("tag", "tags"),
              Route.read("/posts/newest").sorted("-created_at"),
              Route.read("/posts/any").random(),
              Route.read("/posts/lost").where(_ -> Condition.of(false)).random());

  private static final Resource COMMENTS =
      Resource.of(
              "comment",
              "comments",
              Field.reference("post", "posts").required(),
              Field.wholeNumber("stars"),
              Field.text("text"))
          .routes(Route.create("POST", "/comments"));

  @TempDir private static Path folder;
  private static Running service;

  @BeforeAll
  static void start() throws Exception {
    service = Running.start(folder, POSTS, COMMENTS);
    post("\"title\":\"a\",\"views\":5,\"due\":\"2001-01-02\",\"tags\":[\"x\",\"y\"]", 1, 5);
    post("\"title\":\"b\",\"views\":50,\"due\":\"2999-01-01\",\"tags\":[\"y\"]", 3, 10, 10);
    post("\"title\":\"c\",\"due\":\"2001-01-01\"");
    post("\"title\":\"d\",\"views\":7", 4);
  }

  @AfterAll
  static void end() {
    service.close();
  }

  private static void post(String members, int... stars) throws Exception {
    var id = service.call(ANN, "POST", "/posts", "{" + members + "}").is(201).json().path("id");
    for (var star : stars) {
      service
          .call(ANN, "POST", "/comments", "{\"post\":%s,\"stars\":%d}".formatted(id, star))
          .is(201);
    }
  }

  private static String titles(JsonNode list) {
    List<String> titles = new ArrayList<>();
    list.forEach(post -> titles.add(post.path("title").asText()));
    return String.join(" ", titles);
  }

  @ParameterizedTest
  @CsvSource({
    "/posts/late, c a",
    "/posts/most-viewed, b d",
    "/posts/most-commented, b a",
    "/posts/most-commented?limit=3, b a d",
    // Those that nobody has rated are at the low end.
    "/posts/best, b d a c",
    "/posts/worst, c a d b",
    "/tags/y/posts, a b",
    "/tags/x/posts, a",
    "/tags/z/posts, ''",
  })
  void aListHasThoseItIsAbout(String path, String titles) throws Exception {
    assertThat(titles(service.call(ANN, "GET", path, "").is(200).json())).isEqualTo(titles);
  }

  @Test
  void aLongListGoesOnWhereAPartOfItEnded() throws Exception {
    var large = "x".repeat(15_000);
    try (var other = Running.start(folder.resolve("other"), POSTS, COMMENTS)) {
      for (var i = 0; i < 12; i++) {
        var made = other.call(ANN, "POST", "/posts", "{\"title\":\"%s %02d\"}".formatted(large, i));
        var id = made.is(201).json().path("id");
        for (var n = 0; n < i % 3; n++) {
          var comment = "{\"post\":%s,\"stars\":%d}".formatted(id, i);
          other.call(ANN, "POST", "/comments", comment).is(201);
        }
      }
      for (var path : List.of("/posts/most-commented?limit=9", "/posts/best", "/posts/worst")) {
        Set<String> seen = new HashSet<>();
        for (var post : other.call(ANN, "GET", path, "").is(200).json()) {
          assertThat(seen.add(post.path("id").asText())).as(path).isTrue();
        }
        assertThat(seen).hasSize(path.contains("limit") ? 9 : 12);
      }
    }
  }

  @Test
  void aReadIsAboutTheFirst() throws Exception {
    assertThat(service.call(ANN, "GET", "/posts/newest", "").is(200).json().path("title").asText())
        .isEqualTo("d");
  }

  @Test
  void aReadOfAnyIsAboutEachOfThemAtTimes() throws Exception {
    Set<String> seen = new HashSet<>();
    for (var i = 0; i < 200 && seen.size() < 4; i++) {
      seen.add(service.call(ANN, "GET", "/posts/any", "").is(200).json().path("title").asText());
    }
    assertThat(seen).containsExactlyInAnyOrder("a", "b", "c", "d");
    service.call(ANN, "GET", "/posts/lost", "").is(404);
  }

  @Test
  void whatHasNoOrderIsNoOrder() {
    assertThatThrownBy(
            () ->
                Running.start(
                    folder.resolve("wrong"),
                    Resource.of("a", "as", Field.text("b"))
                        .routes(Route.create("POST", "/as"), Route.list("/as").sorted("c"))))
        .hasMessageContaining("GET /as");
    assertThatThrownBy(() -> Route.list("/as").random()).hasMessageContaining("any record");
    assertThatThrownBy(() -> Route.create("POST", "/as").sorted("b"))
        .hasMessageContaining("an order");
  }
}
