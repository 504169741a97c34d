package factory.runtime;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list, which is read part by part while it is sent: no more than a part of it is in
 * memory. It ends after so many records, and where a token can go on, with the record that reaches
 * {@link #CHARACTERS}.
 */
final class Page {
  /** The most characters that a page with a token has before its last record. */
  static final long CHARACTERS = 1024 * 1024;

  /** What is read from the store at once, apart from the last record. */
  static final long PART_CHARACTERS = 64 * 1024;

  private final Store store;
  private final String caller;
  private final ListQuery.Query query;
  private final Links links;
  private final long total;
  private Records.Part part;
  private int records;
  private long characters;

  /**
   * Reads the first part, and what is told about all of the list at that moment.
   *
   * @param path of the list, as it was asked for
   * @param given the query's parameters, each with its values
   */
  Page(
      Store store,
      String caller,
      ListQuery.Query query,
      String path,
      Map<String, List<String>> given)
      throws SQLException {
    this.store = store;
    this.caller = caller;
    this.query = query;
    links =
        new Links(
            path, given, query.place().route().paging(), query.asked().offset(), query.size());
    var first =
        store.read(
            caller,
            records -> {
              query.place().requireParents(records);
              var all = query.asked().from(null);
              var count = query.place().route().counts() ? records.count(plural(), all) : 0;
              return new First(count, read(records, query.asked()));
            });
    total = first.total();
    part = counted(first.part());
  }

  private record First(long total, Records.Part part) {}

  /** Whether the first part is all of it. */
  boolean isSmall() {
    return isLast();
  }

  /** The part that was read last. */
  List<Row> part() {
    return part.rows();
  }

  /** A figure about the list, once there is no next part. */
  @Nullable Object figure(Route.Part part) {
    var before = query.asked().offset();
    return switch (part) {
      case TOTAL -> total;
      case LIMIT -> (long) query.size();
      case OFFSET -> before;
      case PAGE -> before / query.size() + query.place().route().paging().first();
      case PAGES -> (total + query.size() - 1) / query.size();
      case COUNT -> (long) records;
      case MORE -> hasCursor() ? nextPageToken() != null : before + records < total;
      case NEXT -> nextPageToken();
      case NEXT_LINK -> links.next(total);
      case PREVIOUS_LINK -> links.previous();
      case FIRST_LINK -> links.first();
      case LAST_LINK -> links.last(total);
      case NEXT_PAGE -> links.nextPage(total);
      case PREVIOUS_PAGE -> links.previousPage();
      case LINKS -> links.header(total);
      case FIRST -> before == 0;
      case LAST -> before + records >= total;
      case BEFORE -> before > 0;
      case EMPTY -> records == 0;
    };
  }

  private boolean hasCursor() {
    return query.place().route().paging().token() != null;
  }

  /** A figure about the list before all of it is read; null where there is none of it. */
  @Nullable Object figureAhead(Route.Part part) {
    var isMore = query.asked().offset() + query.size() < total;
    return switch (part) {
      case MORE -> isMore;
      case LAST -> !isMore;
      default -> figure(part);
    };
  }

  /** Whether there is no record. */
  boolean isEmpty() {
    return records == 0;
  }

  /** Reads the next part; false when there is none. */
  boolean next() throws SQLException {
    if (isLast()) {
      return false;
    }
    var asked =
        query.asked().then().isEmpty()
            ? query.asked().from(ListQuery.after(query.asked().order(), part.rows().getLast()))
            : query.asked().past(records);
    var more = counted(store.read(caller, records -> read(records, asked)));
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
    return !part.more() || records >= query.size() || (hasCursor() && characters >= CHARACTERS);
  }

  Resource resource() {
    return query.place().resource();
  }

  private String plural() {
    return query.place().resource().plural();
  }

  private Records.Part read(Records reader, Records.Asked asked) throws SQLException {
    return reader.part(plural(), asked, query.size() - records, PART_CHARACTERS);
  }

  private Records.Part counted(Records.Part read) {
    records += read.rows().size();
    read.rows().forEach(row -> characters += row.characters());
    return read;
  }
}
