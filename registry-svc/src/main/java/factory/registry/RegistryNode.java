package factory.registry;

import factory.mesh.Address;
import factory.mesh.Health;
import factory.mesh.MeshServer;
import factory.mesh.Node;
import factory.mesh.Settings;
import factory.registry.rpc.Rpcs;
import factory.registry.service.Services;
import factory.store.Database;
import java.time.Clock;
import java.util.Map;
import java.util.Set;

/** A running registry-svc. */
public final class RegistryNode implements Node {
  private static final Map<String, Set<String>> LIFECYCLE_CALLERS =
      Map.of(
          "RecordTransition", Set.of("pipeline"),
          "RecordIdea", Set.of("pipeline"),
          "RecordPlan", Set.of("pipeline"),
          "RecordServing", Set.of("pipeline"),
          "RecordToken", Set.of("pipeline"),
          "RecordTakedown", Set.of("edge"),
          "WatchRoutes", Set.of("edge"));

  private final Database database;
  private final Rpcs rpcs;
  private final MeshServer server;
  private final MeshServer internal;

  private RegistryNode(Database database, Rpcs rpcs, MeshServer server, MeshServer internal) {
    this.database = database;
    this.rpcs = rpcs;
    this.server = server;
    this.internal = internal;
  }

  /**
   * Refuses what {@link #start} would refuse of these settings; starts nothing.
   *
   * @throws IllegalArgumentException with everything that is wrong
   */
  public static void check(Settings settings) {
    RegistryConfig.from(settings);
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
        var internal =
            MeshServer.internalAt(config.internalListen(), config.trust())
                .service(rpcs.lifecycle(), LIFECYCLE_CALLERS)
                .start();
        try {
          var server =
              MeshServer.at(config.listen(), config.trust())
                  .health(new Health().needs("store", database::problem).needs(rpcs.feeds().loop()))
                  .service(rpcs.registry());
          return new RegistryNode(database, rpcs, server.start(), internal);
        } catch (RuntimeException e) {
          internal.close();
          throw e;
        }
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

  /** Where other nodes call it. */
  Address internalAddress() {
    return internal.address();
  }

  @Override
  public void close() {
    server.close();
    internal.close();
    rpcs.feeds().close();
    database.close();
  }
}
