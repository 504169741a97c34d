package factory.web.page;

import java.util.List;
import java.util.Optional;

/** What templates show: records of finished strings. */
public final class Views {
  private Views() {}

  /**
   * A time.
   *
   * @param relative such as {@code 3 minutes ago}
   * @param full for people who want to know exactly
   * @param iso for machines
   */
  public record Moment(String relative, String full, String iso) {
    /** Without the relative form: a view that only grew older is the same view. */
    @Override
    public String toString() {
      return iso;
    }
  }

  /**
   * A state in a word.
   *
   * @param tone its style: wait, work, good or bad
   */
  public record Badge(String word, String tone) {}

  /** One choice of a list. */
  public record Choice(String value, String label, boolean chosen) {
    /** The same, chosen as somebody chose; as it is when nobody did. */
    public Choice chosenBy(Optional<String> choice) {
      return new Choice(value, label, choice.map(value::equals).orElse(chosen));
    }
  }

  /**
   * What surrounds a page.
   *
   * @param open whether anybody may change everything here
   * @param operator whether whoever looks may do what the operators may
   * @param warning what every page says, such as that services run unsandboxed; or empty
   */
  public record Shell(
      String title,
      String here,
      Assets.Urls assets,
      WalletForm wallet,
      boolean open,
      boolean operator,
      String warning) {}

  /**
   * The wallet's part of the page.
   *
   * @param signedIn whether the wallet has shown that it is this person's
   */
  public record WalletForm(
      String address,
      String shortened,
      boolean signedIn,
      String typed,
      String error,
      String returnTo) {}

  /**
   * What the first page shows.
   *
   * @param ideas to begin with
   * @param running services that answer calls now
   */
  public record Home(List<Suggestion> ideas, Running running) {}

  /** An idea to begin with. */
  public record Suggestion(String label, String idea) {}

  /** A few services that answer calls now; none where they cannot be told. */
  public record Running(List<RunningService> services) {}

  /**
   * One of them.
   *
   * @param proof how many of its checks held; empty when it has no proof
   * @param price of access; empty when the chain does not say it
   * @param document where its document is; empty when it has no address
   */
  public record RunningService(
      String url,
      String title,
      String words,
      Badge badge,
      String proof,
      String price,
      String document) {}

  /**
   * How a service is.
   *
   * @param why it is so; empty when the badge says all
   */
  public record State(Badge badge, String why) {}

  /** A list of services with its filter. */
  public record Dashboard(Filter filter, Services services) {}

  /**
   * The filter over the list.
   *
   * @param whose none for who is nobody
   */
  public record Filter(
      String q, List<Choice> statuses, List<Choice> orders, List<Choice> whose, boolean set) {}

  /**
   * The list.
   *
   * @param count how many there are on all pages
   */
  public record Services(
      String poll,
      String problem,
      String count,
      String empty,
      String emptyLink,
      String emptyAction,
      List<ServiceRow> rows,
      String firstLabel,
      String first,
      String nextLabel,
      String next) {}

  /** One line of the list. */
  public record ServiceRow(
      String id, String url, String title, State state, String token, Moment created) {}

  /** Counts. */
  public record Statistics(String problem, List<Figure> figures) {}

  /** One count. */
  public record Figure(String label, String value) {}

  /** What models were asked within 24 hours. */
  public record Models(String problem, List<ModelRow> rows) {}

  /** All calls of a model that ended in one way. */
  public record ModelRow(
      String model,
      String outcome,
      String calls,
      String tokensIn,
      String tokensOut,
      String took,
      String cost) {}

  /** The platform's parts. */
  public record Status(String summary, String tone, List<Part> parts) {}

  /** One part of the platform and how it is. */
  public record Part(String name, Badge badge, String detail) {}

  /**
   * Whether a service answers calls.
   *
   * @param detail why not; empty when it does, or when the badge says all
   */
  public record Serving(Badge badge, String detail) {}

  /**
   * The work on a service.
   *
   * @param busy whether something works on it now
   * @param may whether whoever looks may change it
   * @param anew where the idea can be written in other words; empty when that does not help
   * @param runs where all of the work stands
   * @param delete where it is asked whether it is to be deleted
   */
  public record Progress(
      String serviceId,
      boolean busy,
      List<Action> actions,
      boolean may,
      String anew,
      List<JobRow> jobs,
      String jobsProblem,
      List<EventRow> events,
      String runs,
      String delete) {}

  /** A button. */
  public record Action(String id, String path, String label, boolean main, boolean auto) {}

  /**
   * A job and its steps.
   *
   * @param open whether it is the newest
   * @param cost what it spent on models; empty when it called none
   * @param took from its first step to the end of its last; empty while it runs, or when no step
   *     did
   * @param actions what can be done about it now
   */
  public record JobRow(
      String id,
      String kind,
      Badge state,
      String message,
      Moment created,
      boolean open,
      String cost,
      String took,
      List<StepRow> steps,
      List<Action> actions) {}

  /** One step. */
  public record StepRow(String name, Badge state, String message, String took) {}

  /** One line of the history. */
  public record EventRow(Badge status, String message, Moment at) {}

  /**
   * What callers of a service need, and how a wallet stands.
   *
   * @param badge the wallet's; empty when none is connected
   * @param needed base units that any caller needs; empty when the gate does not say
   * @param words what keeps the wallet out; empty when it may call
   * @param limits how many calls it has left
   */
  public record Access(
      String threshold, String needed, Optional<Badge> badge, String words, List<String> limits) {}

  /**
   * A service's token.
   *
   * @param missing that there is none
   * @param unavailable why none can be created here now; empty when the form helps
   * @param explorer of its contract; empty when none is known
   * @param holds how many wallets hold some
   * @param exact the balance with all its digits
   */
  public record Token(
      String poll,
      String problem,
      boolean missing,
      String unavailable,
      String serviceId,
      List<Choice> chains,
      String name,
      String symbol,
      String address,
      String explorer,
      String chainId,
      String chain,
      String supply,
      String price,
      String holds,
      String wallet,
      String balance,
      String exact,
      Access access,
      Plot curve,
      Holders holders,
      TokenViews.Trades trades) {}

  /**
   * A price curve, drawn.
   *
   * @param line its points
   * @param summary the same in words
   */
  public record Plot(
      String problem,
      String line,
      String nowX,
      String nowY,
      List<Tick> supplies,
      List<Tick> prices,
      String summary) {}

  /** A mark on an axis. */
  public record Tick(String at, String label) {}

  /**
   * Who holds most.
   *
   * @param threshold what the gate asks for, in words; empty when it does not say
   */
  public record Holders(String problem, List<HolderRow> rows, String more, String threshold) {}

  /**
   * One holder.
   *
   * @param enough it is at least what the gate asks for, as far as that is known
   */
  public record HolderRow(
      String wallet, String shortened, String amount, String share, boolean you, boolean enough) {}

  /** A purchase or a sale. */
  public record Trade(
      String side,
      String serviceId,
      String amount,
      String slippage,
      String error,
      String slippageError,
      Optional<Quote> quote,
      Optional<Prepared> prepared) {}

  /**
   * What an amount would bring, asked for again and again.
   *
   * @param facts what it changes
   * @param outcome empty where no wallet is known
   * @param warning that what was prepared no longer holds; empty when it does
   */
  public record Quote(
      String side,
      String poll,
      String words,
      List<Figure> facts,
      Optional<Outcome> outcome,
      String warning) {}

  /**
   * What a wallet would have then.
   *
   * @param held with its symbol
   * @param access whether that opens the API
   * @param opens whether it does
   * @param now how far the bar reaches before, of 300; the threshold is at 100
   * @param then how far it reaches after
   */
  public record Outcome(String held, String access, boolean opens, int now, int then) {}

  /** What to sign. */
  public record Prepared(
      String chain,
      String from,
      String to,
      String value,
      String data,
      String leastOf,
      String least,
      Moment deadline,
      String gas,
      String command) {}

  /** A followed chain. */
  public record Chain(
      String name,
      Badge badge,
      boolean byDefault,
      String problem,
      String latest,
      String lag,
      String finalized,
      String finality,
      String factory,
      List<Endpoint> endpoints) {}

  /** An endpoint of a chain. */
  public record Endpoint(String label, Badge badge, String head, String answered, String problem) {}

  /** Every followed chain. */
  public record Chains(String problem, List<Chain> chains) {}

  /** What one operation of a service does. */
  public record Operation(String method, String path, String words) {}

  /**
   * A question before a deletion.
   *
   * @param url the service's page
   * @param refusal why it would be refused; empty when it would not
   */
  public record Deletion(String id, String url, String title, boolean token, String refusal) {}

  /** Something that did not work. */
  public record Trouble(
      String status, String title, String detail, List<String> fields, String reason) {}
}
