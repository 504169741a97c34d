package factory.web.http;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.Struct;
import com.google.protobuf.Timestamp;
import factory.mesh.Fault;
import factory.web.neighbour.Wallet;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The fields of a JSON object in a request. A field that is not known, given twice or of another
 * type is refused; all that is wrong is told at once by {@link #check}. {@code null} is as good as
 * absent.
 */
public final class Fields {
  private static final ObjectReader READER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build()
          .readerFor(JsonNode.class);

  private final JsonNode object;

  /** Before the name of each field, such as {@code limits[0].}. */
  private final String place;

  private final List<Fault.FieldViolation> wrong;

  private Fields(JsonNode object, String place, List<Fault.FieldViolation> wrong) {
    this.object = object;
    this.place = place;
    this.wrong = wrong;
  }

  static Fields parse(byte[] body, Set<String> known) {
    JsonNode json;
    try {
      json = read(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString());
    } catch (CharacterCodingException e) {
      throw malformed("The body is not UTF-8.");
    } catch (JsonProcessingException e) {
      throw duplicate(e).orElseGet(() -> malformed(where("The body is not JSON", e)));
    }
    if (!json.isObject()) {
      throw malformed("The body must be one JSON object.");
    }
    var fields = new Fields(json, "", new ArrayList<>());
    fields.refuseUnknown(known);
    return fields;
  }

  private void refuseUnknown(Set<String> known) {
    for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
      var name = names.next();
      if (!known.contains(name)) {
        wrong(
            name,
            "is not a field here; known are "
                + String.join(", ", known.stream().sorted().toList()));
      }
    }
  }

  /** An object, which may have only these fields, when given. */
  public Optional<Fields> part(String field, String... known) {
    var node = given(field);
    if (node.isPresent() && !node.get().isObject()) {
      wrong(field, "must be an object");
      return Optional.empty();
    }
    var part = node.map(object -> new Fields(object, place + field + ".", wrong));
    part.ifPresent(fields -> fields.refuseUnknown(Set.of(known)));
    return part;
  }

  /** A list of objects, each of which may have only these fields; none when not given. */
  public List<Fields> objects(String field, String... known) {
    List<Fields> objects = new ArrayList<>();
    var node = given(field);
    if (node.isPresent() && !node.get().isArray()) {
      wrong(field, "must be a list of objects");
    } else if (node.isPresent()) {
      for (var i = 0; i < node.get().size(); i++) {
        var name = field + "[" + i + "]";
        if (node.get().get(i).isObject()) {
          var fields = new Fields(node.get().get(i), place + name + ".", wrong);
          fields.refuseUnknown(Set.of(known));
          objects.add(fields);
        } else {
          wrong(name, "must be an object");
        }
      }
    }
    return objects;
  }

  /** A whole number of at least 1 that must be given. */
  public long requiredCount(String field) {
    if (given(field).isEmpty()) {
      wrong(field, "must be given");
    }
    return count(field).orElse(1L);
  }

  /** A whole number within bounds that must be given. */
  public int requiredNumber(String field, int least, int most) {
    if (given(field).isEmpty()) {
      wrong(field, "must be given");
    }
    return number(field, least, most).orElse(least);
  }

  private static JsonNode read(String text) throws JsonProcessingException {
    return READER.readTree(text);
  }

  /**
   * Reads a form's field that holds a JSON object.
   *
   * @throws Rejected naming the field
   */
  public static Struct object(String field, String text) {
    try {
      var json = read(text);
      if (!json.isObject()) {
        throw Problem.field(field, "must be a JSON object such as {\"team\": \"books\"}");
      }
      return Structs.parse(field, json);
    } catch (JsonProcessingException e) {
      throw Problem.field(field, where("is not JSON", e));
    }
  }

  private static Optional<Rejected> duplicate(JsonProcessingException error) {
    if (!(error instanceof JsonParseException) || error.getOriginalMessage() == null) {
      return Optional.empty();
    }
    var message = error.getOriginalMessage();
    var start = message.indexOf("Duplicate field '");
    if (start < 0) {
      return Optional.empty();
    }
    var name = message.substring(start + 17, message.lastIndexOf('\''));
    return Optional.of(Problem.field(name, "is given twice; give it once"));
  }

  private static String where(String what, JsonProcessingException error) {
    var location = error.getLocation();
    return location == null
        ? what + "."
        : String.format(
            Locale.ROOT,
            "%s: line %d, column %d.",
            what,
            location.getLineNr(),
            location.getColumnNr());
  }

  private static Rejected malformed(String detail) {
    return new Rejected(new Problem(400, "MALFORMED_JSON", detail));
  }

  /** Notes that a field is wrong, for {@link #check}. */
  public void wrong(String field, String message) {
    wrong.add(new Fault.FieldViolation(place + field, message));
  }

  private Optional<JsonNode> given(String field) {
    return Optional.ofNullable(object.get(field)).filter(n -> !n.isNull());
  }

  /** Whether the field is there. */
  public boolean has(String field) {
    return object.has(field);
  }

  /** Whether the field is there and {@code null}. */
  public boolean isNull(String field) {
    return object.has(field) && object.get(field).isNull();
  }

  /** Refuses {@code null} where it would seem to remove what cannot be removed. */
  public void refuseNull(String... fields) {
    for (var field : fields) {
      if (isNull(field)) {
        wrong(field, "must not be null; leave it out to keep it as it is");
      }
    }
  }

  /** Whether no known field is given. */
  public boolean isEmpty() {
    return object.isEmpty();
  }

  /** A string, when given. */
  public Optional<String> text(String field) {
    var node = given(field);
    if (node.isPresent() && !node.get().isTextual()) {
      wrong(field, "must be a string");
      return Optional.empty();
    }
    var text = node.map(JsonNode::textValue);
    if (text.isPresent() && !Unicode.isWhole(text.get())) {
      wrong(field, Unicode.RULE);
      return Optional.empty();
    }
    return text;
  }

  /** A string that must be given. */
  public String required(String field) {
    var text = text(field);
    if (given(field).isEmpty()) {
      wrong(field, "must be given");
    }
    return text.orElse("");
  }

  /** A UUID that must be given. */
  public String uuid(String field) {
    var text = required(field);
    if (given(field).isPresent() && object.get(field).isTextual()) {
      try {
        return Query.uuid(field, text);
      } catch (Rejected e) {
        wrong.addAll(e.problem().errors());
      }
    }
    return "";
  }

  /** {@code true} or {@code false}; false when not given. */
  public boolean flag(String field) {
    var node = given(field);
    if (node.isPresent() && !node.get().isBoolean()) {
      wrong(field, "must be true or false");
      return false;
    }
    return node.isPresent() && node.get().booleanValue();
  }

  /** As JSON Schema has it, where 5.0 is as whole as 5; of a sane size, since others take time. */
  private static boolean isWhole(JsonNode node) {
    return node.isIntegralNumber()
        || (node.isNumber() && node.canConvertToLong() && node.canConvertToExactIntegral());
  }

  /** A whole number of at least 1, when given. */
  public Optional<Long> count(String field) {
    var node = given(field);
    if (node.isPresent()
        && !(isWhole(node.get()) && node.get().canConvertToLong() && node.get().longValue() > 0)) {
      wrong(field, "must be a whole number of at least 1");
      return Optional.empty();
    }
    return node.map(JsonNode::longValue);
  }

  /** A decimal string of base units, when given; a number is refused since it may lose digits. */
  public Optional<String> amount(String field) {
    var node = given(field);
    if (node.isPresent()
        && !(node.get().isTextual() && node.get().textValue().matches("[0-9]{1,78}"))) {
      wrong(field, "must be a whole number of base units, written as a string of digits");
      return Optional.empty();
    }
    return node.map(JsonNode::textValue);
  }

  /** A decimal string of at least 1 base unit that must be given. */
  public String requiredAmount(String field) {
    var amount = amount(field);
    if (given(field).isEmpty()) {
      wrong(field, "must be given");
    } else if (amount.filter(a -> a.matches("0*")).isPresent()) {
      wrong(field, "must be at least 1");
    }
    return amount.orElse("");
  }

  /** A whole number within bounds, when given. */
  public Optional<Integer> number(String field, int least, int most) {
    var node = given(field);
    if (node.isPresent()
        && !(isWhole(node.get())
            && node.get().canConvertToInt()
            && node.get().intValue() >= least
            && node.get().intValue() <= most)) {
      wrong(field, "must be a whole number from " + least + " to " + most);
      return Optional.empty();
    }
    return node.map(JsonNode::intValue);
  }

  /** A wallet's address in lower case, when given. */
  public Optional<String> wallet(String field) {
    var text = text(field);
    var wallet = text.flatMap(Wallet::parse);
    if (text.isPresent() && wallet.isEmpty()) {
      wrong(field, Wallet.RULE);
    }
    return wallet.map(Wallet::address);
  }

  /** A wallet's address that must be given. */
  public String requiredWallet(String field) {
    var wallet = wallet(field);
    if (given(field).isEmpty()) {
      wrong(field, "must be given");
    }
    return wallet.orElse("");
  }

  /** A list of strings; none when not given. */
  public List<String> texts(String field) {
    var node = given(field);
    List<String> texts = new ArrayList<>();
    if (node.isPresent()) {
      node.get().forEach(n -> texts.add(n.isTextual() ? n.textValue() : ""));
      if (!node.get().isArray() || texts.contains("")) {
        wrong(field, "must be a list of strings");
      } else if (!texts.stream().allMatch(Unicode::isWhole)) {
        wrong(field, Unicode.RULE);
      }
    }
    return texts;
  }

  /** A point in time, when given. */
  public Optional<Timestamp> time(String field) {
    var text = text(field);
    try {
      return text.map(Times::parse);
    } catch (DateTimeException e) {
      wrong(field, Times.RULE);
      return Optional.empty();
    }
  }

  /** A free-form object, when given. */
  public Optional<Struct> object(String field) {
    var node = given(field);
    if (node.isEmpty()) {
      return Optional.empty();
    }
    if (!node.get().isObject()) {
      wrong(field, "must be an object");
      return Optional.empty();
    }
    try {
      return Optional.of(Structs.parse(field, node.get()));
    } catch (Rejected e) {
      wrong.addAll(e.problem().errors());
      return Optional.empty();
    }
  }

  /** An object as JSON, as exactly as it was written, when given. */
  public Optional<String> json(String field) {
    var node = given(field);
    if (node.isPresent() && !node.get().isObject()) {
      wrong(field, "must be an object");
      return Optional.empty();
    }
    return node.map(JsonNode::toString);
  }

  /** An object of strings; empty when not given. */
  public Map<String, String> strings(String field) {
    var node = given(field);
    Map<String, String> strings = new LinkedHashMap<>();
    if (node.isPresent() && !node.get().isObject()) {
      wrong(field, "must be an object of strings");
      return strings;
    }
    node.ifPresent(
        object ->
            object
                .properties()
                .forEach(
                    entry -> {
                      var name = field + "." + entry.getKey();
                      if (!Unicode.isWhole(entry.getKey())) {
                        wrong(field, Unicode.RULE);
                      } else if (!entry.getValue().isTextual()) {
                        wrong(name, "must be a string");
                      } else if (!Unicode.isWhole(entry.getValue().textValue())) {
                        wrong(name, Unicode.RULE);
                      } else {
                        strings.put(entry.getKey(), entry.getValue().textValue());
                      }
                    }));
    return strings;
  }

  /** Refuses the request when anything was wrong; call it after the last field was read. */
  public void check() {
    if (!wrong.isEmpty()) {
      throw Problem.fields(wrong);
    }
  }
}
