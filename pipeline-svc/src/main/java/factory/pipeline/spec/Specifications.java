package factory.pipeline.spec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Specifications as JSON. What is read is well-formed: every key is known, every value is of its
 * type and within its bounds; whether it makes sense is what {@link Checker} says. What is written
 * is the same text for equal specifications.
 *
 * <p>Reading computes for some milliseconds: call it where computing is done, such as in {@code
 * CpuPool}.
 */
public final class Specifications {
  /** More problems than these are not kept. */
  public static final int MAX_PROBLEMS = 100;

  static final JsonMapper JSON =
      ExactJson.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .disable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .build();

  static {
    JSON.getFactory()
        .setStreamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(2 * Form.MAX_DEPTH)
                .maxNumberLength(400)
                .maxNameLength(1_000)
                .maxStringLength(Form.MAX_BYTES)
                .maxDocumentLength(Form.MAX_BYTES)
                .build());
  }

  private Specifications() {}

  /**
   * Reads a specification from text.
   *
   * @throws InvalidSpecification with everything that is wrong
   */
  public static Specification parse(String json) {
    if (json.length() > Form.MAX_BYTES
        || json.getBytes(StandardCharsets.UTF_8).length > Form.MAX_BYTES) {
      throw refused("", "must have at most 1 MiB");
    }
    JsonNode node;
    try {
      node = JSON.readTree(json);
    } catch (JsonProcessingException e) {
      var location = e.getLocation();
      throw refused(
          "",
          "is not JSON: "
              + e.getOriginalMessage()
              + (location == null
                  ? ""
                  : " (line %d, column %d)"
                      .formatted(location.getLineNr(), location.getColumnNr())));
    }
    return read(node);
  }

  /**
   * Reads a specification.
   *
   * @throws InvalidSpecification with everything that is wrong
   */
  public static Specification read(JsonNode json) {
    List<Problem> problems = new ArrayList<>();
    if (!json.isObject()) {
      throw refused("", "must be a JSON object with format, title and kinds or functions");
    }
    new Walk(problems).value(json, "", 0);
    if (!problems.isEmpty()) {
      throw new InvalidSpecification(problems);
    }
    var specification = new SpecificationReader(problems).specification(upgraded(json));
    if (!problems.isEmpty()) {
      throw new InvalidSpecification(problems.subList(0, Math.min(problems.size(), MAX_PROBLEMS)));
    }
    return specification;
  }

  /** The specification as indented JSON; what equals its default is left out. */
  public static String write(Specification specification) {
    return JsonText.of(SpecificationWriter.of(specification));
  }

  /** The specification as JSON; what equals its default is left out. */
  public static JsonNode toJson(Specification specification) {
    return SpecificationWriter.of(specification);
  }

  /**
   * What an earlier format said, as the present one says it. There is only one so far: what a later
   * format changes is changed here, step by step from each to the next, and every stored
   * specification of the suite is read.
   */
  private static JsonNode upgraded(JsonNode json) {
    var format = json.path("format");
    if (!format.isIntegralNumber()) {
      throw refused("/format", "must be a whole number; this is format " + Specification.FORMAT);
    }
    if (format.bigIntegerValue().bitLength() > 31
        || format.intValue() < 1
        || format.intValue() > Specification.FORMAT) {
      throw refused(
          "/format", "is not known; known is 1 to " + Specification.FORMAT + ", the present one");
    }
    return json;
  }

  private static InvalidSpecification refused(String pointer, String message) {
    return new InvalidSpecification(List.of(new Problem(pointer, message)));
  }

  /** Refuses what is too big or deep, and text that cannot be written down everywhere. */
  private static final class Walk {
    private final List<Problem> problems;
    private int characters;

    Walk(List<Problem> problems) {
      this.problems = problems;
    }

    void value(JsonNode value, String pointer, int depth) {
      if (problems.size() >= MAX_PROBLEMS || characters > Form.MAX_BYTES) {
        return;
      }
      characters++;
      if (depth > Form.MAX_DEPTH) {
        problems.add(new Problem(pointer, "is nested too deep"));
      } else if (value.isTextual()) {
        text(value.textValue(), pointer);
      } else if (value.isObject()) {
        for (var entry : value.properties()) {
          text(entry.getKey(), pointer);
          value(
              entry.getValue(),
              pointer + "/" + entry.getKey().replace("~", "~0").replace("/", "~1"),
              depth + 1);
        }
      } else if (value.isArray()) {
        for (var i = 0; i < value.size(); i++) {
          value(value.get(i), pointer + "/" + i, depth + 1);
        }
      } else if (value.isBinary() || value.isPojo()) {
        problems.add(new Problem(pointer, "is no JSON value"));
      }
    }

    private void text(String text, String pointer) {
      characters += text.length();
      if (characters > Form.MAX_BYTES) {
        problems.add(new Problem("", "must have at most 1 MiB"));
      } else if (text.codePoints()
          .anyMatch(
              c -> c == 0 || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE))) {
        problems.add(
            new Problem(pointer, "has a NUL or half a surrogate pair, which is no character"));
      }
    }
  }
}
