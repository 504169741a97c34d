package factory.edge.gate;

import factory.edge.gate.Decision.Allow;
import factory.edge.gate.Decision.Deny;
import factory.edge.gate.Decision.Pass;
import factory.edge.gate.Identification.Result;
import factory.edge.throttle.ClientNetwork;
import factory.edge.throttle.Throttle;
import factory.mesh.RequestTarget;
import factory.mesh.ServiceHosts;
import java.math.BigInteger;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * Decides who may call what, from memory alone. Any number of threads.
 *
 * <p>Order: has the path one meaning, is there such a service, was it taken down, does it answer,
 * is the path open, has it a token, who calls, what do they hold. Whatever is not known is 503,
 * never a way in and never "you hold nothing".
 */
public final class Gate {
  /** The longest body that passes. */
  public static final long MAX_BODY_BYTES = 10 * 1024 * 1024;

  private static final String PREFIX = "/gateway/";
  private static final int UUID_LENGTH = 36;

  /** Where in a path the service's own part starts. */
  private static final int DATA = PREFIX.length() + UUID_LENGTH + 1;

  /**
   * The caller's network address, which Envoy writes and no caller: whom it was called by, or whom
   * a trusted proxy in front of it was.
   */
  static final String CLIENT = "x-envoy-external-address";

  private static final String BYPASS = "x-dev-bypass";
  private static final String BYPASSED =
      "X-Dev-Bypass opened this; a production profile never takes it";
  private static final String UNSIGNED =
      "X-Wallet-Address is believed without a signature; a production profile never takes it";

  private static final UUID NO_ID = new UUID(0, 0);
  private static final Terms.Quota.Granted NO_QUOTA =
      new Terms.Quota.Granted(Optional.empty(), () -> {});

  private final Services services;
  private final Balances balances;
  private final Policy policy;
  private final Identification identification;
  private final Terms terms;
  private final Ledger ledger;
  private final Throttle throttle;
  private final InstantSource clock;
  private final Guests guests;

  /** A gate with the limits of development for what one caller may have open. */
  public Gate(Known known, Ledger ledger, Policy policy, InstantSource clock) {
    this(known, ledger, new Throttle(Throttle.Limits.DEFAULT, System::nanoTime), policy, clock);
  }

  /** A gate over what is known of services, balances, sessions, keys and terms. */
  public Gate(Known known, Ledger ledger, Throttle throttle, Policy policy, InstantSource clock) {
    services = known.services();
    balances = known.balances();
    terms = known.terms();
    this.ledger = ledger;
    this.throttle = throttle;
    this.policy = policy;
    this.clock = clock;
    var credentials = known.credentials();
    identification = new Identification(credentials, policy);
    guests = new Guests(throttle, policy);
  }

  /** What decisions stand on, all of it in memory. */
  public record Known(Services services, Balances balances, Credentials credentials, Terms terms) {}

  /**
   * What the operator allows.
   *
   * @param bypass {@code X-Dev-Bypass: 1} skips token and balance; development only
   * @param walletHeader an unsigned {@code X-Wallet-Address} names the caller
   * @param origin scheme and authority of the platform's own pages
   * @param serviceHosts where services have origins of their own
   */
  public record Policy(
      boolean bypass, boolean walletHeader, String origin, Optional<ServiceHosts> serviceHosts) {
    /** Without origins of services. */
    public Policy(boolean bypass, boolean walletHeader, String origin) {
      this(bypass, walletHeader, origin, Optional.empty());
    }
  }

  /** Decides one call; never waits. */
  public Decision decide(Call call) {
    var path = call.pathAlone();
    if (call.kind() == Call.Kind.ORIGIN) {
      return RequestTarget.hasOneMeaning(path, 0)
          ? service(
              call, policy.serviceHosts().flatMap(hosts -> hosts.serviceId(call.host())), path)
          : new Deny(new GateFault.PathAmbiguous(), "");
    }
    var isService = path.startsWith(PREFIX);
    if (!RequestTarget.hasOneMeaning(path, isService ? DATA : Integer.MAX_VALUE)) {
      return new Deny(new GateFault.PathAmbiguous(), "");
    }
    if (!isService && !path.equals("/gateway")) {
      return platform(call);
    }
    var id = serviceId(path);
    return service(call, id, id.isEmpty() ? "" : path.substring(PREFIX.length() + UUID_LENGTH));
  }

  private Decision platform(Call call) {
    return switch (identification.ofPlatform(call)) {
      case Result.Nobody(var _) -> passing(call, Optional.empty());
      case Result.Somebody(var caller) ->
          caller.key().isPresent()
              ? new Deny(new GateFault.KeyNotForPlatform(), "")
              : passing(call, Optional.of(caller));
      case Result.Guest(var _) -> new Deny(new GateFault.KeyNotForPlatform(), "");
      // A browser goes on sending a cookie whose session is over: its owner reads on as a stranger.
      case Result.Bad(GateFault.SessionInvalid fault) ->
          call.header(Identification.AUTHORIZATION).isPresent()
                  || call.header(Identification.X_SESSION).isPresent()
              ? new Deny(fault, "")
              : passing(call, Optional.empty());
      case Result.Bad(var fault) -> new Deny(fault, "");
    };
  }

  /** A session makes nobody another: whoever calls, the network that it comes from pays. */
  private Decision passing(Call call, Optional<Caller> caller) {
    return switch (call.kind()) {
      case ORDINARY -> new Pass(caller);
      case STREAM ->
          switch (throttle.stream(leaseOf(requestId(call)), client(call))) {
            case LEASED -> new Pass(caller);
            case EXCEEDED ->
                new Deny(new GateFault.StreamsExceeded(throttle.limits().streamsPerAddress()), "");
            case FULL -> new Deny(new GateFault.LimitsNotCountable(), "");
          };
      // Of a service, which does not come here.
      case ORIGIN -> new Deny(new GateFault.ServiceNotFound(), "");
      case WORK -> {
        var wait = throttle.work(client(call));
        yield wait == 0
            ? new Pass(caller)
            : new Deny(new GateFault.BudgetExceeded(Duration.ofNanos(wait).toSeconds() + 1), "");
      }
    };
  }

  private static ClientNetwork client(Call call) {
    return ClientNetwork.of(call.header(CLIENT).orElse(""));
  }

  private Decision service(Call call, Optional<String> id, String rest) {
    if (!services.loaded()) {
      return new Deny(new GateFault.RoutesNotLoaded(), "");
    }
    var found = id.flatMap(services::service);
    if (found.isEmpty()) {
      return new Deny(new GateFault.ServiceNotFound(), "");
    }
    var service = found.get();
    return switch (standing(new Asker.OfCall(call, rest), service)) {
      case Standing.Open() ->
          new Allow(
              service.id(), cluster(service), Optional.empty(), Optional.empty(), Optional.empty());
      case Standing.Bypassed(var wallet) ->
          admitted(
              service,
              new Entry(Ids.of(call, service), wallet, Optional.empty(), Optional.of(BYPASSED)),
              NO_QUOTA);
      case Standing.Refused(var fault) -> new Deny(fault, service.id());
      case Standing.Holds holds -> limited(call, service, holds);
      case Standing.Guest guest -> limited(call, service, guest);
    };
  }

  private static String cluster(GatedService service) {
    return service.cluster().orElseThrow();
  }

  /** How a call stands before it is counted. */
  private sealed interface Standing {
    record Open() implements Standing {}

    record Bypassed(Optional<EvmAddress> wallet) implements Standing {}

    record Holds(Caller caller, Terms.OfService asked, BigInteger held, BigInteger threshold)
        implements Standing {}

    /**
     * Nobody, with a key of somebody who holds enough.
     *
     * @param holds what the wallet that made the key does
     */
    record Guest(Credentials.PublishableKey key, String origin, Holds holds) implements Standing {}

    record Refused(GateFault fault) implements Standing {}
  }

  /** Who asks: a call, or somebody who wants to know what a wallet's call would be told. */
  private sealed interface Asker {
    record OfCall(Call call, String rest) implements Asker {}

    record OfWallet(EvmAddress wallet) implements Asker {}
  }

  /** The one policy, for calls and for explanations. */
  private Standing standing(Asker asker, GatedService service) {
    var asked = terms.of(service.id());
    var takedown = asked.takedown();
    if (takedown.isPresent()) {
      return new Standing.Refused(new GateFault.ServiceTakenDown(takedown.get()));
    }
    if (service.state() != GatedService.State.UP || service.cluster().isEmpty()) {
      return new Standing.Refused(new GateFault.ServiceNotServing(service.id(), service.state()));
    }
    if (asker instanceof Asker.OfCall(var call, var rest)) {
      if (isTooLong(call.header("content-length"))) {
        return new Standing.Refused(new GateFault.BodyTooLarge());
      }
      if (isOpen(call.method(), rest)) {
        return new Standing.Open();
      }
      // Only the exact value counts: "1, 1", "true" and the like are a caller's mistake, not a
      // wish.
      if (policy.bypass() && call.header(BYPASS).filter("1"::equals).isPresent()) {
        return new Standing.Bypassed(call.header(Identification.WALLET).flatMap(EvmAddress::parse));
      }
    }
    if (service.token().isEmpty()) {
      return new Standing.Refused(new GateFault.TokenNotCreated(service.id()));
    }
    var token = service.token().get();
    return switch (asker) {
      case Asker.OfWallet(var wallet) -> holding(Caller.unsigned(wallet), token, asked);
      case Asker.OfCall(var call, var rest) ->
          switch (identification.ofService(call, service.id())) {
            case Result.Nobody(var others) ->
                new Standing.Refused(new GateFault.WalletMissing(policy.walletHeader(), others));
            case Result.Bad(var fault) -> new Standing.Refused(fault);
            case Result.Guest(var key) -> guest(key, token, call, rest, service, asked);
            case Result.Somebody(var caller) -> {
              var fault = keyFault(caller, service, call.method(), rest);
              yield fault.isPresent()
                  ? new Standing.Refused(fault.get())
                  : holding(caller, token, asked);
            }
          };
    };
  }

  private Standing guest(
      Credentials.PublishableKey key,
      AccessToken token,
      Call call,
      String rest,
      GatedService service,
      Terms.OfService asked) {
    var fault = guests.outside(key, service.id(), call, rest);
    if (fault.isPresent()) {
      return new Standing.Refused(fault.get());
    }
    return switch (holding(Caller.maker(key), token, asked)) {
      case Standing.Holds holds ->
          new Standing.Guest(key, guests.origin(call, service.id()), holds);
      case Standing.Refused(var refusal) -> new Standing.Refused(Guests.ofOwner(refusal));
      case Standing.Open open -> open;
      case Standing.Bypassed bypassed -> bypassed;
      case Standing.Guest guest -> guest;
    };
  }

  /** What a key leaves out, if the caller shows one. */
  private static Optional<GateFault> keyFault(
      Caller caller, GatedService service, String method, String rest) {
    if (caller.key().isEmpty()) {
      return Optional.empty();
    }
    var key = caller.key().get();
    if (!key.serviceId().equals(service.id())) {
      return Optional.of(new GateFault.KeyOfAnotherService());
    }
    if (key.pause() != Credentials.Pause.NONE) {
      return Optional.of(new GateFault.KeyPaused(key.pause()));
    }
    return key.scope().covers(method, rest.isEmpty() ? "/" : rest)
        ? Optional.empty()
        : Optional.of(new GateFault.KeyScopeExceeded());
  }

  private Standing holding(Caller caller, AccessToken token, Terms.OfService asked) {
    if (!caller.chain().covers(token.chainId())) {
      return new Standing.Refused(new GateFault.WalletOfAnotherChain(token.chainId()));
    }
    // Before the balance: nobody buys what opens nothing.
    var kept = asked.block(caller.wallet());
    if (kept.isPresent()) {
      return new Standing.Refused(new GateFault.WalletBlocked(kept.get()));
    }
    var threshold = asked.threshold(token);
    return switch (balances.holding(token, caller.wallet(), asked.finality())) {
      case Balances.Holding.Known(var latest, var counted, var block) ->
          counted.compareTo(threshold) >= 0
              ? new Standing.Holds(caller, asked, counted, threshold)
              : new Standing.Refused(
                  new GateFault.BalanceTooLow(
                      token, caller.wallet(), counted, latest, threshold, block));
      case Balances.Holding.NotLoaded() ->
          new Standing.Refused(new GateFault.BalancesNotLoaded(token.chainId()));
      case Balances.Holding.Stale() ->
          new Standing.Refused(new GateFault.BalancesStale(token.chainId()));
    };
  }

  private Decision limited(Call call, GatedService service, Standing.Holds holds) {
    var ids = Ids.of(call, service);
    var lease = leaseOf(ids.request());
    var wallet = holds.caller().wallet();
    var most = holds.asked().callsAtOnce();
    return switch (throttle.call(
        lease, ids.service(), wallet.high(), wallet.middle(), wallet.low(), most)) {
      case LEASED -> {
        var decision = counted(ids, service, holds);
        if (decision instanceof Deny) {
          throttle.end(lease);
        }
        yield decision;
      }
      case EXCEEDED -> new Deny(new GateFault.CallsAtOnceExceeded(most), service.id());
      case FULL -> new Deny(new GateFault.LimitsNotCountable(), service.id());
    };
  }

  private Decision limited(Call call, GatedService service, Standing.Guest guest) {
    var ids = Ids.of(call, service);
    var lease = leaseOf(ids.request());
    var holds = guest.holds();
    var fault = guests.count(guest.key(), lease, client(call), holds.asked().callsAtOnce());
    if (fault.isPresent()) {
      return new Deny(fault.get(), service.id());
    }
    var decision = counted(ids, service, guest);
    if (decision instanceof Deny) {
      throttle.end(lease);
    }
    return decision;
  }

  /** It is the maker's access that is spent, and nobody who calls. */
  private Decision counted(Ids ids, GatedService service, Standing.Guest guest) {
    var key = guest.key();
    var holds = guest.holds();
    return switch (holds.asked().take(key.wallet(), holds.held(), holds.threshold())) {
      case Terms.Quota.Granted granted -> admitted(service, Entry.of(ids, guest), granted);
      case Terms.Quota.Exceeded exceeded ->
          new Deny(
              new GateFault.KeyRateExceeded(
                  GateFault.KeyRateExceeded.By.OWNER, 0, exceeded.retryAfterSeconds()),
              service.id());
      case Terms.Quota.NoRoom() -> new Deny(new GateFault.LimitsNotCountable(), service.id());
    };
  }

  private Decision counted(Ids ids, GatedService service, Standing.Holds holds) {
    var key = holds.caller().key().filter(k -> k.limit().isPresent());
    if (key.isEmpty()) {
      return countedOfWallet(ids, service, holds);
    }
    return switch (holds.asked().takeOwn(key.get())) {
      case Terms.Quota.Granted granted -> {
        var decision = countedOfWallet(ids, service, holds);
        if (decision instanceof Deny) {
          granted.giveBack().run();
        }
        yield decision;
      }
      case Terms.Quota.Exceeded exceeded ->
          new Deny(
              new GateFault.KeyRateExceeded(
                  GateFault.KeyRateExceeded.By.OWN_LIMIT,
                  key.get().limit().get().quota(),
                  exceeded.retryAfterSeconds()),
              service.id());
      case Terms.Quota.NoRoom() -> new Deny(new GateFault.LimitsNotCountable(), service.id());
    };
  }

  private Decision countedOfWallet(Ids ids, GatedService service, Standing.Holds holds) {
    var caller = holds.caller();
    return switch (holds.asked().take(caller.wallet(), holds.held(), holds.threshold())) {
      case Terms.Quota.Granted granted ->
          admitted(
              service,
              new Entry(
                  ids,
                  Optional.of(caller.wallet()),
                  caller.key().map(Credentials.Key::id),
                  caller.unsigned() ? Optional.of(UNSIGNED) : Optional.empty()),
              granted);
      case Terms.Quota.Exceeded exceeded ->
          new Deny(new GateFault.LimitExceeded(exceeded), service.id());
      case Terms.Quota.NoRoom() -> new Deny(new GateFault.LimitsNotCountable(), service.id());
    };
  }

  /** Of one call; {@code request} is {@link #NO_ID} where Envoy gave none. */
  private record Ids(UUID request, UUID service) {
    static Ids of(Call call, GatedService service) {
      return new Ids(requestId(call), UUID.fromString(service.id()));
    }
  }

  /**
   * Who goes in, and what the answer warns of.
   *
   * @param payer whose call it is counted as
   * @param page the origin of the page that calls for somebody whom nobody knows
   */
  private record Entry(
      Ids ids,
      Optional<EvmAddress> wallet,
      Optional<EvmAddress> payer,
      Optional<UUID> key,
      Optional<String> warning,
      Optional<String> page) {
    /** Of whoever calls for themselves. */
    Entry(Ids ids, Optional<EvmAddress> wallet, Optional<UUID> key, Optional<String> warning) {
      this(ids, wallet, wallet, key, warning, Optional.empty());
    }

    static Entry of(Ids ids, Standing.Guest guest) {
      return new Entry(
          ids,
          Optional.empty(),
          Optional.of(guest.key().wallet()),
          Optional.of(guest.key().id()),
          Optional.empty(),
          Optional.of(guest.origin()));
    }
  }

  /** Written down first: a call that could not be counted does not go on. */
  private Decision admitted(GatedService service, Entry entry, Terms.Quota.Granted granted) {
    var admission =
        new Admission(
            entry.ids().request(),
            entry.ids().service(),
            entry.payer(),
            entry.key(),
            clock.millis());
    if (!ledger.admit(admission)) {
      granted.giveBack().run();
      return new Deny(new GateFault.UsageNotRecordable(), service.id());
    }
    return new Allow(
        service.id(),
        cluster(service),
        entry.wallet(),
        entry.warning(),
        // Where the maker of a page's key stands is no matter of who calls.
        entry.page().isEmpty() ? granted.headers() : Optional.empty(),
        entry.page());
  }

  /** A lease that nobody ends, of a request without an id, ends when it expires. */
  private static UUID leaseOf(UUID request) {
    return request.equals(NO_ID) ? UUID.randomUUID() : request;
  }

  /** Envoy gives each request one; a call without would never be settled, and still counts. */
  private static UUID requestId(Call call) {
    try {
      return call.header("x-request-id").map(UUID::fromString).orElse(NO_ID);
    } catch (IllegalArgumentException e) {
      return NO_ID;
    }
  }

  /**
   * What {@link #decide} would say to a wallet's call of a service's gated paths now. Nothing is
   * counted; that a call cannot be counted for lack of room is found out by the call alone.
   *
   * @param serviceId UUID in any case
   */
  public Explanation explain(String serviceId, EvmAddress wallet) {
    if (!services.loaded()) {
      return Explanation.refused(new GateFault.RoutesNotLoaded());
    }
    var found = services.service(serviceId.toLowerCase(Locale.ROOT));
    if (found.isEmpty()) {
      return Explanation.refused(new GateFault.ServiceNotFound());
    }
    var service = found.get();
    Optional<GateFault> fault =
        switch (standing(new Asker.OfWallet(wallet), service)) {
          case Standing.Refused(var refusal) -> Optional.of(refusal);
          case Standing.Holds holds -> uncounted(service, holds);
          case Standing.Open(), Standing.Bypassed(var _), Standing.Guest _ -> Optional.empty();
        };
    return service.token().isEmpty()
        ? Explanation.refused(fault.orElseThrow())
        : withBalance(fault, service.token().get(), terms.of(service.id()), wallet);
  }

  /**
   * What {@link #decide} would say to a page's call with a publishable key now, but for how often
   * it was used. Nothing is counted, and nothing of the wallet is told that made the key.
   *
   * @param serviceId UUID in any case
   * @param call with the path at the service
   */
  public Explanation explain(String serviceId, Call call) {
    if (!services.loaded()) {
      return Explanation.refused(new GateFault.RoutesNotLoaded());
    }
    var found = services.service(serviceId.toLowerCase(Locale.ROOT));
    if (found.isEmpty()) {
      return Explanation.refused(new GateFault.ServiceNotFound());
    }
    if (!RequestTarget.hasOneMeaning(call.path(), 0)) {
      return Explanation.refused(new GateFault.PathAmbiguous());
    }
    return standing(new Asker.OfCall(call, call.path()), found.get())
            instanceof Standing.Refused(var fault)
        ? Explanation.refused(fault)
        : Explanation.admitted();
  }

  /** Why a call that may pass would not be let in now, in the order in which it is counted. */
  private Optional<GateFault> uncounted(GatedService service, Standing.Holds holds) {
    var wallet = holds.caller().wallet();
    var most = holds.asked().callsAtOnce();
    var open =
        throttle.callsOpen(
            UUID.fromString(service.id()), wallet.high(), wallet.middle(), wallet.low());
    return open >= most
        ? Optional.of(new GateFault.CallsAtOnceExceeded(most))
        : holds
            .asked()
            .exhausted(wallet, holds.held(), holds.threshold())
            .map(GateFault.LimitExceeded::new);
  }

  /** The facts beside it, which say more of a balance than the decision needs. */
  private Explanation withBalance(
      Optional<GateFault> fault, AccessToken token, Terms.OfService asked, EvmAddress wallet) {
    var known =
        balances.holding(token, wallet, asked.finality()) instanceof Balances.Holding.Known holding
            ? Optional.of(holding)
            : Optional.<Balances.Holding.Known>empty();
    return new Explanation(
        fault,
        Optional.of(token),
        Optional.of(asked.threshold(token)),
        known.map(Balances.Holding.Known::counted),
        known.map(Balances.Holding.Known::blockNumber).orElse(0L));
  }

  /** The id in {@code /gateway/{id}} or {@code /gateway/{id}/...}, in lower case. */
  private static Optional<String> serviceId(String path) {
    var end = PREFIX.length() + UUID_LENGTH;
    if (!path.startsWith(PREFIX)
        || path.length() < end
        || (path.length() > end && path.charAt(end) != '/')) {
      return Optional.empty();
    }
    // No shape check: what is not the id of a known service is not found.
    return Optional.of(path.substring(PREFIX.length(), end).toLowerCase(Locale.ROOT));
  }

  private static boolean isOpen(String method, String rest) {
    return (method.equals("GET") || method.equals("HEAD"))
        && (rest.equals("/openapi.json") || rest.equals("/health"));
  }

  /**
   * Envoy has checked that the length is one number; more digits than a long holds are too long.
   */
  private static boolean isTooLong(Optional<String> contentLength) {
    if (contentLength.isEmpty()) {
      return false;
    }
    try {
      return Long.parseLong(contentLength.get()) > MAX_BODY_BYTES;
    } catch (NumberFormatException e) {
      return true;
    }
  }
}
