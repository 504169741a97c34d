package factory.pipeline.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A header or a cookie that says to which value of a field a call is kept, as a parameter of its
 * path would: a record with another value is not there, and a new one gets it.
 *
 * @param usual what it is where it is not sent; empty where it is required
 */
public record SentKey(String name, In in, String field, Optional<String> usual) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,99}");
  private static final String A_NAME = "a name such as X-Tenant-Id";

  /** What HTTP and the gate have for themselves. */
  private static final Pattern OURS =
      Pattern.compile(
          "(?i)x-factory-.*|x-forwarded-.*|x-envoy-.*|x-request-id|authorization|cookie|host|connection"
              + "|content-.*|transfer-encoding|upgrade|te|trailer|expect|if-.*|idempotency-key|forwarded"
              + "|x-real-ip|x-original-url|x-rewrite-url|x-api-key|x-session|x-wallet-address|x-dev-bypass"
              + "|keep-alive|via|accept(?:-.*)?|range");

  /** The part of a request that has it. */
  public enum In {
    /** A header. */
    HEADER,
    /** A cookie. */
    COOKIE
  }

  /** Whether a header is one that the gate, or HTTP, keeps to itself. */
  public static boolean isOurs(In in, String name) {
    return in == In.COOKIE
        ? name.toLowerCase(java.util.Locale.ROOT).startsWith("__host-factory")
        : OURS.matcher(name).matches();
  }

  static List<SentKey> read(JsonObject route, List<Problem> problems) {
    return route.list("sent", Form.MAX_STEPS, (json, pointer) -> read(json, pointer, problems));
  }

  private static SentKey read(JsonNode json, String pointer, List<Problem> problems) {
    var object = new JsonObject(json, pointer, problems);
    var key =
        new SentKey(
            object.text("name", NAME, A_NAME),
            object.word("in", In.class, In.HEADER),
            object.text("field", Form.NAME, Form.A_NAME),
            object.optionalText("usual", Form.LINE));
    object.done();
    return key;
  }

  static void write(ObjectNode route, List<SentKey> sent) {
    SpecificationWriter.list(
        route,
        "sent",
        sent,
        key -> {
          var json = SpecificationWriter.object().put("name", key.name());
          if (key.in() != In.HEADER) {
            json.put("in", JsonObject.word(key.in()));
          }
          json.put("field", key.field());
          key.usual().ifPresent(usual -> json.put("usual", usual));
          return json;
        });
  }

  private static boolean fits(FieldType type, String usual) {
    return switch (type) {
      case FieldType.Whole _ -> usual.matches("-?[0-9]{1,15}");
      case FieldType.Choice(var words, _) -> words.contains(usual);
      case FieldType.Text text ->
          !usual.isBlank()
              && usual.length() >= text.minLength()
              && usual.length() <= text.maxLength();
      default -> false;
    };
  }

  /** Each is a field that is given, once, and by nothing else. */
  static void check(
      Check check, Kind kind, List<SentKey> sent, java.util.Collection<String> others, String at) {
    java.util.Set<String> fields = new java.util.HashSet<>(others);
    for (var i = 0; i < sent.size(); i++) {
      var key = sent.get(i);
      var where = at + "/sent/" + i;
      if (isOurs(key.in(), key.name())) {
        check.problem(where + "/name", "'%s' is the gate's or HTTP's".formatted(key.name()));
      }
      check
          .field(kind, key.field(), where + "/field")
          .filter(field -> check.comparable(field, where + "/field", "look for"))
          .filter(
              field ->
                  !(field.origin() instanceof Origin.Given)
                      || field.type() instanceof FieldType.Reference
                      || kind.key().equals(new Kind.Key.Natural(field.name())))
          .ifPresent(
              _ ->
                  check.problem(
                      where + "/field", "must be a value that is given, and no key or reference"));
      var type = kind.field(key.field()).map(Field::type);
      if (type.isPresent() && key.usual().filter(usual -> !fits(type.get(), usual)).isPresent()) {
        check.problem(where + "/usual", "must be a value of '%s'".formatted(key.field()));
      }
      if (!fields.add(key.field())) {
        check.problem(where + "/field", "'%s' is said twice".formatted(key.field()));
      }
    }
  }
}
