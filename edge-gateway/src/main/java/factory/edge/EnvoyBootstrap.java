package factory.edge;

import com.google.gson.GsonBuilder;
import factory.mesh.Address;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Envoy's bootstrap file: who it is, where its admin listens, and where the control plane is.
 * Everything else, the public port included, comes from there ({@code edge.envoy-port}).
 *
 * <p>Start it as {@code envoy -c FILE --disable-hot-restart --base-id N --log-level warning}, with
 * a different N for each Envoy on a machine. A node must be reachable at {@code xds} sooner or
 * later: Envoy tries again by itself and listens on the public port once it was told to.
 */
public final class EnvoyBootstrap {
  private static final int MAX_CONNECTIONS = 20_000;

  /** In RE2's instructions. */
  private static final int MAX_PATTERN_SIZE = 4_000;

  /** To reach a control plane that is away; Envoy's own pauses grow to 30 s. */
  private static final Map<String, Object> RETRIES =
      Map.of("retry_back_off", Map.of("base_interval", "0.25s", "max_interval", "1s"));

  private EnvoyBootstrap() {}

  /**
   * Writes the file, readable by its owner only.
   *
   * @param nodeId this Envoy's name
   * @param xds {@code edge.xds-listen}
   * @param admin where the admin interface listens: a unix socket, or a loopback address
   * @throws IllegalArgumentException when the admin interface would be open to others
   */
  public static void write(Path file, String nodeId, Address xds, Address admin) {
    if (admin instanceof Address.Tcp(var host, var _)
        && !List.of("127.0.0.1", "::1", "localhost").contains(host)) {
      throw new IllegalArgumentException(
          "Envoy's admin on "
              + admin
              + " would let others stop it; take loopback or a unix socket");
    }
    var json = new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();
    try {
      Files.createDirectories(Objects.requireNonNull(file.toAbsolutePath().getParent()));
      Files.deleteIfExists(file);
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(file, json.toJson(bootstrap(nodeId, xds, admin)) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, Object> bootstrap(String nodeId, Address xds, Address admin) {
    // 0s: waits for the control plane as long as it takes, instead of being ready with nothing.
    Map<String, Object> ads =
        Map.of("ads", Map.of(), "resource_api_version", "V3", "initial_fetch_timeout", "0s");
    return Map.of(
        "node",
        Map.of("id", nodeId, "cluster", "factory-edge"),
        "admin",
        Map.of("address", address(admin)),
        "dynamic_resources",
        Map.of(
            "ads_config",
            Map.of(
                "api_type",
                "DELTA_GRPC",
                "transport_api_version",
                "V3",
                "set_node_on_first_message_only",
                true,
                "grpc_services",
                List.of(
                    Map.of("envoy_grpc", Map.of("cluster_name", "xds", "retry_policy", RETRIES)))),
            "cds_config",
            ads,
            "lds_config",
            ads),
        // Without it Envoy takes no regular expression as large as the one of good paths.
        "layered_runtime",
        Map.of(
            "layers",
            List.of(
                Map.of(
                    "name",
                    "static",
                    "static_layer",
                    Map.of("re2.max_program_size.error_level", MAX_PATTERN_SIZE)))),
        "static_resources",
        Map.of("clusters", List.of(xdsCluster(xds))),
        "overload_manager",
        Map.of(
            "resource_monitors",
            List.of(
                Map.of(
                    "name",
                    "envoy.resource_monitors.global_downstream_max_connections",
                    "typed_config",
                    Map.of(
                        "@type",
                        "type.googleapis.com/envoy.extensions.resource_monitors.downstream_connections.v3.DownstreamConnectionsConfig",
                        "max_active_downstream_connections",
                        MAX_CONNECTIONS)))));
  }

  private static Map<String, Object> xdsCluster(Address xds) {
    return Map.of(
        "name",
        "xds",
        "type",
        xds instanceof Address.Unix ? "STATIC" : "STRICT_DNS",
        "connect_timeout",
        "1s",
        "typed_extension_protocol_options",
        Map.of(
            "envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
            Map.of(
                "@type",
                "type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
                "explicit_http_config",
                Map.of("http2_protocol_options", Map.of()))),
        "load_assignment",
        Map.of(
            "cluster_name",
            "xds",
            "endpoints",
            List.of(
                Map.of(
                    "lb_endpoints",
                    List.of(Map.of("endpoint", Map.of("address", address(xds))))))));
  }

  private static Map<String, Object> address(Address address) {
    return switch (address) {
      case Address.Unix(var path) -> Map.of("pipe", Map.of("path", path.toString()));
      case Address.Tcp(var host, var port) ->
          Map.of("socket_address", Map.of("address", host, "port_value", port));
    };
  }
}
