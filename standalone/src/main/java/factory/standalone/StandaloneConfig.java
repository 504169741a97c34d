package factory.standalone;

import factory.mesh.RootSecret;
import factory.mesh.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * What a whole factory on this machine needs to know.
 *
 * @param port Envoy's: the one address that everybody uses
 * @param chainPort the dev chain's JSON-RPC
 * @param dataDir everything that survives a restart
 * @param toolsDir holds {@code envoy/envoy} and {@code npm/node_modules/@foundry-rs}
 * @param runtimeLibs the class path of generated services
 * @param documentReader the class path of what reads OpenAPI documents; none are read where it is
 *     not there
 */
record StandaloneConfig(
    int port, int chainPort, Path dataDir, Path toolsDir, Path runtimeLibs, Path documentReader) {
  /** Room for the longest socket name below the run folder; the system allows 107 in all. */
  private static final int LONGEST_RUN_DIR = 40;

  static StandaloneConfig from(Settings settings) {
    return settings.readAll(StandaloneConfig::read);
  }

  private static StandaloneConfig read(Settings settings) {
    // Every node reads it too; refused here before anything is started.
    settings.profile(Settings.Profile.DEVELOPMENT);
    var config =
        new StandaloneConfig(
            settings.number("port", 8080, 1, 65535),
            settings.number("chain-port", 8545, 1, 65535),
            settings.path("data-dir", settings.text("data-dir", ".factory")),
            settings.path("tools-dir", settings.text("tools-dir", ".tools")),
            settings.path(
                "runtime-libs", settings.text("runtime-libs", "service-runtime/target/libs")),
            settings.path(
                "document-libs", settings.text("document-libs", "document-reader/target/libs")));
    if (config.port == config.chainPort) {
      settings.refuse("chain-port: must differ from port");
    }
    return config;
  }

  Optional<Path> documentLibs() {
    return Optional.of(documentReader).filter(Files::isDirectory);
  }

  String publicUrl() {
    return "http://localhost:" + port;
  }

  Path envoyBinary() {
    return toolsDir.resolve("envoy/envoy");
  }

  Path anvilBinary() {
    return toolsDir.resolve("npm/node_modules/@foundry-rs/anvil-linux-amd64/bin/anvil");
  }

  /** Fails with the one command that gets what is missing. */
  void requireTools() {
    for (var file : new Path[] {envoyBinary(), anvilBinary(), runtimeLibs}) {
      if (!Files.exists(file)) {
        throw new IllegalStateException(file + " is missing; get it with: ./factory up");
      }
    }
  }

  Path logDir() {
    return dataDir.resolve("logs");
  }

  /**
   * Where sockets and pid files are: in the data folder, or in a private folder below /tmp when the
   * data folder's path is too long for a unix socket.
   */
  Path runDir() {
    var near = dataDir.resolve("run");
    if (near.toString().length() <= LONGEST_RUN_DIR) {
      return near;
    }
    try {
      var hash =
          MessageDigest.getInstance("SHA-256")
              .digest(dataDir.toString().getBytes(StandardCharsets.UTF_8));
      return Path.of("/tmp", "factory-" + HexFormat.of().formatHex(hash, 0, 6));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * What every key of this factory is derived from: made once, kept in the data folder, for this
   * user only. No node is given it.
   */
  RootSecret rootSecret() {
    var file = dataDir.resolve("root.secret");
    var older = dataDir.resolve("assertion.secret");
    try {
      if (!Files.exists(file) && Files.exists(older)) {
        // Of a time when services were all that was signed for; they start anew with their new
        // keys.
        Files.move(older, file, StandardCopyOption.ATOMIC_MOVE);
      }
      if (!Files.exists(file)) {
        var fresh =
            Files.createTempFile(
                dataDir,
                "root",
                ".new",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(fresh, RootSecret.random());
        // Whole or not there, whatever happens in between.
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
      }
      return RootSecret.of(Files.readString(file).strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
  }

  /** Makes the folders; the run folder is for this user only. */
  void makeFolders() {
    try {
      Files.createDirectories(dataDir);
      Files.createDirectories(logDir());
      var run = runDir();
      if (!Files.isDirectory(run)) {
        Files.createDirectory(
            run,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
      if (!Files.getOwner(run).equals(Files.getOwner(dataDir))) {
        throw new IllegalStateException(run + " belongs to somebody else");
      }
      Files.setPosixFilePermissions(dataDir, PosixFilePermissions.fromString("rwx------"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
