package factory.web.http;

import com.google.protobuf.Timestamp;
import java.time.OffsetDateTime;

/** Points in time as requests write them: RFC 3339. */
final class Times {
  /** What is asked for. */
  static final String RULE = "must be a time such as 2026-01-31T12:00:00Z";

  private Times() {}

  /**
   * Reads a time.
   *
   * @throws java.time.DateTimeException when it is none
   */
  static Timestamp parse(String text) {
    var instant = OffsetDateTime.parse(text).toInstant();
    return Timestamp.newBuilder()
        .setSeconds(instant.getEpochSecond())
        .setNanos(instant.getNano())
        .build();
  }
}
