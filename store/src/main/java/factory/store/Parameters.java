package factory.store;

import io.helidon.dbclient.DbClientServiceContext;
import io.helidon.dbclient.DbIndexedStatementParameters;
import io.helidon.dbclient.DbNamedStatementParameters;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PGobject;

/** What statements are given, in the types that Postgres' driver sends as they are meant. */
final class Parameters {
  private Parameters() {}

  /** Of a statement that is about to run. */
  static DbClientServiceContext typed(DbClientServiceContext statement) {
    switch (statement.statementParameters()) {
      case DbNamedStatementParameters named ->
          named.parameters().replaceAll((_, value) -> typed(value));
      case DbIndexedStatementParameters indexed ->
          indexed.parameters().replaceAll(Parameters::typed);
      case null, default -> {}
    }
    return statement;
  }

  private static @Nullable Object typed(@Nullable Object value) {
    return switch (value) {
      case Optional<?> some -> typed(some.orElse(null));
      case Instant at -> at.atOffset(ZoneOffset.UTC);
      case BigInteger number -> new BigDecimal(number);
      // Helidon sends it as text, which is no uuid to Postgres.
      case UUID id -> uuid(id);
      case null, default -> value;
    };
  }

  private static PGobject uuid(UUID id) {
    try {
      var object = new PGobject();
      object.setType("uuid");
      object.setValue(id.toString());
      return object;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
