package factory.pipeline.reading;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** In which parts ideas are read. */
class PartsTest {
  @Test
  void whatIsShortIsReadAtOnce() {
    assertThat(Parts.of(List.of("One.", "Two."))).containsExactly(List.of("One.", "Two."));
    assertThat(Parts.of(Collections.nCopies(60, "x"))).hasSize(1);
  }

  @Test
  void manySentencesAreReadInPartsOfAboutOneSize() {
    var sentences = IntStream.range(0, 130).mapToObj(i -> "Sentence " + i + ".").toList();

    var parts = Parts.of(sentences);

    assertThat(parts.stream().flatMap(List::stream)).containsExactlyElementsOf(sentences);
    assertThat(parts).hasSize(3).allSatisfy(part -> assertThat(part).hasSizeBetween(40, 50));
  }

  @Test
  void longSentencesCountByTheirCharacters() {
    var sentences = IntStream.range(0, 12).mapToObj(i -> i + "x".repeat(3_000)).toList();

    var parts = Parts.of(sentences);

    assertThat(parts.stream().flatMap(List::stream)).containsExactlyElementsOf(sentences);
    assertThat(parts)
        .hasSizeBetween(3, 4)
        .allSatisfy(part -> assertThat(part).hasSizeBetween(2, 4));
    assertThat(Parts.of(List.of("y".repeat(50_000)))).hasSize(1);
  }
}
