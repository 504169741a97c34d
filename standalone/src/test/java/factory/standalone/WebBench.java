package factory.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import factory.registry.v1.CreateServiceRequest;
import factory.registry.v1.RegistryGrpc;
import factory.registry.v1.Service;
import io.grpc.ManagedChannelBuilder;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Pages and REST through Envoy among 10,000 services, without and with 1,000 open event streams,
 * interleaved: calls per second of eight callers, their p50 and p99, CPU of the web node for each,
 * and memory. Printed, never asserted; {@code ./factory bench web} runs it.
 */
class WebBench {
  private static final int ROUNDS = Integer.getInteger("bench.rounds", 5);
  private static final int SERVICES = Integer.getInteger("bench.services", 10_000);
  private static final int STREAMS = 1_000;
  private static final int CALLERS = 8;
  private static final int CALLS = 400;

  private record Subject(String name, String path, String accept) {}

  /** What one round of one subject took. */
  private record Seen(double perSecond, double p50, double p99, double cpu) {}

  @Test
  void measure(@TempDir Path folder) throws Exception {
    var place = Place.in(folder);
    var much = "1000000";
    try (var nodes =
            new FiveProcesses(
                place,
                folder,
                Map.of(
                    "edge.streams", "2000",
                    "edge.streams-per-address", "2000",
                    "edge.budget-per-minute", much));
        var http = HttpClient.newHttpClient()) {
      var services = fill(place);
      var one = services.get(services.size() / 2);
      List<Subject> subjects =
          List.of(
              new Subject("page /", "/", "text/html"),
              new Subject("page /services", "/services", "text/html"),
              new Subject("page of a service", "/s/" + one.getSlug(), "text/html"),
              new Subject("page /status", "/status", "text/html"),
              new Subject("GET /services", "/services", "application/json"),
              new Subject("GET /services?q=", "/services?q=service%20777", "application/json"),
              new Subject("GET /services/{id}", "/services/" + one.getId(), "application/json"),
              new Subject("GET /stats", "/stats", "application/json"));
      var web = nodes.process("web");
      for (var subject : subjects) {
        round(http, place, subject, web);
      }
      var idle = memory(web);
      Map<Subject, List<List<Seen>>> seen = new LinkedHashMap<>();
      var crowded = 0L;
      for (var round = 0; round < ROUNDS; round++) {
        for (var crowd = 0; crowd < 2; crowd++) {
          List<Socket> streams = crowd == 0 ? List.of() : arrive(place, services);
          for (var subject : subjects) {
            seen.computeIfAbsent(subject, _ -> List.of(new ArrayList<>(), new ArrayList<>()))
                .get(crowd)
                .add(round(http, place, subject, web));
          }
          crowded = Math.max(crowded, memory(web));
          for (var stream : streams) {
            stream.close();
          }
        }
      }
      say(
          "%-20s %8s %9s %9s %11s | %8s %9s %9s %11s"
              .formatted(
                  "medians of rounds",
                  "per s",
                  "p50 ms",
                  "p99 ms",
                  "web's CPU ms",
                  "per s",
                  "p50 ms",
                  "p99 ms",
                  "web's CPU ms"));
      for (var subject : seen.entrySet()) {
        say(
            "%-20s %s | %s"
                .formatted(
                    subject.getKey().name(),
                    middle(subject.getValue().get(0)),
                    middle(subject.getValue().get(1))));
      }
      say(
          "web's resident memory: %d MiB before, at most %d MiB with %d streams"
              .formatted(idle, crowded, STREAMS));
    }
  }

  private static List<Service> fill(Place place) throws Exception {
    var channel =
        ManagedChannelBuilder.forAddress("localhost", place.port()).usePlaintext().build();
    try (var pool = Executors.newFixedThreadPool(CALLERS)) {
      var registry = RegistryGrpc.newBlockingStub(channel);
      List<Callable<Service>> work = new ArrayList<>();
      for (var i = 0; i < SERVICES; i++) {
        var idea = "service %d of those that are measured, with a title and a price".formatted(i);
        work.add(
            () ->
                registry
                    .createService(CreateServiceRequest.newBuilder().setIdea(idea).build())
                    .getService());
      }
      List<Service> services = new ArrayList<>();
      for (var done : pool.invokeAll(work)) {
        services.add(done.get());
      }
      return services;
    } finally {
      channel.shutdownNow();
    }
  }

  private static List<Socket> arrive(Place place, List<Service> services) throws IOException {
    List<Socket> streams = new ArrayList<>();
    for (var i = 0; i < STREAMS; i++) {
      var socket = new Socket("127.0.0.1", place.port());
      socket.setSoTimeout(60_000);
      socket
          .getOutputStream()
          .write(
              "GET /services/%s/events HTTP/1.1\r\nHost: localhost:%d\r\nAccept: text/event-stream\r\n\r\n"
                  .formatted(services.get(i % services.size()).getId(), place.port())
                  .getBytes(StandardCharsets.US_ASCII));
      streams.add(socket);
    }
    for (var stream : streams) {
      assertThat(new String(stream.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
          .isEqualTo("HTTP/1.1 200");
    }
    return streams;
  }

  private static Seen round(HttpClient http, Place place, Subject subject, ProcessHandle web)
      throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(place.url() + subject.path()))
            .header("Accept", subject.accept())
            .build();
    var left = new AtomicInteger(CALLS);
    var times = new ConcurrentLinkedQueue<Long>();
    var cpu = cpu(web);
    var start = System.nanoTime();
    try (var pool = Executors.newFixedThreadPool(CALLERS)) {
      List<Callable<Void>> callers = new ArrayList<>();
      for (var caller = 0; caller < CALLERS; caller++) {
        callers.add(
            () -> {
              while (left.getAndDecrement() > 0) {
                var before = System.nanoTime();
                assertThat(http.send(request, BodyHandlers.discarding()).statusCode())
                    .as(subject.name())
                    .isEqualTo(200);
                times.add(System.nanoTime() - before);
              }
              return null;
            });
      }
      for (var done : pool.invokeAll(callers)) {
        done.get();
      }
    }
    var seconds = (System.nanoTime() - start) / 1e9;
    var sorted = times.stream().mapToLong(Long::longValue).sorted().toArray();
    return new Seen(
        CALLS / seconds,
        sorted[CALLS / 2] / 1e6,
        sorted[CALLS * 99 / 100] / 1e6,
        (cpu(web) - cpu) * 1e3 / CALLS);
  }

  private static double cpu(ProcessHandle process) {
    return process.info().totalCpuDuration().orElseThrow().toNanos() / 1e9;
  }

  /** MiB that are resident. */
  private static long memory(ProcessHandle process) throws IOException {
    return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
        .findFirst()
        .orElseThrow();
  }

  private static String middle(List<Seen> rounds) {
    return "%8.0f %9.2f %9.2f %11.2f"
        .formatted(
            middle(rounds.stream().mapToDouble(Seen::perSecond).toArray()),
            middle(rounds.stream().mapToDouble(Seen::p50).toArray()),
            middle(rounds.stream().mapToDouble(Seen::p99).toArray()),
            middle(rounds.stream().mapToDouble(Seen::cpu).toArray()));
  }

  private static double middle(double[] values) {
    Arrays.sort(values);
    return values[values.length / 2];
  }

  private static void say(String line) throws IOException {
    System.out.println(line);
    var report = System.getProperty("bench.report");
    if (report != null) {
      Files.writeString(Path.of(report), line + "\n", StandardOpenOption.APPEND);
    }
  }
}
