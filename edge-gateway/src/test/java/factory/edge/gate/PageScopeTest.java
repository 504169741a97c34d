package factory.edge.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;

/** What a publishable key's operations cover, held against a regular expression of each. */
class PageScopeTest {
  @Provide
  Arbitrary<List<String>> segments() {
    return Arbitraries.of("a", "ab", "{id}", "{a_b}", "a", "").list().ofMinSize(1).ofMaxSize(4);
  }

  @Provide
  Arbitrary<String> paths() {
    return Arbitraries.of("a", "ab", "b", "", "%61", "a;x", "{id}", "A")
        .list()
        .ofMinSize(1)
        .ofMaxSize(4)
        .map(list -> "/" + String.join("/", list));
  }

  @Property(tries = 20_000)
  void coversWhatFitsSegmentBySegmentAndNothingElse(
      @ForAll("segments") List<String> segments,
      @ForAll("paths") String path,
      @ForAll boolean isPost) {
    List<String> patterns = new ArrayList<>();
    segments.forEach(s -> patterns.add(s.startsWith("{") ? "[^/]+" : Pattern.quote(s)));
    var template = "/" + String.join("/", segments);
    var scope = new PageScope(List.of(), List.of("PUT /x", "POST " + template), 1, 1);
    var expected = isPost && path.matches("/" + String.join("/", patterns));
    Statistics.collect(expected);
    assertThat(scope.covers(isPost ? "POST" : "POS", path)).as(template).isEqualTo(expected);
  }
}
