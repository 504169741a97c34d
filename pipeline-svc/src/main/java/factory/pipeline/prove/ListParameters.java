package factory.pipeline.prove;

import com.fasterxml.jackson.databind.JsonNode;
import factory.pipeline.prove.Asked.Window;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Route;
import factory.pipeline.spec.Route.Answer;
import factory.pipeline.spec.Route.By;
import factory.pipeline.spec.Route.Paging;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The house's parameters of a list in the words of a route: pages, order, search and filters. */
final class ListParameters {
  /** What the house's lists ask for when they want as many as there can be. */
  private static final int MOST = 100;

  private static final Map<String, By> WAYS =
      Map.of(
          "_from", By.FROM, "_to", By.TO, "_prefix", By.PREFIX, "_in", By.ANY_OF, "_has", By.HAS);

  private final Kind kind;
  private final Route route;
  private final Map<String, String> wanted;
  private final JsonNode path;

  /**
   * @param wanted by the house's names
   * @param path what the path has already
   */
  ListParameters(Kind kind, Route route, Map<String, String> wanted, JsonNode path) {
    this.kind = kind;
    this.route = route;
    this.wanted = wanted;
    this.path = path;
  }

  /** The query of a list, and which part of it that is. */
  record Query(String text, Optional<Window> window) {}

  Query query() throws Ended {
    if (!(route.answer() instanceof Answer.Rows rows)) {
      throw Ended.notTried(Routes.named(route) + " answers no records");
    }
    List<String> query = new ArrayList<>();
    for (var one : wanted.entrySet()) {
      if (!List.of("page_size", "page_token").contains(one.getKey()) && !path.has(one.getKey())) {
        query.add(parameter(rows, one.getKey(), one.getValue()));
      }
    }
    var window = window(rows.paging(), query);
    return new Query(String.join("&", query), Optional.of(window));
  }

  private Window window(Paging paging, List<String> query) throws Ended {
    var size = paging.usualLimit();
    if (wanted.containsKey("page_size")) {
      var asked = Integer.parseInt(wanted.getOrDefault("page_size", ""));
      if (paging.limit().isPresent()) {
        size = Math.min(asked, paging.mostLimit());
        query.add(paging.limit().get() + "=" + size);
      } else if (asked < MOST) {
        throw Ended.notTried("no parameter of the list says how many");
      }
    }
    var token = wanted.getOrDefault("page_token", "").split(":", 2);
    if (Translation.isNoMore(token[0])) {
      throw Ended.notTried("the list has more than it answers, and no parameter for the rest");
    }
    if (paging.cursor().isPresent()) {
      if (wanted.containsKey("page_token")) {
        query.add(
            paging.cursor().get() + "=" + Pages.encoded(wanted.getOrDefault("page_token", "")));
      }
      return new Window(size, 0, true, "");
    }
    var before = token.length < 2 ? 0 : Integer.parseInt(token[0]);
    if (paging.offset().isPresent()) {
      if (before > 0) {
        query.add(paging.offset().get() + "=" + before);
      }
    } else if (paging.page().isPresent() && before > 0) {
      query.add(paging.page().get() + "=" + (paging.firstPage() + before / size));
    }
    return new Window(
        size,
        before,
        paging.offset().isPresent() || paging.page().isPresent(),
        token.length < 2 ? "" : token[1]);
  }

  private String parameter(Answer.Rows rows, String name, String value) throws Ended {
    if (name.equals("q")) {
      return named(rows, By.SEARCH, "", value, "for words");
    }
    if (name.equals("order")) {
      var down = value.startsWith("-");
      var field = down ? value.substring(1) : value;
      var words =
          rows.parameters().stream()
              .filter(one -> one.isOrder() && !one.orders().isEmpty())
              .findFirst();
      if (words.isPresent()) {
        return words.get().orders().entrySet().stream()
            .filter(word -> word.getValue().equals(value))
            .findFirst()
            .map(word -> words.get().name() + "=" + Pages.encoded(word.getKey()))
            .orElseThrow(() -> Ended.notTried("the list has no word for the order " + value));
      }
      var shown = kind.http().flatMap(http -> http.name(field));
      if (shown.isEmpty()) {
        throw Ended.notTried("records do not show " + field);
      }
      if (has(rows, "", By.DIRECTION)) {
        return named(rows, By.ORDER, "", shown.get(), "for the order")
            + "&"
            + named(rows, By.DIRECTION, "", down ? "desc" : "asc", "for its direction");
      }
      return named(rows, By.ORDER, "", (down ? "-" : "") + shown.get(), "for the order");
    }
    for (var way : WAYS.entrySet()) {
      if (name.endsWith(way.getKey()) && kind.field(name).isEmpty()) {
        var field = name.substring(0, name.length() - way.getKey().length());
        if (way.getValue() == By.HAS && has(rows, field, By.HAS_ANY)) {
          return named(rows, By.HAS_ANY, field, value, "for " + field);
        }
        return named(rows, way.getValue(), field, value, "for " + field);
      }
    }
    var by = has(rows, name, By.WORD) ? By.WORD : By.EQUAL;
    return named(rows, by, name, value, "for " + name);
  }

  private static boolean has(Answer.Rows rows, String field, By by) {
    return rows.parameters().stream()
        .anyMatch(one -> one.by() == by && one.field().orElse("").equals(field));
  }

  private String named(Answer.Rows rows, By by, String field, String value, String what)
      throws Ended {
    var parameter =
        rows.parameters().stream()
            .filter(one -> one.by() == by && one.field().orElse("").equals(field))
            .findFirst()
            .orElseThrow(() -> Ended.notTried("the list has no such parameter " + what));
    if (!ListBounds.fit(parameter, value)) {
      throw Ended.notTried("the list takes no such value " + what);
    }
    return parameter.name() + "=" + Pages.encoded(value);
  }
}
