package factory.runtime;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An operation that has the platform run a tool on bytes or a text, and answers what that gives.
 * Immutable: each method returns another operation.
 */
public final class ToolOperation implements Part {
  private final String name;
  private final String tool;
  private final Endpoint endpoint;
  private List<Field> inputs = List.of();
  private From from = From.BODY;
  private String called = "";
  private List<String> types = List.of();
  private boolean many;
  private As as = As.BYTES;
  private String type = "application/octet-stream";
  private Map<String, Told> members = Map.of();

  private ToolOperation(String name, String tool, Endpoint endpoint) {
    this.name = Names.operation(name);
    this.tool = tool;
    this.endpoint = endpoint;
  }

  private ToolOperation(ToolOperation other) {
    this(other.name, other.tool, other.endpoint);
    inputs = other.inputs;
    from = other.from;
    called = other.called;
    types = other.types;
    many = other.many;
    as = other.as;
    type = other.type;
    members = other.members;
  }

  /** The part of a request that a tool is given. */
  enum From {
    BODY,
    PART,
    MEMBER
  }

  /** What is answered. */
  enum As {
    BYTES,
    TEXT,
    OBJECT
  }

  /** What a member of an answer says. */
  public enum Told {
    /** What the tool wrote, as a text. */
    OUTPUT,
    /** What it wrote about its work. */
    MESSAGES,
    /** The code that it ended with. */
    CODE,
    /** Whether that is 0. */
    SUCCESS
  }

  /**
   * A tool on the body, which is answered as it is.
   *
   * @param tool its name on the platform's list
   */
  public static ToolOperation of(String name, String tool, Endpoint endpoint) {
    return new ToolOperation(name, tool, endpoint);
  }

  /** The same on the body, of one of these media types; of any without. */
  public ToolOperation body(String... ofTypes) {
    return given(From.BODY, "", false, ofTypes);
  }

  /** The same on a file of a form. */
  public ToolOperation part(String part, String... ofTypes) {
    return given(From.PART, part, false, ofTypes);
  }

  /** The same on files of a form that have one name. */
  public ToolOperation parts(String part, String... ofTypes) {
    return given(From.PART, part, true, ofTypes);
  }

  /** The same on a text that is one of its inputs. */
  public ToolOperation text(String input) {
    return given(From.MEMBER, input, false);
  }

  private ToolOperation given(From other, String part, boolean several, String... ofTypes) {
    var copy = new ToolOperation(this);
    copy.from = other;
    copy.called = part;
    copy.many = several;
    copy.types = List.of(ofTypes);
    return copy;
  }

  /** The same with one more input: an option of the tool, or its text. */
  public ToolOperation input(Field field) {
    var copy = new ToolOperation(this);
    copy.inputs = Field.named(Names.more(inputs, field));
    return copy;
  }

  /** The same, which answers bytes of a media type. */
  public ToolOperation answersBytes(String mediaType) {
    var copy = new ToolOperation(this);
    copy.as = As.BYTES;
    copy.type = mediaType;
    return copy;
  }

  /** The same, which answers {@code text/plain}. */
  public ToolOperation answersText() {
    var copy = new ToolOperation(this);
    copy.as = As.TEXT;
    return copy;
  }

  /** The same, which answers an object that has this member. */
  public ToolOperation answers(String member, Told told) {
    var copy = new ToolOperation(this);
    copy.as = As.OBJECT;
    copy.members = new LinkedHashMap<>(members);
    copy.members.put(member, told);
    return copy;
  }

  String name() {
    return name;
  }

  String tool() {
    return tool;
  }

  Endpoint endpoint() {
    return endpoint;
  }

  List<Field> inputs() {
    return new ArrayList<>(inputs);
  }

  From from() {
    return from;
  }

  /** The name of its part or its text; empty for the body. */
  String called() {
    return called;
  }

  List<String> types() {
    return types;
  }

  boolean isMany() {
    return many;
  }

  As as() {
    return as;
  }

  String type() {
    return type;
  }

  Map<String, Told> members() {
    return members;
  }
}
