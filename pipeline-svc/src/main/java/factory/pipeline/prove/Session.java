package factory.pipeline.prove;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import factory.pipeline.prove.Client.Request;
import factory.pipeline.prove.Proof.Area;
import factory.pipeline.prove.Proof.Check;
import factory.pipeline.prove.Proof.Outcome;
import factory.pipeline.spec.Access;
import factory.pipeline.spec.ExactJson;
import factory.pipeline.spec.Route.Answer;
import factory.pipeline.spec.Specification;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One proof under way: sends, counts, judges every answer beside the document, keeps checks. */
final class Session {
  static final int RACERS = 8;
  private static final int SECRETS_MILLIS = 500;
  private static final int TOO_BUSY = 503;

  /** What asks about refusals itself, or about nothing else than that there is an answer. */
  private static final Set<Area> REFUSALS_COUNT =
      Set.of(Area.EXAMPLES, Area.UNIQUENESS, Area.FAILURES);

  /** What asks itself who may do what with an account. */
  private static final Set<Area> ACCOUNTS_COUNT =
      Set.of(Area.EXAMPLES, Area.VISIBILITY, Area.ACCOUNTS, Area.FAILURES);

  static final Map<String, String> SENDS_JSON = Map.of("content-type", "application/json");

  private final Specification specification;
  private final Document document;
  private final Translation translation;
  private final Endpoints endpoints;
  private final Client client;
  private final Budget budget;
  private final long seed;
  private final Random random;
  private final long began = System.nanoTime();
  private final AtomicLong yielded = new AtomicLong();
  private final AtomicInteger calls = new AtomicInteger();
  private final AtomicInteger changes = new AtomicInteger();
  private final AtomicInteger waited = new AtomicInteger();
  private final List<Check> checks = new ArrayList<>();
  private Proving.Seen told = Proving.Seen.NOBODY;

  /** The first answer of each operation that the document does not have. */
  private final Map<String, String> undocumented = new LinkedHashMap<>();

  /** The first answer of each route that has another shape than its route says. */
  private final Map<String, String> misshapen = new LinkedHashMap<>();

  /** The first failure of each operation. */
  private final Map<String, String> failures = new LinkedHashMap<>();

  /** The accounts of the wallets; null where the service has none. */
  private @Nullable Members members;

  private Attempt beforeEach = () -> {};
  private Area under = Area.EXAMPLES;

  private @Nullable String gone;
  private @Nullable String busy;

  Session(Specification specification, Document document, Client client, Budget budget, long seed) {
    this.specification = specification;
    this.document = document;
    translation =
        new Translation(
            specification,
            as ->
                member(as)
                    .map(member -> member.record().path("id"))
                    .filter(id -> !id.isMissingNode()));
    endpoints = new Endpoints(specification, translation);
    this.client = client;
    this.budget = budget;
    this.seed = seed;
    random = new Random(seed);
  }

  Specification specification() {
    return specification;
  }

  Document document() {
    return document;
  }

  Translation translation() {
    return translation;
  }

  Client client() {
    return client;
  }

  Budget budget() {
    return budget;
  }

  Random random() {
    return random;
  }

  /** How many requests were sent, as far as the budget allowed them. */
  int calls() {
    return Math.min(calls.get(), budget.calls());
  }

  /** Whether nothing more is to be begun. */
  boolean isOver() {
    return calls.get() >= budget.calls() || took().compareTo(budget.time()) > 0;
  }

  /** What it has taken, besides what it waited for others. */
  Duration took() {
    return Duration.ofNanos(System.nanoTime() - began - yielded.get());
  }

  /** It waited for others. */
  void yielded(Duration time) {
    yielded.addAndGet(time.toNanos());
  }

  /** What got no answer; the service may be gone. */
  synchronized Optional<String> gone() {
    return Optional.ofNullable(gone);
  }

  /** An answer that no request should get, or that the document does not have. */
  synchronized Optional<String> fault() {
    return Stream.of(failures, undocumented, misshapen)
        .flatMap(found -> found.values().stream())
        .findFirst();
  }

  /** An answer that says that the service was too busy for one. */
  synchronized Optional<String> busy() {
    return Optional.ofNullable(busy);
  }

  /** Has each wallet show its account's session from here on. */
  void members(Members all) {
    members = all;
  }

  /** The accounts of the wallets. */
  Optional<Members> members() {
    return Optional.ofNullable(members);
  }

  /** The account of a wallet. */
  Optional<Members.Member> member(Wallet as) {
    return members().flatMap(all -> all.of(as));
  }

  /** What is done before each check from here on. */
  void beforeEach(Attempt attempt) {
    beforeEach = attempt;
  }

  /** How many requests were sent that may have changed something. */
  int changes() {
    return changes.get();
  }

  /** What is looked at, until it ends by itself or with {@link Ended}. */
  interface Attempt {
    void run() throws Ended;
  }

  /**
   * Makes a check. Whatever the service does, it ends: a service that is gone fails it and all
   * after it are not tried.
   *
   * @param name what holds when it passes
   */
  void check(Area area, String name, Attempt attempt) {
    var outcome = Outcome.PASSED;
    var evidence = "";
    if (gone != null) {
      outcome = Outcome.NOT_TRIED;
      evidence = "the service was gone by then";
    } else {
      try {
        under = area;
        beforeEach.run();
        attempt.run();
      } catch (Ended e) {
        outcome = e.outcome();
        evidence = e.evidence();
      }
    }
    add(new Check(area, name, outcome, evidence));
  }

  /** Whom checks are told to from now on. */
  void tell(Proving.Seen seen) {
    told = seen;
  }

  private void add(Check check) {
    checks.add(check);
    told.check(check);
  }

  /** Notes what was seen in what other checks have asked. */
  void seen(Area area, String name, Optional<String> fault) {
    add(
        new Check(
            area, name, fault.isPresent() ? Outcome.FAILED : Outcome.PASSED, fault.orElse("")));
  }

  /** Counts a request that was sent without it. */
  void sentOne() {
    calls.incrementAndGet();
  }

  /** Notes what cannot be asked. */
  void notTried(Area area, String name, String why) {
    add(new Check(area, name, Outcome.NOT_TRIED, why));
  }

  Exchange call(Wallet as, String method, String path) throws Ended {
    return ask(new Request(as, method, path, Map.of(), ""));
  }

  Exchange call(Wallet as, String method, String path, JsonNode body) throws Ended {
    return call(as, method, path, body.toString());
  }

  Exchange call(Wallet as, String method, String path, String json) throws Ended {
    return ask(new Request(as, method, path, SENDS_JSON, json));
  }

  Exchange call(Wallet as, String method, String path, JsonNode body, Map<String, String> headers)
      throws Ended {
    Map<String, String> all = new LinkedHashMap<>(SENDS_JSON);
    all.putAll(headers);
    return ask(new Request(as, method, path, all, body.toString()));
  }

  /** Asks in the house's terms, over a route where the kind has some. */
  Exchange ask(Request request) throws Ended {
    var asked = translation.asked(request);
    if (asked.isPresent()) {
      return ask(asked.get());
    }
    var called = endpoints.asked(request);
    return called.isPresent() ? ask(called.get()) : send(translation.house(request));
  }

  /** A call of the house's at the endpoint that a document gives it; empty when it has none. */
  Optional<Called> called(Request house) throws Ended {
    return endpoints.asked(house);
  }

  /** Asks at an endpoint. */
  Exchange ask(Called called) throws Ended {
    var wire = sent(called.request(), called.reading(specification.errors()));
    if (called.endpoint().answer() instanceof factory.pipeline.spec.Endpoint.Answer.Redirect) {
      // Whoever is sent on is counted.
      changes.incrementAndGet();
    }
    called.fault(wire).ifPresent(fault -> misshapen(called.endpoint().named(), wire, fault));
    return new Exchange(
        wire.request(), wire.answer(), wire.body(), called.json(wire), wire.reading());
  }

  /** Asks over a route; what its answer does not show is read. */
  Exchange ask(Asked asked) throws Ended {
    var wire = sent(asked.request(), asked.reading(specification.errors()));
    Shown.fault(asked, wire)
        .ifPresent(fault -> misshapen(Routes.named(asked.route()), wire, fault));
    var shown = translation.answered(asked, wire);
    var json = shown.isPresent() ? shown.get() : read(asked, wire);
    if (Translation.repeats(asked, wire)) {
      throw wire.contradicts("which is the part of the list before it once more");
    }
    return new Exchange(wire.request(), wire.answer(), wire.body(), json, wire.reading());
  }

  /** Registers where that logs in: with as much of the account as the answer tells. */
  Exchange registering(Asked asked, Answer.Session answer) throws Ended {
    var wire = sent(asked.request(), asked.reading(specification.errors()));
    Shown.fault(asked, wire)
        .ifPresent(fault -> misshapen(Routes.named(asked.route()), wire, fault));
    return new Exchange(
        wire.request(),
        wire.answer(),
        wire.body(),
        Granted.registered(asked, answer, wire.body()),
        wire.reading());
  }

  /** What a request was about, where its answer does not show it. */
  private JsonNode read(Asked asked, Exchange wire) throws Ended {
    var reading = translation.reading(asked, wire);
    if (reading.isEmpty()) {
      throw Ended.notTried(
          Routes.named(asked.route()) + " answers no record, and nothing says where it is");
    }
    var read = ask(reading.get());
    if (!read.is(200)) {
      throw Ended.notTried(
          Routes.named(asked.route())
              + " answers no record, and it cannot be read: "
              + read.told());
    }
    translation.keep(asked, read.json());
    return read.json();
  }

  private synchronized void misshapen(String operation, Exchange exchange, String fault) {
    misshapen.putIfAbsent(operation, exchange.told() + ", which " + fault);
  }

  /** Sends a request as it is. */
  Exchange send(Request request) throws Ended {
    var exchange = sent(request, Reading.of(specification.errors()));
    if (exchange.status() >= 400 && document.has(request.path())) {
      specification
          .errors()
          .flatMap(shape -> Shown.refusal(shape, exchange))
          .ifPresent(
              fault ->
                  misshapen(document.operation(request.method(), request.path()), exchange, fault));
    }
    return exchange;
  }

  private Exchange sent(Request request, Reading reading) throws Ended {
    var all = members;
    if (all == null || request.headers().containsKey(all.header())) {
      return sentAs(request, reading);
    }
    var exchange = sentAs(showing(request), reading);
    if (exchange.is(401) && exchange.isReason("NOT_LOGGED_IN") && all.joinAgain(request.as())) {
      exchange = sentAs(showing(request), reading);
    }
    if (exchange.is(403) && isOnly(all, request)) {
      throw Ended.notTried("whoever may do that is no more");
    }
    if (isAnothersAccount(all, exchange)) {
      throw Ended.notTried("an account may do that with itself alone");
    }
    return exchange;
  }

  /** The request with the session of its wallet's account. */
  private Request showing(Request request) {
    var member = member(request.as());
    if (member.isEmpty()) {
      return request;
    }
    // What is for some is asked as one of them, whoever asks: others are refused by checks of that.
    var first = members().filter(all -> isOnly(all, request)).flatMap(Members::first);
    member = first.isPresent() ? first : member;
    Map<String, String> headers = new LinkedHashMap<>(request.headers());
    member
        .get()
        .header()
        .forEach(
            (name, value) ->
                headers.merge(
                    name,
                    value,
                    (there, own) -> name.equals(SentHeaders.COOKIE) ? there + "; " + own : own));
    return request.with(headers);
  }

  private boolean isOnly(Members all, Request request) {
    return all.only(document.operation(request.method(), request.path())).isPresent();
  }

  /** Whether it was refused because a record is an account, and another one than the caller's. */
  private boolean isAnothersAccount(Members all, Exchange exchange) {
    return (exchange.is(403) || exchange.is(404))
        && !ACCOUNTS_COUNT.contains(under)
        && List.of(
                all.kind().access().read(),
                all.kind().access().update(),
                all.kind().access().delete())
            .stream()
            .anyMatch(access -> access instanceof Access.When && access.asksAccount())
        && exchange
            .reading()
            .route()
            .map(route -> all.kind().http().filter(h -> h.routes().contains(route)).isPresent())
            .orElse(exchange.request().path().startsWith("/" + all.kind().plural() + "/"));
  }

  private Exchange sentAs(Request request, Reading reading) throws Ended {
    if (calls.incrementAndGet() > budget.calls()) {
      throw Ended.notTried("the proof may send %,d requests".formatted(budget.calls()));
    }
    if (took().compareTo(budget.time()) > 0) {
      throw Ended.notTried("the proof may take %d s".formatted(budget.time().toSeconds()));
    }
    if (!request.method().equals("GET")) {
      changes.incrementAndGet();
    }
    try {
      var exchange = exchange(request, client.send(request), reading);
      while (exchange.isTooManySecrets()) {
        waitForSecrets();
        exchange = exchange(request, client.send(request), reading);
      }
      judge(exchange);
      if (!REFUSALS_COUNT.contains(under) && isAnotherOfWallet(exchange)) {
        throw Ended.notTried("a wallet has at most one of these, and it has one");
      }
      return exchange;
    } catch (IOException e) {
      var told =
          "as %s: %s %s %s got no answer: %s. %s"
              .formatted(
                  request.as().word(),
                  request.method(),
                  Exchange.shortened(request.path()),
                  Exchange.shortened(request.body()),
                  e.getMessage(),
                  client.lastWords());
      synchronized (this) {
        gone = told;
      }
      throw Ended.failed(told);
    }
  }

  private static Exchange exchange(Request request, Client.Answer answer, Reading reading) {
    var body = parsed(answer.body());
    return new Exchange(request, answer, body, body, reading);
  }

  /** A service takes only so many secrets in a time; a proof waits for part of its own. */
  private void waitForSecrets() throws Ended {
    if (waited.addAndGet(SECRETS_MILLIS) > budget.time().toMillis() / 3) {
      throw Ended.notTried("the service takes no more secrets in the time that a proof has");
    }
    try {
      Thread.sleep(SECRETS_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Ended.notTried("the proof was interrupted");
    }
  }

  private boolean isAnotherOfWallet(Exchange exchange) {
    return exchange.is(409) && specification.kinds().stream().anyMatch(exchange::isAnotherOfWallet);
  }

  private synchronized void judge(Exchange exchange) {
    var operation = document.operation(exchange.request().method(), exchange.request().path());
    if (exchange.status() == TOO_BUSY) {
      busy = exchange.told();
    }
    if (exchange.status() >= 500) {
      failures.putIfAbsent(operation, exchange.told());
    }
    document.fault(exchange).ifPresent(fault -> undocumented.putIfAbsent(operation, fault));
  }

  private static JsonNode parsed(String body) {
    try {
      return body.isEmpty() ? MissingNode.getInstance() : ExactJson.MAPPER.readTree(body);
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }

  /** What several at once are answered, in no order. */
  List<Exchange> race(Callable<Exchange> one) throws Ended {
    try (var racers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Exchange> answers = new ArrayList<>();
      for (var future : racers.invokeAll(java.util.Collections.nCopies(RACERS, one))) {
        try {
          answers.add(future.get());
        } catch (ExecutionException e) {
          if (e.getCause() instanceof Ended ended) {
            throw ended;
          }
          throw new IllegalStateException(e);
        }
      }
      return answers;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Ended.notTried("the proof was interrupted");
    }
  }

  /** What was seen in all answers, and then everything. */
  Proof end() {
    if (gone != null && checks.stream().noneMatch(c -> c.outcome() == Outcome.FAILED)) {
      // Whoever asked last may have taken it for something that could not be made.
      add(new Check(Area.FAILURES, "The service answers to the end", Outcome.FAILED, gone));
    }
    if (failures.isEmpty()) {
      add(new Check(Area.FAILURES, "Nothing is answered with 5xx", Outcome.PASSED, ""));
    }
    failures.forEach(
        (operation, told) ->
            add(
                new Check(
                    Area.FAILURES, operation + " is not answered with 5xx", Outcome.FAILED, told)));
    if (undocumented.isEmpty()) {
      add(new Check(Area.DOCUMENT, "Every answer is as the document says", Outcome.PASSED, ""));
    }
    undocumented.forEach(
        (operation, told) ->
            add(
                new Check(
                    Area.DOCUMENT,
                    operation + " answers as the document says",
                    Outcome.FAILED,
                    told)));
    shapes();
    return new Proof(seed, calls.get(), checks);
  }

  private void shapes() {
    if (specification.errors().isEmpty()
        && specification.kinds().stream().allMatch(kind -> kind.http().isEmpty())
        && specification.functions().stream().allMatch(function -> function.http().isEmpty())
        && specification.actions().stream().allMatch(action -> action.http().isEmpty())) {
      return;
    }
    if (misshapen.isEmpty()) {
      add(new Check(Area.ROUTES, "Every answer has its route's shape", Outcome.PASSED, ""));
    }
    misshapen.forEach(
        (operation, told) ->
            add(new Check(Area.ROUTES, operation + " answers in its shape", Outcome.FAILED, told)));
  }
}
