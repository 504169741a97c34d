package factory.pipeline.plan;

import static org.assertj.core.api.Assertions.assertThat;

import factory.pipeline.plan.Differences.Difference;
import org.junit.jupiter.api.Test;

class DifferencesTest {
  private static final String BEFORE =
      """
      {"format": 1, "title": "Books", "kinds": [{"name": "book", "fields": [
        {"name": "title", "type": "text"}, {"name": "notes", "type": "text"}]}],
       "examples": [{"title": "One", "exchanges": [1]}]}
      """;

  @Test
  void placesAreNamedAndEachSideIsShown() {
    var after =
        """
        {"format": 1, "title": "My books", "kinds": [{"name": "book", "fields": [
          {"name": "isbn/13", "type": "text"}, {"name": "title", "type": "text", "required": true}]}],
         "examples": [{"title": "One", "exchanges": [1]}, {"title": "Two", "exchanges": [2]}],
         "questions": [{"id": "x"}]}
        """;
    assertThat(Differences.between(BEFORE, after))
        .containsExactly(
            new Difference("/title", "\"Books\"", "\"My books\""),
            new Difference("/kinds/book/fields/title/required", "", "true"),
            new Difference(
                "/kinds/book/fields/notes", "{\"name\":\"notes\",\"type\":\"text\"}", ""),
            new Difference(
                "/kinds/book/fields/isbn~113", "", "{\"name\":\"isbn/13\",\"type\":\"text\"}"),
            new Difference("/examples/Two", "", "{\"title\":\"Two\",\"exchanges\":[2]}"));
  }

  @Test
  void theSameIsNoDifference() {
    assertThat(Differences.between(BEFORE, BEFORE)).isEmpty();
    assertThat(Differences.between("", BEFORE)).isEmpty();
  }
}
