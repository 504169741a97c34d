package factory.pipeline.ideas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import factory.pipeline.prove.Wallet;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Values as tests say them, sent as a service takes them and held against what it shows: 12.5 is
 * also {@code "12.50"} where money is text, {@code in progress} is also {@code IN_PROGRESS}, {@code
 * $x} is the key of what was kept as x, {@code $B} the second wallet.
 */
final class Values {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Pattern TIME = Pattern.compile("\\{(today|now)([+-][0-9]+)?([smhd]?)\\}");
  private static final Pattern DAY = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
  private static final Pattern MOMENT = Pattern.compile("([0-9-]{10})T([0-9:]+)Z");
  private static final Pattern NUMBER = Pattern.compile("-?[0-9]+(?:\\.[0-9]+)?");
  private static final Pattern SMALL = Pattern.compile("[a-z][a-z _-]*");

  private final Map<String, Kept> kept = new HashMap<>();
  private final Instant now;

  Values(Instant now) {
    this.now = now.truncatedTo(ChronoUnit.SECONDS);
  }

  void keep(String name, Kept record) {
    kept.put(name, record);
  }

  /** What was kept under a name that a test gives as {@code $name}. */
  Optional<Kept> kept(String reference) {
    return reference.startsWith("$")
        ? Optional.ofNullable(kept.get(reference.substring(1)))
        : Optional.empty();
  }

  /** A text with its days, times, and what was kept. */
  String text(String said) {
    if (said.matches("\\$[ABC]")) {
      return Wallet.valueOf(said.substring(1)).address().orElseThrow();
    }
    if (said.startsWith("$")) {
      return kept(said)
          .map(Kept::key)
          .orElseThrow(() -> new IllegalArgumentException("nothing was kept as " + said));
    }
    return TIME.matcher(said).replaceAll(found -> Matcher.quoteReplacement(time(found)));
  }

  private String time(java.util.regex.MatchResult found) {
    var by = found.group(2) == null ? 0 : Long.parseLong(found.group(2));
    if (found.group(1).equals("today")) {
      return LocalDate.ofInstant(now, ZoneOffset.UTC).plusDays(by).toString();
    }
    var unit =
        switch (found.group(3)) {
          case "s" -> Duration.ofSeconds(by);
          case "m" -> Duration.ofMinutes(by);
          case "h" -> Duration.ofHours(by);
          default -> Duration.ofDays(by);
        };
    return now.plus(unit).toString();
  }

  /** As a place of that schema takes it; where it takes no such thing, as it was said. */
  JsonNode sent(JsonNode said, JsonNode schema, Served served) {
    var type = types(schema);
    if (said.isArray() && !type.contains("array")) {
      return chosen(said, schema);
    }
    if (type.contains("array") && !said.isNull()) {
      return list(said, served.resolved(schema.path("items")), served);
    }
    if (said.isTextual()) {
      return text(text(said.textValue()), said.textValue(), schema, type);
    }
    if (said.isNumber() && type.contains("string") && !type.contains("number")) {
      return JSON.textNode(said.decimalValue().toPlainString());
    }
    return said;
  }

  private JsonNode text(String text, String said, JsonNode schema, Set<String> type) {
    if (schema.has("enum") && !said.startsWith("$")) {
      return chosen(JSON.textNode(text), schema);
    }
    if (!type.contains("string") && NUMBER.matcher(text).matches()) {
      return JSON.numberNode(new BigDecimal(text));
    }
    var format = schema.path("format").asText();
    if (format.equals("date-time") && DAY.matcher(text).matches()) {
      return JSON.textNode(text + "T00:00:00Z");
    }
    // A moment where a day and a time are fields of their own.
    var moment = MOMENT.matcher(text);
    if (moment.matches() && (format.equals("date") || isTime(schema))) {
      return JSON.textNode(moment.group(format.equals("date") ? 1 : 2));
    }
    return JSON.textNode(text);
  }

  /** Whether a schema is of a time of day, which has no format of its own. */
  static boolean isTime(JsonNode schema) {
    return schema.path("format").asText().equals("time")
        || schema.path("pattern").asText().contains(":[0-5]");
  }

  private JsonNode list(JsonNode said, JsonNode item, Served served) {
    var list = MAPPER.createArrayNode();
    for (var each : said.isArray() ? said : MAPPER.createArrayNode().add(said)) {
      var textMember =
          served.members(item).entrySet().stream()
              .filter(member -> types(member.getValue()).contains("string"))
              .findFirst();
      list.add(
          each.isValueNode() && textMember.isPresent()
              ? MAPPER.createObjectNode().set(textMember.get().getKey(), each)
              : sent(each, item, served));
    }
    return list;
  }

  /** Which of an enum's words is one of those that are said. */
  private static JsonNode chosen(JsonNode said, JsonNode schema) {
    for (var each : Wish.texts(said)) {
      for (var word : schema.path("enum")) {
        if (Words.plain(word.asText()).equals(Words.plain(each))) {
          return word;
        }
      }
    }
    return said.isArray() ? said.path(0) : said;
  }

  static Set<String> types(JsonNode schema) {
    Set<String> types = new LinkedHashSet<>();
    if (schema.has("type")) {
      types.addAll(Wish.texts(schema.path("type")));
    }
    for (var each : schema.path("enum")) {
      types.add(each.isTextual() ? "string" : each.getNodeType().name().toLowerCase(Locale.ROOT));
    }
    return types;
  }

  /** Whether a value is what a test says it is. */
  boolean is(JsonNode wanted, JsonNode got) {
    if (wanted.isObject()) {
      return fits(wanted, got);
    }
    if (wanted.isArray()) {
      for (var each : wanted) {
        if (is(each, got)) {
          return true;
        }
      }
      return false;
    }
    if (wanted.isNull() || got.isNull() || got.isMissingNode()) {
      return wanted.isNull() && (got.isNull() || got.isMissingNode());
    }
    if (got.isObject() && got.has("id")) {
      return is(wanted, got.path("id"));
    }
    if (wanted.isNumber()) {
      return NUMBER.matcher(got.asText()).matches()
          && new BigDecimal(got.asText()).compareTo(wanted.decimalValue()) == 0;
    }
    return wanted.isBoolean() ? wanted.equals(got) : isText(text(wanted.asText()), got.asText());
  }

  private static boolean isText(String wanted, String got) {
    if (wanted.equals(got) || (DAY.matcher(wanted).matches() && got.startsWith(wanted + "T"))) {
      return true;
    }
    if (wanted.matches("[0-9]{2}:[0-9]{2}") && got.equals(wanted + ":00")) {
      return true;
    }
    var isInstant = wanted.matches(".*T.*Z") && got.matches(".*T.*Z");
    return isInstant
        ? sameInstant(wanted, got)
        : SMALL.matcher(wanted).matches() && Words.plain(wanted).equals(Words.plain(got));
  }

  private static boolean sameInstant(String one, String other) {
    try {
      return Instant.parse(one).equals(Instant.parse(other));
    } catch (java.time.format.DateTimeParseException e) {
      return false;
    }
  }

  private boolean fits(JsonNode wanted, JsonNode got) {
    for (var each : wanted.properties()) {
      var value = each.getValue();
      var fits =
          switch (each.getKey()) {
            case "matches" -> got.isValueNode() && got.asText().matches(value.asText());
            case "more" -> number(got).compareTo(value.decimalValue()) > 0;
            case "less" -> number(got).compareTo(value.decimalValue()) < 0;
            case "about" ->
                number(got)
                        .subtract(value.path(0).decimalValue())
                        .abs()
                        .compareTo(value.path(1).decimalValue())
                    <= 0;
            case "given" -> value.asBoolean() != (got.isNull() || got.isMissingNode());
            case "items" -> sameItems(value, got);
            case "not" -> !is(value, got);
            default -> throw new IllegalArgumentException("no kind of value: " + each.getKey());
          };
      if (!fits) {
        return false;
      }
    }
    return true;
  }

  private static BigDecimal number(JsonNode got) {
    return NUMBER.matcher(got.asText()).matches()
        ? new BigDecimal(got.asText())
        : BigDecimal.valueOf(Long.MIN_VALUE);
  }

  private boolean sameItems(JsonNode wanted, JsonNode got) {
    if (!(got instanceof ArrayNode list) || wanted.size() != list.size()) {
      return false;
    }
    var left = list.deepCopy();
    for (var each : wanted) {
      var found = -1;
      for (var i = 0; i < left.size(); i++) {
        found = found < 0 && is(each, left.get(i)) ? i : found;
      }
      if (found < 0) {
        return false;
      }
      left.remove(found);
    }
    return true;
  }
}
