package factory.runtime;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * How a service is started: {@code --socket=/p --data=/dir --version=ID} and, in the environment,
 * {@code FACTORY_SERVICE} and {@code FACTORY_ASSERTION_KEY}; all of them required. Besides, {@code
 * --trial=on} where nobody keeps what is stored, and {@code --tools=/p} where there are tools.
 *
 * @param socket the unix socket to listen on
 * @param data the folder that keeps what is stored
 * @param version which version of the service this is; {@code /health} answers with it
 * @param service the service's id, from the environment: {@code FACTORY_SERVICE}
 * @param key what the gate signs its assertions with, from the environment, where other users do
 *     not see it: {@code FACTORY_ASSERTION_KEY}, 32 bytes in Base64
 * @param trial whether nobody keeps what is stored, for a version that is tried out in an empty
 *     folder: writes do not wait for the disk, and secrets are hashed with few iterations; nothing
 *     else differs. See {@link Trial}
 * @param tools the socket of the platform's tools; null without
 */
record Options(
    Path socket,
    Path data,
    String version,
    String service,
    SecretKey key,
    boolean trial,
    @Nullable Path tools) {
  /** What Linux leaves for a path in {@code sockaddr_un}. */
  private static final int MAX_SOCKET_PATH_BYTES = 107;

  private static final int MAX_VERSION_LENGTH = 200;

  /** Of a service that serves. */
  Options(Path socket, Path data, String version, String service, SecretKey key) {
    this(socket, data, version, service, key, false, null);
  }

  static Options parse(Map<String, String> environment, String... args) {
    Map<String, String> given = new HashMap<>();
    for (var arg : args) {
      var equals = arg.indexOf('=');
      if (!arg.startsWith("--") || equals < 3) {
        throw new IllegalArgumentException("'" + arg + "': arguments are --key=value");
      }
      if (given.put(arg.substring(2, equals), arg.substring(equals + 1)) != null) {
        throw new IllegalArgumentException(arg.substring(0, equals) + " is given twice");
      }
    }
    var socket = Path.of(taken(given, "socket")).toAbsolutePath();
    var data = Path.of(taken(given, "data")).toAbsolutePath();
    var version = taken(given, "version");
    var trial = given.containsKey("trial") ? taken(given, "trial") : "off";
    if (!trial.equals("on") && !trial.equals("off")) {
      throw new IllegalArgumentException("--trial is on or off");
    }
    var tools = given.containsKey("tools") ? Path.of(taken(given, "tools")).toAbsolutePath() : null;
    if (!given.isEmpty()) {
      throw new IllegalArgumentException("--" + given.keySet().iterator().next() + " is unknown");
    }
    if (socket.toString().getBytes(StandardCharsets.UTF_8).length > MAX_SOCKET_PATH_BYTES) {
      throw new IllegalArgumentException(
          "--socket: " + socket + " is longer than " + MAX_SOCKET_PATH_BYTES + " bytes");
    }
    if (version.length() > MAX_VERSION_LENGTH) {
      throw new IllegalArgumentException(
          "--version is longer than " + MAX_VERSION_LENGTH + " characters");
    }
    return new Options(
        socket,
        data,
        version,
        fromEnvironment(environment, "FACTORY_SERVICE"),
        key(fromEnvironment(environment, "FACTORY_ASSERTION_KEY")),
        trial.equals("on"),
        tools);
  }

  private static String fromEnvironment(Map<String, String> environment, String name) {
    var value = environment.getOrDefault(name, "");
    if (value.isEmpty()) {
      throw new IllegalArgumentException(
          name + " is not in the environment: without it, no call's origin can be checked");
    }
    return value;
  }

  private static SecretKey key(String text) {
    try {
      var bytes = Base64.getDecoder().decode(text);
      if (bytes.length == 32) {
        return new SecretKeySpec(bytes, "HmacSHA256");
      }
    } catch (IllegalArgumentException e) {
      // Told below, without the text.
    }
    throw new IllegalArgumentException("FACTORY_ASSERTION_KEY is not 32 bytes in Base64");
  }

  private static String taken(Map<String, String> given, String key) {
    var value = given.remove(key);
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException("--" + key + "=... is missing");
    }
    return value;
  }
}
