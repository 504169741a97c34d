package factory.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The addresses of other parts of a list, as its caller reaches it: with all that was asked for,
 * but for which part.
 *
 * @param path of the list
 * @param asked the query's parameters, each with its values
 * @param before how many records come before those of this answer
 * @param size how many one answer has at most
 */
record Links(String path, Map<String, List<String>> asked, Paging paging, long before, int size) {

  /** What whoever is between takes of all headers is more. */
  private static final int LONGEST = 32 * 1024;

  /** Whether parts are counted by their numbers. */
  private boolean hasPages() {
    var offset = paging.offset();
    return paging.page() != null && (offset == null || !asked.containsKey(offset));
  }

  /** The next part; null after the last. */
  @Nullable String next(long total) {
    return before + size < total ? at(before + size) : null;
  }

  /** The part before; null before the first. */
  @Nullable String previous() {
    return before == 0 ? null : at(Math.max(0, before - size));
  }

  String first() {
    return at(0);
  }

  String last(long total) {
    return at(total == 0 ? 0 : (total - 1) / size * size);
  }

  /** The number of the next page; null after the last. */
  @Nullable Long nextPage(long total) {
    return before + size < total ? before / size + paging.first() + 1 : null;
  }

  /** The number of the page before; null before the first. */
  @Nullable Long previousPage() {
    return before == 0 ? null : before / size + paging.first() - 1;
  }

  /** All of them as a {@code Link} header (RFC 8288); null where that is longer than one may be. */
  @Nullable String header(long total) {
    List<String> links = new ArrayList<>();
    add(links, next(total), "next");
    add(links, previous(), "prev");
    add(links, first(), "first");
    add(links, last(total), "last");
    var header = String.join(", ", links);
    return header.length() > LONGEST ? null : header;
  }

  private static void add(List<String> links, @Nullable String address, String relation) {
    if (address != null) {
      links.add("<" + address + ">; rel=\"" + relation + "\"");
    }
  }

  private String at(long from) {
    List<String> query = new ArrayList<>();
    asked.forEach(
        (name, values) -> {
          if (!name.equals(paging.page()) && !name.equals(paging.offset())) {
            values.forEach(value -> query.add(pair(name, value)));
          }
        });
    query.add(
        hasPages()
            ? pair(String.valueOf(paging.page()), Long.toString(from / size + paging.first()))
            : pair(String.valueOf(paging.offset()), Long.toString(from)));
    return Address.of(path + "?" + String.join("&", query)) + "";
  }

  private static String pair(String name, String value) {
    return Location.escaped(name) + "=" + Location.escaped(value);
  }
}
