package factory.pipeline.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import factory.mesh.Extent;
import factory.pipeline.version.Trees;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Documents that others wrote, none of those held back: as much of each is served, and as many of
 * its tests hold, as did when this was written.
 */
@Tag("slow")
class DocumentsTest {
  private static final List<Arguments> SERVED =
      List.of(
          Arguments.of("petstore-expanded", 4, 9, 0),
          Arguments.of("petstore", 3, 10, 0),
          Arguments.of("pets-with-status", 4, 13, 0),
          Arguments.of("users-drf", 6, 10, 0),
          Arguments.of("users-fastapi", 3, 8, 0));

  private static final List<Arguments> ALL =
      Stream.concat(
              SERVED.stream(),
              Stream.concat(
                  Stream.of(
                      Arguments.of("pets-minimal", 3, 6, 0),
                      Arguments.of("threads", 3, 8, 0),
                      // A total of orders that nothing makes: it is told to be never there.
                      // Its test says of the letters PNG that they are an image, which is not
                      // believed.
                      Arguments.of("file-uploads", 2, 1, 1),
                      Arguments.of("users-and-orders", 13, 20, 1)),
                  Stream.of(
                          "api-with-examples",
                          "link-example",
                          "petstore-simple",
                          "splack",
                          "tictactoe")
                      .map(name -> Arguments.of(name, 0, 0, 0))))
          .toList();

  private Path folder = Path.of("");

  @BeforeEach
  void makeFolder() throws Exception {
    folder = Files.createTempDirectory("fd");
  }

  @AfterEach
  void deleteFolder() throws Exception {
    Trees.delete(folder);
  }

  static Stream<Arguments> floors() {
    return Extent.of(SERVED, ALL).stream();
  }

  @ParameterizedTest
  @MethodSource("floors")
  void noLessIsServedAndRight(String name, int served, int right, int wrong) throws Exception {
    var result = new Promises(folder).run(OthersDocument.named(name));
    // What is served is right, or it is left out.
    assertThat(result.failed()).hasSizeLessThanOrEqualTo(wrong);
    assertThat(result.served().size())
        .as("left out: " + result.leftOut())
        .isGreaterThanOrEqualTo(served);
    assertThat(result.passed()).as("asked: " + result.about()).isGreaterThanOrEqualTo(right);
  }
}
