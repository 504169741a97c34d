package factory.registry;

import static factory.registry.v1.ServiceStatus.SERVICE_STATUS_DEPLOYED;
import static factory.registry.v1.ServiceStatus.SERVICE_STATUS_DEPLOYING;
import static factory.registry.v1.ServiceStatus.SERVICE_STATUS_FAILED;
import static factory.registry.v1.ServiceStatus.SERVICE_STATUS_GENERATED;
import static factory.registry.v1.ServiceStatus.SERVICE_STATUS_GENERATING;
import static org.assertj.core.api.Assertions.assertThat;

import factory.registry.v1.DeleteServiceRequest;
import factory.registry.v1.GetServiceRequest;
import factory.registry.v1.GetStatisticsRequest;
import factory.registry.v1.GetStatisticsResponse;
import factory.registry.v1.ListServicesRequest;
import factory.registry.v1.RecordTokenRequest;
import factory.registry.v1.RouteToken;
import factory.registry.v1.Service;
import factory.registry.v1.ServiceStatus;
import factory.registry.v1.StatusCount;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is found and counted without a look at every service is what such a look would give. */
class ManyServicesTest {
  private final ManualClock clock = new ManualClock();
  private final RunningRegistry registry = RunningRegistry.fresh(clock);

  @AfterEach
  void stop() {
    registry.close();
  }

  private List<String> found(String query, int pageSize) {
    List<String> ideas = new ArrayList<>();
    var token = "";
    do {
      var page =
          registry
              .registry()
              .listServices(
                  ListServicesRequest.newBuilder()
                      .setQuery(query)
                      .setPageSize(pageSize)
                      .setPageToken(token)
                      .build());
      page.getServicesList().forEach(service -> ideas.add(service.getIdea()));
      token = page.getNextPageToken();
    } while (!token.isEmpty());
    return ideas;
  }

  /**
   * Rare ones, frequent ones, on both sides of what is looked through first, and odd characters.
   */
  @Test
  void aSearchFindsAllThatHaveATextTheNewestFirst() throws SQLException {
    registry.fill(11_000);
    var odd = registry.create("100%_off \\ of M\u00fcnchen's \u5f85\u529e\u4e8b\u9879");
    assertThat(found("filled 1", 100))
        .hasSize(
            (int)
                java.util.stream.IntStream.rangeClosed(1, 11_000)
                    .filter(n -> Integer.toString(n).startsWith("1"))
                    .count())
        .doesNotHaveDuplicates();
    assertThat(found("FILLED 777", 3))
        .containsExactlyInAnyOrder(
            "filled 777",
            "filled 7770",
            "filled 7771",
            "filled 7772",
            "filled 7773",
            "filled 7774",
            "filled 7775",
            "filled 7776",
            "filled 7777",
            "filled 7778",
            "filled 7779")
        .startsWith("filled 7779")
        .endsWith("filled 777");
    for (var text : List.of("%_off", "\\ of", "M\u00dcNCHEN", "\u5f85\u529e", "0%", "'s ")) {
      assertThat(found(text, 20)).as(text).containsExactly(odd.getIdea());
    }
    assertThat(found("%lled", 20)).as("no wildcards").isEmpty();
    assertThat(found("f_lled", 20)).as("no wildcards").isEmpty();
  }

  private GetStatisticsResponse statistics() {
    return registry.registry().getStatistics(GetStatisticsRequest.getDefaultInstance());
  }

  @Test
  void countsAreThoseOfTheServicesWhateverHappens() {
    var random = new Random(17);
    Map<String, Instant> there = new HashMap<>();
    for (var step = 0; step < 150; step++) {
      clock.pass(Duration.ofSeconds(random.nextInt(3_000)));
      if (there.isEmpty() || random.nextInt(3) == 0) {
        var service = registry.create("idea " + step);
        there.put(service.getId(), clock.instant());
      } else {
        var ids = there.keySet().stream().sorted().toList();
        change(random, ids.get(random.nextInt(ids.size())), there, step);
      }
      var seen = statistics();
      var all = there.keySet().stream().map(this::get).toList();
      assertThat(seen.getTotal()).isEqualTo(all.size());
      assertThat(seen.getTokenised()).isEqualTo(all.stream().filter(Service::hasChainId).count());
      assertThat(seen.getServing())
          .isEqualTo(all.stream().filter(s -> s.getServing().getStateValue() == 2).count());
      assertThat(seen.getCreatedLastDay())
          .isEqualTo(
              there.values().stream()
                  .filter(made -> made.isAfter(clock.instant().minus(Duration.ofDays(1))))
                  .count());
      for (StatusCount count : seen.getByStatusList()) {
        assertThat(count.getCount())
            .as(count.getStatus().toString())
            .isEqualTo(all.stream().filter(s -> s.getStatus() == count.getStatus()).count());
      }
    }
  }

  private Service get(String id) {
    return registry
        .registry()
        .getService(GetServiceRequest.newBuilder().setServiceId(id).build())
        .getService();
  }

  private void change(Random random, String id, Map<String, Instant> there, int step) {
    var status = get(id).getStatus();
    switch (random.nextInt(5)) {
      case 0 -> {
        var _ =
            registry
                .registry()
                .deleteService(DeleteServiceRequest.newBuilder().setServiceId(id).build());
        there.remove(id);
      }
      case 1 -> registry.serveUp(id, "v" + step, "/run/%d.sock".formatted(step));
      case 2 -> {
        if (!get(id).hasChainId()) {
          var _ =
              registry
                  .lifecycle()
                  .recordToken(
                      RecordTokenRequest.newBuilder()
                          .setServiceId(id)
                          .setToken(
                              RouteToken.newBuilder()
                                  .setChainId(1)
                                  .setAddress("0x%040x".formatted(step + 1))
                                  .setAccessThreshold("1"))
                          .build());
        }
      }
      default -> registry.moveThrough(id, next(status));
    }
  }

  private static ServiceStatus next(ServiceStatus status) {
    return switch (status) {
      case SERVICE_STATUS_QUEUED, SERVICE_STATUS_FAILED, SERVICE_STATUS_DEPLOYED ->
          SERVICE_STATUS_GENERATING;
      case SERVICE_STATUS_GENERATING -> SERVICE_STATUS_GENERATED;
      case SERVICE_STATUS_GENERATED -> SERVICE_STATUS_DEPLOYING;
      case SERVICE_STATUS_DEPLOYING -> SERVICE_STATUS_DEPLOYED;
      default -> SERVICE_STATUS_FAILED;
    };
  }
}
