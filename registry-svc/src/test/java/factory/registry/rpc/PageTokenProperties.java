package factory.registry.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import factory.mesh.Refused;
import factory.registry.service.Service;
import factory.registry.service.ServiceId;
import factory.registry.service.Status;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import net.jqwik.api.Assume;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

class PageTokenProperties {
  @Property
  void aTokenIsReadAsItWasWritten(
      @ForAll Optional<Status> status,
      @ForAll String text,
      @ForAll @LongRange(min = 0, max = 4_000_000_000_000_000L) long micros,
      @ForAll long high,
      @ForAll long low) {
    var filter = filter(status, text);
    var place =
        new Service.Place(
            Instant.EPOCH.plus(micros, ChronoUnit.MICROS), new ServiceId(new UUID(high, low)));
    assertThat(PageToken.parse(filter, PageToken.of(filter, place))).contains(place);
  }

  @Property
  void aTokenOfAnotherFilterIsRefused(
      @ForAll Optional<Status> status, @ForAll String text, @ForAll Optional<Status> otherStatus) {
    Assume.that(!status.equals(otherStatus));
    var place = new Service.Place(Instant.EPOCH, ServiceId.random());
    var token = PageToken.of(filter(status, text), place);
    refused(() -> PageToken.parse(filter(otherStatus, text), token));
    refused(() -> PageToken.parse(filter(status, text + "x"), token));
  }

  @Property
  void textFromElsewhereIsRefused(@ForAll String text) {
    Assume.that(!text.isEmpty());
    refused(() -> PageToken.parse(filter(Optional.empty(), ""), text));
    for (var order : PageToken.Events.values()) {
      refused(() -> PageToken.parse(ServiceId.random(), order, text));
    }
  }

  @Property
  void aTokenOfEventsBelongsToItsServiceAndItsOrder(
      @ForAll PageToken.Events order, @ForAll @LongRange(min = 0) long sequence) {
    var id = ServiceId.random();
    var token = PageToken.of(id, order, sequence);
    for (var other : PageToken.Events.values()) {
      if (other == order) {
        assertThat(PageToken.parse(id, other, token)).isEqualTo(sequence);
      } else {
        refused(() -> PageToken.parse(id, other, token));
      }
      refused(() -> PageToken.parse(ServiceId.random(), other, token));
    }
  }

  @Example
  void noTokenIsTheFirstPage() {
    assertThat(PageToken.parse(filter(Optional.empty(), ""), "")).isEmpty();
    assertThat(PageToken.parse(ServiceId.random(), PageToken.Events.OLDEST_FIRST, "")).isZero();
    assertThat(PageToken.parse(ServiceId.random(), PageToken.Events.NEWEST_FIRST, ""))
        .isEqualTo(Long.MAX_VALUE);
  }

  private static void refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> assertThat(refused.fault().reason()).isEqualTo("PAGE_TOKEN_NOT_READABLE"));
  }

  private static Service.Filter filter(Optional<Status> status, String text) {
    return new Service.Filter(
        status, text, Optional.empty(), Optional.empty(), Service.Order.NEWEST);
  }
}
