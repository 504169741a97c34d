package factory.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Slugs of titles: what they are, that no two are the same, and when they change. */
final class SlugsTest {
  private static final int RACERS = 20;

  private static Resource posts(Field slug) {
    // Before its title: what it is made of is known all the same.
    return Resource.of("post", "posts", slug, Field.text("title"));
  }

  private static String title(String title) {
    return "{\"title\":\"" + title + "\"}";
  }

  private static String slug(Running service, String title) throws Exception {
    return service.post("/posts", title(title)).is(201).text("slug");
  }

  @Test
  void isMadeOfTheTitle(@TempDir Path folder) throws Exception {
    try (var service = Running.start(folder, posts(Field.text("slug").setToSlug("title")))) {
      assertThat(slug(service, "  Crème brûlée & Łódź: Straße №1!  "))
          .isEqualTo("creme-brulee-lodz-strasse-no1");
      assertThat(slug(service, "\uFB01ne \uFF21 x\u00B2")).isEqualTo("fine-a-x2");
      assertThat(slug(service, "--- A -- b ---")).isEqualTo("a-b");
      assertThat(slug(service, "a b")).isEqualTo("a-b-2");
      assertThat(slug(service, "A B")).isEqualTo("a-b-3");
      assertThat(slug(service, "A B 2")).isEqualTo("a-b-2-2");
      assertThat(slug(service, "x".repeat(79) + " yz")).isEqualTo("x".repeat(79));
      assertThat(slug(service, "x".repeat(90))).isEqualTo("x".repeat(80));
      assertThat(slug(service, "x".repeat(90))).isEqualTo("x".repeat(78) + "-2");
    }
  }

  @Test
  void isACodeWhereNothingFolds(@TempDir Path folder) throws Exception {
    try (var service = Running.start(folder, posts(Field.text("slug").setToSlug("title")))) {
      Set<String> codes = new HashSet<>();
      for (var title : List.of("日本", "日本", "!?", " ")) {
        codes.add(slug(service, title));
      }
      codes.add(service.post("/posts", "{}").is(201).text("slug"));
      assertThat(codes).hasSize(5).allMatch(code -> code.matches("[2-9a-z]{8}"));
    }
  }

  @Test
  void nobodySetsIt(@TempDir Path folder) throws Exception {
    try (var service = Running.start(folder, posts(Field.text("slug").setToSlug("title")))) {
      service.post("/posts", "{\"title\":\"A\",\"slug\":\"mine\"}").is(422);
      var post = service.post("/posts", title("A")).is(201).id();
      service.patch("/posts/" + post, "{\"slug\":\"mine\"}").is(422);
    }
  }

  @Test
  void staysWhenTheTitleChanges(@TempDir Path folder) throws Exception {
    try (var service = Running.start(folder, posts(Field.text("slug").setToSlug("title")))) {
      var post = service.post("/posts", title("A")).is(201).id();
      assertThat(service.patch("/posts/" + post, title("B")).is(200).text("slug")).isEqualTo("a");
    }
  }

  @Test
  void followsWhereItIsToldTo(@TempDir Path folder) throws Exception {
    var follows = posts(Field.text("slug").setToSlugThatFollows("title"));
    try (var service = Running.start(folder, follows)) {
      slug(service, "B");
      var path = "/posts/" + service.post("/posts", title("A")).is(201).id();
      assertThat(service.patch(path, title("B")).is(200).text("slug")).isEqualTo("b-2");
      assertThat(service.patch(path, title("b!")).is(200).text("slug")).isEqualTo("b-2");
      assertThat(service.patch(path, title("B 2")).is(200).text("slug")).isEqualTo("b-2");
      assertThat(service.patch(path, "{}").is(200).text("slug")).isEqualTo("b-2");
      assertThat(service.patch(path, title("C")).is(200).text("slug")).isEqualTo("c");
      assertThat(slug(service, "B 2")).isEqualTo("b-2");
    }
  }

  @Test
  void racersHaveOneEach(@TempDir Path folder) throws Exception {
    var slugs = Collections.synchronizedSet(new HashSet<String>());
    try (var service = Running.start(folder, posts(Field.text("slug").setToSlug("title")))) {
      service.race(
          RACERS,
          _ -> {
            var made = service.post("/posts", title("One title")).is(201);
            slugs.add(made.text("slug"));
            return made;
          });
    }
    assertThat(slugs).isEqualTo(firstOf("one-title"));
  }

  @Test
  void namesARecord(@TempDir Path folder) throws Exception {
    var keys = Collections.synchronizedSet(new HashSet<String>());
    var posts = Resource.of("post", "posts", Field.text("title")).slugKey("title", 40);
    try (var service = Running.start(folder, posts)) {
      service.race(
          RACERS,
          _ -> {
            var made = service.post("/posts", title("Écrits")).is(201);
            keys.add(made.id());
            return made;
          });
      assertThat(keys).isEqualTo(firstOf("ecrits"));
      assertThat(service.patch("/posts/ecrits-7", title("Other")).is(200).id())
          .isEqualTo("ecrits-7");
      assertThat(service.get("/posts/ecrits-7").is(200).text("title")).isEqualTo("Other");
      assertThat(service.post("/posts", title("y".repeat(50))).is(201).id())
          .isEqualTo("y".repeat(40));
      assertThat(service.post("/posts", title("..")).is(201).id()).matches("[2-9a-z]{8}");
    }
  }

  private static Set<String> firstOf(String slug) {
    return IntStream.rangeClosed(1, RACERS)
        .mapToObj(number -> number == 1 ? slug : slug + "-" + number)
        .collect(Collectors.toSet());
  }
}
