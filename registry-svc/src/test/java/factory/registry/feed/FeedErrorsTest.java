package factory.registry.feed;

import static org.assertj.core.api.Assertions.assertThat;

import factory.registry.service.Service;
import factory.registry.service.Services;
import factory.registry.v1.ServiceChange;
import factory.store.Database;
import factory.store.TestDatabase;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An Error while the feeds are extended: watchers of every service hang on this one loop. */
@Timeout(30)
class FeedErrorsTest {
  @Test
  void theFeedsGoOnAfterAnError() throws Exception {
    try (var database = Database.open(TestDatabase.fresh("registry"))) {
      var services = new Services(database, Clock.systemUTC());
      var broken = new AtomicBoolean();
      var extended = new CountDownLatch(1);
      var tail =
          new Tail<ServiceChange>(
              (_, _, _) -> {
                if (broken.compareAndSet(false, true)) {
                  throw new NoClassDefFoundError("a test's");
                }
                extended.countDown();
                return List.of();
              },
              _ -> ServiceChange.getDefaultInstance());
      try (var feeds = Feeds.follow(services, tail)) {
        services.create(
            new Service.Draft(
                "",
                "track books",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()));

        assertThat(extended.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(broken).isTrue();
        assertThat(feeds.loop().failures()).isEqualTo(1);
        assertThat(feeds.loop().isAlive()).isTrue();
      }
    }
  }
}
