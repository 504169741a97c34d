package factory.runtime;

import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list, which is read part by part while it is sent. It ends after so many records,
 * or with the record that reaches {@link #CHARACTERS}; no more than a part of it is in memory.
 */
final class Page {
  /** The most characters that a page has before its last record. */
  static final long CHARACTERS = 1024 * 1024;

  /** What is read from the store at once, apart from the last record. */
  static final long PART_CHARACTERS = 64 * 1024;

  private final Store store;
  private final String caller;
  private final ListQuery.Query query;
  private Records.Part part;
  private int records;
  private long characters;

  /** Reads the first part. */
  Page(Store store, String caller, ListQuery.Query query) throws SQLException {
    this.store = store;
    this.caller = caller;
    this.query = query;
    part = read(query.asked());
  }

  /** Whether the first part is all of it. */
  boolean isSmall() {
    return isLast();
  }

  /** The part that was read last. */
  List<Row> part() {
    return part.rows();
  }

  /** Reads the next part; false when there is none. */
  boolean next() throws SQLException {
    if (isLast()) {
      return false;
    }
    var more =
        read(query.asked().from(ListQuery.after(query.asked().order(), part.rows().getLast())));
    if (more.rows().isEmpty()) {
      // The others were deleted in between.
      part = new Records.Part(part.rows(), false);
      return false;
    }
    part = more;
    return true;
  }

  /** Gives the next page, once there is no next part; null on the last page. */
  @Nullable String nextPageToken() {
    return part.more() ? query.token(part.rows().getLast()) : null;
  }

  private boolean isLast() {
    return !part.more() || records >= query.size() || characters >= CHARACTERS;
  }

  private Records.Part read(Records.Asked asked) throws SQLException {
    var read =
        store.read(
            caller,
            reader ->
                reader.part(
                    query.resource().plural(), asked, query.size() - records, PART_CHARACTERS));
    records += read.rows().size();
    read.rows().forEach(row -> characters += row.characters());
    return read;
  }
}
