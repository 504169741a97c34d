package factory.web.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ApiDocumentTest {
  private static String library() throws IOException {
    try (var in =
        Objects.requireNonNull(
            ApiDocumentTest.class.getResourceAsStream("/library-openapi.json"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void operationsThatNeedAccessAreToldWithTheirReferencesResolved() throws IOException {
    var operations = ApiDocument.operations(library());
    assertThat(operations)
        .extracting(o -> o.method() + " " + o.path())
        .containsExactly(
            "GET /books",
            "POST /books",
            "GET /books/{id}",
            "DELETE /books/{id}",
            "POST /books/{id}/lend",
            "GET /loans",
            "GET /most-borrowed");
    var list = operations.getFirst();
    assertThat(list.parameters())
        .extracting(ApiDocument.Parameter::name, ApiDocument.Parameter::type)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("state", "free, lent"),
            org.assertj.core.groups.Tuple.tuple(
                "page_size", "whole number, 1 to 100, otherwise 20"));
    assertThat(list.answer()).contains("\"title\": \"Emma\"");
    assertThat(list.answers())
        .extracting(ApiDocument.Answer::words)
        .contains("The request cannot be read");
    assertThat(list.isWhole()).isTrue();
  }

  @Test
  void anExampleIsMadeOfWhatIsNeededWhereTheDocumentHasNone() throws IOException {
    var lend = ApiDocument.operations(library()).get(4);
    assertThat(lend.filled()).isEqualTo("/books/00000000-0000-4000-8000-000000000000/lend");
    assertThat(lend.body().example()).contains("\"member\": \"a\"", "\"until\": \"2027-01-31\"");
    assertThat(lend.body().fields())
        .extracting(ApiDocument.Parameter::required)
        .containsExactly(true, true);
    assertThat(lend.isWhole()).isFalse();
    var add = ApiDocument.operations(library()).get(1);
    assertThat(add.body().fields())
        .extracting(ApiDocument.Parameter::name)
        .containsExactly("title", "copies");
  }

  @Test
  void whatIsNoDocumentHasNoOperations() {
    assertThat(ApiDocument.operations("")).isEmpty();
    assertThat(ApiDocument.operations("nonsense")).isEmpty();
    assertThat(
            ApiDocument.operations(
                "{\"paths\": {\"/a\": {\"get\": {\"parameters\": [{\"$ref\": \"#/nowhere\"}]}}}}"))
        .hasSize(1);
  }
}
