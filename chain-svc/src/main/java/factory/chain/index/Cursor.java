package factory.chain.index;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Where a watcher stands, for it to keep and bring back.
 *
 * @param generation of the index that told it
 * @param selection digest of what it watches: a place is none in another selection
 */
public record Cursor(UUID generation, String selection, long number, String hash) {
  private static final Pattern SHAPE =
      Pattern.compile(
          "([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"
              + "\\.([0-9a-f]{16})\\.([0-9]{1,18})\\.(0x[0-9a-f]{64})");

  /** Reads what {@link #toString} wrote. */
  public static Optional<Cursor> parse(String text) {
    var shape = SHAPE.matcher(text);
    return shape.matches()
        ? Optional.of(
            new Cursor(
                UUID.fromString(shape.group(1)),
                shape.group(2),
                Long.parseLong(shape.group(3)),
                shape.group(4)))
        : Optional.empty();
  }

  Place place() {
    return new Place(number, hash);
  }

  @Override
  public String toString() {
    return generation + "." + selection + "." + number + "." + hash;
  }
}
