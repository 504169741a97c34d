package factory.runtime;

import static factory.runtime.Running.ANN;
import static factory.runtime.Running.BEN;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists at routes of their own: which records, how many, in which order. */
@SuppressWarnings("NullAway.Init")
final class RouteListsTest {
  @TempDir private static Path folder;
  private static Running service;
  private static String at;

  @BeforeAll
  static void start() throws Exception {
    service = Running.start(folder, Clinic.OWNERS, Clinic.PETS);
    var ann = Clinic.owner(service, ANN, "Ann");
    var ben = Clinic.owner(service, BEN, "Ben");
    at = "/owners/" + ann + "/pets";
    for (var pet :
        List.of(
            "\"name\":\"a\",\"age\":5,\"status\":\"sold\"",
            "\"name\":\"b\",\"age\":7",
            "\"name\":\"c\",\"nickName\":\"Big CAT\"",
            "\"name\":\"d\",\"age\":5",
            "\"name\":\"e\",\"age\":10,\"status\":\"sold\"",
            "\"name\":\"f\"",
            "\"name\":\"g\",\"age\":5")) {
      Clinic.pet(service, ANN, ann, pet);
    }
    Clinic.pet(service, BEN, ben, "\"name\":\"other\",\"age\":5");
  }

  @AfterAll
  static void end() {
    service.close();
  }

  private static String names(JsonNode list) {
    List<String> names = new ArrayList<>();
    list.forEach(pet -> names.add(pet.path("name").asText()));
    return String.join(" ", names);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | a b c | 7",
        "limit=5 | a b c d e | 7",
        "limit=1 | a | 7",
        "offset=5 | f g | 7",
        "offset=7 | '' | 7",
        "offset=999999999999 | '' | 7",
        "limit=2&offset=3 | d e | 7",
        "status=sold | a e | 2",
        "status=available&limit=5 | b c d f g | 5",
        "minAge=7 | b e | 2",
        "minAge=6&maxAge=9 | b | 1",
        "ages=7,10 | b e | 2",
        "ages=7&ages=10 | b e | 2",
        "ages=&ages=10 | e | 1",
        "begins=b | b | 1",
        "query=cat | c | 1",
        "since=2026-01-01T00:00:00Z | a b c | 7",
        "since=9999-01-01T00:00:00Z | '' | 0",
        // Equal values stay in the order of creation; those without come first.
        "sort=age&limit=5 | c f a d g | 7",
        "sort=age&limit=5&offset=2 | a d g b e | 7",
        "sort=age&limit=2&offset=1 | f a | 7",
        "sort=-age&limit=5 | e b g d a | 7",
        "sort=-age&limit=3&offset=3 | d a f | 7",
        "sort=-name&limit=2 | g f | 7",
        "sort=-createdAt&limit=2&offset=1 | f e | 7",
        "sort=age&status=sold&offset=1 | e | 2",
        // What is empty or unknown is as if it had not been given.
        "status=&minAge=&query=&sort=&limit=&offset= | a b c | 7",
        "page=9&order=x&foo=1&foo=2&page_size=0&q=x | a b c | 7",
      })
  void aListIsWhatItsParametersSay(String query, String names, int total) throws Exception {
    var list = service.call(ANN, "GET", at + "?" + query, "").is(200).json();
    assertThat(names(list.path("items"))).isEqualTo(names);
    assertThat(list.path("total").asInt()).isEqualTo(total);
    assertThat(list.size()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // Those without a value come where the least come, and the later order says the rest.
        "sort=age&sort=name,desc&size=8 | f c other g d a b e | true true",
        "sort=age,DESC&sort=name,desc&size=8 | e b other g d a f c | true true",
        "sort=age&sort=newest&size=4 | f c other g | true false",
        "sort=age&sort=newest&size=4&page=1 | d a b e | false true",
        "sort=&sort=newest&size=2 | other g | true false",
        "sort=age&sort=newest&size=4&page=2 | '' | false true",
      })
  void severalOrdersSayOneAfterAnother(String query, String names, String ends) throws Exception {
    var list = service.call(ANN, "GET", "/pets/sorted?" + query, "").is(200).json();
    assertThat(names(list.path("content"))).isEqualTo(names);
    assertThat(list.path("first") + " " + list.path("last")).isEqualTo(ends);
    assertThat(list.path("before").asBoolean()).isNotEqualTo(list.path("first").asBoolean());
    assertThat(list.path("empty").asBoolean()).isEqualTo(names.isEmpty());
  }

  @Test
  void whatIsNoWordOfAnOrderIsRefused() throws Exception {
    service.call(ANN, "GET", "/pets/sorted?sort=age&sort=name", "").is(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "limit=0",
        "limit=6",
        "limit=x",
        "limit=-1",
        "limit=1e1",
        "limit=99999999999999999999",
        "limit=1&limit=2",
        "offset=-1",
        "offset=1.5",
        "offset=9999999999999",
        "status=lost",
        "minAge=old",
        "ages=1,x",
        "since=today",
        "query=%20",
        "sort=owner",
        "sort=nickName",
        "sort=created_at",
        "sort=--age",
        "status=sold&status=sold",
      })
  void whatAListCannotReadIsRefusedByName(String query) throws Exception {
    // 422 in place of 400 is what the route says.
    service
        .call(ANN, "GET", at + "?" + query, "")
        .refuses(422, "INVALID_ARGUMENT", query.substring(0, query.indexOf('=')));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/pets | a b",
        "/pets?page=1 | a b",
        "/pets?page=2 | c d",
        "/pets?page=2&size=3 | d e f",
        "/pets?page=4 | g other",
        "/pets?page=5 | ''",
        "/pets?page=999999999999 | ''",
        "/pets?sort=-name&page=2&size=4 | d c b a",
        "/pets/zero-based?page=0 | a b",
        "/pets/zero-based?page=1 | c d",
        "/pets/zero-based?page=&limit=1 | a b",
        "/pets/all | a b c d e f g other",
        "/pets/all?limit=1&status=sold | a b c d e f g other",
      })
  void aListMayBeBareAndInPages(String path, String names) throws Exception {
    var list = service.get(path).is(200).json();
    assertThat(list.isArray()).isTrue();
    assertThat(names(list)).isEqualTo(names);
  }

  @ParameterizedTest
  @ValueSource(strings = {"page=0", "page=-1", "page=x", "size=5", "page=1&page=1"})
  void aPageThatIsNoneIsRefused(String query) throws Exception {
    service
        .get("/pets?" + query)
        .refuses(400, "INVALID_ARGUMENT", query.substring(0, query.indexOf('=')));
  }

  @Test
  void offsetsCountEqualValuesOnce() throws Exception {
    for (var sort : List.of("age", "-age", "name", "-name", "createdAt", "-createdAt")) {
      var whole =
          names(service.call(ANN, "GET", at + "?limit=5&sort=" + sort, "").json().path("items"));
      whole +=
          " "
              + names(
                  service.call(ANN, "GET", at + "?offset=5&sort=" + sort, "").json().path("items"));
      List<String> singly = new ArrayList<>();
      for (var i = 0; i < 7; i++) {
        var path = at + "?limit=1&offset=" + i + "&sort=" + sort;
        singly.add(names(service.call(ANN, "GET", path, "").is(200).json().path("items")));
      }
      assertThat(singly).as(sort).doesNotHaveDuplicates();
      assertThat(String.join(" ", singly)).as(sort).isEqualTo(whole);
    }
  }

  @Test
  void aListIsWholeHoweverLargeItsRecordsAre(@TempDir Path other) throws Exception {
    var notes =
        Resource.of("note", "notes", Field.longText("text"), Field.wholeNumber("rank"))
            .defaultOrder("-rank")
            .filter("rank", Filter.EQUAL)
            .routes(
                Route.list("/notes")
                    .in("notes")
                    .figure("count", Route.Part.TOTAL)
                    .limit("limit", 100, 100)
                    .offset("from"),
                Route.create("POST", "/notes"));
    try (var large = Running.start(other, notes)) {
      for (var i = 0; i < 80; i++) {
        var text = (i + "x").repeat(20_000 / (i + "x").length());
        large.post("/notes", "{\"text\":\"" + text + "\",\"rank\":" + i / 2 + "}").is(201);
      }
      // Above a megabyte, where the usual lists end and give a token.
      var list = large.get("/notes?from=3").is(200).json();
      assertThat(list.path("count").asInt()).isEqualTo(80);
      assertThat(ranks(list)).hasSize(77).isSortedAccordingTo((a, b) -> b - a);
      assertThat(ranks(list).subList(0, 3)).containsExactly(38, 37, 37);
    }
  }

  private static List<Integer> ranks(JsonNode list) throws IOException {
    List<Integer> ranks = new ArrayList<>();
    list.path("notes").forEach(note -> ranks.add(note.path("rank").asInt()));
    return ranks;
  }
}
