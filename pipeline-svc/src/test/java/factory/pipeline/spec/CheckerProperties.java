package factory.pipeline.spec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class CheckerProperties {
  @Property(tries = 60)
  void whatMakesSenseHasNoProblemAndIsReadAsItWasWritten(@ForAll long seed) {
    var specification = RandomSpecifications.of(seed);

    assertThat(Checker.check(specification)).isEmpty();
    var written = Specifications.write(specification);
    assertThat(Specifications.parse(written)).isEqualTo(specification);
    assertThat(Specifications.write(Specifications.parse(written))).isEqualTo(written);
  }

  /** A change of one text either still makes sense, or is said at a place that is there. */
  @Property(tries = 100)
  void aProblemPointsIntoTheDocument(@ForAll long seed) {
    var random = new Random(seed);
    var document =
        random.nextBoolean()
            ? Corpus.json(Corpus.LIBRARY)
            : Corpus.json(Specifications.write(RandomSpecifications.of(seed)));
    change(document, random);

    List<Problem> problems;
    try {
      problems = Checker.check(Specifications.read(document));
    } catch (InvalidSpecification e) {
      problems = e.problems();
    }
    assertThat(problems)
        .allSatisfy(
            problem -> {
              assertThat(problem.message()).isNotBlank();
              // What is missing has no place yet: its holder has.
              var pointer = problem.pointer();
              var holder =
                  pointer.contains("/") ? pointer.substring(0, pointer.lastIndexOf('/')) : "";
              assertThat(
                      document.at(pointer).isMissingNode() && document.at(holder).isMissingNode())
                  .as(pointer)
                  .isFalse();
            });
  }

  private static void change(JsonNode document, Random random) {
    List<Runnable> changes = new ArrayList<>();
    var words = List.of("book", "loans", "x", "id", "record", "input.days + 1", "1", "A B");
    texts(document, changes, words.get(random.nextInt(words.size())));
    changes.get(random.nextInt(changes.size())).run();
  }

  /** A way to make each text another one. */
  private static void texts(JsonNode node, List<Runnable> changes, String other) {
    if (node instanceof ObjectNode object) {
      for (var entry : List.copyOf(object.properties())) {
        if (entry.getValue().isTextual()) {
          changes.add(() -> object.put(entry.getKey(), other));
        }
        texts(entry.getValue(), changes, other);
      }
    } else if (node instanceof ArrayNode array) {
      for (var i = 0; i < array.size(); i++) {
        var place = i;
        if (array.get(i).isTextual()) {
          changes.add(() -> array.set(place, other));
        }
        texts(array.get(i), changes, other);
      }
    }
  }
}
