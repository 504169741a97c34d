package factory.mesh;

import io.helidon.config.Config;
import io.helidon.config.ConfigSources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * A node's configuration: flat kebab-case keys from, in rising order, a YAML file ({@code
 * --config=FILE}), the environment ({@code registry.db.url} is {@code FACTORY_REGISTRY_DB_URL};
 * with {@code _FILE} behind it, a file that holds the value) and arguments ({@code --key=value}). A
 * key that nobody reads and a value that cannot be read are refused by their full name.
 */
public final class Settings {
  private final Map<String, String> values;
  private final Map<String, String> environment;
  private final Set<String> read = new HashSet<>();

  private Settings(Map<String, String> values, Map<String, String> environment) {
    this.values = values;
    this.environment = environment;
  }

  /** Settings that are just these; the environment is not read. */
  public static Settings of(Map<String, String> values) {
    return new Settings(new TreeMap<>(values), Map.of());
  }

  /** Reads a node's command line, its configuration file and the environment. */
  public static Settings load(String[] args, Map<String, String> environment) {
    Map<String, String> given = new LinkedHashMap<>();
    Map<String, String> values = new TreeMap<>();
    for (var arg : args) {
      var equals = arg.indexOf('=');
      if (!arg.startsWith("--") || equals < 3) {
        throw new IllegalArgumentException("'" + arg + "': arguments are --key=value");
      }
      given.put(arg.substring(2, equals), arg.substring(equals + 1));
    }
    var file = given.remove("config");
    if (file != null) {
      var path = Path.of(file);
      if (!Files.isReadable(path)) {
        throw new IllegalArgumentException("--config: " + file + " cannot be read");
      }
      Config.builder(ConfigSources.file(path))
          .disableEnvironmentVariablesSource()
          .disableSystemPropertiesSource()
          .build()
          .asMap()
          .ifPresent(values::putAll);
    }
    values.putAll(given);
    return new Settings(values, environment);
  }

  /** The value of a key, when it is set to something. */
  public Optional<String> text(String key) {
    read.add(key);
    var argument = values.get(key);
    var variable = "FACTORY_" + key.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
    var value = environment.getOrDefault(variable, argument);
    var secretFile = environment.get(variable + "_FILE");
    if (value == null && secretFile != null) {
      try {
        value = Files.readString(Path.of(secretFile)).strip();
      } catch (IOException e) {
        throw new UncheckedIOException(variable + "_FILE cannot be read", e);
      }
    }
    return Optional.ofNullable(value).filter(v -> !v.isBlank());
  }

  /** The value of a key. */
  public String text(String key, String otherwise) {
    return text(key).orElse(otherwise);
  }

  /** The value of a key that must be set. */
  public String required(String key) {
    return text(key)
        .orElseThrow(() -> new IllegalArgumentException(key + " is not set; it has no default"));
  }

  /** A whole number within bounds. */
  public int number(String key, int otherwise, int least, int most) {
    return parsed(
        key,
        otherwise,
        text -> {
          var number = Integer.parseInt(text);
          if (number < least || number > most) {
            throw new IllegalArgumentException("must be " + least + " to " + most);
          }
          return number;
        });
  }

  /** {@code true} or {@code false}. */
  public boolean flag(String key, boolean otherwise) {
    return parsed(
        key,
        otherwise,
        text ->
            switch (text) {
              case "true" -> true;
              case "false" -> false;
              default -> throw new IllegalArgumentException("must be true or false");
            });
  }

  /** An ISO-8601 duration such as {@code PT1.5S}. */
  public Duration duration(String key, Duration otherwise) {
    return parsed(key, otherwise, Duration::parse);
  }

  /** An address; see {@link Address#parse}. */
  public Address address(String key, String otherwise) {
    return parsed(key, Address.parse(otherwise), Address::parse);
  }

  /** The profile of the whole system: {@code factory.profile}, production unless told. */
  public Profile profile() {
    return parsed(
        "factory.profile",
        Profile.PRODUCTION,
        text ->
            switch (text) {
              case "development" -> Profile.DEVELOPMENT;
              case "production" -> Profile.PRODUCTION;
              default -> throw new IllegalArgumentException("must be development or production");
            });
  }

  /** A value that a function reads. */
  public <T> T parsed(String key, T otherwise, Function<String, T> parse) {
    var text = text(key);
    if (text.isEmpty()) {
      return otherwise;
    }
    try {
      return parse.apply(text.get());
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          key + ": '" + text.get() + "' is not an ISO-8601 duration such as PT2S", e);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(key + ": '" + text.get() + "' is not a whole number", e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(key + ": " + e.getMessage(), e);
    }
  }

  /**
   * Refuses keys of these groups that nobody has read. Call it after the node's config record was
   * made.
   *
   * @param groups first words of keys, such as {@code registry}
   */
  public void refuseUnknown(String... groups) {
    var mine = Set.of(groups);
    for (var key : values.keySet()) {
      var dot = key.indexOf('.');
      var group = dot < 0 ? key : key.substring(0, dot);
      if (mine.contains(group) && !read.contains(key)) {
        throw new IllegalArgumentException(key + " is not a key of this node");
      }
    }
  }

  /** How careful to be. */
  public enum Profile {
    /** One machine, a dev chain, conveniences on. */
    DEVELOPMENT,
    /** Insecure settings are refused. */
    PRODUCTION
  }
}
