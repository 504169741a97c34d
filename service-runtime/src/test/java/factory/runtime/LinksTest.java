package factory.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where other parts of a list are. */
final class LinksTest {
  private static final Paging PAGES = Paging.ALL.withLimit("limit", 2, 10).withPage("page", 1);
  private static final Paging OFFSETS = Paging.ALL.withLimit("limit", 2, 10).withOffset("offset");

  private static Links at(Paging paging, long before) {
    return new Links("/notes", Map.of(), paging, before, 2);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, , , 1, 1",
    "0, 2, , , 1, 1",
    "0, 3, 2, , 1, 2",
    "2, 3, , 1, 1, 2",
    "2, 5, 3, 1, 1, 3",
    "8, 5, , 4, 1, 3",
  })
  void pagesAreCountedFromTheFirst(
      long before, long total, Long next, Long previous, long first, long last) {
    var links = at(PAGES, before);
    assertThat(links.nextPage(total)).isEqualTo(next);
    assertThat(links.previousPage()).isEqualTo(previous);
    assertThat(links.next(total)).isEqualTo(next == null ? null : "/notes?page=" + next);
    assertThat(links.previous()).isEqualTo(previous == null ? null : "/notes?page=" + previous);
    assertThat(links.first()).isEqualTo("/notes?page=" + first);
    assertThat(links.last(total)).isEqualTo("/notes?page=" + last);
  }

  @Test
  void offsetsBeginWhereTheLastEnded() {
    assertThat(at(OFFSETS, 1).next(9)).isEqualTo("/notes?offset=3");
    assertThat(at(OFFSETS, 1).previous()).isEqualTo("/notes?offset=0");
    assertThat(at(OFFSETS, 1).last(9)).isEqualTo("/notes?offset=8");
    assertThat(at(OFFSETS, 7).next(9)).isNull();
  }

  @Test
  void allElseThatWasAskedForStays() {
    Map<String, List<String>> asked = new LinkedHashMap<>();
    asked.put("tag", List.of("a b", "c&d=\">;<"));
    asked.put("page", List.of("1"));
    asked.put("limit", List.of("2"));
    assertThat(new Links("/notes", asked, PAGES, 0, 2).header(3))
        .isEqualTo(
            "</notes?tag=a%20b&tag=c%26d%3D%22%3E%3B%3C&limit=2&page=2>; rel=\"next\","
                + " </notes?tag=a%20b&tag=c%26d%3D%22%3E%3B%3C&limit=2&page=1>; rel=\"first\","
                + " </notes?tag=a%20b&tag=c%26d%3D%22%3E%3B%3C&limit=2&page=2>; rel=\"last\"");
  }

  @Test
  void whoeverAsksByAnOffsetGoesOnByIt() {
    var both = PAGES.withOffset("offset");
    assertThat(new Links("/n", Map.of("offset", List.of("2")), both, 2, 2).next(9))
        .isEqualTo("/n?offset=4");
    assertThat(new Links("/n", Map.of(), both, 2, 2).next(9)).isEqualTo("/n?page=3");
  }
}
