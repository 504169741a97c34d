package factory.runtime;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import factory.runtime.Problem.FieldError;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads a request's body straight from the connection into fields: whatever is not a field is
 * skipped, not kept, so a body of 10 MiB costs little memory.
 */
final class Bodies {
  /** The server refuses longer ones while they are read. */
  static final long MAX_BYTES = 10L * 1024 * 1024;

  /** Bodies up to this long are read at once, and longer ones are counted in it. */
  private static final int UNIT = 64 * 1024;

  /** How much of large bodies is read at the same time. */
  private static final int LARGE_UNITS = 256;

  private static final int PATIENCE_SECONDS = 2;
  static final int MAX_CHARACTERS = 1_000_000;
  private static final int MAX_DIGITS = 100;
  private static final int MAX_DEPTH = 100;
  private static final int SHOWN_UNKNOWN_FIELDS = 20;
  private static final int SHOWN_NAME_CHARACTERS = 100;

  private final JsonFactory json =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxStringLength(MAX_CHARACTERS)
                  .maxNumberLength(MAX_DIGITS)
                  .maxNestingDepth(MAX_DEPTH)
                  .build())
          .build();

  private final Semaphore large = new Semaphore(LARGE_UNITS, true);

  /** What becomes of a field that is not in the body. */
  enum Missing {
    /** It is set to what it is when nobody gives it: a new record. */
    SET,
    /** The same, but for what cannot be changed or was never shown: another record instead. */
    REPLACED,
    /** It stays as it is. */
    KEPT
  }

  /**
   * The Java values of a body, by field. A large body waits until the memory holds it, and is
   * refused when that takes long: a few callers with 10 MiB each would otherwise end the process.
   *
   * @param bytes how long the body is, or {@link #MAX_BYTES} when it does not say
   */
  Map<String, @Nullable Object> read(BodyForm form, InputStream body, long bytes, Missing missing)
      throws IOException {
    return held(bytes, () -> read(form, body, missing));
  }

  /**
   * The same of a form, which has each field as a text.
   *
   * @param type the whole header {@code Content-Type}
   */
  Map<String, @Nullable Object> readForm(
      BodyForm form, String type, InputStream body, long bytes, Missing missing)
      throws IOException {
    return held(bytes, () -> form(form, Forms.read(type, body), Map.of(), missing));
  }

  /**
   * The same of a text, which is all of one field: an empty one has no value.
   *
   * @param name the field's in JSON
   * @param type the whole header {@code Content-Type}
   */
  Map<String, @Nullable Object> readText(
      BodyForm form, String name, String type, InputStream body, long bytes, Missing missing)
      throws IOException {
    return held(
        bytes,
        () -> {
          var text = TextBody.read(type, body);
          if (text.isEmpty()) {
            throw Problem.invalid(List.of(new FieldError(name, FieldError.REQUIRED)));
          }
          return values(form, Map.of(name, new JsonValue.Text(text)), Map.of(), Set.of(), missing);
        });
  }

  /** The same of a form that was read, with its files by their names in JSON. */
  static Map<String, @Nullable Object> form(
      BodyForm form,
      Map<String, List<String>> texts,
      Map<String, Attachment> files,
      Missing missing) {
    Set<String> unknown = new LinkedHashSet<>();
    Map<String, JsonValue> given = new LinkedHashMap<>();
    for (var entry : texts.entrySet()) {
      var field = form.field(entry.getKey());
      if (field != null) {
        given.put(entry.getKey(), Forms.value(entry.getKey(), field, entry.getValue()));
      } else if (!form.ignored().contains(entry.getKey())) {
        note(unknown, entry.getKey());
      }
    }
    return values(form, given, files, unknown, missing);
  }

  /** What is done while the memory holds a body. */
  interface Reading<T> {
    T read() throws IOException;
  }

  /**
   * Waits until the memory holds a body.
   *
   * @param bytes how long it is, or {@link #MAX_BYTES} when it does not say
   */
  <T> T held(long bytes, Reading<T> reading) throws IOException {
    if (bytes <= UNIT) {
      return reading.read();
    }
    var units = (int) ((Math.min(bytes, MAX_BYTES) + UNIT - 1) / UNIT);
    try {
      if (!large.tryAcquire(units, PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw Problem.busy();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Problem.busy();
    }
    try {
      return reading.read();
    } finally {
      large.release(units);
    }
  }

  private Map<String, @Nullable Object> read(BodyForm form, InputStream body, Missing missing)
      throws IOException {
    Map<String, JsonValue> given = new LinkedHashMap<>();
    Set<String> unknown = new LinkedHashSet<>();
    var watched = new Watched(body);
    try (var parser = json.createParser(strict(watched))) {
      try {
        readBody(form, parser, given, unknown);
      } catch (StreamConstraintsException | NumberFormatException | ArithmeticException e) {
        throw Problem.malformed(new FieldError(shown(field(parser, form)), limit(e)));
      }
    } catch (StreamReadException e) {
      throw Problem.malformed(where(e));
    } catch (IOException | RuntimeException e) {
      if (e instanceof Problem || watched.broke) {
        throw e;
      }
      // Whatever else the parser throws is the body's fault.
      throw Problem.malformed("The body is not JSON in UTF-8.");
    }
    return values(form, given, Map.of(), unknown, missing);
  }

  private static Map<String, @Nullable Object> values(
      BodyForm form,
      Map<String, JsonValue> given,
      Map<String, Attachment> files,
      Set<String> unknown,
      Missing missing) {
    List<FieldError> errors = new ArrayList<>();
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    for (var known : form.known().entrySet()) {
      var name = known.getKey();
      var field = known.getValue();
      var input = field.kind() instanceof FileKind ? file(given.get(name)) : given.get(name);
      var file = files.get(name);
      if (file != null) {
        values.put(field.name(), file);
      } else if (field.isReadOnly()) {
        if (input != null) {
          errors.add(new FieldError(name, "is set by the service"));
        }
      } else if (input != null || !isKept(field, missing)) {
        try {
          var value = field.parse(input == null ? new JsonValue.Nothing() : input);
          check(field, value);
          values.put(field.name(), value);
        } catch (Kind.Unfit unfit) {
          errors.add(new FieldError(name, String.valueOf(unfit.getMessage())));
        }
      }
    }
    form.again().forEach((name, twice) -> same(name, twice, given, errors));
    if (form.unknownRefused()) {
      unknown.forEach(name -> errors.add(new FieldError(name, FieldError.UNKNOWN)));
    }
    if (!errors.isEmpty()) {
      throw Problem.invalid(errors);
    }
    return values;
  }

  /** Looks at what is given twice. */
  private static void same(
      String name, BodyForm.Again twice, Map<String, JsonValue> given, List<FieldError> errors) {
    var first = given.get(twice.of());
    var second = given.get(name);
    if (second == null && first != null && twice.isRequired()) {
      errors.add(new FieldError(name, FieldError.REQUIRED));
    } else if (second != null && !second.equals(first)) {
      errors.add(new FieldError(name, "must be the same as " + twice.of()));
    }
  }

  /** Whoever sends a record back as he read it does not change its files. */
  private static @Nullable JsonValue file(@Nullable JsonValue input) {
    return input instanceof JsonValue.Other ? null : input;
  }

  /** Whether a field that is not in the body is left alone. */
  private static boolean isKept(Field field, Missing missing) {
    return switch (missing) {
      // The first of its words is what it is then.
      case SET -> field.hasTransitions();
      case REPLACED ->
          field.hasTransitions()
              || field.isFixed()
              || field.kind() instanceof Words.Secret
              || field.kind() instanceof FileKind;
      case KEPT -> true;
    };
  }

  /** All that is wrong is told at once, so bounds are looked at here too; hashing is for later. */
  private static void check(Field field, @Nullable Object value) throws Kind.Unfit {
    if (value != null && !(field.kind() instanceof Words.Secret)) {
      var _ = field.kind().store(value);
    }
  }

  private void readBody(
      BodyForm form, JsonParser parser, Map<String, JsonValue> given, Set<String> unknown)
      throws IOException {
    var first = parser.nextToken();
    if (first == null) {
      throw Problem.malformed("The body is empty; send a JSON object.");
    }
    if (first != JsonToken.START_OBJECT) {
      throw Problem.malformed("The body must be a JSON object.");
    }
    var within = form.within();
    if (within == null) {
      readObject(form, parser, given, unknown);
    } else {
      readWithin(form, within, parser, given, unknown);
    }
    if (parser.nextToken() != null) {
      throw Problem.malformed("The body goes on after its JSON object.");
    }
  }

  private void readWithin(
      BodyForm form,
      String within,
      JsonParser parser,
      Map<String, JsonValue> given,
      Set<String> unknown)
      throws IOException {
    var found = false;
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      var name = parser.currentName();
      var first = parser.nextToken();
      if (!name.equals(within)) {
        note(unknown, name);
        parser.skipChildren();
      } else if (found) {
        throw twice(name);
      } else if (first != JsonToken.START_OBJECT) {
        throw Problem.invalid(List.of(new FieldError(within, "must be an object")));
      } else {
        found = true;
        readObject(form, parser, given, unknown);
      }
    }
    if (!found) {
      throw Problem.invalid(List.of(new FieldError(within, FieldError.REQUIRED)));
    }
  }

  private void readObject(
      BodyForm form, JsonParser parser, Map<String, JsonValue> given, Set<String> unknown)
      throws IOException {
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      var name = parser.currentName();
      parser.nextToken();
      var field = form.field(name);
      if (field != null) {
        var value =
            Composites.isRaw(field.kind())
                ? JsonValue.readRaw(json, parser)
                : JsonValue.read(parser);
        if (given.put(name, value) != null) {
          throw twice(name);
        }
      } else {
        if (!form.ignored().contains(name)) {
          note(unknown, name);
        }
        parser.skipChildren();
      }
    }
  }

  private static Problem twice(String name) {
    return Problem.malformed("The body has the field '" + name + "' twice.");
  }

  private static void note(Set<String> unknown, String name) {
    if (unknown.size() < SHOWN_UNKNOWN_FIELDS) {
      unknown.add(shown(name));
    }
  }

  private static String shown(String name) {
    return name.substring(0, Math.min(name.length(), SHOWN_NAME_CHARACTERS));
  }

  /** A letter that is not UTF-8 is refused, not replaced. */
  private static Reader strict(InputStream body) {
    return new InputStreamReader(
        body,
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT));
  }

  /** The field of the body's object at which the parser stands, however deep in it. */
  private static String field(JsonParser parser, BodyForm form) {
    var at = parser.getParsingContext();
    var inner = at;
    while (at.getParent() != null && !at.getParent().inRoot()) {
      inner = at;
      at = at.getParent();
    }
    var name = String.valueOf(at.getCurrentName());
    return name.equals(form.within()) && inner.hasCurrentName() ? inner.getCurrentName() : name;
  }

  /** Which of the limits of what can be read at all a value is beyond. */
  private static String limit(Exception e) {
    var message = String.valueOf(e.getMessage());
    if (message.contains("nesting depth")) {
      return "must be nested at most " + MAX_DEPTH + " deep, the body's object included";
    }
    if (message.contains("String value length")) {
      return "must have at most %,d characters".formatted(MAX_CHARACTERS);
    }
    return "must be a number of at most " + MAX_DIGITS + " digits";
  }

  private static String where(StreamReadException e) {
    var place = e.getLocation();
    return place == null
        ? "The body is not JSON that can be read."
        : "The body is not JSON that can be read: see line %d, column %d."
            .formatted(place.getLineNr(), place.getColumnNr());
  }

  /** Tells a connection that breaks off from a body that cannot be parsed. */
  private static final class Watched extends FilterInputStream {
    boolean broke;

    Watched(InputStream body) {
      super(body);
    }

    @Override
    public int read() throws IOException {
      broke = true;
      var read = super.read();
      broke = false;
      return read;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      broke = true;
      var read = super.read(into, offset, length);
      broke = false;
      return read;
    }
  }
}
