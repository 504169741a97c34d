package factory.pipeline.model;

import factory.pipeline.model.ModelFailed.Why;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * The model that reads ideas: asked within what may be spent, and never twice for the same. Safe
 * for many threads.
 */
public final class Model implements AutoCloseable {
  private static final int TRIES = 4;
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);

  private final ModelPlace place;
  private final ModelClient client;
  private final LedgerStore ledger;
  private final Clock clock;

  /** A model at its place, with a ledger. */
  public Model(ModelPlace place, Ledger ledger, Clock clock) {
    this.place = place;
    this.client = new LangChainClient(place);
    this.ledger = ledger.store();
    this.clock = clock;
  }

  /** Where it is, and what it may cost. */
  public ModelPlace place() {
    return place;
  }

  /**
   * Asks, or says what was answered to the same before. What it may cost is put aside before each
   * call; a server that is busy or away is asked again, a few times.
   *
   * @throws ModelFailed when there is no answer, and why
   */
  public Said ask(Asker asker, Prompt prompt) throws ModelFailed, InterruptedException {
    var digest = prompt.digest(place.id());
    var before = ledger.recorded(digest);
    if (before.isPresent()) {
      ledger.replayed(asker, place.id());
      return before.get();
    }
    var pause = FIRST_PAUSE;
    for (var tries = 1; ; tries++) {
      try {
        return call(asker, prompt, digest);
      } catch (ModelFailed e) {
        var wait = e.retryAfter().orElse(pause);
        if (!e.mayPass() || tries == TRIES || wait.compareTo(LONGEST_PAUSE) > 0) {
          throw e;
        }
        Thread.sleep(wait);
        pause = pause.multipliedBy(2);
      }
    }
  }

  /** What was answered to that is not said again: nothing could be done with it. */
  public void forget(Prompt prompt) {
    ledger.forget(prompt.digest(place.id()));
  }

  private Said call(Asker asker, Prompt prompt, String digest)
      throws ModelFailed, InterruptedException {
    var most = place.price().of(Tokens.atMost(prompt), place.maxTokens());
    var call = opened(asker, most);
    var began = clock.millis();
    try {
      var said = client.say(prompt, place.maxTokens());
      ledger.answered(call, digest, said, cost(said), since(began));
      return said;
    } catch (ModelFailed e) {
      var cost = e.said().map(this::cost).orElse(e.mayHaveCost() ? most : Usd.ZERO);
      ledger.close(
          call,
          e.why().word(),
          e.said().map(Said::tokensIn).orElse(0L),
          e.said().map(Said::tokensOut).orElse(0L),
          cost,
          since(began));
      throw e;
    } catch (InterruptedException e) {
      // What was worked until then has its price, which nobody tells.
      ledger.close(call, "cancelled", 0, 0, most, since(began));
      throw e;
    }
  }

  private UUID opened(Asker asker, Usd most) throws ModelFailed {
    try {
      return ledger.open(asker, place.id(), most, within(most));
    } catch (OverBudget e) {
      throw new ModelFailed(Why.TOO_DEAR, e.words);
    }
  }

  private Consumer<LedgerStore.Spent> within(Usd most) {
    return spent -> {
      require(spent.byJob(), most, place.perJob(), "one job may cost", "pipeline.model-per-job");
      require(
          spent.byOwner(),
          most,
          place.perOwner(),
          "one owner may spend within 24 hours",
          "pipeline.model-per-owner");
      require(
          spent.byAll(),
          most,
          place.perDay(),
          "all may spend within 24 hours",
          "pipeline.model-per-day");
    };
  }

  private static void require(Usd spent, Usd most, Usd limit, String what, String setting) {
    if (spent.plus(most).compareTo(limit) > 0) {
      throw new OverBudget(
          "Asking it might cost %s US dollars after %s, which is more than %s: %s (%s)."
              .formatted(most, spent, what, limit, setting));
    }
  }

  /** Through a transaction, which it undoes. */
  private static final class OverBudget extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final String words;

    private OverBudget(String words) {
      super(words);
      this.words = words;
    }
  }

  private Usd cost(Said said) {
    return place.price().of(said.tokensIn(), said.tokensOut());
  }

  private Duration since(long began) {
    return Duration.ofMillis(clock.millis() - began);
  }

  /** What a job has spent, with what is put aside. */
  public Usd spent(UUID job) {
    return ledger.byJobs(List.of(job)).getOrDefault(job, Usd.ZERO);
  }

  @Override
  public void close() {
    client.close();
  }
}
