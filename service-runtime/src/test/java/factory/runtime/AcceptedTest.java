package factory.runtime;

import static factory.runtime.Running.ANN;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which form of a list callers get who like some of them more. */
@SuppressWarnings("NullAway.Init")
final class AcceptedTest {
  @TempDir private static Path folder;
  private static Running service;

  @BeforeAll
  static void start() throws Exception {
    service =
        Running.start(
            folder,
            Resource.of("note", "notes", Field.text("body").required())
                .sequenceKey()
                .called("id", "id")
                .routes(
                    Route.create("POST", "/notes"),
                    Route.list("/notes").in("items").orCsv().orHtml(),
                    Route.list("/strict").orCsv().othersRefused()));
    service.post("/notes", "{\"body\":\"=1<b>\"}").is(201);
  }

  @AfterAll
  static void end() {
    service.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | application/json",
        "*/* | application/json",
        "text/csv | text/csv",
        "TEXT/CSV; charset=utf-8 | text/csv",
        "text/* | text/csv",
        "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8 | text/html",
        "application/json;q=0.1, text/csv;q=0.2 | text/csv",
        "text/*;q=0.5, text/csv;q=0, application/json;q=0.1 | text/html",
        "application/json;q=0, */*;q=0.1 | text/csv",
        "text/csv;q=2 | text/csv",
        "image/png | application/json",
        ",;=,q=,/ | application/json",
      })
  void whatIsLikedMostIsAnswered(String accept, String type) throws Exception {
    var answer = service.call(ANN, "GET", "/notes", "", "Accept: " + accept).is(200);
    assertThat(answer.header("content-type")).startsWith(type);
    assertThat(answer.header("vary")).isEqualTo("Accept");
  }

  @Test
  void whatIsNoneOfThemIsRefusedWhereARouteSaysSo() throws Exception {
    var answer = service.call(ANN, "GET", "/strict", "", "Accept: image/png").is(406);
    assertThat(answer.json().path("detail").asText()).contains("application/json, text/csv");
    service.call(ANN, "GET", "/strict", "", "Accept: application/json;q=0").is(406);
    service.call(ANN, "GET", "/strict", "").is(200);
  }

  @Test
  void theClosestRangeCounts() {
    var types = List.of("application/json", "text/csv");
    assertThat(Accepted.of("text/csv;q=0.1, text/*;q=0.9, application/json;q=0.5", types))
        .contains("application/json");
    assertThat(Accepted.of("image/*", types)).isEmpty();
  }
}
