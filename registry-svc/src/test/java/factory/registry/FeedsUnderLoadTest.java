package factory.registry;

import static factory.registry.v1.ServiceStatus.SERVICE_STATUS_FAILED;
import static factory.registry.v1.ServiceStatus.SERVICE_STATUS_GENERATING;
import static org.assertj.core.api.Assertions.assertThat;

import factory.registry.v1.DeleteServiceRequest;
import factory.registry.v1.ListServicesRequest;
import factory.registry.v1.Service;
import factory.registry.v1.UpdateServiceRequest;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Feeds and listings while many write. */
@Tag("slow")
@Timeout(180)
class FeedsUnderLoadTest {
  private final RunningRegistry registry = RunningRegistry.fresh();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  @AfterEach
  void stop() {
    threads.shutdownNow();
    registry.close();
  }

  @Test
  void changesComeInTheOrderOfTheirCommits() throws Exception {
    var writers = 12;
    var each = 150;
    List<Future<Replica>> watchers = new ArrayList<>();
    for (var i = 0; i < 4; i++) {
      var resuming = i % 2 == 1;
      watchers.add(threads.submit(() -> followUntil(writers * each, resuming)));
    }
    List<Callable<Void>> work = new ArrayList<>();
    for (var writer = 0; writer < writers; writer++) {
      var name = writer;
      work.add(
          () -> {
            // Each is committed before the next begins, so it must be told before it.
            for (var i = 0; i < each; i++) {
              registry.create(name + "-" + i);
            }
            return null;
          });
    }
    all(work);

    for (var watcher : watchers) {
      var next = new int[writers];
      for (var idea : watcher.get().order()) {
        var dash = idea.indexOf('-');
        var writer = Integer.parseInt(idea.substring(0, dash));
        assertThat(Integer.parseInt(idea.substring(dash + 1))).isEqualTo(next[writer]++);
      }
      for (var count : next) {
        assertThat(count).isEqualTo(each);
      }
    }
  }

  /** A watcher that stays, or one that hangs up after each message and resumes at its cursor. */
  private Replica followUntil(int services, boolean resuming) throws InterruptedException {
    var replica = new Replica();
    while (replica.services().size() < services) {
      replica.follow(registry, _ -> resuming || replica.services().size() >= services);
    }
    return replica;
  }

  @Test
  void everyReplicaEndsEqualToTheStoreWhateverWasWrittenMeanwhile() throws Exception {
    try (var other = registry.another()) {
      var nodes = List.of(registry, other);
      var done = new AtomicBoolean();
      List<Future<Replica>> watchers = new ArrayList<>();
      for (var i = 0; i < 8; i++) {
        var first = i;
        watchers.add(
            threads.submit(
                () -> {
                  var replica = new Replica();
                  var node = first;
                  while (!done.get()) {
                    // Some stay for one message, some longer; each goes on at the other node.
                    var messages = new int[] {1 + first * 3};
                    replica.follow(nodes.get(node++ % 2), _ -> done.get() || --messages[0] == 0);
                  }
                  return replica;
                }));
      }
      var ids = new CopyOnWriteArrayList<String>();
      List<Callable<Void>> work = new ArrayList<>();
      for (var writer = 0; writer < 10; writer++) {
        var random = new Random(writer);
        var node = nodes.get(writer % 2);
        work.add(
            () -> {
              for (var i = 0; i < 200; i++) {
                writeSomething(node, random, ids);
              }
              return null;
            });
      }
      all(work);
      done.set(true);

      var store = new LinkedHashMap<String, Service>();
      walk(100).forEach(service -> store.put(service.getId(), service));
      assertThat(store).isNotEmpty();
      for (var watcher : watchers) {
        var replica = watcher.get();
        replica.catchUp(registry);
        assertThat(replica.services()).containsExactlyInAnyOrderEntriesOf(store);
      }
    }
  }

  private static void writeSomething(RunningRegistry node, Random random, List<String> ids) {
    var id = ids.isEmpty() ? "" : ids.get(random.nextInt(ids.size()));
    var what = random.nextInt(10);
    try {
      if (id.isEmpty() || what < 3) {
        ids.add(node.create("idea " + random.nextInt()).getId());
      } else if (what < 6) {
        node.move(id, what == 3 ? SERVICE_STATUS_FAILED : SERVICE_STATUS_GENERATING);
      } else if (what < 8) {
        node.serveUp(id, "v" + random.nextInt(3), "/run/" + random.nextInt(3));
      } else if (what == 8) {
        var _ =
            node.registry()
                .updateService(
                    UpdateServiceRequest.newBuilder()
                        .setServiceId(id)
                        .setRequesterId("r" + random.nextInt())
                        .build());
      } else {
        var _ =
            node.registry()
                .deleteService(DeleteServiceRequest.newBuilder().setServiceId(id).build());
      }
    } catch (StatusRuntimeException e) {
      // Racing others for a step of the lifecycle or to a deleted service is part of the game.
      assertThat(e.getStatus().getCode().name()).isIn("FAILED_PRECONDITION", "NOT_FOUND");
    }
  }

  @Test
  void aWalkThrough10000ServicesHasNeitherGapsNorRepeatsWhileMoreAreAdded() throws Exception {
    registry.fill(10_000);
    var done = new AtomicBoolean();
    var adding =
        threads.submit(
            () -> {
              while (!done.get()) {
                registry.create("meanwhile");
              }
            });

    var walked = walk(97);
    done.set(true);
    adding.get();

    var ids = walked.stream().map(Service::getId).toList();
    assertThat(ids).doesNotHaveDuplicates();
    assertThat(walked)
        .filteredOn(service -> service.getIdea().startsWith("filled"))
        .hasSize(10_000);
    assertThat(walked)
        .isSortedAccordingTo(
            (a, b) ->
                com.google.protobuf.util.Timestamps.compare(b.getCreatedAt(), a.getCreatedAt()));
    var replica = new Replica();
    replica.catchUp(registry);
    assertThat(replica.services().keySet()).containsAll(ids);
  }

  private List<Service> walk(int pageSize) {
    List<Service> walked = new ArrayList<>();
    var request = ListServicesRequest.newBuilder().setPageSize(pageSize);
    do {
      var page = registry.registry().listServices(request.build());
      walked.addAll(page.getServicesList());
      request.setPageToken(page.getNextPageToken());
    } while (!request.getPageToken().isEmpty());
    return walked;
  }

  private void all(List<Callable<Void>> work) throws Exception {
    for (var result : threads.invokeAll(work)) {
      result.get();
    }
  }
}
