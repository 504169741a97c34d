package factory.runtime;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a function or an action is, where its inputs come from, and what its answer looks like; see
 * {@link Function#at} and {@link Action#at}. Immutable: each method returns another endpoint.
 */
public final class Endpoint {
  private static final Pattern HEADER = Pattern.compile("[A-Za-z][A-Za-z0-9-]*");

  private static final List<Integer> REDIRECTS = List.of(301, 302, 303, 307, 308);

  private final String method;
  private final Template template;
  private Map<String, String> keys = Map.of();
  private Map<String, Place> inputs = Map.of();
  private boolean refusesUnknown;
  private @Nullable Integer status;
  private Content content = Content.RESULT;
  private Map<String, String> names = Map.of();
  private @Nullable String in;
  private Map<String, String> always = Map.of();
  private @Nullable String constant;
  private Map<Integer, Integer> instead = Map.of();
  private List<SentKey> sent = List.of();

  private Endpoint(String method, Template template) {
    this.method = method;
    this.template = template;
  }

  private Endpoint(Endpoint other) {
    this(other.method, other.template);
    keys = other.keys;
    inputs = other.inputs;
    refusesUnknown = other.refusesUnknown;
    status = other.status;
    content = other.content;
    names = other.names;
    in = other.in;
    always = other.always;
    constant = other.constant;
    instead = other.instead;
    sent = other.sent;
  }

  /** The part of a request that has an input. */
  enum In {
    PATH,
    QUERY,
    HEADER,
    COOKIE,
    BODY,
    /** All of a body of text. */
    TEXT
  }

  /** Where an input comes from, and what it is called there. */
  record Place(In in, String name) {}

  /** What is answered. */
  enum Content {
    /** The record, or an object of the outputs, or nothing, as the operation ends. */
    RESULT,
    /** The one output, as JSON. */
    VALUE,
    /** The one output as text, or a text that is always the same. */
    TEXT,
    /** The same, escaped, in a page. */
    HTML,
    /** All outputs by their names, escaped, in a page. */
    PAGE,
    NOTHING,
    /** No body, and the one output, an address, as the {@code Location}. */
    REDIRECT,
    /** JSON that is always the same. */
    CONSTANT;

    String mediaType() {
      return switch (this) {
        case TEXT -> "text/plain; charset=utf-8";
        case HTML, PAGE -> "text/html; charset=utf-8";
        case RESULT, VALUE, NOTHING, REDIRECT, CONSTANT -> Http.JSON;
      };
    }
  }

  /** An operation's address: 200 with what it ends with, its inputs in a body, until told else. */
  public static Endpoint of(String method, String path) {
    return switch (method) {
      case "GET", "POST", "PUT", "PATCH", "DELETE" -> new Endpoint(method, Template.parse(path));
      default -> throw new IllegalArgumentException(method + " is no operation's method");
    };
  }

  /** The house's address of an operation. */
  static Endpoint usual(String path) {
    return of("POST", path).unknownRefused();
  }

  /**
   * The same of an action on one record, with what a parameter of the path is of that record.
   *
   * @param field {@code id}, or a field: a record with another value is not there
   */
  public Endpoint key(String parameter, String field) {
    if (!template.parameters().contains(parameter) || keys.containsKey(parameter)) {
      throw new IllegalArgumentException(this + " has no other parameter " + parameter);
    }
    var copy = new Endpoint(this);
    copy.keys = new LinkedHashMap<>(keys);
    copy.keys.put(parameter, field);
    return copy;
  }

  /**
   * The same of an action on one record, kept to the value of a field that a header has, which is
   * required: a record with another one is not there.
   */
  public Endpoint byHeader(String header, String field) {
    return by(new SentKey(header, false, field, null));
  }

  /** The same with what it is where the header is not sent. */
  public Endpoint byHeader(String header, String field, String usual) {
    return by(new SentKey(header, false, field, usual));
  }

  /** The same of a cookie that is required. */
  public Endpoint byCookie(String cookie, String field) {
    return by(new SentKey(cookie, true, field, null));
  }

  /** The same with what it is where the cookie is not sent. */
  public Endpoint byCookie(String cookie, String field, String usual) {
    return by(new SentKey(cookie, true, field, usual));
  }

  private Endpoint by(SentKey key) {
    var copy = new Endpoint(this);
    copy.sent = new ArrayList<>(sent);
    copy.sent.add(key);
    return copy;
  }

  /** The same, which takes an input from a parameter of the path. */
  public Endpoint path(String input, String parameter) {
    if (!template.parameters().contains(parameter)) {
      throw new IllegalArgumentException(this + " has no parameter " + parameter);
    }
    return input(input, new Place(In.PATH, parameter));
  }

  /** The same, which takes an input from a parameter of the query. */
  public Endpoint query(String input, String parameter) {
    return input(input, new Place(In.QUERY, parameter));
  }

  /** The same, which takes an input from a header. */
  public Endpoint header(String input, String header) {
    if (!HEADER.matcher(header).matches()) {
      throw new IllegalArgumentException(header + " is no header's name");
    }
    return input(input, new Place(In.HEADER, header));
  }

  /** The same, which takes an input from a cookie. */
  public Endpoint cookie(String input, String cookie) {
    return input(input, new Place(In.COOKIE, cookie));
  }

  /** The same, which takes an input from a member of the body. */
  public Endpoint body(String input, String member) {
    return input(input, new Place(In.BODY, member));
  }

  /** The same, of a function, which takes an input from all of a body of {@code text/plain}. */
  public Endpoint text(String input) {
    return input(input, new Place(In.TEXT, input));
  }

  private Endpoint input(String input, Place place) {
    var copy = new Endpoint(this);
    copy.inputs = new LinkedHashMap<>(inputs);
    if (copy.inputs.put(input, place) != null) {
      throw new IllegalArgumentException(this + " has two places for " + input);
    }
    return copy;
  }

  /** The same, which refuses members and parameters that it does not know. */
  public Endpoint unknownRefused() {
    var copy = new Endpoint(this);
    copy.refusesUnknown = true;
    return copy;
  }

  /** The same with the status of success: 200 to 299, or one of redirects. */
  public Endpoint status(int success) {
    if ((success < 200 || success > 299) && !REDIRECTS.contains(success)) {
      throw new IllegalArgumentException(success + " is no success");
    }
    var copy = new Endpoint(this);
    copy.status = success;
    return copy;
  }

  /** The same, with what an output is called in JSON. */
  public Endpoint called(String output, String name) {
    var copy = new Endpoint(this);
    copy.names = new LinkedHashMap<>(names);
    copy.names.put(output, name);
    return copy;
  }

  /**
   * The same, which answers an object that has the result as this member, or as a member of a
   * member, such as {@code data/user}.
   */
  public Endpoint in(String member) {
    var copy = new Endpoint(this);
    copy.in = member;
    return copy;
  }

  /**
   * The same, whose object has a member besides that is always the same.
   *
   * @param json what it is
   */
  public Endpoint always(String member, String json) {
    if (in == null) {
      throw new IllegalArgumentException(
          "No member has the result, beside which " + member + " is");
    }
    var copy = new Endpoint(this);
    copy.always = new LinkedHashMap<>(always);
    copy.always.put(member, json);
    return copy;
  }

  /** The same, which answers its one output as JSON, without an object around it. */
  public Endpoint answersValue() {
    return answering(Content.VALUE, null);
  }

  /** The same, which answers its one output as {@code text/plain}. */
  public Endpoint answersText() {
    return answering(Content.TEXT, null);
  }

  /** The same, which answers its one output, escaped, as {@code text/html}. */
  public Endpoint answersHtml() {
    return answering(Content.HTML, null);
  }

  /** The same, which answers its outputs by their names, escaped, as {@code text/html}. */
  public Endpoint answersPage() {
    return answering(Content.PAGE, null);
  }

  /** The same, which always answers this text. */
  public Endpoint answersText(String text) {
    return answering(Content.TEXT, text);
  }

  /** The same, which always answers a page with this text. */
  public Endpoint answersHtml(String text) {
    return answering(Content.HTML, text);
  }

  /** The same, which answers without a body. */
  public Endpoint answersNothing() {
    return answering(Content.NOTHING, null);
  }

  /**
   * The same, which sends its callers on to its one output: an address of http or https that was
   * kept as one.
   */
  public Endpoint redirects() {
    return answering(Content.REDIRECT, null);
  }

  /** The same, which always answers this JSON. */
  public Endpoint answers(String json) {
    return answering(Content.CONSTANT, JsonValue.minified(json));
  }

  private Endpoint answering(Content other, @Nullable String always) {
    var copy = new Endpoint(this);
    copy.content = other;
    copy.constant = always;
    return copy;
  }

  /** The same, which refuses with another status in place of one. */
  public Endpoint instead(int ours, int theirs) {
    if (ours < 400 || ours > 499 || theirs < 400 || theirs > 499) {
      throw new IllegalArgumentException(ours + " and " + theirs + " are no refusals");
    }
    var copy = new Endpoint(this);
    copy.instead = new TreeMap<>(instead);
    copy.instead.put(ours, theirs);
    return copy;
  }

  /**
   * Looks whether inputs and path go together.
   *
   * @throws IllegalArgumentException when they do not
   */
  void check(List<Field> fields) {
    for (var parameter : template.parameters()) {
      var given =
          fields.stream().filter(field -> place(field).equals(new Place(In.PATH, parameter)));
      if (given.count() + (keys.containsKey(parameter) ? 1 : 0) != 1) {
        throw new IllegalArgumentException(this + " does not say what {" + parameter + "} is");
      }
    }
    for (var input : inputs.keySet()) {
      if (fields.stream().noneMatch(field -> field.name().equals(input))) {
        throw new IllegalArgumentException(this + " has no input " + input);
      }
    }
    if ((content == Content.REDIRECT) != (status != null && REDIRECTS.contains(status))) {
      throw new IllegalArgumentException(this + " redirects with another status");
    }
    var texts = fields.stream().filter(field -> place(field).in() == In.TEXT).toList();
    var hasMembers = fields.stream().anyMatch(field -> place(field).in() == In.BODY);
    if (method.equals("GET") && (hasMembers || !texts.isEmpty())) {
      throw new IllegalArgumentException(this + " has no body for its inputs");
    }
    if (texts.size() > 1
        || (!texts.isEmpty() && hasMembers)
        || texts.stream().anyMatch(text -> !text.isText())) {
      throw new IllegalArgumentException(this + " has more in its body than one text");
    }
  }

  String method() {
    return method;
  }

  Template template() {
    return template;
  }

  /** What each parameter of the path that is about the record is, by its name. */
  Map<String, String> keys() {
    return keys;
  }

  /** What headers and cookies say which record it is on. */
  List<SentKey> sent() {
    return sent;
  }

  Place place(Field input) {
    return inputs.getOrDefault(input.name(), new Place(In.BODY, input.name()));
  }

  boolean refusesUnknown() {
    return refusesUnknown;
  }

  /** The status of success; the usual one of what is answered else. */
  int success(int usual) {
    return status == null ? usual : status;
  }

  Content content() {
    return content;
  }

  /** What an output is called in JSON. */
  String called(Field output) {
    return names.getOrDefault(output.name(), output.name());
  }

  /** Members that are always the same, beside the one that has the result. */
  Map<String, String> always() {
    return always;
  }

  @Nullable String in() {
    return in;
  }

  /** What is always answered; null when that is none. */
  @Nullable String constant() {
    return constant;
  }

  /** The status in place of one of ours. */
  int instead(int ours) {
    return instead.getOrDefault(ours, ours);
  }

  @Override
  public String toString() {
    return method + " " + template.path();
  }
}
