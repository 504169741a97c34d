package factory.pipeline.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.TextNode;
import factory.pipeline.document.Schema.Described;
import factory.pipeline.document.Schema.Limits;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is answered as a constant, wherever a document says that something was done. */
final class AcknowledgementTest {
  private static Described schema(String type, String words, String example) {
    return new Described(
        List.of(type),
        false,
        "",
        "",
        "",
        Map.of(),
        Set.of(),
        Optional.empty(),
        Optional.empty(),
        words.isEmpty()
            ? List.of()
            : Arrays.stream(words.split(" ")).<JsonNode>map(TextNode::valueOf).toList(),
        new Limits(Map.of(), Optional.empty(), false),
        Optional.empty(),
        example.isEmpty() ? Optional.empty() : Optional.of(TextNode.valueOf(example)),
        false,
        false,
        List.of(),
        List.of(),
        List.of(),
        "",
        List.of());
  }

  @ParameterizedTest
  @CsvSource(
      emptyValue = "",
      nullValues = "none",
      value = {
        "message, '', '', Done.",
        "message, '', The post was liked, The post was liked",
        "detail, '', eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl, none",
        "token, '', eyJhbGciOiJIUzI1NiJ9, none",
        "code, '', A1B2, none",
        "name, '', Rex, none",
        "kind, post, '', post",
        "kind, post page, '', none",
        "status, ok error, '', ok",
        "status, open closed, '', none",
        "Message, '', '', Done."
      })
  void aTextIsItsOnlyWordOrASentence(String name, String words, String example, String said) {
    assertThat(Acknowledgement.of(name, schema("string", words, example)))
        .isEqualTo(Optional.ofNullable(said).map(TextNode::valueOf));
  }

  @ParameterizedTest
  @CsvSource({
    "success, true",
    "ok, true",
    "isDeleted, true",
    "updated, true",
    "blocked, false",
    "verified, false",
    "admin, false"
  })
  void aTruthSaysThatSomethingWasDone(String name, boolean said) {
    assertThat(Acknowledgement.of(name, schema("boolean", "", "")))
        .isEqualTo(said ? Optional.of(BooleanNode.TRUE) : Optional.empty());
  }
}
