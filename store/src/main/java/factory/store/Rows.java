package factory.store;

import io.helidon.dbclient.DbRow;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Columns of a row in the types that records have. Helidon's columns hold just what the driver
 * gives and convert nothing. A column that is null where no Optional is asked for is a bug, and
 * throws.
 */
public final class Rows {
  private Rows() {}

  /** text. */
  public static String text(DbRow row, String column) {
    return row.column(column).get(String.class);
  }

  /** text or null. */
  public static Optional<String> optionalText(DbRow row, String column) {
    return row.column(column).as(String.class).asOptional();
  }

  /** smallint, integer or bigint. */
  public static long number(DbRow row, String column) {
    return optionalNumber(row, column).orElseThrow();
  }

  /** smallint, integer or bigint, or null. */
  public static Optional<Long> optionalNumber(DbRow row, String column) {
    return row.column(column).as(Number.class).asOptional().map(Number::longValue);
  }

  /** numeric without a fraction. */
  public static BigInteger integer(DbRow row, String column) {
    return row.column(column).get(BigDecimal.class).toBigIntegerExact();
  }

  /** numeric without a fraction, or null. */
  public static Optional<BigInteger> optionalInteger(DbRow row, String column) {
    return row.column(column).as(BigDecimal.class).asOptional().map(BigDecimal::toBigIntegerExact);
  }

  /** boolean. */
  public static boolean flag(DbRow row, String column) {
    return row.column(column).get(Boolean.class);
  }

  /** uuid. */
  public static UUID uuid(DbRow row, String column) {
    return row.column(column).get(UUID.class);
  }

  /** uuid or null. */
  public static Optional<UUID> optionalUuid(DbRow row, String column) {
    return row.column(column).as(UUID.class).asOptional();
  }

  /** timestamptz. */
  public static Instant instant(DbRow row, String column) {
    return row.column(column).get(Timestamp.class).toInstant();
  }

  /** timestamptz or null. */
  public static Optional<Instant> optionalInstant(DbRow row, String column) {
    return row.column(column).as(Timestamp.class).asOptional().map(Timestamp::toInstant);
  }

  /** bytea. */
  public static byte[] bytes(DbRow row, String column) {
    return row.column(column).get(byte[].class);
  }

  /** bytea or null. */
  public static Optional<byte[]> optionalBytes(DbRow row, String column) {
    return row.column(column).as(byte[].class).asOptional();
  }

  /** text[]. */
  public static List<String> texts(DbRow row, String column) {
    try {
      var array = row.column(column).get(java.sql.Array.class);
      return List.of((String[]) array.getArray());
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A parameter of type timestamptz[]. */
  public static Object times(Stream<Instant> times) {
    return times.map(Timestamp::from).toArray(Timestamp[]::new);
  }
}
