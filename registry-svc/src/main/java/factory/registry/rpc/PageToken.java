package factory.registry.rpc;

import factory.mesh.Refused;
import factory.registry.feed.Opaque;
import factory.registry.service.Service;
import factory.registry.service.ServiceFault;
import factory.registry.service.ServiceId;
import factory.registry.service.Text;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32;

/** Page tokens: the last place of a page, bound to the listing it is from. */
final class PageToken {
  private static final byte SERVICES = 'L';
  private static final int SERVICES_BYTES = 28;
  private static final int EVENTS_BYTES = 24;

  private PageToken() {}

  /** The two listings of events; a token of one is none of the other. */
  enum Events {
    OLDEST_FIRST((byte) 'E', 0),
    NEWEST_FIRST((byte) 'N', Long.MAX_VALUE);

    private final byte kind;
    private final long first;

    Events(byte kind, long first) {
      this.kind = kind;
      this.first = first;
    }
  }

  static String of(Service.Filter filter, Service.Place last) {
    return Opaque.seal(
        SERVICES,
        ByteBuffer.allocate(SERVICES_BYTES)
            .putInt(mark(filter))
            .putLong(ChronoUnit.MICROS.between(Instant.EPOCH, last.createdAt()))
            .putLong(last.id().value().getMostSignificantBits())
            .putLong(last.id().value().getLeastSignificantBits())
            .flip());
  }

  static Optional<Service.Place> parse(Service.Filter filter, String text) {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    var body = Opaque.open(SERVICES, SERVICES_BYTES, text).orElseThrow(PageToken::refused);
    if (body.getInt() != mark(filter)) {
      throw refused();
    }
    var createdAt = Instant.EPOCH.plus(body.getLong(), ChronoUnit.MICROS);
    return Optional.of(
        new Service.Place(createdAt, new ServiceId(new UUID(body.getLong(), body.getLong()))));
  }

  static String of(ServiceId id, Events order, long lastSequence) {
    return Opaque.seal(
        order.kind,
        ByteBuffer.allocate(EVENTS_BYTES)
            .putLong(id.value().getMostSignificantBits())
            .putLong(id.value().getLeastSignificantBits())
            .putLong(lastSequence)
            .flip());
  }

  /** The sequence behind which the page begins, in its order. */
  static long parse(ServiceId id, Events order, String text) {
    if (text.isEmpty()) {
      return order.first;
    }
    var body = Opaque.open(order.kind, EVENTS_BYTES, text).orElseThrow(PageToken::refused);
    if (!new UUID(body.getLong(), body.getLong()).equals(id.value())) {
      throw refused();
    }
    return body.getLong();
  }

  private static int mark(Service.Filter filter) {
    var crc = new CRC32();
    crc.update(filter.status().map(Enum::ordinal).orElse(-1) + 1);
    crc.update(filter.order().name().getBytes(StandardCharsets.UTF_8));
    crc.update(filter.requesterId().isPresent() ? 1 : 0);
    crc.update(
        filter
            .requesterId()
            .map(its -> its.toLowerCase(Locale.ROOT))
            .orElse("")
            .getBytes(StandardCharsets.UTF_8));
    // Not which tokens: what somebody holds changes between two pages.
    crc.update(filter.tokens().isPresent() ? 1 : 0);
    crc.update(Text.folded(filter.text()).getBytes(StandardCharsets.UTF_8));
    return (int) crc.getValue();
  }

  private static Refused refused() {
    return new Refused(new ServiceFault.PageTokenNotReadable());
  }
}
