package factory.registry.service;

import factory.mesh.Database;
import factory.mesh.Refused;
import factory.mesh.Signal;
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
import org.jdbi.v3.core.Handle;

/**
 * What can be done with services. Every change locks its service, draws its number as the last
 * lock, and raises {@link #committed} once it is durable.
 */
public final class Services {
  private final Database database;
  private final Clock clock;
  private final Signal committed = new Signal();
  private final ServiceStore store = new ServiceStore();
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
        handle -> {
          if (named) {
            var earlier = store.byRequest(handle, draft.requestId());
            if (earlier.isPresent()) {
              return same(earlier.get(), hash.orElseThrow());
            }
          }
          var id = ServiceId.random();
          var now = now();
          var seq = store.drawSeq(handle);
          if (!store.insert(handle, id, draft, hash, now, seq)) {
            // The same request won between the look and the lock.
            return same(
                store.byRequest(handle, draft.requestId()).orElseThrow(), hash.orElseThrow());
          }
          events.append(handle, id, Status.QUEUED, Optional.empty(), Optional.empty(), now);
          return Service.recorded(id, draft, now);
        });
  }

  private static Service same(ServiceStore.Recorded earlier, String hash) {
    if (!earlier.requestHash().equals(hash)) {
      throw new Refused(new ServiceFault.RequestIdReused());
    }
    return present(Optional.of(earlier.service()), earlier.service().id());
  }

  /** One service. */
  public Service get(ServiceId id) {
    return database.inTransaction(handle -> present(store.find(handle, id), id));
  }

  /** Services newest first, after a place when given. */
  public List<Service> list(Service.Filter filter, Optional<Service.Place> after, int limit) {
    return database.inTransaction(handle -> store.page(handle, filter, after, limit));
  }

  /**
   * Changes what a person may change.
   *
   * @param allowed throws when this service is not the caller's to change
   */
  public Service edit(ServiceId id, Consumer<Service> allowed, Service.Edit edit) {
    return change(
        handle -> {
          var service = present(store.lock(handle, id), id);
          allowed.accept(service);
          var idea = edit.idea().orElse(service.idea());
          if (!idea.equals(service.idea()) && service.status().begun()) {
            throw new Refused(new ServiceFault.IdeaFixed(id, service.status()));
          }
          var edited =
              service.edited(
                  idea,
                  edit.requester().map(Service.Requester::id).orElse(service.requesterId()),
                  edit.metadata().or(service::metadata),
                  later(service));
          if (edit.metadata().isEmpty()
              && idea.equals(service.idea())
              && edited.requesterId().equals(service.requesterId())) {
            return service;
          }
          var handedOver = !edited.requesterId().equals(service.requesterId());
          store.updateText(handle, edited, handedOver, store.drawSeq(handle));
          return edited;
        });
  }

  /**
   * Deletes a service; what it was stays as a tombstone, and its token stays its own.
   *
   * @param allowed throws when this service is not the caller's to change
   */
  public void delete(ServiceId id, Consumer<Service> allowed) {
    change(
        handle -> {
          var service = present(store.lock(handle, id), id);
          allowed.accept(service);
          store.updateDeleted(handle, id, later(service), store.drawSeq(handle));
          return id;
        });
  }

  /** Moves a service along its lifecycle; the same request moves it once. */
  public Service move(ServiceId id, String requestId, Status to, Optional<String> message) {
    return change(
        handle -> {
          var service = present(store.lock(handle, id), id);
          var earlier = events.recorded(handle, id, requestId);
          if (earlier.isPresent()) {
            if (earlier.get() != to) {
              throw new Refused(new ServiceFault.RequestIdReused());
            }
            return service;
          }
          if (!service.status().canBecome(to)) {
            throw new Refused(new ServiceFault.TransitionNotAllowed(id, service.status(), to));
          }
          var now = later(service);
          var moved = service.moved(to, now);
          store.updateStatus(handle, moved, store.drawSeq(handle));
          events.append(handle, id, to, message, Optional.of(requestId), now);
          return moved;
        });
  }

  /** Says what answers a service's calls now; the same again changes nothing. */
  public Service serve(ServiceId id, Serving serving, Optional<String> message) {
    return change(
        handle -> {
          var service = present(store.lock(handle, id), id);
          if (serving.equals(service.serving())) {
            return service;
          }
          // A process that only moved within the mesh is news for routes, not for the public.
          var shown = message.isPresent() || !serving.looksLike(service.serving());
          var now = shown ? later(service) : service.updatedAt();
          var served = service.served(serving, now);
          store.updateServing(handle, served, shown, store.drawSeq(handle));
          if (message.isPresent()) {
            events.append(handle, id, service.status(), message, Optional.empty(), now);
          }
          return served;
        });
  }

  /** Gives a service its token, once. */
  public Service tokenise(ServiceId id, Token token) {
    return change(
        handle -> {
          var service = present(store.lock(handle, id), id);
          if (service.token().isPresent()) {
            var held = service.token().get();
            if (!held.equals(token)) {
              throw new Refused(new ServiceFault.TokenAlreadySet(id, held));
            }
            return service;
          }
          var tokenised = service.tokenised(token, later(service));
          try {
            store.updateToken(handle, tokenised, token, store.drawSeq(handle));
          } catch (RuntimeException e) {
            if (broke(e, ServiceStore.TOKEN_UNIQUE)) {
              throw new Refused(new ServiceFault.TokenTaken(token));
            }
            throw e;
          }
          return tokenised;
        });
  }

  /** Events of one service, read together with whether it was deleted by then. */
  public record History(List<ServiceEvent> events, boolean deleted) {}

  /** The events of a service that is there. */
  public List<ServiceEvent> events(ServiceId id, long afterSequence, int limit) {
    return database.inTransaction(
        handle -> {
          present(store.find(handle, id), id);
          return events.after(handle, id, afterSequence, limit);
        });
  }

  /** The events of a service that is there, the newest first. */
  public List<ServiceEvent> newestEvents(ServiceId id, long beforeSequence, int limit) {
    return database.inTransaction(
        handle -> {
          present(store.find(handle, id), id);
          return events.before(handle, id, beforeSequence, limit);
        });
  }

  /**
   * The events of a service that may have been deleted; deletion is the last thing that happens.
   */
  public History history(ServiceId id, long afterSequence, int limit) {
    return database.inTransaction(
        handle -> {
          var service =
              store
                  .find(handle, id)
                  .orElseThrow(() -> new Refused(new ServiceFault.ServiceNotFound(id)));
          return new History(events.after(handle, id, afterSequence, limit), service.deleted());
        });
  }

  /** Counts over all services. */
  public Statistics statistics() {
    return database.inTransaction(
        handle -> store.statistics(handle, now().minus(Duration.ofDays(1))));
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
        handle ->
            store.changes(handle, ServiceStore.Numbering.CHANGE, after, noTombstonesUpTo, limit));
  }

  /**
   * Services whose route changed after a number, by number.
   *
   * @param noTombstonesUpTo deletions with this number or a lower one are left out, for a watcher
   *     that started later and never saw the service
   */
  public List<Service.Change> routesChanged(long after, long noTombstonesUpTo, int limit) {
    return database.inTransaction(
        handle ->
            store.changes(handle, ServiceStore.Numbering.ROUTE, after, noTombstonesUpTo, limit));
  }

  private <T> T change(Function<Handle, T> work) {
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

  private static String hash(Service.Draft draft) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      for (var part :
          List.of(draft.idea(), draft.requesterId().orElse(""), draft.metadata().orElse(""))) {
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
