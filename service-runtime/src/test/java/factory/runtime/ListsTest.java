package factory.runtime;

import static factory.runtime.Running.ANN;
import static factory.runtime.Running.BEN;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lists, and who may see and do what. */
final class ListsTest {
  private static final Resource BOOKS =
      Resource.of(
              "book",
              "books",
              Field.text("title").ignoreCase(),
              Field.wholeNumber("pages"),
              Field.number("weight"),
              Field.oneOf("state", "new", "old"),
              Field.yesNo("lent"),
              Field.date("due"),
              Field.dateTime("seen_at"),
              Field.money("price"),
              Field.text("plain"),
              Field.listOf("tags", Field.text("tag")),
              Field.listOf("years", Field.wholeNumber("year")))
          .filter("title", Filter.EQUAL, Filter.PREFIX, Filter.ANY_OF)
          .filter("pages", Filter.RANGE, Filter.EQUAL)
          .filter("weight", Filter.RANGE)
          .filter("state", Filter.EQUAL, Filter.ANY_OF)
          .filter("lent", Filter.EQUAL)
          .filter("due", Filter.RANGE)
          .filter("seen_at", Filter.RANGE)
          .filter("price", Filter.RANGE)
          .filter("tags", Filter.HAS)
          .filter("years", Filter.HAS)
          .search("title", "plain")
          .order("title", "pages", "weight", "seen_at");

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path folder;

  private static void fill(Running service) throws IOException {
    for (var book :
        List.of(
            "\"title\":\"Alpha\",\"pages\":10,\"weight\":0.5,\"state\":\"new\",\"due\":\"2026-01-01\"",
            "\"title\":\"alpine\",\"pages\":9,\"weight\":10,\"state\":\"old\",\"lent\":true,\"tags\":[\"a,b\",\"c\"]",
            "\"title\":\"Beta\",\"pages\":100,\"weight\":-2.25,\"price\":\"12.50\",\"tags\":[\"c\",\"cc\"],\"years\":[1999,7]",
            "\"title\":\"\u00c9t\u00e9\",\"weight\":9.5,\"seen_at\":\"2026-01-01T00:00:00Z\"",
            "\"pages\":11,\"seen_at\":\"2026-01-01T00:00:00.5Z\",\"plain\":\"The ALPS\"")) {
      service.post("/books", "{" + book + "}").is(201);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "title=ALPHA | 10",
        "title_prefix=AL | 9 10",
        "title_prefix=%C3%A9 | null",
        "title_in=alpha,beta,x | 100 10",
        "pages=9 | 9",
        "pages_from=10&pages_to=11 | 11 10",
        "pages_from=12&title=alpha | ''",
        "weight_from=0.5&weight_to=9.75 | null 10",
        "weight_to=-2.25 | 100",
        "state=old | 9",
        "state_in=old,new | 9 10",
        "tags_has=c | 100 9",
        "tags_has=cc | 100",
        "tags_has=a,b | 9",
        "tags_has=a | ''",
        "years_has=7 | 100",
        "years_has=99 | ''",
        "lent=true | 9",
        "lent=false&order=pages | null 10 11 100",
        "due_to=2026-01-01 | 10",
        "seen_at_from=2026-01-01T00:00:00.25Z | 11",
        "price_from=12.50 | 100",
        "q=alp | 11 9 10",
        "q=ALP%20 | ''",
        "q=%C3%A9T%C3%89 | null",
        "order=pages | null 9 10 11 100",
        "order=-pages | 100 11 10 9 null",
        "order=title | 11 10 9 100 null",
        "order=weight | 11 100 10 null 9",
        "order=-weight | 9 null 10 100 11",
        "order=-seen_at | 11 null 100 9 10",
        "order=created_at | 10 9 100 null 11",
        "'' | 11 null 100 9 10",
      })
  void aListIsFilteredSearchedAndOrdered(String query, String pages) throws Exception {
    try (var service = Running.start(folder, BOOKS)) {
      fill(service);
      assertThat(pages(service, "/books?" + query, 100)).isEqualTo(pages);
      // Page by page it is the same.
      assertThat(pages(service, "/books?" + query, 1)).isEqualTo(pages);
      assertThat(pages(service, "/books?" + query, 2)).isEqualTo(pages);
    }
  }

  private static String pages(Running service, String path, int size) throws IOException {
    List<String> seen = new ArrayList<>();
    var token = "";
    do {
      var answer =
          service
              .get(path + "&page_size=" + size + (token.isEmpty() ? "" : "&page_token=" + token))
              .is(200);
      answer.json().path("books").forEach(book -> seen.add(book.path("pages").asText()));
      token = answer.json().path("next_page_token").asText("");
    } while (!token.isEmpty() && !token.equals("null"));
    return String.join(" ", seen);
  }

  @ParameterizedTest
  @CsvSource({
    "plain=a,plain",
    "pages=x,pages",
    "pages=1e3,pages",
    "lent=yes,lent",
    "state=ajar,state",
    "due_from=today,due_from",
    "due=2026-01-01,due",
    "order=plain,order",
    "order=,order",
    "q=%20,q",
    "page_token=AAAA,page_token",
    "title=a&title=b,title",
    "title=%ff,",
    "title=%c3,",
    "%e9=a,",
  })
  void whatAListDoesNotTakeIsRefused(String query, @Nullable String parameter) throws Exception {
    try (var service = Running.start(folder, BOOKS)) {
      service
          .get("/books?" + query)
          .refuses(
              400,
              "INVALID_ARGUMENT",
              parameter == null ? new String[0] : new String[] {parameter});
    }
  }

  @Test
  void aTokenIsForItsOrderAndFiltersOnly() throws Exception {
    try (var service = Running.start(folder, BOOKS)) {
      fill(service);
      var page = service.get("/books?order=pages&lent=false&page_size=1").is(200);
      var token = "&page_token=" + page.text("next_page_token");
      service.get("/books?order=pages&lent=false&page_size=5" + token).is(200);
      for (var other : List.of("order=-pages&lent=false", "order=pages", "order=pages&lent=true")) {
        service.get("/books?" + other + token).refuses(400, "INVALID_ARGUMENT", "page_token");
      }
    }
  }

  /** SQLite's own plan says whether it runs along an index, for each filter and each order. */
  @Test
  void everyFilterAndOrderHasAnIndex() throws Exception {
    try (var _ = Running.start(folder, BOOKS);
        var database =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("data/service.db"))) {
      var plans = new ArrayList<String>();
      for (var column :
          List.of("_eq_title", "pages", "weight", "state", "lent", "due", "seen_at", "price")) {
        plans.add(plan(database, "\"" + column + "\" = 1 ORDER BY _seq DESC"));
        plans.add(plan(database, "\"" + column + "\" >= 1 LIMIT 5"));
      }
      for (var column : List.of("_eq_title", "pages", "weight", "seen_at")) {
        plans.add(
            plan(
                database,
                "\"%s\" IS NOT NULL AND (\"%s\", _seq) > (1, 1) ORDER BY \"%s\", _seq LIMIT 5"
                    .formatted(column, column, column)));
        plans.add(
            plan(
                database,
                "lent = 1 AND \"%s\" IS NOT NULL AND (\"%s\", _seq) < (1, 1) ORDER BY \"%s\" DESC, _seq DESC LIMIT 5"
                    .formatted(column, column, column)));
      }
      assertThat(plans).allSatisfy(plan -> assertThat(plan).contains("USING INDEX"));
      assertThat(plans).noneSatisfy(plan -> assertThat(plan).contains("TEMP B-TREE"));
    }
  }

  private static String plan(java.sql.Connection database, String where) throws Exception {
    try (var statement = database.createStatement();
        var rows =
            statement.executeQuery(
                "EXPLAIN QUERY PLAN SELECT * FROM books WHERE (1) AND " + where)) {
      var plan = new StringBuilder(where + ": ");
      while (rows.next()) {
        plan.append(rows.getString("detail")).append("; ");
      }
      return plan.toString();
    }
  }

  @Test
  void aCallerSeesAndDoesWhatHeMay() throws Exception {
    var notes =
        Resource.of("note", "notes", Field.text("text"), Field.yesNo("open"))
            .read(
                Access.when(
                    caller -> Condition.equal("open", true).or(Condition.equal("_owner", caller))))
            .create(Access.owner())
            .update(Access.owner())
            .delete(Access.nobody());
    var replies =
        Resource.of("reply", "replies", Field.reference("note", "notes").required())
            .create(
                Access.when(
                    caller ->
                        Condition.exists(
                            "notes",
                            Condition.equal("id", Condition.column("note"))
                                .and(Condition.equal("_owner", caller)))));
    var hints =
        Resource.of("hint", "hints", Field.yesNo("open"))
            .read(Access.when(_ -> Condition.equal("open", true)));
    try (var service = Running.start(folder, notes, replies, hints)) {
      service.post("/notes", "{}").refuses(401, "CALLER_REQUIRED");
      var secret = service.call(ANN, "POST", "/notes", "{\"text\":\"a\"}").is(201);
      var open = service.call(ANN, "POST", "/notes", "{\"open\":true}").is(201);
      var hidden = "/notes/" + secret.id();
      service.call(ANN, "GET", hidden, "").is(200);
      service.call(BEN, "GET", hidden, "").refuses(404, "NOT_FOUND");
      service.call(BEN, "PATCH", hidden, "{}").is(404);
      service.call(BEN, "DELETE", hidden, "").is(404);
      service.get(hidden).refuses(401, "CALLER_REQUIRED");
      service.get("/notes").refuses(401, "CALLER_REQUIRED");
      assertThat(service.call(ANN, "GET", "/notes", "").json().path("notes")).hasSize(2);
      assertThat(service.call(BEN, "GET", "/notes", "").json().path("notes")).hasSize(1);
      service.call(BEN, "PATCH", "/notes/" + open.id(), "{}").refuses(403, "NOT_ALLOWED");
      service.call(ANN, "PATCH", "/notes/" + open.id(), "{}").is(200);
      service.call(ANN, "DELETE", "/notes/" + open.id(), "").refuses(403, "NOT_ALLOWED");
      var toHidden = "{\"note\":\"" + secret.id() + "\"}";
      service.call(BEN, "POST", "/replies", toHidden).refuses(422, "INVALID_FIELDS", "note");
      service
          .call(BEN, "POST", "/replies", "{\"note\":\"" + open.id() + "\"}")
          .refuses(403, "NOT_ALLOWED");
      service.call(ANN, "POST", "/replies", toHidden).is(201);
      assertThat(service.get("/replies").json().path("replies")).hasSize(1);
      var closed = service.post("/hints", "{}").is(201);
      service.get("/hints/" + closed.id()).is(404);
      assertThat(service.get("/hints").is(200).json().path("hints")).isEmpty();
    }
  }

  @Test
  void onlyTheOperationsThatThereAreAreServed() throws Exception {
    var logs =
        Resource.of("log", "logs", Field.text("text"))
            .operations(Operation.LIST, Operation.CREATE, Operation.READ);
    try (var service = Running.start(folder, logs)) {
      var made = service.post("/logs", "{}").is(201);
      var refused = service.patch("/logs/" + made.id(), "{}").is(405);
      assertThat(refused.header("allow")).isEqualTo("GET, HEAD, OPTIONS");
      service.delete("/logs/" + made.id()).is(405);
      service.get("/logs").is(200);
    }
  }
}
