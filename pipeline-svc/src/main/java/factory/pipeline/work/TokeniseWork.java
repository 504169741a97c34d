package factory.pipeline.work;

import factory.pipeline.job.Flow;
import factory.pipeline.job.JobKind;
import factory.pipeline.job.Jobs;
import factory.pipeline.job.Progress;
import factory.pipeline.job.Result;
import factory.pipeline.job.Step;
import factory.pipeline.job.Step.Cancelling;
import factory.pipeline.job.StepFailed;
import factory.pipeline.neighbour.Neighbours;
import factory.pipeline.version.Version;
import factory.pipeline.version.Versions;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Creates a service's token. */
public final class TokeniseWork implements Flow {
  /** Longer than the call's own deadline. */
  private static final Duration CREATION = Duration.ofMinutes(2);

  private final Neighbours neighbours;
  private final Versions versions;

  private final Step<Created> createToken;
  private final Step<Recorded> recordToken;

  /** A token on a chain. */
  record Created(long chainId, String address, BigInteger accessThreshold) implements Result {
    @Override
    public String message() {
      return "The token is at " + address + " on chain " + chainId + ".";
    }
  }

  /** The registry knows. */
  record Recorded(String address) implements Result {
    @Override
    public String message() {
      return "The service has its token at " + address + ".";
    }
  }

  /** Creates tokens at the neighbour that owns the chain. */
  public TokeniseWork(Neighbours neighbours, Versions versions, Limits limits) {
    this.neighbours = neighbours;
    this.versions = versions;
    createToken =
        Step.waiting("create-token", Created.class, limits.retry(), CREATION, this::createToken)
            .cancelled(Cancelling.WAITS);
    // A token on the chain is recorded.
    recordToken =
        Step.waiting("record-token", Recorded.class, limits.retry(), Limits.CALL, this::recordToken)
            .cancelled(Cancelling.TOO_LATE);
  }

  @Override
  public JobKind kind() {
    return JobKind.TOKENISE;
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public List<Step<?>> steps() {
    return List.of(createToken, recordToken);
  }

  private Created createToken(Progress progress) {
    var job = progress.job();
    var terms =
        Jobs.complete(
            job.terms(),
            versions
                .newest(job.serviceId())
                .map(Version::title)
                .orElseGet(() -> neighbours.service(job.serviceId()).idea()));
    var token =
        neighbours.createToken(
            job.serviceId(),
            terms.chainId(),
            Objects.requireNonNull(terms.accessThreshold()),
            Objects.requireNonNull(terms.name()));
    return new Created(token.chainId(), token.address(), token.accessThreshold());
  }

  private Recorded recordToken(Progress progress) throws StepFailed {
    var token = progress.of(createToken);
    neighbours.recordToken(
        progress.job().serviceId(),
        new Neighbours.IssuedToken(token.chainId(), token.address(), token.accessThreshold()));
    return new Recorded(token.address());
  }

  @Override
  public Optional<Next> next(Progress progress) {
    return Optional.empty();
  }

  /** A service without a token is as good as it was. */
  @Override
  public void abandon(Progress progress) {}
}
