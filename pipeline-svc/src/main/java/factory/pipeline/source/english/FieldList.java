package factory.pipeline.source.english;

import factory.pipeline.source.Nouns;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Splits {@code title, author and a status: open, closed or late} into its fields. */
final class FieldList {
  /** A new thing in the middle of a list: {@code books with title}. */
  static final Pattern NEXT_THING =
      Pattern.compile(
          "^((?:(?:also |then )?(?:track |manage |store |keep |record )?)(?:each |every |the |their |its )?[a-z][a-z-]*(?: [a-z-]+){0,2}?),? (?:with|having|has|have|that have|which have|each with|each having|each has|should have)(?: an?| the)? (\\S.*)$");

  private static final Pattern SEPARATOR =
      Pattern.compile(
          " ?(?:[,;.] ?(?:and also |and |or |plus |& |as well as )?| and also | and | or | & | plus | as well as | along with | together with )");

  /** What stands between a field's name and the words that it can be. */
  private static final Pattern CHOOSING =
      Pattern.compile(
          "^([^(:]+?)(?::|,)? ?(?:(?:which |that |and |it )?(?:is|are|can be|may be|must be|should be|being|as|with)? ?(?:one of|either|any of|a choice of|chosen from|selected from|out of|among|with values|values|with options|options|from the list|limited to)(?: the| these)?(?: values| options| words)?:?|(?:which |that )?(?:can be|may be|must be)|(?:which|that) is|:) ?(.*)$");

  /** Says nothing but what holds for the field before it. */
  private static final Pattern OF_THE_ONE_BEFORE =
      Pattern.compile(
          "(?:which |that |and )?(?:(?:is |are |must be |has to be |have to be |should be |can be |must lie |lies )?(?:always )?(?:at least|at most|above|below) -?\\d+(?:\\.\\d+)?(?: characters?| chars?| letters)?|(?:is |are |must be |has to be |have to be |should be |can be |must lie |goes )?from -?\\d+(?:\\.\\d+)? to -?\\d+(?:\\.\\d+)?|(?:must be|has to be|have to be|should be) (?:positive|required)|must be unique|is unique|(?:starts?|begins?|starting) (?:at|with|from) \\d+|(?:it )?(?:is )?(?:by )?defaults? (?:to|is) [a-z0-9-]+|[a-z0-9-]+ by default)");

  private static final Pattern BOTH =
      Pattern.compile("(.+?) \\((each|both)(?: of (?:them|which))?,? (?:is |are |being )?(.+)\\)");

  private static final Pattern BOTH_BEFORE =
      Pattern.compile(
          "both (?:must be |are )?((?:at least|at most|above|below) -?\\d+(?:\\.\\d+)?|from -?\\d+(?:\\.\\d+)? to -?\\d+(?:\\.\\d+)?)");

  private static final Pattern LONE_CHOOSING = Pattern.compile("^(?:one of|either):? ?(.+)$");

  /** Fields and words to choose from, in one sentence. */
  private static final int MOST_CHUNKS = 600;

  private FieldList() {}

  /** A field as it was written, and the words it can be when they were listed beside it. */
  record Item(String phrase, List<String> choices, boolean afterFullStop) {}

  private record Chunk(String separator, String text) {
    boolean isOr() {
      return separator.endsWith("or");
    }

    boolean isAnd() {
      return separator.endsWith("and");
    }

    boolean isHard() {
      return separator.startsWith(";") || separator.startsWith(".");
    }
  }

  static boolean startsAThing(Item item, Matcher nested) {
    var words = List.of(nested.group(1).split(" "));
    var rest = nested.group(2);
    if (rest.matches(
        "(?:\\d|at (?:least|most)|from \\d|decimals?|values?|options?|default|max|min|up to|two decimals).*")) {
      return false;
    }
    var each = nested.group(1).matches("^(?:each|every) .*");
    return each || Nouns.isPlural(words.getLast()) || item.afterFullStop();
  }

  static List<Item> items(String text) throws Misread {
    var chunks = chunks(text);
    if (chunks.size() > MOST_CHUNKS) {
      throw new Misread(
          "A sentence lists more than %d fields and words; a thing can have at most 50 fields."
              .formatted(MOST_CHUNKS));
    }
    List<Item> items = new ArrayList<>();
    for (var i = 0; i < chunks.size(); ) {
      var chunk = chunks.get(i);
      if (!items.isEmpty() && OF_THE_ONE_BEFORE.matcher(chunk.text()).matches()) {
        var before = items.removeLast();
        items.add(
            new Item(
                before.phrase() + ", " + chunk.text(), before.choices(), before.afterFullStop()));
        i++;
        continue;
      }
      var both = BOTH_BEFORE.matcher(chunk.text());
      if (items.size() > 1 && both.matches()) {
        // Home goals and away goals, both at least 0.
        for (var at = items.size() - 2; at < items.size(); at++) {
          var one = items.get(at);
          items.set(
              at,
              new Item(one.phrase() + ", " + both.group(1), one.choices(), one.afterFullStop()));
        }
        i++;
        continue;
      }
      var choosing = CHOOSING.matcher(chunk.text());
      if (choosing.matches() && isChoice(choosing, chunks, i)) {
        List<String> choices = new ArrayList<>();
        if (!choosing.group(2).isBlank()) {
          choices.add(choosing.group(2));
        }
        i = choices(chunks, i + 1, choices);
        items.add(item(chunk, choosing.group(1), choices));
        continue;
      }
      var next = alternatives(chunks, i);
      if (next > i) {
        var words = withoutArticle(chunk.text());
        var space = words.lastIndexOf(' ');
        List<String> choices = new ArrayList<>(List.of(words.substring(space + 1)));
        for (var j = i + 1; j <= next; j++) {
          choices.add(chunks.get(j).text());
        }
        items.add(
            item(
                chunk,
                words
                    .substring(0, space)
                    .replaceFirst(",? (?:is|are|being|which is|that is|either)$", ""),
                choices));
        i = next + 1;
        continue;
      }
      if (chunk.isOr()) {
        throw Misread.quoting(
            chunk.text(), "I cannot tell what the \"or\" before \"%s\" chooses between.");
      }
      items.add(item(chunk, chunk.text(), List.of()));
      i++;
    }
    return distributed(items);
  }

  /** {@code systolic and diastolic (each from 40 to 250)}: what is said of both. */
  private static List<Item> distributed(List<Item> items) {
    for (var i = 1; i < items.size(); i++) {
      var both = BOTH.matcher(items.get(i).phrase());
      var before = items.get(i - 1);
      if (both.matches()
          && (i == 1 || both.group(2).equals("both"))
          && before.choices().isEmpty()
          && items.get(i).choices().isEmpty()
          && !before.phrase().contains("(")) {
        items.set(
            i - 1,
            new Item(
                before.phrase() + " (" + both.group(3) + ")",
                before.choices(),
                before.afterFullStop()));
        items.set(
            i,
            new Item(
                both.group(1) + " (" + both.group(3) + ")",
                List.of(),
                items.get(i).afterFullStop()));
      }
    }
    return items;
  }

  private static Item item(Chunk chunk, String said, List<String> choices) throws Misread {
    // In one hall, at a start time: a hall, a start time.
    var phrase =
        said.replaceFirst("^(?:in|at|on|for|of) (?:exactly )?(?:a|an|one) (?=[a-z])", "the ");
    List<String> single = new ArrayList<>();
    for (var choice : choices) {
      single.addAll(List.of(choice.replaceAll(" ?\\(.*$", "").split(" ?/ ?")));
    }
    return new Item(phrase, Choices.of(single), chunk.separator().startsWith("."));
  }

  /** Whether words to choose from follow; a colon can also stand before a type or a range. */
  private static boolean isChoice(Matcher choosing, List<Chunk> chunks, int at) {
    var rest = choosing.group(2);
    if (choosing.group(1).startsWith("whether ")) {
      return false;
    }
    if (rest.isBlank()) {
      return at + 1 < chunks.size() && chunks.get(at + 1).separator().equals(",");
    }
    if (rest.matches(
            ".*\\b(?:from|at least|at most|list|optional|required|unique|empty|null|missing|as an?)\\b.*")
        || PlainTypes.of(rest) != null
        || rest.startsWith("(")) {
      return false;
    }
    if (rest.contains("/")) {
      return true;
    }
    var next = at + 1 < chunks.size() ? chunks.get(at + 1) : null;
    return next != null
        && !next.isHard()
        && (next.isOr() || next.separator().equals(",") || next.isAnd());
  }

  /** Takes the words to choose from; gives the place after the last. */
  private static int choices(List<Chunk> chunks, int from, List<String> choices) {
    var or = -1;
    for (var i = from; i < chunks.size() && !chunks.get(i).isHard(); i++) {
      if (chunks.get(i).isOr()) {
        or = i;
        break;
      }
      if (chunks.get(i).isAnd() && looksLikeField(chunks.get(i).text())) {
        break;
      }
    }
    var i = from;
    for (; i < chunks.size(); i++) {
      var chunk = chunks.get(i);
      if (or >= 0 ? i > or : chunk.isHard() || looksLikeField(chunk.text())) {
        break;
      }
      choices.add(chunk.text());
      if (or < 0 && chunk.isAnd()) {
        i++;
        break;
      }
    }
    return i;
  }

  /**
   * {@code priority low, medium or high}: the place of the last word, or {@code at} when it is
   * none.
   */
  private static int alternatives(List<Chunk> chunks, int at) {
    var text = withoutArticle(chunks.get(at).text());
    if (!text.matches("[a-z][a-z0-9 -]* [a-z0-9-]+")
        || text.startsWith("whether ")
        || text.startsWith("if ")) {
      return at;
    }
    for (var i = at + 1; i < chunks.size(); i++) {
      var chunk = chunks.get(i);
      if (chunk.isOr() && chunk.text().matches("[a-z0-9-]+(?: [a-z0-9-]+)?")) {
        return i;
      }
      if (!chunk.separator().equals(",") || !chunk.text().matches("[a-z0-9-]+")) {
        return at;
      }
    }
    return at;
  }

  /** Whether a phrase says by itself that it is a field: an article, a known name, a range. */
  private static boolean looksLikeField(String phrase) {
    if (phrase.matches(
            "(?:a|an|the|its|their|whether|optional(?:ly)?|an? optional|list of|number of)\\b.*")
        || phrase.contains("(")
        || phrase.contains(":")
        || PlainRange.isIn(phrase)
        || phrase.contains(" as a ")) {
      return true;
    }
    var words = PlainText.words(phrase);
    if (words.isEmpty()) {
      return false;
    }
    var known = FieldNames.typeOf(words);
    return known != null && known != Holds.YES_NO && known != Holds.TEXTS;
  }

  private static String withoutArticle(String text) {
    return text.replaceFirst("^(?:(?:a|an|the|its|their) )++", "");
  }

  private static List<Chunk> chunks(String text) {
    List<Chunk> chunks = new ArrayList<>();
    var depth = 0;
    var start = 0;
    var separator = "";
    var matcher = SEPARATOR.matcher(text);
    for (var i = 0; i < text.length(); ) {
      var c = text.charAt(i);
      if (c == '(') {
        depth++;
      } else if (c == ')') {
        depth = Math.max(0, depth - 1);
      }
      matcher.region(i, text.length());
      matcher.useTransparentBounds(true);
      if (depth == 0 && matcher.lookingAt() && !isDecimalPoint(text, i)) {
        add(chunks, separator, text.substring(start, i));
        separator = matcher.group().strip();
        i = matcher.end();
        start = i;
      } else {
        i++;
      }
    }
    add(chunks, separator, text.substring(start));
    return chunks;
  }

  private static void add(List<Chunk> chunks, String separator, String text) {
    var bare =
        LONE_CHOOSING.matcher(text.strip()).matches()
            ? text.strip()
            : text.strip().replaceFirst("^(?:(?:and|plus|also|then|with|has|have|having) )++", "");
    if (!bare.isEmpty()) {
      chunks.add(new Chunk(separator, bare));
    }
  }

  private static boolean isDecimalPoint(String text, int at) {
    return text.charAt(at) == '.'
        && at + 1 < text.length()
        && Character.isDigit(text.charAt(at + 1));
  }
}
