package factory.chain.key;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.PKCS5S2ParametersGenerator;
import org.bouncycastle.crypto.generators.SCrypt;
import org.bouncycastle.crypto.params.KeyParameter;
import org.web3j.crypto.Hash;

/**
 * A key as geth, cast and other wallets encrypt it.
 *
 * <p>Source: Web3 Secret Storage Definition, version 3.
 */
final class SecretStorage {
  private static final int KEY_BYTES = 32;
  private static final int AES_BYTES = 16;

  /** Eight times what geth asks for. */
  private static final long MOST_SCRYPT_WORK = 1L << 24;

  /** Forty times what geth asks for. */
  private static final int MOST_ROUNDS = 10_000_000;

  private static final long OTHER_MEMORY = 32L << 20;

  private final Derivation derivation;
  private final byte[] iv;
  private final byte[] ciphertext;
  private final byte[] mac;

  /** Whose key the file says that it holds, without 0x; empty when it does not say. */
  private final String account;

  private SecretStorage(JsonNode root, JsonNode crypto) {
    derivation = derivation(crypto.path("kdf").asText(), crypto.path("kdfparams"));
    iv = bytes(crypto.path("cipherparams").path("iv"), AES_BYTES);
    ciphertext = bytes(crypto.path("ciphertext"), KEY_BYTES);
    mac = bytes(crypto.path("mac"), KEY_BYTES);
    var address = root.path("address").asText("").toLowerCase(Locale.ROOT);
    account = address.startsWith("0x") ? address.substring(2) : address;
  }

  /** How a password becomes a key. */
  private interface Derivation {
    byte[] derive(byte[] password);
  }

  /**
   * Reads a file.
   *
   * @throws IllegalArgumentException when it is no such file or asks for too much
   */
  static SecretStorage parse(byte[] content) {
    try {
      var root = new ObjectMapper().readTree(content);
      // Wallets differ in the case of this key.
      var crypto = root.path(root.has("Crypto") ? "Crypto" : "crypto");
      if (root.path("version").asInt() != 3
          || !"aes-128-ctr".equals(crypto.path("cipher").asText())) {
        throw unreadable();
      }
      return new SecretStorage(root, crypto);
    } catch (IOException _) {
      // Without the cause, which quotes the file.
      throw unreadable();
    }
  }

  private static Derivation derivation(String kdf, JsonNode parameters) {
    if (parameters.path("dklen").asInt() != KEY_BYTES) {
      throw unreadable();
    }
    return switch (kdf) {
      case "scrypt" -> scrypt(parameters);
      case "pbkdf2" -> pbkdf2(parameters);
      default -> throw unreadable();
    };
  }

  private static Derivation scrypt(JsonNode parameters) {
    var salt = hex(parameters.path("salt"));
    var n = parameters.path("n").asInt();
    var r = parameters.path("r").asInt();
    var p = parameters.path("p").asInt();
    if (n < 2 || Integer.bitCount(n) != 1 || r < 1 || p < 1) {
      throw unreadable();
    }
    if ((double) n * r * p > MOST_SCRYPT_WORK) {
      throw new IllegalArgumentException("asks for more work than any wallet does");
    }
    var memory = 128L * n * r;
    if (memory + OTHER_MEMORY > Runtime.getRuntime().maxMemory()) {
      throw new IllegalArgumentException(
          "needs " + (memory >> 20) + " MiB of heap to be opened: raise -Xmx");
    }
    return password -> SCrypt.generate(password, salt, n, r, p, KEY_BYTES);
  }

  private static Derivation pbkdf2(JsonNode parameters) {
    var salt = hex(parameters.path("salt"));
    var rounds = parameters.path("c").asInt();
    if (rounds < 1 || !"hmac-sha256".equals(parameters.path("prf").asText())) {
      throw unreadable();
    }
    if (rounds > MOST_ROUNDS) {
      throw new IllegalArgumentException("asks for more work than any wallet does");
    }
    return password -> {
      var generator = new PKCS5S2ParametersGenerator(new SHA256Digest());
      generator.init(password, salt, rounds);
      return ((KeyParameter) generator.generateDerivedMacParameters(8 * KEY_BYTES)).getKey();
    };
  }

  private static byte[] bytes(JsonNode hex, int length) {
    var bytes = hex(hex);
    if (bytes.length != length) {
      throw unreadable();
    }
    return bytes;
  }

  private static byte[] hex(JsonNode text) {
    try {
      var digits = text.asText("");
      return HexFormat.of().parseHex(digits.startsWith("0x") ? digits.substring(2) : digits);
    } catch (IllegalArgumentException _) {
      throw unreadable();
    }
  }

  private static IllegalArgumentException unreadable() {
    return new IllegalArgumentException("is not a keystore file of version 3");
  }

  /**
   * The key.
   *
   * @throws IllegalArgumentException when the password is not the file's, or the file is damaged
   */
  PlatformKey decrypt(String password) {
    var derived = derivation.derive(password.getBytes(StandardCharsets.UTF_8));
    var sealed = new byte[AES_BYTES + ciphertext.length];
    System.arraycopy(derived, AES_BYTES, sealed, 0, AES_BYTES);
    System.arraycopy(ciphertext, 0, sealed, AES_BYTES, ciphertext.length);
    if (!MessageDigest.isEqual(Hash.sha3(sealed), mac)) {
      throw new IllegalArgumentException("is not opened by the password, or it is damaged");
    }
    PlatformKey key;
    try {
      var cipher = Cipher.getInstance("AES/CTR/NoPadding");
      cipher.init(
          Cipher.DECRYPT_MODE,
          new SecretKeySpec(Arrays.copyOf(derived, AES_BYTES), "AES"),
          new IvParameterSpec(iv));
      key = PlatformKey.of(new BigInteger(1, cipher.doFinal(ciphertext)));
    } catch (GeneralSecurityException | IllegalArgumentException _) {
      throw new IllegalArgumentException("does not hold a key");
    }
    // The initialisation vector is not under the seal: a changed one would make another key.
    if (!account.isEmpty() && !key.account().hex().equals("0x" + account)) {
      throw new IllegalArgumentException("is damaged: it holds another key than it says");
    }
    return key;
  }

  @Override
  public String toString() {
    return "SecretStorage[" + account + "]";
  }
}
