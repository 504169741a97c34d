package factory.pipeline.admission;

import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.regex.Pattern;

/** Amounts of memory, as people write them. */
public final class MemorySize {
  private static final Pattern FORM = Pattern.compile("([0-9]{1,12})(|k|m|g)(i?b)?");

  private MemorySize() {}

  /**
   * Bytes, or with {@code k}, {@code m} or {@code g} so many times 1024; {@code 700m}, {@code
   * 2GiB}.
   *
   * @throws IllegalArgumentException for anything else
   */
  public static long parse(String text) {
    var parts = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is no amount of memory; such as 700m or 2g");
    }
    var number = Long.parseLong(parts.group(1));
    return switch (parts.group(2)) {
      case "k" -> number << 10;
      case "m" -> number << 20;
      case "g" -> number << 30;
      default -> number;
    };
  }

  /**
   * What services may take unless it is said: three quarters of the machine or of this container,
   * without this process's own heap.
   */
  public static long forServices() {
    var machine =
        ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
            .getTotalMemorySize();
    return Math.max(Admission.SERVICE_BYTES, machine / 4 * 3 - Runtime.getRuntime().maxMemory());
  }
}
