package factory.web.token;

import factory.pipeline.v1.TokeniseServiceRequest;
import factory.registry.v1.Service;
import factory.web.http.Call;
import factory.web.http.Problem;
import factory.web.http.Query;
import factory.web.http.Reply;
import factory.web.neighbour.Neighbours;
import factory.web.neighbour.Wallet;
import factory.web.page.Frame;
import factory.web.page.ServiceParts;
import factory.web.page.Shown;
import factory.web.page.Tab;
import factory.web.page.TokenParts;
import factory.web.page.Views;
import factory.web.service.RoomParts;
import factory.web.service.Versions;
import factory.web.token.TradeForm.Side;
import java.util.Map;
import java.util.Optional;

/** The page of a service's token, where it is bought and sold. */
public final class TokenPages {
  private static final String FIRST_PURCHASE = "0.01";

  private final Neighbours neighbours;
  private final Frame frame;
  private final ServiceParts parts;
  private final RoomParts rooms;
  private final Versions versions;
  private final TokenParts tokens;
  private final TradeParts trades;
  private final QuoteParts quotes;

  public TokenPages(
      Neighbours neighbours,
      Frame frame,
      ServiceParts parts,
      RoomParts rooms,
      Versions versions,
      TokenParts tokens,
      TradeParts trades,
      QuoteParts quotes) {
    this.neighbours = neighbours;
    this.frame = frame;
    this.parts = parts;
    this.rooms = rooms;
    this.versions = versions;
    this.tokens = tokens;
    this.trades = trades;
    this.quotes = quotes;
  }

  /** {@code GET /s/{slug}/token}. */
  public Reply page(Call call) {
    var query = call.query("buy", "sell", "prepare", "side", "slippage");
    var slug = call.pathPart("slug");
    var service = parts.named(slug);
    if (!service.getSlug().equals(slug)) {
      return Reply.seeOther(Tab.TOKEN.of(service) + call.rawQuery());
    }
    var id = service.getId();
    var wallet = Frame.wallet(call);
    var prepare = query.given("prepare").isPresent();
    var slippage = slippage(query);
    var selling = query.text("side").equals("sell") || query.given("sell").isPresent();
    return frame
        .html()
        .page(
            200,
            "token",
            Map.of(
                "selling",
                selling,
                "shell",
                frame.shell(call, service.getName() + " token", Tab.TOKEN.of(service)),
                "room",
                rooms.room(service, versions.served(service), rooms.state(service), Tab.TOKEN),
                "token",
                token(
                    service,
                    service.hasTokenAddress()
                        ? Optional.empty()
                        : Optional.of(parts.ability(service)),
                    wallet),
                "buy",
                service.hasTokenAddress()
                    ? trades.trade(
                        new TradeForm(
                            Side.BUY, id, query.given("buy").orElse(FIRST_PURCHASE), slippage),
                        prepare && query.given("buy").isPresent(),
                        wallet)
                    : new TradeForm(Side.BUY, id, "", slippage).empty(),
                "sell",
                service.hasTokenAddress() && query.given("sell").isPresent()
                    ? trades.trade(
                        new TradeForm(Side.SELL, id, query.text("sell"), slippage), prepare, wallet)
                    : new TradeForm(Side.SELL, id, "", slippage).empty()));
  }

  private static String slippage(Query query) {
    return query.given("slippage").orElse(TradeForm.SLIPPAGE);
  }

  /** {@code GET /fragments/token}. */
  public Reply fragment(Call call) {
    var query = call.query("service_id", "v", "missing");
    return parts.ofService(
        frame,
        call,
        query.uuid("service_id"),
        service ->
            query.given("missing").isPresent() && service.hasTokenAddress() && call.htmx()
                // It can be bought now, which is more than this part of the page.
                ? Reply.empty(204).with("HX-Refresh", "true")
                : tokenFragment(call, service, query.text("v")));
  }

  private Reply.Whole tokenFragment(Call call, Service service, String seen) {
    return frame
        .html()
        .live(
            "token",
            token(
                service,
                service.hasTokenAddress() ? Optional.empty() : Optional.of(parts.ability(service)),
                Frame.wallet(call)),
            seen);
  }

  private Views.Token token(
      Service service, Optional<ServiceParts.Ability> ability, Optional<Wallet> wallet) {
    return tokens.token(
        service, ability.map(a -> ServiceParts.noToken(service, a)).orElse(""), wallet);
  }

  /** {@code GET /fragments/buy}. */
  public Reply buyFragment(Call call) {
    return tradeFragment(call, Side.BUY);
  }

  /** {@code GET /fragments/sell}. */
  public Reply sellFragment(Call call) {
    return tradeFragment(call, Side.SELL);
  }

  private Reply tradeFragment(Call call, Side side) {
    var query = call.query("service_id", side.word(), "prepare", "slippage");
    var id = query.uuid("service_id");
    var prepare = query.given("prepare").isPresent();
    var form = new TradeForm(side, id, query.text(side.word()), slippage(query));
    var view =
        prepare || query.given(side.word()).isPresent()
            ? trades.trade(form, prepare, Frame.wallet(call))
            : form.empty();
    return frame
        .html()
        .page(
            view.error().isEmpty() && view.slippageError().isEmpty() ? 200 : 422,
            "fragments/trade",
            Map.of("view", view))
        .with(Frame.FRAGMENT, side.word());
  }

  /** {@code GET /fragments/quote}. */
  public Reply quoteFragment(Call call) {
    var query = call.query("service_id", "side", "amount", "least", "until", "v");
    var side = query.text("side").equals("sell") ? Side.SELL : Side.BUY;
    var amount =
        Shown.base(query.text("amount"))
            .orElseThrow(() -> Problem.field("amount", "must be a number above 0"));
    var until = query.text("until");
    var promise =
        until.matches("[0-9]{1,18}")
            ? new QuoteParts.Promise(TokenParts.number(query.text("least")), Long.parseLong(until))
            : QuoteParts.Promise.NONE;
    return frame
        .html()
        .live(
            "quote",
            quotes.quote(side, query.uuid("service_id"), amount, promise, Frame.wallet(call)),
            query.text("v"));
  }

  /** {@code POST /token} of a form. */
  public Reply tokenise(Call call) {
    var form = call.form("service_id", "name", "chain_id");
    var id = form.uuid("service_id");
    var request = TokeniseServiceRequest.newBuilder().setServiceId(id).setName(name(form));
    form.given("chain_id").map(Query::chainId).ifPresent(request::setChainId);
    var _ = neighbours.pipeline(neighbours.deadline()).tokeniseService(request.build());
    return call.htmx()
        ? frame.withoutNotice(
            tokenFragment(call, parts.service(id), "").with("HX-Trigger", "progress-changed"))
        : Reply.seeOther(Tab.TOKEN.of(parts.service(id)));
  }

  private static String name(Query form) {
    return form.text("name").strip();
  }
}
