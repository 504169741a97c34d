package factory.pipeline.source.english;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** By which shorter names a text speaks of its fields, as far as no other could be meant. */
final class Aliases {
  private static final String MOMENTS = "at|on|time|date|day|moment";
  private static final String UNITS =
      "km|kg|g|cm|mm|m|m2|m3|ml|mg|oz|lb|lbs|ms|minutes|hours|seconds|days|weeks|months|years|litres|liters|grams"
          + "|kilograms|kilometres|kilometers|metres|meters|miles|inches|feet|celsius|fahrenheit|pounds|percent|bpm|eur|usd";

  /** Last words of names that say something of their own, or stand in sentences of any sort. */
  private static final Set<String> NO_NAMES =
      Set.of("number", "time", "date", "day", "order", "count", "total", "name", "id");

  private Aliases() {}

  /**
   * The shorter names.
   *
   * @param fields of all kinds
   * @param dated those that are days or moments
   * @param taken whether something else is called so
   */
  static Map<String, String> of(Set<String> fields, List<String> dated, Predicate<String> taken) {
    Map<String, String> aliases = new HashMap<>();
    if (dated.size() == 1) {
      // The time is the only moment or day that there is.
      for (var word : List.of("time", "date", "day", "moment")) {
        aliases.put(word, dated.getFirst());
      }
    }
    putAll(aliases, begins(fields));
    for (var field : fields) {
      if (field.startsWith("number_of_")) {
        aliases.putIfAbsent(field.substring("number_of_".length()), field);
      }
    }
    putAll(aliases, pairs(fields));
    putAll(aliases, heads(fields));
    aliases.keySet().removeIf(name -> fields.contains(name) || taken.test(name));
    return aliases;
  }

  private static void putAll(Map<String, String> all, Map<String, List<String>> more) {
    more.forEach(
        (name, of) -> {
          if (of.size() == 1) {
            all.putIfAbsent(name, of.getFirst());
          }
        });
  }

  /** The start is {@code starts_at}, the volume {@code volume_ml}. */
  private static Map<String, List<String>> begins(Set<String> fields) {
    Map<String, List<String>> all = new HashMap<>();
    for (var field : fields) {
      var begin = field.replaceFirst("_(?:" + MOMENTS + "|" + UNITS + ")$", "");
      if (begin.equals(field)) {
        begin = field.replaceFirst("_(?:per|in|on)_[a-z]+$", "");
      }
      if (!begin.equals(field)) {
        for (var name : new TreeSet<>(List.of(begin, begin.replaceFirst("s$", "")))) {
          all.computeIfAbsent(name, _ -> new ArrayList<>()).add(field);
        }
      }
    }
    return all;
  }

  /** Of a lowest and a highest price, a white and a black player: the lowest, the black one. */
  private static Map<String, List<String>> pairs(Set<String> fields) {
    Map<String, List<String>> all = new HashMap<>();
    Set<String> rests = new HashSet<>();
    Set<String> paired = new HashSet<>();
    for (var field : fields) {
      var rest = field.substring(field.indexOf('_') + 1);
      if (field.indexOf('_') > 0 && !rests.add(rest)) {
        paired.add(rest);
      }
    }
    for (var field : fields) {
      var cut = field.indexOf('_');
      if (cut > 0
          && paired.contains(field.substring(cut + 1))
          && !field.substring(0, cut).matches("first|last|number|total|new|old|next|is|has")) {
        all.computeIfAbsent(field.substring(0, cut), _ -> new ArrayList<>()).add(field);
      }
    }
    return all;
  }

  /** The price is {@code starting_price}, where it is the only one. */
  private static Map<String, List<String>> heads(Set<String> fields) {
    Map<String, List<String>> all = new HashMap<>();
    for (var field : fields) {
      var head = field.substring(field.lastIndexOf('_') + 1);
      if (!NO_NAMES.contains(head) && FieldNames.isHead(head)) {
        all.computeIfAbsent(head, _ -> new ArrayList<>()).add(field);
      }
    }
    return all;
  }
}
