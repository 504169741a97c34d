package factory.pipeline.work;

import factory.pipeline.job.Done;
import factory.pipeline.job.Job;
import factory.pipeline.job.Jobs;
import factory.pipeline.job.Step;
import factory.pipeline.job.Work;
import factory.pipeline.neighbour.Neighbours;
import factory.pipeline.version.Version;
import factory.pipeline.version.Versions;
import java.math.BigInteger;
import java.util.Objects;

/** Creates a service's token. */
public final class TokeniseWork implements Work {
  private final Neighbours neighbours;
  private final Versions versions;

  /** Creates tokens at the neighbour that owns the chain. */
  public TokeniseWork(Neighbours neighbours, Versions versions) {
    this.neighbours = neighbours;
    this.versions = versions;
  }

  @Override
  public Done run(Job job, Step step) {
    return switch (step.name()) {
      case "create-token" -> {
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
        yield new Done(
            "The token is at " + token.address() + " on chain " + token.chainId() + ".",
            token.chainId() + " " + token.address() + " " + token.accessThreshold());
      }
      case "record-token" -> {
        var token = job.output("create-token").split(" ");
        neighbours.recordToken(
            job.serviceId(),
            new Neighbours.IssuedToken(
                Long.parseLong(token[0]), token[1], new BigInteger(token[2])));
        yield Done.saying("The service has its token at " + token[1] + ".");
      }
      default -> throw new IllegalStateException("no step " + step.name());
    };
  }

  /** A service without a token is as good as it was. */
  @Override
  public void abandon(Job job) {}
}
