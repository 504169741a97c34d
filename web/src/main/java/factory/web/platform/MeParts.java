package factory.web.platform;

import factory.chain.v1.Holding;
import factory.chain.v1.ListHoldingsRequest;
import factory.chain.v1.QuoteSellRequest;
import factory.chain.v1.Token;
import factory.edge.v1.ListKeysRequest;
import factory.edge.v1.ListSessionsRequest;
import factory.edge.v1.Session;
import factory.mesh.Caller;
import factory.registry.v1.ListServicesRequest;
import factory.registry.v1.Service;
import factory.registry.v1.ServiceToken;
import factory.registry.v1.ServiceTokens;
import factory.web.access.CallerUsage;
import factory.web.access.KeyParts;
import factory.web.neighbour.Neighbours;
import factory.web.neighbour.Wallet;
import factory.web.page.Calls;
import factory.web.page.ChainParts;
import factory.web.page.GateParts;
import factory.web.page.Links;
import factory.web.page.Parts;
import factory.web.page.Shown;
import factory.web.page.States;
import factory.web.page.Tab;
import factory.web.page.TokenParts;
import io.grpc.StatusRuntimeException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * What a wallet has here: each list bounded, each saying by itself when what it needs cannot be
 * reached.
 */
public final class MeParts {
  private static final int SERVICES = 10;
  private static final int TOKENS = 20;

  private final Neighbours neighbours;
  private final Parts parts;
  private final GateParts gate;
  private final ChainParts chains;
  private final KeyParts keys;
  private final CallerUsage usage;
  private final Shown shown;

  public MeParts(
      Neighbours neighbours,
      Parts parts,
      GateParts gate,
      ChainParts chains,
      KeyParts keys,
      CallerUsage usage,
      Shown shown) {
    this.neighbours = neighbours;
    this.parts = parts;
    this.gate = gate;
    this.chains = chains;
    this.keys = keys;
    this.usage = usage;
    this.shown = shown;
  }

  /** Of whoever asks; to be called where that is known. */
  MeViews.Page page(Optional<Wallet> wallet) {
    if (wallet.isEmpty()) {
      return new MeViews.Nobody();
    }
    var caller = Caller.current();
    var signedIn = caller.session().isPresent();
    var mine = mine(wallet.get());
    var held = held(wallet.get());
    var rows = begin(caller, () -> services(mine, signedIn));
    var tokens = begin(caller, () -> tokens(held));
    if (!signedIn) {
      return new MeViews.Known(
          wallet.get().address(), rows.join(), tokens.join(), Optional.empty());
    }
    var reached = reached(mine, held);
    var calls = begin(caller, () -> usage.ofMine(wallet.get(), reached));
    var own = begin(caller, () -> keys(reached));
    var sessions = begin(caller, this::sessions);
    return new MeViews.Known(
        wallet.get().address(),
        rows.join(),
        tokens.join(),
        Optional.of(
            new MeViews.Own(
                calls.join(),
                reached.isEmpty()
                    ? ""
                    : reached.size() == 1
                        ? "Of the one service above."
                        : "Of the " + reached.size() + " services above, together.",
                own.join(),
                sessions.join())));
  }

  private <T> CompletableFuture<T> begin(Caller caller, Supplier<T> part) {
    return parts.begin(() -> caller.ask(part));
  }

  /** Some services, or why they are not known. */
  private record Found(String problem, List<Service> services, boolean more) {}

  private Found mine(Wallet wallet) {
    try {
      var page =
          neighbours
              .registry(neighbours.pageDeadline())
              .listServices(
                  ListServicesRequest.newBuilder()
                      .setRequesterId(wallet.address())
                      .setPageSize(SERVICES)
                      .build());
      return new Found("", page.getServicesList(), !page.getNextPageToken().isEmpty());
    } catch (StatusRuntimeException e) {
      return new Found(Parts.trouble("The registry", e), List.of(), false);
    }
  }

  /** What a wallet holds, and the services that are still there, by their token. */
  private record Held(
      String problem, List<Holding> holdings, Map<String, Service> services, boolean more) {}

  private Held held(Wallet wallet) {
    try {
      var told =
          neighbours
              .chain(neighbours.pageDeadline())
              .listHoldings(ListHoldingsRequest.newBuilder().setWallet(wallet.address()).build());
      var some = told.getHoldingsList().stream().limit(TOKENS).toList();
      return named(some, told.getMore() || some.size() < told.getHoldingsCount());
    } catch (StatusRuntimeException e) {
      return new Held(Parts.trouble("The chain", e), List.of(), Map.of(), false);
    }
  }

  /** With their services: without the registry nobody knows whether those are still there. */
  private Held named(List<Holding> holdings, boolean more) {
    try {
      return new Held("", holdings, byToken(holdings), more);
    } catch (StatusRuntimeException e) {
      return new Held(Parts.trouble("The registry", e), List.of(), Map.of(), false);
    }
  }

  private Map<String, Service> byToken(List<Holding> holdings) {
    if (holdings.isEmpty()) {
      return Map.of();
    }
    var wanted = ServiceTokens.newBuilder();
    holdings.forEach(
        holding ->
            wanted.addTokens(
                ServiceToken.newBuilder()
                    .setChainId(holding.getToken().getId().getChainId())
                    .setAddress(holding.getToken().getId().getAddress())));
    Map<String, Service> found = new HashMap<>();
    neighbours
        .registry(neighbours.pageDeadline())
        .listServices(
            ListServicesRequest.newBuilder().setTokens(wanted).setPageSize(TOKENS).build())
        .getServicesList()
        .forEach(
            service -> found.put(token(service.getChainId(), service.getTokenAddress()), service));
    return found;
  }

  private static String token(long chainId, String address) {
    return chainId + " " + address;
  }

  private static String token(Token token) {
    return token(token.getId().getChainId(), token.getId().getAddress());
  }

  /** Those where the wallet can have keys that open something, each once. */
  private static List<Service> reached(Found mine, Held held) {
    Map<String, Service> reached = new LinkedHashMap<>();
    held.holdings().stream()
        .map(holding -> held.services().get(token(holding.getToken())))
        .filter(Objects::nonNull)
        .forEach(service -> reached.put(service.getId(), service));
    mine.services().forEach(service -> reached.put(service.getId(), service));
    return List.copyOf(reached.values());
  }

  private MeViews.Services services(Found mine, boolean signedIn) {
    var serving = gate.serving(mine.services());
    var caller = Caller.current();
    var calls =
        mine.services().stream()
            .map(s -> begin(caller, () -> signedIn ? usage.callsOf(s) : ""))
            .toList();
    List<MeViews.ServiceRow> rows = new ArrayList<>();
    for (var i = 0; i < calls.size(); i++) {
      var service = mine.services().get(i);
      rows.add(
          new MeViews.ServiceRow(
              Links.page(service),
              Links.owner(service),
              service.getName(),
              States.of(service, Objects.requireNonNull(serving.get(service.getId()))),
              calls.get(i).join()));
    }
    return new MeViews.Services(mine.problem(), rows, mine.more(), signedIn);
  }

  // ---- tokens

  /** What a sale would pay, or why that is not known. */
  private record Worth(Optional<BigInteger> wei, String problem) {}

  private MeViews.Tokens tokens(Held held) {
    if (held.holdings().isEmpty()) {
      return new MeViews.Tokens(held.problem(), List.of(), List.of(), held.more());
    }
    var worth = held.holdings().stream().map(h -> parts.begin(() -> worth(h))).toList();
    Map<Long, String> names = new HashMap<>();
    Map<Long, BigInteger> sums = new LinkedHashMap<>();
    List<MeViews.TokenRow> rows = new ArrayList<>();
    for (var i = 0; i < worth.size(); i++) {
      var holding = held.holdings().get(i);
      var chain = holding.getToken().getId().getChainId();
      names.computeIfAbsent(chain, chains::name);
      var one = worth.get(i).join();
      one.wei().ifPresent(wei -> sums.merge(chain, wei, BigInteger::add));
      rows.add(row(held, holding, Objects.requireNonNull(names.get(chain)), one));
    }
    return new MeViews.Tokens(
        held.problem(),
        rows,
        sums.entrySet().stream()
            .map(e -> Shown.units(e.getValue().toString()) + " ETH on " + names.get(e.getKey()))
            .toList(),
        held.more());
  }

  private Worth worth(Holding holding) {
    try {
      var payout =
          neighbours
              .chain(neighbours.pageDeadline())
              .quoteSell(
                  QuoteSellRequest.newBuilder()
                      .setToken(holding.getToken().getId())
                      .setAmount(holding.getAmount())
                      .build())
              .getPayoutWei();
      return new Worth(Optional.of(TokenParts.number(payout)), "");
    } catch (StatusRuntimeException e) {
      return new Worth(Optional.empty(), Parts.trouble("The chain", e));
    }
  }

  private static MeViews.TokenRow row(Held held, Holding holding, String chain, Worth worth) {
    var service = Optional.ofNullable(held.services().get(token(holding.getToken())));
    var amount = Shown.units(holding.getAmount());
    return new MeViews.TokenRow(
        service.map(Service::getName).orElse(holding.getToken().getName()),
        service.map(Tab.TOKEN::of).orElse(""),
        service.map(s -> Tab.TOKEN.of(s) + "?sell=" + amount).orElse(""),
        amount,
        holding.getToken().getSymbol(),
        chain,
        worth.wei().map(wei -> Shown.units(wei.toString()) + " ETH").orElse(""),
        worth.problem());
  }

  // ---- keys and sessions

  private MeViews.Keys keys(List<Service> services) {
    var caller = Caller.current();
    var asked = services.stream().map(s -> begin(caller, () -> keys(s))).toList();
    try {
      return new MeViews.Keys("", asked.stream().flatMap(one -> Calls.join(one).stream()).toList());
    } catch (StatusRuntimeException e) {
      return new MeViews.Keys(Parts.trouble("The gate", e), List.of());
    }
  }

  private List<MeViews.Key> keys(Service service) {
    return neighbours
        .gate(neighbours.pageDeadline())
        .listKeys(ListKeysRequest.newBuilder().setServiceId(service.getId()).build())
        .getKeysList()
        .stream()
        .map(
            key ->
                new MeViews.Key(
                    service.getId(),
                    service.getName(),
                    Tab.ACCESS.of(service) + "#keys",
                    key.getId(),
                    key.getName(),
                    key.getHint() + "\u2026",
                    keys.state(key),
                    keys.times(key),
                    key.getPaused() ? "resume" : "pause"))
        .toList();
  }

  private MeViews.Sessions sessions() {
    try {
      return new MeViews.Sessions(
          "",
          neighbours
              .gate(neighbours.pageDeadline())
              .listSessions(ListSessionsRequest.getDefaultInstance())
              .getSessionsList()
              .stream()
              .sorted(Comparator.comparing(s -> !s.getCurrent()))
              .map(this::row)
              .toList());
    } catch (StatusRuntimeException e) {
      return new MeViews.Sessions(Parts.trouble("The gate", e), List.of());
    }
  }

  private MeViews.Session row(Session session) {
    return new MeViews.Session(
        session.getId(),
        shown.moment(session.getCreatedAt()),
        shown.moment(session.getExpiresAt()).full(),
        session.getChainId() == 0 ? "" : chains.name(session.getChainId()),
        session.getCurrent());
  }
}
