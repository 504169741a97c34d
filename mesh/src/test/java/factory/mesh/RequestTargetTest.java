package factory.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.helidon.common.uri.UriPath;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTargetTest {
  private static final String OWN = "/gateway/x";

  /** What each segment says, read by nothing but its escapes. */
  private static String literal(String path) {
    List<String> names = new ArrayList<>();
    for (var segment : path.split("/", -1)) {
      var parameters = segment.indexOf(';');
      var name = parameters < 0 ? segment : segment.substring(0, parameters);
      names.add(URLDecoder.decode(name.replace("+", "%2b"), StandardCharsets.UTF_8));
    }
    return String.join("/", names);
  }

  @Test
  void whatHasOneMeaningIsResolvedAsItIsWritten() {
    var refused = 0;
    var paths = Spellings.from(OWN + "/a", 1, "b");
    paths.addAll(Spellings.from(OWN + "/a", 2, "b/c"));
    paths.addAll(Spellings.from("", 1, "b"));
    for (var path : paths) {
      for (var dataFrom : List.of(Integer.MAX_VALUE, OWN.length() + 1, 0)) {
        if (RequestTarget.hasOneMeaning(path, dataFrom)) {
          assertThat(UriPath.create(path).path()).as(path).isEqualTo(literal(path));
        } else {
          refused++;
        }
      }
    }
    assertThat(refused).isGreaterThan(9 * paths.size() / 4);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/zzz/%2e%2e;/books",
        "/zzz/%2e.;/",
        "/zzz/.%2e;x/",
        "/zzz\\..;\\",
        "/..",
        "/.",
        "/a/..",
        "/a/.?x",
        "/a/..;?x",
        "//a",
        "/a//b",
        "/a/;x/b",
        "/;x",
        "/a;x/../b",
        "/a%00b",
        "/a%1fb",
        "/a%7f",
        "/a%",
        "/a%2",
        "/a%zz",
        "/a%2g",
        "/a%252e",
        "/a%2541",
        "/a%c0%ae",
        "/a%e0%80%ae",
        "/a%ed%a0%80",
        "/a%f4%90%80%80",
        "/a%f5%80%80%80",
        "/a%c3",
        "/a%c3b",
        "/a%c3%",
        "/a%80",
        "/a b",
        "/a\u0000b",
        "/a\tb",
        "/a\u00e9",
        "/a#b",
        "/a\\b",
        "/a%5cb",
        "/a%2fb",
        "a/b",
        "*",
        ""
      })
  void refusesAlsoWhereItIsData(String path) {
    assertThat(RequestTarget.hasOneMeaning(path, 0)).isFalse();
    assertThat(RequestTarget.hasOneMeaning(path)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/a;x=1/b",
        "/a;/b",
        "/a;..",
        "/a;x=..;y/b",
        "/a%3bx",
        "/%41",
        "/a%2eb",
        "/a%2e%2eb",
        "/..%2ea"
      })
  void dataMayHaveParametersAndEscapedLettersAndOurOwnPathsMayNot(String path) {
    assertThat(RequestTarget.hasOneMeaning(path, 0)).isTrue();
    assertThat(RequestTarget.hasOneMeaning(path)).isFalse();
    assertThat(RequestTarget.hasOneMeaning(OWN + path, OWN.length() + 1)).isTrue();
    assertThat(RequestTarget.hasOneMeaning(OWN + path, OWN.length() + 2)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/?/../",
        "/books",
        "/books/",
        "/books?x=../..;%2f\\",
        "/a.b",
        "/...",
        "/..a",
        "/.well-known/x",
        "/a%20b",
        "/a%25",
        "/a%25x",
        "/a%254",
        "/100%25/b",
        "/%C3%BC%e2%82%ac%F0%9F%98%80",
        "/a:@!$&'()*+,=b",
        "/a[b]{c}|d^e\"<f>`"
      })
  void takesOrdinaryPaths(String path) {
    assertThat(RequestTarget.hasOneMeaning(path, 0)).isTrue();
    assertThat(RequestTarget.hasOneMeaning(path)).isTrue();
  }
}
