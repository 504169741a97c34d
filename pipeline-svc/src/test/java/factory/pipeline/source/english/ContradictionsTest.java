package factory.pipeline.source.english;

import static org.assertj.core.api.Assertions.assertThat;

import factory.pipeline.source.SpecSource.Outcome;
import factory.pipeline.spec.Specification;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Of two sentences that exclude each other, both are named, and which one is meant is asked. */
class ContradictionsTest {
  private static Specification read(String idea) {
    return switch (new EnglishSource().read(idea)) {
      case Outcome.Understood(var specification) -> specification;
      case Outcome.Questions(var specification) -> specification;
      default -> throw new AssertionError(idea);
    };
  }

  private static List<String> openOf(String idea) {
    var read = read(idea);
    return java.util.stream.Stream.concat(
            read.leftOut().stream().map(part -> part.text() + " :: " + part.reason()),
            read.questions().stream().map(Specification.Question::text))
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Track films with a title and stars. | The stars must be at least 8 | The stars must be at most 5",
        "Track films with a title and stars. | The stars must be at least 2 | The stars must be at least 3",
        "Track films with a title and stars. | The stars must be at most 9 | The stars must be at most 7",
        "Track films with a title and stars. | The title is required | The title is optional",
        "Track films with a title and stars. | Nobody can delete a film | Only the author can delete a film",
        "Diary entries with a day and a text. | Only the author can read an entry | Everybody can read all entries",
        "Jobs with a title and a priority: low, mid or high. | The priority is low by default | The priority is high by default",
        "Books with a title and a year. | Oldest first | Newest first",
        "Orders with a total. Customers have a name. Each order belongs to one customer. | When a customer is deleted, its orders are deleted too | Customers with orders can't be deleted",
      })
  void bothSentencesAreNamed(String things, String one, String other) {
    var open = openOf("%s %s. %s.".formatted(things, one, other));

    assertThat(open)
        .as("%s", open)
        .anyMatch(text -> text.startsWith(other + " :: It contradicts \"" + one + "\""))
        .anyMatch(
            text -> text.contains("\"%s\" and \"%s\" exclude each other".formatted(one, other)));
    // Either of them alone is understood.
    assertThat(openOf("%s %s.".formatted(things, one))).isEmpty();
    assertThat(openOf("%s %s.".formatted(things, other))).isEmpty();
  }

  @Test
  void whatFitsToNothingContradictsNothing() {
    assertThat(openOf("Track films with a title. The lemons must be at least 8."))
        .noneMatch(text -> text.contains("contradict"));
  }

  @Test
  void theSameSaidTwiceIsNoContradiction() {
    assertThat(
            openOf(
                "Track films with a title and stars. The stars must be at least 2. The stars must be at least 2. The title is required. The title is required."))
        .isEmpty();
  }
}
