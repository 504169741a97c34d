package factory.standalone;

import factory.mesh.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;

/** Where a test's own factory lives: a temporary data folder and free ports. */
record Place(Path dataDir, int port, int chainPort) {
  /** The checkout: tests run in the module's folder. */
  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  static final Path CAST =
      ROOT.resolve(".tools/npm/node_modules/@foundry-rs/cast-linux-amd64/bin/cast");

  static Place in(Path folder) {
    return new Place(folder.resolve("data"), freePort(), freePort());
  }

  Map<String, String> values() {
    return Map.of(
        "port", Integer.toString(port),
        "chain-port", Integer.toString(chainPort),
        "data-dir", dataDir.toString(),
        "tools-dir", ROOT.resolve(".tools").toString(),
        "runtime-libs", ROOT.resolve("service-runtime/target/libs").toString(),
        "document-libs", ROOT.resolve("document-reader/target/libs").toString(),
        // Where there is a sandbox, services run in it.
        "pipeline.unsandboxed", "accepted",
        // Tests and benches have the machine for themselves.
        "pipeline.fuzz-time", "PT0S");
  }

  Standalone start() {
    var standalone = Standalone.of(Settings.of(values()), line -> System.out.println("  " + line));
    standalone.start();
    return standalone;
  }

  String url() {
    return "http://localhost:" + port;
  }

  String chainUrl() {
    return "http://127.0.0.1:" + chainPort;
  }

  static int freePort() {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
