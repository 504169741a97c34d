package factory.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Orders that lists are asked for in words of their own. */
class OrderWordsTest {
  private static final OrderWords WORDS =
      OrderWords.several().word("title", "title").word("title,desc", "-title").word("New", "-_");

  @Test
  void eachValueIsAnOrderAndEmptyOnesAreNone() {
    assertThat(WORDS.orders("sort", List.of("title,desc", "", "title")))
        .containsExactly("-title", "title");
  }

  @Test
  void aWordMayBeInAnyCaseWhereNoOtherIsLikeIt() {
    assertThat(WORDS.orders("sort", List.of("title,DESC", "new"))).containsExactly("-title", "-_");
    assertThatThrownBy(
            () -> OrderWords.one().word("a", "a").word("A", "-a").orders("sort", List.of("á")))
        .isInstanceOf(Problem.class);
  }

  @Test
  void whatIsNoWordIsRefusedWithAllWords() {
    assertThatThrownBy(() -> WORDS.orders("sort", List.of("colour")))
        .isInstanceOfSatisfying(
            Problem.class,
            problem -> assertThat(problem.errors().getFirst().message()).contains("title,desc"));
  }

  @Test
  void twoOrdersAreNotCalledTheSame() {
    assertThatThrownBy(() -> WORDS.word("title", "-title"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
