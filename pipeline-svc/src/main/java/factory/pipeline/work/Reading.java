package factory.pipeline.work;

import factory.mesh.Fault;
import factory.mesh.Refused;
import factory.pipeline.compute.CpuPool;
import factory.pipeline.compute.TookTooLong;
import factory.pipeline.neighbour.Neighbours;
import factory.pipeline.source.SpecSource;
import factory.pipeline.source.SpecSource.Outcome;
import factory.pipeline.spec.Specification;
import io.grpc.Status.Code;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;

/** Reads the ideas of services. Safe for many threads. */
public final class Reading {
  private final Neighbours neighbours;
  private final SpecSource source;
  private final CpuPool cpu;

  /** Reads with this source, on threads of that pool. */
  public Reading(Neighbours neighbours, SpecSource source, CpuPool cpu) {
    this.neighbours = neighbours;
    this.source = source;
    this.cpu = cpu;
  }

  /**
   * What a service's idea says.
   *
   * @throws Refused when it leaves questions open
   */
  public Specification specification(UUID service) {
    var idea = neighbours.service(service).idea();
    try {
      return switch (cpu.run("Reading the idea", () -> source.read(idea))) {
        case Outcome.Understood(var specification) -> specification;
        case Outcome.Questions(var draft) ->
            throw open(service, draft.questions().getFirst().text());
        case Outcome.Refused(var why) -> throw open(service, why);
      };
    } catch (TookTooLong e) {
      throw open(service, e.words() + " Say it in fewer and plainer words.");
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while an idea is read", e);
    }
  }

  private static Refused open(UUID service, String question) {
    return new Refused(
        new Fault.Plain(
            Code.FAILED_PRECONDITION,
            "QUESTIONS_OPEN",
            "The plan of the service has open questions; answer them first.",
            Map.of("service_id", service.toString(), "question", question)));
  }
}
