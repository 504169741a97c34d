package factory.pipeline.source.english;

import factory.pipeline.source.Nouns;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a field's name says about what it holds: a due date is a date, a price is money. */
final class FieldNames {
  private static final Map<String, Holds> BY_LAST_WORD = new HashMap<>();

  static {
    put(Holds.EMAIL, "email emailaddress");
    put(Holds.URL, "url link website homepage uri webpage webaddress");
    put(Holds.MONEY, "price cost fee salary budget fare wage revenue rent money deposit");
    put(Holds.DATE, "date birthday deadline dob birthdate day anniversary due");
    put(Holds.DATE_TIME, "datetime timestamp time kickoff");
    put(
        Holds.WHOLE,
        "year age count quantity qty rating score stars pages servings stock capacity floor level rank position points"
            + " copies seats population votes likes views minutes seconds hours days weeks months years calories"
            + " duration portions bedrooms bathrooms rooms doors goals wins losses mileage episodes reps sets laps"
            + " players guests pulse bpm attendees_count inventory places spots slots tickets spaces uses participants people persons"
            + " attendees visitors pieces packets");
    put(Holds.DECIMAL, "metres meters kilometres kilometers km kg grams litres liters");
    put(
        Holds.DECIMAL,
        "weight height width length distance temperature latitude longitude percentage percent ratio area volume speed"
            + " discount depth humidity pressure amount value total sum balance measurement");
    put(
        Holds.LONG_TEXT,
        "description notes note body content comment comments summary bio biography instructions message details review"
            + " abstract story article remarks remark feedback explanation background");
    put(
        Holds.TEXTS,
        "tags ingredients keywords categories labels genres skills aliases hobbies languages topics steps items toppings"
            + " allergens");
    put(
        Holds.TEXT,
        "status address isbn phone series news text name title class species access address progress bus gas"
            + " business business sms gps process success focus campus virus bonus menu analysis basis");
  }

  private static final Set<String> YES_NO =
      Set.of(
          "done",
          "completed",
          "complete",
          "finished",
          "active",
          "available",
          "paid",
          "enabled",
          "disabled",
          "public",
          "private",
          "favourite",
          "favorite",
          "archived",
          "verified",
          "sold",
          "vegetarian",
          "vegan",
          "returned",
          "lent",
          "read",
          "borrowed",
          "published",
          "confirmed",
          "cancelled",
          "canceled",
          "approved",
          "in stock",
          "out of stock",
          "open now",
          "checked",
          "watched",
          "owned",
          "visited",
          "shipped",
          "delivered",
          "vaccinated",
          "resolved",
          "bought",
          "used",
          "packed",
          "learned",
          "learnt",
          "booked",
          "invited",
          "attended",
          "played",
          "pinned",
          "urgent",
          "recurring",
          "closed",
          "hidden",
          "locked",
          "billable",
          "taken",
          "eaten",
          "seen");

  private static final Set<String> TEXT_NUMBERS =
      Set.of(
          "phone",
          "serial",
          "account",
          "card",
          "passport",
          "licence",
          "license",
          "tracking",
          "invoice",
          "order",
          "part",
          "model",
          "tax",
          "vat",
          "registration",
          "plate",
          "contact",
          "mobile",
          "fax",
          "telephone",
          "cell",
          "house",
          "id",
          "reference",
          "customer",
          "ticket",
          "flight",
          "policy",
          "insurance",
          "catalogue",
          "catalog",
          "bank");

  private static final Set<String> SPANS =
      Set.of(
          "cooking",
          "cook",
          "prep",
          "preparation",
          "baking",
          "waiting",
          "running",
          "travel",
          "play",
          "playing",
          "total",
          "reading",
          "brewing",
          "resting",
          "lead",
          "delivery");

  private FieldNames() {}

  private static void put(Holds type, String words) {
    for (var word : words.split(" ")) {
      BY_LAST_WORD.put(word, type);
    }
  }

  /** Whether a word is the head of many fields' names, such as {@code date} or {@code number}. */
  static boolean isHead(String word) {
    return BY_LAST_WORD.containsKey(word) || word.equals("number");
  }

  /** Until when, or from when: names that hold a small word. */
  private static boolean isDay(String name) {
    return name.matches(
        "(?:best before|use by|sell by|valid until|valid from|available from|available until|open until)(?: date| day)?");
  }

  /** Whether these words are known as a field as they stand. */
  static boolean isKnown(List<String> words) {
    return YES_NO.contains(String.join(" ", words)) || isDay(String.join(" ", words));
  }

  /** Whether that it may be several is told by the number of the name alone. */
  static boolean isPluralOnly(List<String> words) {
    return typeOf(words) == Holds.TEXTS && !BY_LAST_WORD.containsKey(words.getLast());
  }

  /** The type that these words of a name suggest. */
  static @Nullable Holds typeOf(List<String> words) {
    var name = String.join(" ", words);
    var first = words.getFirst();
    var last = words.getLast();
    if (YES_NO.contains(name)
        || (words.size() > 1 && Set.of("is", "has", "was", "can").contains(first))) {
      return Holds.YES_NO;
    }
    if (name.endsWith("email address")) {
      return Holds.EMAIL;
    }
    if (name.endsWith("web address") || name.endsWith("home page")) {
      return Holds.URL;
    }
    if (words.size() == 2 && last.matches("left|needed|used|missing|spare")) {
      var counted = BY_LAST_WORD.get(first);
      return counted == null && Nouns.isPlural(first) ? Holds.WHOLE : counted;
    }
    if (words.size() == 2
        && YES_NO.contains(last)
        && last.matches(".*(?:ed|en|id|nt|ne)")
        && !BY_LAST_WORD.containsKey(first)
        && !Nouns.isPlural(first)
        && !Set.of("last", "first", "next", "money", "most", "best").contains(first)) {
      return Holds.YES_NO;
    }
    if (isDay(name)) {
      return Holds.DATE;
    }
    if (first.equals("date") || (words.size() > 1 && last.equals("on"))) {
      return Holds.DATE;
    }
    if (words.size() > 1 && last.equals("at")) {
      return Holds.DATE_TIME;
    }
    if (words.size() > 1 && last.equals("time") && SPANS.contains(words.get(words.size() - 2))) {
      return Holds.TEXT;
    }
    if (last.equals("number")) {
      return words.size() > 1 && TEXT_NUMBERS.contains(words.get(words.size() - 2))
          ? Holds.TEXT
          : Holds.WHOLE;
    }
    if (name.startsWith("number of ")) {
      return Holds.WHOLE;
    }
    if (name.startsWith("name of ") || name.startsWith("title of ")) {
      return Holds.TEXT;
    }
    for (var i = 1; i < words.size() - 1; i++) {
      if (Set.of("of", "on", "in", "at", "for", "per", "from", "by", "with").contains(words.get(i))
          && (words.get(i).equals("of") || isHead(words.get(i - 1)))) {
        // What a name is about says nothing of what it holds.
        return typeOf(words.subList(0, i));
      }
    }
    var known = BY_LAST_WORD.get(last);
    if (known != null) {
      return known;
    }
    return Nouns.isPlural(last) && last.length() > 3 && last.endsWith("s") ? Holds.TEXTS : null;
  }
}
