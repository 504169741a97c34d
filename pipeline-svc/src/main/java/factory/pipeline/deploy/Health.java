package factory.pipeline.deploy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Optional;
import java.util.UUID;

/** What a service's {@code GET /health} says. */
public final class Health {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Health() {}

  /** Which version answers; empty when the body does not say that one is up. */
  public static Optional<UUID> version(String body) {
    try {
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
