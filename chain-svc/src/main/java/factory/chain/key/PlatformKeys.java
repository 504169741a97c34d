package factory.chain.key;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.logging.Logger;

/** Where the platform's key comes from: exactly one of a text and an encrypted file. */
public final class PlatformKeys {
  private static final Logger LOG = Logger.getLogger(PlatformKeys.class.getName());
  private static final String KEY = "chain.key";
  private static final String FILE = "chain.keystore-file";
  private static final String PASSWORD = "chain.keystore-password";

  private PlatformKeys() {}

  /**
   * Opens the platform's key.
   *
   * @param key {@code chain.key}: 64 hex digits
   * @param keystore {@code chain.keystore-file}
   * @param password {@code chain.keystore-password}
   * @param production whether a key that others know, or a file that others may read, is refused
   * @throws IllegalArgumentException whose message names the setting; neither it nor its cause
   *     tells the key or the password
   */
  public static Signer open(
      Optional<String> key,
      Optional<Path> keystore,
      Optional<String> password,
      boolean production) {
    if (key.isPresent() == keystore.isPresent()) {
      throw new IllegalArgumentException(
          key.isPresent()
              ? KEY + " and " + FILE + " are both set; there is one key"
              : KEY + " is not set, nor is " + FILE + "; the platform's key has no default");
    }
    if (keystore.isEmpty()) {
      if (password.isPresent()) {
        throw new IllegalArgumentException(PASSWORD + " is set without " + FILE);
      }
      var parsed = named(KEY, () -> PlatformKey.parse(key.orElseThrow()));
      requireOurs(KEY, parsed.guessable(), production);
      return parsed;
    }
    var file = keystore.get();
    if (password.isEmpty()) {
      throw new IllegalArgumentException(PASSWORD + " is not set; it opens " + FILE);
    }
    if (KeystoreKey.isOpenToOthers(file)) {
      if (production) {
        throw new IllegalArgumentException(
            FILE + " can be read or changed by every user of the machine; production refuses that");
      }
      LOG.warning(() -> FILE + " can be read or changed by every user of the machine: " + file);
    }
    var opened = named(FILE, () -> KeystoreKey.open(file, password.get()));
    requireOurs(FILE, opened.guessable(), production);
    return opened;
  }

  private static <T> T named(String setting, Supplier<T> opening) {
    try {
      return opening.get();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(setting + " " + e.getMessage(), e);
    }
  }

  private static void requireOurs(String setting, boolean guessable, boolean production) {
    if (production && guessable) {
      throw new IllegalArgumentException(
          setting + " is a key that others know too; production refuses it");
    }
  }
}
