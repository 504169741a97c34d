package factory.runtime;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Any JSON as values of Java and back: objects are maps, arrays are lists, whole numbers that fit
 * are {@code Long} and others {@code BigDecimal}. What is kept or answered as {@code json} is its
 * text.
 */
public final class AnyJson {
  /** As deep and as long as what is kept. */
  private static final int MAX_DEPTH = 32;

  private static final int MAX_CHARACTERS = 64 << 10;
  private static final JsonFactory JSON = new JsonFactory();

  private AnyJson() {}

  /**
   * A value as JSON.
   *
   * @param value texts, numbers, truths, null, days and moments, and lists and maps of such
   * @throws ArithmeticException when it is larger or deeper than what can be kept
   * @throws IllegalArgumentException when it is something else
   */
  public static String text(@Nullable Object value) {
    var text = new StringWriter();
    try (var out = JSON.createGenerator(text)) {
      write(out, value, 0, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    requireShort(text);
    return text.toString();
  }

  /** What a text of JSON says; null too. */
  static @Nullable Object value(String json) {
    try (var in = JSON.createParser(json)) {
      in.nextToken();
      return read(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static @Nullable Object read(JsonParser in) throws IOException {
    return switch (in.currentToken()) {
      case START_OBJECT -> {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        while (in.nextToken() != JsonToken.END_OBJECT) {
          var name = in.currentName();
          in.nextToken();
          members.put(name, read(in));
        }
        yield members;
      }
      case START_ARRAY -> {
        List<@Nullable Object> items = new ArrayList<>();
        while (in.nextToken() != JsonToken.END_ARRAY) {
          items.add(read(in));
        }
        yield items;
      }
      case VALUE_STRING -> in.getText();
      case VALUE_NUMBER_INT -> whole(in.getDecimalValue());
      case VALUE_NUMBER_FLOAT -> in.getDecimalValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      default -> throw new IllegalArgumentException("no JSON: " + in.currentToken());
    };
  }

  private static Object whole(BigDecimal number) {
    return number.toBigInteger().bitLength() < Long.SIZE ? (Object) number.longValue() : number;
  }

  private static void write(
      JsonGenerator out, @Nullable Object value, int depth, StringWriter written)
      throws IOException {
    if (depth > MAX_DEPTH) {
      throw Uncomputable.outOfRange("A value nests too deep");
    }
    switch (value) {
      case null -> out.writeNull();
      case String text -> out.writeString(text);
      case Boolean truth -> out.writeBoolean(truth);
      case Long number -> out.writeNumber(number);
      case Integer number -> out.writeNumber(number);
      case BigInteger number -> out.writeNumber(number);
      case BigDecimal number -> out.writeNumber(Texts.text(number));
      case Double number when Double.isFinite(number) ->
          out.writeNumber(Texts.text(BigDecimal.valueOf(number)));
      case LocalDate _, LocalTime _, Instant _, Duration _, Character _ ->
          out.writeString(value.toString());
      case Map<?, ?> members -> {
        out.writeStartObject();
        for (var member : members.entrySet()) {
          out.writeFieldName(String.valueOf(member.getKey()));
          write(out, member.getValue(), depth + 1, written);
        }
        out.writeEndObject();
      }
      case Iterable<?> items -> {
        out.writeStartArray();
        for (var item : items) {
          write(out, item, depth + 1, written);
          requireShort(written);
        }
        out.writeEndArray();
      }
      default ->
          throw new IllegalArgumentException(
              "%s is nothing that JSON has".formatted(value.getClass().getSimpleName()));
    }
  }

  private static void requireShort(StringWriter written) {
    if (written.getBuffer().length() > MAX_CHARACTERS) {
      throw Uncomputable.outOfRange("A value becomes too large");
    }
  }
}
