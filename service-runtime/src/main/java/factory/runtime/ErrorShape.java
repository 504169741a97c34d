package factory.runtime;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What every refusal of a service looks like, in place of problem+json. Its members are in the
 * order in which they are said. Immutable: each method returns another shape.
 */
public final class ErrorShape implements Part {
  private final String mediaType;
  private final @Nullable String in;
  private final List<Member> members;

  private ErrorShape(String mediaType, @Nullable String in, List<Member> members) {
    this.mediaType = mediaType;
    this.in = in;
    this.members = List.copyOf(members);
  }

  /** Writes what a member says of a refusal. */
  private interface Says {
    void write(JsonGenerator out, Problem problem) throws IOException;
  }

  private record Member(String name, Says says) {}

  /** Objects of this media type, which is one of JSON. */
  public static ErrorShape of(String mediaType) {
    return new ErrorShape(mediaType, null, List.of());
  }

  /** The same as a member of an object. */
  public ErrorShape in(String member) {
    return new ErrorShape(mediaType, member, members);
  }

  /** The same with the status, a number. */
  public ErrorShape status(String name) {
    return with(name, (out, problem) -> out.writeNumber(problem.status()));
  }

  /** The same with the status as text. */
  public ErrorShape statusText(String name) {
    return with(name, (out, problem) -> out.writeString(Integer.toString(problem.status())));
  }

  /** The same with what the status is called, such as {@code Not Found}. */
  public ErrorShape title(String name) {
    return with(name, (out, problem) -> out.writeString(problem.title()));
  }

  /** The same with the reason in capitals, such as {@code NOT_FOUND}. */
  public ErrorShape reason(String name) {
    return with(name, (out, problem) -> out.writeString(problem.reason()));
  }

  /** The same with a sentence, or with what is wrong with fields, where that is told. */
  public ErrorShape detail(String name) {
    return with(name, (out, problem) -> out.writeString(detail(problem)));
  }

  /** The same with a list of objects, each with {@code field} and {@code message}. */
  public ErrorShape errors(String name) {
    return with(name, (out, problem) -> errors(out, problem));
  }

  /** The same with a list of sentences. */
  public ErrorShape messages(String name) {
    return with(
        name,
        (out, problem) -> {
          out.writeStartArray();
          if (problem.errors().isEmpty()) {
            out.writeString(problem.detail());
          }
          for (var error : problem.errors()) {
            out.writeString(error.field() + " " + error.message());
          }
          out.writeEndArray();
        });
  }

  /** The same with what is always the same. */
  public ErrorShape constant(String name, String json) {
    var value = JsonValue.minified(json);
    return with(name, (out, _) -> out.writeRawValue(value));
  }

  private ErrorShape with(String name, Says says) {
    for (var member : members) {
      if (member.name().equals(name)) {
        throw new IllegalArgumentException(name + " is there twice");
      }
    }
    List<Member> more = new ArrayList<>(members);
    more.add(new Member(name, says));
    return new ErrorShape(mediaType, in, more);
  }

  static void errors(JsonGenerator out, Problem problem) throws IOException {
    out.writeStartArray();
    for (var error : problem.errors()) {
      out.writeStartObject();
      out.writeStringField("field", error.field());
      out.writeStringField("message", error.message());
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private static String detail(Problem problem) {
    return problem.errors().isEmpty()
        ? problem.detail()
        : problem.errors().stream()
            .map(error -> error.field() + ": " + error.message())
            .collect(Collectors.joining("; "));
  }

  String mediaType() {
    return mediaType;
  }

  /** Writes what stands between the braces of an answer. */
  void write(JsonGenerator out, Problem problem) throws IOException {
    if (in != null) {
      out.writeObjectFieldStart(in);
    }
    for (var member : members) {
      out.writeFieldName(member.name());
      member.says().write(out, problem);
    }
    if (in != null) {
      out.writeEndObject();
    }
  }
}
