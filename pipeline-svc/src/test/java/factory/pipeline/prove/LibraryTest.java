package factory.pipeline.prove;

import static org.assertj.core.api.Assertions.assertThat;

import factory.pipeline.prove.Proof.Outcome;
import factory.pipeline.spec.Specifications;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service with relations, actions, a report and grants: proven, and its faults found. */
@Tag("slow")
final class LibraryTest {
  /** It promises entity tags of books, and leaves the rest open. */
  private static final String OPENAPI =
      """
      {"openapi": "3.1.0", "info": {"title": "Library", "version": "1"},
       "paths": {"/books/{id}": {"patch": {"responses": {
         "412": {"content": {"application/problem+json": {}}},
         "default": {"content": {"application/json": {}, "application/problem+json": {}}}}}}}}
      """;

  private final Path folder;

  LibraryTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private static String resource(String name) {
    try (var in = Objects.requireNonNull(LibraryTest.class.getResourceAsStream(name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Proof proof(String source) throws Exception {
    return new Proven(folder)
        .of(
            Specifications.parse(resource("library.json")),
            Map.of("factory/generated/Library.java", source),
            OPENAPI,
            UnaryOperator.identity());
  }

  @Test
  void provesWhatIsRight() throws Exception {
    var proof = proof(resource("Library.java.txt"));
    System.out.println(proof.words());
    assertThat(proof.checks()).filteredOn(c -> c.outcome() == Outcome.FAILED).isEmpty();
  }
}
