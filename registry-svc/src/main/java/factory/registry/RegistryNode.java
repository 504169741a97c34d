package factory.registry;

import factory.mesh.Address;
import factory.mesh.Database;
import factory.mesh.Health;
import factory.mesh.MeshServer;
import factory.mesh.Node;
import factory.mesh.Settings;
import factory.registry.rpc.Rpcs;
import factory.registry.service.Services;
import java.time.Clock;

/** A running registry-svc. */
public final class RegistryNode implements Node {
  private final Database database;
  private final Rpcs rpcs;
  private final MeshServer server;

  private RegistryNode(Database database, Rpcs rpcs, MeshServer server) {
    this.database = database;
    this.rpcs = rpcs;
    this.server = server;
  }

  /** Opens the store, follows it, serves. */
  public static RegistryNode start(Settings settings) {
    return start(settings, Clock.systemUTC());
  }

  static RegistryNode start(Settings settings, Clock clock) {
    var config = RegistryConfig.from(settings);
    var database = Database.open(config.place());
    try {
      var rpcs = Rpcs.over(new Services(database, clock), config.publicUrl(), config.owners());
      try {
        var server =
            MeshServer.at(config.listen())
                .health(new Health().needs("store", database::problem).needs(rpcs.feeds().loop()))
                .service(rpcs.registry())
                .service(rpcs.lifecycle());
        return new RegistryNode(database, rpcs, server.start());
      } catch (RuntimeException e) {
        rpcs.feeds().close();
        throw e;
      }
    } catch (RuntimeException e) {
      database.close();
      throw e;
    }
  }

  @Override
  public Address address() {
    return server.address();
  }

  @Override
  public void close() {
    server.close();
    rpcs.feeds().close();
    database.close();
  }
}
