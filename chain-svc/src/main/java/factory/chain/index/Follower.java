package factory.chain.index;

import factory.chain.evm.Account;
import factory.chain.evm.Endpoint;
import factory.chain.evm.EndpointDown;
import factory.chain.evm.Endpoints;
import factory.mesh.Backoff;
import factory.mesh.Loop;
import factory.mesh.Pauses;
import factory.mesh.Refused;
import factory.mesh.Signal;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Follows one chain by block hash and parent, on a thread of its own: stores each range of blocks
 * in one transaction, then changes the picture. Nothing that an endpoint does ends it.
 */
public final class Follower implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Follower.class.getName());
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

  /** So many answers in a row that contradict the index prove the index wrong, not them. */
  private static final int PROOF = 3;

  private final Following following;
  private final Endpoints endpoints;
  private final Picture picture;
  private final Pursuit pursuit;
  private final Clock clock;
  private final Signal nudges = new Signal();
  private final Loop loop;
  private volatile String problem = "the endpoint was not asked yet";

  /** Why balances must not be trusted although they were complete; empty when they may. */
  private volatile String doubt = "";

  // Of the following thread alone.
  private final Pauses pauses;
  private boolean contradicted;
  private int broken;

  /** A failed audit is made up for by one that does not fail. */
  private boolean awaitAudit;

  /**
   * What to follow and how.
   *
   * @param startBlock no token of ours is older
   * @param poll between two questions for the newest block
   * @param finality from where on nothing is taken back
   * @param disposable the chain may be begun anew, and the index with it
   * @param maxBlockAge a newest block that is older is a problem
   * @param auditInterval between two comparisons of the index with the chain
   */
  public record Following(
      long chainId,
      long startBlock,
      Duration poll,
      Finality finality,
      boolean disposable,
      Optional<Duration> maxBlockAge,
      Duration auditInterval) {}

  /** Who answers for the factory contract. */
  public interface Owner {
    /**
     * The factory's address: checked to be on the chain, deployed where that is allowed.
     *
     * @param endpoint the one that is followed: another one may be on another branch
     * @throws EndpointDown with the problem when there is none
     */
    Account factory(Endpoint endpoint);

    /** The chain that we knew is gone: whatever was being sent to it is void. */
    void chainIsGone();
  }

  private Follower(
      Following following,
      Endpoints endpoints,
      IndexStore store,
      Picture picture,
      Owner owner,
      Clock clock) {
    this.following = following;
    this.endpoints = endpoints;
    this.picture = picture;
    this.clock = clock;
    pursuit = new Pursuit(following, store, picture, owner, clock);
    pauses =
        new Pauses(
            new Backoff(shorter(following.poll().multipliedBy(2), LONGEST_PAUSE), LONGEST_PAUSE));
    loop =
        Loop.named("follow-" + following.chainId())
            .consequence("balances of chain " + following.chainId() + " grow old")
            .wokenBy(nudges)
            .backoff(new Backoff(Duration.ofMillis(250), LONGEST_PAUSE))
            .build(this::follow);
  }

  /** Shows what is stored, then starts to follow. */
  public static Follower start(
      Following following,
      Endpoints endpoints,
      IndexStore store,
      Picture picture,
      Owner owner,
      Clock clock) {
    var follower = new Follower(following, endpoints, store, picture, owner, clock);
    try {
      follower.pursuit.load();
    } catch (Broken e) {
      follower.makeAnew("what is stored is no chain", e);
    }
    follower.loop.start();
    return follower;
  }

  /** What is wrong, for a person to read; empty when nothing is. */
  public String problem() {
    return problem.isEmpty() ? untrusted() : problem;
  }

  /**
   * Why nothing should be decided on the balances, however young the head is; empty when it may. An
   * endpoint that is away is no such reason: the head's age tells of that.
   */
  public String untrusted() {
    if (!doubt.isEmpty()) {
      return doubt;
    }
    if (!picture.settled()) {
      return "balances are being read from the chain";
    }
    var age = picture.head().map(head -> Duration.between(head.block().time(), clock.instant()));
    if (following.maxBlockAge().isPresent()
        && age.isPresent()
        && age.get().compareTo(following.maxBlockAge().get()) > 0) {
      return "the newest block is older than " + following.maxBlockAge().get().toSeconds() + " s";
    }
    return "";
  }

  /** The factory's address, once it is known to be on the chain. */
  public Optional<Account> factory() {
    return pursuit.factory();
  }

  /** There is a new block for sure: do not wait for the next look. */
  public void nudge() {
    nudges.raise();
  }

  private Duration follow() {
    contradicted = false;
    Duration pause;
    try {
      var more = endpoints.ask(this::look);
      broken = 0;
      trust();
      if (more) {
        return Duration.ZERO;
      }
      tell("");
      pause = well();
    } catch (Overtaken e) {
      pursuit.overtaken();
      pause = well();
    } catch (Behind e) {
      // The head is not confirmed, so its age says enough.
      tell("");
      pause = well();
    } catch (EndpointDown e) {
      pursuit.doubtFactory();
      if (contradicted) {
        stop();
      }
      tell(String.valueOf(e.getMessage()));
      pause = pauses.next();
    } catch (Audit.Failed e) {
      awaitAudit = true;
      makeAnew("the audit found that " + e.getMessage(), e);
      pause = pauses.next();
    } catch (Broken e) {
      contradictedIndex(e);
      pause = pauses.next();
    } catch (Refused e) {
      pursuit.doubtPicture();
      tell(e.fault().message());
      pause = pauses.next();
    } catch (RuntimeException | Error e) {
      // Whatever was half done is read from the store again.
      pursuit.doubtPicture();
      pursuit.doubtFactory();
      if (!loop.isClosed()) {
        tell("following failed; the log says more");
      }
      throw e;
    }
    return pause;
  }

  private boolean look(Endpoint endpoint) {
    try {
      return pursuit.look(endpoint);
    } catch (Contradiction e) {
      contradicted = true;
      throw e;
    }
  }

  private Duration well() {
    pauses.reset();
    return following.poll();
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private void tell(String now) {
    if (!now.equals(problem)) {
      if (now.isEmpty()) {
        LOG.info(() -> name() + ": followed to its head");
      } else {
        LOG.warning(() -> name() + ": " + now);
      }
    }
    problem = now;
  }

  /** No endpoint agrees with our final block: nothing is changed until one does. */
  private void stop() {
    var why = "stopped: no endpoint has the blocks that were final";
    if (!doubt.equals(why)) {
      LOG.severe(
          () -> name() + " is " + why + "; its balances are not to be trusted until one does");
    }
    doubt(why);
  }

  private void contradictedIndex(Broken e) {
    broken++;
    doubt("the endpoint contradicts the index");
    tell("the endpoint contradicts the index: " + e.getMessage());
    if (broken >= PROOF) {
      broken = 0;
      makeAnew("the index contradicts the chain: " + e.getMessage(), e);
    }
  }

  private void makeAnew(String why, RuntimeException e) {
    LOG.log(Level.SEVERE, e, () -> name() + ": " + why + "; the index is made anew");
    tell(why + "; the index is made anew");
    doubt("the index was wrong and is made anew");
    pursuit.doubtFactory();
    try {
      pursuit.startOver();
    } catch (Refused away) {
      LOG.log(Level.FINE, away, () -> name() + ": the store is away too");
    }
  }

  private void doubt(String why) {
    if (!why.equals(doubt)) {
      doubt = why;
      picture.news().raise();
    }
  }

  /** An endpoint's chain goes on from ours. */
  private void trust() {
    awaitAudit &= !pursuit.audited();
    if (!doubt.isEmpty() && !awaitAudit) {
      LOG.info(() -> name() + ": followed again");
      doubt("");
    }
  }

  private String name() {
    return "chain " + following.chainId();
  }

  /** What keeps it going. */
  public Loop loop() {
    return loop;
  }

  @Override
  public void close() {
    loop.close();
  }
}
