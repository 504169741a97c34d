package factory.registry;

import factory.registry.v1.CreateServiceRequest;
import factory.registry.v1.GetServiceRequest;
import factory.registry.v1.GetStatisticsRequest;
import factory.registry.v1.ListServicesRequest;
import factory.registry.v1.RegistryGrpc.RegistryBlockingStub;
import factory.registry.v1.ServiceOrder;
import factory.registry.v1.ServiceStatus;
import factory.registry.v1.UpdateServiceRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * What lists, searches and statistics take with many services, beside the same with few,
 * interleaved. Printed, never asserted; {@code ./factory bench registry} runs it.
 */
class RegistryBench {
  private static final int FEW = 1_000;
  private static final int MANY = Integer.getInteger("bench.services", 1_000_000);
  private static final int ROUNDS = 20 * Integer.getInteger("bench.rounds", 5);

  private static final Map<String, Consumer<RegistryBlockingStub>> SUBJECTS = new LinkedHashMap<>();

  static {
    SUBJECTS.put("the newest 20", registry -> list(registry, request()));
    SUBJECTS.put(
        "the newest 20 of a status",
        registry -> list(registry, request().setStatus(ServiceStatus.SERVICE_STATUS_QUEUED)));
    SUBJECTS.put(
        "a status that none is in",
        registry -> list(registry, request().setStatus(ServiceStatus.SERVICE_STATUS_FAILED)));
    SUBJECTS.put(
        "the first 20 by name",
        registry -> list(registry, request().setOrder(ServiceOrder.SERVICE_ORDER_NAME)));
    SUBJECTS.put(
        "somebody's, who has none",
        registry -> list(registry, request().setRequesterId("0x" + "0a".repeat(20))));
    SUBJECTS.put(
        "a word that one has, by name",
        registry ->
            list(registry, request().setQuery("needle").setOrder(ServiceOrder.SERVICE_ORDER_NAME)));
    SUBJECTS.put("a word that all have", registry -> list(registry, request().setQuery("filled")));
    SUBJECTS.put(
        "a word that all have, counted",
        registry -> list(registry, request().setQuery("filled").setWithTotal(true)));
    SUBJECTS.put(
        "a word that one has, counted",
        registry -> list(registry, request().setQuery("needle").setWithTotal(true)));
    SUBJECTS.put(
        "a word that one has, the oldest",
        registry -> list(registry, request().setQuery("needle")));
    SUBJECTS.put("a word that none has", registry -> list(registry, request().setQuery("nowhere")));
    SUBJECTS.put(
        "statistics",
        registry -> {
          var _ = registry.getStatistics(GetStatisticsRequest.getDefaultInstance());
        });
    SUBJECTS.put("a new service", registry -> RegistryBench.create(registry));
  }

  private static ListServicesRequest.Builder request() {
    return ListServicesRequest.newBuilder();
  }

  private static void list(RegistryBlockingStub registry, ListServicesRequest.Builder request) {
    var _ = registry.listServices(request.build());
  }

  private static void create(RegistryBlockingStub registry) {
    var _ =
        registry.createService(CreateServiceRequest.newBuilder().setIdea("filled anew").build());
  }

  @Test
  void manyBesideFew() throws Exception {
    try (var few = filled(FEW);
        var many = filled(MANY)) {
      Map<String, double[][]> millis = new LinkedHashMap<>();
      for (var round = -5; round < ROUNDS; round++) {
        for (var subject : SUBJECTS.entrySet()) {
          var seen = millis.computeIfAbsent(subject.getKey(), _ -> new double[2][ROUNDS]);
          measure(few, subject.getValue(), seen[0], round);
          measure(many, subject.getValue(), seen[1], round);
        }
      }
      print(
          "%-34s %10s %10s %12s %8s"
              .formatted("median ms with", FEW + "", MANY + "", "p99, many", "ratio"));
      for (var subject : millis.entrySet()) {
        var ofFew = at(subject.getValue()[0], 0.5);
        var ofMany = at(subject.getValue()[1], 0.5);
        print(
            "%-34s %10.2f %10.2f %12.2f %7.2fx"
                .formatted(
                    subject.getKey(),
                    ofFew,
                    ofMany,
                    at(subject.getValue()[1], 0.99),
                    ofMany / ofFew));
      }
    }
  }

  private static RunningRegistry filled(int count) throws Exception {
    var registry = RunningRegistry.fresh();
    registry.fill(count);
    var oldest =
        registry
            .registry()
            .getService(GetServiceRequest.newBuilder().setSlug("filled-1").build())
            .getService();
    var _ =
        registry
            .registry()
            .updateService(
                UpdateServiceRequest.newBuilder()
                    .setServiceId(oldest.getId())
                    .setName("A needle")
                    .build());
    return registry;
  }

  private static void measure(
      RunningRegistry registry, Consumer<RegistryBlockingStub> subject, double[] seen, int round) {
    var start = System.nanoTime();
    subject.accept(registry.registry());
    if (round >= 0) {
      seen[round] = (System.nanoTime() - start) / 1e6;
    }
  }

  private static double at(double[] values, double share) {
    var sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[Math.min(sorted.length - 1, (int) (share * sorted.length))];
  }

  private static void print(String line) throws IOException {
    System.out.println(line);
    var report = System.getProperty("bench.report");
    if (report != null) {
      Files.writeString(Path.of(report), line + "\n", StandardOpenOption.APPEND);
    }
  }
}
