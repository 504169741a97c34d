package factory.pipeline.model;

import java.net.URI;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Whose protocol a model speaks. */
public enum Provider {
  /** OpenAI's chat completions, which many others speak too. */
  OPENAI("https://api.openai.com/v1", "OPENAI_API_KEY"),
  /** Anthropic's messages. */
  ANTHROPIC("https://api.anthropic.com/v1", "ANTHROPIC_API_KEY"),
  /** Ollama's chat, on a machine of one's own. */
  OLLAMA("http://127.0.0.1:11434", "");

  private final URI url;
  private final String keyVariable;

  Provider(String url, String keyVariable) {
    this.url = URI.create(url);
    this.keyVariable = keyVariable;
  }

  /** Where it is when nobody says otherwise. */
  public URI url() {
    return url;
  }

  /** The variable that usually holds its key; empty where none is needed. */
  public Optional<String> keyVariable() {
    return Optional.of(keyVariable).filter(name -> !name.isEmpty());
  }

  /** As it is written in settings, the ledger and to people. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * By its word.
   *
   * @throws IllegalArgumentException naming those that there are
   */
  public static Provider parse(String word) {
    return Arrays.stream(values())
        .filter(provider -> provider.word().equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'"
                        + word
                        + "' is none of "
                        + Arrays.stream(values())
                            .map(Provider::word)
                            .collect(Collectors.joining(", "))));
  }
}
