package factory.standalone;

import factory.edge.EnvoyBootstrap;
import factory.mesh.Address;
import java.util.List;
import java.util.Map;

/** Envoy, configured by edge-gateway through its control plane. */
final class Envoy implements AutoCloseable {
  private final Child process;

  private Envoy(Child process) {
    this.process = process;
  }

  static Envoy start(StandaloneConfig config) {
    var run = config.runDir();
    var bootstrap = run.resolve("envoy.json");
    EnvoyBootstrap.write(
        bootstrap,
        "standalone",
        new Address.Unix(run.resolve("xds.sock")),
        new Address.Unix(run.resolve("envoy-admin.sock")));
    return new Envoy(
        Child.start(
            "envoy",
            run,
            List.of(
                config.envoyBinary().toString(),
                "-c",
                bootstrap.toString(),
                "--disable-hot-restart",
                // Unique on this machine, as the public port is.
                "--base-id",
                Integer.toString(config.port()),
                "--concurrency",
                "2",
                "--log-level",
                "warning"),
            Map.of()));
  }

  /** Fails when it has ended. */
  void requireAlive() {
    process.requireAlive();
  }

  @Override
  public void close() {
    process.close();
  }
}
