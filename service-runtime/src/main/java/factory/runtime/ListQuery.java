package factory.runtime;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** What a list's query parameters ask for. */
final class ListQuery {
  private static final int DEFAULT_PAGE_SIZE = 20;
  private static final int MAX_PAGE_SIZE = 100;
  private static final int MAX_ANY_OF = 50;
  private static final int MAX_SEARCH_CHARACTERS = 200;

  private ListQuery() {}

  /**
   * One page of a list.
   *
   * @param binding what the page's token holds for: the list, its order and its filters
   */
  record Query(Resource resource, Records.Asked asked, int size, String binding) {
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
  static Query query(Resource resource, Map<String, List<String>> given, Condition readable) {
    var size = DEFAULT_PAGE_SIZE;
    var order = resource.defaultOrder();
    var search = "";
    @Nullable String token = null;
    var condition = readable;
    Map<String, String> bound = new TreeMap<>();
    for (var parameter : given.entrySet()) {
      var name = parameter.getKey();
      var value = parameter.getValue().getFirst();
      if (parameter.getValue().size() > 1) {
        throw Problem.parameter(name, "is given twice");
      }
      if (name.equals("page_size")) {
        size = pageSize(value);
      } else if (name.equals("page_token")) {
        token = value;
      } else if (name.equals("order")) {
        order = order(resource, value);
      } else if (name.equals("q") && !resource.searched().isEmpty()) {
        search = search(value);
        bound.put(name, search);
      } else {
        condition =
            condition.and(
                filter(resource, name, value)
                    .orElseThrow(() -> Problem.parameter(name, "is unknown")));
        bound.put(name, value);
      }
    }
    var binding = binding(resource, order, bound);
    var asked =
        new Records.Asked(
            condition,
            Records.order(resource, order),
            token == null ? null : after(binding, token),
            search);
    return new Query(resource, asked, size, binding);
  }

  private static Optional<Condition> filter(Resource resource, String parameter, String value) {
    if (value.isEmpty()) {
      // Whoever fills a form leaves it so, and means no filter as likely as an empty text.
      throw Problem.parameter(parameter, "must not be empty; leave it out to see all");
    }
    for (var filter : resource.filters().entrySet()) {
      var name = filter.getKey();
      var field = resource.required(name);
      for (var way : filter.getValue()) {
        switch (way) {
          case EQUAL -> {
            if (parameter.equals(name)) {
              return Optional.of(Condition.equal(name, value(field, parameter, value)));
            }
          }
          case RANGE -> {
            if (parameter.equals(name + "_from")) {
              return Optional.of(Condition.atLeast(name, value(field, parameter, value)));
            }
            if (parameter.equals(name + "_to")) {
              return Optional.of(Condition.atMost(name, value(field, parameter, value)));
            }
          }
          case PREFIX -> {
            if (parameter.equals(name + "_prefix")) {
              return Optional.of(prefix(name, value));
            }
          }
          case ANY_OF -> {
            if (parameter.equals(name + "_in")) {
              return Optional.of(anyOf(field, parameter, value));
            }
          }
        }
      }
    }
    return Optional.empty();
  }

  private static Object value(Field field, String parameter, String text) {
    try {
      var kind = field.kind() instanceof Words.OneOf ? field.kind() : field.kind().loose();
      var value = kind.parse(field.kind().fromText(text));
      var _ = kind.store(value);
      return value;
    } catch (Kind.Unfit unfit) {
      throw Problem.parameter(parameter, String.valueOf(unfit.getMessage()));
    }
  }

  private static Condition anyOf(Field field, String parameter, String text) {
    var parts = text.split(",", -1);
    if (parts.length > MAX_ANY_OF) {
      throw Problem.parameter(parameter, "must have at most " + MAX_ANY_OF + " values");
    }
    List<Object> values = new ArrayList<>();
    for (var part : parts) {
      values.add(value(field, parameter, part));
    }
    return Condition.anyOf(field.name(), values);
  }

  /** From the prefix to what follows all that begins with it: a part of an index. */
  private static Condition prefix(String name, String prefix) {
    return Condition.startsWith(name, prefix);
  }

  private static String order(Resource resource, String text) {
    var name = text.startsWith("-") ? text.substring(1) : text;
    if (!name.equals("created_at") && !resource.orders().contains(name)) {
      List<String> known = new ArrayList<>(List.of("created_at"));
      known.addAll(resource.orders());
      throw Problem.parameter(
          "order",
          "must be one of: " + String.join(", ", known) + "; with a leading - for descending");
    }
    return text;
  }

  private static String search(String text) {
    if (text.isBlank() || text.codePointCount(0, text.length()) > MAX_SEARCH_CHARACTERS) {
      throw Problem.parameter("q", "must have 1 to " + MAX_SEARCH_CHARACTERS + " characters");
    }
    return Words.folded(text);
  }

  private static int pageSize(String text) {
    if (text.matches("[0-9]{1,3}")) {
      var size = Integer.parseInt(text);
      if (size >= 1 && size <= MAX_PAGE_SIZE) {
        return size;
      }
    }
    throw Problem.parameter("page_size", "must be 1 to " + MAX_PAGE_SIZE);
  }

  private static String binding(Resource resource, String order, Map<String, String> bound) {
    var checksum = new CRC32C();
    checksum.update(
        (resource.plural() + " " + order + " " + bound).getBytes(StandardCharsets.UTF_8));
    return "%08x".formatted(checksum.getValue());
  }

  private static Records.After after(String binding, String token) {
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
    throw Problem.parameter(
        "page_token", "must be a next_page_token of this list with the same order and filters");
  }
}
