package factory.runtime;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The orders that a list can be asked for by words of their own, such as {@code newest} or {@code
 * title,desc}: one of them, or several, of which the later ones say what is the same by the
 * earlier.
 */
public final class OrderWords {
  private final Map<String, String> words;
  private final boolean several;

  private OrderWords(Map<String, String> words, boolean several) {
    this.words = words;
    this.several = several;
  }

  /** One at a time. */
  public static OrderWords one() {
    return new OrderWords(Map.of(), false);
  }

  /** Any number of them, each in a parameter of its own. */
  public static OrderWords several() {
    return new OrderWords(Map.of(), true);
  }

  /**
   * The same with another word.
   *
   * @param order a field, a count or an average of others, or {@code created_at}, with a leading
   *     {@code -} for descending
   */
  public OrderWords word(String word, String order) {
    Map<String, String> more = new LinkedHashMap<>(words);
    if (more.put(word, order) != null) {
      throw new IllegalArgumentException("two orders are called " + word);
    }
    return new OrderWords(more, several);
  }

  boolean isSeveral() {
    return several;
  }

  /** Checks that a resource has what these order by. */
  void check(Resource resource) {
    if (words.isEmpty()) {
      throw new IllegalArgumentException("an order has no words");
    }
    for (var order : words.values()) {
      if (!order.endsWith("created_at")) {
        var _ = Records.order(resource, order);
      }
    }
  }

  /** What the values of a parameter ask for, the first of them first. */
  List<String> orders(String parameter, List<String> values) {
    List<String> orders = new ArrayList<>();
    for (var value : values) {
      if (!value.isEmpty()) {
        orders.add(order(parameter, value));
      }
    }
    return orders;
  }

  /** Words are as they are written, but for those that are one in small letters. */
  private String order(String parameter, String value) {
    var exact = words.get(value);
    if (exact != null) {
      return exact;
    }
    var alike =
        words.entrySet().stream().filter(word -> word.getKey().equalsIgnoreCase(value)).toList();
    if (alike.size() != 1) {
      throw Problem.parameter(parameter, "must be one of: " + String.join(" ", words.keySet()));
    }
    return alike.getFirst().getValue();
  }
}
