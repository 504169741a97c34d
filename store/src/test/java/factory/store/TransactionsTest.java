package factory.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.helidon.dbclient.DbExecute;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the one door keeps right that Helidon's client alone does not. */
class TransactionsTest {
  private static final int CONNECTIONS = 2;
  private static final BigInteger MOST = BigInteger.TWO.pow(256).subtract(BigInteger.ONE);

  private final Database database;

  TransactionsTest() {
    var fresh = TestDatabase.fresh("store_test");
    database =
        Database.open(
            new Database.Place(
                fresh.url(), fresh.user(), fresh.password(), fresh.schema(), CONNECTIONS));
  }

  @BeforeEach
  void table() {
    database.inTransaction(
        sql ->
            sql.dml(
                """
                CREATE TABLE thing (
                  id uuid CONSTRAINT thing_pk PRIMARY KEY, name text, amount numeric(78, 0),
                  seen timestamptz, small integer, tags text[], raw bytea, flag boolean)
                """));
  }

  @AfterEach
  void close() {
    database.close();
  }

  private static long add(DbExecute sql, UUID id, String name) {
    return sql.createInsert("INSERT INTO thing (id, name) VALUES (:id, :name)")
        .addParam("id", id)
        .addParam("name", name)
        .execute();
  }

  private long count() {
    return database.inTransaction(
        sql ->
            sql.createGet("SELECT count(*) AS things FROM thing")
                .execute()
                .map(row -> Rows.number(row, "things"))
                .orElseThrow());
  }

  @Test
  void theConstraintThatAStatementBrokeIsToldAndNothingStays() {
    var id = UUID.randomUUID();

    assertThatThrownBy(
            () ->
                database.inTransaction(
                    sql -> {
                      add(sql, id, "one");
                      return add(sql, id, "again");
                    }))
        .satisfies(e -> assertThat(Database.brokenConstraint(e)).hasValue("thing_pk"));
    assertThat(count()).isZero();
  }

  @Test
  void aTransactionInsideAnotherIsPartOfIt() {
    assertThatThrownBy(
            () ->
                database.inTransaction(
                    sql -> {
                      add(sql, UUID.randomUUID(), "outer");
                      database.inTransaction(inner -> add(inner, UUID.randomUUID(), "inner"));
                      throw new IllegalStateException("changed its mind");
                    }))
        .hasMessage("changed its mind");
    assertThat(count()).isZero();
  }

  @Test
  void anErrorRollsBackToo() {
    assertThatThrownBy(
            () ->
                database.inTransaction(
                    sql -> {
                      add(sql, UUID.randomUUID(), "one");
                      throw new AssertionError("a bug");
                    }))
        .isInstanceOf(AssertionError.class);
    assertThat(count()).isZero();
  }

  @Test
  void nothingThatGoesWrongKeepsAConnection() {
    for (var i = 0; i < 3 * CONNECTIONS; i++) {
      assertThatThrownBy(
          () ->
              database.inTransaction(
                  sql ->
                      sql.createQuery("SELECT * FROM thing WHERE name = :name")
                          .execute()
                          .toList()));
      database.inTransaction(
          sql -> sql.createQuery("SELECT * FROM generate_series(1, 50000)").execute().findFirst());
      assertThatThrownBy(() -> database.inTransaction(sql -> sql.dml("NOT SQL AT ALL")));
    }
    assertThat(count()).isZero();
  }

  @Test
  void theConnectionOfATransactionIsItsOwnAndCannotBeClosedOrCommittedByAStatement() {
    database.inTransaction(
        sql -> {
          add(sql, UUID.randomUUID(), "seen by its own");
          try (var statement = sql.unwrap(Connection.class).createStatement();
              var rows = statement.executeQuery("SELECT name FROM thing")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getString(1)).isEqualTo("seen by its own");
            sql.unwrap(Connection.class).close();
          } catch (SQLException e) {
            throw new AssertionError(e);
          }
          return add(sql, UUID.randomUUID(), "still open");
        });
    assertThat(count()).isEqualTo(2);
  }

  @Test
  void everyTypeComesBackAsItWentIn() {
    var id = UUID.randomUUID();
    var seen = Instant.parse("2026-11-28T12:34:56.123456Z");
    database.inTransaction(
        sql ->
            sql.createInsert(
                    """
                    INSERT INTO thing (id, name, amount, seen, small, tags, raw, flag)
                    VALUES (:id, :name, :amount, :seen, :small, :tags, :raw, :flag)
                    """)
                .addParam("id", id)
                .addParam("name", Optional.of("named: or not"))
                .addParam("amount", MOST)
                .addParam("seen", seen)
                .addParam("small", 7)
                .addParam("tags", new String[] {"a", "b"})
                .addParam("raw", new byte[] {0, -1})
                .addParam("flag", true)
                .execute());
    database.inTransaction(sql -> add(sql, UUID.randomUUID(), "empty"));

    var full =
        database
            .inTransaction(
                sql ->
                    sql.createGet("SELECT * FROM thing WHERE id = :id")
                        .addParam("id", id)
                        .execute())
            .orElseThrow();
    assertThat(Rows.uuid(full, "id")).isEqualTo(id);
    assertThat(Rows.text(full, "name")).isEqualTo("named: or not");
    assertThat(Rows.integer(full, "amount")).isEqualTo(MOST);
    assertThat(Rows.optionalInteger(full, "amount")).hasValue(MOST);
    assertThat(Rows.instant(full, "seen")).isEqualTo(seen);
    assertThat(Rows.number(full, "small")).isEqualTo(7);
    assertThat(Rows.texts(full, "tags")).isEqualTo(List.of("a", "b"));
    assertThat(Rows.bytes(full, "raw")).containsExactly(0, -1);
    assertThat(Rows.flag(full, "flag")).isTrue();

    var empty =
        database
            .inTransaction(
                sql ->
                    sql.createGet("SELECT * FROM thing WHERE name = :name")
                        .addParam("name", "empty")
                        .execute())
            .orElseThrow();
    assertThat(Rows.optionalInteger(empty, "amount")).isEmpty();
    assertThat(Rows.optionalInstant(empty, "seen")).isEmpty();
    assertThat(Rows.optionalNumber(empty, "small")).isEmpty();
    assertThat(Rows.optionalBytes(empty, "raw")).isEmpty();
    assertThatThrownBy(() -> Rows.number(empty, "small")).isInstanceOf(RuntimeException.class);
  }

  @Test
  void manyRowsAreOneStatement() {
    var ids = Stream.generate(UUID::randomUUID).limit(1_000).toArray(UUID[]::new);
    var now = Instant.parse("2026-11-28T12:00:00Z");

    var added =
        database.inTransaction(
            sql ->
                sql.createInsert(
                        """
                        INSERT INTO thing (id, small, seen)
                        SELECT * FROM unnest(:ids, :numbers, :times)
                        """)
                    .addParam("ids", ids)
                    .addParam("numbers", IntStream.range(0, 1_000).boxed().toArray(Integer[]::new))
                    .addParam("times", Rows.times(Stream.generate(() -> now).limit(1_000)))
                    .execute());

    assertThat(added).isEqualTo(1_000);
    assertThat(count()).isEqualTo(1_000);
  }
}
