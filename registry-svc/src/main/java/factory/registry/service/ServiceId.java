package factory.registry.service;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** Names a service. */
public record ServiceId(UUID value) {
  // UUID.fromString alone also takes "1-1-1-1-1".
  private static final Pattern FORM =
      Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

  /** A new one. */
  public static ServiceId random() {
    return new ServiceId(UUID.randomUUID());
  }

  /** Reads the canonical form in either case. */
  public static Optional<ServiceId> parse(String text) {
    return FORM.matcher(text).matches()
        ? Optional.of(new ServiceId(UUID.fromString(text)))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
