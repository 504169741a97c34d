package factory.runtime;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
  private final Map<Integer, ErrorShape> statuses;

  private ErrorShape(
      String mediaType,
      @Nullable String in,
      List<Member> members,
      Map<Integer, ErrorShape> statuses) {
    this.mediaType = mediaType;
    this.in = in;
    this.members = List.copyOf(members);
    this.statuses = Map.copyOf(statuses);
  }

  /** What a member of each object in a list of errors says. */
  public enum Says {
    /** The field's name. */
    FIELD,
    /** A list: {@code body}, {@code query} or {@code path}, then the field's name. */
    LOCATION,
    /** {@code body}, {@code query} or {@code path}. */
    PLACE,
    /** What is wrong with it. */
    MESSAGE,
    /** The same in a word: {@code missing}, {@code unknown}, {@code taken} or {@code invalid}. */
    CODE
  }

  private record Item(String name, Says says) {}

  /** Writes what a member says of a refusal. */
  private interface Content {
    void write(JsonGenerator out, Problem problem) throws IOException;
  }

  /**
   * A member.
   *
   * @param items of a list of errors; empty for the usual ones
   * @param isList whether it is one
   * @param tells whether it says what is wrong
   */
  private record Member(
      String name, Content content, List<Item> items, boolean isList, boolean tells) {
    Member(String name, Content content) {
      this(name, content, List.of(), false, false);
    }
  }

  /** Objects of this media type, which is one of JSON. */
  public static ErrorShape of(String mediaType) {
    return new ErrorShape(mediaType, null, List.of(), Map.of());
  }

  /** The same as a member of an object. */
  public ErrorShape in(String member) {
    return new ErrorShape(mediaType, member, members, statuses);
  }

  /** The same, but that refusals with this status look otherwise. */
  public ErrorShape at(int status, ErrorShape shape) {
    Map<Integer, ErrorShape> more = new TreeMap<>(statuses);
    if (more.put(status, shape) != null) {
      throw new IllegalArgumentException(status + " has two shapes");
    }
    return new ErrorShape(mediaType, in, members, more);
  }

  /** What a refusal with this status looks like. */
  ErrorShape forStatus(int status) {
    return statuses.getOrDefault(status, this);
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
    return with(
        new Member(
            name, (out, problem) -> out.writeString(detail(problem)), List.of(), false, true));
  }

  /**
   * The same with a list of objects, one for each field that is wrong, with {@code field} and
   * {@code message} unless {@link #item items} say otherwise.
   */
  public ErrorShape errors(String name) {
    return with(new Member(name, (_, _) -> {}, List.of(), true, false));
  }

  /** The same, where each object of the list of errors that was said last has this member too. */
  public ErrorShape item(String name, Says says) {
    if (members.isEmpty() || !members.getLast().isList()) {
      throw new IllegalArgumentException("only errors have items: " + name);
    }
    var last = members.getLast();
    List<Item> items = new ArrayList<>(last.items());
    items.add(new Item(name, says));
    List<Member> more = new ArrayList<>(members.subList(0, members.size() - 1));
    more.add(new Member(last.name(), last.content(), items, true, false));
    return new ErrorShape(mediaType, in, more, statuses);
  }

  /** The same with a list of sentences. */
  public ErrorShape messages(String name) {
    return with(new Member(name, ErrorShape::messages, List.of(), false, true));
  }

  private static void messages(JsonGenerator out, Problem problem) throws IOException {
    out.writeStartArray();
    if (problem.errors().isEmpty()) {
      out.writeString(problem.detail());
    }
    for (var error : problem.errors()) {
      out.writeString(error.field() + " " + error.message());
    }
    out.writeEndArray();
  }

  /** The same with what is always the same. */
  public ErrorShape constant(String name, String json) {
    var value = JsonValue.minified(json);
    return with(name, (out, _) -> out.writeRawValue(value));
  }

  private ErrorShape with(String name, Content content) {
    return with(new Member(name, content));
  }

  private ErrorShape with(Member added) {
    for (var member : members) {
      if (member.name().equals(added.name())) {
        throw new IllegalArgumentException(added.name() + " is there twice");
      }
    }
    List<Member> more = new ArrayList<>(members);
    more.add(added);
    return new ErrorShape(mediaType, in, more, statuses);
  }

  private static final List<Item> USUAL =
      List.of(new Item("field", Says.FIELD), new Item("message", Says.MESSAGE));

  private void list(JsonGenerator out, Problem problem, List<Item> own) throws IOException {
    var items = own.isEmpty() ? USUAL : own;
    out.writeStartArray();
    if (problem.errors().isEmpty() && members.stream().noneMatch(Member::tells)) {
      // Nothing else would say what is wrong.
      item(out, problem, new Problem.FieldError("", problem.detail()), items);
    }
    for (var error : problem.errors()) {
      item(out, problem, error, items);
    }
    out.writeEndArray();
  }

  private static void item(
      JsonGenerator out, Problem problem, Problem.FieldError error, List<Item> items)
      throws IOException {
    out.writeStartObject();
    for (var item : items) {
      out.writeFieldName(item.name());
      switch (item.says()) {
        case FIELD -> out.writeString(error.field());
        case LOCATION -> {
          out.writeStartArray();
          out.writeString(problem.place());
          if (!error.field().isEmpty()) {
            out.writeString(error.field());
          }
          out.writeEndArray();
        }
        case PLACE -> out.writeString(problem.place());
        case MESSAGE -> out.writeString(error.message());
        case CODE -> out.writeString(error.code());
      }
    }
    out.writeEndObject();
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
      if (member.isList()) {
        list(out, problem, member.items());
      } else {
        member.content().write(out, problem);
      }
    }
    if (in != null) {
      out.writeEndObject();
    }
  }
}
