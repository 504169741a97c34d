package factory.edge;

import factory.mesh.Address;
import factory.mesh.MeshServer;
import factory.mesh.Settings;
import factory.pipeline.v1.PipelineGrpc;
import factory.registry.v1.RouteToken;
import factory.registry.v1.ServingState;
import factory.store.Database;
import factory.store.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** An edge with a real Envoy before it, fake feeds beside it and echoing services behind it. */
final class Rig implements AutoCloseable {
  static final String TOKEN = "0x" + "a1".repeat(20);
  static final String HOLDER = "0x" + "0f".repeat(20);
  static final String NOBODY = "0x" + "11".repeat(20);

  final Path folder;
  final int port;
  final FakeRegistry registry;
  final FakeChain chain;
  final Echo web;
  final MeshServer pipeline;
  final Raw http;
  final Database.Place database;
  EnvoyProcess envoy;
  EdgeNode edge;
  private final Map<String, String> settings;

  Rig(Map<String, String> more) {
    try {
      folder = Files.createTempDirectory("edge");
      try (var free = new ServerSocket(0)) {
        port = free.getLocalPort();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    registry = new FakeRegistry(unix("registry"));
    chain = new FakeChain(unix("chain"));
    pipeline =
        MeshServer.at(unix("pipeline")).service(new PipelineGrpc.PipelineImplBase() {}).start();
    web = Echo.at(folder.resolve("web.sock"), "web");
    settings = new HashMap<>();
    settings.put("factory.profile", "development");
    for (var node : new String[] {"registry", "pipeline", "chain", "edge", "web"}) {
      settings.put("mesh." + node, unix(node).toString());
    }
    settings.put("mesh.registry-internal", unix("registry").toString());
    settings.put("edge.listen", unix("edge").toString());
    settings.put("edge.authz-listen", unix("authz").toString());
    settings.put("edge.xds-listen", unix("xds").toString());
    settings.put("edge.envoy-port", Integer.toString(port));
    database = TestDatabase.fresh("edge");
    settings.put("edge.journal-dir", folder.resolve("journal").toString());
    settings.put("edge.journal-segments", "4");
    settings.put("edge.db.url", database.url());
    settings.put("edge.db.user", database.user());
    settings.putAll(more);
    edge = EdgeNode.start(Settings.of(settings));
    envoy = EnvoyProcess.start(folder, unix("xds"), port);
    http = new Raw(port);
  }

  Address unix(String name) {
    return new Address.Unix(folder.resolve(name + ".sock"));
  }

  void startEdgeAgain() {
    edge = EdgeNode.start(Settings.of(settings));
  }

  static String newId() {
    return UUID.randomUUID().toString();
  }

  static RouteToken token() {
    return FakeRegistry.token(FakeChain.CHAIN_ID, TOKEN, "1");
  }

  Echo echo(String name) {
    return Echo.at(folder.resolve(name + ".sock"), name);
  }

  /** A serving, tokenised service that the gate knows, with {@link #HOLDER} holding 1. */
  String service(Echo echo) {
    var id = newId();
    chain.announce(TOKEN);
    chain.balance(TOKEN, HOLDER, "1");
    registry.up(id, echo.socket(), Optional.of(token()));
    await(id, "/x", HOLDER, 200);
    return id;
  }

  String serviceIn(ServingState state) {
    var id = newId();
    registry.state(id, state, Optional.of(token()));
    await(id, "/health", HOLDER, 503);
    return id;
  }

  void await(String id, String path, String wallet, int status) {
    Await.until(
        "GET " + path + " of " + id + " is " + status,
        () -> http.get("/gateway/" + id + path, "X-Wallet-Address: " + wallet).status() == status);
  }

  @Override
  public void close() {
    envoy.close();
    edge.close();
    web.close();
    pipeline.close();
    registry.close();
    chain.close();
    try (var files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(f -> f.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
