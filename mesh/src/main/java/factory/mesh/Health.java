package factory.mesh;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.protobuf.util.JsonFormat;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * How a node does. <em>Ready</em> is a node that can do its own work: what it needs, which is its
 * store and its loops, is there. A neighbour that is away, or a loop that others can do without,
 * <em>degrades</em> it and never makes it unready: taking it out of service would not bring the
 * neighbour back, and one node's trouble would become everybody's.
 *
 * <p>Looked at once a second on threads of its own, and more often while a node starts, so that
 * asking never waits. Safe for any number of threads.
 */
public final class Health implements AutoCloseable {
  /** A loop that is needed may fail for so long before the node is unready. */
  static final Duration TOLERATED = Duration.ofSeconds(10);

  /** A look that is older says nothing any more. */
  static final Duration STALE = Duration.ofSeconds(15);

  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  /** Nodes that start together wait for each other: what is not well yet is looked at sooner. */
  private static final Duration STARTING = Duration.ofSeconds(10);

  private static final Duration BETWEEN_LOOKS_WHILE_STARTING = Duration.ofMillis(100);

  private final List<Watched> watched = new CopyOnWriteArrayList<>();
  private final Map<String, String> neighbours = new ConcurrentHashMap<>();
  private final List<Neighbour> asked = new CopyOnWriteArrayList<>();
  private final Clock clock;
  private final Duration betweenLooks;
  private final long beganNanos = System.nanoTime();
  private final Loop looking;
  private final Loop asking;
  private volatile Consumer<Report> changed = _ -> {};
  private volatile Report report = new Report(false, List.of());
  private volatile long lookedNanos;

  /** Of a node that has nothing to watch yet. */
  public Health() {
    this(Clock.systemUTC(), BETWEEN_LOOKS);
  }

  Health(Clock clock, Duration betweenLooks) {
    this.clock = clock;
    this.betweenLooks = betweenLooks;
    looking = Loop.named("health").build(this::lookAndPause);
    asking = Loop.named("health-neighbours").build(this::askAndPause);
  }

  /** How one part does. */
  public enum State {
    /** Nothing is wrong. */
    OK,
    /** Something is, and the node does its own work without it. */
    DEGRADED,
    /** The node cannot do its own work. */
    FAILING
  }

  /**
   * One thing that is looked at.
   *
   * @param problem for a person to read, without anything secret; empty when nothing is wrong
   * @param failures of a loop since the node began; 0 of anything else
   */
  public record Part(String name, State state, String problem, long failures) {}

  /**
   * All of them.
   *
   * @param ready whether the node can do its own work
   */
  public record Report(boolean ready, List<Part> parts) {
    /** Whether anything at all is wrong. */
    public boolean degraded() {
      return parts.stream().anyMatch(part -> part.state() != State.OK);
    }
  }

  @FunctionalInterface
  private interface Watched {
    Part look();
  }

  private record Neighbour(String name, MeshChannel channel, String service) {}

  /**
   * Without it the node is not ready.
   *
   * @param problem what is wrong, empty when nothing is; may wait for some seconds
   */
  public Health needs(String name, Supplier<String> problem) {
    watched.add(() -> part(name, State.FAILING, problem.get()));
    return this;
  }

  /** What is wrong with it degrades the node. */
  public Health shows(String name, Supplier<String> problem) {
    watched.add(() -> part(name, State.DEGRADED, problem.get()));
    return this;
  }

  /** A loop without which the node does not do its work. */
  public Health needs(Loop loop) {
    watched.add(() -> part(loop, true));
    return this;
  }

  /** A loop that others do not wait for. */
  public Health shows(Loop loop) {
    watched.add(() -> part(loop, false));
    return this;
  }

  /**
   * Another node, which is asked for its own health.
   *
   * @param service the full name of the service that we use of it
   */
  public Health neighbour(String name, MeshChannel channel, String service) {
    neighbours.put(name, "was not asked yet");
    asked.add(new Neighbour(name, channel, service));
    watched.add(() -> part(name, State.DEGRADED, neighbours.getOrDefault(name, "")));
    return this;
  }

  /** Looks once, then again and again; tells each look. */
  void start(Consumer<Report> told) {
    changed = told;
    look();
    looking.start();
    if (!asked.isEmpty()) {
      asking.start();
    }
  }

  /** The newest look; not ready when that is old. Never waits. */
  public Report report() {
    var age = Duration.ofNanos(System.nanoTime() - lookedNanos);
    if (age.compareTo(STALE) < 0) {
      return report;
    }
    List<Part> parts = new ArrayList<>(report.parts());
    parts.add(new Part("health", State.FAILING, "nobody looked for " + age.toSeconds() + " s", 0));
    return new Report(false, List.copyOf(parts));
  }

  private Duration lookAndPause() {
    look();
    return pauseAfter(!report.degraded());
  }

  private Duration askAndPause() {
    var before = Map.copyOf(neighbours);
    for (var neighbour : asked) {
      neighbours.put(neighbour.name(), problem(neighbour));
    }
    if (!neighbours.equals(before)) {
      looking.wake();
    }
    return pauseAfter(neighbours.values().stream().allMatch(String::isEmpty));
  }

  private Duration pauseAfter(boolean well) {
    var age = Duration.ofNanos(System.nanoTime() - beganNanos);
    return well
            || age.compareTo(STARTING) >= 0
            || betweenLooks.compareTo(BETWEEN_LOOKS_WHILE_STARTING) < 0
        ? betweenLooks
        : BETWEEN_LOOKS_WHILE_STARTING;
  }

  private void look() {
    List<Part> parts = new ArrayList<>();
    for (var one : watched) {
      parts.add(one.look());
    }
    report =
        new Report(
            parts.stream().noneMatch(part -> part.state() == State.FAILING), List.copyOf(parts));
    lookedNanos = System.nanoTime();
    changed.accept(report);
  }

  private static String problem(Neighbour neighbour) {
    // A neighbour that has come back is called at once, by everybody who uses this channel.
    neighbour.channel().connectNow();
    try {
      var status =
          HealthGrpc.newBlockingStub(neighbour.channel().channel())
              // Patient: Helidon may answer a reset with the end of the connection, and of every
              // call on it. A neighbour that is away is heard of at once.
              .withDeadlineAfter(5, TimeUnit.SECONDS)
              .check(HealthCheckRequest.newBuilder().setService(neighbour.service()).build())
              .getStatus();
      return status == ServingStatus.SERVING ? "" : "is not ready";
    } catch (StatusRuntimeException e) {
      return "does not answer";
    }
  }

  private static Part part(String name, State bad, String problem) {
    return new Part(name, problem.isEmpty() ? State.OK : bad, problem, 0);
  }

  private Part part(Loop loop, boolean needed) {
    var failures = loop.failures();
    if (!loop.isAlive()) {
      return new Part(
          loop.name(), needed ? State.FAILING : State.DEGRADED, "does not run", failures);
    }
    var failure = loop.failure();
    if (failure.isEmpty()) {
      return new Part(loop.name(), State.OK, "", failures);
    }
    var since = failure.get().since();
    var problem =
        failure.get().error()
            + ", "
            + failure.get().times()
            + " times in a row since "
            + since
            + (loop.consequence().isEmpty() ? "" : ": " + loop.consequence());
    var tooLong = Duration.between(since, clock.instant()).compareTo(TOLERATED) >= 0;
    return new Part(
        loop.name(), needed && tooLong ? State.FAILING : State.DEGRADED, problem, failures);
  }

  /** The report as a node shows it on its own port. */
  static String json(Report report) {
    var parts = com.google.protobuf.ListValue.newBuilder();
    for (var part : report.parts()) {
      var fields =
          Struct.newBuilder()
              .putFields("name", text(part.name()))
              .putFields("state", text(part.state().name().toLowerCase(java.util.Locale.ROOT)));
      if (!part.problem().isEmpty()) {
        fields.putFields("problem", text(part.problem()));
      }
      if (part.failures() > 0) {
        fields.putFields(
            "failures", Value.newBuilder().setNumberValue((double) part.failures()).build());
      }
      parts.addValues(Value.newBuilder().setStructValue(fields));
    }
    var all =
        Struct.newBuilder()
            .putFields(
                "status",
                text(!report.ready() ? "unready" : report.degraded() ? "degraded" : "ready"))
            .putFields("parts", Value.newBuilder().setListValue(parts).build())
            .build();
    try {
      return JsonFormat.printer().omittingInsignificantWhitespace().print(all) + "\n";
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Value text(String value) {
    return Value.newBuilder().setStringValue(value).build();
  }

  /** Stops looking. */
  @Override
  public void close() {
    looking.close();
    asking.close();
  }
}
