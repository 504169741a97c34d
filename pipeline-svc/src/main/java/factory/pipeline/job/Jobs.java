package factory.pipeline.job;

import factory.mesh.Caller;
import factory.mesh.Owners;
import factory.mesh.Refused;
import factory.pipeline.admission.Admission;
import factory.pipeline.edit.Edits;
import factory.pipeline.neighbour.Neighbours;
import factory.pipeline.plan.Plans;
import factory.pipeline.version.Version;
import factory.pipeline.version.Versions;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What callers may ask of jobs. */
public final class Jobs {
  /** The message of a job, and of its service, that was called off. */
  public static final String CANCELLED = "cancelled on request";

  private final JobStore store;
  private final Engine engine;
  private final Flows flows;
  private final Versions versions;
  private final Neighbours neighbours;
  private final Owners owners;
  private final Admission admission;
  private final Plans plans;
  private final Edits edits;
  private final boolean asksModel;

  /**
   * The use cases over a store and its engine.
   *
   * @param asksModel whether a model reads ideas here
   */
  public Jobs(
      JobStore store,
      Engine engine,
      Flows flows,
      Versions versions,
      Neighbours neighbours,
      Owners owners,
      Admission admission,
      Plans plans,
      Edits edits,
      boolean asksModel) {
    this.edits = edits;
    this.asksModel = asksModel;
    this.plans = plans;
    this.owners = owners;
    this.flows = flows;
    this.admission = admission;
    this.store = store;
    this.engine = engine;
    this.versions = versions;
    this.neighbours = neighbours;
  }

  /**
   * @param chainId of the token that {@code auto} goes on to; the platform's default when null
   * @param why what is said of the version; may be empty
   */
  Job generate(
      UUID service, @Nullable String requestId, boolean auto, @Nullable Long chainId, String why) {
    var before = before(JobKind.GENERATE, service, requestId);
    if (before.isPresent()) {
      return before.get();
    }
    var known = owned(service);
    if (auto) {
      requireRunning(known);
    }
    requireChain(known, chainId);
    plans.requireReady(known.id());
    admission.admit(known.id(), known.requester());
    var id = UUID.randomUUID();
    return engine.enqueueAndBegin(
        new NewJob(
            id,
            known.id(),
            ownerOf(known),
            flows.newest(JobKind.GENERATE),
            auto,
            requestId,
            Versions.idOf(id),
            new TokenTerms(chainId, null, null),
            asked(known, why)));
  }

  /**
   * @param change what is to become otherwise; the idea is read when it is empty
   * @param auto whether it goes on by itself once nothing is open
   */
  Job read(
      UUID service,
      @Nullable String requestId,
      String change,
      boolean auto,
      @Nullable Long chainId) {
    var before = before(JobKind.READ, service, requestId);
    if (before.isPresent()) {
      return before.get();
    }
    if (!asksModel && change.isEmpty()) {
      throw new Refused(new JobFault.NoModel());
    }
    var known = owned(service);
    if (auto) {
      requireRunning(known);
    }
    requireChain(known, chainId);
    if (auto) {
      admission.check(known.requester());
    }
    return engine.enqueueAndBegin(
        new NewJob(
            UUID.randomUUID(),
            known.id(),
            ownerOf(known),
            flows.newest(JobKind.READ),
            auto,
            requestId,
            null,
            new TokenTerms(chainId, null, null),
            asked(known, change)));
  }

  /**
   * @param given the source that a version is made of
   * @param why what is said of the version; may be empty
   */
  Job edit(UUID service, @Nullable String requestId, Edits.Given given, boolean auto, String why) {
    var before = before(JobKind.EDIT, service, requestId);
    if (before.isPresent()) {
      return before.get();
    }
    var known = owned(service);
    if (auto) {
      requireRunning(known);
    }
    var active = store.active(service);
    if (active.isPresent()) {
      throw new Refused(new JobFault.Active(active.get()));
    }
    var contentHash = edits.keep(known.id(), given);
    admission.admit(known.id(), known.requester());
    var id = UUID.randomUUID();
    versions.handIn(id, contentHash);
    return engine.enqueueAndBegin(
        new NewJob(
            id,
            known.id(),
            ownerOf(known),
            flows.newest(JobKind.EDIT),
            auto,
            requestId,
            Versions.idOf(id),
            TokenTerms.DEFAULTS,
            asked(known, why.isEmpty() ? "Its source was edited by hand." : why)));
  }

  /** Whether a model reads ideas here. */
  boolean asksModel() {
    return asksModel;
  }

  Job deploy(UUID service, @Nullable String requestId) {
    var before = before(JobKind.DEPLOY, service, requestId);
    if (before.isPresent()) {
      return before.get();
    }
    var known = owned(service);
    requireRunning(known);
    var active = store.active(service);
    if (active.isPresent()) {
      throw new Refused(new JobFault.Active(active.get()));
    }
    var newest = newest(known.id());
    admission.admit(known.id(), known.requester());
    return engine.enqueueAndBegin(
        new NewJob(
            UUID.randomUUID(),
            known.id(),
            ownerOf(known),
            flows.newest(JobKind.DEPLOY),
            false,
            requestId,
            newest.id(),
            TokenTerms.DEFAULTS,
            asked(known, "")));
  }

  Job tokenise(UUID service, @Nullable String requestId, TokenTerms asked) {
    var before = before(JobKind.TOKENISE, service, requestId);
    if (before.isPresent()) {
      return before.get();
    }
    var known = owned(service);
    requireChain(known, asked.chainId());
    if (known.chainId() == null) {
      // A token opens an API; of an idea that never became one nobody could use it.
      var _ = newest(known.id());
      return engine.enqueue(
          new NewJob(
              UUID.randomUUID(),
              known.id(),
              ownerOf(known),
              flows.newest(JobKind.TOKENISE),
              false,
              requestId,
              null,
              terms(known, asked),
              asked(known, "")));
    }
    // What the caller leaves open is as it was when the token was made; the chain compares the
    // rest.
    var terms = terms(known, asked.orElse(store.tokenTerms(service).orElse(TokenTerms.DEFAULTS)));
    var token =
        neighbours.createToken(
            service,
            known.chainId(),
            java.util.Objects.requireNonNull(terms.accessThreshold()),
            java.util.Objects.requireNonNull(terms.name()));
    neighbours.recordToken(service, token);
    return store.insertSucceeded(
        new NewJob(
            UUID.randomUUID(),
            service,
            ownerOf(known),
            flows.newest(JobKind.TOKENISE),
            false,
            requestId,
            null,
            terms,
            asked(known, "")),
        "The service has its token at " + token.address() + " on chain " + token.chainId() + ".");
  }

  /** Refuses at once what would only fail when it is deployed. */
  private static void requireRunning(Neighbours.ServiceRecord service) {
    if (service.takenDown().isPresent()) {
      throw new Refused(new JobFault.TakenDown(service.takenDown().get()));
    }
  }

  /** Refuses at once what would only fail when the token is made. */
  private void requireChain(Neighbours.ServiceRecord service, @Nullable Long chainId) {
    if (chainId == null || chainId.equals(service.chainId())) {
      return;
    }
    if (service.chainId() != null) {
      throw new Refused(new JobFault.TokenElsewhere(service.id(), service.chainId()));
    }
    if (!neighbours.followsChain(chainId)) {
      throw Refused.field("chain_id", "must be a chain that the platform follows");
    }
  }

  /** The terms with every default filled in, except the chain, which chain-svc chooses. */
  private TokenTerms terms(Neighbours.ServiceRecord service, TokenTerms asked) {
    return complete(
        asked,
        versions.newest(service.id()).map(version -> version.title()).orElse(service.idea()));
  }

  /** Fills in what nobody chose. */
  public static TokenTerms complete(TokenTerms asked, String title) {
    return asked.orElse(new TokenTerms(null, BigInteger.ONE, TokenTerms.nameFrom(title)));
  }

  private Version newest(UUID service) {
    return versions.newest(service).orElseThrow(() -> new Refused(new JobFault.NoVersion(service)));
  }

  Job get(UUID id) {
    return store.find(id).orElseThrow(() -> new Refused(new JobFault.NotFound(id)));
  }

  /**
   * Jobs, newest first. Those of one service everybody may read, as the service itself; of all
   * services everybody their own ones, and the operators all.
   *
   * @throws Refused when nobody is signed in, or somebody else's are asked for
   */
  List<Job> list(JobFilter asked, long below, int limit) {
    return store.list(
        new JobFilter(asked.service(), visible(asked), asked.state(), asked.kind()), below, limit);
  }

  private Optional<String> visible(JobFilter asked) {
    var caller = Caller.current();
    if (owners.isOperator(caller) || (asked.owner().isEmpty() && asked.service().isPresent())) {
      return asked.owner();
    }
    var owner = asked.owner().or(caller::wallet);
    owners.requireChange(owner, caller);
    return owner;
  }

  Job cancel(UUID id) {
    var job = get(id);
    owned(job.serviceId());
    if (!engine.cancel(id, CANCELLED)) {
      var now = get(id);
      throw new Refused(new JobFault.Ended(id, now.ending() != null ? now.ending() : now.state()));
    }
    return get(job.id());
  }

  /** Takes a failed job up again from the step that failed. */
  Job retry(UUID id) {
    var job = get(id);
    var known = owned(job.serviceId());
    if (job.kind() != JobKind.TOKENISE && !job.kind().isBackground()) {
      admission.admit(known.id(), known.requester());
    }
    var flow = flows.of(job).orElseThrow(() -> new Refused(new JobFault.Outdated(id)));
    var again =
        java.util.stream.IntStream.range(0, flow.steps().size())
            .filter(position -> flow.steps().get(position).onRetry())
            .boxed()
            .toList();
    var retried = store.retry(job, again);
    engine.wake();
    return retried;
  }

  private static Asked asked(Neighbours.ServiceRecord service, String why) {
    return new Asked(Caller.current().wallet().or(service::requester).orElse(""), why);
  }

  private static String ownerOf(Neighbours.ServiceRecord service) {
    return owner(service.requester());
  }

  /** Whose a service's jobs are. */
  public static String owner(Optional<String> requester) {
    return requester.map(wallet -> wallet.toLowerCase(Locale.ROOT)).orElse("");
  }

  /** The service, if the caller may work on it. */
  private Neighbours.ServiceRecord owned(UUID service) {
    var known = neighbours.service(service);
    owners.requireChange(known.requester(), Caller.current());
    return known;
  }

  private Optional<Job> before(JobKind kind, UUID service, @Nullable String requestId) {
    return requestId == null ? Optional.empty() : store.byRequest(kind, service, requestId);
  }
}
