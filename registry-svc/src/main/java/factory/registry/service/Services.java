package factory.registry.service;

import factory.mesh.Refused;
import factory.mesh.Signal;
import factory.store.Database;
import io.helidon.dbclient.DbExecute;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What can be done with services. Every change locks its service, draws its number as the last
 * lock, and raises {@link #committed} once it is durable.
 */
public final class Services {
  private final Database database;
  private final Clock clock;
  private final Signal committed = new Signal();
  private final ServiceStore store = new ServiceStore();
  private final ListStore lists = new ListStore();
  private final EventStore events = new EventStore();

  /** Services kept in a database whose schema is up to date. */
  public Services(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /** Raised after each commit of this node. */
  public Signal committed() {
    return committed;
  }

  /** Records an idea; the same request gives the same service. */
  public Service create(Service.Draft draft) {
    var named = !draft.requestId().isEmpty();
    var hash = named ? Optional.of(hash(draft)) : Optional.<String>empty();
    return change(
        sql -> {
          if (named) {
            var earlier = store.byRequest(sql, draft.requestId());
            if (earlier.isPresent()) {
              return same(earlier.get(), hash.orElseThrow());
            }
          }
          var id = ServiceId.random();
          var now = now();
          var seq = store.drawSeq(sql);
          var name = Naming.nameOf(draft.title().orElse(draft.idea()));
          var naming = new Naming(name, false, freeSlug(sql, name, id));
          if (!store.insert(sql, id, naming, draft, hash, now, seq)) {
            // The same request won between the look and the lock.
            return same(store.byRequest(sql, draft.requestId()).orElseThrow(), hash.orElseThrow());
          }
          store.insertSlug(sql, id, naming.slug());
          events.append(sql, id, Status.QUEUED, draft.message(), Optional.empty(), now);
          return Service.recorded(id, naming, draft, now);
        });
  }

  /**
   * One that no service has or had. Call it after the change's number is drawn: nobody else draws
   * then.
   */
  private String freeSlug(DbExecute sql, String name, ServiceId id) {
    return Naming.slugs(name, id)
        .filter(slug -> store.ofSlug(sql, slug).filter(other -> !other.id().equals(id)).isEmpty())
        .findFirst()
        .orElseThrow();
  }

  private static Service same(ServiceStore.Recorded earlier, String hash) {
    if (!earlier.requestHash().equals(hash)) {
      throw new Refused(new ServiceFault.RequestIdReused());
    }
    return present(Optional.of(earlier.service()), earlier.service().id());
  }

  /** One service. */
  public Service get(ServiceId id) {
    return database.inTransaction(sql -> present(store.find(sql, id), id));
  }

  /** The service that has a slug, or had it. */
  public Service get(String slug) {
    return database.inTransaction(
        sql ->
            store
                .ofSlug(sql, slug)
                .filter(service -> !service.deleted())
                .orElseThrow(() -> new Refused(new ServiceFault.SlugNotFound(slug))));
  }

  /**
   * Services in their order, after a place when given.
   *
   * @param withTotal also how many there are in all
   */
  public Service.Page list(
      Service.Filter filter, Optional<Service.Place> after, int limit, boolean withTotal) {
    return database.inTransaction(
        sql ->
            new Service.Page(
                lists.page(sql, filter, after, limit),
                withTotal ? Optional.of(lists.total(sql, filter)) : Optional.empty()));
  }

  /**
   * Changes what a person may change.
   *
   * @param allowed throws when this service is not the caller's to change
   * @param seen what the caller has seen of it
   */
  public Service edit(
      ServiceId id, Consumer<Service> allowed, Precondition seen, Service.Edit edit) {
    return change(
        sql -> {
          var service = present(store.lock(sql, id), id);
          allowed.accept(service);
          seen.require(service);
          var idea = edit.idea().orElse(service.idea());
          if (!idea.equals(service.idea()) && !Action.EDIT_IDEA.isAllowed(service)) {
            throw new Refused(new ServiceFault.IdeaFixed(id, service.status()));
          }
          var named = named(service, edit, idea);
          var edited =
              service.edited(
                  named,
                  idea,
                  edit.requester().map(Service.Requester::id).orElse(service.requesterId()),
                  edit.metadata().or(service::metadata),
                  later(service));
          if (edit.metadata().isEmpty()
              && named.equals(service.naming())
              && idea.equals(service.idea())
              && edited.requesterId().equals(service.requesterId())) {
            return service;
          }
          var handedOver = !edited.requesterId().equals(service.requesterId());
          var seq = store.drawSeq(sql);
          takeSlug(sql, service, named.slug());
          store.updateText(sql, edited, handedOver, seq);
          return edited;
        });
  }

  private static Naming named(Service service, Service.Edit edit, String idea) {
    var naming = service.naming();
    var follows = !naming.chosen() && service.plan().isEmpty() && !idea.equals(service.idea());
    return new Naming(
        edit.name().orElse(follows ? Naming.nameOf(idea) : naming.name()),
        naming.chosen() || edit.name().isPresent(),
        edit.slug().orElse(naming.slug()));
  }

  /**
   * Makes a slug the service's. Call it after the change's number is drawn: nobody else draws then.
   */
  private void takeSlug(DbExecute sql, Service service, String slug) {
    if (slug.equals(service.naming().slug())) {
      return;
    }
    var holder = store.ofSlug(sql, slug);
    if (holder.isEmpty()) {
      if (store.slugs(sql, service.id()) >= Naming.MOST_SLUGS) {
        throw new Refused(new ServiceFault.TooManySlugs(service.id()));
      }
      store.insertSlug(sql, service.id(), slug);
    } else if (!holder.get().id().equals(service.id())) {
      throw new Refused(new ServiceFault.SlugTaken(slug));
    }
  }

  /**
   * Deletes a service; what it was stays as a tombstone, and its token stays its own.
   *
   * @param allowed throws when this service is not the caller's to change
   * @param seen what the caller has seen of it
   */
  public void delete(ServiceId id, Consumer<Service> allowed, Precondition seen) {
    change(
        sql -> {
          var service = present(store.lock(sql, id), id);
          allowed.accept(service);
          seen.require(service);
          store.updateDeleted(sql, id, later(service), store.drawSeq(sql));
          return id;
        });
  }

  /**
   * Says what the service's next version is to be; the same again changes nothing. What the plan
   * calls it is its name unless a person chose one, and its slug while it has no version that
   * others may know.
   *
   * @param seen what the caller has seen of it
   * @param title what the plan calls it
   */
  public Service plan(
      ServiceId id,
      Precondition seen,
      Service.Plan plan,
      Optional<String> title,
      Optional<String> message) {
    return change(
        sql -> {
          var service = present(store.lock(sql, id), id);
          seen.require(service);
          if (service.plan().filter(plan::equals).isPresent()) {
            return service;
          }
          var now = later(service);
          var seq = store.drawSeq(sql);
          var planned = service.planned(plan, planned(sql, service, title), now);
          store.updatePlan(sql, planned, seq);
          if (message.isPresent()) {
            events.append(sql, id, service.status(), message, Optional.empty(), now);
          }
          return planned;
        });
  }

  private Naming planned(DbExecute sql, Service service, Optional<String> title) {
    var naming = service.naming();
    var name = title.map(Naming::nameOf).orElse(naming.name());
    if (naming.chosen() || name.equals(naming.name())) {
      return naming;
    }
    var slug = naming.slug();
    if (!service.everGenerated() && store.slugs(sql, service.id()) < Naming.MOST_SLUGS) {
      slug = freeSlug(sql, name, service.id());
      takeSlug(sql, service, slug);
    }
    return new Naming(name, false, slug);
  }

  /** Moves a service along its lifecycle; the same request moves it once. */
  public Service move(
      ServiceId id, String requestId, Status to, List<Status> expected, Optional<String> message) {
    return change(
        sql -> {
          var service = present(store.lock(sql, id), id);
          var earlier = events.recorded(sql, id, requestId);
          if (earlier.isPresent()) {
            if (earlier.get() != to) {
              throw new Refused(new ServiceFault.RequestIdReused());
            }
            return service;
          }
          if (!service.status().canBecome(to)
              || (!expected.isEmpty() && !expected.contains(service.status()))) {
            throw new Refused(new ServiceFault.TransitionNotAllowed(id, service.status(), to));
          }
          if (to == Status.DEPLOYING && service.takedown().isPresent()) {
            throw new Refused(new ServiceFault.TakenDown(service.takedown().get().reason()));
          }
          var now = later(service);
          var moved = service.moved(to, now);
          store.updateStatus(sql, moved, store.drawSeq(sql));
          events.append(sql, id, to, message, Optional.of(requestId), now);
          return moved;
        });
  }

  /** Says what answers a service's calls now; the same again changes nothing. */
  public Service serve(ServiceId id, Serving serving, Optional<String> message) {
    return change(
        sql -> {
          var service = present(store.lock(sql, id), id);
          if (serving.equals(service.serving())) {
            return service;
          }
          // A process that only moved within the mesh is news for routes, not for the public.
          var shown = message.isPresent() || !serving.looksLike(service.serving());
          var now = shown ? later(service) : service.updatedAt();
          var served = service.served(serving, now);
          store.updateServing(sql, served, shown, store.drawSeq(sql));
          if (message.isPresent()) {
            events.append(sql, id, service.status(), message, Optional.empty(), now);
          }
          return served;
        });
  }

  /** Gives a service its token, once. */
  public Service tokenise(ServiceId id, Token token) {
    return change(
        sql -> {
          var service = present(store.lock(sql, id), id);
          if (service.token().isPresent()) {
            var held = service.token().get();
            if (!held.equals(token)) {
              throw new Refused(new ServiceFault.TokenAlreadySet(id, held));
            }
            return service;
          }
          var tokenised = service.tokenised(token, later(service));
          try {
            store.updateToken(sql, tokenised, token, store.drawSeq(sql));
          } catch (RuntimeException e) {
            if (broke(e, ServiceStore.TOKEN_UNIQUE)) {
              throw new Refused(new ServiceFault.TokenTaken(token));
            }
            throw e;
          }
          return tokenised;
        });
  }

  /**
   * Says that the operators took a service down, or put it back. The gate decides that, and numbers
   * its changes: one that comes late, or again, changes nothing.
   *
   * @param takedown empty when it was put back
   */
  public Service takeDown(ServiceId id, long number, Optional<Service.Takedown> takedown) {
    return change(
        sql -> {
          var service = present(store.lock(sql, id), id);
          if (number <= store.takedownNumber(sql, id)) {
            return service;
          }
          var now = later(service);
          var changed = service.takenDown(takedown, now);
          store.updateTakedown(sql, changed, number, store.drawSeq(sql));
          if (!takedown.equals(service.takedown())) {
            var message =
                takedown
                    .map(its -> "The operators took it down: " + its.reason())
                    .orElse("The operators put it back.");
            events.append(sql, id, service.status(), Optional.of(message), Optional.empty(), now);
          }
          return changed;
        });
  }

  /** Events of one service, read together with whether it was deleted by then. */
  public record History(List<ServiceEvent> events, boolean deleted) {}

  /** The events of a service that is there. */
  public List<ServiceEvent> events(ServiceId id, long afterSequence, int limit) {
    return database.inTransaction(
        sql -> {
          present(store.find(sql, id), id);
          return events.after(sql, id, afterSequence, limit);
        });
  }

  /** The events of a service that is there, the newest first. */
  public List<ServiceEvent> newestEvents(ServiceId id, long beforeSequence, int limit) {
    return database.inTransaction(
        sql -> {
          present(store.find(sql, id), id);
          return events.before(sql, id, beforeSequence, limit);
        });
  }

  /**
   * The events of a service that may have been deleted; deletion is the last thing that happens.
   */
  public History history(ServiceId id, long afterSequence, int limit) {
    return database.inTransaction(
        sql -> {
          var service =
              store
                  .find(sql, id)
                  .orElseThrow(() -> new Refused(new ServiceFault.ServiceNotFound(id)));
          return new History(events.after(sql, id, afterSequence, limit), service.deleted());
        });
  }

  /** Counts over all services. */
  public Statistics statistics() {
    return database.inTransaction(sql -> store.statistics(sql, now().minus(Duration.ofDays(1))));
  }

  /** Where the feeds end now. */
  public FeedHead feedHead() {
    var head = database.inTransaction(store::head);
    return new FeedHead(head.feedId(), head.seq());
  }

  /** The name of this store in cursors, and the number of the last committed change. */
  public record FeedHead(UUID feedId, long seq) {}

  /** Services whose record changed after a number, by number; see {@link #routesChanged}. */
  public List<Service.Change> changed(long after, long noTombstonesUpTo, int limit) {
    return database.inTransaction(
        sql -> store.changes(sql, ServiceStore.Numbering.CHANGE, after, noTombstonesUpTo, limit));
  }

  /**
   * Services whose route changed after a number, by number.
   *
   * @param noTombstonesUpTo deletions with this number or a lower one are left out, for a watcher
   *     that started later and never saw the service
   */
  public List<Service.Change> routesChanged(long after, long noTombstonesUpTo, int limit) {
    return database.inTransaction(
        sql -> store.changes(sql, ServiceStore.Numbering.ROUTE, after, noTombstonesUpTo, limit));
  }

  private <T> T change(Function<DbExecute, T> work) {
    T result;
    try {
      result = database.inTransaction(work);
    } catch (RuntimeException e) {
      if (broke(e, ServiceStore.METADATA_BOUNDED)) {
        throw Refused.field("metadata", "is too large once its numbers are written out");
      }
      throw e;
    }
    committed.raise();
    return result;
  }

  private static boolean broke(RuntimeException error, String constraint) {
    return Database.brokenConstraint(error).filter(constraint::equals).isPresent();
  }

  private static Service present(Optional<Service> service, ServiceId id) {
    return service
        .filter(s -> !s.deleted())
        .orElseThrow(() -> new Refused(new ServiceFault.ServiceNotFound(id)));
  }

  /** Now, as precisely as the store keeps it. */
  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  /** Now, but never before the service's last change: a clock may step back. */
  private Instant later(Service service) {
    var now = now();
    return now.isBefore(service.updatedAt()) ? service.updatedAt() : now;
  }

  /** Of the whole request: who calls is part of it. */
  private static String hash(Service.Draft draft) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      for (var part :
          List.of(
              draft.idea(),
              draft.requesterId().orElse(""),
              draft.metadata().orElse(""),
              draft.caller().orElse(""))) {
        var bytes = part.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(4).putInt(bytes.length).flip());
        digest.update(bytes);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
