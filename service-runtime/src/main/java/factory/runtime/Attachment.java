package factory.runtime;

import org.jspecify.annotations.Nullable;

/**
 * A file of a record.
 *
 * @param id what it is called in the store's folder: random, and told nobody
 * @param name as whoever sent it called it, cleaned: data, and never a path
 * @param type the media type that its bytes have
 * @param size in bytes
 * @param sha256 of its bytes
 */
public record Attachment(String id, String name, String type, long size, String sha256) {
  /** In one line; a name has no line breaks. */
  String stored() {
    return String.join(" ", id, sha256, Long.toString(size), type, name);
  }

  /** Null for what is none. */
  static @Nullable Attachment load(String stored) {
    var parts = stored.split(" ", 5);
    return parts.length == 5 && FileStore.ID.matcher(parts[0]).matches() && isNumber(parts[2])
        ? new Attachment(parts[0], parts[4], parts[3], Long.parseLong(parts[2]), parts[1])
        : null;
  }

  private static boolean isNumber(String text) {
    return text.matches("[0-9]{1,12}");
  }

  /** What is told of a file. */
  public enum Part {
    NAME,
    TYPE,
    SIZE,
    URL
  }

  /** The same for the same file, wherever it is kept. */
  @Override
  public String toString() {
    return sha256 + " " + size + " " + type + " " + name;
  }
}
