package factory.pipeline.reading;

import com.fasterxml.jackson.databind.JsonNode;
import factory.pipeline.source.SpecSource.Outcome;
import factory.pipeline.spec.Checker;
import factory.pipeline.spec.ExactJson;
import factory.pipeline.spec.Specification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What was once answered to an idea by somebody clever in a model's place: {@code readings/NAME}
 * has the idea, the last specification, the scenarios where there are some, and what it took.
 */
public record Recording(Path folder) {
  private static final Path READINGS = Path.of("src/test/resources/readings");
  private static final Path DOCUMENTS = Path.of("src/test/resources/documents");

  /**
   * What the conversation took.
   *
   * @param calls how many answers
   * @param tokensIn of all prompts
   * @param tokensOut of all answers
   * @param usd at one dollar for a million tokens in, and five for a million out
   */
  public record Usage(long calls, long tokensIn, long tokensOut, BigDecimal usd) {
    static final Usage UNKNOWN = new Usage(0, 0, 0, BigDecimal.ZERO);

    /** Both together. */
    public Usage plus(Usage other) {
      return new Usage(
          calls + other.calls,
          tokensIn + other.tokensIn,
          tokensOut + other.tokensOut,
          usd.add(other.usd));
    }
  }

  /** All of them, by name. */
  public static List<Recording> all() {
    try (Stream<Path> folders = Files.list(READINGS)) {
      return folders.sorted().map(Recording::new).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The one of a name. */
  public static Recording named(String name) {
    return new Recording(READINGS.resolve(name));
  }

  /** The one of an idea. */
  public static Optional<Recording> of(String idea) {
    return all().stream()
        .filter(one -> one.document().isEmpty() && one.idea().equals(idea.strip()))
        .findFirst();
  }

  /** Its name. */
  public String name() {
    return folder.getFileName().toString();
  }

  /** The idea as it was typed. */
  public String idea() {
    return text("idea.txt").strip();
  }

  /** The document beside it, of those in {@code documents}; empty where there is none. */
  public Optional<String> document() {
    if (!Files.exists(folder.resolve("document.txt"))) {
      return Optional.empty();
    }
    var name = text("document.txt").strip();
    try {
      return Optional.of(Files.readString(DOCUMENTS.resolve(name)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The answer that has the specification. */
  public String specification() {
    return text("specification.json");
  }

  /** The answer that has the scenarios; empty where it asked before it was tried. */
  public Optional<String> stories() {
    return Files.exists(folder.resolve("stories.json"))
        ? Optional.of(text("stories.json"))
        : Optional.empty();
  }

  /** What becomes of the idea by that answer. */
  public Outcome outcome() {
    var read = answered(Sentences.of(idea()));
    return read.questions().isEmpty() ? new Outcome.Understood(read) : new Outcome.Questions(read);
  }

  /** The specification of that answer, of a document's operations too. */
  Specification answered() {
    return answered(Collections.nCopies(said(), ""));
  }

  /** How many sentences the answer speaks of. */
  private int said() {
    return json(Written.body(specification())).path("sentences").size();
  }

  private Specification answered(List<String> sentences) {
    var written = Written.of(specification(), sentences, Checker::check);
    return written
        .specification()
        .orElseThrow(() -> new IllegalStateException(name() + ": " + written.problems()));
  }

  /** How many operations of its document were left out. */
  int left() {
    return json(text("usage.json")).path("left").asInt();
  }

  /** What it took. */
  public Usage usage() {
    if (!Files.exists(folder.resolve("usage.json"))) {
      return Usage.UNKNOWN;
    }
    var usage = json(text("usage.json"));
    return new Usage(
        usage.path("calls").asLong(),
        usage.path("tokens_in").asLong(),
        usage.path("tokens_out").asLong(),
        new BigDecimal(usage.path("usd").asText()));
  }

  private static JsonNode json(String text) {
    try {
      return ExactJson.MAPPER.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String text(String file) {
    try {
      return Files.readString(folder.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
