package factory.registry.feed;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.UUID;

/**
 * Where a watcher stands in a feed.
 *
 * @param kind which feed
 * @param feedId which store
 * @param position every change up to this number was applied
 * @param firstHead the feed's head when the watcher began with nothing: it never saw a service that
 *     was deleted up to then
 */
public record Cursor(Kind kind, UUID feedId, long position, long firstHead) {
  private static final int BYTES = 32;

  /** The feeds. */
  public enum Kind {
    /** Services as the public sees them. */
    SERVICES((byte) 'S'),
    /** Routes as the gate sees them. */
    ROUTES((byte) 'R');

    private final byte mark;

    Kind(byte mark) {
      this.mark = mark;
    }
  }

  /** Reads what {@link #toString} wrote for this feed. */
  public static Optional<Cursor> parse(Kind kind, String text) {
    return Opaque.open(kind.mark, BYTES, text)
        .map(
            body ->
                new Cursor(
                    kind, new UUID(body.getLong(), body.getLong()), body.getLong(), body.getLong()))
        .filter(cursor -> cursor.position >= 0 && cursor.firstHead >= 0);
  }

  @Override
  public String toString() {
    return Opaque.seal(
        kind.mark,
        ByteBuffer.allocate(BYTES)
            .putLong(feedId.getMostSignificantBits())
            .putLong(feedId.getLeastSignificantBits())
            .putLong(position)
            .putLong(firstHead)
            .flip());
  }
}
