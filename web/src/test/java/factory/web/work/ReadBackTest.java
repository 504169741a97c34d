package factory.web.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an idea looks like once it was read. */
class ReadBackTest {
  private static final String SPECIFICATION =
      """
      {"title":"Books","kinds":[{"name":"book","plural":"books","fields":[
        {"name":"title","type":"text"},{"name":"due_date","type":"date"},
        {"name":"state","type":"enum","values":["new","worn"]}]}],
       "actions":[{"name":"borrow"}],
       "left_out":[{"text":"Send  a reminder.","reason":"no"},{"text":"Book","reason":"twice"}]}""";

  private static String of(String idea) {
    var specification = PlanParts.object(SPECIFICATION).orElseThrow();
    var said = PlanParts.said(SPECIFICATION, List.of());
    var pieces = ReadBack.of(idea, said, specification);
    assertThat(pieces.stream().map(PlanViews.Piece::text).collect(Collectors.joining()))
        .isEqualTo(idea);
    return pieces.stream()
        .map(
            piece ->
                switch (piece) {
                  case PlanViews.Piece.Plain(var text) -> text;
                  case PlanViews.Piece.Found(var text) -> "[" + text + "]";
                  case PlanViews.Piece.Left(var text) -> "-" + text + "-";
                })
        .collect(Collectors.joining());
  }

  @Test
  void namesOfThePlanAreMarkedInTheFormsInWhichAnIdeaSaysThem() {
    assertThat(of("Many books with TITLES and a due  date, new or worn; members borrowed one"))
        .isEqualTo(
            "Many [books] with [TITLES] and a [due  date], [new] or [worn]; members [borrowed] one");
    assertThat(of("subtitle, bookshelf and newer")).isEqualTo("subtitle, bookshelf and newer");
  }

  @Test
  void whatWasLeftOutIsStruckHoweverItWasBrokenIntoLinesAndStaysStruck() {
    assertThat(of("Titles. Send a\nreminder. Done"))
        .isEqualTo("[Titles]. -Send a\nreminder-. Done");
    assertThat(of("a book")).isEqualTo("a -book-");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"openapi\": \"3.1.0\"}",
        "openapi: 3.0.3\ninfo: {}",
        "# A document\ninfo:\n  title: x\nopenapi: '3.1.0'",
        "swagger: '2.0'",
      })
  void aDocumentIsNotReadBack(String text) {
    assertThat(ReadBack.isDocument(text)).isTrue();
    assertThat(of2(text)).isEmpty();
  }

  private static List<PlanViews.Piece> of2(String text) {
    return ReadBack.of(text, PlanViews.Said.NOTHING, PlanParts.object(SPECIFICATION).orElseThrow());
  }

  @ParameterizedTest
  @ValueSource(strings = {"track books", "an openapi: explorer", ""})
  void anIdeaInWordsIsNoDocument(String text) {
    assertThat(ReadBack.isDocument(text)).isFalse();
  }
}
