package factory.runtime;

import static factory.runtime.Running.ANN;
import static factory.runtime.Running.BEN;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A resource at routes of its own: its paths, its records by their names, its statuses. */
@SuppressWarnings("NullAway.Init")
final class RoutesTest {
  @TempDir private static Path folder;
  private static Running service;
  private static int owners;

  private String ann;
  private String ben;

  @BeforeAll
  static void start() throws Exception {
    service = Running.start(folder, Clinic.OWNERS, Clinic.PETS);
  }

  @AfterAll
  static void end() {
    service.close();
  }

  @BeforeEach
  void makeOwners() throws IOException {
    ann = Clinic.owner(service, ANN, "Ann " + owners++);
    ben = Clinic.owner(service, BEN, "Ben " + owners++);
  }

  private static List<String> names(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  @Test
  void aRecordHasItsNamesInTheirOrder() throws Exception {
    var made =
        service
            .call(
                ANN,
                "POST",
                "/owners/" + ann + "/pets",
                "{\"pet\":{\"name\":\"Rex\",\"nickName\":\"R\"}}")
            .is(201);
    assertThat(names(made.json())).containsExactly("pet");
    var pet = made.json().path("pet");
    assertThat(names(pet))
        .containsExactly(
            "petId",
            "name",
            "nickName",
            "ownerId",
            "age",
            "status",
            "chipCode",
            "weight",
            "visits",
            "born_on",
            "createdAt");
    assertThat(pet.path("petId").isIntegralNumber()).isTrue();
    assertThat(pet.path("ownerId").asText()).isEqualTo(ann);
    assertThat(pet.path("ownerId").isIntegralNumber()).isTrue();
    assertThat(pet.path("nickName").asText()).isEqualTo("R");
    assertThat(pet.path("age").isNull()).isTrue();
    assertThat(pet.path("status").asText()).isEqualTo("available");
    var id = pet.path("petId").asText();
    assertThat(service.get("/pets/" + id).is(200).json()).isEqualTo(pet);
    var nested = service.call(ANN, "GET", "/owners/" + ann + "/pets/" + id, "").is(200);
    assertThat(nested.json().path("pet")).isEqualTo(pet);
    assertThat(nested.header("etag")).isNotEmpty();
    var all = service.get("/pets/all").is(200).json();
    assertThat(all.isArray()).isTrue();
    assertThat(all.valueStream().toList()).contains(pet);
  }

  @Test
  void aRecordIsServedAtItsRoutesOnly() throws Exception {
    var id = Clinic.pet(service, ANN, ann, "\"name\":\"Rex\"");
    service.post("/pets", "{\"name\":\"Rex\"}").refuses(405, "METHOD_NOT_ALLOWED");
    service.put("/pets/" + id, "{\"name\":\"Rex\"}").refuses(405, "METHOD_NOT_ALLOWED");
    service.get("/pet").refuses(405, "METHOD_NOT_ALLOWED");
    service.get("/owners/" + ann + "/pets/" + id + "/x").refuses(404, "NOT_FOUND");
    service.get("/owners//pets").is(400);
    service.get("/owners/" + ann + "/").refuses(404, "NOT_FOUND");
    service.get("/Pets/" + id).refuses(404, "NOT_FOUND");
    var links = service.get("/").is(200).json().path("links");
    assertThat(links)
        .hasToString(
            "{\"owners\":\"/owners\",\"pets\":\"/pets\",\"pets/zero-based\":\"/pets/zero-based\","
                + "\"pets/all\":\"/pets/all\",\"pets/sorted\":\"/pets/sorted\",\"health\":\"/health\",\"openapi\":\"/openapi.json\"}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/pets | GET, HEAD",
        "/pet | POST",
        "/pets/1 | GET, HEAD, POST, PATCH, DELETE",
        "/pets/all | GET, HEAD",
        "/owners/1/pets | GET, HEAD, POST",
        "/owners/1/pets/1 | GET, HEAD, PUT, DELETE",
      })
  void methodsAreThoseOfAllRoutesOfATemplate(String path, String methods) throws Exception {
    var options = service.call("", "OPTIONS", path, "").is(204);
    assertThat(options.header("allow")).isEqualTo(methods + ", OPTIONS");
    var refused = service.call("", "PROPFIND", path, "");
    refused.refuses(405, "METHOD_NOT_ALLOWED");
    assertThat(refused.header("allow")).isEqualTo(methods + ", OPTIONS");
    if (methods.startsWith("GET") && !path.contains("1")) {
      var get = service.get(path).is(200);
      var head = service.call("", "HEAD", path, "");
      assertThat(head.status()).isEqualTo(200);
      assertThat(head.header("content-type")).isEqualTo(get.header("content-type"));
    }
  }

  @Test
  void aRouteHasItsStatusAndItsAnswer() throws Exception {
    var made = service.post("/pet", "{\"name\":\"Rex\",\"age\":3}").is(200);
    var path = "/pets/" + made.text("petId");
    var patched = service.patch(path, "{\"age\":4}").is(204);
    assertThat(patched.json().isMissingNode()).isTrue();
    assertThat(patched.header("etag")).isNotEqualTo(made.header("etag")).isNotEmpty();
    // A POST that changes what is given.
    var changed = service.post(path, "{\"nickName\":\"R\"}").is(200);
    assertThat(changed.json().path("age").asInt()).isEqualTo(4);
    var deleted = service.delete(path).is(200);
    assertThat(deleted.json()).hasToString("{\"deleted\":true}");
    assertThat(deleted.header("content-type")).isEqualTo("application/json");
    service.get(path).refuses(404, "NOT_FOUND");
    var owner = service.call(ANN, "DELETE", "/owners/" + ann, "").is(200);
    assertThat(owner.text("ownerId")).isEqualTo(ann);
    var pet = Clinic.pet(service, BEN, ben, "\"name\":\"Rex\"");
    var nothing = service.call(BEN, "DELETE", "/owners/" + ben + "/pets/" + pet, "").is(204);
    assertThat(nothing.json().isMissingNode()).isTrue();
  }

  @Test
  void aBodyIsReadByItsNames() throws Exception {
    // Read-only fields, those of the service and unknown ones are ignored.
    var pet =
        service
            .post(
                "/pet",
                "{\"petId\":77,\"name\":\"Rex\",\"nickName\":\"R\",\"nick_name\":\"no\",\"visits\":9,"
                    + "\"createdAt\":false,\"created_at\":1,\"more\":{\"a\":[1]}}")
            .is(200);
    assertThat(pet.text("petId")).isNotEqualTo("77");
    assertThat(pet.text("nickName")).isEqualTo("R");
    assertThat(pet.json().path("visits").asInt()).isZero();
    service
        .call(ANN, "POST", "/pet", "{\"nickName\":1,\"age\":100}")
        .refuses(422, "INVALID_FIELDS", "name", "nickName", "age");
    service
        .call(ANN, "POST", "/pet", "{\"name\":\"Rex\",\"ownerId\":123456}")
        .refuses(422, "INVALID_FIELDS", "ownerId");
    service.post("/pet", "{\"name\":\"Rex\",\"chipCode\":\"taken\"}").is(200);
    service
        .post("/pet", "{\"name\":\"Rex\",\"chipCode\":\"taken\"}")
        .refuses(409, "ALREADY_EXISTS", "chipCode");
    service.post("/pet", "{\"nickName\":\"a\",\"nickName\":\"b\"}").refuses(400, "MALFORMED_BODY");
    service.post("/pet", "[]").refuses(400, "MALFORMED_BODY");
  }

  @Test
  void aBodyIsAMemberWhereTheRouteSaysSo() throws Exception {
    var path = "/owners/" + ann + "/pets";
    // What the path gives is ignored in the body.
    var pet =
        service
            .call(
                ANN,
                "POST",
                path,
                "{\"x\":[{}],\"pet\":{\"name\":\"Rex\",\"ownerId\":" + ben + "},\"y\":null}")
            .is(201);
    assertThat(pet.json().path("pet").path("ownerId").asText()).isEqualTo(ann);
    // Its own status in place of 422.
    service.call(ANN, "POST", path, "{\"name\":\"Rex\"}").refuses(400, "INVALID_FIELDS", "pet");
    service.call(ANN, "POST", path, "{\"pet\":[]}").refuses(400, "INVALID_FIELDS", "pet");
    service.call(ANN, "POST", path, "{\"pet\":null}").refuses(400, "INVALID_FIELDS", "pet");
    service.call(ANN, "POST", path, "{\"pet\":{}}").refuses(400, "INVALID_FIELDS", "name");
    service
        .call(ANN, "POST", path, "{\"pet\":{\"name\":\"a\"},\"pet\":{\"name\":\"b\"}}")
        .refuses(400, "MALFORMED_BODY");
    service
        .call(ANN, "POST", path, "{\"pet\":{\"age\":" + "1".repeat(101) + "}}")
        .refuses(400, "MALFORMED_BODY", "age");
    service.call(ANN, "POST", path, "{\"pet\":{\"name\":\"a\"}} x").refuses(400, "MALFORMED_BODY");
  }

  @Test
  void aPathKeepsToTheRecordsOfItsParent() throws Exception {
    var id = Clinic.pet(service, ANN, ann, "\"name\":\"Rex\"");
    var other = Clinic.pet(service, BEN, ben, "\"name\":\"Tom\"");
    var at = "/owners/" + ann + "/pets";
    service.call(ANN, "GET", at + "/" + id, "").is(200);
    service.call(ANN, "GET", at + "/" + other, "").refuses(404, "NOT_FOUND");
    service.call(ANN, "PUT", at + "/" + other, "{\"name\":\"X\"}").refuses(404, "NOT_FOUND");
    service.call(ANN, "DELETE", at + "/" + other, "").refuses(410, "NOT_FOUND");
    assertThat(service.get("/pets/" + other).is(200).text("name")).isEqualTo("Tom");
    var list = service.call(ANN, "GET", at, "").is(200);
    assertThat(list.json().path("items")).hasSize(1);
    assertThat(list.json().path("total").asInt()).isEqualTo(1);
    // A parent that is not there, is hidden, or cannot be.
    for (var parent : List.of("123456", ben, "x", "1.0", "%20" + ann, "0" + ann, "-1")) {
      var path = "/owners/" + parent + "/pets";
      service.call(ANN, "GET", path, "").refuses(404, "NOT_FOUND");
      service.call(ANN, "POST", path, "{\"pet\":{\"name\":\"X\"}}").refuses(404, "NOT_FOUND");
      service.call(ANN, "GET", path + "/" + other, "").refuses(404, "NOT_FOUND");
      service.call(ANN, "PUT", path + "/" + other, "{\"name\":\"X\"}").refuses(404, "NOT_FOUND");
    }
    assertThat(
            service.call(BEN, "GET", "/owners/" + ben + "/pets", "").json().path("total").asInt())
        .isEqualTo(1);
    // Who the caller is is asked before what is there.
    service.get("/owners/123456/pets").refuses(401, "CALLER_REQUIRED");
  }

  @Test
  void aReplacementKeepsWhatItsPathSays() throws Exception {
    var id = Clinic.pet(service, ANN, ann, "\"name\":\"Rex\",\"age\":3,\"status\":\"sold\"");
    var path = "/owners/" + ann + "/pets/" + id;
    var put = service.call(ANN, "PUT", path, "{\"name\":\"Max\",\"ownerId\":" + ben + "}").is(200);
    assertThat(put.text("ownerId")).isEqualTo(ann);
    assertThat(put.text("name")).isEqualTo("Max");
    assertThat(put.json().path("age").isNull()).isTrue();
    assertThat(put.text("status")).isEqualTo("available");
    // Elsewhere it can be changed.
    service.call(BEN, "PATCH", "/pets/" + id, "{\"ownerId\":" + ben + "}").is(204);
    service.call(ANN, "GET", path, "").refuses(404, "NOT_FOUND");
  }

  @Test
  void tagsAndKeysWorkAsEver() throws Exception {
    var made = service.post("/pet", "{\"name\":\"Rex\"}").is(200);
    var path = "/pets/" + made.text("petId");
    var tag = made.header("etag");
    service.call("", "GET", path, "", "If-None-Match: " + tag).is(304);
    service
        .call("", "PATCH", path, "{\"age\":1}", "If-Match: \"0-00000000\"")
        .refuses(412, "REVISION_MISMATCH");
    service.call("", "PATCH", path, "{\"age\":1}", "If-Match: " + tag).is(204);
    service.call("", "DELETE", path, "", "If-Match: " + tag).refuses(412, "REVISION_MISMATCH");
    var first =
        service.call("", "POST", "/pet", "{\"name\":\"A\"}", "Idempotency-Key: one").is(200);
    var again =
        service.call("", "POST", "/pet", "{\"name\":\"A\"}", "Idempotency-Key: one").is(200);
    assertThat(again.json()).isEqualTo(first.json());
    assertThat(again.header("location")).isEqualTo(first.header("location"));
    service
        .call("", "POST", "/pet", "{\"name\":\"B\"}", "Idempotency-Key: one")
        .refuses(409, "IDEMPOTENCY_KEY_REUSED");
    // The parent is a part of the request.
    var key = "Idempotency-Key: two";
    service
        .call(ANN, "POST", "/owners/" + ann + "/pets", "{\"pet\":{\"name\":\"A\"}}", key)
        .is(201);
    service
        .call(ANN, "POST", "/owners/" + ben + "/pets", "{\"pet\":{\"name\":\"A\"}}", key)
        .refuses(409, "IDEMPOTENCY_KEY_REUSED");
    // A POST that changes is done once.
    var changed = service.call("", "POST", path, "{\"age\":2}", "Idempotency-Key: three").is(200);
    service.patch(path, "{\"age\":3}").is(204);
    var kept = service.call("", "POST", path, "{\"age\":2}", "Idempotency-Key: three").is(200);
    assertThat(kept.json()).isEqualTo(changed.json());
    assertThat(service.get(path).json().path("age").asInt()).isEqualTo(3);
  }

  @Test
  void aLocationIsRightFromWhereItWasAskedFor() throws Exception {
    var nested =
        service.call(ANN, "POST", "/owners/" + ann + "/pets", "{\"pet\":{\"name\":\"A\"}}").is(201);
    var id = nested.json().path("pet").path("petId").asText();
    assertThat(resolved("/owners/" + ann + "/pets", nested))
        .isEqualTo("/gateway/1/owners/" + ann + "/pets/" + id);
    var owned =
        service.call(ANN, "POST", "/pet", "{\"name\":\"A\",\"ownerId\":" + ann + "}").is(200);
    assertThat(resolved("/pet", owned))
        .isEqualTo("/gateway/1/owners/" + ann + "/pets/" + owned.text("petId"));
    // Of one without an owner, the first route's parameters are not all known.
    var alone = service.post("/pet", "{\"name\":\"A\"}").is(200);
    assertThat(resolved("/pet", alone)).isEqualTo("/gateway/1/pets/" + alone.text("petId"));
    service.get(resolved("/pet", alone).substring("/gateway/1".length())).is(200);
  }

  private static String resolved(String path, Running.Answer answer) {
    var location = answer.header("location");
    assertThat(location).isNotEmpty().doesNotStartWith("/");
    return java.net.URI.create("/gateway/1" + path).resolve(location).toString();
  }

  @Test
  void fiftyWhoPutMakeOne(@TempDir Path other) throws Exception {
    var racers = 50;
    try (var settings = Running.start(other, Settings.RESOURCE)) {
      var statuses =
          settings.race(
              racers,
              number ->
                  settings.call(ANN, "PUT", "/settings/colour", "{\"value\":\"" + number + "\"}"));
      assertThat(Collections.frequency(statuses, 201)).isEqualTo(1);
      assertThat(Collections.frequency(statuses, 200)).isEqualTo(racers - 1);
      assertThat(settings.get("/settings").is(200).json()).hasSize(1);
    }
  }
}
