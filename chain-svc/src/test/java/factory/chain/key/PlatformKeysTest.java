package factory.chain.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.web3j.crypto.ECDSASignature;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.Sign;
import org.web3j.crypto.SignedRawTransaction;
import org.web3j.crypto.TransactionDecoder;

class PlatformKeysTest {
  private static final String KEY =
      "7a28b5ba57c53603b0b07b56bba752f7784bf506fa95edc395f5cf6c7514fe9d";
  private static final String ACCOUNT = "0x008aeeda4d805471df9b2a5b0f38a0c3bcba786b";
  private static final String PASSWORD = "testpassword";

  /** What geth writes; encrypted with Python's scrypt, OpenSSL's AES and cast's Keccak-256. */
  private static final String SCRYPT =
      """
      {"crypto": {"cipher": "aes-128-ctr",
        "cipherparams": {"iv": "83dbcc02d8ccb40e466191a123791e0e"},
        "ciphertext": "b160ff7e6d855b53a3f8d65e4b2850584cfaa01751807f19d07c298de16f802d",
        "kdf": "scrypt",
        "kdfparams": {"dklen": 32, "n": 262144, "p": 1, "r": 8,
          "salt": "ab0c7876052600dd703518d6fc3fe8984592145b591fc8fb5c6d43190334ba19"},
        "mac": "daeeba49ffae86381ae33f74c05dc0038888a7806267a04a1ae2183a7f2b7b17"},
       "address": "008aeeda4d805471df9b2a5b0f38a0c3bcba786b",
       "id": "3198bc9c-6672-5ab3-d995-4942343ae5b6", "version": 3}
      """;

  /** Source: the test vector of the Web3 Secret Storage Definition. */
  private static final String PBKDF2 =
      """
      {"crypto": {"cipher": "aes-128-ctr",
        "cipherparams": {"iv": "6087dab2f9fdbbfaddc31a909735c1e6"},
        "ciphertext": "5318b4d5bcd28de64ee5559e671353e16f075ecae9f99c7a79a38af5f869aa46",
        "kdf": "pbkdf2",
        "kdfparams": {"c": 262144, "dklen": 32, "prf": "hmac-sha256",
          "salt": "ae3cd4e7013836a3df6bd7241b12db061dbe2c6785853cce422d148a624ce0bd"},
        "mac": "517ead924a9d0dc3124507e3393d175ce3ff7c1e96529c6c555ce9e51205e9b2"},
       "id": "3198bc9c-6672-5ab3-d995-4942343ae5b6", "version": 3}
      """;

  private static final RawTransaction TRANSACTION =
      RawTransaction.createTransaction(
          31337,
          BigInteger.TEN,
          BigInteger.valueOf(21_000),
          "0x" + "12".repeat(20),
          BigInteger.ZERO,
          "0xabcdef",
          BigInteger.ONE,
          BigInteger.TWO);

  private final Path folder;

  PlatformKeysTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private Path file(String content) throws IOException {
    return file(content, "rw-------");
  }

  private Path file(String content, String permissions) throws IOException {
    var file = Files.writeString(folder.resolve("key.json"), content);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    return file;
  }

  private static Signer open(Path file, String password) {
    return PlatformKeys.open(Optional.empty(), Optional.of(file), Optional.of(password), true);
  }

  @ParameterizedTest
  @ValueSource(strings = {SCRYPT, PBKDF2})
  void opensWhatOtherWalletsHaveEncrypted(String content) throws IOException {
    var signer = open(file(content), PASSWORD);

    assertThat(signer).isInstanceOf(KeystoreKey.class);
    assertThat(signer.account().hex()).isEqualTo(ACCOUNT);
    assertThat(signer.sign(TRANSACTION, 31337))
        .isEqualTo(PlatformKey.parse(KEY).sign(TRANSACTION, 31337));
  }

  @Test
  void opensWhatCastHasEncrypted() throws Exception {
    assertThat(open(encryptedByCast(KEY, "pass word"), "pass word").account().hex())
        .isEqualTo(ACCOUNT);
  }

  private Path encryptedByCast(String key, String password) throws Exception {
    var process =
        new ProcessBuilder(
                "../.tools/npm/node_modules/@foundry-rs/cast-linux-amd64/bin/cast",
                "wallet",
                "import",
                "platform",
                "--keystore-dir",
                folder.toString(),
                "--private-key",
                key,
                "--unsafe-password",
                password)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor()).isZero();
    var file = folder.resolve("platform");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return file;
  }

  @Test
  void takesExactlyOneOfTheTwo() throws IOException {
    var file = Optional.of(file(PBKDF2));
    var key = Optional.of(KEY);
    var password = Optional.of(PASSWORD);

    assertThat(PlatformKeys.open(key, Optional.empty(), Optional.empty(), true))
        .isInstanceOf(PlatformKey.class);
    for (var refused :
        List.<org.assertj.core.api.ThrowableAssert.ThrowingCallable>of(
            () -> PlatformKeys.open(key, file, password, false),
            () -> PlatformKeys.open(Optional.empty(), Optional.empty(), password, false),
            () -> PlatformKeys.open(key, Optional.empty(), password, false),
            () -> PlatformKeys.open(Optional.empty(), file, Optional.empty(), false))) {
      assertThatThrownBy(refused)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("chain.key");
    }
  }

  @Test
  void productionRefusesAFileThatEveryoneMayReadAndDevelopmentWarns() throws IOException {
    var open = file(PBKDF2, "rw-r--r--");
    assertThatThrownBy(() -> open(open, PASSWORD))
        .hasMessageStartingWith("chain.keystore-file can be read");

    var logged = logged(() -> development(open, PASSWORD));
    assertThat(logged).anyMatch(line -> line.contains("WARNING") && line.contains("can be read"));
    // What Kubernetes makes of a Secret for a group of its own.
    assertThat(open(file(PBKDF2, "r--r-----"), PASSWORD).account().hex()).isEqualTo(ACCOUNT);
  }

  private static Signer development(Path file, String password) {
    return PlatformKeys.open(Optional.empty(), Optional.of(file), Optional.of(password), false);
  }

  @Test
  void productionRefusesAKeyThatOthersKnowWhereverItComesFrom() throws Exception {
    var anvils = "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
    var file = encryptedByCast(anvils, PASSWORD);

    assertThatThrownBy(
            () -> PlatformKeys.open(Optional.of(anvils), Optional.empty(), Optional.empty(), true))
        .hasMessageContaining("others know");
    assertThatThrownBy(() -> open(file, PASSWORD)).hasMessageContaining("others know");
    assertThat(development(file, PASSWORD).account().hex()).startsWith("0xf39fd6e5");
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          5318b4d5, 5318b4d6
          6087dab2, 6087dab3
          517ead92, 517ead93
          ae3cd4e7, ae3cd4e8
          262144, 262145
          262144, 99999999
          262144, x
          'version": 3', 'version": 1'
          aes-128-ctr, aes-256-ctr
          pbkdf2, argon2
          '{"crypto"', '{crypto'
          '"dklen": 32', '"dklen": 16'
          """)
  void refusesADamagedFileWithoutTellingWhatIsInIt(String was, String is) throws IOException {
    // With its account, since nothing else tells that the initialisation vector was changed.
    var whole = PBKDF2.replace("{\"crypto\"", "{\"address\": \"" + ACCOUNT + "\", \"crypto\"");
    var text = is.startsWith("{crypto") ? PBKDF2.replace(was, is) : whole.replace(was, is);
    var content = text.equals(whole) || text.equals(PBKDF2) ? "" : text;
    assertThat(content).isNotEmpty();
    var file = file(content);

    var error = catchThrowable(() -> open(file, PASSWORD));

    assertThat(error)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("chain.keystore-file ");
    assertTellsNothing(trace(error));
  }

  @Test
  void aWrongPasswordAMissingFileAndABadKeyTellNothing() throws IOException {
    var file = file(PBKDF2);
    var missing = folder.resolve("missing.json");
    var logged =
        logged(
            () -> {
              for (var error :
                  List.of(
                      catchThrowable(() -> open(file, PASSWORD + "x")),
                      catchThrowable(() -> open(missing, PASSWORD)),
                      catchThrowable(
                          () ->
                              PlatformKeys.open(
                                  Optional.of(KEY + "0"),
                                  Optional.empty(),
                                  Optional.empty(),
                                  true)))) {
                assertThat(error).isInstanceOf(IllegalArgumentException.class);
                assertTellsNothing(trace(error));
              }
              var signer = open(file, PASSWORD);
              signer.sign(TRANSACTION, 31337);
              assertThat(signer).hasToString("KeystoreKey[" + ACCOUNT + " of " + file + "]");
            });

    assertTellsNothing(String.join("\n", logged));
  }

  @Test
  void refusesAFileThatWouldTakeAllMemoryOrTime() throws IOException {
    for (var bad : new String[] {"1073741824", "262143"}) {
      var file = file(SCRYPT.replace("262144", bad));
      assertThatThrownBy(() -> open(file, PASSWORD))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("chain.keystore-file ");
    }
  }

  /** A signer as a key management service would be one: r and s, and s as it comes. */
  private record Remote(PlatformKey behind) implements Signer {
    @Override
    public factory.chain.evm.Account account() {
      return behind.account();
    }

    @Override
    public ECDSASignature sign(byte[] digest) {
      var low = behind.sign(digest);
      return new ECDSASignature(low.r, Sign.CURVE_PARAMS.getN().subtract(low.s));
    }
  }

  @Test
  void whatAServiceSignsIsMadeWhatAChainTakes() {
    var key = PlatformKey.parse(KEY);
    for (int i = 0; i < 20; i++) {
      var transaction =
          RawTransaction.createTransaction(
              BigInteger.valueOf(i),
              BigInteger.TWO,
              BigInteger.valueOf(21_000),
              "0x" + "12".repeat(20),
              BigInteger.ZERO,
              "");

      var signed = new Remote(key).sign(transaction, 31337);

      assertThat(signed).isEqualTo(key.sign(transaction, 31337));
      var decoded = (SignedRawTransaction) TransactionDecoder.decode(signed.raw());
      assertThat(new BigInteger(1, decoded.getSignatureData().getS()))
          .isLessThan(Sign.CURVE_PARAMS.getN().shiftRight(1));
    }
  }

  @Test
  void aSignatureOfAnotherKeyIsNotedBeforeItIsUsed() {
    var other = PlatformKey.parse("1".repeat(64));
    var liar =
        new Signer() {
          @Override
          public factory.chain.evm.Account account() {
            return PlatformKey.parse(KEY).account();
          }

          @Override
          public ECDSASignature sign(byte[] digest) {
            return other.sign(digest);
          }
        };

    assertThatThrownBy(() -> liar.sign(TRANSACTION, 31337))
        .isInstanceOf(IllegalStateException.class);
  }

  private static void assertTellsNothing(String text) {
    assertThat(text).doesNotContain(KEY.substring(8, 24)).doesNotContain(PASSWORD);
  }

  private static String trace(Throwable error) {
    var text = new StringWriter();
    error.printStackTrace(new PrintWriter(text));
    return text.toString();
  }

  /** Everything that is logged meanwhile, by anybody, at any level. */
  private static List<String> logged(Runnable work) {
    List<String> lines = new CopyOnWriteArrayList<>();
    var handler =
        new Handler() {
          @Override
          public void publish(LogRecord entry) {
            lines.add(new SimpleFormatter().format(entry));
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    handler.setLevel(Level.ALL);
    var root = Logger.getLogger("");
    var before = root.getLevel();
    root.setLevel(Level.FINEST);
    root.addHandler(handler);
    try {
      work.run();
    } finally {
      root.removeHandler(handler);
      root.setLevel(before);
    }
    return lines;
  }
}
