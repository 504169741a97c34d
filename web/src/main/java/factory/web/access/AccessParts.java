package factory.web.access;

import factory.chain.v1.Token;
import factory.edge.v1.ExplainAccessResponse;
import factory.edge.v1.LimitState;
import factory.mesh.Caller;
import factory.pipeline.v1.Version;
import factory.registry.v1.Service;
import factory.web.neighbour.Neighbours;
import factory.web.neighbour.ServiceTokens;
import factory.web.neighbour.Wallet;
import factory.web.page.GateParts;
import factory.web.page.Parts;
import factory.web.page.Shown;
import factory.web.page.Tab;
import factory.web.service.RoomParts;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether a visitor may call a service, and the way in. */
public final class AccessParts {
  private final RoomParts rooms;
  private final GateParts gate;
  private final ServiceTokens tokens;

  public AccessParts(Neighbours neighbours, RoomParts rooms, GateParts gate) {
    this.rooms = rooms;
    this.gate = gate;
    tokens = new ServiceTokens(neighbours, neighbours.pageDeadline());
  }

  AccessViews.Access access(Service service, Version version, Optional<Wallet> wallet) {
    var state = rooms.state(service);
    var room = rooms.room(service, version, state, Tab.ACCESS);
    var poll = "/fragments/access?service_id=" + service.getId();
    if (!service.hasTokenAddress()) {
      return new AccessViews.Access(
          room,
          poll,
          new AccessViews.May.No(
              "Nobody may call it yet",
              "It is opened by a token of its own, which it does not have yet."),
          List.of(),
          List.of());
    }
    try {
      var token = tokens.of(service);
      var standing = gate.standing(service, token, wallet);
      return new AccessViews.Access(
          room,
          poll,
          may(service, token, standing, wallet),
          steps(service, token, standing, wallet),
          standing.told().map(AccessParts::left).orElse(List.of()));
    } catch (StatusRuntimeException e) {
      return new AccessViews.Access(
          room,
          poll,
          new AccessViews.May.Unknown(
              "Whether you may call it is not known now", Parts.trouble("The chain", e)),
          List.of(),
          List.of());
    }
  }

  private static AccessViews.May may(
      Service service, Token token, GateParts.Standing standing, Optional<Wallet> wallet) {
    var opens = "It opens for whoever holds " + holding(token, standing) + ".";
    if (wallet.isEmpty()) {
      return new AccessViews.May.Unknown("It depends on your wallet", opens);
    }
    var told = standing.told();
    if (told.isEmpty()) {
      return new AccessViews.May.Unknown(
          "Whether you may call it is not known now", standing.words());
    }
    return told.get().getAdmitted()
        ? new AccessViews.May.Yes(
            "Yes, you may call " + service.getName(),
            standing.words() + " It stays open while you hold " + holding(token, standing) + ".")
        : new AccessViews.May.No(
            told.get().getReason().equals("BALANCE_TOO_LOW")
                ? "Not opened for you yet"
                : "You may not call it now",
            standing.words());
  }

  private static String holding(Token token, GateParts.Standing standing) {
    return standing.needed().equals("1")
        ? "any " + token.getSymbol()
        : Shown.shortUnits(standing.needed()) + " " + token.getSymbol() + " or more";
  }

  private List<AccessViews.Step> steps(
      Service service, Token token, GateParts.Standing standing, Optional<Wallet> wallet) {
    var signedIn = Caller.current().session().isPresent();
    var believed = gate.believesWallets();
    var holds =
        standing.told().filter(told -> !told.getReason().equals("BALANCE_TOO_LOW")).isPresent();
    var known = signedIn || (believed && wallet.isPresent());
    List<AccessViews.Step> steps = new ArrayList<>();
    steps.add(
        new AccessViews.Step(
            "Show who you are",
            wallet
                .map(
                    w ->
                        w.shortened()
                            + (signedIn
                                ? ", signed in"
                                : believed
                                    ? ", which is enough in development"
                                    : ", not signed in: a signature costs nothing"))
                .orElse(
                    "Sign in with your wallet at the top of this page; a signature costs nothing."),
            "",
            "",
            known ? AccessViews.Progress.DONE : AccessViews.Progress.NOW));
    steps.add(
        new AccessViews.Step(
            "Hold " + holding(token, standing),
            holds ? "" : standing.told().map(AccessParts::missing).orElse(""),
            holds ? "" : "Buy " + token.getSymbol(),
            holds ? "" : Tab.TOKEN.of(service),
            holds
                ? AccessViews.Progress.DONE
                : known ? AccessViews.Progress.NOW : AccessViews.Progress.LATER));
    steps.add(
        new AccessViews.Step(
            "Call it",
            believed
                ? "With the wallet's address, as below; elsewhere than in development, with a key."
                : "With a key of yours, as below.",
            believed ? "" : "Make a key",
            believed ? "" : "#keys",
            standing.admitted() && known ? AccessViews.Progress.NOW : AccessViews.Progress.LATER));
    return steps;
  }

  private static String missing(ExplainAccessResponse told) {
    return told.getCostWei().isEmpty()
        ? ""
        : "What is missing costs about " + Shown.shortUnits(told.getCostWei()) + " ETH.";
  }

  private static List<AccessViews.Left> left(ExplainAccessResponse told) {
    List<AccessViews.Left> left = new ArrayList<>();
    for (LimitState limit : told.getLimitsList()) {
      left.add(
          new AccessViews.Left(
              "limit-" + left.size(),
              limit.getName(),
              Shown.grouped(limit.getRemaining()) + " of " + Shown.grouped(limit.getQuota()),
              limit.getQuota(),
              limit.getRemaining(),
              "anew in " + Shown.span(Duration.ofSeconds(limit.getResetAfter().getSeconds()))));
    }
    return left;
  }
}
