package factory.mesh;

import io.helidon.config.Config;
import io.helidon.config.ConfigException;
import io.helidon.config.ConfigSources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A node's configuration: flat kebab-case keys from, in rising order, a YAML file ({@code
 * --config=FILE}), the environment ({@code registry.db.url} is {@code FACTORY_REGISTRY_DB_URL};
 * with {@code _FILE} behind it, a file that holds the value) and arguments ({@code --key=value}). A
 * blank value is none. {@link #readAll} refuses whatever is wrong, all of it at once and by its
 * full name: values that cannot be read, keys that are missing, keys that nobody reads.
 */
public final class Settings {
  private final Map<String, String> file;
  private final Map<String, String> environment;
  private final Map<String, String> arguments;
  private final Set<String> read = new TreeSet<>();
  private final Map<String, String> effective = new TreeMap<>();

  /** What is wrong, by key; null where the first one is thrown. */
  private @Nullable Map<String, String> problems;

  private Settings(
      Map<String, String> file, Map<String, String> environment, Map<String, String> arguments) {
    this.file = file;
    this.environment = environment;
    this.arguments = arguments;
  }

  /** Settings that are just these; the environment is not read. */
  public static Settings of(Map<String, String> values) {
    return new Settings(new TreeMap<>(values), Map.of(), Map.of());
  }

  /**
   * Reads a node's command line, its configuration file and the environment.
   *
   * @throws IllegalArgumentException for arguments or a file that cannot be read
   */
  public static Settings load(String[] args, Map<String, String> environment) {
    Map<String, String> given = new TreeMap<>();
    for (var arg : args) {
      var equals = arg.indexOf('=');
      if (!arg.startsWith("--") || equals < 3) {
        // Without its text, which may be a secret that went astray.
        throw new IllegalArgumentException(
            (arg.startsWith("--") ? "'" + arg + "'" : "an argument")
                + ": arguments are --key=value");
      }
      var key = arg.substring(2, equals);
      if (given.put(key, arg.substring(equals + 1)) != null) {
        throw new IllegalArgumentException("--" + key + ": is given twice");
      }
    }
    var file = given.remove("config");
    return new Settings(
        file == null ? new TreeMap<>() : fromFile(file), Map.copyOf(environment), given);
  }

  private static Map<String, String> fromFile(String file) {
    try {
      var path = Path.of(file);
      if (Files.isReadable(path)) {
        return new TreeMap<>(
            Config.builder(ConfigSources.file(path))
                .disableEnvironmentVariablesSource()
                .disableSystemPropertiesSource()
                .build()
                .asMap()
                .orElse(Map.of()));
      }
    } catch (InvalidPathException _) {
      // Cannot be read either.
    } catch (ConfigException e) {
      throw new IllegalArgumentException("--config: " + file + " is not readable YAML", e);
    }
    throw new IllegalArgumentException("--config: " + file + " cannot be read");
  }

  /**
   * Makes a configuration out of these settings, or refuses them for everything that is wrong.
   *
   * @param reader reads every key that there is, and goes on with a stand-in after {@link #refuse}
   * @throws IllegalArgumentException with one line for each thing that is wrong
   */
  public <T> T readAll(Function<Settings, T> reader) {
    Map<String, String> found = new LinkedHashMap<>();
    problems = found;
    @Nullable T made = null;
    try {
      made = reader.apply(this);
      refuseUnknown();
    } catch (IllegalArgumentException e) {
      refuse(String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      // A stand-in may break what is made of it.
      if (found.isEmpty()) {
        throw e;
      }
    } finally {
      problems = null;
    }
    return switch (found.size()) {
      case 0 -> Objects.requireNonNull(made);
      case 1 -> throw new IllegalArgumentException(found.values().iterator().next());
      default ->
          throw new IllegalArgumentException(
              found.size() + " settings are wrong:\n  " + String.join("\n  ", found.values()));
    };
  }

  /**
   * Refuses a setting.
   *
   * @param message begins with the key's full name, and says what to do
   * @throws IllegalArgumentException at once, unless {@link #readAll} collects what is wrong
   */
  public void refuse(String message) {
    refuse(message, null);
  }

  private void refuse(String message, @Nullable Exception cause) {
    if (problems == null) {
      throw new IllegalArgumentException(message, cause);
    }
    // Of one key the first is the cause of the others.
    problems.putIfAbsent(message.split("[: ]", 2)[0], message);
  }

  /**
   * What is made of settings by something that refuses for itself.
   *
   * @param standIn what {@link #readAll} goes on with when it was refused
   */
  public <T> T tried(Supplier<T> make, Supplier<T> standIn) {
    try {
      return make.get();
    } catch (IllegalArgumentException e) {
      refuse(String.valueOf(e.getMessage()), e);
      return standIn.get();
    }
  }

  /** The value of a key, when it is set to something. */
  public Optional<String> text(String key) {
    read.add(key);
    var value = value(key);
    value.ifPresent(text -> effective.put(key, text));
    return value;
  }

  private Optional<String> value(String key) {
    return given(arguments, key).or(() -> fromEnvironment(key)).or(() -> given(file, key));
  }

  private static Optional<String> given(Map<String, String> source, String key) {
    return Optional.ofNullable(source.get(key)).filter(value -> !value.isBlank());
  }

  private Optional<String> fromEnvironment(String key) {
    var variable = SettingNames.variable(key);
    var value = given(environment, variable);
    var secretFile = given(environment, variable + "_FILE");
    if (secretFile.isEmpty()) {
      return value;
    }
    if (value.isPresent()) {
      refuse(key + ": both " + variable + " and " + variable + "_FILE are set; unset one");
      return value;
    }
    try {
      return Optional.of(Files.readString(Path.of(secretFile.get())).strip())
          .filter(text -> !text.isEmpty());
    } catch (IOException | InvalidPathException e) {
      refuse(key + ": the file that " + variable + "_FILE names cannot be read", e);
      return Optional.empty();
    }
  }

  /** The value of a key. */
  public String text(String key, String otherwise) {
    return text(key)
        .orElseGet(
            () -> {
              effective.put(key, otherwise);
              return otherwise;
            });
  }

  /** The value of a key that must be set. */
  public String required(String key) {
    return text(key)
        .orElseGet(
            () -> {
              refuse(key + " is not set; it has no default");
              return "";
            });
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
    return profile(Profile.PRODUCTION);
  }

  /** The profile of the whole system: {@code factory.profile}. */
  public Profile profile(Profile otherwise) {
    return parsed(
        "factory.profile",
        otherwise,
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
      effective.put(key, String.valueOf(otherwise));
      return otherwise;
    }
    try {
      return parse.apply(text.get());
    } catch (DateTimeParseException e) {
      refuse(key + ": '" + text.get() + "' is not an ISO-8601 duration such as PT2S", e);
    } catch (NumberFormatException e) {
      refuse(key + ": '" + text.get() + "' is not a whole number", e);
    } catch (IllegalArgumentException e) {
      refuse(key + ": " + e.getMessage(), e);
    }
    return otherwise;
  }

  /** A path that a text names, absolute and without detours. */
  public Path path(String key, String text) {
    try {
      return Path.of(text).toAbsolutePath().normalize();
    } catch (InvalidPathException e) {
      refuse(key + ": '" + text + "' is not a path", e);
      return Path.of("").toAbsolutePath();
    }
  }

  private void refuseUnknown() {
    var names = new SettingNames(read);
    Set<String> keys = new TreeSet<>(file.keySet());
    keys.addAll(arguments.keySet());
    keys.stream().flatMap(key -> names.unknownKey(key).stream()).forEach(this::refuse);
    new TreeSet<>(environment.keySet())
        .stream().flatMap(name -> names.unknownVariable(name).stream()).forEach(this::refuse);
  }

  /** Whether any source sets this key. */
  public boolean has(String key) {
    return value(key).isPresent();
  }

  /**
   * What is left for a part of this process: the part's own values, and above them every source
   * without the keys that were read here.
   */
  public Settings rest(Map<String, String> own) {
    var taken = new TreeSet<>(read);
    taken.removeAll(SettingNames.SHARED);
    var rest =
        new Settings(new TreeMap<>(own), new TreeMap<>(environment), new TreeMap<>(arguments));
    rest.file.putAll(file);
    for (var key : taken) {
      rest.file.remove(key);
      rest.arguments.remove(key);
      rest.environment.remove(SettingNames.variable(key));
      rest.environment.remove(SettingNames.variable(key) + "_FILE");
    }
    return rest;
  }

  /** The keys that were read with the values in force, without secrets, in one line. */
  public String effective() {
    return effective.entrySet().stream()
        .map(e -> e.getKey() + "=" + SettingNames.showable(e.getKey(), e.getValue()))
        .collect(Collectors.joining(" "));
  }

  /** How careful to be. */
  public enum Profile {
    /** One machine, a dev chain, conveniences on. */
    DEVELOPMENT,
    /** Insecure settings are refused. */
    PRODUCTION
  }
}
