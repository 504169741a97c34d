package factory.pipeline.prove;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import factory.pipeline.prove.Client.Answer;
import factory.pipeline.prove.Client.Request;
import factory.pipeline.spec.ErrorShape;
import factory.pipeline.spec.ExactJson;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the house's requests and answers are over routes, and the other way. */
final class TranslationTest {
  private final Translation translation = new Translation(RoutesTest.specification());

  private Asked asked(String method, String path, String body) throws Exception {
    return translation
        .asked(new Request(Wallet.A, method, path, Map.of(), body))
        .orElseThrow(() -> new AssertionError("not over a route"));
  }

  private static JsonNode json(String text) throws Exception {
    return ExactJson.MAPPER.readTree(text);
  }

  private static Exchange exchange(Asked asked, int status, String body, String location)
      throws Exception {
    var json = json(body.isEmpty() ? "null" : body);
    return new Exchange(
        asked.request(),
        new Answer(status, location.isEmpty() ? Map.of() : Map.of("location", location), body),
        json,
        json,
        asked.reading(Optional.empty()));
  }

  private JsonNode answered(Asked asked, int status, String body) throws Exception {
    return translation.answered(asked, exchange(asked, status, body, "")).orElseThrow();
  }

  private JsonNode made(String owner, String name) throws Exception {
    var asked = asked("POST", "/pets", "{\"owner\":%s,\"name\":\"%s\"}".formatted(owner, name));
    return answered(
        asked,
        201,
        "{\"pet\":{\"petId\":3,\"ownerId\":%s,\"name\":\"%s\",\"status\":\"sold\",\"createdAt\":\"x\"}}"
            .formatted(owner, name));
  }

  @Test
  void aNewRecordGoesToItsParentByOtherNames() throws Exception {
    var asked =
        asked(
            "POST",
            "/pets",
            "{\"owner\":7,\"name\":\"Rex\",\"pet_status\":\"sold\",\"not_a_field\":1}");
    assertThat(asked.request().method()).isEqualTo("POST");
    assertThat(asked.request().path()).isEqualTo("/owners/7/pets");
    assertThat(json(asked.request().body()))
        .isEqualTo(json("{\"pet\":{\"name\":\"Rex\",\"status\":\"sold\",\"not_a_field\":1}}"));
  }

  /** As a counter that its name is the key of. */
  @Test
  void aKeyMayHaveAnyCharacters() throws Exception {
    var kind = RoutesTest.specification().kinds().getFirst();
    for (var key : List.of("a?b", "50% of +1", "#1&x=2", "a b")) {
      var path = Maker.path(kind, key);
      assertThat(path).doesNotContain("?", "#", " ", "&");
      assertThat(Paths.decoded(path.substring(Maker.path(kind).length() + 1))).isEqualTo(key);
    }
    assertThat(Paths.decoded("50%")).isEqualTo("50%");
  }

  @Test
  void bodiesThatMakeNoSenseStayAsTheyAre() throws Exception {
    made("7", "Rex");
    for (var body : List.of("{", "[]", "", "{\"name\":null,\"name\":null}")) {
      assertThat(asked("POST", "/pets", body).request().body()).isEqualTo(body);
    }
  }

  @Test
  void anAnswerIsARecordOfTheHouse() throws Exception {
    var record = made("7", "Rex");
    assertThat(record)
        .isEqualTo(
            json(
                """
                {"id":3,"owner":7,"name":"Rex","pet_status":"sold","born_on":null,"weight":null,
                 "legs":null,"photo_urls":null,"created_at":"x"}
                """));
  }

  @Test
  void listsArePagedByOffset() throws Exception {
    made("7", "Rex");
    var first =
        asked("GET", "/pets?page_size=2&pet_status=sold&order=-name&born_on_from=2020-01-01", "");
    assertThat(first.request().path())
        .isEqualTo("/owners/7/pets?status=sold&sort=-name&bornAfter=2020-01-01&limit=2");
    var page = answered(first, 200, "{\"items\":[{\"petId\":1},{\"petId\":2}],\"total\":3}");
    assertThat(page.path("pets")).hasSize(2);
    assertThat(page.path("total").asInt()).isEqualTo(3);
    var second =
        asked("GET", "/pets?page_size=2&page_token=" + page.path("next_page_token").asText(), "");
    assertThat(second.request().path()).isEqualTo("/owners/7/pets?limit=2&offset=2");
    assertThat(
            Translation.repeats(
                second,
                exchange(second, 200, "{\"items\":[{\"petId\":1},{\"petId\":2}],\"total\":3}", "")))
        .isTrue();
    var last = answered(second, 200, "{\"items\":[{\"petId\":4}],\"total\":3}");
    assertThat(last.path("next_page_token").isNull()).isTrue();
  }

  @Test
  void aBareListIsOneOfTheHouse() throws Exception {
    var asked = asked("GET", "/owners?page_size=100", "");
    assertThat(asked.request().path()).isEqualTo("/owners?limit=50");
    assertThat(answered(asked, 200, "[{\"id\":1,\"fullName\":\"A\",\"email\":null,\"city\":null}]"))
        .isEqualTo(
            json(
                """
                {"owners":[{"id":1,"full_name":"A","email":null,"city":null}],
                 "next_page_token":null}
                """));
  }

  @Test
  void aChangeIsAReplacementWhereThereIsNoOther() throws Exception {
    answered(
        asked("POST", "/owners", "{\"full_name\":\"Ann\",\"city\":\"Rome\"}"),
        201,
        "{\"id\":5,\"fullName\":\"Ann\",\"email\":null,\"city\":\"Rome\"}");
    var asked = asked("PATCH", "/owners/5", "{\"city\":\"Oslo\"}");
    assertThat(asked.request().method()).isEqualTo("PUT");
    assertThat(json(asked.request().body()))
        .isEqualTo(json("{\"fullName\":\"Ann\",\"city\":\"Oslo\"}"));
  }

  @Test
  void whatIsNotAnsweredIsReadWhereItIs() throws Exception {
    var asked = asked("POST", "/visits", "{\"pet\":3,\"notes\":\"well\"}");
    var exchange = exchange(asked, 201, "", "visits/9a");
    assertThat(translation.answered(asked, exchange)).isEmpty();
    assertThat(translation.reading(asked, exchange).orElseThrow().request().path())
        .isEqualTo("/pets/3/visits/9a");
    assertThat(
            Paths.located(
                asked.kind(),
                asked.request(),
                new Answer(201, Map.of("location", "/pets/3/visits/9a"), "")))
        .isEmpty();
  }

  @Test
  void whatCannotBeAskedIsNotTried() {
    assertThatThrownBy(() -> asked("GET", "/messages/1", ""))
        .hasMessage("no route does this: read messages");
    assertThatThrownBy(() -> asked("GET", "/pets?page_size=100", ""))
        .hasMessage("/owners/{ownerId}/pets has a owner, which is not known");
    assertThatThrownBy(() -> asked("GET", "/messages?q=x", ""))
        .hasMessage("the list has no such parameter for words");
    assertThatThrownBy(() -> asked("POST", "/pets", "{\"owner\":\"a/b\"}"))
        .hasMessage("'a/b' cannot be in a path");
    assertThatThrownBy(() -> asked("PUT", "/visits/9a", "{}"))
        .hasMessage("no route replaces a visit");
  }

  @Test
  void statusesAreThoseOfTheRoute() throws Exception {
    made("7", "Rex");
    var pets = asked("POST", "/pets", "{}").reading(Optional.empty());
    assertThat(pets.status(201)).isEqualTo(201);
    assertThat(pets.status(422)).isEqualTo(400);
    assertThat(pets.status(409)).isEqualTo(409);
    assertThat(asked("DELETE", "/pets/3", "").reading(Optional.empty()).status(204)).isEqualTo(200);
    var making = asked("PUT", "/categories/abc", "{}").reading(Optional.empty());
    assertThat(making.status(200)).isEqualTo(200);
    assertThat(making.status(201)).isEqualTo(201);
  }

  @Test
  void refusalsAreAskedForWhatTheyHaveAPlaceFor() throws Exception {
    var body = json("{\"error\":{\"message\":\"status: is required; bornOn: must be a date\"}}");
    var shape =
        new ErrorShape(
            "application/json",
            Optional.of("error"),
            List.of(new ErrorShape.Member("message", ErrorShape.Part.DETAIL, Optional.empty())));
    made("7", "Rex");
    var reading = asked("POST", "/pets", "{}").reading(Optional.of(shape));
    assertThat(reading.isReason(422, body, "ANYTHING")).isTrue();
    assertThat(reading.names(422, body, "pet_status", true)).isTrue();
    assertThat(reading.names(422, body, "born_on", true)).isTrue();
    assertThat(reading.names(422, body, "name", true)).isFalse();
    assertThat(reading.names(422, body, "name", false)).isTrue();
  }
}
