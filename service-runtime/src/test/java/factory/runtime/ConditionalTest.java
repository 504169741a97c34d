package factory.runtime;

import static factory.runtime.Running.ANN;
import static factory.runtime.Running.BEN;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Entity tags and idempotency keys. */
final class ConditionalTest {
  private static final Resource THINGS =
      Resource.of("thing", "things", Field.text("name").unique(), Field.wholeNumber("count"));

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path folder;

  @Test
  void aChangeNeedsTheStateThatItWasMadeFor() throws Exception {
    try (var service = Running.start(folder, THINGS)) {
      var made = service.post("/things", "{\"count\":1}").is(201);
      var path = "/things/" + made.id();
      var etag = made.header("etag");
      assertThat(etag).matches("\"[0-9]+-[0-9a-f]{8}\"");
      assertThat(service.get(path).header("etag")).isEqualTo(etag);
      service.call("", "GET", path, "", "If-None-Match: " + etag).is(304);
      service.call("", "GET", path, "", "If-None-Match: W/" + etag).is(304);
      service.call("", "GET", path, "", "If-None-Match: \"x\", " + etag).is(304);
      service.call("", "GET", path, "", "If-None-Match: \"x\"").is(200);
      var changed = service.call("", "PATCH", path, "{\"count\":2}", "If-Match: " + etag).is(200);
      assertThat(changed.header("etag")).isNotEqualTo(etag);
      for (var method : new String[] {"PATCH", "PUT", "DELETE"}) {
        service
            .call("", method, path, method.equals("DELETE") ? "" : "{}", "If-Match: " + etag)
            .refuses(412, "REVISION_MISMATCH");
      }
      service.call("", "PATCH", path, "{}", "If-Match: W/" + changed.header("etag")).is(412);
      service.call("", "PUT", path, "{}", "If-Match: *").is(200);
      service.call("", "GET", path, "", "If-None-Match: " + etag).is(200);
      service.call("", "DELETE", "/things/x", "", "If-Match: *").is(404);
    }
  }

  @Test
  void oneOfFiftyChangesOfTheSameStateIsMade() throws Exception {
    try (var service = Running.start(folder, THINGS)) {
      var made = service.post("/things", "{\"count\":0}").is(201);
      var path = "/things/" + made.id();
      var statuses =
          service.race(
              50,
              i ->
                  service.call(
                      "",
                      "PATCH",
                      path,
                      "{\"count\":" + i + "}",
                      "If-Match: " + made.header("etag")));
      assertThat(Collections.frequency(statuses, 200)).isEqualTo(1);
      assertThat(Collections.frequency(statuses, 412)).isEqualTo(49);
    }
  }

  @Test
  void theSameKeyMakesOneRecordAndGivesTheSameAnswer() throws Exception {
    try (var service = Running.start(folder, THINGS)) {
      var key = "Idempotency-Key: 8e03978e-40d5-43dd-bc93-6894a57f9324";
      var first = service.call(ANN, "POST", "/things", "{\"count\":1}", key).is(201);
      var path = "/things/" + first.id();
      service.patch(path, "{\"count\":5}").is(200);
      var again = service.call(ANN, "POST", "/things", "{ \"count\": 1.0 }", key).is(201);
      assertThat(again.json()).isEqualTo(first.json());
      assertThat(again.header("location")).isEqualTo(first.header("location"));
      assertThat(again.header("etag")).isEqualTo(first.header("etag"));
      service
          .call(ANN, "POST", "/things", "{\"count\":2}", key)
          .refuses(409, "IDEMPOTENCY_KEY_REUSED");
      service.call(BEN, "POST", "/things", "{\"count\":2}", key).is(201);
      service.call(ANN, "POST", "/things", "{\"count\":\"a\"}", "Idempotency-Key: b").is(422);
      service.call(ANN, "POST", "/things", "{\"count\":2}", "Idempotency-Key: b").is(201);
      service
          .call(ANN, "POST", "/things", "{}", "Idempotency-Key: " + "x".repeat(256))
          .refuses(400, "INVALID_ARGUMENT", "Idempotency-Key");
    }
    try (var service = Running.start(folder, THINGS)) {
      var raced =
          service.race(
              50,
              _ ->
                  service.call(
                      ANN, "POST", "/things", "{\"name\":\"once\"}", "Idempotency-Key: c"));
      assertThat(raced).containsOnly(201);
      // The keys of one caller are bounded: the oldest goes.
      for (var i = 0; i < 100; i++) {
        service.call(ANN, "POST", "/things", "{}", "Idempotency-Key: many" + i).is(201);
      }
      service
          .call(ANN, "POST", "/things", "{\"name\":\"once\"}", "Idempotency-Key: c")
          .refuses(409, "ALREADY_EXISTS", "name");
    }
  }
}
