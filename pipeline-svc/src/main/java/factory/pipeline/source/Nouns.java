package factory.pipeline.source;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Singular and plural of English nouns, well enough for paths and tables; lower-case words only.
 */
public final class Nouns {
  private static final Map<String, String> IRREGULAR =
      Map.ofEntries(
          Map.entry("person", "people"),
          Map.entry("child", "children"),
          Map.entry("man", "men"),
          Map.entry("woman", "women"),
          Map.entry("foot", "feet"),
          Map.entry("tooth", "teeth"),
          Map.entry("goose", "geese"),
          Map.entry("mouse", "mice"),
          Map.entry("ox", "oxen"),
          Map.entry("leaf", "leaves"),
          Map.entry("shelf", "shelves"),
          Map.entry("half", "halves"),
          Map.entry("knife", "knives"),
          Map.entry("wife", "wives"),
          Map.entry("life", "lives"),
          Map.entry("loaf", "loaves"),
          Map.entry("wolf", "wolves"),
          Map.entry("thief", "thieves"),
          Map.entry("calf", "calves"),
          Map.entry("scarf", "scarves"),
          Map.entry("potato", "potatoes"),
          Map.entry("tomato", "tomatoes"),
          Map.entry("hero", "heroes"),
          Map.entry("echo", "echoes"),
          Map.entry("quiz", "quizzes"),
          Map.entry("matrix", "matrices"),
          Map.entry("vertex", "vertices"),
          Map.entry("criterion", "criteria"),
          Map.entry("phenomenon", "phenomena"),
          Map.entry("analysis", "analyses"),
          Map.entry("diagnosis", "diagnoses"),
          Map.entry("thesis", "theses"),
          Map.entry("crisis", "crises"),
          Map.entry("hypothesis", "hypotheses"),
          Map.entry("datum", "data"),
          Map.entry("medium", "media"),
          Map.entry("curriculum", "curricula"),
          Map.entry("cactus", "cacti"),
          Map.entry("alumnus", "alumni"),
          Map.entry("movie", "movies"),
          Map.entry("cookie", "cookies"),
          Map.entry("selfie", "selfies"),
          Map.entry("zombie", "zombies"),
          Map.entry("calorie", "calories"),
          Map.entry("tie", "ties"),
          Map.entry("pie", "pies"),
          Map.entry("lie", "lies"),
          Map.entry("cache", "caches"),
          Map.entry("shoe", "shoes"),
          Map.entry("toe", "toes"),
          Map.entry("canoe", "canoes"),
          Map.entry("house", "houses"),
          Map.entry("horse", "horses"),
          Map.entry("course", "courses"),
          Map.entry("nurse", "nurses"),
          Map.entry("purse", "purses"),
          Map.entry("case", "cases"),
          Map.entry("base", "bases"),
          Map.entry("purchase", "purchases"),
          Map.entry("release", "releases"),
          Map.entry("license", "licenses"),
          Map.entry("licence", "licences"),
          Map.entry("expense", "expenses"),
          Map.entry("response", "responses"),
          Map.entry("exercise", "exercises"),
          Map.entry("database", "databases"),
          Map.entry("disease", "diseases"),
          Map.entry("warehouse", "warehouses"),
          Map.entry("size", "sizes"),
          Map.entry("prize", "prizes"),
          Map.entry("axe", "axes"),
          Map.entry("bus", "buses"),
          Map.entry("gas", "gases"),
          Map.entry("lens", "lenses"),
          Map.entry("yes", "yeses"),
          Map.entry("use", "uses"),
          Map.entry("cause", "causes"),
          Map.entry("phase", "phases"),
          Map.entry("vase", "vases"),
          Map.entry("rose", "roses"),
          Map.entry("cheese", "cheeses"),
          Map.entry("verse", "verses"));

  private static final Map<String, String> SINGULAR =
      IRREGULAR.entrySet().stream()
          .collect(Collectors.toMap(Map.Entry::getValue, Map.Entry::getKey));

  /** The same in both numbers. */
  private static final Set<String> UNCOUNTABLE =
      Set.of(
          "equipment",
          "information",
          "news",
          "series",
          "species",
          "sheep",
          "fish",
          "deer",
          "furniture",
          "luggage",
          "software",
          "hardware",
          "feedback",
          "music",
          "money",
          "rice",
          "aircraft",
          "spacecraft",
          "staff",
          "homework",
          "merchandise",
          "stock",
          "inventory",
          "health",
          "weather",
          "traffic",
          "mail",
          "food",
          "knowledge",
          "advice",
          "research",
          "evidence",
          "water");

  private Nouns() {}

  /** Whether the word has no plural. */
  public static boolean isUncountable(String word) {
    return UNCOUNTABLE.contains(word);
  }

  /** Whether the word is the plural of another. */
  public static boolean isPlural(String word) {
    return !UNCOUNTABLE.contains(word) && !singular(word).equals(word);
  }

  /** The plural of a singular, or of a plural itself. */
  public static String plural(String word) {
    if (UNCOUNTABLE.contains(word) || isPlural(word)) {
      return word;
    }
    var irregular = IRREGULAR.get(word);
    if (irregular != null) {
      return irregular;
    }
    var compound = compound(word, IRREGULAR);
    if (compound != null) {
      return compound;
    }
    if (word.endsWith("y") && word.length() > 1 && !isVowel(word.charAt(word.length() - 2))) {
      return word.substring(0, word.length() - 1) + "ies";
    }
    if (word.endsWith("s")
        || word.endsWith("x")
        || word.endsWith("z")
        || word.endsWith("ch")
        || word.endsWith("sh")) {
      return word + "es";
    }
    return word + "s";
  }

  /** The singular of a plural, or of a singular itself. */
  public static String singular(String word) {
    if (UNCOUNTABLE.contains(word) || IRREGULAR.containsKey(word)) {
      return word;
    }
    var irregular = SINGULAR.get(word);
    if (irregular != null) {
      return irregular;
    }
    var compound = compound(word, SINGULAR);
    if (compound != null) {
      return compound;
    }
    if (word.length() < 4 || word.endsWith("ss") || word.endsWith("us") || word.endsWith("is")) {
      return word;
    }
    if (word.endsWith("ies")) {
      return word.substring(0, word.length() - 3) + "y";
    }
    if (word.matches("(?:head|tooth|stomach|back|belly|tummy|ear|heart|must)?aches")) {
      return word.substring(0, word.length() - 1);
    }
    for (var ending : new String[] {"sses", "uses", "xes", "zzes", "ches", "shes"}) {
      if (word.endsWith(ending)) {
        return word.substring(0, word.length() - 2);
      }
    }
    return word.endsWith("s") ? word.substring(0, word.length() - 1) : word;
  }

  /** Words that end in an irregular one: grandchildren, bookshelves, salespeople. */
  private static @Nullable String compound(String word, Map<String, String> endings) {
    for (var ending :
        new String[] {
          "person", "people", "child", "children", "woman", "women", "shelf", "shelves"
        }) {
      var other = endings.get(ending);
      if (other != null && word.endsWith(ending) && word.length() > ending.length()) {
        return word.substring(0, word.length() - ending.length()) + other;
      }
    }
    return null;
  }

  private static boolean isVowel(char c) {
    return "aeiou".indexOf(c) >= 0;
  }
}
