package factory.chain.evm;

import factory.mesh.Backoff;
import factory.mesh.Loop;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A chain's endpoints in the order in which they are asked. One that fails is passed over for a
 * while, one whose blocks stay behind the others' is asked last, and each has to tell the right
 * chain id before it is asked anything else. Safe for any number of threads.
 */
public final class Endpoints implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Endpoints.class.getName());
  private static final Backoff PENALTIES =
      new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30));
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(2);

  /** An endpoint this far behind the best one is asked last. */
  private static final int TOLERATED_LAG_BLOCKS = 3;

  private final long chainId;
  private final Clock clock;
  private final List<Seat> seats;
  private final Loop looking;

  /** Connects to nothing yet. */
  public Endpoints(long chainId, List<URI> addresses, Duration timeout, Clock clock) {
    this.chainId = chainId;
    this.clock = clock;
    seats =
        IntStream.range(0, addresses.size())
            .mapToObj(i -> new Seat(i + 1, new Endpoint(addresses.get(i), timeout)))
            .toList();
    looking =
        Loop.named("endpoints-" + chainId)
            .firstAfter(BETWEEN_LOOKS)
            .every(BETWEEN_LOOKS, this::look);
    if (seats.size() > 1) {
      looking.start();
    }
  }

  /** One endpoint and what is known of it. Fields change under its lock. */
  private static final class Seat {
    final int place;
    final Endpoint endpoint;
    boolean identified;

    /** In a row. */
    int failures;

    Instant closedUntil = Instant.MIN;
    @Nullable Instant answered;
    String problem = "";

    Seat(int place, Endpoint endpoint) {
      this.place = place;
      this.endpoint = endpoint;
    }

    String label() {
      return place + " " + endpoint.host();
    }
  }

  /**
   * How an endpoint does.
   *
   * @param label its place from 1 and its host, never its address
   * @param problem empty when nothing is wrong
   * @param headNumber 0 before it told its first block
   * @param answerAge since it last answered; empty when it never did
   */
  public record Health(
      String label,
      boolean healthy,
      boolean inUse,
      String problem,
      long headNumber,
      Optional<Duration> answerAge) {}

  /**
   * Asks the best endpoint, and the next one when it is down. All questions of one call go to one
   * endpoint, which then answers for a whole.
   *
   * @throws EndpointDown when every one is
   * @throws RpcRefused as the endpoint refused
   */
  public <T> T ask(Function<Endpoint, T> question) {
    @Nullable EndpointDown first = null;
    for (var seat : inOrder()) {
      try {
        return ask(seat, question);
      } catch (EndpointDown e) {
        if (first == null) {
          first = e;
        }
      }
    }
    if (first == null) {
      throw new EndpointDown("the chain has no endpoint");
    }
    throw first;
  }

  /**
   * Asks one endpoint after the other until one has an answer; what one does not know another may.
   *
   * @throws EndpointDown when none has and one is down
   * @throws RpcRefused as an endpoint refused
   */
  public <T> Optional<T> find(Function<Endpoint, Optional<T>> question) {
    @Nullable EndpointDown down = null;
    for (var seat : inOrder()) {
      try {
        var answer = ask(seat, question);
        if (answer.isPresent()) {
          return answer;
        }
      } catch (EndpointDown e) {
        down = e;
      }
    }
    if (down != null) {
      throw down;
    }
    return Optional.empty();
  }

  /**
   * Tells something to every endpoint that is not known to be down.
   *
   * @throws RpcRefused when all that answered refused, as the first of them did
   * @throws EndpointDown when none answered
   */
  public void tellAll(Consumer<Endpoint> message) {
    var taken = false;
    @Nullable RpcRefused refused = null;
    @Nullable EndpointDown down = null;
    for (var seat : inOrder()) {
      if (taken && isClosed(seat)) {
        continue;
      }
      try {
        ask(
            seat,
            endpoint -> {
              message.accept(endpoint);
              return true;
            });
        taken = true;
      } catch (RpcRefused e) {
        refused = refused == null ? e : refused;
      } catch (EndpointDown e) {
        down = down == null ? e : down;
      }
    }
    if (taken) {
      return;
    }
    if (refused != null) {
      throw refused;
    }
    throw down == null ? new EndpointDown("the chain has no endpoint") : down;
  }

  private <T> T ask(Seat seat, Function<Endpoint, T> question) {
    try {
      identify(seat);
      var answer = question.apply(seat.endpoint);
      answered(seat);
      return answer;
    } catch (RpcRefused e) {
      answered(seat);
      throw e;
    } catch (EndpointDown e) {
      failed(seat, e);
      throw e;
    }
  }

  private void identify(Seat seat) {
    synchronized (seat) {
      if (seat.identified) {
        return;
      }
    }
    var told = seat.endpoint.chainId();
    if (told != chainId) {
      throw new EndpointDown("the endpoint serves chain " + told + " instead of " + chainId);
    }
    synchronized (seat) {
      seat.identified = true;
    }
  }

  private void answered(Seat seat) {
    synchronized (seat) {
      if (!seat.problem.isEmpty() && seats.size() > 1) {
        LOG.info(() -> name(seat) + " answers again");
      }
      seat.problem = "";
      seat.failures = 0;
      seat.closedUntil = Instant.MIN;
      seat.answered = clock.instant();
    }
  }

  private void failed(Seat seat, EndpointDown why) {
    var problem = String.valueOf(why.getMessage());
    synchronized (seat) {
      if (!problem.equals(seat.problem) && seats.size() > 1) {
        LOG.warning(() -> name(seat) + ": " + problem);
      }
      // Whatever answers at this address next may be another node.
      seat.identified = false;
      seat.problem = problem;
      seat.failures++;
      seat.closedUntil = clock.instant().plus(PENALTIES.most(seat.failures));
    }
  }

  private String name(Seat seat) {
    return "chain " + chainId + ": endpoint " + seat.label();
  }

  private boolean isClosed(Seat seat) {
    synchronized (seat) {
      return clock.instant().isBefore(seat.closedUntil);
    }
  }

  /** Those that failed lately at the end: they are asked only when nobody else answers. */
  private List<Seat> inOrder() {
    if (seats.size() == 1) {
      return seats;
    }
    var best = newestNumber();
    List<Seat> order = new ArrayList<>(seats);
    order.sort(
        Comparator.comparing(this::isClosed)
            .thenComparing(seat -> isBehind(seat, best))
            .thenComparing(seat -> seat.place));
    return order;
  }

  private boolean isBehind(Seat seat, long best) {
    return seat.endpoint.newestNumber() < best - TOLERATED_LAG_BLOCKS;
  }

  /** The newest block that any endpoint in good standing has told; 0 before the first. */
  public long newestNumber() {
    return seats.stream()
        .filter(seat -> !isClosed(seat))
        .mapToLong(seat -> seat.endpoint.newestNumber())
        .max()
        .orElse(0);
  }

  /** Each endpoint in the order of the configuration. */
  public List<Health> health() {
    var inUse = inOrder().getFirst();
    var best = newestNumber();
    var now = clock.instant();
    List<Health> all = new ArrayList<>();
    for (var seat : seats) {
      synchronized (seat) {
        var head = seat.endpoint.newestNumber();
        var problem =
            seat.problem.isEmpty() && isBehind(seat, best)
                ? "the endpoint is at block " + head + ", another one at " + best
                : seat.problem;
        all.add(
            new Health(
                seat.label(),
                problem.isEmpty() && seat.answered != null,
                seat == inUse,
                problem,
                head,
                Optional.ofNullable(seat.answered).map(then -> Duration.between(then, now))));
      }
    }
    return all;
  }

  /** Keeps an eye on those that nobody asks: whether they live, and how far they are. */
  private void look() {
    for (var seat : seats) {
      if (!isClosed(seat)) {
        try {
          ask(seat, Endpoint::latest);
        } catch (EndpointDown | RpcRefused e) {
          // Kept with the endpoint.
        }
      }
    }
  }

  /** What looks after those that nobody asks; runs where there are several. */
  public Optional<Loop> loop() {
    return seats.size() > 1 ? Optional.of(looking) : Optional.empty();
  }

  @Override
  public void close() {
    looking.close();
    seats.forEach(seat -> seat.endpoint.close());
  }

  @Override
  public String toString() {
    return "Endpoints[" + chainId + ", " + seats.stream().map(Seat::label).toList() + "]";
  }
}
