package factory.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets that a service issues: shown once, kept as what finds them and does not tell them. */
final class IssuedTest {
  private static final String ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz";

  private static Field key() {
    return Field.secret("key").from(32).required().unique().setToCode(ALPHABET, 32);
  }

  private static Resource keys() {
    return Resource.of("key", "keys", Field.text("name"), key())
        .called("id", "id")
        .routes(
            Route.create("POST", "/keys"),
            Route.list("/keys"),
            Route.read("/keys/{id}").key("id", "id"),
            Route.read("/by-key/{key}").key("key", "key"),
            Route.delete("DELETE", "/by-key/{key}").key("key", "key"));
  }

  @Test
  void isShownOnceAndFindsItsRecord(@TempDir Path folder) throws Exception {
    String key;
    try (var service = Running.start(folder, keys())) {
      var made = service.post("/keys", "{\"name\":\"a\"}").is(201);
      key = made.text("key");
      assertThat(key).matches("[" + ALPHABET + "]{32}");
      var other = service.post("/keys", "{\"name\":\"b\"}").is(201).text("key");
      assertThat(other).isNotEqualTo(key);
      assertThat(service.get("/by-key/" + key).is(200).text("name")).isEqualTo("a");
      assertThat(service.get("/by-key/" + other).is(200).text("name")).isEqualTo("b");
      service.get("/by-key/" + key.toUpperCase(Locale.ROOT)).is(404);
      service.get("/by-key/" + key.substring(1)).is(404);
      for (var path : new String[] {"/by-key/" + key, "/keys/" + made.id(), "/keys"}) {
        assertThat(service.get(path).is(200).json().toString()).doesNotContain(key);
      }
      assertThat(kept(folder)).doesNotContain(key).contains("hmac-sha256$");
    }
    // Whoever starts it again has the same key for it.
    try (var service = Running.start(folder, keys())) {
      assertThat(service.get("/by-key/" + key).is(200).text("name")).isEqualTo("a");
      service.delete("/by-key/" + key).is(204);
      service.get("/by-key/" + key).is(404);
    }
  }

  /** A version before this one kept it as a plain code. */
  @Test
  void whatWasKeptPlainIsStillGoodAndPlainNoMore(@TempDir Path folder) throws Exception {
    var before =
        Resource.of(
                "key",
                "keys",
                Field.text("name"),
                Field.text("key").required().unique().setToCode(ALPHABET, 32))
            .called("id", "id")
            .routes(Route.create("POST", "/keys"), Route.list("/keys"));
    String key;
    try (var service = Running.start(folder, before)) {
      key = service.post("/keys", "{\"name\":\"a\"}").is(201).text("key");
      assertThat(kept(folder)).contains(key);
    }
    for (var start = 0; start < 2; start++) {
      try (var service = Running.start(folder, keys())) {
        assertThat(service.get("/by-key/" + key).is(200).text("name")).isEqualTo("a");
        assertThat(service.get("/keys").is(200).json().toString()).doesNotContain(key);
      }
    }
    assertThat(kept(folder)).doesNotContain(key);
  }

  @Test
  void isNotKeptForWhoeverSendsTheSameAgain(@TempDir Path folder) throws Exception {
    try (var service = Running.start(folder, keys())) {
      var once = "Idempotency-Key: one";
      var body = "{\"name\":\"a\"}";
      var first = service.call(Running.ANN, "POST", "/keys", body, once).is(201).text("key");
      var second = service.call(Running.ANN, "POST", "/keys", body, once).is(201).text("key");
      assertThat(second).isNotEqualTo(first);
      assertThat(kept(folder)).doesNotContain(first).doesNotContain(second);
    }
  }

  @Test
  void anotherServiceHashesOtherwise() {
    var one = new KeyedHash(new SecretKeySpec(new byte[32], "HmacSHA256"));
    var other = new KeyedHash(new SecretKeySpec(new byte[] {1}, "HmacSHA256"));
    assertThat(one.hash("a")).isEqualTo(one.hash("a")).isNotEqualTo(other.hash("a"));
    assertThat(one.hash("a")).isNotEqualTo(one.hash("b"));
  }

  @Test
  void nothingIsKeptWithoutAKey() {
    assertThatThrownBy(() -> new Model(List.of()).keyed("a"))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void isInNoPathOfAList(@TempDir Path folder) {
    var listed =
        Resource.of("key", "keys", key()).routes(Route.list("/keys/{key}").key("key", "key"));
    assertThatThrownBy(() -> Running.start(folder, listed).close())
        .hasMessageContaining("cannot be in a path");
  }

  private static String kept(Path folder) throws Exception {
    var all = new StringBuilder();
    try (var files = Files.walk(folder)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        all.append(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
      }
    }
    return all.toString();
  }
}
