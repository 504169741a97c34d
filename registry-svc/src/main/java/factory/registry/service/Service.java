package factory.registry.service;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One idea on its way to a live API.
 *
 * @param naming what it is called
 * @param metadata an object as JSON
 * @param plan what its next version is to be; empty while nobody has read the idea
 * @param revision raised by each change of what clients edit, from 1
 * @param everGenerated whether it has been {@link Status#GENERATED} at least once
 * @param everDeployed whether it has been {@link Status#DEPLOYED} at least once
 * @param takedown why the operators keep it from running; empty while they do not
 * @param deleted a tombstone: only the feeds show it
 */
public record Service(
    ServiceId id,
    Naming naming,
    String idea,
    Optional<String> requesterId,
    Optional<String> metadata,
    Optional<Plan> plan,
    long revision,
    Status status,
    boolean everGenerated,
    boolean everDeployed,
    Serving serving,
    Optional<Token> token,
    Optional<Takedown> takedown,
    Instant createdAt,
    Instant updatedAt,
    boolean deleted) {

  /**
   * What somebody asks to be recorded.
   *
   * @param requestId empty when the caller named none
   * @param caller the signed-in wallet
   * @param plan what its first version is to be
   * @param title what the plan calls it
   * @param message of its first event
   */
  public record Draft(
      String requestId,
      String idea,
      Optional<String> requesterId,
      Optional<String> metadata,
      Optional<String> caller,
      Optional<Plan> plan,
      Optional<String> title,
      Optional<String> message) {}

  /**
   * What a version is to be.
   *
   * @param json questions and what is left out, and of which specification
   * @param ofIdea whether it was read from the idea alone: another idea is another plan
   */
  public record Plan(String json, boolean ofIdea) {}

  /** What somebody asks to be changed; empty parts stay as they are. */
  public record Edit(
      Optional<String> name,
      Optional<String> slug,
      Optional<String> idea,
      Optional<Requester> requester,
      Optional<String> metadata) {}

  /** Who asked; empty for nobody. */
  public record Requester(Optional<String> id) {}

  /** Where a page of a listing ends. */
  public record Place(Instant createdAt, ServiceId id) {}

  /** In which order a listing shows services. */
  public enum Order {
    NEWEST,
    NAME
  }

  /**
   * What a listing shows: services in a status, when given, whose name or idea contains a text.
   *
   * @param requesterId whose they are, in any case, when given
   * @param tokens of which they have one, when given
   */
  public record Filter(
      Optional<Status> status,
      String text,
      Optional<String> requesterId,
      Optional<List<TokenPlace>> tokens,
      Order order) {}

  /** Where a token is: its chain, and 0x with 40 lower-case hex digits. */
  public record TokenPlace(long chainId, String address) {}

  /**
   * How many services match.
   *
   * @param least there are more, which were not counted
   */
  public record Total(long services, boolean least) {}

  /**
   * Some services.
   *
   * @param total how many there are in all; empty when nobody asked
   */
  public record Page(List<Service> services, Optional<Total> total) {}

  /**
   * That the operators took a service down.
   *
   * @param reason for everybody to read
   */
  public record Takedown(String reason, Instant at) {}

  /** A change in a feed: its number, and the service as it was after it. */
  public record Change(long seq, Service service) {}

  /** Where this service stands in a listing. */
  public Place place() {
    return new Place(createdAt, id);
  }

  /** A service as it is first recorded. */
  static Service recorded(ServiceId id, Naming naming, Draft draft, Instant now) {
    return new Service(
        id,
        naming,
        draft.idea(),
        draft.requesterId(),
        draft.metadata(),
        draft.plan(),
        1,
        Status.QUEUED,
        false,
        false,
        new Serving.None(),
        Optional.empty(),
        Optional.empty(),
        now,
        now,
        false);
  }

  Service edited(
      Naming called,
      String idea,
      Optional<String> requesterId,
      Optional<String> metadata,
      Instant now) {
    return new Service(
        id,
        called,
        idea,
        requesterId,
        metadata,
        plan.filter(its -> !its.ofIdea() || idea.equals(this.idea)),
        revision + 1,
        status,
        everGenerated,
        everDeployed,
        serving,
        token,
        takedown,
        createdAt,
        now,
        deleted);
  }

  Service planned(Plan its, Naming called, Instant now) {
    return new Service(
        id,
        called,
        idea,
        requesterId,
        metadata,
        Optional.of(its),
        revision + 1,
        status,
        everGenerated,
        everDeployed,
        serving,
        token,
        takedown,
        createdAt,
        now,
        deleted);
  }

  Service moved(Status to, Instant now) {
    return new Service(
        id,
        naming,
        idea,
        requesterId,
        metadata,
        plan,
        revision,
        to,
        everGenerated || to == Status.GENERATED,
        everDeployed || to == Status.DEPLOYED,
        serving,
        token,
        takedown,
        createdAt,
        now,
        deleted);
  }

  Service served(Serving by, Instant now) {
    return new Service(
        id,
        naming,
        idea,
        requesterId,
        metadata,
        plan,
        revision,
        status,
        everGenerated,
        everDeployed,
        by,
        token,
        takedown,
        createdAt,
        now,
        deleted);
  }

  Service tokenised(Token its, Instant now) {
    return new Service(
        id,
        naming,
        idea,
        requesterId,
        metadata,
        plan,
        revision,
        status,
        everGenerated,
        everDeployed,
        serving,
        Optional.of(its),
        takedown,
        createdAt,
        now,
        deleted);
  }

  Service takenDown(Optional<Takedown> now, Instant at) {
    return new Service(
        id,
        naming,
        idea,
        requesterId,
        metadata,
        plan,
        revision,
        status,
        everGenerated,
        everDeployed,
        serving,
        token,
        now,
        createdAt,
        at,
        deleted);
  }
}
