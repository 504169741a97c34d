package factory.pipeline.work;

import factory.mesh.Refused;
import factory.pipeline.job.ProofProgressStore;
import factory.pipeline.prove.Proof;
import factory.pipeline.prove.Proving;
import factory.pipeline.v1.AreaProgress;
import factory.pipeline.v1.ProofProgress;
import factory.pipeline.v1.SeenCheck;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.logging.Logger;

/**
 * Tells how far the proof of a job is while it goes on: counts and the newest checks, at most every
 * half a second, however many checks there are. A proof does not fail because nobody can be told.
 */
final class ProofTelling implements Proving.Seen {
  private static final Logger LOG = Logger.getLogger(ProofTelling.class.getName());
  private static final long PAUSE = Duration.ofMillis(500).toNanos();
  private static final int NEWEST = 8;
  private static final int LONGEST_NAME = 300;

  private final ProofProgressStore store;
  private final UUID job;
  private final LongSupplier nanos;
  private final Map<Proof.Area, Map<Proof.Outcome, Integer>> areas = new LinkedHashMap<>();
  private final Deque<SeenCheck> newest = new ArrayDeque<>();
  private boolean told;
  private long last;

  ProofTelling(ProofProgressStore store, UUID job, LongSupplier nanos) {
    this.store = store;
    this.job = job;
    this.nanos = nanos;
  }

  @Override
  public synchronized void check(Proof.Check check) {
    // The one that is tried now is the last one.
    var before = areas.remove(check.area());
    var counts = before == null ? new EnumMap<Proof.Outcome, Integer>(Proof.Outcome.class) : before;
    counts.merge(check.outcome(), 1, Integer::sum);
    areas.put(check.area(), counts);
    newest.addLast(
        SeenCheck.newBuilder()
            .setArea(word(check.area()))
            .setName(cut(check.name()))
            .setOutcome(check.outcome().word())
            .build());
    if (newest.size() > NEWEST) {
      newest.removeFirst();
    }
    if (!told || nanos.getAsLong() - last >= PAUSE) {
      tell();
    }
  }

  /** Tells what was not told yet. */
  synchronized void end() {
    tell();
  }

  private void tell() {
    told = true;
    last = nanos.getAsLong();
    try {
      store.tell(job, progress());
    } catch (Refused e) {
      LOG.fine(() -> "how far the proof of job " + job + " is cannot be told: " + e.getMessage());
    }
  }

  private ProofProgress progress() {
    var progress = ProofProgress.newBuilder().addAllNewest(newest);
    areas.forEach(
        (area, counts) -> {
          progress
              .setPassed(progress.getPassed() + of(counts, Proof.Outcome.PASSED))
              .setFailed(progress.getFailed() + of(counts, Proof.Outcome.FAILED))
              .setNotTried(progress.getNotTried() + of(counts, Proof.Outcome.NOT_TRIED));
          progress.addAreas(
              AreaProgress.newBuilder()
                  .setArea(word(area))
                  .setPassed(of(counts, Proof.Outcome.PASSED))
                  .setFailed(of(counts, Proof.Outcome.FAILED))
                  .setNotTried(of(counts, Proof.Outcome.NOT_TRIED)));
        });
    return progress.build();
  }

  private static int of(Map<Proof.Outcome, Integer> counts, Proof.Outcome outcome) {
    return counts.getOrDefault(outcome, 0);
  }

  private static String word(Proof.Area area) {
    return area.name().toLowerCase(Locale.ROOT);
  }

  private static String cut(String name) {
    return name.codePointCount(0, name.length()) <= LONGEST_NAME
        ? name
        : name.substring(0, name.offsetByCodePoints(0, LONGEST_NAME));
  }
}
