package factory.pipeline.deploy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Optional;
import java.util.UUID;

/** What a service's {@code GET /health} says. */
public final class Health {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The header that has the version, whatever the body says in a document's own words. */
  public static final String HEADER = "x-factory-version";

  private Health() {}

  /**
   * Which version answers; empty when neither says that one is up.
   *
   * @param header {@link #HEADER}, which those lack that were made before there was one
   */
  public static Optional<UUID> version(Optional<String> header, String body) {
    try {
      if (header.isPresent()) {
        return Optional.of(UUID.fromString(header.get()));
      }
      var health = JSON.readTree(body);
      if (health != null && health.path("status").asText().equals("up")) {
        return Optional.of(UUID.fromString(health.path("version").asText()));
      }
      return Optional.empty();
    } catch (JsonProcessingException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
