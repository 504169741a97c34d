package factory.runtime;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One operation on a resource, at a path of its own; see {@link Resource#routes}. Immutable: each
 * method returns another route.
 */
public final class Route {
  private final Operation operation;
  private final String method;
  private final Template template;
  private Map<String, String> keys = Map.of();
  private @Nullable String bodyIn;
  private boolean partial;
  private int status = 200;
  private @Nullable Integer madeStatus;
  private Content content = Content.RECORD;
  private @Nullable String in;
  private List<Figure> figures = List.of();
  private @Nullable String figuresIn;
  private @Nullable String constant;
  private boolean says;
  private Paging paging = Paging.ALL;
  private List<Parameter> parameters = List.of();
  private List<NamedBy> named = List.of();
  private @Nullable String search;
  private @Nullable String order;
  private @Nullable OrderWords orderWords;
  private @Nullable String direction;
  private Map<String, Field> bounds = Map.of();
  private Map<Integer, Integer> instead = Map.of();
  private List<String> takes = List.of(Http.JSON);
  private List<Figure> headers = List.of();
  private boolean emptyNotFound;
  private boolean pathChecked;
  private @Nullable String file;
  private @Nullable String text;
  private @Nullable Mine mine;
  private List<Form> forms = List.of(Form.JSON);
  private boolean othersRefused;
  private @Nullable Where where;
  private @Nullable String sorted;
  private boolean account;
  private List<SentKey> sent = List.of();
  private List<String> only = List.of();
  private Map<String, String> called = Map.of();
  private Map<String, String> always = Map.of();

  private Route(Operation operation, String method, Template template) {
    this.operation = operation;
    this.method = method;
    this.template = template;
    partial = !method.equals("PUT");
  }

  private Route(Route other) {
    this(other.operation, other.method, other.template);
    keys = other.keys;
    bodyIn = other.bodyIn;
    partial = other.partial;
    status = other.status;
    madeStatus = other.madeStatus;
    content = other.content;
    in = other.in;
    figures = other.figures;
    figuresIn = other.figuresIn;
    constant = other.constant;
    says = other.says;
    paging = other.paging;
    parameters = other.parameters;
    named = other.named;
    search = other.search;
    order = other.order;
    orderWords = other.orderWords;
    direction = other.direction;
    bounds = other.bounds;
    instead = other.instead;
    takes = other.takes;
    headers = other.headers;
    emptyNotFound = other.emptyNotFound;
    pathChecked = other.pathChecked;
    file = other.file;
    text = other.text;
    mine = other.mine;
    forms = other.forms;
    othersRefused = other.othersRefused;
    where = other.where;
    sorted = other.sorted;
    account = other.account;
    sent = other.sent;
    only = other.only;
    called = other.called;
    always = other.always;
  }

  /** What a list is answered as. */
  enum Form {
    JSON(Http.JSON),
    HTML("text/html; charset=utf-8"),
    CSV(Csv.MEDIA_TYPE);

    private final String mediaType;

    Form(String mediaType) {
      this.mediaType = mediaType;
    }

    String mediaType() {
      return mediaType;
    }
  }

  /** Which records alone a route is about, at the moment of a call. */
  public interface Where {
    /** The condition that they fulfil. */
    Condition of(Instant now);
  }

  /** How a parameter of a list compares with a field. */
  public enum By {
    /** Records with this value. */
    EQUAL,
    /** Records with this one of a field's words; none has what is no word of it. */
    WORD,
    /** Records with this value or more. */
    FROM,
    /** Records with this value or less. */
    TO,
    /** Records whose text begins so. */
    PREFIX,
    /** Records with one of these values, with commas between. */
    ANY_OF,
    /** Records whose list has this value. */
    HAS,
    /** Records whose list has one of these values, with commas between. */
    HAS_ANY
  }

  /** What a figure about a list says. */
  public enum Part {
    /** How many records there are in all. */
    TOTAL,
    /** How many records one answer has at most. */
    LIMIT,
    /** How many records come before those of this answer. */
    OFFSET,
    /** Which page this is. */
    PAGE,
    /** How many pages there are in all. */
    PAGES,
    /** How many records this answer has. */
    COUNT,
    /** Whether there are more after it. */
    MORE,
    /** What a list's cursor is to be for those after it; none after the last. */
    NEXT,
    /** The address of those after it; none after the last. */
    NEXT_LINK,
    /** The address of those before it; none before the first. */
    PREVIOUS_LINK,
    /** The address of the first of them. */
    FIRST_LINK,
    /** The address of the last of them. */
    LAST_LINK,
    /** The number of the next page; none after the last. */
    NEXT_PAGE,
    /** The number of the page before; none before the first. */
    PREVIOUS_PAGE,
    /** A header with all of the addresses (RFC 8288). */
    LINKS,
    /** Whether there are none before it. */
    FIRST,
    /** Whether there are none after it. */
    LAST,
    /** Whether there are some before it. */
    BEFORE,
    /** Whether this answer has none. */
    EMPTY;

    boolean needsTotal() {
      return switch (this) {
        case TOTAL, PAGES, MORE, NEXT_LINK, LAST_LINK, NEXT_PAGE, LINKS, LAST -> true;
        case LIMIT,
            OFFSET,
            PAGE,
            COUNT,
            NEXT,
            PREVIOUS_LINK,
            FIRST_LINK,
            PREVIOUS_PAGE,
            FIRST,
            BEFORE,
            EMPTY ->
            false;
      };
    }

    /** Whether it is where another part of the list is. */
    boolean isLink() {
      return switch (this) {
        case NEXT_LINK, PREVIOUS_LINK, FIRST_LINK, LAST_LINK, NEXT_PAGE, PREVIOUS_PAGE, LINKS ->
            true;
        case TOTAL, LIMIT, OFFSET, PAGE, PAGES, COUNT, MORE, NEXT, FIRST, LAST, BEFORE, EMPTY ->
            false;
      };
    }
  }

  /** A figure about a list, and the member that has it. */
  record Figure(String member, Part part) {}

  /** What is answered. */
  enum Content {
    /** The record, or the records of a list. */
    RECORD,
    NOTHING,
    CONSTANT
  }

  /** A parameter of a list, besides those that page, search and order. */
  record Parameter(String name, String field, By by) {}

  /** A list: 200 with the records, 10,000 at most, until it has a limit. */
  public static Route list(String path) {
    return new Route(Operation.LIST, "GET", Template.parse(path));
  }

  /** What makes a record: 201 with it. */
  public static Route create(String method, String path) {
    return new Route(Operation.CREATE, changing(method), Template.parse(path)).status(201);
  }

  /** One record: 200 with it. */
  public static Route read(String path) {
    return new Route(Operation.READ, "GET", Template.parse(path));
  }

  /** What changes a record: replaced with PUT, else changed in what is given. 200 with it. */
  public static Route update(String method, String path) {
    return new Route(Operation.UPDATE, changing(method), Template.parse(path));
  }

  /** What deletes a record: 204. */
  public static Route delete(String method, String path) {
    return new Route(Operation.DELETE, changing(method), Template.parse(path))
        .status(204)
        .answersNothing();
  }

  private static String changing(String method) {
    return switch (method) {
      case "POST", "PUT", "PATCH", "DELETE" -> method;
      default -> throw new IllegalArgumentException(method + " cannot change anything");
    };
  }

  /**
   * The same with what a parameter of the path is; each needs one.
   *
   * @param parameter as in the path, without braces
   * @param field {@code id}, or a field to whose value the operation is kept: a record with another
   *     one is not there, and a new one gets it
   */
  public Route key(String parameter, String field) {
    if (!template.parameters().contains(parameter) || keys.containsKey(parameter)) {
      throw new IllegalArgumentException(this + " has no other parameter " + parameter);
    }
    var copy = new Route(this);
    copy.keys = new LinkedHashMap<>(keys);
    copy.keys.put(parameter, field);
    return copy;
  }

  /**
   * The same with what a parameter of the path is, where it calls the record that a field refers to
   * by a field of that record, such as {@code /posts/{slug}/comments} where posts have ids.
   *
   * @param field a reference
   * @param of what it refers to: a field of which no two have the same value
   */
  public Route key(String parameter, String field, String of) {
    var copy = new Route(key(parameter, field));
    copy.called = new LinkedHashMap<>(called);
    copy.called.put(field, of);
    return copy;
  }

  /**
   * The same, kept to the value of a field that a header has, which is required: a record with
   * another one is not there, and a new one gets it.
   */
  public Route byHeader(String header, String field) {
    return by(new SentKey(header, false, field, null));
  }

  /** The same with what it is where the header is not sent. */
  public Route byHeader(String header, String field, String usual) {
    return by(new SentKey(header, false, field, usual));
  }

  /** The same of a cookie that is required. */
  public Route byCookie(String cookie, String field) {
    return by(new SentKey(cookie, true, field, null));
  }

  /** The same with what it is where the cookie is not sent. */
  public Route byCookie(String cookie, String field, String usual) {
    return by(new SentKey(cookie, true, field, usual));
  }

  Route by(SentKey key) {
    var copy = new Route(this);
    copy.sent = new ArrayList<>(sent);
    copy.sent.add(key);
    return copy;
  }

  /** The same, whose body has the record as this member. */
  public Route bodyIn(String member) {
    require(operation == Operation.CREATE || operation == Operation.UPDATE, "a record in its body");
    var copy = new Route(this);
    copy.bodyIn = member;
    return copy;
  }

  /** The same with the status of success, 200 to 299. */
  public Route status(int success) {
    var copy = new Route(this);
    copy.status = successful(success);
    return copy;
  }

  /**
   * The same PUT, which makes the record when it is not there, and answers this then. Its key is a
   * natural one, or the path's fields name one record.
   */
  public Route madeStatus(int success) {
    require(operation == Operation.UPDATE && method.equals("PUT"), "something to make");
    var copy = new Route(this);
    copy.madeStatus = successful(success);
    return copy;
  }

  private static int successful(int status) {
    if (status < 200 || status > 299) {
      throw new IllegalArgumentException(status + " is no success");
    }
    return status;
  }

  /** The same, which answers an object with the record, or the list of records, as this member. */
  public Route in(String member) {
    var copy = answersRecord();
    copy.in = member;
    return copy;
  }

  /**
   * The same, whose object has a member besides that is always the same.
   *
   * @param json what it is
   */
  public Route always(String member, String json) {
    if (in == null) {
      throw new IllegalArgumentException(
          "No member has the record, beside which " + member + " is");
    }
    var copy = new Route(this);
    var all = new LinkedHashMap<>(always);
    all.put(member, json);
    copy.always = all;
    return copy;
  }

  /** The same list, whose object has a member with this figure about it. */
  public Route figure(String member, Part part) {
    require(operation == Operation.LIST, "figures");
    var copy = new Route(this);
    copy.figures = new ArrayList<>(figures);
    copy.figures.add(new Figure(member, part));
    return copy;
  }

  /** The same list, whose figures are together in an object that is this member. */
  public Route figuresIn(String member) {
    require(operation == Operation.LIST, "figures");
    var copy = new Route(this);
    copy.figuresIn = member;
    return copy;
  }

  /** The same list, whose answer has a header with this figure about it. */
  public Route header(String name, Part part) {
    require(
        operation == Operation.LIST && part != Part.COUNT && part != Part.NEXT, "this in a header");
    var copy = new Route(this);
    copy.headers = new ArrayList<>(headers);
    copy.headers.add(new Figure(name, part));
    return copy;
  }

  /** The same list, which is 404 when it has no records. */
  public Route emptyNotFound() {
    require(operation == Operation.LIST, "no records");
    var copy = new Route(this);
    copy.emptyNotFound = true;
    return copy;
  }

  /**
   * The same list, which is a page as well, in which everything is escaped, for callers that like
   * that most.
   */
  public Route orHtml() {
    return or(Form.HTML);
  }

  /** The same list, which is comma-separated values as well. */
  public Route orCsv() {
    return or(Form.CSV);
  }

  private Route or(Form other) {
    require(operation == Operation.LIST && !forms.contains(other), "this form besides");
    var copy = new Route(this);
    copy.forms = new ArrayList<>(forms);
    copy.forms.add(other);
    return copy;
  }

  /** The same list, which refuses callers that take none of its forms. */
  public Route othersRefused() {
    require(operation == Operation.LIST, "several forms");
    var copy = new Route(this);
    copy.othersRefused = true;
    return copy;
  }

  /** The same list as a page, in which everything is escaped. */
  public Route html() {
    return as(Form.HTML);
  }

  /** The same list as comma-separated values, of which no text is a formula. */
  public Route csv() {
    return as(Form.CSV);
  }

  private Route as(Form other) {
    require(operation == Operation.LIST && in == null, "another form than JSON");
    var copy = new Route(this);
    copy.forms = List.of(other);
    return copy;
  }

  /** The same, which answers the record: of a deletion, as it was. */
  public Route answersRecord() {
    var copy = new Route(this);
    copy.content = Content.RECORD;
    return copy;
  }

  /** The same update, which keeps what its body does not name, as all but PUT do. */
  public Route partial() {
    require(operation == Operation.UPDATE, "a partial body");
    var copy = new Route(this);
    copy.partial = true;
    return copy;
  }

  /** The same, which answers without a body. */
  public Route answersNothing() {
    require(operation != Operation.LIST, "an answer without records");
    var copy = new Route(this);
    copy.content = Content.NOTHING;
    return copy;
  }

  /** The same, which always answers this JSON. */
  public Route answers(String json) {
    require(operation != Operation.LIST, "an answer without records");
    var copy = new Route(this);
    copy.content = Content.CONSTANT;
    copy.constant = JsonValue.minified(json);
    copy.says = false;
    return copy;
  }

  /** The same, which always answers this text. */
  public Route says(String text) {
    require(operation != Operation.LIST, "an answer without records");
    var copy = new Route(this);
    copy.content = Content.CONSTANT;
    copy.constant = text;
    copy.says = true;
    return copy;
  }

  /**
   * The same list, of which so many records are answered.
   *
   * @param parameter says how many at most
   * @param usual how many when it does not say
   * @param most the most that it may say
   */
  public Route limit(String parameter, int usual, int most) {
    return paged(paging.withLimit(parameter, usual, most));
  }

  /** The same list, of which so many records are answered. */
  public Route limit(int always) {
    return paged(paging.withLimit(null, always, always));
  }

  /** The same list, of which a parameter says how many records come before. */
  public Route offset(String parameter) {
    return paged(paging.withOffset(parameter));
  }

  /**
   * The same list, of which a parameter says which page of {@code limit} records.
   *
   * @param first the number of the first page, 0 or 1
   */
  public Route page(String parameter, int first) {
    return paged(paging.withPage(parameter, first));
  }

  /**
   * The same list, of which a parameter says where the answer before ended: what that one had as
   * {@link Part#NEXT}.
   */
  public Route cursor(String parameter) {
    return paged(paging.withToken(parameter));
  }

  Route paged(Paging other) {
    require(operation == Operation.LIST, "pages");
    var copy = new Route(this);
    copy.paging = other;
    return copy;
  }

  /** The same list with a parameter that asks for some records only. */
  public Route parameter(String name, String field, By by) {
    require(operation == Operation.LIST, "such parameters");
    var copy = new Route(this);
    copy.parameters = new ArrayList<>(parameters);
    copy.parameters.add(new Parameter(name, field, by));
    return copy;
  }

  /**
   * The same list with a parameter for those that refer to the record that is called so.
   *
   * @param reference to that record
   * @param called its field, of which no two have the same value
   */
  public Route calledBy(String name, String reference, String called) {
    return named(new NamedBy(name, "", "", reference, called));
  }

  /**
   * The same list with a parameter for those with which the record that is called so has done
   * something.
   *
   * @param plural the resource of what has been done
   * @param by of that resource, the reference to a record of the list
   * @param of the reference to who has done it
   * @param called the field of that one, of which no two have the same value
   */
  public Route doneBy(String name, String plural, String by, String of, String called) {
    return named(new NamedBy(name, plural, by, of, called));
  }

  private Route named(NamedBy one) {
    require(operation == Operation.LIST, "such parameters");
    var copy = new Route(this);
    copy.named = new ArrayList<>(named);
    copy.named.add(one);
    return copy;
  }

  /** The same list with a parameter for a part of the texts that are searched. */
  public Route search(String parameter) {
    require(operation == Operation.LIST, "a search");
    var copy = new Route(this);
    copy.search = parameter;
    return copy;
  }

  /**
   * The same list with a parameter for its order: a field's name in JSON, with a leading {@code -}
   * for descending.
   */
  public Route order(String parameter) {
    require(operation == Operation.LIST, "an order");
    var copy = new Route(this);
    copy.order = parameter;
    return copy;
  }

  /** The same list with a parameter for its order, which has words of its own for each. */
  public Route order(String parameter, OrderWords words) {
    var copy = order(parameter);
    copy.orderWords = words;
    return copy;
  }

  /**
   * The same list with a parameter for the direction of its order, {@code asc} or {@code desc}; the
   * one for its order is a field's name alone then.
   */
  public Route direction(String parameter) {
    require(operation == Operation.LIST, "a direction");
    var copy = new Route(this);
    copy.direction = parameter;
    return copy;
  }

  /**
   * The same list, which refuses what a parameter cannot be: a text or a number of the bounds that
   * this has, which is called like the parameter. What has to have a character is not left empty.
   */
  public Route bounded(Field parameter) {
    require(operation == Operation.LIST, "bounds");
    var copy = new Route(this);
    copy.bounds = new TreeMap<>(bounds);
    copy.bounds.put(parameter.name(), parameter);
    return copy;
  }

  /** The same, which refuses with another status in place of one. */
  public Route instead(int ours, int theirs) {
    if (ours < 400 || ours > 499 || theirs < 400 || theirs > 499) {
      throw new IllegalArgumentException(ours + " and " + theirs + " are no refusals");
    }
    var copy = new Route(this);
    copy.instead = new TreeMap<>(instead);
    copy.instead.put(ours, theirs);
    return copy;
  }

  /**
   * The same, whose body may be of these media types, of JSON and forms, and of text where all of
   * it is a field; the first is the one that a body without a type has. A body that is a file may
   * be of any, such as {@code image/*}, and a form with one part that is one.
   */
  public Route takes(String... types) {
    require(operation == Operation.CREATE || operation == Operation.UPDATE, "a body");
    var known = List.of(Http.JSON, Http.URLENCODED, Http.MULTIPART);
    var all = List.of(types);
    var areTaken =
        file == null
            ? all.stream()
                .allMatch(
                    type -> known.contains(type) || (text != null && type.equals(MediaTypes.TEXT)))
            : all.stream().allMatch(MediaTypes::isRange);
    if (all.isEmpty() || !areTaken || (text != null && !all.contains(MediaTypes.TEXT))) {
      throw new IllegalArgumentException(this + " cannot take all of " + all);
    }
    var copy = new Route(this);
    copy.takes = all;
    return copy;
  }

  /**
   * The same, which is about a file of the record: one that is read answers its bytes, and what
   * makes or changes one takes them as its body; with {@code DELETE}, an update removes it.
   */
  public Route file(String field) {
    require(operation == Operation.READ || changesFile(), "a file");
    var copy = new Route(this);
    copy.file = field;
    copy.takes = List.of("*/*");
    return copy;
  }

  /** The same, whose body is {@code text/plain}, all of it the value of a field. */
  public Route text(String field) {
    require(changesFile() && file == null && bodyIn == null, "a body that is a text");
    var copy = new Route(this);
    copy.text = field;
    copy.takes = List.of(MediaTypes.TEXT);
    return copy;
  }

  /**
   * The same, whose body may give these fields and no others: any other name there is one that is
   * not known. A new record has what the others are when nobody gives them, and a record that is
   * changed or replaced keeps them.
   */
  public Route only(String... fields) {
    require(changesFile() && file == null, "fields in a body");
    var copy = new Route(this);
    copy.only = List.of(fields);
    return copy;
  }

  private boolean changesFile() {
    return operation == Operation.CREATE || operation == Operation.UPDATE;
  }

  /**
   * The same, which refuses with 400 a parameter of the path that is no value of what it names, and
   * not with 404.
   */
  public Route pathChecked() {
    var copy = new Route(this);
    copy.pathChecked = true;
    return copy;
  }

  /** The same list, or the same read, of some records alone. */
  public Route where(Where records) {
    require(operation == Operation.LIST || operation == Operation.READ, "some records alone");
    var copy = new Route(this);
    copy.where = records;
    return copy;
  }

  /**
   * The same list in another order than the resource's, where a caller asks for none; or a read of
   * the record that comes first in it.
   *
   * @param by a field, a count or an average of others, or {@code created_at}; with a leading
   *     {@code -} for descending
   */
  public Route sorted(String by) {
    require(operation == Operation.LIST || operation == Operation.READ, "an order");
    var copy = new Route(this);
    copy.sorted = by;
    return copy;
  }

  /** The same read, of any of the records: each is as likely as the others. */
  public Route random() {
    require(operation == Operation.READ, "any record");
    var copy = new Route(this);
    copy.sorted = Records.RANDOM;
    return copy;
  }

  /** The same, whose record is the account that is logged in; its path has no parameter for it. */
  public Route account() {
    require(operation != Operation.LIST && operation != Operation.CREATE, "a record before it");
    var copy = new Route(this);
    copy.account = true;
    return copy;
  }

  /** The same list, of what whoever calls has made alone. */
  public Route mine() {
    return mine(new Mine(null, "", "id"));
  }

  /** The same list, of what others refer to that whoever calls has made. */
  public Route mine(String plural, String by) {
    return mine(new Mine(plural, by, "id"));
  }

  /**
   * The same list, of records whose field is what others refer to that whoever calls has made, such
   * as those by authors whom he follows.
   */
  public Route mine(String plural, String by, String field) {
    return mine(new Mine(plural, by, field));
  }

  /**
   * The same list, of what others refer to by one field that refer by another one to the record of
   * the path, such as who has made likes of a post.
   *
   * @param by of those others, the reference to what is listed
   * @param of their reference to the record, which is what a parameter of the path is
   */
  public Route beside(String plural, String by, String of) {
    return mine(new Mine(plural, by, "id", of));
  }

  private Route mine(Mine which) {
    require(operation == Operation.LIST, "some records alone");
    var copy = new Route(this);
    copy.mine = which;
    return copy;
  }

  private void require(boolean can, String what) {
    if (!can) {
      throw new IllegalArgumentException(this + " cannot have " + what);
    }
  }

  Operation operation() {
    return operation;
  }

  String method() {
    return method;
  }

  Template template() {
    return template;
  }

  /** What each parameter of the path is, by its name. */
  Map<String, String> keys() {
    return keys;
  }

  /**
   * By reference, the field by which the path calls what it refers to, where that is not its id.
   */
  Map<String, String> called() {
    return called;
  }

  /** What headers and cookies say which records it is about. */
  List<SentKey> sent() {
    return sent;
  }

  @Nullable String bodyIn() {
    return bodyIn;
  }

  int status() {
    return status;
  }

  @Nullable Integer madeStatus() {
    return madeStatus;
  }

  Content content() {
    return content;
  }

  Map<String, String> always() {
    return always;
  }

  @Nullable String in() {
    return in;
  }

  /** The forms that a list may be answered in, that of no wish first. */
  List<Form> forms() {
    return forms;
  }

  boolean refusesOthers() {
    return othersRefused;
  }

  List<Figure> figures() {
    return figures;
  }

  /** The member that has the figures; null when they stand beside the records. */
  @Nullable String figuresIn() {
    return figuresIn;
  }

  /** Whether all records of the list are counted for an answer. */
  boolean counts() {
    return figures.stream().anyMatch(figure -> figure.part().needsTotal())
        || headers.stream().anyMatch(figure -> figure.part().needsTotal());
  }

  /** Figures in headers of the answer. */
  List<Figure> headers() {
    return headers;
  }

  boolean isEmptyNotFound() {
    return emptyNotFound;
  }

  boolean isPartial() {
    return partial;
  }

  /** What an answer about a record is. */
  String mediaType() {
    return content == Content.CONSTANT && says ? MediaTypes.TEXT + "; charset=utf-8" : Http.JSON;
  }

  /** JSON, or a text; null unless the content is a constant. */
  @Nullable String constant() {
    return constant;
  }

  Paging paging() {
    return paging;
  }

  List<Parameter> parameters() {
    return parameters;
  }

  /** The parameters that ask by what another record is called. */
  List<NamedBy> named() {
    return named;
  }

  @Nullable String search() {
    return search;
  }

  @Nullable String order() {
    return order;
  }

  /** The words of its orders; null where fields are called by their names. */
  @Nullable OrderWords orderWords() {
    return orderWords;
  }

  /** What parameters can be that have bounds, by their names. */
  Map<String, Field> bounds() {
    return bounds;
  }

  /** The parameter for the direction of the order; null where the order says it. */
  @Nullable String direction() {
    return direction;
  }

  List<String> takes() {
    return takes;
  }

  /** The field whose file it is about; null when it is about the record. */
  @Nullable String file() {
    return file;
  }

  /** Whether its body may give a field of those that callers give. */
  boolean gives(String field) {
    return only.isEmpty() || only.contains(field);
  }

  /** The fields that a body may give; none for all that callers give. */
  List<String> only() {
    return only;
  }

  /** The field that all of a body of text is; null where there is no such body. */
  @Nullable String text() {
    return text;
  }

  /** Which records whoever calls has to do with; null for all. */
  @Nullable Mine which() {
    return mine;
  }

  /** The records that it is about at a moment. */
  Condition condition(Instant now) {
    return where == null ? Condition.always() : where.of(now);
  }

  /** The order of its records; null for that of the resource. */
  @Nullable String sorted() {
    return sorted;
  }

  /** Whether its record is the account that is logged in. */
  boolean isOfAccount() {
    return account;
  }

  boolean isPathChecked() {
    return pathChecked;
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
