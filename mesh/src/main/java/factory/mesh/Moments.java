package factory.mesh;

import com.google.protobuf.Timestamp;
import java.time.Instant;

/** Moments as messages have them. */
public final class Moments {
  private Moments() {}

  /** The same moment, to the nanosecond. */
  public static Timestamp of(Instant moment) {
    return Timestamp.newBuilder()
        .setSeconds(moment.getEpochSecond())
        .setNanos(moment.getNano())
        .build();
  }

  /** The same moment, to the nanosecond. */
  public static Instant of(Timestamp moment) {
    return Instant.ofEpochSecond(moment.getSeconds(), moment.getNanos());
  }
}
