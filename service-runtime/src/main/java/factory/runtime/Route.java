package factory.runtime;

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
  private int status = 200;
  private @Nullable Integer madeStatus;
  private Content content = Content.RECORD;
  private @Nullable String in;
  private @Nullable String total;
  private @Nullable String constant;
  private Paging paging = Paging.ALL;
  private List<Parameter> parameters = List.of();
  private @Nullable String search;
  private @Nullable String order;
  private Map<Integer, Integer> instead = Map.of();

  private Route(Operation operation, String method, Template template) {
    this.operation = operation;
    this.method = method;
    this.template = template;
  }

  private Route(Route other) {
    this(other.operation, other.method, other.template);
    keys = other.keys;
    bodyIn = other.bodyIn;
    status = other.status;
    madeStatus = other.madeStatus;
    content = other.content;
    in = other.in;
    total = other.total;
    constant = other.constant;
    paging = other.paging;
    parameters = other.parameters;
    search = other.search;
    order = other.order;
    instead = other.instead;
  }

  /** How a parameter of a list compares with a field. */
  public enum By {
    /** Records with this value. */
    EQUAL,
    /** Records with this value or more. */
    FROM,
    /** Records with this value or less. */
    TO,
    /** Records whose text begins so. */
    PREFIX,
    /** Records with one of these values, with commas between. */
    ANY_OF
  }

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

  /** The same list, whose object says here how many records there are in all. */
  public Route total(String member) {
    require(operation == Operation.LIST, "a total");
    var copy = new Route(this);
    copy.total = member;
    return copy;
  }

  /** The same, which answers the record: of a deletion, as it was. */
  public Route answersRecord() {
    var copy = new Route(this);
    copy.content = Content.RECORD;
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

  private Route paged(Paging other) {
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

  private void require(boolean can, String what) {
    if (!can) {
      throw new IllegalArgumentException(this + " cannot have " + what);
    }
  }

  /** The routes of a resource that has none of its own. */
  static List<Route> usual(Resource resource) {
    var all = "/" + resource.plural();
    var one = all + "/{id}";
    List<Route> routes = new ArrayList<>();
    if (resource.allows(Operation.LIST)) {
      routes.add(usualList(resource, list(all).in(resource.plural())));
    }
    if (resource.allows(Operation.CREATE)) {
      routes.add(create("POST", all));
    }
    if (resource.allows(Operation.READ)) {
      routes.add(read(one).key("id", "id"));
    }
    if (resource.allows(Operation.UPDATE)) {
      routes.add(update("PUT", one).key("id", "id"));
      routes.add(update("PATCH", one).key("id", "id"));
    }
    if (resource.allows(Operation.DELETE)) {
      routes.add(delete("DELETE", one).key("id", "id"));
    }
    return routes;
  }

  private static Route usualList(Resource resource, Route list) {
    var route = list.paged(Paging.TOKENS).order("order");
    if (!resource.searched().isEmpty()) {
      route = route.search("q");
    }
    for (var filter : resource.filters().entrySet()) {
      var field = filter.getKey();
      for (var way : filter.getValue()) {
        route =
            switch (way) {
              case EQUAL -> route.parameter(field, field, By.EQUAL);
              case RANGE ->
                  route
                      .parameter(field + "_from", field, By.FROM)
                      .parameter(field + "_to", field, By.TO);
              case PREFIX -> route.parameter(field + "_prefix", field, By.PREFIX);
              case ANY_OF -> route.parameter(field + "_in", field, By.ANY_OF);
            };
      }
    }
    return route;
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

  @Nullable String in() {
    return in;
  }

  @Nullable String total() {
    return total;
  }

  /** JSON; null unless the content is a constant. */
  @Nullable String constant() {
    return constant;
  }

  Paging paging() {
    return paging;
  }

  List<Parameter> parameters() {
    return parameters;
  }

  @Nullable String search() {
    return search;
  }

  @Nullable String order() {
    return order;
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
