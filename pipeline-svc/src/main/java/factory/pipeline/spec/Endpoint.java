package factory.pipeline.spec;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a function or an action is, and how it looks over HTTP where a document says so. One
 * without has the house's address and shapes.
 *
 * @param method {@code GET}, {@code POST}, {@code PUT}, {@code PATCH} or {@code DELETE}
 * @param path a template such as {@code /pets/{petId}/feed}
 * @param keys of an action on one record: what parameters of the path are, by their names: {@code
 *     id} or a field, as {@link Route#keys}
 * @param inputs where inputs come from, by their names; one that is not here is a member of the
 *     body, by its own name
 * @param unknownRefused whether a member of the body or a parameter of the query that is not known
 *     is refused; it is ignored else
 * @param status of success
 * @param answer what is answered
 * @param statuses what is answered in place of one of ours, such as 400 in place of 422
 * @param sent the headers and cookies that say of an action on one record to which values it is
 *     kept besides
 */
public record Endpoint(
    String method,
    String path,
    Map<String, String> keys,
    Map<String, Place> inputs,
    boolean unknownRefused,
    int status,
    Answer answer,
    Map<Integer, Integer> statuses,
    List<SentKey> sent) {
  /** One that its path alone leads to. */
  public Endpoint(
      String method,
      String path,
      Map<String, String> keys,
      Map<String, Place> inputs,
      boolean unknownRefused,
      int status,
      Answer answer,
      Map<Integer, Integer> statuses) {
    this(method, path, keys, inputs, unknownRefused, status, answer, statuses, List.of());
  }

  private static final Pattern PARAMETER = Pattern.compile("\\{([^/{}]+)\\}");

  /** Keeps copies. */
  public Endpoint {
    keys = Sorted.copyOf(keys);
    inputs = Sorted.copyOf(inputs);
    statuses = Sorted.copyOf(statuses);
    sent = List.copyOf(sent);
  }

  /** The names of the path's parameters, in their order. */
  public List<String> parameters() {
    return PARAMETER.matcher(path).results().map(result -> result.group(1)).toList();
  }

  /** What is answered in place of a status of ours. */
  public int status(int ours) {
    return statuses.getOrDefault(ours, ours);
  }

  /** Where an input comes from. */
  public Place place(String input) {
    return inputs.getOrDefault(input, new Place(In.BODY, input));
  }

  /** The inputs that come from somewhere, in their order. */
  public List<Field> from(In in, List<Field> fields) {
    return fields.stream().filter(field -> place(field.name()).in() == in).toList();
  }

  /** The input that all of the body is; empty where the body is none, or JSON. */
  public Optional<Field> text(List<Field> fields) {
    return from(In.TEXT, fields).stream().findFirst();
  }

  /** Such as {@code GET /pets}. */
  public String named() {
    return method + " " + path;
  }

  /**
   * Where an input comes from.
   *
   * @param name what it is called there
   */
  public record Place(In in, String name) {}

  /** The part of a request that has an input. */
  public enum In {
    /** A parameter of the path. */
    PATH,
    /** A parameter of the query. */
    QUERY,
    /** A header. */
    HEADER,
    /** A cookie. */
    COOKIE,
    /** A member of the JSON object that is the body. */
    BODY,
    /** All of a body of {@code text/plain}, of a function. */
    TEXT;

    /** Whether it is in the body, and not in what comes before it. */
    public boolean isBody() {
      return this == BODY || this == TEXT;
    }
  }

  /** What one value is answered as. */
  public enum Form {
    /** JSON. */
    JSON,
    /** {@code text/plain}. */
    TEXT,
    /** {@code text/html}: a page with the value, escaped. */
    HTML;

    /** The media type. */
    public String mediaType() {
      return switch (this) {
        case JSON -> "application/json";
        case TEXT -> "text/plain";
        case HTML -> "text/html";
      };
    }
  }

  /** What is answered. */
  public sealed interface Answer {
    /**
     * What the operation answers: a record, or an object of its outputs.
     *
     * @param names what an output is called in JSON, by its name; its own when it is not here
     * @param within the member that has it, or a member of a member as {@code data/user}; empty
     *     when the answer is it
     * @param always members beside it that are always the same
     */
    record Result(Map<String, String> names, Optional<String> within, Map<String, JsonNode> always)
        implements Answer {
      /** One with nothing beside it. */
      public Result(Map<String, String> names, Optional<String> within) {
        this(names, within, Map.of());
      }

      /** As the house answers. */
      public static final Result USUAL = new Result(Map.of(), Optional.empty());

      /** Keeps a sorted copy. */
      public Result {
        names = Sorted.copyOf(names);
        always = Sorted.copyOf(always);
      }

      /** What an output is called. */
      public String name(String output) {
        return names.getOrDefault(output, output);
      }
    }

    /** All outputs by their names, escaped, in a page; names as in {@link Result}. */
    record Page(Map<String, String> names) implements Answer {
      /** Keeps a sorted copy. */
      public Page {
        names = Sorted.copyOf(names);
      }
    }

    /** The one output, as the whole body. */
    record Value(Form form) implements Answer {}

    /** No body. */
    record Nothing() implements Answer {}

    /** The one output, an address that a field of the record has: where to go on. */
    record Redirect() implements Answer {}

    /** Always the same; a text where it is no JSON. */
    record Constant(JsonNode value, Form form) implements Answer {}
  }
}
