package factory.edge.access;

import factory.mesh.Refused;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** Where pages of lists begin, as callers hand it back. */
final class PageTokens {
  private PageTokens() {}

  static String of(String place) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(place.getBytes(StandardCharsets.US_ASCII));
  }

  /** The last of a page that is ordered by time. */
  record Moment(Instant at, UUID id) {}

  static String of(Moment moment) {
    return of(ChronoUnit.MICROS.between(Instant.EPOCH, moment.at()) + "|" + moment.id());
  }

  static Moment moment(String text) {
    var parts = text.split("\\|", -1);
    if (parts.length != 2 || !parts[0].matches("[0-9]{1,17}")) {
      throw new IllegalArgumentException(text);
    }
    return new Moment(
        Instant.EPOCH.plus(Long.parseLong(parts[0]), ChronoUnit.MICROS), UUID.fromString(parts[1]));
  }

  /**
   * The place that a token names; empty for the first page.
   *
   * @param read throws {@link IllegalArgumentException} for what is none
   */
  static <T> Optional<T> read(String token, Function<String, T> read) {
    if (token.isEmpty()) {
      return Optional.empty();
    }
    try {
      var place = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.US_ASCII);
      return Optional.of(read.apply(place));
    } catch (IllegalArgumentException e) {
      throw Refused.field("page_token", "must be a next_page_token of this list");
    }
  }

  /** How many a page has. */
  static int size(int asked, int usual, int most) {
    if (asked < 0 || asked > most) {
      throw Refused.field("page_size", "must be 1 to " + most);
    }
    return asked == 0 ? usual : asked;
  }
}
