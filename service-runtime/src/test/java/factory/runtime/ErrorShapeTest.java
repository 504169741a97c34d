package factory.runtime;

import static factory.runtime.Running.ANN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Refusals in the shape that a service says they have. */
final class ErrorShapeTest {
  private static final ErrorShape EVERYTHING =
      ErrorShape.of("application/json")
          .messages("messages")
          .errors("errors")
          .detail("detail")
          .reason("reason")
          .title("title")
          .statusText("status")
          .status("code")
          .constant("success", "false");

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path folder;

  @Test
  void everyRefusalHasTheShape() throws Exception {
    try (var service = Running.start(folder, Clinic.OWNERS, Clinic.PETS, Clinic.ERRORS)) {
      var refused = service.post("/pet", "{\"nickName\":1}");
      assertThat(refused.status()).isEqualTo(422);
      assertThat(refused.header("content-type")).isEqualTo("application/vnd.clinic+json");
      assertThat(refused.json())
          .hasToString(
              "{\"error\":{\"code\":422,\"message\":\"name: is required; nickName: must be text\","
                  + "\"docs\":{\"at\":\"/help\"}}}");
      var owner = Clinic.owner(service, ANN, "Ann");
      // The route's own status, in the line and in the body.
      var pets = "/owners/" + owner + "/pets";
      var other = service.call(ANN, "POST", pets, "{\"pet\":{}}");
      assertThat(other.status()).isEqualTo(400);
      assertThat(other.head()).startsWith("HTTP/1.1 400 Bad Request");
      assertThat(other.json().path("error").path("code").asInt()).isEqualTo(400);
      var list = service.call(ANN, "GET", pets + "?limit=9", "");
      assertThat(list.status()).isEqualTo(422);
      assertThat(list.json().path("error").path("message").asText())
          .isEqualTo("limit: must be 1 to 5");
      // Also where no route is, and before any is looked for.
      for (var path : new String[] {"/nothing", "/pets/1/2/3", "/pets/77", "/owners"}) {
        var none = service.get(path);
        assertThat(none.header("content-type")).isEqualTo("application/vnd.clinic+json");
        assertThat(none.json().path("error").path("code").asInt()).isEqualTo(none.status());
        assertThat(none.json().path("error").path("message").asText()).isNotEmpty();
      }
      assertThat(
              service.call("", "PROPFIND", "/pets", "").json().path("error").path("code").asInt())
          .isEqualTo(405);
      assertThat(service.get("/a//b").json().path("error").path("code").asInt()).isEqualTo(400);
      var caller = new Caller(service.socket());
      var unasserted = caller.unasserted("GET /pets HTTP/1.1\r\nHost: service\r\n\r\n");
      assertThat(unasserted.status()).isEqualTo(401);
      assertThat(new ObjectMapper().readTree(unasserted.body()).path("error").path("code").asInt())
          .isEqualTo(401);
      // What the server itself refuses.
      var unreadable = caller.unasserted("GET /pets HTTP/1.1\r\n: x\r\n\r\n");
      assertThat(unreadable.status()).isEqualTo(400);
      assertThat(new ObjectMapper().readTree(unreadable.body()).path("error").path("code").asInt())
          .isEqualTo(400);
    }
  }

  @Test
  void aShapeSaysWhatItIsToldToInItsOrder() throws Exception {
    try (var service = Running.start(folder, Clinic.OWNERS, Clinic.PETS, EVERYTHING)) {
      assertThat(service.post("/pet", "{\"age\":100}").is(422).json())
          .hasToString(
              "{\"messages\":[\"name is required\",\"age must be a whole number from 0 to 99\"],"
                  + "\"errors\":[{\"field\":\"name\",\"message\":\"is required\"},"
                  + "{\"field\":\"age\",\"message\":\"must be a whole number from 0 to 99\"}],"
                  + "\"detail\":\"name: is required; age: must be a whole number from 0 to 99\","
                  + "\"reason\":\"INVALID_FIELDS\",\"title\":\"Unprocessable Content\","
                  + "\"status\":\"422\",\"code\":422,\"success\":false}");
      assertThat(service.get("/pets/1").is(404).json())
          .hasToString(
              "{\"messages\":[\"There is no pet with this id.\"],\"errors\":[],"
                  + "\"detail\":\"There is no pet with this id.\",\"reason\":\"NOT_FOUND\","
                  + "\"title\":\"Not Found\",\"status\":\"404\",\"code\":404,\"success\":false}");
    }
  }

  @Test
  void aServiceHasOneShape() {
    assertThatThrownBy(() -> Running.start(folder, Clinic.ERRORS, EVERYTHING).close())
        .isInstanceOf(IllegalArgumentException.class);
  }
}
