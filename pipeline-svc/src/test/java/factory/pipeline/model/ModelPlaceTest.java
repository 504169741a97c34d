package factory.pipeline.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import factory.mesh.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which model is asked is said by an operator, with what it may cost. */
final class ModelPlaceTest {
  private static final String KEY = "sk-very-secret-0123456789";

  private final Path prices;

  ModelPlaceTest(@TempDir Path folder) throws IOException {
    prices =
        Files.writeString(
            folder.resolve("prices.json"), "{\"good\": {\"in\": \"2.50\", \"out\": \"10\"}}");
  }

  private Optional<ModelPlace> place(Map<String, String> given, Map<String, String> environment) {
    Map<String, String> settings = new TreeMap<>();
    given.forEach((key, value) -> settings.put("pipeline." + key, value));
    return Settings.of(settings).readAll(all -> ModelPlace.from(all, environment));
  }

  @Test
  void noneIsAskedBecauseAKeyIsThere() {
    assertThat(place(Map.of(), Map.of("OPENAI_API_KEY", KEY))).isEmpty();
    assertThat(place(Map.of("model-key", KEY), Map.of())).isEmpty();
  }

  @Test
  void oneThatIsNamedUsesTheKeyThatIsThere() {
    var place =
        place(
            Map.of("model", "openai", "model-name", "good", "model-prices", prices.toString()),
            Map.of("OPENAI_API_KEY", KEY));

    assertThat(place).get().extracting(ModelPlace::key).isEqualTo(Optional.of(KEY));
    assertThat(place.orElseThrow().price().of(1_000_000, 1_000_000).toString()).isEqualTo("12.5");
    assertThat(place.toString()).doesNotContain(KEY).contains("good", "api.openai.com");
  }

  @Test
  void onesOwnNeedsNoPriceAndNoKey() {
    var place = place(Map.of("model", "ollama", "model-name", "local"), Map.of()).orElseThrow();

    assertThat(place.price().of(1_000_000, 1_000_000)).isEqualTo(Usd.ZERO);
    assertThat(place.url()).hasToString("http://127.0.0.1:11434");
  }

  @Test
  void whatIsWrongIsSaidWithoutTheKey() {
    refuses("model-name", Map.of("model", "ollama"));
    refuses("model", Map.of("model", "oracle", "model-name", "good"));
    refuses("model-key", Map.of("model", "anthropic", "model-name", "good"));
    refuses("model-prices", Map.of("model", "openai", "model-name", "other", "model-key", KEY));
    refuses(
        "model-prices",
        Map.of(
            "model",
            "openai",
            "model-name",
            "other",
            "model-key",
            KEY,
            "model-prices",
            prices.toString()));
    refuses(
        "model-url",
        Map.of("model", "ollama", "model-name", "x", "model-url", "http://me:" + KEY + "@host"));
    refuses("model-key", Map.of("model", "ollama", "model-name", "x", "model-key", KEY + "\nx"));
    refuses("model-per-day", Map.of("model", "ollama", "model-name", "x", "model-per-day", "-1"));
  }

  private void refuses(String key, Map<String, String> given) {
    assertThatThrownBy(() -> place(given, Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("pipeline." + key)
        .hasMessageNotContaining(KEY);
  }
}
