package factory.pipeline.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import factory.mesh.Settings;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which model reads ideas, where it is, and what it may cost.
 *
 * @param provider {@code pipeline.model}: {@code openai}, {@code anthropic} or {@code ollama};
 *     without it none is asked
 * @param url {@code pipeline.model-url}: where it is; the provider's own
 * @param name {@code pipeline.model-name}: which one; no default
 * @param key {@code pipeline.model-key}: of its server; what {@code OPENAI_API_KEY} or {@code
 *     ANTHROPIC_API_KEY} says, which alone switches nothing on
 * @param price {@code pipeline.model-prices}: a file with what models cost, JSON: {@code {"NAME":
 *     {"in": "2.50", "out": "10"}}}, in US dollars for a million tokens; none are needed for
 *     Ollama, which is free where the file does not name its model
 * @param perJob {@code pipeline.model-per-job}: what one job may spend, in US dollars; 1
 * @param perOwner {@code pipeline.model-per-owner}: what one owner may spend within 24 hours; 2
 * @param perDay {@code pipeline.model-per-day}: what all may spend within 24 hours; 5
 * @param timeout {@code pipeline.model-timeout}: of one answer, PT1S to PT30M; PT5M
 * @param silence {@code pipeline.model-silence}: how long an answer may stop once it has begun,
 *     PT1S to PT30M; PT1M
 * @param maxTokens {@code pipeline.model-max-tokens}: the longest answer, 256 to 200,000; 16,000
 * @param contextTokens {@code pipeline.model-context}: what Ollama is asked to keep in mind, in
 *     tokens; 65,536
 */
public record ModelPlace(
    Provider provider,
    URI url,
    String name,
    Optional<String> key,
    Price price,
    Usd perJob,
    Usd perOwner,
    Usd perDay,
    Duration timeout,
    Duration silence,
    int maxTokens,
    int contextTokens) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern NAME = Pattern.compile("[\\x21-\\x7e]{1,200}");
  private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,1000}");
  private static final Duration LONGEST = Duration.ofMinutes(30);

  /** Without its key. */
  @Override
  public String toString() {
    return id() + " at " + host();
  }

  /** Its provider and name, as the ledger has it. */
  public String id() {
    return provider.word() + ":" + name;
  }

  /** Whose machine it is on, for people. */
  public String host() {
    return url.getHost();
  }

  /**
   * Reads the settings.
   *
   * @param environment where providers' usual variables are looked for
   * @return empty when no model is named
   */
  public static Optional<ModelPlace> from(Settings settings, Map<String, String> environment) {
    var provider = settings.text("pipeline.model").map(word -> parsedProvider(settings, word));
    // All of them are read: of a key that nobody reads a node says that it does not know it.
    var url = settings.text("pipeline.model-url").map(text -> url(settings, text));
    var name = settings.text("pipeline.model-name");
    var key = settings.text("pipeline.model-key");
    var prices = settings.text("pipeline.model-prices");
    var perJob = settings.parsed("pipeline.model-per-job", Usd.parse("1"), Usd::parse);
    var perOwner = settings.parsed("pipeline.model-per-owner", Usd.parse("2"), Usd::parse);
    var perDay = settings.parsed("pipeline.model-per-day", Usd.parse("5"), Usd::parse);
    var timeout = time(settings, "pipeline.model-timeout", Duration.ofMinutes(5));
    var silence = time(settings, "pipeline.model-silence", Duration.ofMinutes(1));
    var maxTokens = settings.number("pipeline.model-max-tokens", 16_000, 256, 200_000);
    var context = settings.number("pipeline.model-context", 65_536, 4_096, 2_000_000);
    if (provider.isEmpty()) {
      return Optional.empty();
    }
    if (name.filter(text -> NAME.matcher(text).matches()).isEmpty()) {
      settings.refuse("pipeline.model-name: must name the model, as its server does");
    }
    var found =
        key.or(() -> provider.get().keyVariable().map(environment::get))
            .map(String::strip)
            .filter(text -> !text.isEmpty());
    if (found.filter(text -> !KEY.matcher(text).matches()).isPresent()) {
      settings.refuse("pipeline.model-key: must be one line of printable characters");
    }
    if (found.isEmpty() && url.isEmpty() && provider.get().keyVariable().isPresent()) {
      settings.refuse(
          "pipeline.model-key: must be set, or else " + provider.get().keyVariable().get());
    }
    return Optional.of(
        new ModelPlace(
            provider.get(),
            url.orElse(provider.get().url()),
            name.orElse("none"),
            found,
            price(settings, provider.get(), name.orElse("none"), prices),
            perJob,
            perOwner,
            perDay,
            timeout,
            silence,
            maxTokens,
            context));
  }

  private static Duration time(Settings settings, String key, Duration otherwise) {
    var time = settings.duration(key, otherwise);
    if (time.compareTo(Duration.ofSeconds(1)) < 0 || time.compareTo(LONGEST) > 0) {
      settings.refuse(key + ": must be PT1S to " + LONGEST);
    }
    return time;
  }

  private static Provider parsedProvider(Settings settings, String word) {
    try {
      return Provider.parse(word);
    } catch (IllegalArgumentException e) {
      settings.refuse("pipeline.model: " + e.getMessage());
      return Provider.OLLAMA;
    }
  }

  private static URI url(Settings settings, String text) {
    try {
      var url = URI.create(text.replaceAll("/+$", ""));
      if (url.getHost() != null
          && ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))
          && url.getUserInfo() == null) {
        return url;
      }
    } catch (IllegalArgumentException e) {
      // Refused below.
    }
    settings.refuse("pipeline.model-url: must be an http address, without user and password");
    return Provider.OLLAMA.url();
  }

  private static Price price(
      Settings settings, Provider provider, String name, Optional<String> file) {
    try {
      var price =
          file.isPresent()
              ? Prices.read(settings.path("pipeline.model-prices", file.get())).of(name)
              : Optional.<Price>empty();
      if (price.isPresent()) {
        return price.get();
      }
    } catch (IllegalArgumentException e) {
      settings.refuse("pipeline.model-prices: " + e.getMessage());
      return Price.FREE;
    }
    if (provider != Provider.OLLAMA) {
      settings.refuse(
          "pipeline.model-prices: must name a file with the price of '%s', since what may be spent is bounded: {\"%s\": {\"in\": \"2.50\", \"out\": \"10\"}}, in US dollars for a million tokens"
              .formatted(name, name));
    }
    return Price.FREE;
  }

  /** A file with prices. */
  record Prices(JsonNode all) {
    static Prices read(Path file) {
      try {
        return new Prices(JSON.readTree(Files.readString(file)));
      } catch (JsonProcessingException e) {
        throw new IllegalArgumentException("is not JSON: " + e.getOriginalMessage(), e);
      } catch (IOException e) {
        throw new IllegalArgumentException("'" + file + "' cannot be read", e);
      }
    }

    Optional<Price> of(String model) {
      var price = all.path(model);
      return price.isMissingNode()
          ? Optional.empty()
          : Optional.of(new Price(amount(model, price, "in"), amount(model, price, "out")));
    }

    private static BigDecimal amount(String model, JsonNode price, String member) {
      var text = price.path(member).asText();
      if (!Usd.isAmount(text)) {
        throw new IllegalArgumentException(
            "\"%s\" of \"%s\" must be US dollars for a million tokens, such as \"2.50\""
                .formatted(member, model));
      }
      return new BigDecimal(text);
    }
  }
}
