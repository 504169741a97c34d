package factory.pipeline.spec;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * An operation that has the platform run one of its tools on bytes or a text, and answers what that
 * gives. The service keeps nothing of it.
 *
 * @param tool its name on the list of the platform's operator
 * @param given what the tool is given
 * @param inputs the tool's options by their own names: whole numbers and choices; and the text,
 *     where it is given one
 * @param answer what is answered
 * @param http where it is
 */
public record ToolOperation(
    String name,
    String description,
    String tool,
    Given given,
    List<Field> inputs,
    Answer answer,
    Endpoint http) {
  /** Any bytes. */
  public static final String ANYTHING = "application/octet-stream";

  /** Keeps a copy. */
  public ToolOperation {
    inputs = List.copyOf(inputs);
  }

  /** The part of a request that a tool is given. */
  public enum From {
    /** The body as it is. */
    BODY,
    /** A file of a form, or several of one name. */
    PART,
    /** A text, which is one of the inputs. */
    INPUT
  }

  /**
   * What a tool is given.
   *
   * @param name of the part or the input; empty for the body
   * @param types the media types that are taken; any where this is empty
   * @param many whether there may be several
   */
  public record Given(From from, String name, List<String> types, boolean many) {
    /** Any body. */
    public static final Given BODY = new Given(From.BODY, "", List.of(), false);

    /** Keeps a copy. */
    public Given {
      types = List.copyOf(types);
    }
  }

  /** What is answered of what a tool did. */
  public enum As {
    /** What it wrote. */
    BYTES,
    /** The same as {@code text/plain}. */
    TEXT,
    /** An object. */
    OBJECT
  }

  /** What a member of an answer says. */
  public enum Says {
    /** What the tool wrote, as a text. */
    OUTPUT,
    /** What it wrote about its work. */
    MESSAGES,
    /** The code that it ended with. */
    CODE,
    /** Whether that is 0. */
    SUCCESS
  }

  /** A member of the object that is answered. */
  public record Member(String name, Says says) {}

  /**
   * What is answered.
   *
   * @param type the media type of bytes
   * @param members of an object
   */
  public record Answer(As as, String type, List<Member> members) {
    /** Bytes of any type. */
    public static final Answer USUAL = new Answer(As.BYTES, ANYTHING, List.of());

    /** Keeps a copy. */
    public Answer {
      members = List.copyOf(members);
    }
  }

  /** Whether an input is the text that the tool is given, and no option. */
  public boolean isText(Field input) {
    return given.from() == From.INPUT && given.name().equals(input.name());
  }

  /** The house's address of one. */
  static Endpoint usual(String name, Given given, List<Field> inputs) {
    Map<String, Endpoint.Place> places = new TreeMap<>();
    if (given.from() != From.INPUT) {
      inputs.forEach(
          input -> places.put(input.name(), new Endpoint.Place(Endpoint.In.QUERY, input.name())));
    }
    return new Endpoint(
        "POST",
        "/" + name.replace('_', '-'),
        Map.of(),
        places,
        false,
        200,
        Endpoint.Answer.Result.USUAL,
        Map.of());
  }
}
