package factory.registry.feed;

import factory.mesh.Signal;
import factory.registry.service.Services;
import java.time.Duration;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Follows the store on one thread and wakes every watcher of this node: at once after a commit of
 * this node, within {@link #POLL} after one of another.
 */
public final class Feeds implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Feeds.class.getName());

  /** How long a commit of another node of this kind may stay unseen. */
  static final Duration POLL = Duration.ofSeconds(1);

  private final Services services;
  private final List<Tail<?>> tails;
  private final Signal news = new Signal();
  private final Thread thread;
  private volatile boolean following = true;

  private Feeds(Services services, List<Tail<?>> tails, long head) {
    this.services = services;
    this.tails = tails;
    thread = Thread.ofVirtual().name("registry-feeds").unstarted(() -> run(head));
  }

  /** Starts following. */
  public static Feeds follow(Services services, Tail<?>... tails) {
    var head = services.feedHead().seq();
    var feeds = new Feeds(services, List.of(tails), head);
    feeds.tails.forEach(tail -> tail.startAt(head));
    feeds.thread.start();
    return feeds;
  }

  /** Raised after the tails were extended. */
  public Signal news() {
    return news;
  }

  /** Whether the last look at the store succeeded. */
  boolean following() {
    return following;
  }

  private void run(long start) {
    var head = start;
    while (!Thread.currentThread().isInterrupted()) {
      var seen = services.committed().count();
      try {
        var now = services.feedHead().seq();
        following = true;
        if (now > head) {
          for (var tail : tails) {
            tail.extendTo(now);
          }
          head = now;
          news.raise();
          continue;
        }
      } catch (RuntimeException e) {
        if (Thread.currentThread().isInterrupted()) {
          return;
        }
        if (following) {
          LOG.log(Level.WARNING, e, () -> "the feeds cannot see the store; trying on");
        }
        following = false;
      }
      try {
        services.committed().await(seen, POLL);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /** Stops following; watchers get nothing more. */
  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join(Duration.ofSeconds(2));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
