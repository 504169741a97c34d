package factory.edge.limits;

import factory.mesh.Faults;
import factory.mesh.Loop;
import factory.mesh.MeshChannel;
import factory.mesh.Moments;
import factory.registry.v1.LifecycleGrpc;
import factory.registry.v1.RecordTakedownRequest;
import factory.registry.v1.ServiceTakedown;
import factory.store.Database;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Tells the registry what was taken down and put back, so that processes stop and start: until it
 * knows, over its absence and over restarts. Several nodes may tell the same; the number of a
 * change keeps the last one.
 */
public final class TakedownTelling implements AutoCloseable {
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final int AT_ONCE = 100;

  private final TakedownStore store = new TakedownStore();
  private final Database database;
  private final LifecycleGrpc.LifecycleBlockingStub registry;
  private final Loop loop;

  private TakedownTelling(Database database, Channel registry) {
    this.database = database;
    this.registry = LifecycleGrpc.newBlockingStub(registry);
    loop =
        Loop.named("edge-takedowns")
            .consequence("processes of services that were taken down go on, behind a closed gate")
            .joinFor(Duration.ofSeconds(2))
            .every(POLL, this::tell);
  }

  /** Begins. */
  public static TakedownTelling start(Database database, Channel registry) {
    var telling = new TakedownTelling(database, registry);
    telling.loop.start();
    return telling;
  }

  private void tell() {
    for (var change : database.inTransaction(sql -> store.untold(sql, AT_ONCE))) {
      tell(change);
      database.inTransaction(
          sql -> {
            store.told(sql, change);
            return true;
          });
    }
  }

  private void tell(TakedownStore.Change change) {
    var request =
        RecordTakedownRequest.newBuilder()
            .setServiceId(change.serviceId())
            .setNumber(change.revision());
    change
        .reason()
        .ifPresent(
            reason ->
                request.setTakedown(
                    ServiceTakedown.newBuilder()
                        .setReason(reason)
                        .setAt(Moments.of(change.changedAt()))));
    try {
      var _ =
          registry
              .withDeadlineAfter(MeshChannel.DEADLINE.toMillis(), TimeUnit.MILLISECONDS)
              .recordTakedown(request.build());
    } catch (StatusRuntimeException e) {
      // Of what was deleted nothing runs.
      if (e.getStatus().getCode() != Status.Code.NOT_FOUND) {
        throw Faults.refused(e);
      }
    }
  }

  /** It tells at once, not at its next look. */
  public void wake() {
    loop.wake();
  }

  /** What keeps it going. */
  public Loop loop() {
    return loop;
  }

  /** Tells nothing any more; the next start goes on. */
  @Override
  public void close() {
    loop.close();
  }
}
