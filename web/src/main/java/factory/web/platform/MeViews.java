package factory.web.platform;

import factory.web.page.UsageViews;
import factory.web.page.Views;
import java.util.List;
import java.util.Optional;

/** What a wallet's own page shows: finished strings. */
public final class MeViews {
  private MeViews() {}

  /** What is shown of whoever looks. */
  public sealed interface Page {}

  /** Nobody that is known: what signing in would show. */
  public record Nobody() implements Page {}

  /**
   * A wallet.
   *
   * @param wallet 0x and 40 hex digits
   * @param own what is told to the wallet alone; empty while it has not signed in
   */
  public record Known(String wallet, Services services, Tokens tokens, Optional<Own> own)
      implements Page {}

  /** What the gate tells a wallet that has signed in, and nobody else. */
  public record Own(UsageViews.Usage usage, String usageOf, Keys keys, Sessions sessions) {}

  /**
   * The services that a wallet had made, newest first.
   *
   * @param problem why they are not known; empty when they are
   * @param more whether there are others
   * @param counted whether it is known how often they are called
   */
  public record Services(String problem, List<ServiceRow> rows, boolean more, boolean counted) {}

  /**
   * One of them.
   *
   * @param calls in the last 30 days, by anybody; empty when it is not known
   */
  public record ServiceRow(
      String url, String ownerUrl, String title, Views.State state, String calls) {}

  /**
   * What a wallet holds.
   *
   * @param problem why it is not known; empty when it is
   * @param worth what selling all that is listed would pay, a line for each chain
   * @param more whether it holds others
   */
  public record Tokens(String problem, List<TokenRow> rows, List<String> worth, boolean more) {}

  /**
   * One of the tokens.
   *
   * @param service what it opens; the token's name where the service is gone
   * @param url of the service's token; empty where it is gone
   * @param amount exactly
   * @param worth what selling all of it would pay now; empty when it is not known
   * @param problem why it is not
   */
  public record TokenRow(
      String service,
      String url,
      String sellUrl,
      String amount,
      String symbol,
      String chain,
      String worth,
      String problem) {}

  /**
   * The wallet's keys of all the services that were asked.
   *
   * @param problem why some are not known; empty when all are
   */
  public record Keys(String problem, List<Key> rows) {}

  /**
   * A key.
   *
   * @param pause what its button does: pause or resume
   */
  public record Key(
      String serviceId,
      String service,
      String url,
      String id,
      String name,
      String hint,
      Views.Badge state,
      String times,
      String pause) {}

  /**
   * Where the wallet is signed in.
   *
   * @param problem why it is not known; empty when it is
   */
  public record Sessions(String problem, List<Session> rows) {}

  /**
   * One sign-in.
   *
   * @param chain the only one on which it counts; empty for all
   * @param current whether it is the one that looks
   */
  public record Session(
      String id, Views.Moment began, String ends, String chain, boolean current) {}
}
