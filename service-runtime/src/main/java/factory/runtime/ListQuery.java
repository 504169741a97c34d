package factory.runtime;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What a list's query parameters ask for. The usual routes refuse what they do not know and what is
 * empty; a resource's own ignore it.
 */
final class ListQuery {
  private static final int MAX_ANY_OF = 50;
  private static final int MAX_SEARCH_CHARACTERS = 200;
  private static final String A_COUNT = "[0-9]{1,12}";

  private final Model model;
  private final Resource resource;
  private final Route route;
  private final boolean strict;
  private final Map<String, String> bound = new TreeMap<>();
  private Condition condition;
  private int size;
  private @Nullable Long offset;
  private @Nullable Long page;
  private String order;
  private List<String> then = List.of();
  private @Nullable Boolean descending;
  private String search = "";
  private @Nullable String token;

  private ListQuery(Model model, Place place, Condition readable) {
    this.model = model;
    resource = place.resource();
    route = place.route();
    strict = !resource.hasRoutes();
    condition = readable.and(place.condition());
    size = route.paging().usual();
    var sorted = route.sorted();
    order = sorted == null ? resource.defaultOrder() : sorted;
  }

  /**
   * One page of a list.
   *
   * @param binding what the page's token holds for: the list, its order and its filters
   */
  record Query(Place place, Records.Asked asked, int size, String binding) {
    /** Where the page after this row begins. */
    String token(Row row) {
      var after = after(asked.order(), row);
      var value =
          switch (after.value()) {
            case null -> "n";
            case Long number -> "i" + number;
            case Object text -> "s" + text;
          };
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(
              (binding + Long.toString(after.seq(), 36) + ":" + value)
                  .getBytes(StandardCharsets.UTF_8));
    }
  }

  /** The place of a row in an order. */
  static Records.After after(Records.Order order, Row row) {
    if (order.column().equals("_seq")) {
      return new Records.After(null, row.seq());
    }
    if (order.ofOthers()) {
      return new Records.After(row.stored(order.column()), row.seq());
    }
    var name = order.column().startsWith("_eq_") ? order.column().substring(4) : order.column();
    var stored = row.stored(name);
    var field = row.resource().required(name);
    return new Records.After(
        stored == null || !order.column().startsWith("_eq_") ? stored : field.compared(stored),
        row.seq());
  }

  /**
   * Reads the parameters of a list.
   *
   * @param given each parameter with its values
   * @param readable which records the caller may read
   */
  static Query query(
      Model model, Place place, Map<String, List<String>> given, Condition readable) {
    var query = new ListQuery(model, place, readable);
    given.forEach(query::parameter);
    return query.finish(place);
  }

  private Query finish(Place place) {
    if (route.direction() != null) {
      order = directed();
    }
    var before = offset == null ? 0 : offset;
    if (page != null) {
      var name = String.valueOf(route.paging().page());
      if (page < route.paging().first()) {
        throw Problem.parameter(name, "must be at least " + route.paging().first());
      }
      if (offset != null) {
        throw Problem.parameter(name, "cannot be given with " + route.paging().offset());
      }
      before = (page - route.paging().first()) * size;
    }
    var binding = binding();
    var asked =
        new Records.Asked(
            condition,
            Records.order(resource, order),
            token == null ? null : after(binding, token),
            search,
            false,
            before,
            then.stream().map(one -> Records.order(resource, one)).toList());
    return new Query(place, asked, size, binding);
  }

  private void parameter(String name, List<String> values) {
    var paging = route.paging();
    var filter = filter(name);
    var named = named(name);
    var known =
        filter != null
            || named != null
            || name.equals(paging.limit())
            || name.equals(paging.offset())
            || name.equals(paging.page())
            || name.equals(paging.token())
            || name.equals(route.order())
            || name.equals(route.direction())
            || name.equals(route.search());
    var bounds = route.bounds().get(name);
    // Whoever fills a form leaves numbers empty; a text that must not be so is told.
    var isLeft = values.stream().allMatch(String::isEmpty) && !hasText(bounds);
    if (!strict && (!known || isLeft)) {
      return;
    }
    var words = route.orderWords();
    if (words != null && words.isSeveral() && name.equals(route.order())) {
      var orders = words.orders(name, values);
      order = orders.getFirst();
      then = orders.subList(1, orders.size());
      return;
    }
    // A list may be one value with commas, or several values.
    var many = !strict && filter != null && isSeveral(filter.by());
    if (values.size() > 1 && !many) {
      throw Problem.parameter(name, "is given twice");
    }
    var value =
        many
            ? values.stream().filter(each -> !each.isEmpty()).collect(Collectors.joining(","))
            : values.getFirst();
    if (bounds != null) {
      within(bounds.kind(), name, value);
    }
    if (name.equals(paging.limit())) {
      size = limit(name, value, paging.most());
    } else if (name.equals(paging.token())) {
      token = value;
    } else if (name.equals(paging.offset())) {
      offset = count(name, value);
    } else if (name.equals(paging.page())) {
      page = count(name, value);
    } else if (name.equals(route.order())) {
      order = order(name, value);
    } else if (name.equals(route.direction())) {
      descending = isDescending(name, value);
    } else if (name.equals(route.search())) {
      search = search(name, value);
      bound.put(name, search);
    } else if (value.isEmpty()) {
      // Whoever fills a form leaves it so, and means no filter as likely as an empty text.
      throw Problem.parameter(name, "must not be empty; leave it out to see all");
    } else if (named != null) {
      condition = condition.and(named.condition(model, resource, value));
      bound.put(name, value);
    } else if (filter == null) {
      throw Problem.parameter(name, "is unknown");
    } else {
      condition = condition.and(condition(filter, value));
      bound.put(name, value);
    }
  }

  private @Nullable NamedBy named(String name) {
    return route.named().stream().filter(one -> one.name().equals(name)).findFirst().orElse(null);
  }

  private static boolean isSeveral(Route.By by) {
    return by == Route.By.ANY_OF || by == Route.By.HAS_ANY;
  }

  private Route.@Nullable Parameter filter(String name) {
    for (var parameter : route.parameters()) {
      if (parameter.name().equals(name)) {
        return parameter;
      }
    }
    return null;
  }

  private Condition condition(Route.Parameter parameter, String value) {
    var name = parameter.name();
    var field = parameter.field();
    return switch (parameter.by()) {
      case EQUAL -> Condition.equal(field, value(field, name, value));
      case WORD -> Condition.equal(field, value);
      case FROM -> Condition.atLeast(field, value(field, name, value));
      case TO -> Condition.atMost(field, value(field, name, value));
      // From the prefix to what follows all that begins with it: a part of an index.
      case PREFIX -> Condition.startsWith(field, value);
      case ANY_OF -> Condition.anyOf(field, values(field, name, value));
      case HAS -> Condition.has(field, List.of(value(field, name, value)));
      case HAS_ANY -> Condition.has(field, values(field, name, value));
    };
  }

  private Object value(String field, String parameter, String text) {
    return switch (field) {
      case "id" -> text;
      case "created_at", "updated_at" -> value(new Times.DateTime(), parameter, text);
      default -> {
        var kind = resource.required(field).kind();
        yield value(kind instanceof Composites.ListOf list ? list.item() : kind, parameter, text);
      }
    };
  }

  private static boolean hasText(@Nullable Field bounds) {
    return bounds != null && bounds.kind() instanceof Words.Text text && !text.takes("");
  }

  private static Object value(Kind strict, String parameter, String text) {
    return within(strict instanceof Words.OneOf ? strict : strict.loose(), parameter, text);
  }

  private static Object within(Kind kind, String parameter, String text) {
    try {
      var value = kind.parse(kind.fromText(text));
      var _ = kind.store(value);
      return value;
    } catch (Kind.Unfit unfit) {
      throw Problem.parameter(parameter, String.valueOf(unfit.getMessage()));
    }
  }

  private List<Object> values(String field, String parameter, String text) {
    var parts = text.split(",", -1);
    if (parts.length > MAX_ANY_OF) {
      throw Problem.parameter(parameter, "must have at most " + MAX_ANY_OF + " values");
    }
    List<Object> values = new ArrayList<>();
    for (var part : parts) {
      values.add(value(field, parameter, part));
    }
    return values;
  }

  /** The order by our names that one by those of JSON asks for. */
  private String order(String parameter, String text) {
    var words = route.orderWords();
    if (words != null) {
      return words.orders(parameter, List.of(text)).getFirst();
    }
    Map<String, String> known = new LinkedHashMap<>();
    if (resource.shows("created_at")) {
      known.put(resource.called("created_at"), "created_at");
    }
    resource.orders().forEach(field -> known.put(resource.called(field), field));
    var hasDirection = route.direction() != null;
    var down = !hasDirection && text.startsWith("-");
    var field = known.get(down ? text.substring(1) : text);
    if (field == null) {
      throw Problem.parameter(
          parameter,
          "must be one of: "
              + String.join(", ", known.keySet())
              + (hasDirection ? "" : "; with a leading - for descending"));
    }
    // Until a direction is given, that of the usual order.
    var usual = hasDirection && order.startsWith("-");
    return (down || usual ? "-" : "") + field;
  }

  private static boolean isDescending(String parameter, String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "asc" -> false;
      case "desc" -> true;
      default -> throw Problem.parameter(parameter, "must be asc or desc");
    };
  }

  /** The order in the direction that is asked for, which the parameters say in any order. */
  private String directed() {
    return descending == null
        ? order
        : (descending ? "-" : "") + (order.startsWith("-") ? order.substring(1) : order);
  }

  private static String search(String parameter, String text) {
    if (text.isBlank() || text.codePointCount(0, text.length()) > MAX_SEARCH_CHARACTERS) {
      throw Problem.parameter(parameter, "must have 1 to " + MAX_SEARCH_CHARACTERS + " characters");
    }
    return Words.folded(text);
  }

  private static int limit(String parameter, String text, int most) {
    if (text.matches(A_COUNT)) {
      var size = Long.parseLong(text);
      if (size >= 1 && size <= most) {
        return (int) size;
      }
    }
    throw Problem.parameter(parameter, "must be 1 to " + most);
  }

  private static long count(String parameter, String text) {
    if (text.matches(A_COUNT)) {
      return Long.parseLong(text);
    }
    throw Problem.parameter(parameter, "must be a whole number from 0");
  }

  private String binding() {
    var checksum = new CRC32C();
    checksum.update(
        (resource.plural() + " " + order + (then.isEmpty() ? "" : then) + " " + bound)
            .getBytes(StandardCharsets.UTF_8));
    return "%08x".formatted(checksum.getValue());
  }

  private Records.After after(String binding, String token) {
    try {
      var text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
      var colon = text.indexOf(':');
      if (text.startsWith(binding) && colon > binding.length()) {
        var seq = Long.parseLong(text.substring(binding.length(), colon), 36);
        var value = text.substring(colon + 2);
        return new Records.After(
            switch (text.charAt(colon + 1)) {
              case 'i' -> Long.valueOf(value);
              case 's' -> value;
              default -> null;
            },
            seq);
      }
    } catch (IllegalArgumentException | StringIndexOutOfBoundsException e) {
      // Told below.
    }
    var next =
        route.figures().stream()
            .filter(figure -> figure.part() == Route.Part.NEXT)
            .map(Route.Figure::member)
            .findFirst();
    throw Problem.parameter(
        String.valueOf(route.paging().token()),
        "must be a %s of this list with the same order and filters".formatted(next.orElseThrow()));
  }
}
