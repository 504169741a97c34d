package factory.pipeline.write;

import static factory.pipeline.write.JsonText.object;

import factory.pipeline.spec.Http;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Route;
import factory.pipeline.spec.Route.By;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** In which orders a list can be asked for, and which it has where nobody asks. */
final class ListOrders {
  private final Kind kind;
  private final Http http;
  private final boolean hasDirection;
  private final String usual;

  ListOrders(Kind kind, Http http, Route route, Route.Answer.Rows rows) {
    this.kind = kind;
    this.http = http;
    hasDirection = rows.parameters().stream().anyMatch(one -> one.by() == By.DIRECTION);
    usual = route.pick().order().orElse(kind.listing().defaultOrder());
  }

  /** The fields by their names in JSON, for descending with a {@code -} where nothing else says. */
  Map<String, Object> fields() {
    List<String> orders = new ArrayList<>();
    List<String> all = new ArrayList<>(kind.listing().order());
    all.add("created_at");
    for (var name : all) {
      http.name(name)
          .ifPresent(
              shown -> {
                orders.add(shown);
                if (!hasDirection) {
                  orders.add("-" + shown);
                }
              });
    }
    var schema = object("type", "string", "enum", orders);
    http.name(isDown() ? usual.substring(1) : usual)
        .map(shown -> isDown() && !hasDirection ? "-" + shown : shown)
        .filter(orders::contains)
        .ifPresent(shown -> schema.put("default", shown));
    return schema;
  }

  /** The words for them; the one of the usual order is the default. */
  Map<String, Object> words(Route.Parameter parameter) {
    var schema = object("type", "string", "enum", List.copyOf(parameter.orders().keySet()));
    if (parameter.by() == By.ORDER) {
      parameter.orders().entrySet().stream()
          .filter(word -> word.getValue().equals(usual))
          .findFirst()
          .ifPresent(word -> schema.put("default", word.getKey()));
    }
    return schema;
  }

  /** The directions, in either case. */
  Map<String, Object> directions() {
    return object(
        "type",
        "string",
        "enum",
        List.of("asc", "desc", "ASC", "DESC"),
        "default",
        isDown() ? "desc" : "asc");
  }

  private boolean isDown() {
    return usual.startsWith("-");
  }
}
