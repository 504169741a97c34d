package factory.web.page;

import factory.chain.v1.QuoteBuyRequest;
import factory.chain.v1.Token;
import factory.edge.v1.CheckServicesRequest;
import factory.edge.v1.ExplainAccessRequest;
import factory.edge.v1.ExplainAccessResponse;
import factory.edge.v1.GetGateRequest;
import factory.edge.v1.LimitState;
import factory.edge.v1.ServiceCheck;
import factory.registry.v1.Service;
import factory.registry.v1.ServingState;
import factory.web.neighbour.Neighbours;
import factory.web.neighbour.ServiceTokens;
import factory.web.neighbour.Wallet;
import io.grpc.StatusRuntimeException;
import java.math.BigInteger;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who may call what, as the gate says it: no page decides that by itself. */
public final class GateParts {
  private static final String GATE = "The gate";

  private final Neighbours neighbours;
  private final ServiceTokens tokens;

  public GateParts(Neighbours neighbours) {
    this.neighbours = neighbours;
    tokens = new ServiceTokens(neighbours, neighbours.pageDeadline());
  }

  // ---- whether a service answers calls

  /** Of one service. */
  public Views.Serving serving(Service service) {
    return serving(List.of(service)).getOrDefault(service.getId(), UNKNOWN);
  }

  private static final Views.Serving UNKNOWN =
      new Views.Serving(new Views.Badge("not known now", "wait"), "The gate does not say.");

  /** It would answer, were there a token to hold. */
  static final Views.Serving WITHOUT_TOKEN =
      new Views.Serving(
          new Views.Badge("waits for its token", "wait"),
          "It runs, and can be called once it has a token.");

  /** Of each, by its id; the gate is asked once, and only of those whose process answers. */
  public Map<String, Views.Serving> serving(List<Service> services) {
    Map<String, Views.Serving> told = new HashMap<>();
    for (var service : services) {
      if (service.hasTakedown()) {
        told.put(
            service.getId(),
            new Views.Serving(new Views.Badge("taken down", "bad"), takenDown(service)));
        continue;
      }
      var badge = Shown.serving(service.getServing().getState());
      told.put(
          service.getId(),
          badge.map(b -> new Views.Serving(b, service.getServing().getReason())).orElse(UNKNOWN));
    }
    var up =
        services.stream()
            .filter(s -> !s.hasTakedown())
            .filter(s -> s.getServing().getState() == ServingState.SERVING_STATE_UP)
            .map(Service::getId)
            .toList();
    if (up.isEmpty()) {
      return told;
    }
    try {
      check(up).forEach(check -> told.put(check.getServiceId(), serving(check)));
    } catch (StatusRuntimeException e) {
      var unknown =
          new Views.Serving(new Views.Badge("not known now", "wait"), Parts.trouble(GATE, e));
      up.forEach(id -> told.put(id, unknown));
    }
    return told;
  }

  /** Why nobody can call a service that the operators took down. */
  static String takenDown(Service service) {
    return "The operators took it down: "
        + service.getTakedown().getReason()
        + (service.hasTokenAddress() ? " (Its token can still be sold.)" : "");
  }

  private List<ServiceCheck> check(List<String> ids) {
    return neighbours
        .gate(neighbours.pageDeadline())
        .checkServices(CheckServicesRequest.newBuilder().addAllServiceIds(ids).build())
        .getChecksList();
  }

  private static Views.Serving serving(ServiceCheck check) {
    return switch (check.getReason()) {
      case "" -> new Views.Serving(new Views.Badge("answers calls", "good"), "");
      case "TOKEN_NOT_CREATED" -> WITHOUT_TOKEN;
      default ->
          new Views.Serving(new Views.Badge("cannot be called now", "bad"), check.getDetail());
    };
  }

  // ---- whether a wallet may call

  /**
   * What callers need, and how a wallet stands.
   *
   * @param balance what the wallet holds at the newest block, if one is connected
   */
  Views.Access access(Service service, Token token, Optional<Wallet> wallet, String balance) {
    try {
      if (wallet.isEmpty()) {
        var needed = needed(service, token);
        return new Views.Access(threshold(needed), needed, Optional.empty(), "", List.of());
      }
      var told = explain(service, wallet.get());
      var needed = told.getNeeded().isEmpty() ? token.getAccessThreshold() : told.getNeeded();
      return new Views.Access(
          threshold(needed),
          needed,
          Optional.of(badge(told)),
          words(told, balance),
          told.getLimitsList().stream().map(GateParts::limit).toList());
    } catch (StatusRuntimeException e) {
      return new Views.Access(
          threshold(token.getAccessThreshold()) + " (what the owner asks besides is not known now)",
          "",
          wallet.map(_ -> new Views.Badge("not known now", "wait")),
          Parts.trouble(GATE, e),
          List.of());
    }
  }

  /**
   * How somebody stands with a service.
   *
   * @param needed base units
   * @param badge what the gate says of the wallet; empty without one
   * @param words the same in a sentence; empty without a wallet
   * @param told all that the gate says of the wallet; empty without one, or when it does not say
   */
  public record Standing(
      String needed,
      Optional<Views.Badge> badge,
      String words,
      Optional<ExplainAccessResponse> told) {
    public boolean admitted() {
      return told.filter(ExplainAccessResponse::getAdmitted).isPresent();
    }
  }

  /** Asks the gate; the one place that does so for the pages of a service. */
  public Standing standing(Service service, Token token, Optional<Wallet> wallet) {
    try {
      if (wallet.isEmpty()) {
        return new Standing(needed(service, token), Optional.empty(), "", Optional.empty());
      }
      var told = explain(service, wallet.get());
      var needed = told.getNeeded().isEmpty() ? token.getAccessThreshold() : told.getNeeded();
      return new Standing(
          needed,
          Optional.of(badge(told)),
          standing(token, told, told.getAdmitted() ? "" : tokens.balance(token, wallet.get())),
          Optional.of(told));
    } catch (StatusRuntimeException e) {
      return new Standing(
          token.getAccessThreshold(),
          wallet.map(_ -> new Views.Badge("not known now", "wait")),
          Parts.trouble(GATE, e),
          Optional.empty());
    }
  }

  private static String standing(Token token, ExplainAccessResponse told, String balance) {
    if (!told.getAdmitted() && !told.getReason().equals("BALANCE_TOO_LOW")) {
      return told.getDetail();
    }
    var held =
        told.getHeld().isEmpty()
            ? "You"
            : "You hold " + Shown.shortUnits(told.getHeld()) + " " + token.getSymbol() + " and";
    return told.getAdmitted()
        ? held + " may call it."
        : isEnough(told, balance)
            ? words(told, balance)
            : held + " may not call it yet: " + words(told, balance);
  }

  private static boolean isEnough(ExplainAccessResponse told, String balance) {
    return TokenParts.number(balance).compareTo(TokenParts.number(told.getNeeded())) >= 0;
  }

  private ExplainAccessResponse explain(Service service, Wallet wallet) {
    return neighbours
        .gate(neighbours.pageDeadline())
        .explainAccess(
            ExplainAccessRequest.newBuilder()
                .setServiceId(service.getId())
                .setWallet(wallet.address())
                .build());
  }

  /** Base units that any caller needs. */
  private String needed(Service service, Token token) {
    return check(List.of(service.getId())).stream()
        .map(ServiceCheck::getNeeded)
        .filter(n -> !n.isEmpty())
        .findFirst()
        .orElse(token.getAccessThreshold());
  }

  /** What access costs now, in a line; empty when it cannot be told. */
  public String price(Service service) {
    if (!service.hasTokenAddress()) {
      return "";
    }
    try {
      var token = tokens.of(service);
      var needed = needed(service, token);
      if (needed.equals("1")) {
        return "Any %s opens it, one costs %s ETH now"
            .formatted(token.getSymbol(), Shown.shortUnits(token.getPriceWei()));
      }
      var cost =
          neighbours
              .chain(neighbours.pageDeadline())
              .quoteBuy(
                  QuoteBuyRequest.newBuilder().setToken(token.getId()).setTokens(needed).build())
              .getCostWei();
      return "%s %s open it, %s ETH now"
          .formatted(Shown.shortUnits(needed), token.getSymbol(), Shown.shortUnits(cost));
    } catch (StatusRuntimeException e) {
      return "";
    }
  }

  private static String threshold(String needed) {
    return needed.equals("1")
        ? "any balance above zero"
        : "a balance of " + Shown.units(needed) + " or more";
  }

  private static Views.Badge badge(ExplainAccessResponse told) {
    if (told.getAdmitted()) {
      return new Views.Badge("may call", "good");
    }
    return switch (told.getReason()) {
      case "BALANCE_TOO_LOW", "LIMIT_EXCEEDED" -> new Views.Badge("may not call yet", "wait");
      default -> new Views.Badge("may not call now", "bad");
    };
  }

  private static String words(ExplainAccessResponse told, String balance) {
    if (!told.getReason().equals("BALANCE_TOO_LOW")) {
      return told.getDetail();
    }
    var needed = TokenParts.number(told.getNeeded());
    if (isEnough(told, balance)) {
      return "The wallet holds enough, and not yet at a block that is final enough for this service: "
          + Shown.shortUnits(told.getHeld())
          + " counts so far.";
    }
    var missing = needed.subtract(TokenParts.number(told.getHeld())).max(BigInteger.ZERO);
    return Shown.shortUnits(missing.toString())
        + " more are needed"
        + (told.getCostWei().isEmpty()
            ? "."
            : ", which cost about " + Shown.shortUnits(told.getCostWei()) + " ETH.");
  }

  private static String limit(LimitState limit) {
    return Long.toUnsignedString(limit.getRemaining())
        + " of "
        + Long.toUnsignedString(limit.getQuota())
        + " calls left of \u201c"
        + limit.getName()
        + "\u201d, anew in "
        + Shown.span(Duration.ofSeconds(limit.getResetAfter().getSeconds()));
  }

  /** Whether a wallet may be named without a signature; no when nobody can tell. */
  public boolean believesWallets() {
    try {
      return neighbours
          .gate(neighbours.pageDeadline())
          .getGate(GetGateRequest.getDefaultInstance())
          .getWalletHeader();
    } catch (StatusRuntimeException e) {
      return false;
    }
  }
}
