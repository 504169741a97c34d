package factory.chain.key;

import factory.chain.evm.Account;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import org.web3j.crypto.ECDSASignature;

/** A key from an encrypted file (Web3 Secret Storage), decrypted once, when it is opened. */
public final class KeystoreKey implements Signer {
  private static final Set<PosixFilePermission> OF_OTHERS =
      Set.of(PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE);

  private final Path file;
  private final PlatformKey key;

  private KeystoreKey(Path file, PlatformKey key) {
    this.file = file;
    this.key = key;
  }

  /**
   * Decrypts a file.
   *
   * @throws IllegalArgumentException whose message and cause tell neither key nor password
   */
  static KeystoreKey open(Path file, String password) {
    byte[] content;
    try {
      content = Files.readAllBytes(file);
    } catch (IOException _) {
      throw new IllegalArgumentException("cannot be read");
    }
    return new KeystoreKey(file, SecretStorage.parse(content).decrypt(password));
  }

  /** Whether every user of the machine may read or change the file. */
  static boolean isOpenToOthers(Path file) {
    try {
      return Files.getPosixFilePermissions(file).stream().anyMatch(OF_OTHERS::contains);
    } catch (IOException | UnsupportedOperationException _) {
      // Where there are no such permissions there are none to check; reading it tells the rest.
      return false;
    }
  }

  @Override
  public Account account() {
    return key.account();
  }

  @Override
  public ECDSASignature sign(byte[] digest) {
    return key.sign(digest);
  }

  boolean guessable() {
    return key.guessable();
  }

  @Override
  public String toString() {
    return "KeystoreKey[" + account() + " of " + file + "]";
  }
}
