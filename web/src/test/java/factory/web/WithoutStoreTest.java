package factory.web;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A node without a store carries none: no driver, no pool, no migrations on its class path. */
class WithoutStoreTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "factory.store.Database",
        "org.postgresql.Driver",
        "com.zaxxer.hikari.HikariDataSource",
        "org.flywaydb.core.Flyway",
        "io.helidon.dbclient.DbClient"
      })
  void carriesNoDatabaseClient(String name) {
    assertThatThrownBy(() -> Class.forName(name)).isInstanceOf(ClassNotFoundException.class);
  }
}
