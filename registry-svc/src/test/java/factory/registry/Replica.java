package factory.registry;

import static org.assertj.core.api.Assertions.assertThat;

import factory.registry.v1.RegistryGrpc;
import factory.registry.v1.Service;
import factory.registry.v1.WatchServicesRequest;
import factory.registry.v1.WatchServicesResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** What a watcher of services knows: a map that it keeps by applying changes. */
final class Replica {
  private final Map<String, Service> services = new LinkedHashMap<>();
  private final List<String> order = new ArrayList<>();
  private String cursor = "";

  Map<String, Service> services() {
    return services;
  }

  /** Ideas in the order in which they were told. */
  List<String> order() {
    return order;
  }

  String cursor() {
    return cursor;
  }

  void apply(WatchServicesResponse message) {
    assertThat(message.getChangesCount()).isLessThanOrEqualTo(200);
    for (var change : message.getChangesList()) {
      switch (change.getChangeCase()) {
        case UPSERTED -> {
          services.put(change.getUpserted().getId(), change.getUpserted());
          order.add(change.getUpserted().getIdea());
        }
        case DELETED_SERVICE_ID -> services.remove(change.getDeletedServiceId());
        case CHANGE_NOT_SET -> throw new AssertionError("a change of nothing");
      }
    }
    cursor = message.getCursor();
  }

  /** Watches until a message after which the replica is as wanted, then hangs up. */
  void follow(RunningRegistry registry, Predicate<WatchServicesResponse> enough)
      throws InterruptedException {
    try (var watcher =
        new Watcher<WatchServicesResponse>(
            registry,
            (channel, observer) ->
                RegistryGrpc.newStub(channel)
                    .watchServices(
                        WatchServicesRequest.newBuilder().setCursor(cursor).build(), observer))) {
      watcher.next(
          message -> {
            apply(message);
            return enough.test(message);
          });
    }
  }

  void catchUp(RunningRegistry registry) throws InterruptedException {
    follow(registry, WatchServicesResponse::getCaughtUp);
  }
}
