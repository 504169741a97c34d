package factory.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stores that earlier versions of the runtime or of a service left. */
final class EarlierLayoutTest {
  private static final Resource THINGS =
      Resource.of(
              "thing",
              "things",
              Field.text("name"),
              Field.email("email").unique(),
              Field.number("weight"),
              Field.wholeNumber("stars"),
              Field.money("price"),
              Field.yesNo("done"),
              Field.dateTime("seen_at"),
              Field.texts("tags"))
          .filter("weight", Filter.RANGE)
          .search("name")
          .order("seen_at", "weight");

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path folder;

  /** The statements of the first layout, as it ran them. */
  private void firstLayout() throws Exception {
    Files.createDirectories(folder.resolve("data"));
    try (var database =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("data/service.db"));
        var statement = database.createStatement()) {
      statement.execute(
          """
          CREATE TABLE IF NOT EXISTS "things" (
            _seq INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            created_at TEXT NOT NULL,
            updated_at TEXT NOT NULL
          )
          """);
      for (var column :
          List.of(
              "\"name\" TEXT",
              "\"email\" TEXT",
              "\"weight\" REAL",
              "\"stars\" INTEGER",
              "\"price\" INTEGER",
              "\"done\" INTEGER",
              "\"seen_at\" TEXT",
              "\"tags\" TEXT")) {
        statement.execute("ALTER TABLE \"things\" ADD COLUMN " + column);
      }
      statement.execute("CREATE INDEX \"things.email\" ON \"things\" (\"email\")");
      var insert =
          "INSERT INTO things (id, created_at, updated_at, name, email, weight, stars, price, done, seen_at, tags) VALUES ";
      statement.execute(
          insert
              + "('00000000-0000-0000-0000-000000000001', '2026-01-01T00:00:00Z',"
              + " '2026-01-01T00:00:00.120Z', 'One', 'a@example.com', 0.7, 3, 1250, 1,"
              + " '2026-01-31T16:30:00.500Z', 'x\u001fy')");
      statement.execute(
          insert
              + "('00000000-0000-0000-0000-000000000002', '2026-01-01T00:00:00.500Z',"
              + " '2026-01-01T00:00:01Z', NULL, 'a@example.com', 12, NULL, NULL, 0,"
              + " '2026-01-31T16:30:00Z', '')");
      statement.execute(
          insert
              + "('00000000-0000-0000-0000-000000000003', '2026-01-02T00:00:00Z',"
              + " '2026-01-02T00:00:00Z', 'Three', NULL, NULL, 5, -1, 0, NULL, NULL)");
    }
  }

  @Test
  void theFirstLayoutIsReadOrderedFilteredAndWritten() throws Exception {
    firstLayout();
    for (var start = 0; start < 2; start++) {
      try (var service = Running.start(folder, THINGS)) {
        var first = "/things/00000000-0000-0000-0000-000000000001";
        assertThat(new Caller(service.socket()).get(first).body())
            .isEqualTo(
                "{\"id\":\"00000000-0000-0000-0000-000000000001\",\"name\":\"One\","
                    + "\"email\":\"a@example.com\",\"weight\":0.7,\"stars\":3,\"price\":\"12.50\","
                    + "\"done\":true,\"seen_at\":\"2026-01-31T16:30:00.500Z\",\"tags\":[\"x\",\"y\"],"
                    + "\"created_at\":\"2026-01-01T00:00:00Z\","
                    + "\"updated_at\":\"2026-01-01T00:00:00.120Z\"}");
        assertThat(ids(service, "order=seen_at")).isEqualTo("3 2 1");
        assertThat(ids(service, "order=weight")).isEqualTo("3 1 2");
        assertThat(ids(service, "weight_from=1")).isEqualTo("2");
        assertThat(ids(service, "q=one")).isEqualTo("1");
        assertThat(ids(service, "")).isEqualTo("3 2 1");
        // Two had it before it was unique; no third gets it.
        service
            .post("/things", "{\"email\":\"a@example.com\"}")
            .refuses(409, "ALREADY_EXISTS", "email");
        service.call("", "PATCH", first, "{\"stars\":3}", "If-Match: *").is(200);
      }
      // What it answers next time is what the first layout has, but for the moment of the change.
      try (var database =
              DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("data/service.db"));
          var statement = database.createStatement()) {
        statement.execute(
            "UPDATE things SET updated_at = '2026-01-01T00:00:00.120000000Z' WHERE _seq = 1");
      }
    }
  }

  private static String ids(Running service, String query) throws Exception {
    var numbers = new StringBuilder();
    for (var thing : service.get("/things?" + query).is(200).json().path("things")) {
      numbers.append(thing.path("id").asText().substring(35)).append(' ');
    }
    return numbers.toString().strip();
  }

  @Test
  void aFieldThatChangesItsKindAndBackKeepsWhatItCan() throws Exception {
    var money = Resource.of("thing", "things", Field.money("size"));
    var number = Resource.of("thing", "things", Field.number("size"));
    var text = Resource.of("thing", "things", Field.text("size"));
    String path;
    try (var service = Running.start(folder, money)) {
      path = "/things/" + service.post("/things", "{\"size\":\"12.50\"}").is(201).id();
    }
    try (var service = Running.start(folder, number)) {
      assertThat(new Caller(service.socket()).get(path).body()).contains("\"size\":12.5,");
    }
    try (var service = Running.start(folder, text)) {
      service.get(path).is(200);
    }
    try (var service = Running.start(folder, number)) {
      assertThat(new Caller(service.socket()).get(path).body()).contains("\"size\":12.5,");
    }
  }

  @Test
  void foreignKeysDoNotOutliveTheirReference() throws Exception {
    var owners = Resource.of("owner", "owners", Field.text("name"));
    var dogs = Resource.of("dog", "dogs", Field.reference("owner", "owners"));
    var free = Resource.of("dog", "dogs", Field.text("owner"));
    String owner;
    try (var service = Running.start(folder, owners, dogs)) {
      owner = service.post("/owners", "{}").is(201).id();
      service.post("/dogs", "{\"owner\":\"" + owner + "\"}").is(201);
    }
    try (var service = Running.start(folder, owners, free)) {
      service.post("/dogs", "{\"owner\":\"Ann\"}").is(201);
      service.delete("/owners/" + owner).is(204);
    }
    try (var service = Running.start(folder, owners, dogs)) {
      // What refers to nobody now stays readable and can be changed and deleted.
      for (var dog : service.get("/dogs").is(200).json().path("dogs")) {
        service.patch("/dogs/" + dog.path("id").asText(), "{}").is(200);
        service.delete("/dogs/" + dog.path("id").asText()).is(204);
      }
    }
    try (var service = Running.start(folder, owners, dogs)) {
      var other = service.post("/owners", "{}").is(201).id();
      service.post("/dogs", "{\"owner\":\"" + other + "\"}").is(201);
      service.delete("/owners/" + other).refuses(409, "STILL_REFERENCED", "owner");
    }
  }
}
