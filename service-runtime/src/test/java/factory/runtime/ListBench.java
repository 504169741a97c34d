package factory.runtime;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a page of a list costs with many records, beside one with few, interleaved. Printed, never
 * asserted: {@code mvn test -pl service-runtime -Dtest=ListBench}; {@code -Dbench.rows=} says how
 * many are many.
 */
final class ListBench {
  private static final int FEW = 1_000;
  private static final int MANY = Integer.getInteger("bench.rows", 1_000_000);
  private static final int ROUNDS = 40;

  private static final Resource BOOKS =
      Resource.of(
              "book",
              "books",
              Field.text("title"),
              Field.wholeNumber("pages"),
              Field.oneOf("state", "new", "old"))
          .filter("title", Filter.EQUAL, Filter.PREFIX)
          .filter("pages", Filter.RANGE)
          .filter("state", Filter.EQUAL)
          .search("title")
          .order("title", "pages");

  private static final List<String> LISTS =
      List.of(
          "order=-created_at",
          "order=title",
          "order=-pages",
          "title=Title%20500",
          "title_prefix=Title%2050",
          "state=old",
          "state=old&order=title",
          "pages_from=400&pages_to=410&order=pages",
          "q=title%20500");

  @Test
  void manyBesideFew(@TempDir Path folder) throws Exception {
    fill(folder.resolve("few"), FEW);
    fill(folder.resolve("many"), MANY);
    Map<String, double[][]> millis = new LinkedHashMap<>();
    try (var few = Running.start(folder.resolve("few"), BOOKS);
        var many = Running.start(folder.resolve("many"), BOOKS)) {
      for (var round = 0; round < ROUNDS; round++) {
        for (var list : LISTS) {
          var seen = millis.computeIfAbsent(list, _ -> new double[2][2 * ROUNDS]);
          measure(few, list, seen[0], round);
          measure(many, list, seen[1], round);
        }
      }
    }
    System.out.printf("p50 of two pages of 20, ms: %,d records, %,d records, ratio%n", FEW, MANY);
    for (var list : millis.entrySet()) {
      var few = median(list.getValue()[0]);
      var many = median(list.getValue()[1]);
      System.out.printf("%-45s %8.2f %8.2f %6.2fx%n", list.getKey(), few, many, many / few);
    }
  }

  /** The first page and the one after it. */
  private static void measure(Running service, String list, double[] seen, int round)
      throws Exception {
    var start = System.nanoTime();
    var first = service.get("/books?" + list).is(200);
    seen[2 * round] = (System.nanoTime() - start) / 1e6;
    var token = first.json().path("next_page_token").asText("");
    start = System.nanoTime();
    if (!token.isEmpty() && !token.equals("null")) {
      service.get("/books?" + list + "&page_token=" + token).is(200);
    }
    seen[2 * round + 1] = (System.nanoTime() - start) / 1e6;
  }

  private static double median(double[] values) {
    // The first quarter warms up.
    var warm = Arrays.copyOfRange(values, values.length / 4, values.length);
    Arrays.sort(warm);
    return warm[warm.length / 2];
  }

  /** Rows as the service would store them, without a transaction for each. */
  private static void fill(Path folder, int rows) throws Exception {
    Files.createDirectories(folder);
    Running.start(folder, BOOKS).close();
    try (var database =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("data/service.db"));
        var statement = database.createStatement()) {
      statement.execute(
          """
          WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)
          INSERT INTO books (id, created_at, updated_at, title, _eq_title, _search, pages, state)
            SELECT printf('%%08d-0000-0000-0000-000000000000', i),
                   '2026-01-01T00:00:00.000000000Z', '2026-01-01T00:00:00.000000000Z',
                   'Title ' || (i * 7919 %% %d), 'Title ' || (i * 7919 %% %d),
                   'title ' || (i * 7919 %% %d) || char(10),
                   i * 31 %% 1000, CASE i %% 3 WHEN 0 THEN 'old' ELSE 'new' END
            FROM n
          """
              .formatted(rows, rows, rows, rows));
    }
  }
}
