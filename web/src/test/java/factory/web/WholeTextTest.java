package factory.web;

import static org.assertj.core.api.Assertions.assertThat;

import factory.registry.v1.ServiceStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** JSON can name halves of characters; none is kept as another character than was sent. */
class WholeTextTest {
  private static final List<String> HALVES =
      List.of("\\ud800", "\\udfff", "a\\udbffb", "\\udc00\\ud800", "\\ud83d\\ud83d\\ude00");

  /** Method, path, a body with a text in each place where one can be, and the name of its field. */
  private static final List<List<String>> PLACES =
      List.of(
          List.of("POST", "/ideas", "{\"idea\": \"%s\"}", "idea"),
          List.of("POST", "/ideas", "{\"idea\": \"x\", \"requester_id\": \"%s\"}", "requester_id"),
          List.of("POST", "/ideas", "{\"idea\": \"x\", \"metadata\": {\"a\": \"%s\"}}", "metadata"),
          List.of("POST", "/ideas", "{\"idea\": \"x\", \"metadata\": {\"%s\": 1}}", "metadata"),
          List.of(
              "POST",
              "/ideas",
              "{\"idea\": \"x\", \"metadata\": {\"a\": [{\"b\": [\"%s\"]}]}}",
              "metadata"),
          List.of(
              "POST",
              "/ideas",
              "{\"idea\": \"x\", \"metadata\": {\"a\": {\"b\": {\"%s\": null}}}}",
              "metadata"),
          List.of("PATCH", "/services/ID", "{\"idea\": \"%s\"}", "idea"),
          List.of("PATCH", "/services/ID", "{\"requester_id\": \"%s\"}", "requester_id"),
          List.of("PATCH", "/services/ID", "{\"metadata\": {\"a\": [\"%s\"]}}", "metadata"),
          List.of("POST", "/token", "{\"service_id\": \"ID\", \"name\": \"%s\"}", "name"),
          List.of("POST", "/services/ID/keys", "{\"name\": \"%s\"}", "name"),
          List.of(
              "POST",
              "/services/ID/keys",
              "{\"name\": \"x\", \"paths\": [\"/a\", \"/%s\"]}",
              "paths"),
          List.of(
              "POST", "/services/ID/keys", "{\"name\": \"x\", \"methods\": [\"%s\"]}", "methods"),
          List.of(
              "PUT",
              "/services/ID/limits",
              "{\"limits\": [{\"name\": \"%s\", \"quota\": 1, \"window_seconds\": 60}]}",
              "limits[0].name"),
          List.of(
              "POST",
              "/auth/session",
              "{\"message\": \"%s\", \"signature\": \"0x00\"}",
              "message"));

  private static final FakeRegistry REGISTRY = new FakeRegistry(Neighbourhood.CLOCK);
  private static Neighbourhood web;
  private static String id;

  @BeforeAll
  static void start() {
    web =
        new Neighbourhood(
            Map.of("registry", REGISTRY, "pipeline", new FakePipeline(Neighbourhood.CLOCK)),
            Neighbourhood.CLOCK,
            "127.0.0.1:0");
    id = REGISTRY.add("track books", ServiceStatus.SERVICE_STATUS_QUEUED, _ -> {}).getId();
  }

  @AfterAll
  static void stop() {
    web.close();
  }

  static Stream<Arguments> halvesInEachPlace() {
    List<Arguments> all = new ArrayList<>();
    for (var place : PLACES) {
      for (var half : HALVES) {
        all.add(Arguments.of(place.get(0), place.get(1), place.get(2), place.get(3), half));
      }
    }
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("halvesInEachPlace")
  void halfACharacterIsRefusedByTheNameOfItsField(
      String method, String path, String body, String field, String half) {
    var before = REGISTRY.all();
    var answer =
        web.json(method, path.replace("ID", id), body.replace("ID", id).replace("%s", half));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    assertThat(answer.body()).contains("{\"field\":\"" + field + "\",\"message\":\"must be whole");
    assertThat(REGISTRY.all()).isEqualTo(before);
  }

  static Stream<Arguments> ideas() {
    return PLACES.stream()
        .filter(place -> place.get(1).equals("/ideas"))
        .map(place -> Arguments.of(place.get(2)));
  }

  @ParameterizedTest
  @MethodSource("ideas")
  void aPairOfHalvesIsOneCharacter(String body) {
    var answer = web.json("POST", "/ideas", body.replace("%s", "\\ud83d\\ude00 \\u00e9"));
    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(answer.body()).contains("\ud83d\ude00 \u00e9");
  }

  /** A form's metadata is JSON as well. */
  @ParameterizedTest
  @MethodSource("halves")
  void aFormsMetadataToo(String half) {
    var metadata =
        java.net.URLEncoder.encode(
            "{\"a\": \"" + half + "\"}", java.nio.charset.StandardCharsets.UTF_8);
    var answer =
        web.form(
            "/new",
            "do=build&idea=x&nonce=n&specification=%7B%22title%22%3A%22x%22%7D&metadata="
                + metadata);
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.body()).contains("id=\"plan-metadata-error\"");
  }

  static Stream<String> halves() {
    return HALVES.stream();
  }
}
