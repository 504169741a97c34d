package factory.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;

/**
 * What a page of 100 rows costs the client through {@link Database}, beside the same statement
 * through the bare driver on one connection, for a narrow row and for one as wide as a service's.
 * CPU of the asking thread, interleaved. Printed, never asserted; {@code ./factory bench store}
 * runs it.
 */
class StoreBench {
  private static final int ROUNDS = Integer.getInteger("bench.rounds", 5);
  private static final int PAGES = 400;
  private static final int ROWS = 100;
  private static final String WIDE =
      """
      SELECT id, idea, requester, CAST(metadata AS text) AS metadata, status, first_at, state,
        version, reason, upstream, chain, token, threshold, created_at, updated_at, deleted_at
      FROM thing ORDER BY created_at DESC, id DESC LIMIT 100
      """;
  private static final String NARROW =
      "SELECT id, status, created_at FROM thing ORDER BY created_at DESC, id DESC LIMIT 100";

  private record Narrow(UUID id, String status, Instant createdAt) {}

  private record Wide(List<Object> columns) {}

  @Test
  void measure() throws Exception {
    var place = TestDatabase.fresh("bench");
    try (var database = Database.open(place);
        var bare = DriverManager.getConnection(place.url(), place.user(), place.password())) {
      database.inTransaction(StoreBench::fill);
      bare.setAutoCommit(false);
      bare.setSchema("bench");
      List<IntSupplier> subjects =
          List.of(
              () -> database.inTransaction(sql -> narrow(sql)),
              () -> bareNarrow(bare),
              () -> database.inTransaction(sql -> wide(sql)),
              () -> bareWide(bare));
      for (var warm = 0; warm < 3; warm++) {
        subjects.forEach(StoreBench::cpuMicros);
      }
      var cost = new double[subjects.size()][ROUNDS];
      for (var round = 0; round < ROUNDS; round++) {
        for (var s = 0; s < subjects.size(); s++) {
          cost[s][round] = cpuMicros(subjects.get(s));
        }
      }
      print("a page of 100 rows, CPU of the client      median us   of the bare driver");
      print(row("3 columns, bare driver", cost[1], cost[1]));
      print(row("3 columns, through Database", cost[0], cost[1]));
      print(row("16 columns, bare driver", cost[3], cost[3]));
      print(row("16 columns, through Database", cost[2], cost[3]));
    }
  }

  private static int fill(io.helidon.dbclient.DbExecute sql) {
    sql.dml(
        """
        CREATE TABLE thing (id uuid PRIMARY KEY, idea text, requester text, metadata jsonb,
          status text, first_at timestamptz, state text, version uuid, reason text, upstream text,
          chain bigint, token text, threshold numeric(78,0), created_at timestamptz,
          updated_at timestamptz, deleted_at timestamptz)
        """);
    sql.dml(
        """
        INSERT INTO thing
        SELECT gen_random_uuid(), repeat('an idea ', 20), '0x' || repeat('a', 40),
          '{"name":"books","tags":["a","b"]}', 'deployed', now(), 'up', gen_random_uuid(), '',
          'unix:/run/x', 31337, '0x' || repeat('b', 40), 1000000000000000000, now() - n * interval '1 s',
          now(), NULL
        FROM generate_series(1, 1000) AS n
        """);
    return 0;
  }

  private static int narrow(io.helidon.dbclient.DbExecute sql) {
    return sql.createQuery(NARROW)
        .execute()
        .map(
            r ->
                new Narrow(
                    Rows.uuid(r, "id"), Rows.text(r, "status"), Rows.instant(r, "created_at")))
        .toList()
        .size();
  }

  private static int wide(io.helidon.dbclient.DbExecute sql) {
    return sql.createQuery(WIDE)
        .execute()
        .map(
            r ->
                new Wide(
                    Arrays.asList(
                        Rows.uuid(r, "id"),
                        Rows.text(r, "idea"),
                        Rows.text(r, "requester"),
                        Rows.text(r, "metadata"),
                        Rows.text(r, "status"),
                        Rows.optionalInstant(r, "first_at"),
                        Rows.text(r, "state"),
                        Rows.optionalUuid(r, "version"),
                        Rows.text(r, "reason"),
                        Rows.text(r, "upstream"),
                        Rows.optionalNumber(r, "chain"),
                        Rows.optionalText(r, "token"),
                        Rows.optionalInteger(r, "threshold"),
                        Rows.instant(r, "created_at"),
                        Rows.instant(r, "updated_at"),
                        Rows.optionalInstant(r, "deleted_at"))))
        .toList()
        .size();
  }

  private static int bareNarrow(java.sql.Connection connection) {
    List<Narrow> page = new ArrayList<>();
    try (var statement = connection.prepareStatement(NARROW);
        var r = statement.executeQuery()) {
      while (r.next()) {
        page.add(
            new Narrow(
                r.getObject("id", UUID.class),
                r.getString("status"),
                r.getTimestamp("created_at").toInstant()));
      }
      connection.commit();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return page.size();
  }

  private static int bareWide(java.sql.Connection connection) {
    List<Wide> page = new ArrayList<>();
    try (var statement = connection.prepareStatement(WIDE);
        var r = statement.executeQuery()) {
      while (r.next()) {
        var deleted = r.getTimestamp("deleted_at");
        page.add(
            new Wide(
                Arrays.asList(
                    r.getObject("id", UUID.class),
                    r.getString("idea"),
                    r.getString("requester"),
                    r.getString("metadata"),
                    r.getString("status"),
                    r.getTimestamp("first_at").toInstant(),
                    r.getString("state"),
                    r.getObject("version", UUID.class),
                    r.getString("reason"),
                    r.getString("upstream"),
                    r.getLong("chain"),
                    r.getString("token"),
                    r.getBigDecimal("threshold").toBigIntegerExact(),
                    r.getTimestamp("created_at").toInstant(),
                    r.getTimestamp("updated_at").toInstant(),
                    deleted == null ? null : deleted.toInstant())));
      }
      connection.commit();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return page.size();
  }

  private static double cpuMicros(IntSupplier page) {
    var threads = ManagementFactory.getThreadMXBean();
    var before = threads.getCurrentThreadCpuTime();
    for (var i = 0; i < PAGES; i++) {
      assertThat(page.getAsInt()).isEqualTo(ROWS);
    }
    return (threads.getCurrentThreadCpuTime() - before) / 1e3 / PAGES;
  }

  private static String row(String subject, double[] cost, double[] beside) {
    var ratios = new double[cost.length];
    Arrays.setAll(ratios, i -> cost[i] / beside[i]);
    return "  %-40s %8.0f %10.2fx".formatted(subject, median(cost), median(ratios));
  }

  private static double median(double[] of) {
    var sorted = of.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static void print(String text) throws IOException {
    System.out.println(text);
    var report = System.getProperty("bench.report");
    if (report != null) {
      Files.writeString(Path.of(report), text + "\n", StandardOpenOption.APPEND);
    }
  }
}
