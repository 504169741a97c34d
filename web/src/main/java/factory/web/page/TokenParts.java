package factory.web.page;

import factory.chain.v1.GetCurveRequest;
import factory.chain.v1.Holder;
import factory.chain.v1.ListHoldersRequest;
import factory.chain.v1.Token;
import factory.registry.v1.Service;
import factory.web.neighbour.Neighbours;
import factory.web.neighbour.ServiceTokens;
import factory.web.neighbour.Wallet;
import io.grpc.StatusRuntimeException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;

/** What a service's page shows of its token. */
public final class TokenParts {
  private static final int HOLDERS = 10;

  private final Neighbours neighbours;
  private final Parts parts;
  private final ChainParts chains;
  private final GateParts gate;
  private final TradeListParts trades;
  private final ServiceTokens tokens;

  public TokenParts(
      Neighbours neighbours,
      Parts parts,
      ChainParts chains,
      GateParts gate,
      TradeListParts trades) {
    this.neighbours = neighbours;
    this.parts = parts;
    this.chains = chains;
    this.gate = gate;
    this.trades = trades;
    tokens = new ServiceTokens(neighbours, neighbours.pageDeadline());
  }

  /**
   * The token, or how to make one.
   *
   * @param unavailable why none can be created now; empty when it can, or when it is there
   */
  public Views.Token token(Service service, String unavailable, Optional<Wallet> wallet) {
    var poll = "/fragments/token?service_id=" + service.getId();
    if (!service.hasTokenAddress()) {
      var choices = unavailable.isEmpty() ? chains.choices() : List.<Views.Choice>of();
      return none(poll + "&missing=yes", service.getId(), "", unavailable, choices);
    }
    try {
      return there(poll, service, tokens.of(service), wallet);
    } catch (StatusRuntimeException e) {
      return none(poll, service.getId(), Parts.trouble("The chain", e), "", List.of());
    }
  }

  private Views.Token there(String poll, Service service, Token token, Optional<Wallet> wallet) {
    var chain = parts.begin(() -> chains.name(token.getId().getChainId()));
    var curve = parts.begin(() -> curve(token));
    var traded = parts.begin(() -> trades.trades(token, wallet));
    var balance = wallet.map(w -> tokens.balance(token, w));
    var access = gate.access(service, token, wallet, balance.orElse("0"));
    return new Views.Token(
        poll,
        "",
        false,
        "",
        service.getId(),
        List.of(),
        token.getName(),
        token.getSymbol(),
        token.getId().getAddress(),
        Explorers.address(token.getId().getChainId(), token.getId().getAddress()),
        Long.toUnsignedString(token.getId().getChainId()),
        chain.join(),
        Shown.shortUnits(token.getSupply()),
        Shown.units(token.getPriceWei()),
        token.getHolders() == 1 ? "1 holder" : Shown.grouped(token.getHolders()) + " holders",
        wallet.map(Wallet::shortened).orElse(""),
        balance.map(Shown::shortUnits).orElse(""),
        balance.map(Shown::units).orElse(""),
        access,
        curve.join(),
        holders(token, wallet, access),
        traded.join());
  }

  private static Views.Token none(
      String poll, String id, String problem, String unavailable, List<Views.Choice> chains) {
    return new Views.Token(
        poll,
        problem,
        problem.isEmpty(),
        unavailable,
        id,
        chains,
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        new Views.Access("", "", Optional.empty(), "", List.of()),
        Plot.unknown(""),
        new Views.Holders("", List.of(), "", ""),
        TradeListParts.none());
  }

  private Views.Plot curve(Token token) {
    try {
      return Plot.of(
          neighbours
              .chain(neighbours.pageDeadline())
              .getCurve(GetCurveRequest.newBuilder().setToken(token.getId()).build()));
    } catch (StatusRuntimeException e) {
      return Plot.unknown(Parts.trouble("The curve", e));
    }
  }

  private Views.Holders holders(Token token, Optional<Wallet> wallet, Views.Access access) {
    try {
      var page =
          neighbours
              .chain(neighbours.pageDeadline())
              .listHolders(
                  ListHoldersRequest.newBuilder()
                      .setToken(token.getId())
                      .setPageSize(HOLDERS)
                      .build());
      var rows =
          page.getHoldersList().stream()
              .map(holder -> row(holder, number(token.getSupply()), wallet, access.needed()))
              .toList();
      var left = token.getHolders() - rows.size();
      return new Views.Holders(
          "",
          rows,
          page.getNextPageToken().isEmpty()
              ? ""
              : left > 0 ? "and " + Long.toUnsignedString(left) + " more" : "and more",
          access.needed().isEmpty() ? "" : access.threshold());
    } catch (StatusRuntimeException e) {
      return new Views.Holders(Parts.trouble("The list of holders", e), List.of(), "", "");
    }
  }

  private static Views.HolderRow row(
      Holder holder, BigInteger supply, Optional<Wallet> wallet, String needed) {
    var share =
        supply.signum() == 0
            ? ""
            : new BigDecimal(number(holder.getAmount()).multiply(BigInteger.valueOf(1_000)))
                .divide(new BigDecimal(supply), 0, RoundingMode.DOWN)
                .movePointLeft(1)
                .toPlainString();
    return new Views.HolderRow(
        holder.getWallet(),
        Parts.shortAddress(holder.getWallet()),
        Shown.shortUnits(holder.getAmount()),
        share.equals("0.0") ? "under 0.1%" : share + "%",
        wallet.filter(w -> w.address().equals(holder.getWallet())).isPresent(),
        !needed.isEmpty() && number(holder.getAmount()).compareTo(number(needed)) >= 0);
  }

  public static BigInteger number(String digits) {
    return digits.matches("[0-9]{1,78}") ? new BigInteger(digits) : BigInteger.ZERO;
  }
}
