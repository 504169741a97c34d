package factory.pipeline.job;

import com.google.protobuf.Struct;
import factory.mesh.Caller;
import factory.mesh.Fault;
import factory.mesh.Owners;
import factory.mesh.Refused;
import factory.pipeline.admission.Admission;
import factory.pipeline.document.MetadataDocument;
import factory.pipeline.neighbour.Neighbours;
import factory.pipeline.plan.Input;
import factory.pipeline.plan.Plans;
import factory.registry.v1.Service;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An idea becomes a service, and goes on by itself when that is asked for. */
public final class Submissions {
  private static final String NOT_STARTED =
      "The idea is recorded, but work on it could not be started; send the same request again under the same request id, or ask for the service to be generated.";

  private final Jobs jobs;
  private final RequestIds requests;
  private final Neighbours neighbours;
  private final Owners owners;
  private final Admission admission;
  private final Plans plans;
  private final MetadataDocument documents;

  /** The use case over jobs, plans and the registry. */
  public Submissions(
      Jobs jobs,
      RequestIds requests,
      Neighbours neighbours,
      Owners owners,
      Admission admission,
      Plans plans,
      MetadataDocument documents) {
    this.plans = plans;
    this.documents = documents;
    this.jobs = jobs;
    this.requests = requests;
    this.neighbours = neighbours;
    this.owners = owners;
    this.admission = admission;
  }

  /**
   * What somebody asks to be made.
   *
   * @param input the idea, and what else says what it is to be
   * @param metadata an object, for the registry to judge
   * @param auto whether it goes on by itself to deployed and tokenised
   * @param chainId of the token that it goes on to; the platform's default when null
   * @param withoutModel whether no model may read it
   */
  record Idea(
      Input input,
      Optional<String> requesterId,
      Optional<Struct> metadata,
      boolean auto,
      @Nullable Long chainId,
      boolean withoutModel) {}

  /** The service as it is now, and the job that it goes on with. */
  record Submitted(Service service, Optional<Job> job) {}

  /**
   * Records an idea with its plan, and begins the first job with {@code auto}, unless the plan has
   * open questions. An idea that leaves questions open is read by the platform's model first, when
   * there is one. The same request gives the same service and job: the registry knows the one by
   * the request's id, and the store the other.
   */
  Submitted submit(RequestIds.Request request, Idea idea) {
    var recorded =
        requests.once(
            request,
            () -> {
              admit(idea);
              var plan = plans.make(idea.input());
              return neighbours.recordIdea(
                  request.id(),
                  Plans.ideaOf(idea.input(), plan),
                  idea.requesterId(),
                  idea.metadata().map(documents::kept),
                  Caller.current().wallet(),
                  plans.keep(plan),
                  isForModel(idea, plan.questions().size())
                      ? "A model reads the idea, as not all of it was understood without one."
                      : plan.words(idea.auto()));
            });
    var open = recorded.getPlan().getQuestionsCount();
    var forModel = isForModel(idea, open);
    if (!forModel && (!idea.auto() || open > 0)) {
      return new Submitted(recorded, Optional.empty());
    }
    var id = UUID.fromString(recorded.getId());
    try {
      var job =
          forModel
              ? jobs.read(id, request.id(), "", idea.auto(), idea.chainId())
              : jobs.generate(id, request.id(), true, idea.chainId(), "");
      return new Submitted(neighbours.shown(id), Optional.of(job));
    } catch (Refused e) {
      throw notStarted(e.fault(), id);
    }
  }

  private boolean isForModel(Idea idea, int questions) {
    return questions > 0 && !idea.withoutModel() && jobs.asksModel() && idea.input().isRead();
  }

  /** Refuses what could not go on later, before anything is recorded. */
  private void admit(Idea idea) {
    var caller = Caller.current();
    var owner = owners.requester(idea.requesterId().filter(r -> !r.isEmpty()), caller);
    if (idea.auto()) {
      owners.requireChange(owner, caller);
    }
    if (idea.chainId() != null && !neighbours.followsChain(idea.chainId())) {
      throw Refused.field("chain_id", "must be a chain that the platform follows");
    }
    // Of an idea that could never run nobody would have anything; its place is taken with its job.
    admission.check(owner);
  }

  private static Refused notStarted(Fault why, UUID service) {
    Map<String, String> metadata = new TreeMap<>(why.metadata());
    metadata.put("service_id", service.toString());
    return new Refused(
        new Fault.Plain(why.code(), why.reason(), NOT_STARTED, metadata, why.fields()));
  }
}
