package factory.registry.feed;

import factory.mesh.Backoff;
import factory.mesh.Loop;
import factory.mesh.Signal;
import factory.registry.service.Services;
import java.time.Duration;
import java.util.List;

/**
 * Follows the store on one thread and wakes every watcher of this node: at once after a commit of
 * this node, within {@link #POLL} after one of another.
 */
public final class Feeds implements AutoCloseable {
  /** How long a commit of another node of this kind may stay unseen. */
  static final Duration POLL = Duration.ofSeconds(1);

  private final Services services;
  private final List<Tail<?>> tails;
  private final Signal news = new Signal();
  private final Loop loop;
  private volatile boolean following = true;

  // Of the loop alone.
  private long head;

  private Feeds(Services services, List<Tail<?>> tails, long head) {
    this.services = services;
    this.tails = tails;
    this.head = head;
    loop =
        Loop.named("registry-feeds")
            .consequence("watchers hear nothing new")
            .wokenBy(services.committed())
            .backoff(new Backoff(Duration.ofMillis(250), POLL))
            .joinFor(Duration.ofSeconds(2))
            .build(this::look);
  }

  /** Starts following. */
  public static Feeds follow(Services services, Tail<?>... tails) {
    var head = services.feedHead().seq();
    var feeds = new Feeds(services, List.of(tails), head);
    feeds.tails.forEach(tail -> tail.startAt(head));
    feeds.loop.start();
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

  private Duration look() {
    try {
      var now = services.feedHead().seq();
      if (now > head) {
        for (var tail : tails) {
          tail.extendTo(now);
        }
        head = now;
        following = true;
        news.raise();
        return Duration.ZERO;
      }
      following = true;
      return POLL;
    } catch (RuntimeException | Error e) {
      following = false;
      throw e;
    }
  }

  /** What keeps it going. */
  public Loop loop() {
    return loop;
  }

  /** Stops following; watchers get nothing more. */
  @Override
  public void close() {
    loop.close();
  }
}
