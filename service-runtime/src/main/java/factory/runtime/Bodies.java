package factory.runtime;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamReadException;
import factory.runtime.Problem.FieldError;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a request's body straight from the connection into the fields of a resource: whatever is
 * not a field is skipped, not kept, so a body of 10 MiB costs little memory.
 */
final class Bodies {
  /** The server refuses longer ones while they are read. */
  static final long MAX_BYTES = 10L * 1024 * 1024;

  private static final int SHOWN_UNKNOWN_FIELDS = 20;
  private static final int SHOWN_NAME_CHARACTERS = 100;

  private final JsonFactory json =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxStringLength(1_000_000)
                  .maxNumberLength(100)
                  .maxNestingDepth(100)
                  .build())
          .build();

  /** Whether a field that is not in the body is set too. */
  enum Missing {
    /** Yes, to what it is when nobody gives it. */
    SET,
    /** No, it stays as it is. */
    KEPT
  }

  /** The values to store, by field. */
  Map<String, @Nullable Object> read(Resource resource, InputStream body, Missing missing)
      throws IOException {
    Map<String, Input> given = new LinkedHashMap<>();
    Set<String> unknown = new LinkedHashSet<>();
    try (var parser = json.createParser(body)) {
      readObject(resource, parser, given, unknown);
    } catch (StreamReadException e) {
      throw Problem.malformed(where(e));
    }
    List<FieldError> errors = new ArrayList<>();
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    for (var field : resource.fields()) {
      var input = given.get(field.name());
      if (input == null && missing == Missing.KEPT) {
        continue;
      }
      try {
        values.put(field.name(), field.parse(input == null ? new Input.Nothing() : input));
      } catch (Kind.Unfit unfit) {
        errors.add(new FieldError(field.name(), String.valueOf(unfit.getMessage())));
      }
    }
    for (var name : unknown) {
      errors.add(
          new FieldError(
              name.substring(0, Math.min(name.length(), SHOWN_NAME_CHARACTERS)), "is unknown"));
    }
    if (!errors.isEmpty()) {
      throw Problem.invalid(errors);
    }
    return values;
  }

  private static void readObject(
      Resource resource, JsonParser parser, Map<String, Input> given, Set<String> unknown)
      throws IOException {
    var first = parser.nextToken();
    if (first == null) {
      throw Problem.malformed("The body is empty; send a JSON object.");
    }
    if (first != JsonToken.START_OBJECT) {
      throw Problem.malformed("The body must be a JSON object.");
    }
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      var name = parser.currentName();
      parser.nextToken();
      if (resource.field(name).isPresent()) {
        if (given.put(name, Input.read(parser)) != null) {
          throw Problem.malformed("The body has the field '" + name + "' twice.");
        }
      } else {
        if (unknown.size() < SHOWN_UNKNOWN_FIELDS) {
          unknown.add(name);
        }
        parser.skipChildren();
      }
    }
    if (parser.nextToken() != null) {
      throw Problem.malformed("The body goes on after its JSON object.");
    }
  }

  private static String where(StreamReadException e) {
    var place = e.getLocation();
    return place == null
        ? "The body is not JSON that can be read."
        : "The body is not JSON that can be read: see line %d, column %d."
            .formatted(place.getLineNr(), place.getColumnNr());
  }
}
