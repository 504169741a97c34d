package factory.web.service;

import factory.chain.v1.QuoteBuyRequest;
import factory.chain.v1.Token;
import factory.edge.v1.FinalityKind;
import factory.edge.v1.GetRulesRequest;
import factory.edge.v1.Limit;
import factory.edge.v1.Rules;
import factory.registry.v1.Service;
import factory.registry.v1.ServiceAction;
import factory.web.neighbour.Neighbours;
import factory.web.neighbour.ServiceTokens;
import factory.web.neighbour.Wallet;
import factory.web.page.Actions;
import factory.web.page.GateParts;
import factory.web.page.Parts;
import factory.web.page.Shown;
import factory.web.page.Tab;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What access to a service costs and what it buys, in words: as the gate and the chain say it. */
public final class OfferParts {
  /** What the gate lets a wallet have open where its owner sets nothing. */
  private static final int CALLS_AT_ONCE = 32;

  private final Neighbours neighbours;
  private final GateParts gate;
  private final ServiceTokens tokens;

  public OfferParts(Neighbours neighbours, GateParts gate) {
    this.neighbours = neighbours;
    this.gate = gate;
    tokens = new ServiceTokens(neighbours, neighbours.pageDeadline());
  }

  /**
   * How a visitor comes in.
   *
   * @param change whether the visitor may change the service
   */
  RoomViews.Offer offer(Service service, Optional<Wallet> wallet, String next, boolean change) {
    if (!service.hasTokenAddress()) {
      var create = change && Actions.allows(service, ServiceAction.SERVICE_ACTION_TOKENISE);
      return new RoomViews.Offer.None(
          "Nothing to buy yet",
          "It is opened by a token of its own, which it does not have yet.",
          create ? "Create its token" : "",
          create ? Tab.TOKEN.of(service) : "");
    }
    try {
      return sale(service, tokens.of(service), wallet, next);
    } catch (StatusRuntimeException e) {
      return new RoomViews.Offer.None(
          "What access costs is not known now", Parts.trouble("The chain", e), "", "");
    }
  }

  private RoomViews.Offer sale(Service service, Token token, Optional<Wallet> wallet, String next) {
    var standing = gate.standing(service, token, wallet);
    var symbol = token.getSymbol();
    var any = standing.needed().equals("1");
    var needed = Shown.shortUnits(standing.needed());
    return new RoomViews.Offer.Sale(
        any
            ? "Hold any " + symbol + " to call it"
            : "Hold " + needed + " " + symbol + " to call it",
        Shown.shortUnits(any ? token.getPriceWei() : cost(token, standing.needed())) + " ETH",
        any
            ? "for the next one; any part of it opens the API"
            : "for " + needed + " at this moment",
        standing.words(),
        standing.badge(),
        standing.admitted() ? "Call it" : "Get access",
        next,
        terms(service, any ? "" : needed));
  }

  private String cost(Token token, String needed) {
    return neighbours
        .chain(neighbours.pageDeadline())
        .quoteBuy(QuoteBuyRequest.newBuilder().setToken(token.getId()).setTokens(needed).build())
        .getCostWei();
  }

  private List<String> terms(Service service, String needed) {
    List<String> terms = new ArrayList<>();
    try {
      var rules =
          neighbours
              .gate(neighbours.pageDeadline())
              .getRules(GetRulesRequest.newBuilder().setServiceId(service.getId()).build())
              .getRules();
      rules.getLimitsList().forEach(limit -> terms.add(limit(limit)));
      if (rules.getLimitsCount() == 0) {
        terms.add(
            "As many calls as you like, "
                + (rules.getCallsAtOnce() == 0 ? CALLS_AT_ONCE : rules.getCallsAtOnce())
                + " at once");
      }
      terms.add(opens(rules));
    } catch (StatusRuntimeException e) {
      terms.add("How often you may call is not known now");
    }
    terms.add("Sell back at any time, at the price of that moment");
    terms.add(
        needed.isEmpty()
            ? "Closes as soon as you hold none"
            : "Closes as soon as you hold less than " + needed);
    return terms;
  }

  private static String limit(Limit limit) {
    var window = Shown.span(Duration.ofSeconds(limit.getWindow().getSeconds()));
    return Shown.grouped(limit.getQuota())
        + " calls in "
        + (window.startsWith("1 ")
            ? (window.equals("1 hour") ? "an " : "a ") + window.substring(2)
            : window)
        + (limit.getMaxMultiple() > 1
            ? ", up to " + limit.getMaxMultiple() + " times as many for whoever holds more"
            : "");
  }

  private static String opens(Rules rules) {
    var finality = rules.getFinality();
    return finality.getKind() == FinalityKind.FINALITY_KIND_SAFE
        ? "Opens once the chain does not take your purchase back"
        : finality.getKind() == FinalityKind.FINALITY_KIND_CONFIRMATIONS
            ? "Opens "
                + finality.getConfirmations()
                + (finality.getConfirmations() == 1 ? " block" : " blocks")
                + " after you buy"
            : "Opens with the block that has your purchase";
  }
}
