package factory.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import factory.mesh.Fault;
import factory.mesh.Faults;
import factory.mesh.NodeChannel;
import factory.mesh.Settings;
import factory.mesh.TestTrust;
import factory.registry.v1.CreateServiceRequest;
import factory.registry.v1.LifecycleGrpc;
import factory.registry.v1.RecordServingRequest;
import factory.registry.v1.RecordTransitionRequest;
import factory.registry.v1.RegistryGrpc;
import factory.registry.v1.Service;
import factory.registry.v1.ServiceStatus;
import factory.registry.v1.Serving;
import factory.registry.v1.ServingState;
import factory.registry.v1.Upstream;
import factory.store.Database;
import factory.store.TestDatabase;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** A registry that runs over a real store, with stubs that call it. */
final class RunningRegistry implements AutoCloseable {
  static final String OPERATOR = "0x" + "0b".repeat(20);
  static final String PUBLIC_URL = "https://factory.example";

  private final Database.Place place;
  private final RegistryNode node;
  private final NodeChannel channel;

  private RunningRegistry(Database.Place place, Clock clock, String profile) {
    this.place = place;
    node = RegistryNode.start(Settings.of(settings(place, profile)), clock);
    channel = openChannel();
  }

  private static Map<String, String> settings(Database.Place place, String profile) {
    Map<String, String> settings = new HashMap<>(TestTrust.settings("registry"));
    settings.put("factory.profile", profile);
    settings.put("operators", OPERATOR);
    settings.put("registry.listen", "127.0.0.1:0");
    settings.put("registry.db.url", place.url());
    settings.put("registry.db.user", place.user());
    settings.put("registry.db.pool-size", "8");
    settings.put("public-url", PUBLIC_URL + "/");
    return settings;
  }

  static RunningRegistry fresh() {
    return fresh(Clock.systemUTC());
  }

  static RunningRegistry fresh(Clock clock) {
    return new RunningRegistry(TestDatabase.fresh("registry"), clock, "development");
  }

  /** One that knows nobody who does not sign in. */
  static RunningRegistry inProduction() {
    return new RunningRegistry(TestDatabase.fresh("registry"), Clock.systemUTC(), "production");
  }

  /** The public service, asked by a wallet. */
  RegistryGrpc.RegistryBlockingStub registryAs(String wallet) {
    return registry()
        .withInterceptors(TestTrust.asWallet(TestTrust.of("edge"), "registry", wallet));
  }

  /** Another node over the same store, such as this one after a restart. */
  RunningRegistry another() {
    return new RunningRegistry(place, Clock.systemUTC(), "development");
  }

  Database.Place place() {
    return place;
  }

  RegistryGrpc.RegistryBlockingStub registry() {
    return RegistryGrpc.newBlockingStub(channel.channel());
  }

  LifecycleGrpc.LifecycleBlockingStub lifecycle() {
    return LifecycleGrpc.newBlockingStub(channel.channel());
  }

  NodeChannel openChannel() {
    return NodeChannel.to(node.address(), RegistryGrpc.getServiceDescriptor())
        .internal(
            node.internalAddress(),
            Map.of(
                LifecycleGrpc.SERVICE_NAME,
                TestTrust.of("pipeline").to("registry"),
                LifecycleGrpc.getWatchRoutesMethod().getFullMethodName(),
                TestTrust.of("edge").to("registry"),
                LifecycleGrpc.getRecordTakedownMethod().getFullMethodName(),
                TestTrust.of("edge").to("registry")));
  }

  RegistryNode node() {
    return node;
  }

  Service create(String idea) {
    return registry()
        .createService(CreateServiceRequest.newBuilder().setIdea(idea).build())
        .getService();
  }

  Service move(String id, ServiceStatus to) {
    return lifecycle().recordTransition(transition(id, to)).getService();
  }

  /** Moves a service through each status in turn. */
  Service moveThrough(String id, ServiceStatus... statuses) {
    Service service = Service.getDefaultInstance();
    for (var status : statuses) {
      service = move(id, status);
    }
    return service;
  }

  Service serveUp(String id, String version, String path) {
    return lifecycle()
        .recordServing(
            RecordServingRequest.newBuilder()
                .setServiceId(id)
                .setServing(
                    Serving.newBuilder()
                        .setState(ServingState.SERVING_STATE_UP)
                        .setVersion(version))
                .setUpstream(Upstream.newBuilder().setUnixPath(path))
                .build())
        .getService();
  }

  static RecordTransitionRequest transition(String id, ServiceStatus to) {
    return RecordTransitionRequest.newBuilder()
        .setServiceId(id)
        .setRequestId(UUID.randomUUID().toString())
        .setStatus(to)
        .build();
  }

  /** The fault of a call that must be refused. */
  static Fault refusal(ThrowingCallable call) {
    var error = catchThrowableOfType(StatusRuntimeException.class, call);
    assertThat(error).as("the call was not refused").isNotNull();
    return Faults.fromGrpc(error);
  }

  /** Checks that a call is refused for one of its fields. */
  static void refusesField(String field, ThrowingCallable call) {
    var fault = refusal(call);
    assertThat(fault.code()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(fault.reason()).isEqualTo("INVALID_ARGUMENT");
    assertThat(fault.fields()).extracting(Fault.FieldViolation::field).containsExactly(field);
  }

  /**
   * Services that others have recorded long ago, three at each instant: {@code filled 1} is the
   * oldest.
   */
  void fill(int count) throws SQLException {
    try (var connection = DriverManager.getConnection(place.url(), place.user(), place.password());
        var fill =
            connection.prepareStatement(
                """
                INSERT INTO registry.service (
                  id, name, slug, idea, searched, status, serving_state, last_event, created_at, updated_at,
                  change_seq, route_seq
                )
                SELECT gen_random_uuid(), 'filled ' || n, 'filled-' || n, 'filled ' || n, 'filled ' || n,
                  'queued', 'none', 0, TIMESTAMPTZ '2026-01-01Z' + n / 3 * INTERVAL '1 microsecond', now(), n, n
                FROM generate_series(1, ?) AS n
                """);
        var slugs =
            connection.prepareStatement(
                "INSERT INTO registry.service_slug SELECT slug, id FROM registry.service ON CONFLICT DO NOTHING");
        var head = connection.prepareStatement("UPDATE registry.feed SET head = ?");
        var analyze = connection.prepareStatement("ANALYZE registry.service")) {
      fill.setInt(1, count);
      fill.executeUpdate();
      slugs.executeUpdate();
      head.setLong(1, count);
      head.executeUpdate();
      analyze.executeUpdate();
    }
  }

  /** Stops the node under its callers. */
  void stopNode() {
    node.close();
  }

  @Override
  public void close() {
    channel.close();
    node.close();
  }
}
