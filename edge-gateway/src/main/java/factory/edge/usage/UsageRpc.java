package factory.edge.usage;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import factory.edge.gate.EvmAddress;
import factory.edge.v1.CallStatus;
import factory.edge.v1.ListUsageRequest;
import factory.edge.v1.ListUsageResponse;
import factory.edge.v1.Usage;
import factory.mesh.Refused;
import factory.store.Database;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.UUID;

/** Counts of admitted calls, as they are asked for over gRPC. */
public final class UsageRpc {
  private static final Duration USUAL = Duration.ofDays(30);
  private static final int USUAL_PAGE = 100;
  private static final int LARGEST_PAGE = 1000;

  private final UsageStore store = new UsageStore();
  private final Database database;
  private final Clock clock;

  /** Counts of this store. */
  public UsageRpc(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * A page.
   *
   * @param wallet whose calls alone; empty for everybody's
   */
  public ListUsageResponse list(
      UUID serviceId, Optional<EvmAddress> wallet, ListUsageRequest request) {
    var size = request.getPageSize() == 0 ? USUAL_PAGE : request.getPageSize();
    if (size < 1 || size > LARGEST_PAGE) {
      throw Refused.field("page_size", "must be 1 to " + LARGEST_PAGE);
    }
    var query =
        new UsageStore.Query(
            serviceId,
            request.hasSince()
                ? instant("since", request.getSince())
                : clock.instant().minus(USUAL),
            request.hasUntil()
                ? Optional.of(instant("until", request.getUntil()))
                : Optional.empty(),
            wallet);
    var after = after(request.getPageToken());
    var hours = database.inTransaction(sql -> store.list(sql, query, after, size + 1));
    var response = ListUsageResponse.newBuilder();
    hours.stream().limit(size).forEach(h -> response.addUsage(usage(serviceId, h)));
    if (hours.size() > size) {
      response.setNextPageToken(token(hours.get(size - 1)));
    }
    return response.build();
  }

  private static Instant instant(String field, Timestamp time) {
    if (!Timestamps.isValid(time)) {
      throw Refused.field(field, "must be a time");
    }
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
  }

  private static Usage usage(UUID serviceId, UsageStore.Hour hour) {
    return Usage.newBuilder()
        .setHour(Timestamp.newBuilder().setSeconds(hour.hour().getEpochSecond()))
        .setServiceId(serviceId.toString())
        .setWallet(hour.wallet())
        .setKeyId(hour.keyId())
        .setStatus(
            hour.status() == 0 ? CallStatus.CALL_STATUS_UNKNOWN : CallStatus.CALL_STATUS_ANSWERED)
        .setHttpStatus(hour.status())
        .setCalls(hour.calls())
        .setRequestBytes(hour.requestBytes())
        .setResponseBytes(hour.responseBytes())
        .setDurationMs(hour.durationMs())
        .build();
  }

  private static String token(UsageStore.Hour last) {
    var text =
        last.hour().getEpochSecond()
            + "|"
            + last.wallet()
            + "|"
            + last.keyId()
            + "|"
            + last.status();
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static Optional<UsageStore.After> after(String token) {
    if (token.isEmpty()) {
      return Optional.empty();
    }
    try {
      var parts =
          new String(Base64.getUrlDecoder().decode(token), StandardCharsets.US_ASCII)
              .split("\\|", -1);
      if (parts.length == 4) {
        var hour = Timestamps.checkValid(Timestamps.fromSeconds(Long.parseLong(parts[0])));
        var wallet = parts[1].isEmpty() ? "" : EvmAddress.parse(parts[1]).orElseThrow().toString();
        var key = parts[2].isEmpty() ? "" : UUID.fromString(parts[2]).toString();
        return Optional.of(
            new UsageStore.After(
                Instant.ofEpochSecond(hour.getSeconds()), wallet, key, Integer.parseInt(parts[3])));
      }
    } catch (IllegalArgumentException | NoSuchElementException e) {
      // Told below.
    }
    throw Refused.field("page_token", "must be a next_page_token of this list");
  }
}
