package factory.pipeline.prove;

import com.fasterxml.jackson.databind.JsonNode;
import factory.pipeline.spec.Kind;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads lists to their end. */
final class Pages {
  private final Session session;

  Pages(Session session) {
    this.session = session;
  }

  /** All records that a wallet sees, in their order, page after page. */
  List<JsonNode> list(Kind kind, Wallet as, String query) throws Ended {
    var size = query.contains("page_size=") ? "" : "page_size=100";
    var whole = size + (size.isEmpty() || query.isEmpty() ? "" : "&") + query;
    List<JsonNode> all = new ArrayList<>();
    Set<String> tokens = new HashSet<>();
    var token = "";
    while (true) {
      var page =
          session
              .call(
                  as,
                  "GET",
                  Maker.path(kind)
                      + "?"
                      + whole
                      + (token.isEmpty() ? "" : "&page_token=" + encoded(token)))
              .expect(200);
      var items = page.json().path(kind.plural());
      if (!items.isArray()) {
        throw page.contradicts("without a list named " + kind.plural());
      }
      items.forEach(all::add);
      var next = page.json().path("next_page_token");
      token = next.isNull() ? "" : next.asText();
      if (token.isEmpty()) {
        return all;
      }
      if (!tokens.add(token)) {
        throw page.contradicts("with a page token from before: the pages never end");
      }
    }
  }

  /**
   * All records of the list that is to have a certain one: where lists are of one parent, of its
   * parent's.
   */
  List<JsonNode> list(Kind kind, Wallet as, JsonNode beside) throws Ended {
    var query = new ArrayList<String>();
    for (var parent : Routes.parentsOfLists(kind)) {
      query.add(parent + "=" + encoded(beside.path(parent).asText()));
    }
    return list(kind, as, String.join("&", query));
  }

  static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  /** The same of what may be no good escapes, which stay as they are. */
  static String decodedLeniently(String text) {
    try {
      return decoded(text);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
